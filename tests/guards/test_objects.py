"""What the compiler made: one symbol a module, no writable statics in lib, headers that stand alone."""
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from guards.source import compiler, files, name
from harness.httpd import build_folder
from harness.proc import REPO

INSTRUMENTED = re.compile(r"^(__gcov|__llvm|__asan|__odr_asan|__ubsan|__sanitizer|\.L|_ZL)")


def output(*argv):
    return subprocess.run(list(map(str, argv)), check=True, capture_output=True, text=True).stdout


def test_each_module_exports_one_symbol():
    """httpd makes the modules' symbols global: with two of one name, one module calls the other's."""
    modules = sorted(build_folder().glob("mod_help_*.so"))
    assert modules, f"no module in {build_folder()}: this guard guards nothing"
    for module in modules:
        symbols = [line.split()[-1] for line in output("nm", "-D", "--defined-only", module).splitlines()]
        symbols = [s for s in symbols if not INSTRUMENTED.match(s)]
        wanted = module.stem.removeprefix("mod_") + "_module"
        assert symbols == [wanted], f"{module.name} exports {symbols}, not just {wanted}"


def test_no_module_waits_for_a_function_of_ours():
    """A .so links with anything undefined; httpd would find out at start."""
    for module in sorted(build_folder().glob("mod_help_*.so")):
        missing = [line.split()[-1] for line in output("nm", "-D", "-u", module).splitlines()
                   if re.match(r"help_", line.split()[-1])]
        assert not missing, f"{module.name} uses what nobody defines: {missing}"


def test_lib_has_no_writable_static_data():
    """lib is linked into each module: a static would exist once in each, and be guarded by nobody."""
    archive = build_folder() / "libhelp.a"
    found, file = [], "?"
    for line in output("objdump", "-t", archive).splitlines():
        m = re.match(r"(\S+\.o):", line)
        if m:
            file = m[1]
        m = re.match(r"[0-9a-f]+ .{7} (\.\S+|\*COM\*)\s+([0-9a-f]+) (?:\.hidden )?(\S+)$", line)
        writable = m and re.match(r"(\.data|\.bss|\.tdata|\.tbss|\*COM\*)", m[1]) and ".rel.ro" not in m[1]
        if writable and int(m[2], 16) and not INSTRUMENTED.match(m[3]) and m[3] not in (".data", ".bss"):
            found.append(f"{file}: {m[3]} in {m[1]}")
    assert not found, "state belongs to core, which exists once:\n" + "\n".join(found)


def test_each_header_compiles_alone():
    flags = compiler()
    lib_flags = [f for f in flags if "apache2" not in f]

    def check(header):
        argv = [*(lib_flags if header.parent.name in ("lib", "tools") else flags), "-Wno-unused", "-fsyntax-only",
                "-include", str(header), "-x", "c", os.devnull]
        done = subprocess.run(argv, cwd=REPO, capture_output=True, text=True, check=False)
        return f"{name(header)}:\n{done.stderr[:600]}" if done.returncode else None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [problem for problem in pool.map(check, files("modules/*/*.h")) if problem]
    assert not found, "these headers assume that others were included first:\n" + "\n".join(found)
