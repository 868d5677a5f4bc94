"""The modules say which migrations they were built for; httpd refuses to serve without one of them."""
import re

from guards.source import files, without_comments
from harness.proc import REPO


def test_the_modules_know_every_migration():
    text = without_comments((REPO / "modules/core/core_sql_ops.c").read_text())
    table = re.search(r"help_schema_names\[\] = \{(.*?)NULL", text, re.S)
    assert table, "core_sql_ops.c holds no help_schema_names"
    known = re.findall(r'"(\w+)"', table[1])
    there = [path.name.removesuffix(".up.sql") for path in files("migrations/*.up.sql")]
    assert known == there, "help_schema_names in core_sql_ops.c and migrations/ differ"
