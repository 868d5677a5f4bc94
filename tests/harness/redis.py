"""A private Redis on a unix socket, under httpd's account so that nobody else can reach it."""
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from .proc import (Trouble, account, cmdline, dropped, end, folder, ours, read_pid, socket_folder, tail,
                   wait_until, works_in)


class Redis:
    def __init__(self, where, durable=True):
        self.where = Path(where)
        self.durable = durable
        self.user = account("www-data")
        self.log = self.where / "redis.log"
        self.pid_file = self.where / "redis.pid"
        self._socket = None

    @property
    def socket(self):
        if self._socket is None:
            self._socket = socket_folder(self.where / "run", "redis.sock", self.user, 0o700) / "redis.sock"
        return self._socket

    def ask(self, *words):
        """One command; the first line of the answer. Enough for PING, INFO and tests' own needs."""
        parts = [str(w).encode() for w in words]
        message = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts)
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(2)
            s.connect(str(self.socket))
            s.sendall(message)
            return s.recv(65536).decode(errors="replace").strip()

    def answers(self):
        try:
            return self.ask("PING") == "+PONG"     # -LOADING for a moment after a restart
        except OSError:
            return False

    def pid(self):
        pid = read_pid(self.pid_file)
        return pid if pid and works_in(pid, self.where) else None

    def start(self):
        folder(self.where, self.user, 0o700)
        if self.answers():
            return False
        end(ours("redis-server", self.where), self.where)
        keep = (["--appendonly", "yes", "--appendfsync", "everysec"] if self.durable
                else ["--appendonly", "no", "--save", ""])
        # A stale socket or pid file is overwritten, unlike PostgreSQL's.
        argv = [*dropped(self.user), "redis-server", "--port", "0", "--unixsocket", str(self.socket),
                "--unixsocketperm", "700", "--daemonize", "yes", "--dir", str(self.where),
                "--pidfile", str(self.pid_file), "--logfile", str(self.log),
                "--maxmemory", "256mb", "--maxmemory-policy", "noeviction", *keep]
        done = subprocess.run(argv, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False)
        if done.returncode or not wait_until(self.answers, 20):
            raise Trouble(f"Redis does not start in {self.where}; its log ends with:\n{tail(self.log)}")
        return True

    def stop(self):
        end(ours("redis-server", self.where), self.where)

    def kill(self):
        pid = self.pid()
        if pid:
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not cmdline(pid), 5)

    def remove(self):
        self.stop()
        if self.where not in self.socket.parents:
            shutil.rmtree(self.socket.parent, ignore_errors=True)
        shutil.rmtree(self.where, ignore_errors=True)
