"""Background work: found at once, finished before a stop, taken up after a crash, retried, limited, never lost."""
import threading
import time

import pytest
import requests

from faults.world import SAME_ORIGIN, kill_a_child
from harness.proc import wait_until


@pytest.fixture(autouse=True)
def empty_queue(world):
    yield
    world.sql("delete from help_center_job")


def jobs(world, tag):
    """[(state, attempts, how many)] of the jobs with that tag."""
    return world.sql("select state, attempts, count(*) from help_center_job where payload ->> 'tag' = %s "
                     "group by 1, 2 order by 1, 2", tag)


def all_done(world, tag):
    return world.sql("select count(*) filter (where state <> 'done') from help_center_job where payload ->> 'tag' = %s",
                     tag) == [(0,)]


def test_a_job_is_taken_up_when_it_is_queued_not_when_somebody_looks(world, site):
    s = site()
    s.queue("probe.sleep", tag="warm", ms=0)
    assert wait_until(lambda: all_done(world, "warm"), 5)
    for _ in range(15):
        time.sleep(0.05)
        s.queue("probe.sleep", tag="now", ms=0)
    assert wait_until(lambda: all_done(world, "now"), 5)
    middle, = world.sql("select percentile_cont(0.5) within group (order by extract(epoch from finished_at - created_at))"
                        "  from help_center_job where payload ->> 'tag' = 'now'")
    assert middle[0] < 0.2, "NOTIFY wakes a runner; a poll would take a second"


def test_a_graceful_reload_finishes_the_running_job_once(world, site):
    s = site()
    s.queue("probe.sleep", tag="reload", ms=2500)
    assert wait_until(lambda: jobs(world, "reload")[0][0] == "running", 5)
    s.httpd.graceful()
    assert wait_until(lambda: all_done(world, "reload"), 8)
    assert jobs(world, "reload") == [("done", 1, 1)]


def test_a_stop_waits_for_the_running_job(world, site):
    s = site()
    s.queue("probe.sleep", tag="stop", ms=2000)
    assert wait_until(lambda: jobs(world, "stop")[0][0] == "running", 5)
    s.httpd.stop()
    assert jobs(world, "stop") == [("done", 1, 1)]


def test_kill_9_of_children_loses_no_acknowledged_job(world, site):
    s = site()
    acknowledged, over = [0], threading.Event()

    def producer():
        body = {"kind": "probe.sleep", "payload": {"tag": "kill", "ms": 5}}
        while not over.is_set():
            try:
                answer = requests.post(s.url("job/"), json=body, headers=SAME_ORIGIN, timeout=10)
                acknowledged[0] += answer.status_code == 201
            except requests.RequestException:
                pass                                    # its child was killed: nothing was promised
            time.sleep(0.01)

    thread = threading.Thread(target=producer)
    thread.start()
    for _ in range(3):
        time.sleep(0.7)
        kill_a_child(s)
    over.set()
    thread.join()
    assert acknowledged[0] > 20
    # The lease of a job that was just claimed is a minute; that of one at work two seconds.
    assert wait_until(lambda: all_done(world, "kill"), 90, every=0.2)
    there, = world.sql("select count(*) from help_center_job where payload ->> 'tag' = 'kill'")
    assert there[0] >= acknowledged[0]


def test_a_long_job_keeps_its_lease(world, site):
    """The kind's lease is two seconds; the job takes six and is done once."""
    s = site()
    s.queue("probe.sleep", tag="long", ms=6000)
    assert wait_until(lambda: all_done(world, "long"), 12)
    assert jobs(world, "long") == [("done", 1, 1)]


def test_a_job_survives_the_loss_of_every_connection_while_it_runs(world, site, httpd_log):
    httpd_log.expect(r"HC0104")
    s = site()
    s.queue("probe.sleep", tag="lost", ms=1500)
    assert wait_until(lambda: jobs(world, "lost")[0][0] == "running", 5)
    world.terminate_backends()
    assert wait_until(lambda: all_done(world, "lost"), 10)
    assert jobs(world, "lost") == [("done", 1, 1)]


def test_a_job_that_never_works_becomes_a_dead_letter(world, site, httpd_log):
    s = site()
    s.queue("probe.fail", tag="fail")
    assert wait_until(lambda: jobs(world, "fail") == [("queued", 1, 1)], 5)
    error, wait = world.sql("select last_error, extract(epoch from run_at - now()) from help_center_job"
                            " where payload ->> 'tag' = 'fail'")[0]
    assert error == "attempt 1" and 2 < wait < 7, "five seconds, a quarter more or less"
    assert wait_until(lambda: jobs(world, "fail") == [("dead", 2, 1)], 12)
    assert "HC0114" in s.httpd.log.new_text()
    assert wait_until(lambda: s.metric("help_queue_jobs", state="dead") >= 1, 8)


def test_no_more_jobs_of_a_kind_run_at_once_than_it_allows(world, site):
    s = site(EXTRA_SERVER="HelpJobs 4")
    for _ in range(4):
        s.queue("probe.alone", tag="alone", ms=300)
    most = 0
    while not all_done(world, "alone"):
        running = sum(n for state, _, n in jobs(world, "alone") if state == "running")
        most = max(most, running)
        time.sleep(0.02)
    assert most == 1


def test_a_cron_kind_is_queued_by_one_of_all_children_and_hosts(world, site):
    started = time.monotonic()
    first, second = site(), site()
    assert first.httpd.children() and second.httpd.children()
    time.sleep(7)
    ran, = world.sql("select count(*) from help_center_job where kind = 'probe.cron'")
    assert 2 <= ran[0] <= 1 + (time.monotonic() - started) / 2


def test_a_host_without_runners_leaves_the_queue_alone(world, site):
    s = site(EXTRA_SERVER="HelpJobs 0")
    s.queue("probe.sleep", tag="none", ms=0)
    time.sleep(2.5)
    assert jobs(world, "none") == [("queued", 0, 1)]


def _articles(world):
    world.sql("delete from help_center_article")
    world.sql("insert into help_center_article (tenant_id, slug, title)"
              " select t.id, 'a-' || n, 'A' from help_center_tenant t, generate_series(1, 10) n")
    return [row[0] for row in world.sql("select id from help_center_article order by id")]


def _read(site, articles, times):
    with requests.Session() as session:
        session.trust_env = False
        for n in range(times):
            assert session.get(site.url(f"view/?article={articles[n % len(articles)]}"), timeout=30).ok


def _views(world):
    return int(world.sql("select sum(view_count) from help_center_article")[0][0])


def test_views_arrive_within_a_second_or_two_in_few_statements(world, site):
    articles = _articles(world)
    s = site()
    _read(s, articles, 50)
    assert wait_until(lambda: _views(world) == 50, 3)
    assert s.metric("help_views_total") == 50


@pytest.mark.parametrize("how", ["stop", "graceful"])
def test_no_view_is_lost_when_httpd_ends_as_it_should(world, site, how):
    articles = _articles(world)
    s = site()
    readers = [threading.Thread(target=_read, args=(s, articles, 50)) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    getattr(s.httpd, how)()
    assert wait_until(lambda: _views(world) == 200, 5)


def test_views_wait_for_a_database_that_is_away(world, site, httpd_log):
    httpd_log.expect(r"HC0102|HC0104|HC0112")
    httpd_log.expect(r"\[dbd:(error|crit)\]")
    articles = _articles(world)
    s = site()
    assert wait_until(lambda: s.get("read/").status_code == 200, 5)
    _read(s, articles, 10)
    assert wait_until(lambda: _views(world) == 10, 3)
    _read(s, articles, 30)
    world.restart_postgres()
    assert wait_until(lambda: _views(world) == 40, 10)
