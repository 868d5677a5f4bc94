"""The queue: each job once at a time, none lost, none for ever. And cron, and what expires."""
import concurrent.futures

import pytest
from psycopg2 import errors

CLAIM = "SELECT id FROM help_center_job_claim(%s, %s, %s::interval, %s)"


def enqueue(session, kind="mail.send", **named):
    given = "".join(f", {name} => %s" for name in named)
    return session.one(f"SELECT help_center_job_enqueue(%s{given})", kind, *named.values())


def claim(session, worker="w", kinds=("mail.send",), lease="1 minute", n=10):
    return session.column(CLAIM, list(kinds), worker, lease, n)


def state(session, job):
    return session.one("SELECT state FROM help_center_job WHERE id = %s", job)


def expire(owner, job):
    owner.run("UPDATE help_center_job SET locked_until = now() - interval '1 second' WHERE id = %s", job)


def test_a_claimed_job_tells_all_that_a_runner_needs(app, tenant):
    with app.inside(tenant):
        job = enqueue(app, payload='{"to": "ann"}')
    row = app.run("SELECT tenant_id, id, kind, payload, attempts, locked_by FROM help_center_job_claim('{mail.send}', 'w', '1 minute', 1)")
    assert row == [(tenant, job, "mail.send", {"to": "ann"}, 1, "w")]


def test_two_runners_never_get_the_same_job(database, app):
    jobs = {enqueue(app) for _ in range(200)}
    runners = [database.app() for _ in range(4)]

    def work(runner):
        got = []
        while batch := claim(runner, str(id(runner)), n=7):
            got += batch
        return got

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        got = [job for part in threads.map(work, runners) for job in part]
    assert len(got) == 200 and set(got) == jobs


def test_a_job_locked_by_an_open_transaction_is_stepped_over(database, app):
    first, second = enqueue(app), enqueue(app)
    one, two = database.app(), database.app()
    one.run("BEGIN")
    assert claim(one, n=1) == [first]
    two.run("SET lock_timeout = '1s'")
    assert claim(two, n=1) == [second]
    one.run("ROLLBACK")
    assert claim(two) == [first]


def test_the_urgent_come_first_then_the_oldest(app):
    low, high, older = enqueue(app, priority=-1), enqueue(app, priority=5), enqueue(app, run_at="2020-01-01Z")
    usual = enqueue(app)
    assert claim(app) == [high, older, usual, low]


def test_a_job_for_later_waits(app, owner):
    job = enqueue(app, run_at="2100-01-01Z")
    assert claim(app) == []
    owner.run("UPDATE help_center_job SET run_at = now()")
    assert claim(app) == [job]


def test_only_the_kinds_asked_for_are_claimed(app):
    enqueue(app, "other.kind")
    job = enqueue(app)
    assert claim(app) == [job] and claim(app, kinds=[]) == [] and claim(app, n=0) == []


def test_a_lease_that_ran_out_is_claimable_again_and_the_first_worker_cannot_finish(app, owner):
    job = enqueue(app)
    assert claim(app, "one") == [job] and claim(app, "two") == []
    expire(owner, job)
    assert claim(app, "two") == [job]
    assert app.one("SELECT help_center_job_done(%s, 'one')", job) is False
    assert app.one("SELECT help_center_job_extend(%s, 'one', '1 hour')", job) is False
    assert app.one("SELECT help_center_job_fail(%s, 'one', 'x', now())", job) is None
    assert app.one("SELECT help_center_job_done(%s, 'two')", job) is True
    assert state(owner, job) == "done"


def test_a_worker_that_extends_its_lease_keeps_its_job(app, owner):
    job = enqueue(app)
    claim(app, "one", lease="1 second")
    assert app.one("SELECT help_center_job_extend(%s, 'one', '1 hour')", job) is True
    assert owner.one("SELECT locked_until > now() + interval '50 minutes' FROM help_center_job") is True


def test_a_job_that_kills_its_worker_each_time_ends_dead(app, owner):
    job = enqueue(app, max_attempts=2)
    for _ in range(2):
        assert claim(app) == [job]
        expire(owner, job)
    assert claim(app) == [] and state(owner, job) == "dead"
    assert "the lease of w ran out" in owner.one("SELECT last_error FROM help_center_job")


def test_a_failed_job_is_tried_again_at_its_time_and_dies_after_the_last_attempt(app, owner):
    job = enqueue(app, max_attempts=2)
    claim(app)
    assert app.one("SELECT help_center_job_fail(%s, 'w', 'no route', now() + interval '1 hour')", job) == "queued"
    assert claim(app) == []
    owner.run("UPDATE help_center_job SET run_at = now()")
    assert claim(app) == [job]
    assert app.one("SELECT help_center_job_fail(%s, 'w', 'no route', now())", job) == "dead"
    assert owner.run("SELECT attempts, last_error, finished_at IS NOT NULL FROM help_center_job") == [(2, "no route", True)]


def test_a_failure_without_a_time_to_retry_is_the_end(app, owner):
    job = enqueue(app)
    claim(app)
    assert app.one("SELECT help_center_job_fail(%s, 'w', 'malformed')", job) == "dead"


def test_the_same_work_is_queued_once_and_again_when_it_runs(app, tenant):
    job = enqueue(app, unique_key="article:1")
    assert enqueue(app, unique_key="article:1") is None
    assert enqueue(app, "other.kind", unique_key="article:1") is not None
    with app.inside(tenant):
        assert enqueue(app, unique_key="article:1") is not None, "another tenant's work is another's"
    assert job in claim(app)
    assert enqueue(app, unique_key="article:1") is not None, "a change during the run needs another run"


@pytest.mark.parametrize("how", ["fails", "lease"])
def test_a_retry_that_meets_its_queued_twin_leaves_the_work_to_it(app, owner, how):
    job = enqueue(app, unique_key="k")
    claim(app)
    twin = enqueue(app, unique_key="k")
    if how == "fails":
        assert app.one("SELECT help_center_job_fail(%s, 'w', 'x', now())", job) == "done"
    else:
        expire(owner, job)
    assert claim(app) == [twin] and state(owner, job) == "done"


def test_a_kind_with_a_limit_never_runs_more_at_once(database, app):
    for _ in range(10):
        enqueue(app, "embed")
        enqueue(app)
    limited = "SELECT kind FROM help_center_job_claim('{embed,mail.send}', %s, '1 minute', 8, '{\"embed\": 3}')"
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        got = [k for part in threads.map(lambda n: database.app().column(limited, f"w{n}"), range(4)) for k in part]
    assert got.count("embed") == 3 and got.count("mail.send") == 10


def test_a_place_is_free_again_when_a_limited_job_ends(app):
    a, b = enqueue(app, "embed"), enqueue(app, "embed")
    limited = "SELECT id FROM help_center_job_claim('{embed}', 'w', '1 minute', 8, '{\"embed\": 1}')"
    assert app.column(limited) == [a] and app.column(limited) == []
    app.run("SELECT help_center_job_done(%s, 'w')", a)
    assert app.column(limited) == [b]


def test_a_statement_wakes_the_runners_once_and_a_later_job_does_not(database, owner):
    listener = database.owner()
    listener.run("LISTEN help_job")
    owner.run("INSERT INTO help_center_job (kind) SELECT 'mail.send' FROM generate_series(1, 50)")
    assert listener.notices("help_job") == [""]
    owner.run("INSERT INTO help_center_job (kind, run_at) VALUES ('mail.send', now() + interval '1 hour')")
    enqueue(owner, unique_key="k")
    assert listener.notices("help_job") == [""]
    enqueue(owner, unique_key="k")
    assert listener.notices("help_job") == []


def test_a_job_is_queued_by_the_transaction_that_causes_it_or_not_at_all(app):
    app.run("BEGIN")
    enqueue(app)
    app.run("ROLLBACK")
    assert claim(app) == []


def test_an_administrator_sees_and_revives_dead_letters_of_its_tenant_only(app, owner, tenant, other):
    for t in (tenant, other):
        with app.inside(t):
            enqueue(app)
    for job in claim(app):
        app.run("SELECT help_center_job_fail(%s, 'w', 'x')", job)
    with app.inside(tenant):
        assert app.run("UPDATE help_center_job SET state = 'queued', attempts = 0, run_at = now(), finished_at = NULL WHERE state = 'dead'") == 1
    assert len(claim(app)) == 1


def test_a_running_job_always_has_a_worker_and_a_lease(owner):
    with pytest.raises(errors.CheckViolation):
        owner.run("INSERT INTO help_center_job (kind, state) VALUES ('mail.send', 'running')")


def test_a_cron_kind_is_taken_by_one_and_again_when_its_time_has_come(database, app, owner):
    ask = "SELECT help_center_cron_try('purge', '1 hour', %s)"
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        took = list(threads.map(lambda n: database.app().one(ask, f"host{n}"), range(6)))
    assert took.count(True) == 1
    owner.run("UPDATE help_center_cron SET last_run = last_run - interval '59 minutes'")
    assert app.one(ask, "a") is False
    owner.run("UPDATE help_center_cron SET last_run = last_run - interval '2 minutes'")
    assert app.one(ask, "a") is True
    assert owner.one("SELECT last_host FROM help_center_cron") == "a"


def test_what_has_expired_is_purged_and_nothing_else(app, owner, tenant):
    for hours in (1, 23, 25, 48):
        owner.run("INSERT INTO help_center_idempotency (tenant_id, actor, key, method, path, body_digest, created_at) "
                  "VALUES (%s, 'a', %s, 'POST', '/', sha256(''), now() - make_interval(hours => %s))", tenant, f"k{hours}", hours)
    assert app.one("SELECT help_center_idempotency_purge()") == 2
    assert set(owner.column("SELECT key FROM help_center_idempotency")) == {"k1", "k23"}
    owner.run("INSERT INTO help_center_job (kind, state, finished_at) VALUES ('a', 'done', now() - interval '2 days'), "
              "('b', 'done', now()), ('c', 'dead', now() - interval '2 days'), ('d', 'dead', now() - interval '91 days'), ('e', 'queued', NULL)")
    assert app.one("SELECT help_center_job_purge()") == 2
    assert set(owner.column("SELECT kind FROM help_center_job")) == {"b", "c", "e"}


def test_the_numbers_for_health_tell_the_oldest_waiting_job(app):
    enqueue(app, run_at="2020-01-01Z")
    enqueue(app)
    assert app.run("SELECT kind, state, jobs, oldest::date::text FROM help_center_job_stats()") == [("mail.send", "queued", 2, "2020-01-01")]
