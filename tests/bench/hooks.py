"""The rows of the hooks: what a video server is answered that asks for a room, with a million
meetings stored; and how many words of what happens in rooms are taken in."""
import itertools
import os
import socket
import sqlite3
import statistics
import subprocess
import time
import urllib.parse
from pathlib import Path

import load
from machine import QUICK, cpu_s, free_port, memory_kb, row, wait_for
from place import Place

LIVE, STORED = (50, 5000) if QUICK else (1000, 1000000)
ROUNDS, SECONDS = (1, 1) if QUICK else (3, 5)
ASKED, TELLING = 4000 if QUICK else 20000, 256  # questions one by one; connections, in crowds
NUMBERS = itertools.count()  # of rooms that nobody has asked for before
P99_WANTED_S, RATE_WANTED = 0.001, 10000
SETTINGS = """[jitsi]
domain = https://meet.example.org
reservation_token = bench
events_token = bench
[server]
connections = 2000
"""


def event(number, began):
    begin = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(began))
    return (f"BEGIN:VEVENT\r\nUID:{number:08d}-live@example.org\r\nDTSTAMP:20260101T000000Z\r\n"
            f"DTSTART:{begin}\r\nDURATION:PT6H\r\nSUMMARY:Meeting number {number}\r\n"
            "ORGANIZER:mailto:bench@example.org\r\n"
            f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:guest{number}@example.net\r\nEND:VEVENT\r\n")


def columns(db, table, **instead):
    names = [found[1] for found in db.execute(f"PRAGMA table_info({table})")]
    return ", ".join(names), ", ".join(instead.get(name, name) for name in names)


def multiply(store, count):
    """Copies of one meeting and its event, a minute apart, from in two days on."""
    db = sqlite3.connect(store)
    db.executescript("PRAGMA cache_size = -1000000; PRAGMA synchronous = OFF;"
                     "PRAGMA temp_store = MEMORY")
    uid = db.execute("SELECT min(uid) FROM meetings").fetchone()[0]
    first = int(time.time()) + 2 * 86400
    other = f"printf('%08d', n) || '-copy@example.org'"
    starts = f"{first} + n * 60"
    for table, instead in (
            ("objects", {"uid": other, "id": "id + 1000000 + n", "name": f"{other} || '.ics'",
                         "starts": starts, "ends": f"{starts} + 3600",
                         "text": f"CAST(replace(CAST(text AS TEXT), uid, {other}) AS BLOB)"}),
            ("meetings", {"uid": other, "code": "printf('%026d', n)",
                          "room": "printf('%026d', n)", "starts": starts,
                          "ends": f"{starts} + 3600",
                          "url": "'https://meet.example.org/' || printf('%026d', n)"})):
        into, values = columns(db, table, **instead)
        db.execute(f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
                   f" WHERE n < {count}) INSERT INTO {table} ({into}) SELECT {values}"
                   f" FROM {table} CROSS JOIN numbers WHERE uid = ?", (uid,))
    db.commit()
    rooms = [found[0] for found in db.execute(
        "SELECT room FROM meetings WHERE uid LIKE '%-live@example.org' ORDER BY uid")]
    stored = db.execute("SELECT count(*) FROM meetings").fetchone()[0]
    db.close()
    os.sync()  # else the disk is still busy with it when the first question comes
    return rooms, stored


class Hooks:
    """A served store; it and what asks are pinned to one core each."""
    name, authorization = "convoke", "Bearer bench"

    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()
        self.place = Place(folder, listen=f"127.0.0.1:{self.port}", more=SETTINGS)
        path = self.folder / "events.ics"
        self.began = int(time.time()) - 600
        path.write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Convoke//Bench//EN\r\n"
                        + "".join(event(number, self.began) for number in range(LIVE))
                        + "END:VCALENDAR\r\n")
        self.place.convoke("import", "--user", "bench", str(path))
        self.rooms, self.stored = multiply(self.place.store, STORED - LIVE)
        self.process = subprocess.Popen(["taskset", "-c", "0", *self.place.command("serve")])
        wait_for(self.port, "convoke serve")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=120)

    def cpu_s(self):
        return cpu_s(self.process.pid)

    def memory_kb(self):
        return memory_kb(self.process.pid)


def ask(hooks, plan):
    """Each answer's time, the 50th and 99th of a hundred, and the processor's of one: wrk would
    count what the machine does to itself for questions that it did not send."""
    took, before = [], hooks.cpu_s()
    with socket.create_connection(("127.0.0.1", hooks.port)) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(ASKED):
            asked = plan[number % len(plan)].replace(load.MARK, f"{next(NUMBERS):08d}").encode()
            began = time.perf_counter()
            peer.sendall(asked)
            said = peer.recv(65536)
            took.append(time.perf_counter() - began)
            if said[9:10] != b"2":
                raise RuntimeError(f"{asked} was answered by {said}")
    took.sort()
    return took[ASKED // 2], took[ASKED * 99 // 100], (hooks.cpu_s() - before) / ASKED


def asking(hooks):
    """Rooms that are open are asked for by their bookings; others, each another one, by POST."""
    path = "/jitsi/reservation/conference"
    plan = []
    for room in hooks.rooms:
        form = urllib.parse.urlencode({"name": "unknown-@@@@@@@@", "mail_owner": "a@b",
                                       "start_time": "2026-09-21T14:13:20.000Z"}, safe="@")
        plan += [load.request(hooks, "POST", path, form,
                              Content_Type="application/x-www-form-urlencoded"),
                 load.request(hooks, "GET", f"{path}/{room}")]
    return plan


def telling(hooks):
    plan = []
    for number, room in enumerate(hooks.rooms):
        body = (f'{{"event_name":"muc-occupant-joined","room_name":"{room}","is_breakout":false,'
                f'"room_jid":"{room}@muc.meet.example","active_occupants_count":2,"occupant":'
                f'{{"occupant_jid":"@@@@@@@@-6f0c@meet.example/ab12","joined_at":'
                f'{hooks.began + number % 500},"id":"u1","name":"Guest","email":'
                f'"guest{number}@example.net"}}}}')
        plan.append(load.request(hooks, "POST", "/jitsi/events/occupant/joined", body,
                                 Content_Type="application/json"))
    return plan


def middle(hooks, plan, connections):
    runs = [load.Load(hooks, plan, connections, SECONDS) for _ in range(ROUNDS)]
    return [statistics.median(getattr(run, field) for run in runs)
            for field in ("rate", "p99_s", "cpu_s")]


def ask_often(hooks):
    plan = asking(hooks)
    return [statistics.median(run) for run in zip(*(ask(hooks, plan) for _ in range(ROUNDS)))]


def taken(hooks):
    with sqlite3.connect(hooks.place.store) as db:
        return db.execute("SELECT count(*) FROM attendance").fetchone()[0]


def hooks(here):
    served = Hooks(Path(here) / "hooks")
    try:
        half_s, p99_s, cpu = ask_often(served)
        memory, _ = served.memory_kb()
        row(f"reservation answers, {served.stored} meetings stored",
            f"p99 {p99_s * 1000:.2f} ms, p50 {half_s * 1000:.2f} ms, {cpu * 1e6:.0f} us of "
            f"processor time each, {memory} kB of memory   taskset -c 0 convoke serve; {ASKED} "
            f"questions one by one, {ROUNDS} times, the middle", "the limit that prosody's user does not notice", f"{p99_s * 1000:.2f} ms",
            "p99 under 1 ms", p99_s < P99_WANTED_S)
        rate, p99_s, cpu = middle(served, telling(served), TELLING)
        kept = taken(served)
        row(f"words of event_sync, each another person's, {kept} kept",
            f"{rate:.0f}/s, p99 {p99_s * 1000:.1f} ms, {1 / cpu:.0f} in a second of one core's time"
            f"   taskset -c 0 convoke serve; wrk -t1 -c{TELLING} -d{SECONDS}s, {ROUNDS} times, the "
            "middle", "none: each is on disk when it is answered", f"{1 / cpu:.0f}/s of one core",
            f"at least {RATE_WANTED} a second", 1 / cpu >= RATE_WANTED)
    finally:
        served.stop()
