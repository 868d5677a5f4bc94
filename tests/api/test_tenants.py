"""tenants/: one's own site, its settings, and secrets that go in and never come out."""
import pytest

@pytest.fixture
def settings(admin, database):
    """Puts the tenant back as it was."""
    with database.cursor() as sql:
        sql.execute("select name, logo_url, time_zone, calendar::text, metadata::text from help_center_tenant where slug = 'demo'")
        before = sql.fetchone()
        yield
        sql.execute("update help_center_tenant set name = %s, logo_url = %s, time_zone = %s, calendar = %s, metadata = %s"
                    " where slug = 'demo'", before)


def stored(database):
    with database.cursor() as sql:
        sql.execute("select metadata from help_center_tenant where slug = 'demo'")
        return sql.fetchone()[0]


def test_only_ones_own_tenant_exists(admin):
    assert [t["slug"] for t in admin.get("tenants/").json()["results"]] == ["demo"]
    assert admin.get("tenants/demo/").json()["name"] == "Harbor FM"
    for slug in ("northwind", "nobody", "DEMO", "demo%2e"):
        assert admin.get(f"tenants/{slug}/").status_code == 404
        assert admin.patch(f"tenants/{slug}/", {"name": "Taken over"}).status_code == 404


def test_tenants_are_made_and_removed_by_the_operator_alone(admin):
    assert admin.post("tenants/", {"slug": "new"}).status_code == 405
    assert admin.delete("tenants/demo/").status_code == 405


def test_a_patch_changes_what_it_names(admin, settings):
    answer = admin.patch("tenants/demo/", {"name": "Harbor ⚓", "time_zone": "America/Argentina/Ushuaia",
                                           "logo_url": "/static/logo.svg", "calendar": {"monday": [["09:00", "17:00"]]}})
    assert answer.status_code == 200
    after = admin.get("tenants/demo/").json()
    assert after == answer.json()
    assert (after["name"], after["time_zone"]) == ("Harbor ⚓", "America/Argentina/Ushuaia")
    cleared = admin.patch("tenants/demo/", {"logo_url": None, "calendar": None}).json()
    assert cleared["logo_url"] is None and cleared["calendar"] == {} and cleared["name"] == "Harbor ⚓"
    assert "Harbor ⚓" in admin.get("/help/").text, "pages show the new name at once"


@pytest.mark.parametrize("body, field", [
    ({"name": ""}, "name"), ({"name": "  "}, "name"), ({"name": "x" * 201}, "name"), ({"name": 1}, "name"),
    ({"time_zone": "Mars/Olympus"}, "time_zone"), ({"time_zone": "posix/Europe/Berlin"}, "time_zone"),
    ({"time_zone": "CEST"}, "time_zone"), ({"time_zone": "+02:00"}, "time_zone"), ({"time_zone": ""}, "time_zone"),
    ({"logo_url": "javascript:alert(1)"}, "logo_url"), ({"logo_url": "//evil.example/x"}, "logo_url"),
    ({"logo_url": "http://x.example/x"}, "logo_url"), ({"logo_url": 'https://x/"onerror='}, "logo_url"),
    ({"calendar": []}, "calendar"), ({"calendar": "x"}, "calendar"), ({"metadata": []}, "metadata"),
    ({"metadata": {"features": []}}, "metadata.features"), ({"metadata": {"features": {"chat": "on"}}}, "metadata.features.chat"),
    ({"metadata": {"email_settings": "x"}}, "metadata.email_settings"),
    ({"metadata": {"email_settings": {"imap_port": 65536}}}, "metadata.email_settings.imap_port"),
    ({"metadata": {"email_settings": {"imap_server": "a\nb"}}}, "metadata.email_settings.imap_server"),
    ({"metadata": {"email_settings": {"password": 7}}}, "metadata.email_settings.password"),
    ({"metadata": {"email_settings": {"password": ""}}}, "metadata.email_settings.password"),
    ({"metadata": {"whatsapp_config": {"app_secret": ["x"]}}}, "metadata.whatsapp_config.app_secret"),
    ({"metadata": {"x": "y" * 70000}}, "metadata"),
])
def test_a_wrong_field_is_named(admin, body, field):
    answer = admin.patch("tenants/demo/", body)
    assert answer.status_code == 400 and list(answer.json()["errors"]) == [field], answer.text


def test_secrets_go_in_sealed_and_never_come_out(admin, settings, database):
    secrets = {"email_settings": {"password": "imap secret ü"},
               "whatsapp_config": {"access_token": "EAAG-x", "verify_token": "vt-x", "app_secret": "as-x"}}
    plain = {"email_settings": {"imap_server": "imap.x.example", "imap_port": 993, "folder": "INBOX", "email": "a@x.example"},
             "whatsapp_config": {"phone_number_id": "12345"}}
    body = {"metadata": {k: {**secrets[k], **plain[k]} for k in secrets}}
    answer = admin.patch("tenants/demo/", body)
    assert answer.status_code == 200
    for text in (answer.text, admin.get("tenants/demo/").text, admin.get("tenants/").text, str(stored(database)),
                 admin.get("audit/?object_type=tenant").text):
        for group in secrets.values():
            assert not [s for s in group.values() if s in text]
    shown = answer.json()["metadata"]
    for group in secrets:
        assert {k: shown[group][k] for k in secrets[group]} == {k: {"set": True} for k in secrets[group]}
        assert {k: shown[group][k] for k in plain[group]} == plain[group]
    sealed = stored(database)["email_settings"]["password"]
    assert sealed.startswith("v1.")
    admin.patch("tenants/demo/", {"metadata": shown})
    assert stored(database)["email_settings"]["password"] == sealed, "what a GET shows may be sent back"
    admin.patch("tenants/demo/", {"metadata": {"email_settings": {"folder": "Help"}}})
    assert stored(database)["email_settings"]["password"] == sealed
    gone = admin.patch("tenants/demo/", {"metadata": {"email_settings": {"password": None}, "whatsapp_config": None}})
    assert "password" not in gone.json()["metadata"]["email_settings"] and "whatsapp_config" not in gone.json()["metadata"]


def test_features_and_unknown_settings_are_kept(admin, settings):
    admin.patch("tenants/demo/", {"metadata": {"features": {"chat": True}, "ours": {"a": [1, {"b": None}]}}})
    after = admin.patch("tenants/demo/", {"metadata": {"features": {"email": False}}}).json()["metadata"]
    assert after["features"] == {"chat": True, "email": False} and after["ours"] == {"a": [1, {"b": None}]}


@pytest.mark.parametrize("role", ["reader", "author", "editor", "agent", "manager"])
def test_only_administrators_see_settings(request, role):
    client = request.getfixturevalue(role)
    for answer in (client.get("tenants/"), client.get("tenants/demo/"), client.patch("tenants/demo/", {"name": "x"})):
        assert answer.status_code == 403
