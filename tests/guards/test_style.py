"""What we do not call, and how long things get."""
import re

import pytest

from guards.source import code, files, functions, hits, name

FILE_LINES, FUNCTION_LINES = 500, 80
BANNED = {
    r"\b(atoi|atol|atoll|atof|strtol|strtoll|strtod|sscanf)\s*\(": "numbers are parsed whole or refused: lib/num.h",
    r"\b(sprintf|vsprintf|strcpy|strcat|gets|stpcpy)\s*\(": "no bound: apr_snprintf, apr_pstrcat, help_buf",
    r"\b(strtok|strtok_r|asctime|ctime|localtime|gmtime|rand|setlocale)\s*\(": "hidden state, not for threads",
    r"\b(system|popen|alloca)\s*\(": "never in a server",
}
# What may take memory from malloc: a file of lib for libraries that free() what they get; what libpq
# keeps with a connection, which outlives every pool of ours; a cache that gives back one entry at a time.
MALLOC = re.compile(r"\b(malloc|calloc|realloc|strdup|strndup|asprintf)\s*\(")
MALLOC_FILES = {"modules/lib/alloc.c", "modules/lib/pg.c", "modules/lib/lru.c"}
# lib/num.c is where the strict parsers themselves are built.
NUMBER_FILES = {"modules/lib/num.c"}


@pytest.mark.parametrize("pattern", BANNED)
def test_banned_in_c(pattern):
    paths = [p for p in files("modules/*/*.[ch]") if "strtol" not in pattern or name(p) not in NUMBER_FILES]
    found = hits(pattern, paths)
    assert not found, f"{BANNED[pattern]}:\n" + "\n".join(found)


def test_memory_comes_from_pools():
    found = hits(MALLOC, [p for p in files("modules/*/*.[ch]") if name(p) not in MALLOC_FILES])
    assert not found, "take it from a pool, or in lib/alloc.c:\n" + "\n".join(found)


def test_no_markup_or_code_from_strings_in_the_browser():
    """Text nodes; HTML only where our own server sanitized it, through lib in one place."""
    found = hits(r"\.(innerHTML|outerHTML)\s*[+]?=(?!=)|insertAdjacentHTML|document\.write|\beval\s*\(|new Function\s*\(",
                 files("htdocs/**/*.js", "htdocs/**/*.mjs", "htdocs/**/*.html"))
    assert not found, "markup from a string:\n" + "\n".join(found)


def test_pages_have_no_inline_script_or_style():
    """The CSP forbids them; a template that needs one is broken."""
    found = hits(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)|\sstyle=|\son[a-z]+=|javascript:|<style",
                 files("htdocs/**/*.html"), read=str)
    assert not found, "inline script or style:\n" + "\n".join(found)


def test_no_file_is_too_long():
    long = [f"{name(p)}: {n} lines" for p in files(
        "modules/*/*.[ch]", "htdocs/**/*.js", "htdocs/**/*.css", "migrations/*.sql", "tests/**/*.py",
        "tests/**/*.[ch]", "tests/**/*.mjs", "tests/harness/*", "conf/*", "Makefile")
        if p.name not in ("help-reference.conf", "schema.sql") and (n := len(p.read_text(errors="replace").splitlines())) > FILE_LINES]
    assert not long, f"over {FILE_LINES} lines; is it one thing?\n" + "\n".join(long)


def test_no_function_is_too_long():
    long = [f"{name(p)}:{start}: {function} has {length} lines" for p in files("modules/*/*.c")
            for function, start, length in functions(p.read_text()) if length - 2 > FUNCTION_LINES]
    assert not long, f"over {FUNCTION_LINES} lines:\n" + "\n".join(long)


def test_sources_name_their_licence_once():
    bad = [name(p) for p in files("modules/*/*.[ch]")
           if p.read_text().count("SPDX-License-Identifier") != 1]
    assert not bad, "one SPDX line, the first:\n" + "\n".join(bad)


def test_no_unfinished_words():
    found = hits(r"\b(TODO|FIXME|XXX|HACK)\b", files("modules/*/*.[ch]", "htdocs/**/*.js", "migrations/*.sql"), read=str)
    assert not found, "unfinished is an issue and a failing test, not a comment:\n" + "\n".join(found)


def test_the_guards_themselves_see():
    """A pattern that never matches would guard nothing for ever."""
    assert re.search(list(BANNED)[0], "x = atoi (s);") and MALLOC.search("p = malloc(3);")
    assert code('a = "malloc(1)"; /* sprintf( */ b();') .count("(") == 1
    assert list(functions("int f(int a,\n      int b)\n{\n    return 1;\n}\n")) == [("f", 3, 3)]
