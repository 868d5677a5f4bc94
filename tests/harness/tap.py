"""TAP, as our C tests and node's test runner write it: one line a result, subtests indented."""
import re

LINE = re.compile(r"^(?P<indent> *)(?P<not>not )?ok\b *(?P<number>\d+)?(?: *- *| +)?(?P<name>.*?)"
                  r"(?: *# *(?P<directive>(?i:skip|todo)\S*) *(?P<reason>.*))?$")
PLAN = re.compile(r"^1\.\.(\d+)")


class Result:
    def __init__(self, name, ok, directive, text):
        self.name, self.ok, self.directive, self.text = name, ok, directive, text


def parse(output):
    """(results, complaint): leaves only, each with the comment lines that follow it."""
    found, plan, top = [], None, 0
    depths = []                          # (indent, index in found or None) since the last dedent
    for line in output.splitlines():
        m = LINE.match(line)
        if not m:
            p = PLAN.match(line)
            if p:
                plan = int(p.group(1))
            elif found and line.strip() and "# Subtest:" not in line:
                found[-1].text.append(line)
            continue
        indent = len(m["indent"])
        top += indent == 0
        inner = [d for d in depths if d[0] > indent]
        depths = [d for d in depths if d[0] <= indent]
        depths.append((indent, None))
        ok = not m["not"]
        # A parent of subtests counts only where it fails and none of its children did.
        if inner and (ok or any(not f.ok for f in found[inner[0][1] or 0:])):
            continue
        depths[-1] = (indent, len(found))
        found.append(Result(m["name"].strip() or f"test {m['number'] or len(found) + 1}", ok,
                            (m["directive"] or "").lower()[:4], []))
    if plan is None:
        return found, "it printed no plan (1..N): it ended early"
    if plan != top:
        return found, f"it planned {plan} tests and ran {top}"
    return found, None
