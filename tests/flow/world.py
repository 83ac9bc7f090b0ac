"""A Convoke of one's own for whole-program tests: configuration, store, mail folder, clock."""
import email
import email.policy
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

CONVOKE = os.environ["CONVOKE"]
NOW = "2026-03-02T08:00:00Z"  # a Monday

EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Example//Test//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20260301T080000Z\r
DTSTART:{start}\r
DTEND:{end}\r
SUMMARY:{title}\r
ORGANIZER:mailto:{organizer}\r
{more}END:VEVENT\r
END:VCALENDAR\r
"""


def event(uid="one@example.org", start="20260304T090000Z", end="20260304T100000Z", title="Plan",
          organizer="anna@example.org", attendees=("guest@example.net",), more=""):
    """One meeting; attendees with their answers still open."""
    lines = "".join(
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{a}\r\n" for a in attendees)
    return EVENT.format(uid=uid, start=start, end=end, title=title, organizer=organizer,
                        more=lines + more)


def calendar_of(mail):
    """The text/calendar body of a mail, unfolded; None without one."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            return part.get_content().replace("\r\n", "\n").replace("\n ", "")
    return None


def to(mail):
    return mail["To"].addresses[0].addr_spec


class World:
    def __init__(self, **settings):
        self.at = pathlib.Path(tempfile.mkdtemp(prefix="convoke-flow-"))
        self.mail = self.at / "mail"
        self.store = self.at / "convoke.db"
        self.conf = self.at / "convoke.conf"
        self.settings = {
            "server.listen": "127.0.0.1:0",
            "store.url": f"sqlite:{self.store}",
            "jitsi.domain": "https://meet.example.org",
            "mail.transport": f"maildir:{self.mail}",
            "mail.from": "Convoke <calendar@example.org>",
            "mail.merge_window": "0",
        }
        self.configure(**settings)
        self.services = []

    def configure(self, **settings):
        """world.configure(mail__timeout="5s") sets [mail] timeout; None takes a key out."""
        for name, value in settings.items():
            key = name.replace("__", ".")
            if value is None:
                self.settings.pop(key, None)
            else:
                self.settings[key] = value
        self.conf.write_text("".join(
            f"[{key.split('.')[0]}]\n{key.split('.')[1]} = {value}\n"
            for key, value in self.settings.items()))

    def close(self):
        for service in self.services:
            service.kill()
        shutil.rmtree(self.at, ignore_errors=True)

    def environment(self, now=NOW, **more):
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(("CONVOKE_", "JITSI_", "NOTIFY_", "LISTEN_"))}
        env.update(CONVOKE_CONFIG=str(self.conf), TZ="UTC", LC_ALL="C.UTF-8", **more)
        if now:
            env["CONVOKE_TEST_NOW"] = now
        return env

    def run(self, *args, stdin="", code=0, now=NOW, **env):
        """Runs a command; its exit code has to be this one."""
        done = subprocess.run([CONVOKE, *map(str, args)], input=stdin, text=True,
                              capture_output=True, env=self.environment(now, **env), timeout=120)
        if done.returncode != code:
            raise AssertionError(f"convoke {' '.join(map(str, args))}: exit code {done.returncode}, "
                                 f"not {code}\n{done.stdout}{done.stderr}")
        return done

    def json(self, *args, **more):
        return json.loads(self.run(*args, "--json", **more).stdout)

    def user(self, name="anna", tz="Europe/Berlin", *more):
        return self.run("user", "add", name, "--email", f"{name}@example.org", "--tz", tz, *more)

    def bring(self, text, *more, user="anna", code=0, **env):
        """Imports this text."""
        return self.run("import", "--user", user, *more, "-", stdin=text, code=code, **env)

    def mails(self):
        """All mails in the Maildir, oldest first."""
        files = sorted(self.mail.glob("**/new/*"), key=lambda f: f.stat().st_mtime_ns)
        return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default)
                for f in files]

    def lint(self):
        """Every mail in the Maildir passes the linter."""
        if not self.mails():
            return
        lint = pathlib.Path(os.environ["SOURCE"]) / "tests/lint/mail"
        done = subprocess.run([lint, self.mail], capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)

    def start(self, *args, stdin=subprocess.DEVNULL, now=NOW, **env):
        """A command in the background; nobody waits for it."""
        return subprocess.Popen([CONVOKE, *map(str, args)], stdin=stdin,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                env=self.environment(now, **env))

    def serve(self, now=None, **env):
        service = Service(self, now, env)
        self.services.append(service)
        return service


class Service:
    """A running `convoke serve` that has told systemd's socket that it is ready."""

    def __init__(self, world, now, env):
        self.world = world
        self.log_file = world.at / f"log-{len(world.services)}"
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = str(world.at / f"notify-{len(world.services)}")
        self.notify.bind(path)
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [CONVOKE, "serve"], stdout=subprocess.DEVNULL, stderr=log,
                env=world.environment(now, NOTIFY_SOCKET=path, **env))
        self.notified("READY=1")
        self.port = int(re.findall(r"serve\.ready .*port=(\d+)", self.log())[-1])

    def notified(self, word, within=30):
        """Waits until the service tells systemd this; returns the message."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            self.notify.settimeout(0.1)
            try:
                message = self.notify.recv(4096).decode()
            except socket.timeout:
                if self.process.poll() is not None:
                    break
                continue
            if word in message:
                return message
        raise AssertionError(f"the service has not said {word}:\n{self.log()}")

    def log(self):
        return self.log_file.read_text()

    def logged(self, words, within=20, after=0):
        """Waits until the log says this, behind so many characters."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if words in self.log()[after:]:
                return
            time.sleep(0.05)
        raise AssertionError(f"the log does not say {words}:\n{self.log()}")

    def get(self, path, **headers):
        """Status, headers, body; redirects are not followed."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read()

    def send(self, which):
        self.process.send_signal(which)

    def stop(self, which=signal.SIGTERM):
        """Ends it as systemd does; its exit code has to be 0."""
        self.send(which)
        code = self.process.wait(timeout=60)
        assert code == 0, f"exit code {code}\n{self.log()}"

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.notify.close()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None
