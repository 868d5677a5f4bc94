"""A directive is a promise in four places: the struct, create, merge and effective, and the reference."""
import re

from guards.source import body, files, name, without_comments
from harness.proc import REPO

STRUCT = re.compile(r"typedef struct (\w+_conf) \{(.*?)\n\} \1;", re.S)
# AP_INIT_... or a macro over it: the name is the first thing in its parentheses.
DIRECTIVE = re.compile(r'\b[A-Z][A-Z_0-9]+\(\s*"(Help[A-Z]\w+)"(.*?)(?=\b[A-Z][A-Z_0-9]+\(\s*"Help|\{\s*NULL\s*\})', re.S)
REFERENCE = REPO / "conf/help-reference.conf"


def fields(struct):
    for line in struct.splitlines():
        declaration = without_comments(line).strip().rstrip(";")
        for part in declaration.split(",") if declaration else []:
            m = re.search(r"(\w+)(\[[^\]]*\])*(\s*:\s*\d+)?$", part.strip())
            if m:
                yield m[1], line


def structs():
    found = [(path, m[1], m[2]) for path in files("modules/*/*.h", "modules/*/*.c")
             for m in STRUCT.finditer(path.read_text())]
    assert found, "no `typedef struct x_conf {` anywhere: this guard guards nothing"
    return found


def test_every_field_is_created_merged_and_made_effective():
    missing = []
    for path, struct, inside in structs():
        text = "\n".join(p.read_text() for p in sorted(path.parent.glob("*conf*.c")))
        assert text, f"{struct} in {name(path)} has no *conf*.c beside it"
        create, merge = body(text, r"create"), body(text, r"merge")
        effective = body(text, r"^(?!.*(create|merge|^set_|_set_))")
        every = dict(fields(inside))
        for field, line in every.items():
            word = re.compile(rf"\b{field}\b")
            # Zeroed memory may stand for "unset" where the declaration says so, or an x_set does.
            zero_is_unset = "unset" in line or f"{field}_set" in every
            for place, source in (("create", create), ("merge", merge), ("effective", effective)):
                if not word.search(source) and not (place == "create" and zero_is_unset):
                    missing.append(f"{struct}.{field} is not in {place} ({name(path)})")
    assert not missing, "an option that does not inherit or has no default:\n" + "\n".join(missing)


def directives():
    """{name: its doc string} as the command tables have it."""
    found = {}
    for path in files("modules/*/*.c"):
        for m in DIRECTIVE.finditer(without_comments(path.read_text())):
            doc = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', m[2]))
            assert m[1] not in found, f"{m[1]} is registered twice, again in {name(path)}"
            found[m[1]] = doc
    assert found, "no AP_INIT_...(\"Help...\") anywhere: this guard guards nothing"
    return found


def reference():
    """{name: the comment above its line, or lines} as the manual has it."""
    assert REFERENCE.exists(), f"{name(REFERENCE)} is missing"
    found, comment, fresh = {}, [], True
    for line in REFERENCE.read_text().splitlines():
        m = re.match(r"\s*#?\s?(Help[A-Z]\w+)(\s|$)", line)
        if m and (not line.lstrip().startswith("#") or not re.match(r"\s*#\s+\w+ [a-z]", line)):
            found.setdefault(m[1], "\n".join(comment))
            fresh = True
        elif line.lstrip().startswith("#"):
            comment = [line] if fresh else [*comment, line]
            fresh = False
        elif not line.strip():
            comment, fresh = [], True
    return found


def test_the_reference_names_every_directive_and_no_other():
    real, told = set(directives()), set(reference())
    assert not real - told, f"not in help-reference.conf: {sorted(real - told)}"
    assert not told - real, f"in help-reference.conf, but nowhere in the modules: {sorted(told - real)}"


def plain(text):
    """Wording that may differ: quotes, and how one says below."""
    return re.sub(r"\s+", " ", re.sub(r"[\"'`\\]", "", text).replace("below the", "of the").replace("in the", "of the"))


def test_the_reference_tells_the_same_default():
    """The command table's doc string ends `...; default X`, the reference says `Default: X`; a directive
    whose doc string names none has `Default: none` there."""
    wrong = []
    told = reference()
    for directive, doc in directives().items():
        m = re.search(r"\bdefault:? (.+?)\.?$", doc)
        wanted = plain(f"Default: {m[1] if m else 'none'}")
        if wanted not in plain(told.get(directive, "").replace("\n#", " ")):
            wrong.append(f"{directive}: the modules say {wanted!r}, the reference says otherwise or nothing")
    assert not wrong, "\n".join(wrong)
