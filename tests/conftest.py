"""The fixtures that every suite shares. Servers start once a session, when a test first asks for
them, in a folder of their own on free ports: another copy of the tests does not notice."""
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
from harness.errorlog import ErrorLog  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.postgres import Postgres  # noqa: E402
from harness.proc import Trouble, free_ports, ours  # noqa: E402
from harness.stack import Stack  # noqa: E402

pytest_plugins = ["harness.plugin", "harness.client"]


@pytest.fixture(scope="session")
def scratch():
    """A folder that httpd's and PostgreSQL's accounts may enter; gone at the end, with its servers."""
    where = Path(tempfile.mkdtemp(prefix="help-test-", dir=os.environ.get("TMPDIR", "/tmp")))
    os.chmod(where, 0o755)
    yield where
    left = [f"{program} {pid}" for program in ("apache2", "postgres", "redis-server")
            for pid in ours(program, where)]
    shutil.rmtree(where)
    assert not left, f"the tests left processes behind: {left}"


@pytest.fixture(scope="session")
def stack(scratch):
    """PostgreSQL, Redis, schema, demo and two httpd (stack.hosts) on one database, all running."""
    # Some suites write hundreds of things as one person, or sign in wrongly, within seconds.
    s = Stack(scratch / "stack", hosts=2, durable=False,
              values={"EXTRA_SERVER": 'HelpRateLimit write "1000/s burst 10000"\n'
                                        'HelpRateLimit login "1000/s burst 10000"'})
    s.where.mkdir()
    try:
        s.up()
        _quiet(s, "starting")
        yield s
        for host in s.hosts:
            host.log.mark()
            host.stop()
        _quiet(s, "stopping")
    finally:
        if os.environ.get("HELP_KEEP"):                 # to look at a failure afterwards
            shutil.copytree(s.httpd.where / "logs", os.environ["HELP_KEEP"], dirs_exist_ok=True)
        s.remove()


def _quiet(s, what):
    found = [line for host in s.hosts for line in ErrorLog.judge(host.log.new_text())]
    assert not found, f"httpd complained while {what}:\n" + "\n".join(found[:20])


@pytest.fixture(scope="session")
def database(stack):
    """An autocommit connection as the owner, for tests that look behind the API."""
    connection = stack.connect()
    yield connection
    connection.close()


@pytest.fixture
def private_postgres(scratch):
    """A PostgreSQL of this test alone, empty but for the roles and extensions; free to be killed."""
    server = Postgres(Path(tempfile.mkdtemp(prefix="pg-", dir=scratch)), durable=False)
    os.chmod(server.where, 0o755)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def start_httpd(stack, scratch, httpd_log):
    """start_httpd(sites=None, values=None, ...) -> a further, running httpd on the stack's database;
    stopped at the end of the test, its log watched like the others'."""
    started = []

    def start(sites=None, values=None, run=True, **more):
        where = Path(tempfile.mkdtemp(prefix="httpd-", dir=scratch))
        os.chmod(where, 0o755)
        server = Httpd(where, free_ports(2), {**stack.words(), **(values or {})}, sites=sites, **more)
        started.append(server)
        httpd_log.watch(server.log)
        if run:
            server.start()
        return server

    yield start
    for server in started:
        server.stop()                          # what it says while it ends counts, too
    httpd_log.let_go([server.log for server in started])
    for server in started:
        server.remove()


class Logs:
    """The error logs of all httpd that run during one test."""
    def __init__(self, logs):
        self.logs, self._expected, self._kept = [], [], ""
        for log in logs:
            self.watch(log)

    def watch(self, log):
        log.mark()
        self.logs.append(log)

    def expect(self, pattern, at_least=0):
        """From here on, lines at warn or above that match are fine; at_least asks for so many."""
        self._expected.append((pattern, at_least))

    def text(self):
        return self._kept + "".join(log.new_text() for log in self.logs)

    def let_go(self, logs):
        """Keeps what these say; their folders may go."""
        self._kept += "".join(log.new_text() for log in logs)
        self.logs = [log for log in self.logs if log not in logs]

    def complaints(self):
        return ErrorLog.judge(self.text(), self._expected)


@pytest.fixture
def httpd_log(request):
    """httpd_log.expect("regex") announces lines at warn or above; httpd_log.text() reads them."""
    running = request.session._help_logs if hasattr(request.session, "_help_logs") else []
    if "stack" in request.fixturenames:
        running = [host.log for host in request.getfixturevalue("stack").hosts]
        request.session._help_logs = running
    return Logs(running)


@pytest.fixture(autouse=True)
def quiet_log(request):
    """A test that makes httpd log at warn or above fails, unless it announced the line."""
    if "stack" not in request.fixturenames and "httpd_log" not in request.fixturenames:
        yield
        return
    logs = request.getfixturevalue("httpd_log")
    for log in logs.logs:
        log.note(f"--- {request.node.nodeid}")
    yield
    if request.node.get_closest_marker("own_log"):
        return
    found = logs.complaints()
    assert not found, "httpd logged what this test did not announce:\n" + "\n".join(found[:20])


def pytest_runtest_makereport(item, call):
    """Trouble is written for an operator; its text is the message, a traceback adds nothing."""
    if call.excinfo and isinstance(call.excinfo.value, Trouble):
        call.excinfo.traceback = call.excinfo.traceback[-1:]
