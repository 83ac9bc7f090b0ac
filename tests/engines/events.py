"""An event as the tests draw it, and its iCalendar text."""

import copy
import dataclasses
import datetime
import functools
from zoneinfo import ZoneInfo

EPOCH = datetime.datetime(1970, 1, 1)
SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(days=1)
FREQS = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]
UNIT_S = {"YEARLY": 365 * 86400, "MONTHLY": 30 * 86400, "WEEKLY": 7 * 86400, "DAILY": 86400,
          "HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def seconds(wall):
    """A local time as seconds since 1970 on its own clock."""
    since = wall - EPOCH
    return since.days * 86400 + since.seconds


def wall_at(at):
    return EPOCH + at * SECOND


@functools.lru_cache(maxsize=None)
def zone_of(name):
    return ZoneInfo(name)


def instant(zone, wall):
    """RFC 5545, 3.3.5: the offset before a gap, the first of a doubled time. zone: a name; None
    counts as UTC."""
    if not zone:
        return seconds(wall)
    return seconds(wall) - int(zone_of(zone).utcoffset(wall.replace(fold=0)).total_seconds())


def offset(zone, at):
    if not zone:
        return 0
    utc = wall_at(at).replace(tzinfo=datetime.timezone.utc)
    return int(utc.astimezone(zone_of(zone)).utcoffset().total_seconds())


def wall_of(zone, at):
    return wall_at(at + offset(zone, at))


def stamp(wall, is_date=False):
    return wall.strftime("%Y%m%d" if is_date else "%Y%m%dT%H%M%S").rjust(8, "0")


def stamp_at(text):
    digits = text.replace("T", "").rstrip("Z").ljust(14, "0")
    return datetime.datetime(int(digits[:4]), int(digits[4:6]), int(digits[6:8]), int(digits[8:10]),
                             int(digits[10:12]), int(digits[12:14]))


class Rule(dict):
    """The parts of an RRULE: name to text."""

    @staticmethod
    def read(text):
        return Rule(part.split("=", 1) for part in text.split(";"))

    def text(self):
        return ";".join("%s=%s" % part for part in self.items())

    def numbers(self, name):
        return [int(n) for n in self[name].split(",")] if name in self else []

    @property
    def interval(self):
        return int(self.get("INTERVAL", "1"))

    @property
    def period_s(self):
        return self.interval * UNIT_S[self["FREQ"]]

    @property
    def is_endless(self):
        return "COUNT" not in self and "UNTIL" not in self


@dataclasses.dataclass
class Length:
    """DTEND or DURATION: what is counted on the wall clock, what exactly, and how it is written."""
    days: int
    exact_s: int
    by_end: bool


@dataclasses.dataclass
class Date:
    """A value of RDATE or EXDATE. form: "local", "utc", "date", "period"."""
    wall: datetime.datetime
    form: str
    length_s: int = 0


@dataclasses.dataclass
class Override:
    of: datetime.datetime  # the local time of the instance, as the rule gives it
    start: datetime.datetime
    length_s: int
    in_utc: bool = False  # start and RECURRENCE-ID are written as UTC
    and_future: bool = False
    is_cancelled: bool = False


@dataclasses.dataclass
class Event:
    kind: str  # "date", "floating", "zoned", "utc"
    zone: str  # its name when zoned, else ""
    start: datetime.datetime
    length: Length = None
    rules: list = dataclasses.field(default_factory=list)
    exrules: list = dataclasses.field(default_factory=list)
    rdates: list = dataclasses.field(default_factory=list)
    exdates: list = dataclasses.field(default_factory=list)
    overrides: list = dataclasses.field(default_factory=list)
    reader: str = ""  # the zone in which floating times and dates are read; "" is none
    windows: list = dataclasses.field(default_factory=list)  # pairs of instants
    families: set = dataclasses.field(default_factory=set)

    @property
    def is_date(self):
        return self.kind == "date"

    @property
    def is_endless(self):
        return any(rule.is_endless for rule in self.rules)

    def copy(self):
        return copy.deepcopy(self)

    def set_instant(self, wall):
        """In the time in which the set counts: instants, or the wall of floating times."""
        return instant(self.zone, wall)

    def start_instant(self, wall):
        return instant(self.zone if self.kind in ("zoned", "utc") else self.reader, wall)

    # --- its text ---

    def value(self, wall, name, in_utc=False, params=""):
        if self.is_date:
            return "%s%s;VALUE=DATE:%s" % (name, params, stamp(wall, True))
        if self.kind == "utc":
            return "%s%s:%sZ" % (name, params, stamp(wall))
        if self.kind == "zoned" and in_utc:
            return "%s%s:%sZ" % (name, params, stamp(wall_at(instant(self.zone, wall))))
        if self.kind == "zoned":
            return "%s%s;TZID=%s:%s" % (name, params, self.zone, stamp(wall))
        return "%s%s:%s" % (name, params, stamp(wall))

    def length_line(self):
        if not self.length:
            return []
        if self.length.by_end and self.is_date:
            return [self.value(self.start + self.length.days * DAY, "DTEND")]
        if self.length.by_end:
            end = seconds(self.start) + self.length.exact_s
            if self.kind == "zoned":
                return ["DTEND:%sZ" % stamp(wall_at(instant(self.zone, self.start) +
                                                    self.length.exact_s))]
            return [self.value(wall_at(end), "DTEND")]
        days, exact_s = self.length.days, self.length.exact_s
        return ["DURATION:P%s%s" % ("%dD" % days if days or not exact_s else "",
                                    "T%dS" % exact_s if exact_s else "")]

    def date_line(self, name, date):
        if date.form == "date" and not self.is_date:
            return "%s;VALUE=DATE:%s" % (name, stamp(date.wall, True))
        if date.form != "period":
            return self.value(date.wall, name, date.form == "utc")
        return self.value(date.wall, name, False, ";VALUE=PERIOD") + "/PT%dS" % date.length_s

    def master_lines(self):
        yield self.value(self.start, "DTSTART")
        yield from self.length_line()
        yield from ("RRULE:" + rule.text() for rule in self.rules)
        yield from ("EXRULE:" + rule.text() for rule in self.exrules)
        yield from (self.date_line("RDATE", date) for date in self.rdates)
        yield from (self.date_line("EXDATE", date) for date in self.exdates)

    def override_lines(self, o):
        future = ";RANGE=THISANDFUTURE" if o.and_future else ""
        yield self.value(o.of, "RECURRENCE-ID", o.in_utc, future)
        yield self.value(o.start, "DTSTART", o.in_utc)
        yield "DURATION:P%dD" % (o.length_s // 86400) if self.is_date else (
            "DURATION:PT%dS" % o.length_s)
        if o.is_cancelled:
            yield "STATUS:CANCELLED"

    def text(self):
        blocks = [self.master_lines()] + [self.override_lines(o) for o in self.overrides]
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN"]
        for block in blocks:
            lines += ["BEGIN:VEVENT", "UID:a@example.org", "DTSTAMP:20260101T000000Z"]
            lines += list(block) + ["END:VEVENT"]
        return "\r\n".join(lines + ["END:VCALENDAR", ""])
