"""Fixtures of the tests that break things: `world` (PostgreSQL, Redis) and `site` (httpd on them)."""
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from faults.world import SITES, Site, World
from harness.httpd import Httpd, build_folder
from harness.proc import REPO, Trouble, free_ports


@pytest.fixture(scope="module")
def world():
    where = Path(tempfile.mkdtemp(prefix="help-faults-", dir=os.environ.get("TMPDIR", "/tmp")))
    os.chmod(where, 0o755)
    w = World(where)
    try:
        w.up()
        yield w
    finally:
        w.remove()
        shutil.rmtree(where)


@pytest.fixture
def site(world, httpd_log):
    """site(redis=False, LIMIT=..., EXTRA_...=...) -> a running Site; stopped and its log judged in the end."""
    started = []
    # The probe's routes are in no document of ours.
    httpd_log.expect(r"HC0301")

    def start(redis=False, **values):
        where = Path(tempfile.mkdtemp(prefix="httpd-", dir=world.where))
        os.chmod(where, 0o755)
        words = {"DB_PARAMS": world.params(), "REDIS": world.redis.socket, "SECRET": world.secret,
                 "LIMIT": "off", **values}
        words["EXTRA_SERVER"] = (f'LoadModule help_probe_module "{world.probe}"\n' + words.get("EXTRA_SERVER", ""))
        frame = (REPO / "conf/help-dev.conf.in").read_text()
        if not redis:
            frame = "\n".join(line for line in frame.splitlines() if not line.startswith("HelpRedis "))
        s = Site(world, Httpd(where, free_ports(2), words, frame=frame, sites=SITES, modules=["core"],
                              build=build_folder()))
        started.append(s)
        httpd_log.watch(s.httpd.log)
        s.httpd.start()
        return s

    yield start
    trouble = []
    for s in started:
        try:
            s.httpd.stop()
        except Trouble as e:
            trouble.append(str(e))
    httpd_log.let_go([s.httpd.log for s in started])
    for s in started:
        s.httpd.remove()
    assert not trouble, trouble
