"""Rate limits over one host and several, with Redis and without; Idempotency-Key."""
import threading
import time

import pytest

from faults.world import kill_a_child
from harness.proc import wait_until

TEN = '"10/min burst 10"'


def statuses(answers):
    found = [answer.status_code for answer in answers]
    return {status: found.count(status) for status in found}


def test_a_limit_counts_over_the_children_of_a_host_and_says_so(world, site):
    s = site(LIMIT=TEN)
    answers = [s.post("write/") for _ in range(13)]
    assert statuses(answers) == {201: 10, 429: 3}
    first, last = answers[0].headers, answers[-1].headers
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("10", "9")
    assert last["RateLimit-Remaining"] == "0" and int(last["RateLimit-Reset"]) > 30
    assert 1 <= int(last["Retry-After"]) <= 6
    problem = answers[-1].json()
    assert problem["status"] == 429 and problem["type"].endswith("rate-limit")
    assert s.metric("help_limited_total") == 3


def test_two_visitors_of_one_address_do_not_share_a_bucket_but_a_drawer_of_cookies_is_no_way_out(world, site):
    s = site(LIMIT='"2/min burst 2"')
    cookies = []
    while len(cookies) < 2:
        answer = s.post("write/", headers={"Idempotency-Key": f"k{len(cookies)}"})
        assert answer.status_code == 201, "whoever has no cookie yet is counted by address"
        cookies.append(answer.cookies)
    assert s.post("write/").status_code == 429
    for cookie in cookies:
        assert statuses(s.post("write/", cookies=cookie) for _ in range(4)) == {201: 2, 429: 2}


def test_limits_hold_when_children_are_killed(world, site, httpd_log):
    s = site(LIMIT=TEN)
    for _ in range(5):
        assert s.post("write/").status_code == 201
    for _ in range(2):
        kill_a_child(s)
        time.sleep(0.3)
    assert wait_until(lambda: len(s.httpd.children()) == 2, 10)
    assert statuses(s.post("write/") for _ in range(8)) == {201: 5, 429: 3}


def test_with_redis_two_hosts_count_together_and_without_it_each_for_itself(world, site, httpd_log):
    hosts = [site(redis=True, LIMIT=TEN) for _ in range(2)]
    world.redis.ask("FLUSHALL")

    def ask(times):
        return statuses(hosts[n % 2].post("write/") for n in range(times))

    assert ask(14) == {201: 10, 429: 4}
    httpd_log.expect(r"HC0121", at_least=2)
    world.redis.kill()
    try:
        began = time.monotonic()
        assert ask(26) == {201: 20, 429: 6}, "ten for each host"
        assert time.monotonic() - began < 4, "nobody waits for a Redis that is away"
        lines = [line for s in hosts for line in s.httpd.log.new_text().splitlines() if "HC0121" in line]
        assert len(lines) <= 4, "told once an outage and child"
        assert hosts[0].get("/health/").json()["checks"]["redis"] == "down"
        assert hosts[0].get("/health/").json()["status"] == "degraded"
    finally:
        world.redis.start()
    time.sleep(1.2)                                     # the breaker
    assert ask(14) == {201: 10, 429: 4}
    assert wait_until(lambda: hosts[0].get("/health/").json()["checks"]["redis"] == "ok", 3)


def test_what_another_host_says_through_redis_is_heard(world, site):
    """The row changes behind the triggers' back, so that nothing but Redis can tell."""
    s = site(redis=True)
    assert wait_until(lambda: world.redis.ask("PUBLISH", "help:changed:0", "1") == ":2", 5), "each child listens"
    for _ in range(30):                                 # so that each child knows the name
        assert s.get("which/").json()["tenant"] == "help"
    rename = "set session_replication_role = replica; update help_center_tenant set name = %s"
    world.sql(rename, "by redis", role="postgres")
    try:
        tenant, = world.sql("select id from help_center_tenant")
        assert s.get("which/").json()["tenant"] == "help", "nobody has heard of it"
        world.redis.ask("PUBLISH", f"help:changed:{tenant[0]}", "1")
        assert wait_until(lambda: s.get("which/").json()["tenant"] == "by redis", 1)
    finally:
        world.sql(rename, "help", role="postgres")
        world.redis.ask("PUBLISH", f"help:changed:{tenant[0]}", "1")


# --- Idempotency-Key ---------------------------------------------------------------------------------

@pytest.fixture
def visitor(site):
    """Posts as one visitor: post("write/", key)."""
    s = site()
    cookies = s.post("write/", headers={"Idempotency-Key": "first"}).cookies
    assert cookies

    def post(path, key, body=None):
        return s.post(path, body, headers={"Idempotency-Key": key}, cookies=cookies)

    post.site = s
    return post


def written(world, of):
    return world.sql("select count(*) from help_center_audit where object_id = %s", of)[0][0]


def test_the_same_key_gives_the_first_answer_again(world, visitor):
    first = visitor("write/?id=again", "a")
    second = visitor("write/?id=again", "a")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["X-Probe"] == "first" and second.headers["Location"] == first.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers and second.headers["Idempotency-Replayed"] == "true"
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert written(world, "again") == 1


def test_the_same_key_for_another_body_or_another_address_is_a_conflict(world, visitor):
    assert visitor("write/?id=one", "b", {"n": 1}).status_code == 201
    for answer in (visitor("write/?id=one", "b", {"n": 2}), visitor("slow-write/?id=one", "b", {"n": 1})):
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("idempotency-key")


def test_a_second_request_meets_the_first_still_at_work(world, visitor):
    answers = []
    first = threading.Thread(target=lambda: answers.append(visitor("slow-write/?id=slow", "c")))
    first.start()
    time.sleep(0.5)
    second = visitor("slow-write/?id=slow", "c")
    first.join()
    assert second.status_code == 409 and second.json()["type"].endswith("in-progress")
    assert second.headers["Retry-After"]
    assert answers[0].status_code == 201
    assert visitor("slow-write/?id=slow", "c").headers["Idempotency-Replayed"] == "true"
    assert written(world, "slow") == 1


@pytest.mark.parametrize("status, kept", [(200, True), (400, True), (404, True), (409, True), (422, True),
                                          (429, False), (500, False), (503, False)])
def test_an_answer_that_a_second_try_could_better_is_not_kept(world, visitor, httpd_log, status, kept):
    httpd_log.expect(r"probe")
    for expected in (1, 1 if kept else 2):
        answer = visitor(f"write/?id=status-{status}&status={status}", f"s{status}")
        assert answer.status_code == status
        assert written(world, f"status-{status}") == expected
    assert answer.headers.get("Idempotency-Replayed") == ("true" if kept else None)


def test_what_a_crashed_request_left_behind_is_taken_over_after_a_minute(world, visitor):
    assert visitor("write/?id=crash", "d").status_code == 201
    world.sql("update help_center_idempotency set status = null, body = null, created_at = now() - interval '61 seconds'"
              " where key = 'd'")
    assert visitor("write/?id=crash", "d").status_code == 201
    assert written(world, "crash") == 2


def test_a_key_counts_for_a_day_and_for_its_owner_alone(world, visitor):
    assert visitor("write/?id=day", "e").status_code == 201
    stranger = visitor.site.post("write/?id=day", headers={"Idempotency-Key": "e"})
    assert stranger.status_code == 201 and "Idempotency-Replayed" not in stranger.headers
    world.sql("update help_center_idempotency set created_at = now() - interval '25 hours' where key = 'e'")
    assert "Idempotency-Replayed" not in visitor("write/?id=day", "e").headers


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "naïve".encode().decode("latin-1")])
def test_a_key_is_1_to_255_visible_ascii_characters(visitor, key):
    answer = visitor("write/", key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["errors"]


def test_of_many_at_once_one_does_the_work(world, visitor):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(visitor("write/?id=race", "f"))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert written(world, "race") == 1
    assert set(statuses(answers)) <= {201, 409}
