"""`make run` after everything that happens to a developer's machine: kill -9, interruption, a reboot."""
import os
import shutil
import signal
import subprocess
import time
import urllib.request

import psycopg2
import pytest

from harness.proc import REPO, cmdline, free_ports, ours, read_pid, wait_until


class Clone:
    """A copy of this tree with servers of its own."""

    def __init__(self, where):
        self.where = where
        self.port = self._two_ports()
        skip = shutil.ignore_patterns("var", ".git", "node_modules", "asan", "cov", "libfuzzer", "pgvector")
        shutil.copytree(REPO, where, ignore=skip, symlinks=True)
        (where / "tests/node_modules").symlink_to(REPO / "tests/node_modules")

    @staticmethod
    def _two_ports():
        while True:
            port, = free_ports(1)
            if port < 65000:
                return port

    def start(self, target="run"):
        environment = {k: v for k, v in os.environ.items()
                       if not k.startswith(("MAKE", "MFLAGS", "HELP_", "PG", "DATABASE_URL"))}
        return subprocess.Popen(["make", target], cwd=self.where, env={**environment, "PORT": str(self.port)},
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def make(self, target="run"):
        child = self.start(target)
        output, _ = child.communicate(timeout=180)
        assert child.returncode == 0, output
        return output

    def env(self):
        lines = (self.where / "var/demo.env").read_text().splitlines()
        return {key: value.strip("'") for key, value in (line.split("=", 1) for line in lines)}

    def pids(self, program):
        return ours(program, self.where)

    def postmaster(self):
        return read_pid(self.where / "var/pg/data/postmaster.pid")

    def httpd(self):
        return read_pid(self.where / "var/httpd-a/run/httpd.pid")

    def redis(self):
        return read_pid(self.where / "var/redis/redis.pid")

    def serves(self):
        env = self.env()
        for base in ("BASE_URL", "TENANT2_BASE_URL"):
            with urllib.request.urlopen(f"{env[base]}/health/?live=1", timeout=10) as answer:
                assert answer.status == 200
        with urllib.request.urlopen(urllib.request.Request(
                f"{env['BASE_URL']}/api/v2/help-center/articles/",
                headers={"Authorization": f"Bearer {env['ADMIN_TOKEN']}"}), timeout=10) as answer:
            assert b'"count"' in answer.read()
        connection = psycopg2.connect(env["DATABASE_URL"])
        connection.close()
        assert "DOWN" not in self.make("status")


def kill(*pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(cmdline(pid) for pid in pids), 10)


@pytest.fixture(scope="module")
def clone(scratch):
    c = Clone(scratch / "clone")
    try:
        c.make()
        yield c
    finally:
        c.make("stop")
        left = [p for program in ("apache2", "postgres", "redis-server") for p in c.pids(program)]
        shutil.rmtree(c.where)
    assert not left, f"make stop left processes: {left}"


def test_a_second_run_changes_nothing_and_is_quick(clone):
    before = (clone.httpd(), clone.postmaster(), clone.redis(), clone.env())
    began = time.monotonic()
    clone.make()
    assert time.monotonic() - began < 5
    assert (clone.httpd(), clone.postmaster(), clone.redis(), clone.env()) == before
    clone.serves()


@pytest.mark.parametrize("victims", [["postmaster"], ["httpd"], ["redis"], ["postmaster", "httpd", "redis"]])
def test_after_kill_9(clone, victims):
    kill(*[getattr(clone, victim)() for victim in victims])
    clone.make()
    clone.serves()


def test_after_a_reboot_pid_files_name_other_processes(clone):
    kill(clone.postmaster(), clone.redis(), *clone.pids("apache2"))
    stranger = str(os.getpid())
    var = clone.where / "var"
    for path in (var / "httpd-a/run/httpd.pid", var / "redis/redis.pid", var / "pg/data/postmaster.pid"):
        old = path.read_text().splitlines() if path.exists() else [""]
        path.write_text("\n".join([stranger, *old[1:]]) + "\n")
    clone.make()
    clone.serves()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_after_interruptions_from_nothing(clone, how):
    clone.make("stop")
    shutil.rmtree(clone.where / "var")
    for seconds in (0.3, 0.5, 0.7, 0.9, 1.2, 1.6):
        child = clone.start()
        time.sleep(seconds)
        os.killpg(child.pid, how)
        child.communicate(timeout=60)
    clone.make()
    clone.serves()


def test_tokens_survive_a_new_run(clone):
    before = clone.env()["ADMIN_TOKEN"]
    clone.make("stop")
    clone.make()
    assert clone.env()["ADMIN_TOKEN"] == before
    clone.serves()


def test_another_programs_port_is_named(clone, scratch):
    with subprocess.Popen(["/usr/bin/python3", "-m", "http.server", "--bind", "127.0.0.1", "0"], cwd="/",
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          env={**os.environ, "PYTHONUNBUFFERED": "1"}) as other:
        port = int(other.stdout.readline().split(" port ")[1].split()[0])
        mine, clone.port = clone.port, port
        child = clone.start()
        output, _ = child.communicate(timeout=120)
        clone.port = mine
        other.kill()
    assert child.returncode != 0
    assert f"port {port} is taken by another program" in output
    clone.make()
    clone.serves()


def test_files_with_secrets_are_the_callers_alone(clone):
    for name in ("secret", "tokens.json", "demo.env", "settings.json"):
        assert (clone.where / "var" / name).stat().st_mode & 0o077 == 0, name
