"""Rights that follow the server: areas, roles, groups and rollout as httpd's own rules decide."""
from contextlib import closing

import pytest

from harness.client import Client

SITE = """
<VirtualHost 127.0.0.1:@PORT@>
  DocumentRoot "@HTDOCS@"
  HelpEnabled On
  HelpTenant demo
  HelpAnonymous On
  HelpRole author "group writers"
  HelpRole editor "group editors"
  HelpRole admin "group admins"
  %s
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT2@>
  DocumentRoot "@HTDOCS@"
</VirtualHost>
"""

AREA = 'HelpArea /help/category/maintenance/\n<Location "/help/category/maintenance/">\n  Require %s\n</Location>'


@pytest.fixture
def site(start_httpd, stack):
    """site("directives") -> as_(token or None) -> a client of a server with these in its virtual host."""
    made = []

    def start(directives):
        server = start_httpd(sites=SITE % directives)

        def as_(token=None):
            made.append(Client(server.url(), stack.tokens[token] if token else None))
            return made[-1]
        return as_

    yield start
    for client in made:
        client.close()


def titles(client):
    found, page = set(), 1
    while True:
        answer = client.get(f"articles/?page_size=100&page={page}").json()
        found |= {row["title"] for row in answer["results"]}
        if not answer["next"]:
            assert len(found) == answer["count"]
            return found
        page += 1


def below_maintenance(client):
    return {row["slug"] for row in client.get("articles/?category=maintenance&page_size=100").json()["results"]}


def test_an_area_hides_its_articles_and_those_below_from_whom_httpd_refuses(site, nobody):
    hidden = below_maintenance(nobody)
    assert hidden
    as_ = site(AREA % "help-role editor")
    all_of_them, seen = titles(nobody), titles(as_())
    assert seen < all_of_them and not below_maintenance(as_())
    for slug in hidden:
        assert as_().get(f"articles/{slug}/").status_code == 404
        assert as_().get(f"/help/articles/{slug}/").status_code == 404
    tree = as_().get("categories/tree/").text
    assert "maintenance" not in tree
    assert below_maintenance(as_("EDITOR_TOKEN")) >= hidden
    assert not below_maintenance(as_("READER_TOKEN"))


def test_an_area_follows_any_require_even_an_environment_variable(site):
    as_ = site('SetEnvIf X-Badge "^gold$" badge\n' + AREA % "env badge" + "\nHelpAreaCache 0")
    plain, gold = as_(), as_()
    gold.session.headers["X-Badge"] = "gold"
    assert not below_maintenance(plain) and below_maintenance(gold)
    assert not below_maintenance(plain)


def test_an_area_holds_after_its_category_was_renamed(site, database, nobody):
    slugs = below_maintenance(nobody)
    as_ = site(AREA % "all denied")
    with database.cursor() as sql:
        sql.execute("UPDATE help_center_category SET slug = 'upkeep' WHERE slug = 'maintenance'")
    try:
        for slug in slugs:
            assert as_().get(f"articles/{slug}/").status_code == 404
    finally:
        with database.cursor() as sql:
            sql.execute("UPDATE help_center_category SET slug = 'maintenance' WHERE slug = 'upkeep'")


def test_a_server_without_reading_for_nobody_refuses_nobody_everything(site):
    as_ = site("HelpAnonymous Off")
    for path in ("articles/", "categories/", "tags/", "categories/tree/"):
        assert as_().get(path).status_code == 401
        assert as_("READER_TOKEN").get(path).status_code == 200


def test_a_rollout_by_groups_tells_the_others_not_yet(site):
    as_ = site('HelpRollout "groups editors"')
    assert as_("EDITOR_TOKEN").get("articles/").status_code == 200
    answer = as_("READER_TOKEN").get("articles/")
    assert answer.status_code == 403 and "not yet open to you" in answer.json()["detail"]
    assert as_().get("/help/").status_code == 403


def test_a_rollout_by_expression_asks_ap_expr(site):
    as_ = site("HelpRollout \"%{HTTP:X-Early} == 'yes'\"")
    early = as_()
    early.session.headers["X-Early"] = "yes"
    assert as_().get("articles/").status_code == 403
    assert early.get("articles/").status_code == 200


@pytest.mark.parametrize("percent, open_to", [("0%", 0), ("100%", 6)])
def test_a_rollout_by_percentage_at_its_ends(site, percent, open_to):
    as_ = site(f"HelpRollout {percent}")
    tokens = [f"{n}_TOKEN" for n in ("ADMIN", "EDITOR", "AUTHOR", "READER", "AGENT", "MANAGER")]
    assert sum(as_(t).get("articles/").status_code == 200 for t in tokens) == open_to


def test_a_rollout_by_percentage_is_stable_for_a_user(site):
    as_ = site("HelpRollout 50%")
    for token in ("ADMIN_TOKEN", "READER_TOKEN", "AGENT_TOKEN"):
        assert len({as_(token).get("articles/").status_code for _ in range(5)}) == 1


def test_roles_come_from_users_environment_and_expressions(site):
    def role(client):
        return client.get("users/me/").json()["role"]

    assert role(site('HelpRole admin "user rita"')("READER_TOKEN")) == "admin"
    assert role(site('HelpRole admin "user somebody-else"')("READER_TOKEN")) == "reader"
    for rules in ('SetEnvIf X-Boss "yes" boss\nHelpRole admin "env boss"',
                  "HelpRole admin \"expr %{HTTP:X-Boss} == 'yes'\""):
        boss = site(rules)("READER_TOKEN")
        assert role(boss) == "reader"
        boss.session.headers["X-Boss"] = "yes"
        assert role(boss) == "admin"


def test_whom_httpd_authenticated_is_the_user_with_the_servers_groups(site, database):
    """As behind mod_auth_openidc: REMOTE_USER and a variable with groups."""
    as_ = site('HelpGroupsFrom header:X-Groups ","\n<Location "/api">\n  AuthType Basic\n  AuthName x\n'
               '  AuthBasicProvider help\n  Require valid-user\n</Location>')
    c = as_()
    c.session.auth = ("rita", "rita-demo-2026")
    c.session.headers["X-Groups"] = "editors,night shift"
    me = c.get("users/me/").json()
    assert me["username"] == "rita" and me["role"] == "editor" and "night shift" in me["groups"]
    with database.cursor() as sql:
        sql.execute("UPDATE help_center_user SET groups = '{staff}' WHERE username = 'rita'")


def test_what_httpd_itself_refuses_is_a_problem_document_too(site, httpd_log):
    httpd_log.expect("AH01630: client denied by server configuration")
    as_ = site('<Location "/api">\n  AuthType Basic\n  AuthName x\n  AuthBasicProvider help\n  Require valid-user\n'
               '</Location>\n<Location "/help/category/">\n  Require all denied\n</Location>')
    answer = as_().get("articles/")
    assert answer.status_code == 401 and answer.json()["title"] == "Unauthorized"
    page = as_().get("/help/category/reports/")
    assert page.status_code == 403 and "<h1" in page.text and "text/html" in page.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/api/v2/help-center/metrics", "/api/v2/help-center//metrics", "/api/v2/help-center/metrics/",
                                  "/api/v2/help-center/%6detrics", "/api/v2/help-center/./metrics", "/health/../api/v2/help-center/metrics"])
def test_a_require_is_not_evaded_by_another_spelling_of_the_address(site, httpd_log, path):
    httpd_log.expect("AH01630: client denied by server configuration")
    as_ = site('HelpMetrics On\n<Location "/api/v2/help-center/metrics/">\n  Require all denied\n</Location>')
    assert as_().request("GET", path).status_code == 403


def test_a_slash_more_does_not_evade_a_require(site, httpd_log, database):
    httpd_log.expect("AH01630: client denied by server configuration")
    with database.cursor() as sql:
        sql.execute("SELECT encode(m.sha256, 'hex') || '.' || m.ext FROM help_center_media m"
                    " JOIN help_center_article_media a USING (tenant_id, sha256) WHERE m.tenant_id = 1 LIMIT 1")
        image, = sql.fetchone()
    as_ = site('<LocationMatch "^/help/media/.*\\.png$">\n  Require all denied\n</LocationMatch>')
    for path in (f"/help/media/{image}", f"/help/media/{image}/", f"/help//media/{image}/"):
        assert as_().get(path).status_code == 403, path


def test_what_a_strong_token_may_see_a_weak_one_of_the_same_user_may_not(site, admin):
    weak = admin.post("tokens/", {"name": "weak", "scopes": ["read"]}).json()
    as_ = site(AREA % "help-role admin")
    with closing(Client(as_().base, weak["token"])) as reading:
        for _ in range(4):
            assert below_maintenance(as_("ADMIN_TOKEN"))
            seen = below_maintenance(reading)
        assert seen == below_maintenance(reading)
    admin.delete(f"tokens/{weak['id']}/")


def test_a_location_can_have_the_help_center_alone(start_httpd):
    server = start_httpd(sites="""
<VirtualHost 127.0.0.1:@PORT@>
  DocumentRoot "@HTDOCS@"
  <Location "/api/v2/help-center/">
    HelpEnabled On
    HelpTenant demo
    HelpAnonymous On
  </Location>
</VirtualHost>
<VirtualHost 127.0.0.1:@PORT2@>
  DocumentRoot "@HTDOCS@"
</VirtualHost>""")
    with closing(Client(server.url())) as c:
        assert c.get("articles/").status_code == 200
        assert "<title>404 Not Found" in c.get("/help/nothing/").text
        assert c.session.get(server.url(1) + "/api/v2/help-center/articles/").status_code == 404


def test_a_module_that_is_not_loaded_takes_its_urls_away_and_nothing_else(start_httpd, stack):
    server = start_httpd(modules=["core", "search", "chat", "gamify", "analytics"])
    with closing(Client(server.url(), stack.tokens["ADMIN_TOKEN"])) as c:
        assert c.get("articles/").status_code == 404
        assert c.get("users/").status_code == 200
        assert c.post("search/", {"query": "abc"}).status_code == 501


def test_the_tenant_can_come_from_the_host_name_and_from_nothing_else(start_httpd, stack, database):
    with database.cursor() as sql:
        sql.execute("UPDATE help_center_tenant SET host = slug || '.example.org'")
    server = start_httpd(sites=SITE % "HelpTenantFrom host")
    try:
        names = {}
        for host in ("demo.example.org", "northwind.example.org", "DEMO.example.org"):
            with closing(Client(server.url(), host=host)) as c:
                names[host] = titles(c)
                assert names[host]
        assert names["demo.example.org"] == names["DEMO.example.org"]
        assert not names["demo.example.org"] & names["northwind.example.org"]
        with closing(Client(server.url(), host="elsewhere.example.org")) as c:
            assert c.get("articles/", headers={"X-Tenant": "demo"}).status_code == 404
        with closing(Client(server.url(), stack.tokens["ADMIN_TOKEN"], host="northwind.example.org")) as c:
            assert c.get("articles/").status_code == 401
    finally:
        with database.cursor() as sql:
            sql.execute("UPDATE help_center_tenant SET host = NULL")
