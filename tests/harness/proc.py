"""Processes, accounts, ports and small files: what every server of the harness needs.

A process is only ever ended by a pid that we recorded or found, and only after /proc shows that it
works in our own folder: a pid outlives its process and may belong to somebody else by now.
"""
import contextlib
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SOCKET_PATH_MAX = 107            # sun_path of Linux, less its final NUL


class Trouble(Exception):
    """Something an operator has to know; the text is the whole message."""


def is_root():
    return os.geteuid() == 0


def account(name):
    """The account to run a server under: `name` for root, ourselves otherwise."""
    if not is_root():
        try:
            return pwd.getpwuid(os.geteuid())
        except KeyError:
            raise Trouble(f"user id {os.geteuid()} has no line in the password file, "
                          "and PostgreSQL refuses to run without one") from None
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise Trouble(f"there is no user '{name}'; which package is missing? try: make deps") from None


def caller():
    """Whoever ran make: the person behind sudo, if there is one."""
    name = os.environ.get("SUDO_USER")
    with contextlib.suppress(KeyError):
        if name:
            return pwd.getpwnam(name)
    return account("root")


def dropped(user):
    """The argv prefix that becomes `user`. setpriv: no PAM session, unlike su and runuser."""
    if user.pw_uid == os.geteuid():
        return []
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def folder(path, user=None, mode=0o755):
    path = Path(path)
    path.mkdir(parents=True, exist_ok=True)
    os.chmod(path, mode)
    if user and is_root():
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def write(path, text, mode=0o644, user=None):
    """Whole or not at all; True when the content is new."""
    path = Path(path)
    with contextlib.suppress(OSError):
        if path.read_text() == text:
            return False
    fd, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(fd, "w") as f:
        f.write(text)
    os.chmod(temporary, mode)
    if user and is_root():
        os.chown(temporary, user.pw_uid, user.pw_gid)
    os.replace(temporary, path)
    return True


def reachable_by(path, user):
    """Can `user` walk to this folder? Not below /root, for one."""
    if not is_root():
        return True
    groups = {user.pw_gid}
    for step in [Path(path), *Path(path).parents]:
        with contextlib.suppress(FileNotFoundError):
            s = step.stat()
            shift = 6 if s.st_uid == user.pw_uid else 3 if s.st_gid in groups else 0
            if not (s.st_mode >> shift) & 1:
                return False
    return True


def socket_folder(wanted, name, user, mode=0o755):
    """A folder for a socket called `name`: `wanted`, or a short one when the path would not fit."""
    if len(os.fsencode(str(Path(wanted) / name))) <= SOCKET_PATH_MAX:
        return folder(wanted, user, mode)
    import hashlib
    tag = hashlib.sha256(os.fsencode(str(wanted))).hexdigest()[:12]
    short = Path(f"/tmp/help-{user.pw_uid}-{tag}")
    short.mkdir(mode=0o700, exist_ok=True)
    # Anybody can make a folder of that name in /tmp first; a foreign one is not ours to trust.
    if short.is_symlink() or short.stat().st_uid not in (user.pw_uid, os.geteuid()):
        raise Trouble(f"{short} belongs to somebody else; remove it, or use a shorter path than {wanted}")
    return folder(short, user, mode)


# --- pids --------------------------------------------------------------------------------------
def cmdline(pid):
    """The process's words; empty for a zombie and for one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def works_in(pid, mark):
    """Is this process ours: the folder stands in its command line, or is where it runs?"""
    mark = str(mark)
    if not cmdline(pid):
        return False
    if mark in cmdline(pid):
        return True
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{pid}/cwd").startswith(mark)
    return False


def ours(program, mark):
    """Every process of that program which works in our folder, also one that lost its parent."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            words = cmdline(entry.name)
            if words and program in words.split(" ")[0] and works_in(entry.name, mark):
                found.append(int(entry.name))
    return found


def wait_until(condition, seconds, every=0.02):
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() >= end:
            return value
        time.sleep(every)
        every = min(every * 1.5, 0.25)


def gone(pid):
    with contextlib.suppress(ChildProcessError, OSError):
        os.waitpid(pid, os.WNOHANG)
    return not cmdline(pid)


def end(pids, mark, steps=((signal.SIGTERM, 15), (signal.SIGKILL, 5))):
    """End those of these processes that are ours; each step waits before the next, ruder one."""
    left = [p for p in pids if works_in(p, mark)]
    for number, seconds in steps:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                if works_in(pid, mark):
                    os.kill(pid, number)
        wait_until(lambda: all(gone(p) for p in left), seconds)
        left = [p for p in left if not gone(p)]
        if not left:
            return
    raise Trouble(f"process {left[0]} does not end, not even by SIGKILL: {cmdline(left[0])}")


def read_pid(path):
    try:
        return int(Path(path).read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


# --- ports and commands ------------------------------------------------------------------------
def port_is_open(port, host="127.0.0.1"):
    with socket.socket() as s:
        s.settimeout(1)
        return s.connect_ex((host, port)) == 0


def free_ports(count):
    """Free now; all are held until the last is known, so that none comes twice."""
    held = [socket.socket() for _ in range(count)]
    try:
        for s in held:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in held]
    finally:
        for s in held:
            s.close()


def tail(path, lines=15):
    try:
        return "\n".join(Path(path).read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return f"(no {path})"


def run(argv, what, user=None, **more):
    """Run to the end; a failure says what was wanted and what the program said."""
    more.setdefault("cwd", "/")
    more.setdefault("stdin", subprocess.DEVNULL)
    argv = [*(dropped(user) if user else []), *map(str, argv)]
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", **more)
    if done.returncode:
        raise Trouble(f"{what} failed (exit {done.returncode}):\n{done.stdout.strip()}")
    return done.stdout
