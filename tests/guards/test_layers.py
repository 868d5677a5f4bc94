"""lib <- core <- features: nothing points to the right, features never include each other."""
import re

from guards.source import code, files, hits, name, strings, without_comments

FEATURES = ("articles", "search", "chat", "gamify", "analytics")
INCLUDE = re.compile(r'#\s*include\s*["<]([^">]+)[">]')
HTTPD = re.compile(r"^(httpd|http_\w+|ap_\w+|util_\w+|mod_\w+|mpm_common|scoreboard)\.h$")
SQL = re.compile(r"^\s*(SELECT\s|INSERT INTO|UPDATE \S+ SET|DELETE FROM|WITH (RECURSIVE )?\w+( \(.*?\))? AS|"
                 r"CREATE (TABLE|INDEX|FUNCTION))\b")


def included(path):
    text = without_comments(path.read_text())
    return [(text.count("\n", 0, m.start()) + 1, m[1]) for m in INCLUDE.finditer(text)]


def wrong_includes(folder, is_wrong):
    return [f"{name(path)}:{line}: {header}" for path in files(f"modules/{folder}/*.[ch]")
            for line, header in included(path) if is_wrong(header)]


def test_lib_knows_no_httpd():
    found = wrong_includes("lib", lambda h: HTTPD.match(h) or h.split("/")[0] in ("core", *FEATURES))
    assert not found, "lib/ must compile and be tested without httpd:\n" + "\n".join(found)


def test_tools_know_no_httpd():
    found = wrong_includes("tools", lambda h: HTTPD.match(h) or h.split("/")[0] in ("core", *FEATURES))
    assert not found, "tools link lib alone:\n" + "\n".join(found)


def test_core_includes_no_feature():
    found = wrong_includes("core", lambda h: h.split("/")[0] in FEATURES)
    assert not found, "core must not know who uses it:\n" + "\n".join(found)


def test_features_know_only_the_public_core_and_lib():
    found = []
    for feature in FEATURES:
        others = set(FEATURES) - {feature}
        found += wrong_includes(feature, lambda h: h.split("/")[0] in others
                                or h.removeprefix("../").split("/")[0] in others
                                or (h.startswith("core/") and h != "core/help_core.h")
                                or h == "core.h")
    assert not found, "features meet in core's hooks and in the database:\n" + "\n".join(found)


def test_sql_stands_in_sql_files():
    """One place to review, to PREPARE and to EXPLAIN. lib/pg* is the machine that runs statements."""
    found = [f"{name(path)}:{line}: {text[:70]}" for path in files("modules/*/*.c", "modules/*/*.h")
             if "sql" not in path.stem and not name(path).startswith("modules/lib/pg")
             for line, text in strings(without_comments(path.read_text())) if SQL.match(text)]
    assert not found, "SQL belongs into <module>_sql.c:\n" + "\n".join(found)


def test_no_reserved_names():
    found = hits(r"#\s*define\s+_+[A-Z]", files("modules/*/*.h"), code)
    assert not found, "names that begin with _ are the compiler's:\n" + "\n".join(found)
