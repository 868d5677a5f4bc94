"""Nothing without its test, no log number without its explanation, no workplace in the sources."""
import json
import re
import subprocess

from guards.source import files, name, strings, without_comments
from harness.proc import REPO

LOG_ID = re.compile(r"^HC(\d{4})\b")
LOG_CALL = re.compile(r'\bHELP_LOG\w*\s*\([^;"]*?"(\d{4})"', re.S)
LOG_MANUAL = REPO / "conf/log-messages.md"


def test_every_lib_file_has_a_unit_test():
    """tests/unit/test_NAME.c, or a test whose head says `covers: name.c other.c`."""
    covered = set()
    for path in files("tests/unit/test_*.c"):
        covered.add(path.stem.removeprefix("test_"))
        for line in re.findall(r"covers:([^\n*]*)", path.read_text()):
            covered |= {word.removesuffix(".c").split("/")[-1] for word in line.split()}
    bare = [name(p) for p in files("modules/lib/*.c") if p.stem not in covered]
    assert not bare, "no unit test:\n" + "\n".join(bare)


def test_every_fuzz_target_has_inputs():
    for target in files("tests/fuzz/fuzz_*.c"):
        corpus = REPO / "tests/fuzz/corpus" / target.stem.removeprefix("fuzz_")
        assert corpus.is_dir() and any(corpus.iterdir()), f"{name(target)} has no inputs in {name(corpus)}"


def test_every_test_folder_is_run():
    """A test_*.py that pytest does not collect, a C test that the Makefile does not build."""
    stray = [name(p) for p in files("tests/**/test_*.c") if p.parent.name != "unit"]
    stray += [name(p) for p in files("tests/**/*") if p.suffix in (".mjs", ".js") and ".test." in p.name
              and "browser" not in p.parts]
    assert not stray, "nobody runs these:\n" + "\n".join(stray)


def log_ids():
    found = {}
    for path in files("modules/*/*.c"):
        text = without_comments(path.read_text())
        at = [(m[1], text.count("\n", 0, m.start()) + 1) for m in LOG_CALL.finditer(text)]
        at += [(m[1], line) for line, s in strings(text) if (m := LOG_ID.match(s))]
        for number, line in at:
            found.setdefault(number, []).append(f"{name(path)}:{line}")
    assert found, "no HCnnnn in any log call: this guard guards nothing"
    return found


def test_log_numbers_are_unique():
    twice = {number: places for number, places in log_ids().items() if len(places) > 1}
    assert not twice, "\n".join(f"HC{n} stands in {' and '.join(p)}" for n, p in sorted(twice.items()))


def test_log_numbers_are_explained():
    """conf/log-messages.md: a line `| HCnnnn | what it means | what to do |` for each, and no other."""
    assert LOG_MANUAL.exists(), f"{name(LOG_MANUAL)} is missing"
    told = set(re.findall(r"^\|\s*HC(\d{4})\s*\|", LOG_MANUAL.read_text(), re.M))
    real = set(log_ids())
    assert not real - told, f"not explained: {', '.join('HC' + n for n in sorted(real - told))}"
    assert not told - real, f"explained, but logged nowhere: {', '.join('HC' + n for n in sorted(told - real))}"


def test_the_lockfile_names_no_registry():
    lock = json.loads((REPO / "tests/package-lock.json").read_text())
    assert lock["packages"], "an empty lockfile"
    named = [key for key, package in lock["packages"].items() if "resolved" in package]
    assert not named, f"npm install was run without tests/.npmrc: {named[:3]}"
    loose = [key for key, package in lock["packages"].items() if key and "integrity" not in package
             and not package.get("inBundle") and not package.get("link")]
    assert not loose, f"packages without a checksum: {loose}"


def test_shell_scripts_are_clean():
    scripts = [p for p in files("conf/*", "migrations/*", "tests/harness/*", "tests/bench/*", ".ci/*")
               if re.match(rb"#!.*\b(sh|bash)\n", p.read_bytes()[:64])]
    assert scripts, "no shell script: this guard guards nothing"
    done = subprocess.run(["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_scripts_for_the_browser_parse():
    for path in files("htdocs/**/*.js", "tests/**/*.mjs"):
        # Modules and classic scripts alike: what fails as both is broken.
        done = [subprocess.run(["node", f"--input-type={kind}", "--check"], input=path.read_bytes(),
                               capture_output=True, check=False) for kind in ("module", "commonjs")]
        assert any(d.returncode == 0 for d in done), f"{name(path)}:\n{done[0].stderr.decode()[:600]}"
