"""C and JavaScript as the guards read them. A guard that finds nothing to look at fails."""
import re
import shlex
from pathlib import Path

from harness.httpd import build_folder
from harness.proc import REPO

C_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def files(*patterns, but=("vendor", "node_modules")):
    found = sorted(p for pattern in patterns for p in REPO.glob(pattern)
                   if p.is_file() and not set(but) & set(p.relative_to(REPO).parts))
    assert found, f"nothing matches {' '.join(patterns)}: this guard guards nothing"
    return found


def name(path):
    return str(Path(path).relative_to(REPO))


def without_comments(text):
    """Comments become blanks, so that line numbers stay; strings are kept."""
    return C_TOKEN.sub(lambda m: m[0] if m[0][0] in "\"'" else re.sub(r"[^\n]", " ", m[0]), text)


def code(text):
    """Neither comments nor what stands in strings."""
    blank = lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0][0] == "/" else m[0][0] + " " * (len(m[0]) - 2) + m[0][0]
    return C_TOKEN.sub(blank, text)


def strings(text):
    """(line number, content) of each string literal."""
    for m in C_TOKEN.finditer(text):
        if m[0][0] == '"':
            yield text.count("\n", 0, m.start()) + 1, m[0][1:-1]


def hits(pattern, paths, read=code):
    """file:line: text of every match."""
    found = []
    for path in paths:
        for number, line in enumerate(read(path.read_text(errors="replace")).splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{name(path)}:{number}: {line.strip()}")
    return found


def functions(text):
    """(name, first line, lines) by the house's brace rule: a function's braces stand in column 0."""
    lines = code(text).splitlines()
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            head = " ".join(lines[max(0, start - 6):start - 1])
            called = re.findall(r"(\w+)\s*\(", head.rsplit("}", 1)[-1].rsplit(";", 1)[-1])
            yield (called[0] if called else "?"), start, number - start + 1
            start = None


def body(text, wanted):
    """The source of every function whose name matches, comments included."""
    lines = text.splitlines()
    return "\n".join("\n".join(lines[start - 1:start - 1 + length])
                     for called, start, length in functions(text) if re.search(wanted, called))


def compiler():
    """The compiler and flags of the build that is being tested, without what links or writes."""
    words = shlex.split((build_folder() / ".flags").read_text())
    return [w for w in words if w not in ("-MMD", "-MP", "--coverage") and not w.startswith(("-Wl,", "-O", "-D_FORTIFY"))]
