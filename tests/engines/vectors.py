#!/usr/bin/python3
"""The hand-made recurrence vectors of a folder, and what the other engines say of them.

usage: vectors.py OURS LIBICAL FOLDER

A vector is a block of lines: "# reason. RFC 5545, section", the properties of an event, then
"window FROM TO" (dates in UTC; without it all instances are meant), and "gives START..." or
"refused SENTENCE". A start of a zone is written with its offset, one that may have a length of its
own with that length in seconds. dateutil and libical have to confirm what they are fit for."""

import datetime
import pathlib
import re
import sys

import dates
from events import (Date, Event, Length, Rule, instant, offset, seconds, stamp, stamp_at, wall_of)
from expect import Unknown
from judge import Judge, Verdict, parse_occurrences

ALL = (seconds(datetime.datetime(1990, 1, 1)), seconds(datetime.datetime(2130, 1, 1)))
LEAST_CONFIRMED = {"dateutil": 0.9, "libical": 0.5}


def read_blocks(path):
    for block in path.read_text().split("\n\n"):
        lines = [line for line in block.strip().split("\n") if line]
        if lines:
            yield lines


class Vector:
    def __init__(self, lines):
        self.reason = lines[0].lstrip("# ")
        self.lines = [line for line in lines if re.match(r"[A-Z]", line)]
        said = {line.split(" ", 1)[0]: line.partition(" ")[2] for line in lines[1:]
                if line not in self.lines}
        self.gives = said.get("gives", "").split()
        self.refused = said.get("refused")
        days = said.get("window", "").split()
        self.window = tuple(seconds(stamp_at(day)) for day in days) if days else ALL

    def text(self):
        return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN",
                            "BEGIN:VEVENT", "UID:a@example.org", "DTSTAMP:20260101T000000Z",
                            *self.lines, "END:VEVENT", "END:VCALENDAR", ""])

    def has_lengths(self):
        return any("PERIOD" in line for line in self.lines)

    def shown(self, event, occurrence):
        start, end = occurrence[0], occurrence[1]
        wall = wall_of(event.zone, start)
        text = stamp(wall, event.is_date)
        if event.kind == "utc":
            text += "Z"
        if event.kind == "zoned":
            minutes = offset(event.zone, start) // 60
            text += "%s%02d%02d" % ("-" if minutes < 0 else "+", *divmod(abs(minutes), 60))
        return text + ("/%d" % (end - start) if self.has_lengths() else "")

    def event(self):
        """As the other engines need it."""
        found = None
        for line in self.lines:
            head, _, value = line.partition(":")
            name, *params = head.split(";")
            zone = next((p[5:] for p in params if p.startswith("TZID=")), "")
            if name == "DTSTART":
                kind = "date" if "VALUE=DATE" in params else (
                    "zoned" if zone else "utc" if value.endswith("Z") else "floating")
                found = Event(kind, zone, stamp_at(value), windows=[self.window])
            elif name == "DURATION":
                found.length = Length(0, duration_s(value), False)
            elif name in ("RRULE", "EXRULE"):
                (found.rules if name == "RRULE" else found.exrules).append(Rule.read(value))
            else:
                (found.rdates if name == "RDATE" else found.exdates).extend(
                    read_date(found, item, params, zone) for item in value.split(","))
        return found


def duration_s(text):
    return sum(int(n) * {"H": 3600, "M": 60, "S": 1, "D": 86400}[unit]
               for n, unit in re.findall(r"(\d+)([HMSD])", text))


def read_date(event, text, params, zone):
    start, _, end = text.partition("/")
    wall = stamp_at(start)
    if event.kind == "zoned":
        at = seconds(wall) if start.endswith("Z") else instant(zone, wall)
        wall = wall if "VALUE=DATE" in params else wall_of(event.zone, at)
    form = "period" if end else "date" if "VALUE=DATE" in params else "local"
    length_s = duration_s(end) if end.startswith("P") else (
        seconds(stamp_at(end)) - seconds(stamp_at(start)) if end else 0)
    return Date(wall, form, length_s)


def check(judge, vector, confirmed):
    """None, or what is wrong."""
    line = judge.ours.ask("- w%d,%d" % vector.window, vector.text())
    if vector.refused is not None or line.startswith("X"):
        return None if vector.refused and vector.refused in line else "says: " + line
    event = vector.event()
    ours = [vector.shown(event, o) for o in parse_occurrences(line.split("|")[0].lstrip("=?"))]
    if not line.startswith("=") or ours != vector.gives:
        return "gives " + " ".join(ours)
    for name, expected in zip(("dateutil", "libical"), judge.engines(event, Verdict())):
        try:
            theirs = expected and [vector.shown(event, o) for o in expected.window(*vector.window)]
        except Unknown:
            continue
        if theirs == vector.gives:
            confirmed[name] += 1
        elif theirs and name == "dateutil":
            return "%s gives %s" % (name, " ".join(theirs))
    return None


def main():
    dates.MOST_STEPS = 10 ** 6
    judge, folder = Judge(*sys.argv[1:3]), pathlib.Path(sys.argv[3])
    vectors = [Vector(lines) for path in sorted(folder.glob("*.txt")) for lines in
               read_blocks(path)]
    confirmed, wrong = {"dateutil": 0, "libical": 0}, 0
    for vector in vectors:
        fault = check(judge, vector, confirmed)
        if fault:
            wrong += 1
            print("%s\n  %s" % (vector.reason, fault))
    judge.end()
    given = sum(1 for vector in vectors if vector.refused is None)
    print("%d vectors, %d of them refused; dateutil confirms %d, libical %d; %d are wrong" % (
        len(vectors), len(vectors) - given, confirmed["dateutil"], confirmed["libical"], wrong))
    few = [name for name, least in LEAST_CONFIRMED.items() if confirmed[name] < least * given]
    return 1 if wrong or few or given < 150 else 0


if __name__ == "__main__":
    sys.exit(main())
