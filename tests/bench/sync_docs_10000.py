#!/usr/bin/python3
"""sync-docs over a large generated tree: seconds, documents a second early and late, and memory.

    tests/bench/sync_docs_10000.py [-n 10000] [--database-url URL]

Without a URL it starts a PostgreSQL of its own. Fails where the run takes over 60 s, where the second
half is much slower than the first, or where twice the documents take much more memory.
"""
import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
REPO = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "tests"))
from harness.postgres import Postgres  # noqa: E402

WORDS = """access account alarm approve asset assign attach badge boiler browser budget building calendar cancel
change check close comment configure contract cost create dashboard delete desk device door edit elevator email
export field filter floor form group heating history import inspect install invite invoice key label language
leave link list location login lock manual message meter mobile move notify order owner part password phone
photo plan print priority project public queue rate record remove repair report request reset role room rule
save scan schedule search sensor share site space staff start status stock stop supplier sync tag task team
template tenant ticket time token transfer type unit unlock update upload user vendor view visit warranty work
zone""".split()


def make_tree(root, count, seed=1):
    """`count` documents of about 2.5 KB, 40 a folder, two levels deep, each with three links."""
    dice = random.Random(seed)
    sentence = lambda n: " ".join(dice.choices(WORDS, k=n)).capitalize() + "."
    for number in range(count):
        folder = Path(root) / f"area-{number // 400:03d}" / f"topic-{number // 40:03d}"
        if number % 40 == 0:
            folder.mkdir(parents=True)
        near = number // 40 * 40 + dice.randrange(min(40, count - number // 40 * 40))
        far = dice.randrange(count)
        head = f"---\ntags: [{', '.join(dice.sample(WORDS[:40], 3))}]\ndifficulty: beginner\n---\n"
        body = [f"# How to {' '.join(dice.choices(WORDS, k=4))} {number}", sentence(25)]
        for part in range(4):
            body += [f"## {sentence(4)[:-1]}", sentence(60), f"1. {sentence(8)}\n2. {sentence(8)}\n3. {sentence(8)}"]
        body += ["| Field | Meaning |\n| --- | --- |\n" + "\n".join(f"| {w} | {sentence(5)} |" for w in dice.sample(WORDS, 4)),
                 f"See [the one near by](doc-{near:05d}.md), "
                 f"[another](../../area-{far // 400:03d}/topic-{far // 40:03d}/doc-{far:05d}.md#top) or "
                 "[the web](https://example.org/)."]
        (folder / f"doc-{number:05d}.md").write_text(head + "\n\n".join(body) + "\n")


def timed(argv):
    """(seconds, MiB at its highest, [(seconds, documents)], all it said, exit status)"""
    began = time.monotonic()
    child = subprocess.Popen([str(a) for a in argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen, said = [], []
    high = [0]

    def watch():
        while child.poll() is None:
            try:
                found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{child.pid}/status").read_text())
            except OSError:
                break
            high[0] = max(high[0], int(found[1]) if found else 0)
            time.sleep(0.05)

    thread = threading.Thread(target=watch)
    thread.start()
    for line in child.stdout:
        said.append(line)
        if found := re.match(r"(\d+) of \d+ documents", line):
            seen.append((time.monotonic() - began, int(found[1])))
    code = child.wait()
    thread.join()
    return time.monotonic() - began, high[0] / 1024, seen, "".join(said), code


def prepare(url, build):
    subprocess.run([REPO / "migrations/migrate", "up"], env={**os.environ, "DATABASE_URL": url}, check=True,
                   stdout=subprocess.DEVNULL)
    admin = [build / "help-admin", "-d", url]
    for slug in ("bench", "bench-small"):
        subprocess.run([*admin, "tenant", "add", slug, "--name", slug, "--if-missing"], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([*admin, "user", "add", slug, "bench", "--if-missing"], check=True, stderr=subprocess.DEVNULL)


def measure(url, build, count, scratch):
    trouble = []
    for name, size in (("bench-small", count // 5), ("bench", count)):
        tree = Path(scratch) / name
        make_tree(tree, size)
        first = timed([build / "sync-docs", tree, "--tenant", name, "--user", "bench", "-d", url])
        again = timed([build / "sync-docs", tree, "--tenant", name, "--user", "bench", "-d", url])
        print(f"{size:6d} documents: {first[0]:6.1f} s, {size / first[0]:6.0f}/s, {first[1]:5.1f} MiB; "
              f"again: {again[0]:5.1f} s, {again[1]:5.1f} MiB; {again[3].splitlines()[-1]}")
        if first[4] or again[4] or f"unchanged {size}," not in again[3]:
            trouble.append(first[3][-500:] + again[3][-500:])
        if name == "bench-small":
            small = first
    print(f"memory for five times the documents: {first[1] / small[1]:.2f} times")
    marks = [(0, 0)] + first[2]
    rates = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(marks, marks[1:])]
    print("documents a second, by thousands: " + " ".join(f"{r:.0f}" for r in rates))
    half = len(rates) // 2
    if first[0] > 60:
        trouble.append(f"{first[0]:.0f} s is over 60 s")
    if half and sum(rates[half:]) / (len(rates) - half) < 0.6 * sum(rates[:half]) / half:
        trouble.append("the time per document grows")
    if first[1] > small[1] + count * 2 / 1024:
        trouble.append("memory grows by more than 2 KiB a document")
    return trouble


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=10000)
    parser.add_argument("--database-url")
    arguments = parser.parse_args()
    build = Path(os.environ.get("HELP_BUILD", REPO / "build"))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="help-bench-") as scratch:
        os.chmod(scratch, 0o755)
        server = None
        try:
            if not arguments.database_url:
                server = Postgres(Path(scratch) / "pg", durable=False)
                server.start()
            url = arguments.database_url or server.url()
            prepare(url, build)
            trouble = measure(url, build, arguments.n, scratch)
        finally:
            if server:
                server.remove()
    for line in trouble:
        print(f"FAILED: {line}")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
