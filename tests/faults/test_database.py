"""PostgreSQL goes away in every way it can. Readers never see worse than 503 with Retry-After, nobody waits long, and all
is well again by itself: no reload, no restart, no memory lost."""
import os
import threading
import time

import pytest
import requests

from faults.world import Load
from harness.proc import wait_until

AWAY = r"HC0102|HC0104"            # the outage, once a child; mod_dbd's own lines of a failed connect
DBD = r"\[dbd:(error|crit)\]"


def works(site, seconds=10, which=0):
    return wait_until(lambda: site.get("read/", which).status_code == 200, seconds)


def count(site, number):
    return sum(number in line for line in site.httpd.log.new_text().splitlines())


def test_readers_do_not_notice_that_backends_are_terminated(world, site):
    s = site()
    assert works(s)
    with Load(s) as load:
        for _ in range(3):
            time.sleep(0.5)
            world.terminate_backends()
        time.sleep(0.5)
    assert set(load.statuses) == {200}
    assert load.statuses[200] > 100


def test_a_restart_while_idle_costs_no_request(world, site):
    s = site()
    with Load(s):
        time.sleep(0.3)                         # so that the pool is full of connections that will be dead
    world.restart_postgres()
    with Load(s) as load:
        time.sleep(0.5)
    assert set(load.statuses) == {200}


def test_a_restart_under_load_gives_503_with_retry_after_and_then_answers(world, site, httpd_log):
    s = site()
    assert works(s)
    httpd_log.expect(AWAY)
    httpd_log.expect(DBD)
    with Load(s) as load:
        time.sleep(0.5)
        world.restart_postgres()
        time.sleep(1.5)
    assert set(load.statuses) <= {200, 503}
    assert all(retry for _, _, status, retry in load.answers if status == 503)
    last = max(began for began, *_ in load.answers)
    assert {status for began, _, status, _ in load.answers if began > last - 0.5} == {200}
    assert load.slowest < 3


def test_an_outage_is_told_once_by_each_child_however_many_requests_meet_it(world, site, httpd_log):
    s = site()
    assert works(s)
    httpd_log.expect(AWAY)
    httpd_log.expect(DBD)
    world.postgres.stop()
    try:
        with Load(s) as load:
            time.sleep(2)
    finally:
        world.postgres.start()
    assert load.statuses[503] > 200
    assert 1 <= count(s, "HC0102") <= len(s.httpd.children())
    assert wait_until(lambda: count(s, "HC0103") == count(s, "HC0102"), 5), "the end of the outage is told, too"
    assert works(s, 1)


def test_a_hanging_postgresql_is_waited_for_once_and_heard_at_once_when_it_wakes(world, site, httpd_log):
    """Stopped, not dead: it still accepts connections and says nothing."""
    s = site()
    assert works(s)
    httpd_log.expect(AWAY)
    httpd_log.expect(r"HC0105")
    with Load(s, threads=4) as load:
        time.sleep(0.3)
        with world.hanging_postgres():
            hung = time.monotonic()
            time.sleep(9)
            began = time.monotonic()
            health = s.get("/health/")
            assert time.monotonic() - began < 1.2, "health is bounded by a second"
            assert health.status_code == 503 and health.json()["checks"]["database"] == "down"
            assert s.get("/health/?live=1").status_code == 200
        awake = time.monotonic()
        assert wait_until(lambda: s.get("read/").status_code == 200, 2), "no reload, no long wait"
    assert set(load.statuses) <= {200, 503}
    assert load.slowest < 7.2
    late = [took for at, took, status, _ in load.answers if hung + 7 < at < awake and status == 503]
    assert len(late) > 50, "refused at once, so there are many"
    assert max(late) < 0.5, "one at a time looks, and not for long"


def test_httpd_starts_without_its_database_and_finds_it(world, site, httpd_log):
    httpd_log.expect(AWAY)
    httpd_log.expect(DBD)
    world.postgres.stop()
    try:
        s = site()
        answer = s.get("read/")
        assert answer.status_code == 503 and answer.headers["Retry-After"]
        assert s.get("/server-status?auto").status_code == 200, "what needs no database is served"
        began = time.monotonic()
        for _ in range(200):
            assert s.get("read/").status_code == 503
        assert time.monotonic() - began < 5
    finally:
        world.postgres.start()
    assert works(s, 2)
    with Load(s) as load:
        time.sleep(0.5)
    assert set(load.statuses) == {200}


def test_memory_stays_flat_over_failed_requests(world, site, httpd_log):
    """mod_dbd leaks with each failed connection of a child that never had one; HELP_FAILED_REQUESTS for more."""
    httpd_log.expect(AWAY)
    httpd_log.expect(DBD)
    many = int(os.environ.get("HELP_FAILED_REQUESTS", "5000"))
    world.postgres.stop()
    try:
        s = site()
        _fail(s, 1000)
        before = s.memory()
        _fail(s, many)
        grown = s.memory() - before
    finally:
        world.postgres.start()
    assert grown < 2048, f"{grown} KiB more after {many} failures"


@pytest.mark.long
def test_memory_stays_flat_over_very_many_failed_requests(world, site, httpd_log, monkeypatch):
    monkeypatch.setenv("HELP_FAILED_REQUESTS", os.environ.get("HELP_FAILED_REQUESTS", "100000"))
    test_memory_stays_flat_over_failed_requests(world, site, httpd_log)


def _fail(site, requests_in_all):
    def some():
        with requests.Session() as session:
            session.trust_env = False
            for _ in range(requests_in_all // 4):
                assert session.get(site.url("read/"), timeout=30).status_code == 503
    threads = [threading.Thread(target=some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_missing_migration_is_named_and_its_arrival_needs_no_restart(world, site, httpd_log):
    httpd_log.expect(r"HC0106: migration 0004_search is missing: run migrations/migrate up", at_least=1)
    row, = world.sql("delete from help_center_schema_migration where version = 4 returning version, name, checksum")
    try:
        s = site()
        answer = s.get("read/")
        assert answer.status_code == 503 and answer.headers["Retry-After"]
        assert answer.json()["type"].endswith("schema")
        assert wait_until(lambda: "0004_search" in s.get("/health/").json()["checks"]["database"], 2)
    finally:
        world.sql("insert into help_center_schema_migration (version, name, checksum) values (%s, %s, %s)", *row)
    assert works(s, 3)
    assert wait_until(lambda: s.get("/health/").json()["checks"]["database"] == "ok", 3)


def test_a_database_without_our_schema_names_the_first_migration(world, site, httpd_log):
    httpd_log.expect(r"HC0106: migration 0001_tenancy is missing", at_least=1)
    world.sql("create database bare owner help_owner", role="postgres", database="postgres")
    try:
        s = site(EXTRA_DEMO=f'DBDParams "{world.params("bare")} connect_timeout=3"')
        assert s.get("read/").status_code == 503
        assert works(s, 1, which=1), "the other virtual host has its own database and does not care"
        s.httpd.stop()
    finally:
        world.sql("drop database bare with (force)", role="postgres", database="postgres")


def test_two_virtual_hosts_with_two_databases_keep_apart(world, site, httpd_log):
    """Both tenants have id 1: only the database tells them apart, in the pool, in the caches and in the queue."""
    world.prepare("second")
    s = site(EXTRA_NORTHWIND=f'DBDParams "{world.params("second")} connect_timeout=3"')
    for _ in range(10):
        assert s.get("which/").json() == {"database": "help", "tenant": "help"}
        assert s.get("which/", 1).json() == {"database": "second", "tenant": "second"}
    s.queue("probe.sleep", which=1, ms=1)
    done = lambda: world.sql("select state from help_center_job where kind = 'probe.sleep'", database="second") == [("done",)]
    assert wait_until(done, 5), "each database has its runner"
    httpd_log.expect(AWAY)
    httpd_log.expect(DBD)
    world.sql("alter database second allow_connections false", role="postgres", database="postgres")
    world.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'second'", role="postgres")
    try:
        with Load(s) as load:
            assert wait_until(lambda: s.get("which/", 1).status_code == 503, 2)
        assert set(load.statuses) == {200}, "the first database is well and so are its readers"
    finally:
        world.sql("alter database second allow_connections true", role="postgres", database="postgres")
    assert wait_until(lambda: s.get("which/", 1).status_code == 200, 3)


def test_what_another_process_changes_is_seen_within_a_second(world, site):
    s = site()
    assert s.get("which/").json()["tenant"] == "help"
    world.sql("update help_center_tenant set name = 'renamed'")
    try:
        assert wait_until(lambda: s.get("which/").json()["tenant"] == "renamed", 1)
    finally:
        world.sql("update help_center_tenant set name = 'help'")
    assert wait_until(lambda: s.get("which/").json()["tenant"] == "help", 1)


def test_more_requests_than_connections_wait_their_turn_and_are_refused_in_time(world, site, httpd_log):
    s = site()
    httpd_log.expect(r"HC0105", at_least=1)
    with Load(s, "slow/?ms=1500", threads=40) as load:
        time.sleep(2)
    assert set(load.statuses) == {200, 503}
    refused = [took for _, took, status, _ in load.answers if status == 503]
    assert max(refused) < 2.5 and min(refused) > 0.5, "they wait HelpDBWait for a connection, no longer"


def test_the_status_page_and_the_metrics_tell_the_state(world, site):
    s = site()
    assert works(s)
    assert s.metric("help_database_up", database="0") == 1
    assert s.metric("help_db_queries_total") > 0
    text = s.get("/api/v2/help-center/metrics/")
    assert text.headers["Content-Type"].startswith("application/openmetrics-text")
    assert text.text.endswith("# EOF\n")
    assert wait_until(lambda: "HelpDatabase0: up\nHelpSchema0: fits\n" in s.get("/server-status?auto").text, 3)
    assert "<h2>Help center" in s.get("/server-status").text
