"""One httpd of our own: Debian's binary, the event MPM, a private ServerRoot, our modules.

The configuration is conf/help-dev.conf.in (the frame) including conf/help-dev-sites.conf.in (the
sites), or any other text with the same @WORDS@.
"""
import os
import re
import resource
import shutil
import signal
import subprocess
from pathlib import Path

from .errorlog import ErrorLog
from .proc import (REPO, Trouble, account, cmdline, dropped, end, folder, is_root, ours, port_is_open,
                   read_pid, tail, wait_until, works_in, write)

APACHE = "/usr/sbin/apache2"
APACHE_MODULES = Path("/usr/lib/apache2/modules")
# In the order of Debian's Depends; what is compiled in (so, core, http, log_config, logio, unixd,
# version, watchdog) is not listed. One that is missing shows itself as an unknown directive.
STOCK = """mpm_event authn_core authz_core authz_host authz_user authz_groupfile authn_file
 socache_shmcb authn_socache auth_basic request auth_form session session_cookie session_crypto dbd
 alias dir env expires filter deflate headers include macro mime reqtimeout rewrite setenvif status
 proxy proxy_http ssl http2""".split()
OURS = "core articles search chat gamify analytics".split()     # core first: features ask it
WORD = re.compile(r"@([A-Z][A-Z0-9_]*)@")


def build_folder():
    return (REPO / os.environ.get("HELP_BUILD", "build")).resolve()


def sanitizer_environment():
    """What makes a sanitized .so loadable by a stock httpd. Its report goes to the error log;
    log_path would fail once httpd has dropped root. Leaks: httpd's pools live until exit."""
    if not os.environ.get("HELP_SANITIZE"):
        return {}
    libraries = [subprocess.check_output(["gcc", f"-print-file-name={name}"], text=True).strip()
                 for name in ("libasan.so", "libubsan.so")]
    return {"LD_PRELOAD": " ".join(libraries),
            "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1:detect_stack_use_after_return=0",
            "UBSAN_OPTIONS": "print_stacktrace=1"}


class Httpd:
    def __init__(self, where, ports, values=None, frame=None, sites=None, modules=OURS, build=None,
                 log_level="info", environment=None):
        self.where = Path(where)
        self.ports = list(ports)
        self.values = dict(values or {})
        self.frame, self.sites = frame, sites
        self.modules = modules
        self.build = Path(build) if build else build_folder()
        self.log_level = log_level
        self.environment = dict(environment or {})
        self.user = account("www-data")
        self.log = ErrorLog(self.where / "logs/error.log")
        self.pid_file = self.where / "run/httpd.pid"
        self.conf = self.where / "conf/httpd.conf"

    def url(self, which=0):
        return f"http://127.0.0.1:{self.ports[which]}"

    # --- configuration -------------------------------------------------------------------------
    def load_modules(self):
        lines = [f'LoadModule {name}_module "{APACHE_MODULES}/mod_{name}.so"' for name in STOCK
                 if (APACHE_MODULES / f"mod_{name}.so").exists()]
        for name in self.modules:
            shared = self.build / f"mod_help_{name}.so"
            if shared.exists():
                # The time stands here so that a rebuilt module counts as a changed configuration.
                lines.append(f"# built {shared.stat().st_mtime_ns}")
                lines.append(f'LoadModule help_{name}_module "{shared}"')
        return "\n".join(lines)

    def words(self):
        words = {
            "ROOT": self.where, "LOAD_MODULES": self.load_modules(), "LOG_LEVEL": self.log_level,
            "USER": f"User {self.user.pw_name}\nGroup #{self.user.pw_gid}" if is_root() else "",
            "LISTEN": "\n".join(f"Listen 127.0.0.1:{port}" for port in self.ports),
            "PORT": self.ports[0], "PORT2": self.ports[-1],
            "HTDOCS": REPO / "htdocs", "CONF": REPO / "conf", "BUILD": self.build,
            "STATE": self.where / "state", "DB_PARAMS": "dbname=help user=help_app",
            "REDIS": "", "SECRET": self.where / "secret",
            "EXTRA_SERVER": "", "EXTRA_DEMO": "", "EXTRA_NORTHWIND": "",
        }
        words.update(self.values)
        return {key: str(value) for key, value in words.items()}

    def fill(self, template, **more):
        words = {**self.words(), **more}
        unknown = sorted({w for w in WORD.findall(template) if w not in words})
        if unknown:
            raise Trouble(f"the configuration template has words that nobody fills: {', '.join(unknown)}")
        return WORD.sub(lambda m: words[m.group(1)], template)

    def write_config(self, name="httpd.conf", **more):
        """True when it differs from what was there. 0600: it may hold a database password."""
        for part in ("conf", "logs", "run", "tmp"):
            folder(self.where / part)
        folder(self.where / "run", self.user)          # mutex files are opened by the children, too
        folder(self.where / "state", self.user, 0o700)
        frame = self.frame or (REPO / "conf/help-dev.conf.in").read_text()
        sites = self.sites or (REPO / "conf/help-dev-sites.conf.in").read_text()
        sites_name = name.replace("httpd", "sites")
        frame = frame.replace("/conf/sites.conf", f"/conf/{sites_name}")
        changed = write(self.where / "conf" / sites_name, self.fill(sites, **more), 0o600)
        return write(self.where / "conf" / name, self.fill(frame, **more), 0o600) or changed

    def argv(self, *words, conf=None):
        return [APACHE, "-d", str(self.where), "-f", str(conf or self.conf), *words]

    def _run(self, argv, seconds=60):
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C", "TMPDIR": str(self.where / "tmp"),
                       **sanitizer_environment(), **self.environment}
        return subprocess.run(argv, cwd="/", env=environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False,
                              errors="replace", preexec_fn=_many_files)

    def ask(self, *words, conf=None):
        """What `apache2 WORDS` says of our configuration, or of another: (returncode, stdout)."""
        return self._run(self.argv(*words, conf=conf))

    def configtest(self, extra="", where="demo"):
        """What httpd -t says of further lines: in the site "demo" or "northwind", or the "server"."""
        name = f"httpd-test-{os.getpid()}.conf"
        word = f"EXTRA_{where.upper()}"
        before = self.words().get(word, "")
        self.write_config(name, **{word: f"{before}\n{extra}"})
        try:
            done = self._run(self.argv("-t", conf=self.where / "conf" / name))
            return ConfigTest(done.returncode == 0, done.stdout)
        finally:
            for path in (name, name.replace("httpd", "sites")):
                (self.where / "conf" / path).unlink(missing_ok=True)

    # --- life ----------------------------------------------------------------------------------
    def pid(self):
        pid = read_pid(self.pid_file)
        return pid if pid and works_in(pid, self.where) and "apache2" in cmdline(pid) else None

    def pids(self):
        """The parent and all its children."""
        return ours("apache2", self.where)

    def children(self):
        parent = self.pid()
        return [p for p in self.pids() if p != parent]

    def answers(self):
        return all(port_is_open(port) for port in self.ports)

    def start(self):
        """True if it had to be started; a running one with the same configuration is left alone."""
        changed = self.write_config()
        if self.pid() and not changed and self.answers():
            return False
        self.stop()
        for port in self.ports:
            # A moment's patience: a killed process loses its name before its sockets.
            if not wait_until(lambda: not port_is_open(port), 3):
                raise Trouble(f"port {port} is taken by another program; choose one: make run PORT=")
        done = self._run(self.argv("-k", "start"))
        up = done.returncode == 0 and wait_until(lambda: self.pid() and self.answers(), 40)
        if not up:
            raise Trouble(f"httpd does not start from {self.conf}:\n{done.stdout.strip()}\n"
                          f"its log ends with:\n{tail(self.log.path)}")
        return True

    def stop(self):
        """The parent first, then children that lost theirs: those would serve on, and keep the port."""
        pid = self.pid()
        if pid:
            # Gracefully: at SIGTERM the event MPM (2.4.71) closes sockets that its workers are about to free, and now and
            # then a child ends in a segmentation fault of its own.
            end([pid], self.where, ((signal.SIGWINCH, 10), (signal.SIGTERM, 30), (signal.SIGKILL, 5)))
        end(self.pids(), self.where, ((signal.SIGTERM, 2), (signal.SIGKILL, 5)))
        self.pid_file.unlink(missing_ok=True)      # else a stranger's process of that number blocks us

    def restart(self):
        self.stop()
        self.start()

    def graceful(self, seconds=40):
        """A new generation with the configuration as it is now; returns when it serves."""
        self.write_config()
        checked = self._run(self.argv("-t"))
        if checked.returncode:
            raise Trouble(f"not reloaded, the configuration is wrong:\n{checked.stdout.strip()}")
        said = "resuming normal operations"
        before = self._log_text().count(said)
        os.kill(self.pid(), signal.SIGUSR1)
        if not wait_until(lambda: self._log_text().count(said) > before and self.answers(), seconds):
            raise Trouble(f"no new generation within {seconds} s; the log ends with:\n{tail(self.log.path)}")

    def kill(self, children=True):
        """As a crash or the OOM killer would."""
        for pid in (self.pids() if children else [self.pid()]):
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.pid(), 5)

    def remove(self):
        self.stop()
        shutil.rmtree(self.where, ignore_errors=True)

    def _log_text(self):
        return self.log.path.read_text(errors="replace") if self.log.path.exists() else ""


class ConfigTest:
    """Of `httpd -t`: true when accepted; `"sentence" in it` looks into what was said."""
    def __init__(self, accepted, text):
        self.accepted, self.text = accepted, text

    def __bool__(self):
        return self.accepted

    def __contains__(self, sentence):
        return sentence in self.text

    def __repr__(self):
        return f"<httpd -t {'accepted' if self.accepted else 'refused'}: {self.text.strip()}>"


def _many_files():
    """Sockets need descriptors; as many as the system lets us have, up to a sane number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    want = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft < want:
        resource.setrlimit(resource.RLIMIT_NOFILE, (want, hard))
