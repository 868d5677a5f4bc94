"""What an operator writes: every directive refuses what is wrong with a sentence that says what is right, the
reference names exactly the directives that exist, and help.conf is a working site."""
import re

import pytest

from harness.proc import REPO

WRONG = [
    # directive and value                         where     a part of the sentence
    ("HelpEnabled maybe",                         "demo",   "HelpEnabled must be On or Off"),
    ("HelpTenant Acme!",                          "demo",   "is not a tenant's slug: 1 to 63 of a-z, 0-9 and -"),
    ("HelpTenant " + "a" * 64,                    "demo",   "is not a tenant's slug"),
    ("HelpTenantFrom cookie",                     "demo",   "is not 'host', the only source there is"),
    ("HelpAnonymous sometimes",                   "demo",   "is not On, Off, or some of: read vote ask ticket"),
    ("HelpAnonymous vote",                        "demo",   "vote, ask and ticket also need read"),
    ("HelpAnonymous",                             "demo",   "On, Off, or some of"),
    ('HelpRole owner "group a"',                  "demo",   "is not one of author, editor, admin, agent, manager"),
    ('HelpRole author "group"',                   "demo",   "lacks what to test"),
    ('HelpRole author "team a"',                  "demo",   "is no test: it begins with group, user, env or expr"),
    ('HelpRole author "expr %{"',                 "demo",   "has a wrong expression"),
    ("HelpRole author",                           "demo",   "HelpRole takes two arguments"),
    ("HelpArea /internal/",                       "demo",   "is not the page of a category with its final slash"),
    ("HelpArea /help/category/internal",          "demo",   "is not the page of a category with its final slash"),
    ("HelpArea /help/category/a/b/",              "demo",   "is not the page of a category with its final slash"),
    ("HelpRollout 101%",                          "demo",   "is not a percentage from 0% to 100%"),
    ('HelpRollout "half of them"',                "demo",   "is not all, a percentage such as 10%"),
    ("HelpGroupsFrom ldap",                       "demo",   "is not database, env:NAME or header:NAME"),
    ("HelpGroupsFrom env:",                       "demo",   "is not database, env:NAME or header:NAME"),
    ("HelpLoginURL https://elsewhere/",           "demo",   "is not a path such as /help/login/, or none"),
    ("HelpLoginURL //elsewhere/",                 "demo",   "is not a path such as /help/login/, or none"),
    ("HelpBodyMax 2 M",                           "demo",   "HelpBodyMax takes one argument"),
    ("HelpBodyMax 10",                            "demo",   "is not a size from 1k to 256M"),
    ("HelpBodyMax -1",                            "demo",   "is not a size from 1k to 256M"),
    ("HelpBodyMax 1G",                            "demo",   "is not a size from 1k to 256M"),
    ("HelpMetrics 1",                             "demo",   "HelpMetrics must be On or Off"),
    ("HelpCorsOrigin *",                          "demo",   "is not an origin such as https://www.example.org"),
    ("HelpCorsOrigin https://a.example/x",        "demo",   "is not an origin such as https://www.example.org"),
    ("HelpRateLimit everything 1/s",              "demo",   "is not one of read, write, search, ask, login"),
    ("HelpRateLimit write fast",                  "demo",   "is not off or a rate such as 60/min"),
    ("HelpRateLimit write 0/min",                 "demo",   "is not off or a rate such as 60/min"),
    ("HelpRateLimit write 10/fortnight",          "demo",   "is not off or a rate such as 60/min"),
    ("HelpAreaCache soon",                        "demo",   "is not a time from 0 to 1h"),
    ("HelpAreaCache 2h",                          "demo",   "is not a time from 0 to 1h"),
    ("HelpLockout 0",                             "demo",   "is not off or a number of tries from 1 to 1000"),
    ("HelpLockout 12abc",                         "demo",   "is not off or a number of tries from 1 to 1000"),
    ("HelpLockout 5 never",                       "demo",   "is not a time from 1s"),
    ("HelpArticlesPageSize 0",                    "demo",   "is not a number from 1 to 100"),
    ("HelpArticlesPageSize 101",                  "demo",   "is not a number from 1 to 100"),
    ("HelpArticlesPageSize ten",                  "demo",   "is not a number from 1 to 100"),
    ("HelpAssets /nowhere",                       "server", "holds no help/error.html"),
    ("HelpSecret hunter2hunter2hunter2hunter2",   "server", "takes file:/path or env:NAME"),
    ("HelpSecret file:/nowhere/secret",           "server", "HelpSecret: "),
    ("HelpSecret env:NO_SUCH_VARIABLE",           "server", "HelpSecret: "),
    ("HelpRedis localhost",                       "server", "HelpRedis: 'localhost'"),
    ("HelpRedis redis://h:notaport",              "server", "HelpRedis: 'redis://h:notaport'"),
    ("HelpRedis redis://h plain-password",        "server", "HelpRedis: "),
    ("HelpRedisTimeout 1ms",                      "server", "is not a time from 10ms to 5s"),
    ("HelpRedisTimeout 9s",                       "server", "is not a time from 10ms to 5s"),
    ("HelpCacheSize 1k",                          "server", "is not 0 (no cache) or a size from 64k to 16G"),
    ("HelpCacheSize lots",                        "server", "is not 0 (no cache) or a size from 64k to 16G"),
    ("HelpCacheMaxAge 0",                         "server", "is not a time from 1s to 1d"),
    ("HelpDBWait 1min",                           "server", "is not a time from 10ms to 30s"),
    ("HelpDBMax 0",                               "server", "is not a number from 1 to 1000"),
    ("HelpJobs 17",                               "server", "is not a number from 0 to 16"),
    ("HelpJobs -1",                               "server", "is not a number from 0 to 16"),
    ("HelpIdempotencyHours 0",                    "server", "is not a number from 1 to 720"),
    ("HelpCacheSize 1M",                          "demo",   "HelpCacheSize cannot occur within <VirtualHost> section"),
    ("HelpSecret env:X",                          "demo",   "HelpSecret cannot occur within <VirtualHost> section"),
]


@pytest.mark.parametrize("line, where, sentence", WRONG, ids=[row[0][:60] for row in WRONG])
def test_a_wrong_value_is_refused_with_what_is_right(stack, line, where, sentence):
    answer = stack.httpd.configtest(line, where)
    assert not answer
    assert sentence in answer, answer


RIGHT = [
    ("HelpAnonymous read ticket", "demo"), ('HelpRole author "env WRITER=yes"', "demo"),
    ("HelpRole admin \"expr %{REMOTE_USER} == 'root'\"", "demo"), ("HelpRollout 10%", "demo"),
    ('HelpRollout "groups staff"', "demo"), ("HelpRollout \"%{REMOTE_USER} in { 'a', 'b' }\"", "demo"),
    ("HelpTenantFrom host", "demo"), ('HelpGroupsFrom env:OIDC_CLAIM_groups ","', "demo"),
    ('HelpRateLimit read "10/s burst 20"', "demo"), ("HelpLockout off", "demo"), ("HelpCacheSize 0", "server"),
    ("HelpRedis redis://127.0.0.1:6379/2", "server"), ("HelpCorsOrigin https://a.example http://b.example:81", "demo"),
]


@pytest.mark.parametrize("line, where", RIGHT, ids=[row[0][:60] for row in RIGHT])
def test_a_right_value_is_taken(stack, line, where):
    answer = stack.httpd.configtest(line, where)
    assert answer, answer


def directives_of_the_modules(stack):
    """Name -> doc string, as `httpd -L` prints them."""
    said = stack.httpd.ask("-L").stdout
    found = {}
    for name, source, doc in re.findall(r"^(\S+) \((\S+)\)\n\t(.*)$", said, re.M):
        if source.startswith("mod_help_"):
            found[name] = doc
    return found


def test_the_reference_names_exactly_the_directives_that_exist(stack):
    reference = (REPO / "conf/help-reference.conf").read_text()
    named = set(re.findall(r"^#?(Help[A-Za-z]+)\b", reference, re.M))
    assert named == set(directives_of_the_modules(stack))


def test_the_reference_gives_context_and_default_of_each_directive():
    reference = (REPO / "conf/help-reference.conf").read_text()
    blocks = [b for b in re.split(r"\n\n", reference) if re.search(r"^#?Help", b, re.M)]
    assert len(blocks) > 25
    for block in blocks:
        assert re.search(r"# Context: (process|anywhere)\. Default:", block), block


def test_the_doc_string_of_each_directive_says_its_default(stack):
    silent = [n for n, doc in directives_of_the_modules(stack).items() if not re.search("default|required|'host'|may be "
                                                                                         "repeated|SLUG", doc)]
    assert not silent


def test_help_conf_passes_configtest(stack, scratch):
    text = (REPO / "conf/help.conf").read_text()
    secret = scratch / "help-conf-secret"
    secret.write_text("0123456789abcdef" * 4 + "\n")
    text = text.replace("/etc/help-center/secret", str(secret)).replace(
        "/usr/local/share/help-center/htdocs", str(stack.words()["HTDOCS"]))
    frame = stack.httpd.fill((REPO / "conf/help-dev.conf.in").read_text())
    frame = re.sub(r"(?m)^(DBD|Help|Include).*$", "", frame)
    conf = stack.httpd.where / "conf/help-conf-test.conf"
    conf.write_text(frame + "\n" + text)
    try:
        done = stack.httpd.ask("-t", conf=conf)
        assert done.returncode == 0, done.stdout
    finally:
        conf.unlink()


def test_a_missing_secret_is_refused_by_name(stack):
    frame = (REPO / "conf/help-dev.conf.in").read_text().replace('HelpSecret   "file:@SECRET@"', "")
    before, stack.httpd.frame = stack.httpd.frame, frame
    try:
        answer = stack.httpd.configtest("", "demo")
    finally:
        stack.httpd.frame = before
    assert not answer
    assert "HelpSecret is missing" in answer and "openssl rand -hex 32" in answer


def test_a_session_cookie_without_encryption_is_warned_of(stack):
    sites = (REPO / "conf/help-dev-sites.conf.in").read_text()
    before, stack.httpd.sites = stack.httpd.sites, re.sub(r"(?m)^.*SessionCryptoPassphraseFile.*$", "", sites)
    try:
        answer = stack.httpd.configtest("", "demo")
    finally:
        stack.httpd.sites = before
    assert answer and "HC0017" in answer and "SessionCryptoPassphraseFile" in answer
