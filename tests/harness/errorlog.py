"""Reading httpd's error log: a quiet log is part of every test's result."""
import re
from pathlib import Path

# [module:level] of httpd; lines without one are written by a sanitizer or the C library.
LEVEL = re.compile(r"\[(?:[a-z_0-9-]*:)?(emerg|alert|crit|error|warn)\]")
# Not at warn or above, or without a level, but never to be overlooked.
ALARM = re.compile(r"exit signal|AddressSanitizer|LeakSanitizer|runtime error:|UndefinedBehavior|"
                   r"free\(\): |malloc\(\): |corrupted |\*\*\* stack smashing")


class ErrorLog:
    def __init__(self, path):
        self.path = Path(path)
        self._read = 0

    def mark(self):
        """What has been written until now is no longer new."""
        self._read = self.path.stat().st_size if self.path.exists() else 0

    def new_text(self):
        """Written since the mark. Whole lines only: the last one may still be on its way."""
        if not self.path.exists():
            return ""
        with open(self.path, "rb") as f:
            if f.seek(0, 2) < self._read:
                self._read = 0                     # somebody truncated it
            f.seek(self._read)
            text = f.read()
        return text[:text.rfind(b"\n") + 1].decode(errors="replace")

    def note(self, text):
        """A line of ours, so that a person finds the test in the log; httpd appends, and so do we."""
        if self.path.exists():
            with open(self.path, "a") as f:
                f.write(f"[harness:notice] {text}\n")

    @staticmethod
    def judge(text, expected=()):
        """What nobody announced, and announcements that nothing came of. expected: (regex, at least)."""
        found, seen = [], [0] * len(expected)
        lines = text.splitlines()
        for at, line in enumerate(lines):
            if not (LEVEL.search(line) or ALARM.search(line)):
                continue
            if "AddressSanitizer" in line or "runtime error:" in line:
                line = "\n".join(lines[at:at + 12])             # the stack follows
            known = [n for n, (pattern, _) in enumerate(expected) if re.search(pattern, line)]
            for n in known:
                seen[n] += 1
            if not known:
                found.append(line)
        return found + [f"announced but not logged: {pattern}"
                        for (pattern, least), count in zip(expected, seen) if count < least]
