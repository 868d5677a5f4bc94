"""help-admin: tenants, users and tokens; strict errors that say what would have been right."""
import hashlib
import json
import os
import re
import secrets

import pytest

from harness.httpd import build_folder
from sync_run import Admin, call, tools_db, tools_server, tools_url  # noqa: F401

SECRET = re.compile(r"^hct_[A-Za-z0-9_-]{43}\n$")


@pytest.fixture(scope="module")
def admin(tools_url):
    return Admin(tools_url)


@pytest.fixture
def tenant(admin):
    slug = "t" + secrets.token_hex(6)
    assert admin("tenant", "add", slug, "--name", "Acme Facilities").code == 0
    return slug


@pytest.fixture
def ada(admin, tenant, tmp_path):
    password = tmp_path / "password"
    password.write_text("correct horse\n")
    done = admin("user", "add", tenant, "ada", "--email", "ada@example.org", "--name", "Ada Moreau",
                 "--groups", "admins, writers", "--password-file", password)
    assert done.code == 0, done
    return "ada"


def listed(admin, *words):
    done = admin(*words, "--json")
    assert done.code == 0, done
    return json.loads(done.out)


def one(tools_db, sql, *args):
    with tools_db.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchone()


# --- tenants -----------------------------------------------------------------------------------------

def test_a_tenant_is_added_changed_disabled_and_listed(admin, tenant):
    assert admin("tenant", "set", tenant, "--name", "Acme", "--host", "Help.Acme.example",
                 "--time-zone", "Europe/Berlin").code == 0
    assert admin("tenant", "disable", tenant).code == 0
    found, = [t for t in listed(admin, "tenant", "list") if t["slug"] == tenant]
    assert found == {"slug": tenant, "name": "Acme", "host": "help.acme.example", "time_zone": "Europe/Berlin",
                     "active": False, "users": 0, "articles": 0}
    assert admin("tenant", "set", tenant, "--active", "yes", "--host", "").code == 0
    found, = [t for t in listed(admin, "tenant", "list") if t["slug"] == tenant]
    assert found["active"] is True and found["host"] is None


def test_a_second_tenant_of_that_slug_is_refused_unless_if_missing(admin, tenant):
    done = admin("tenant", "add", tenant, "--name", "Other")
    assert done.code == 1 and "--if-missing" in done.err
    assert admin("tenant", "add", tenant, "--name", "Other", "--if-missing").code == 0
    assert [t["name"] for t in listed(admin, "tenant", "list") if t["slug"] == tenant] == ["Acme Facilities"]


def test_a_new_tenant_has_its_six_badges_and_a_line_in_the_audit_log(tools_db, tenant):
    assert one(tools_db, "select count(*) from help_center_badge b join help_center_tenant t on t.id = b.tenant_id"
                         " where t.slug = %s", tenant) == (6,)
    assert one(tools_db, "select a.actor, a.action, a.object_id from help_center_audit a join help_center_tenant t"
                         " on t.id = a.tenant_id where t.slug = %s", tenant) == ("help-admin", "tenant.add", tenant)


@pytest.mark.parametrize("words, said", [
    (("tenant", "add", "Big Co", "--name", "x"), "cannot be a tenant's slug"),
    (("tenant", "add", "-x", "--name", "x"), "there is no option -x"),
    (("tenant", "add", "fine"), "--name"),
    (("tenant", "add", "fine", "--name", ""), "1 to 200 characters"),
    (("tenant", "add", "fine", "--name", "x", "--host", "https://x.example/"), "host name alone"),
    (("tenant", "add", "fine", "--name", "x", "--time-zone", "Mars/Olympus"), "Europe/Berlin"),
    (("tenant", "set", "nobody", "--name", "x"), "There is no tenant 'nobody'"),
])
def test_a_wrong_tenant_is_refused_with_what_is_right(admin, words, said):
    done = admin(*words)
    assert done.code in (1, 2) and said in done.err and not done.out


# --- users -------------------------------------------------------------------------------------------

def test_a_user_is_added_with_a_hashed_password(admin, tenant, ada, tools_db):
    assert listed(admin, "user", "list", tenant) == [
        {"username": "ada", "name": "Ada Moreau", "email": "ada@example.org", "groups": ["admins", "writers"],
         "active": True, "password": True, "last_login": None}]
    kept, = one(tools_db, "select u.password_hash from help_center_user u join help_center_tenant t"
                          " on t.id = u.tenant_id where t.slug = %s", tenant)
    assert kept.startswith("$2") and "horse" not in kept


def test_set_changes_what_is_named_and_nothing_else(admin, tenant, ada, tools_db):
    before = one(tools_db, "select password_hash from help_center_user u join help_center_tenant t"
                           " on t.id = u.tenant_id where t.slug = %s", tenant)
    assert admin("user", "set", tenant, ada, "--groups", "readers").code == 0
    found, = listed(admin, "user", "list", tenant)
    assert (found["groups"], found["name"], found["email"]) == (["readers"], "Ada Moreau", "ada@example.org")
    assert admin("user", "set", tenant, ada, "--name", "A. M.", "--email", "a@example.org", "--groups", "").code == 0
    assert admin("user", "set", tenant, ada, "--password-file", "-", input="another secret\n").code == 0
    found, = listed(admin, "user", "list", tenant)
    assert (found["groups"], found["name"], found["email"]) == ([], "A. M.", "a@example.org")
    assert before != one(tools_db, "select password_hash from help_center_user u join help_center_tenant t"
                                   " on t.id = u.tenant_id where t.slug = %s", tenant)


def test_a_user_is_disabled_and_enabled(admin, tenant, ada):
    assert admin("user", "disable", tenant, ada).code == 0
    assert listed(admin, "user", "list", tenant)[0]["active"] is False
    assert "is not active" in admin("token", "add", tenant, ada, "--name", "x").err
    assert admin("user", "set", tenant, ada, "--active", "yes").code == 0
    assert listed(admin, "user", "list", tenant)[0]["active"] is True


def test_if_missing_leaves_the_user_as_it_is(admin, tenant, ada):
    assert admin("user", "add", tenant, ada).code == 1
    assert admin("user", "add", tenant, ada, "--name", "Else", "--if-missing").code == 0
    assert listed(admin, "user", "list", tenant)[0]["name"] == "Ada Moreau"


@pytest.mark.parametrize("words, said", [
    (("--email", "nobody"), "no address such as"),
    (("--groups", "a,,b"), "empty name"),
    (("--groups", "a,"), "ends with a comma"),
    (("--password-file", "/nowhere/at/all"), "cannot be read"),
    (("--active", "perhaps"), "yes or no"),
    ((), "Nothing to change"),
])
def test_a_wrong_user_is_refused(admin, tenant, ada, words, said):
    done = admin("user", "set", tenant, ada, *words)
    assert done.code == 1 and said in done.err


@pytest.mark.parametrize("password, said", [("short\n", "8 to 72 bytes"), ("x" * 73 + "\n", "8 to 72 bytes"),
                                            ("\n", "is empty"), ("", "is empty"), ("y" * 2000, "under 1,000 bytes")],
                         ids=["short", "long", "blank", "nothing", "very long"])
def test_a_password_has_bounds(admin, tenant, ada, password, said):
    done = admin("user", "set", tenant, ada, "--password-file", "-", input=password)
    assert done.code == 1 and said in done.err
    assert password.strip() == "" or password.strip() not in done.err


# --- tokens ------------------------------------------------------------------------------------------

def test_a_token_is_printed_once_alone_and_kept_as_a_digest(admin, tenant, ada, tools_db):
    done = admin("token", "add", tenant, ada, "--name", "nightly", "--scopes", "read,write", "--expires", "30")
    assert done.code == 0 and SECRET.match(done.out)
    token = done.out.strip()
    digest, days = one(tools_db, "select k.digest, round(extract(epoch from k.expires_at - now()) / 86400)::int"
                                 " from help_center_token k join help_center_tenant t on t.id = k.tenant_id"
                                 " where t.slug = %s", tenant)
    assert bytes(digest) == hashlib.sha256(token.encode()).digest() and days == 30
    found, = listed(admin, "token", "list", tenant, ada)
    assert found["prefix"] == token[:10] and found["scopes"] == ["read", "write"] and found["active"] is True
    assert token not in json.dumps(listed(admin, "token", "list", tenant))


def test_a_token_made_elsewhere_is_taken_from_a_file_and_not_printed(admin, tenant, ada, tmp_path):
    token = "hct_" + secrets.token_urlsafe(32)
    file = tmp_path / "secret"
    file.write_text(token + "\n")
    words = ("token", "add", tenant, ada, "--name", "demo", "--scopes", "read,write,admin", "--secret-file", file)
    done = admin(*words)
    assert (done.code, done.out) == (0, "") and token not in done.err
    assert admin(*words).code == 1
    assert (admin(*words, "--if-missing").code, len(listed(admin, "token", "list", tenant))) == (0, 1)
    # Another secret of the same name is another token: the caller knows it and will use it.
    file.write_text("hct_" + secrets.token_urlsafe(32) + "\n")
    assert (admin(*words, "--if-missing").code, len(listed(admin, "token", "list", tenant))) == (0, 2)


def test_if_missing_without_a_secret_goes_by_the_name(admin, tenant, ada):
    assert SECRET.match(admin("token", "add", tenant, ada, "--name", "n", "--if-missing").out)
    assert admin("token", "add", tenant, ada, "--name", "n", "--if-missing").out == ""


def test_a_token_is_changed_and_revoked(admin, tenant, ada):
    admin("token", "add", tenant, ada, "--name", "n")
    found, = listed(admin, "token", "list", tenant)
    number = str(found["id"])
    assert found["scopes"] == ["read"] and found["expires"] is None
    assert admin("token", "set", tenant, number, "--name", "m", "--scopes", "admin", "--expires", "7").code == 0
    found, = listed(admin, "token", "list", tenant)
    assert found["name"] == "m" and found["scopes"] == ["admin"] and found["expires"]
    assert admin("token", "disable", tenant, number).code == 0
    assert listed(admin, "token", "list", tenant)[0]["active"] is False
    assert SECRET.match(admin("token", "add", tenant, ada, "--name", "m", "--if-missing").out)


@pytest.mark.parametrize("words, said", [
    (("ada", "--name", "x", "--scopes", "read,all"), "some of read,write,admin"),
    (("ada", "--name", "x", "--scopes", ""), "some of read,write,admin"),
    (("ada", "--name", "x", "--expires", "soon"), "number of days from 1 to 3650"),
    (("ada", "--name", "x", "--expires", "0"), "number of days from 1 to 3650"),
    (("ada",), "What is it for?"),
    (("bob", "--name", "x"), "There is no user 'bob'"),
])
def test_a_wrong_token_is_refused(admin, tenant, ada, words, said):
    done = admin("token", "add", tenant, *words)
    assert done.code == 1 and said in done.err and not done.out


def test_a_token_of_another_form_is_refused(admin, tenant, ada):
    done = admin("token", "add", tenant, ada, "--name", "x", "--secret-file", "-", input="hct_short\n")
    assert done.code == 1 and "43 characters" in done.err


@pytest.mark.parametrize("number", ["0", "12x", "-", "9999999"])
def test_a_token_that_is_not_there_is_not_revoked(admin, tenant, number):
    assert admin("token", "disable", tenant, number).code == 1


def test_one_tenant_cannot_touch_the_tokens_of_another(admin, tenant, ada):
    admin("token", "add", tenant, ada, "--name", "n")
    number = listed(admin, "token", "list", tenant)[0]["id"]
    other = "t" + secrets.token_hex(6)
    admin("tenant", "add", other, "--name", "Other")
    assert admin("token", "disable", other, str(number)).code == 1
    assert listed(admin, "token", "list", tenant)[0]["active"] is True


# --- the command line --------------------------------------------------------------------------------

@pytest.mark.parametrize("words, said", [
    ((), "--help"),
    (("tenat", "list"), "did you mean tenant?"),
    (("tenant",), "add, list, disable or set"),
    (("tenant", "lst"), "did you mean list?"),
    (("user", "add", "demo"), "help-admin user add TENANT USERNAME"),
    (("user", "list", "a", "b"), "one word too many"),
    (("user", "list", "a", "b", "c"), "one too many"),
    (("user", "list", "demo", "--nam", "x"), "did you mean --name?"),
    (("user", "list", "demo", "--name", "x"), "user list takes no --name"),
    (("tenant", "list", "--json=yes"), "takes no value"),
    (("tenant", "list", "--name"), "needs a value"),
    (("user", "add", "demo", "x", "--name", "a", "--name", "b"), "given twice"),
    (("tenant", "list", "-z"), "there is no option -z"),
])
def test_wrong_usage_is_exit_2_and_says_what_is_right(admin, words, said):
    done = admin(*words)
    assert done.code == 2 and said in done.err and not done.out


def test_help_comes_from_the_table(admin):
    assert "token disable TENANT ID" in admin("--help").out
    text = admin("user", "add", "--help").out
    assert "--password-file FILE|-" in text and "--scopes" not in text and "--if-missing" in text


def test_the_database_is_named_or_taken_from_the_environment(tools_url, tenant):
    tool = build_folder() / "help-admin"
    clean = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = call([tool, "tenant", "list"], env=clean)
    assert done.code == 1 and "DATABASE_URL" in done.err
    assert tenant in call([tool, "tenant", "list"], env={**clean, "DATABASE_URL": tools_url}).out
    done = call([tool, "tenant", "list", "-d", "postgresql://x:topsecret@127.0.0.1:1/help"], env=clean)
    assert done.code == 1 and "does not answer" in done.err and "topsecret" not in done.err


def test_a_table_for_people_lines_up(admin, tenant, ada):
    lines = admin("user", "list", tenant).out.splitlines()
    assert lines[0].split() == ["username", "name", "email", "groups", "active", "password", "last_login"]
    assert lines[1].index("ada@example.org") == lines[0].index("email")
