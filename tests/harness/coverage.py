"""Line coverage by module, from what gcc's --coverage wrote; fails below the floor.

    coverage.py --build build/cov --floor 80 [--lines FOLDER] [--files]
"""
import argparse
import collections
import gzip
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]


def gcov(data, scratch):
    """{source: {line: count}} of one object; a header's lines count for the header."""
    where = Path(tempfile.mkdtemp(dir=scratch))
    subprocess.run(["gcov", "--json-format", "--preserve-paths", str(data)], cwd=where, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = {}
    for report in where.glob("*.gcov.json.gz"):
        with gzip.open(report) as f:
            document = json.load(f)
        base = Path(document["current_working_directory"])
        for file in document["files"]:
            source = (base / file["file"]).resolve()
            counts = found.setdefault(source, {})
            for line in file["lines"]:
                counts[line["line_number"]] = counts.get(line["line_number"], 0) + line["count"]
    return found


def collect(build):
    """Every object of modules/, also those that never ran: their .gcno says how many lines they have."""
    notes = sorted((build / "modules").rglob("*.gcno"))
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor() as pool:
        for found in pool.map(lambda note: gcov(note, scratch), notes):
            for source, counts in found.items():
                if (REPO / "modules") in source.parents:
                    for number, count in counts.items():
                        lines[source][number] += count
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=REPO / "build/cov")
    parser.add_argument("--floor", type=float, default=80)
    parser.add_argument("--files", action="store_true", help="each file, the barest first")
    parser.add_argument("--missing", metavar="FILE", help="the lines of one file that never ran")
    arguments = parser.parse_args()

    lines = collect((REPO / arguments.build).resolve())
    if not lines:
        sys.exit(f"coverage: no .gcno below {arguments.build}/modules: nothing was built with --coverage")
    if arguments.missing:
        counts = lines[(REPO / arguments.missing).resolve()]
        print(" ".join(str(n) for n in sorted(counts) if not counts[n]))
        return 0

    modules = collections.defaultdict(lambda: [0, 0])
    files = []
    for source, counts in lines.items():
        ran = sum(1 for count in counts.values() if count)
        for name in (source.parent.name, "modules/"):
            modules[name][0] += ran
            modules[name][1] += len(counts)
        files.append((ran / len(counts) if counts else 1, ran, len(counts), source.relative_to(REPO)))
    if arguments.files:
        for part, ran, all_, source in sorted(files, key=lambda f: f[0]):
            print(f"{100 * part:6.1f} %  {ran:5} of {all_:5}  {source}")
        print()
    total = modules.pop("modules/")
    for name, (ran, all_) in sorted(modules.items()):
        print(f"  {name:<12} {100 * ran / max(all_, 1):6.1f} %  {ran:6} of {all_:6} lines")
    percent = 100 * total[0] / max(total[1], 1)
    print(f"  {'all':<12} {percent:6.1f} %  {total[0]:6} of {total[1]:6} lines; the floor is {arguments.floor:g} %")
    if percent < arguments.floor:
        print("coverage: below the floor", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
