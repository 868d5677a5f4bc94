"""Other people's tests as pytest items, so that there is one runner and one summary line.

    tests/unit/test_*.c        program $(B)/unit/NAME, TAP; each line is a result
    tests/fuzz/fuzz_*.c        program $(B)/fuzz/NAME, replayed over tests/fuzz/corpus/NAME/*
    tests/browser/*.test.mjs   node's test runner, TAP, with the running stack in its environment
"""
import os
import shutil
import signal
import subprocess

import pytest
from _pytest.reports import TestReport
from _pytest.runner import runtestprotocol

from . import tap
from .httpd import build_folder
from .proc import REPO

TAP_RESULTS = pytest.StashKey()


def pytest_collect_file(file_path, parent):
    name, folder = file_path.name, file_path.parent
    if folder == REPO / "tests/unit" and name.startswith("test_") and name.endswith(".c"):
        return Program.from_parent(parent, path=file_path)
    if folder == REPO / "tests/fuzz" and name.startswith("fuzz_") and name.endswith(".c"):
        return Replay.from_parent(parent, path=file_path)
    if REPO / "tests/browser" in file_path.parents and name.endswith(".test.mjs"):
        return Browser.from_parent(parent, path=file_path)
    return None


class Failed(Exception):
    """The output of a program, which is all there is to show."""


class _File(pytest.File):
    def item(self, function):
        return pytest.Function.from_parent(self, name=self.path.name.split(".")[0], callobj=function)


class Program(_File):
    def collect(self):
        def program(request):
            run_tap(request.node, [build_folder() / "unit" / self.path.stem], cwd=REPO)
        yield self.item(program)


class Replay(_File):
    def collect(self):
        def replay():
            corpus = REPO / "tests/fuzz/corpus" / self.path.stem.removeprefix("fuzz_")
            inputs = sorted(p for p in corpus.glob("*") if p.is_file())
            if not inputs:
                raise Failed(f"nothing to replay in {corpus}: an empty corpus proves nothing")
            run([build_folder() / "fuzz" / self.path.stem, *inputs], cwd=REPO)
        yield self.item(replay)


class Browser(_File):
    def collect(self):
        def browser(request, stack):
            node = shutil.which("node")
            if not node:
                raise Failed("node is missing; try: make deps")
            run_tap(request.node, [node, "--test-reporter=tap", self.path], cwd=REPO / "tests", seconds=300,
                    env={**os.environ, **stack.env(), "HELP_LOGINS": stack.logins_json()})
        yield self.item(browser)


def run(argv, seconds=120, **more):
    """Its output; not ending in time, a signal and an exit other than 0 are failures. What it
    started dies with it: a browser must not outlive its test."""
    argv = [str(a) for a in argv]
    try:
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, errors="replace",
                                 start_new_session=True, **more)
    except FileNotFoundError:
        raise Failed(f"{argv[0]} is not built; try: make programs") from None
    try:
        output, _ = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        output, _ = child.communicate()
        raise Failed(f"{argv[0]} did not end within {seconds} s; it said:\n{output[-8000:]}") from None
    if child.returncode:
        raise ProgramFailed(argv[0], child.returncode, output)
    return output


class ProgramFailed(Failed):
    def __init__(self, name, code, output):
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
        super().__init__(f"{name}: {how}\n{output[-8000:]}")
        self.code, self.output = code, output


def run_tap(item, argv, **more):
    """Runs a TAP program for this item; pytest_runtest_protocol below shows each line as a result."""
    failure = None
    try:
        output = run(argv, **more)
    except ProgramFailed as e:
        output, failure = e.output, e
    results, complaint = tap.parse(output)
    item.stash[TAP_RESULTS] = results
    if failure and (failure.code < 0 or not any(not r.ok for r in results)):
        raise failure                       # died, or failed without saying what
    if complaint:
        raise Failed(f"{argv[0]}: {complaint}; it said:\n{output[-8000:]}")
    if not results:
        raise Failed(f"{argv[0]} held no test")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    if not isinstance(item.parent, _File):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        for one in _spread(item, report):
            item.ihook.pytest_runtest_logreport(report=one)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _spread(item, report):
    """The item's own result, or in its place one for each line of TAP."""
    results = item.stash.get(TAP_RESULTS, []) if report.when == "call" else []
    for r in results:
        outcome, shown = "passed", None
        if r.directive:
            outcome, shown = "skipped", (str(item.path), 0, f"Skipped: {r.name}")
        elif not r.ok:
            outcome, shown = "failed", "\n".join([f"not ok - {r.name}", *r.text])
        yield TestReport(f"{item.nodeid}::{r.name}", item.location, {}, outcome, shown, "call",
                         duration=report.duration / len(results))
    if not results or report.failed:
        yield report


def pytest_exception_interact(node, call, report):
    """A program's failure is its output, not the Python that started it."""
    if call.excinfo and isinstance(call.excinfo.value, Failed):
        report.longrepr = str(call.excinfo.value)
