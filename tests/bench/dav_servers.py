"""Convoke and what a user would run instead, each started on loopback with calendars of its own."""
import atexit
import base64
import http.client
import imaplib
import os
import pwd
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import dav_events
from machine import BUILD, Missing, cpu_s, free_port, memory_kb, shown, timed, wait_for
from place import Place

# For what only fills a peer: nothing waits for the disk.
WITHOUT_SYNC = {"LD_PRELOAD": str(BUILD / "bin/without_sync.so")}


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()


class Server:
    """What is the same of all three: made, begun, filled, asked, stopped. A calendar is named after
    how many events it was filled with; largest is how many a server is given at most."""
    name, user, password = "", "bench", "secret"
    largest, why_smaller = 10 ** 9, ""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.port, self.child, self.settings, self.filling = free_port(), None, "", {}

    def start(self, *command, **more):
        self.command = [str(word) for word in command]
        with open(self.folder / "output", "w", encoding="utf8") as output:
            self.child = subprocess.Popen(  # pylint: disable=R1732
                self.command, stdout=output, stderr=output, start_new_session=True, **more)
        atexit.register(self.stop)
        wait_for(self.port, self.name)

    def stop(self):
        if self.child and self.child.poll() is None:
            self.child.terminate()
            self.child.wait(timeout=30)

    def filled(self):
        """Called once all calendars are there."""

    def fill(self, size):
        began = time.monotonic()
        self.add_calendar(size)
        self.filling[size] = time.monotonic() - began

    @property
    def authorization(self):
        pair = f"{self.user}:{self.password}".encode()
        return "Basic " + base64.b64encode(pair).decode()

    def ask(self, method, path, body="", **headers):
        """One request on a connection of its own. headers: Depth="1"; _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            connection.request(method, path, body.encode(), {
                "Authorization": self.authorization,
                **{name.replace("_", "-"): value for name, value in headers.items()}})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def cpu_s(self):
        return cpu_s(self.child.pid)

    def memory_kb(self):
        return memory_kb(self.child.pid)

    def told(self):
        filled = ", ".join(f"{size} events in {took:.1f} s" for size, took in self.filling.items())
        return f"{shlex.join(map(shown, self.command))}\n           {self.settings}\n" \
               f"           filled: {self.how} ({filled}){self.why_smaller}"


class Convoke(Server):
    name, how = "convoke", "convoke import"

    def __init__(self, folder):
        super().__init__(folder)
        self.place = Place(folder, listen=f"127.0.0.1:{self.port}")
        self.password = self.place.convoke(
            "user", "app-password", "add", "bench", "--name", "bench")[1].strip()
        self.settings = ("SQLite, WAL, synchronous=FULL; threads = 2 (default); an app password; "
                         "no limit of changes")

    def begin(self):
        self.start(*self.place.command("serve"))

    def home(self):
        return "/dav/calendars/bench/"

    def path(self, calendar):
        return f"/dav/calendars/bench/c{calendar}/"

    def add_calendar(self, size):
        file = self.folder / "events.ics"
        file.write_bytes(dav_events.calendar("".join(
            dav_events.component(size, number) for number in range(size))).encode())
        self.place.convoke("calendar", "add", f"c{size}", "--user", "bench")
        self.place.convoke("import", "--user", "bench", "--calendar", f"c{size}", str(file))
        file.unlink()


CYRUS_IMAPD = """configdirectory: {at}/conf
proc_path: {at}/conf/proc
mboxname_lockpath: {at}/conf/lock
defaultpartition: default
partition-default: {at}/spool
servername: localhost
admins: admin
virtdomains: off
unixhierarchysep: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {at}/sasldb2
sasl_mech_list: PLAIN
httpmodules: caldav
"""

CYRUS_CONF = """START {{
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C {at}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="imapd -C {at}/imapd.conf" listen="127.0.0.1:{imap}" prefork=0 maxchild=2
  http cmd="httpd -C {at}/imapd.conf" listen="127.0.0.1:{http}" prefork=0 maxchild=100
}}
EVENTS {{
}}
"""

CYRUS_MESSAGE = """From: <bench@localhost>
Subject: Meeting number {number}
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <{uid}@localhost>
Content-Type: text/calendar; charset=utf-8; component=VEVENT
Content-Transfer-Encoding: 8bit
Content-Disposition: attachment;
\tfilename="{uid}.ics"
Content-Length: {length}
MIME-Version: 1.0

"""


class Cyrus(Server):
    name, how = "cyrus", "messages into the spool, cyrus reconstruct (without fsync)"
    programs = Path("/usr/lib/cyrus/bin")

    def __init__(self, folder):
        super().__init__(folder)
        saslpasswd = shutil.which("saslpasswd2", path="/usr/sbin")
        if not saslpasswd or not (self.programs / "httpd").exists():
            raise Missing("Cyrus is not installed (cyrus-caldav, cyrus-imapd, sasl2-bin)")
        if os.geteuid() != 0:
            raise Missing("Cyrus has to be started by root")
        self.imap = free_port()
        for name in ("conf", "spool"):
            (self.folder / name).mkdir()
        for name, text in (("imapd.conf", CYRUS_IMAPD), ("cyrus.conf", CYRUS_CONF)):
            (self.folder / name).write_text(
                text.format(at=self.folder, imap=self.imap, http=self.port))
        for user in ("bench", "admin"):
            subprocess.run([saslpasswd, "-c", "-p", "-u", "localhost", "-f",
                            str(self.folder / "sasldb2"), user],
                           input=self.password, text=True, check=True)
        for path in (self.folder, *self.folder.iterdir()):
            self.own(path)
        self.settings = ("one process a connection (maxchild=100), defaults of imapd.conf; "
                         "sasldb (auxprop), asked once a connection")

    def begin(self):
        self.start(self.programs / "master", "-D", "-C", self.folder / "imapd.conf", "-M",
                   self.folder / "cyrus.conf", "-p", self.folder / "master.pid")
        wait_for(self.imap, self.name)
        with imaplib.IMAP4("127.0.0.1", self.imap) as imap:
            imap.login("admin", self.password)
            if imap.create("user/bench")[0] != "OK":
                raise Missing("Cyrus adds no user")
        self.ask("PROPFIND", self.home(), Depth="0")  # makes the home

    def own(self, path):
        cyrus = pwd.getpwnam("cyrus")
        os.chown(path, cyrus.pw_uid, cyrus.pw_gid)

    def home(self):
        return "/dav/calendars/user/bench/"

    def path(self, calendar):
        return f"{self.home()}c{calendar}/"

    def tool(self, name, *arguments):
        return timed([str(self.programs / name), "-C", str(self.folder / "imapd.conf"),
                      *arguments], environment=WITHOUT_SYNC)[1]

    def add_calendar(self, size):
        mailbox = f"user/bench/#calendars/c{size}"
        if self.ask("MKCALENDAR", self.path(size)).status != 201:
            raise Missing("Cyrus makes no calendar")
        folder = Path(self.tool("mbpath", mailbox).strip())
        for number in range(size):
            text = dav_events.resource(size, number)
            uid = dav_events.uid(size, number)
            header = CYRUS_MESSAGE.format(number=number, uid=uid, length=len(text))
            file = folder / f"{number + 1}."
            file.write_bytes(header.replace("\n", "\r\n").encode() + text.encode())
            self.own(file)
        self.tool("reconstruct", mailbox)


RADICALE = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {at}/users
htpasswd_encryption = plain
[storage]
filesystem_folder = {at}/collections
"""


class Radicale(Server):
    name, how = "radicale", "files, read by a first listing (without fsync), then started again"
    largest = 10000
    why_smaller = "\n           not given 100000 events: reading them takes some ten minutes"

    def __init__(self, folder):
        super().__init__(folder)
        program = shutil.which("radicale", path="/usr/bin")
        if not program:
            raise Missing("Radicale is not installed (radicale)")
        (self.folder / "users").write_text(f"bench:{self.password}\n")
        (self.folder / "radicale.conf").write_text(
            RADICALE.format(port=self.port, at=self.folder))
        self.settings = ("defaults of storage (files, fsync) and server (8 connections at most, "
                         "each for one request); htpasswd, plain")
        self.started_with = [program, "-C", self.folder / "radicale.conf"]

    def begin(self):
        self.start(*self.started_with, env=dict(os.environ, **WITHOUT_SYNC))
        self.ask("PROPFIND", self.home(), Depth="0")

    def filled(self):
        self.stop()
        self.start(*self.started_with)

    def home(self):
        return "/bench/"

    def path(self, calendar):
        return f"/bench/c{calendar}/"

    def add_calendar(self, size):
        folder = self.folder / f"collections/collection-root/bench/c{size}"
        folder.mkdir(parents=True)
        (folder / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
        for number in range(size):
            (folder / f"{dav_events.uid(size, number)}.ics").write_bytes(
                dav_events.resource(size, number).encode())
        self.ask("PROPFIND", self.path(size), Depth="1")


SERVERS = (Convoke, Cyrus, Radicale)
