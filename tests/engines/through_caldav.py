#!/usr/bin/python3
"""Random events, put into the built service and asked for by CalDAV, are what python3-dateutil and
libical expand them to: calendar-query by time, expand, limit-recurrence-set and free-busy-query.

usage: through_caldav.py LIBICAL [--seed SEED] [--count EVENTS] [--only NUMBER]

The events, and what the other engines are known to err in, are those of against_engines.py."""

import argparse
import collections
import multiprocessing
import random
import sys

sys.dont_write_bytecode = True
from asked import READERS, TOO_MANY, Calendar, Office, events_in, in_utc  # noqa: E402
from draw import draw  # noqa: E402
from events import seconds, stamp, stamp_at, wall_at, wall_of  # noqa: E402
from expect import Unknown  # noqa: E402
from judge import Judge, Verdict  # noqa: E402
from shrink import shrink  # noqa: E402

TOLD = ["owner", "calendar", "request", "VTIMEZONE"]
BATCH = 40  # events of a calendar
SHARED = 5  # windows that all events of a calendar are asked for
MOST_S = 40 * 86400
MOST_BUSY_S = 4 * 3600
LEAST_SHARE = 0.9
LEAST_SHARE_BUSY = 0.4  # of forty events at once: one that is not known is enough
SHOWN = 4


# --- what is wanted ---

class Wanted:
    """What one event has to give, where it is known."""

    def __init__(self, judge, event):
        self.event, verdict = event, Verdict()
        self.engines = [e for e in judge.engines(event, verdict) if e is not None]
        self.cache = {}
        self.cancelled = {e.key_of(at) for e in self.engines[:1]
                          for at, o in e.overrides.items() if o.is_cancelled}

    def window(self, window):
        """Occurrences as (start, end, key); None: the engines do not know, or differ."""
        if window not in self.cache:
            answers = []
            for engine in self.engines:
                try:
                    answers.append(engine.window(*window))
                except Unknown:
                    pass
            agree = answers and all(a == answers[0] for a in answers)
            self.cache[window] = answers[0] if agree else None
        return self.cache[window]

    def shown(self, at):
        """An instant of its start or end as expand has to write it."""
        e = self.event
        if e.kind in ("zoned", "utc"):
            return in_utc(at)
        return stamp(wall_of(e.reader, at), e.is_date)

    def expanded(self, window):
        found = self.window(window)
        return found and sorted((self.shown(s), self.shown(e), key) for s, e, key in found)

    def overrides(self, window):
        """(keys that have to be there, keys that may be there) with limit-recurrence-set."""
        expected, must, may = self.engines[0], set(), set()

        def is_in(occurrence):
            start, end, _ = occurrence
            return start < window[1] and (end > window[0] or start == end >= window[0])

        for at, o in expected.overrides.items():
            key = expected.key_of(at)
            if o.and_future or is_in(expected.by_override(o, key)):
                must.add(key)
            if is_in(expected.by_instance(at, o.of)):  # or of its stretch
                may.add(key)
            futures, expected.futures = expected.futures, []
            if is_in(expected.by_instance(at, o.of)):
                (must if not futures else may).add(key)
            expected.futures = futures
        return must, may | must


def busy_of(all_wanted, window):
    """Periods of what is not cancelled, clipped and joined; None: not known."""
    periods = []
    for wanted in all_wanted:
        found = wanted.window(window)
        if found is None:
            return None
        periods += [(max(s, window[0]), min(e, window[1])) for s, e, key in found
                    if s < e and key not in wanted.cancelled]
    joined = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return [(in_utc(s), in_utc(e)) for s, e in joined]


# --- what is answered ---

def read_expanded(text, is_date):
    """An event without an end has the length that RFC 5545, 3.6.1 gives it."""
    found = []
    for event in events_in(text):
        start = event["DTSTART"][1]
        default = stamp(wall_at(seconds(stamp_at(start)) + 86400), True) if is_date else start
        found.append((start, event.get("DTEND", ("", default))[1], event["RECURRENCE-ID"][1]))
    return sorted(found)


def key_in(event, lines):
    """The RECURRENCE-ID as the engines name it."""
    params, value = lines["RECURRENCE-ID"]
    if event.kind == "zoned" and not value.endswith("Z"):
        return in_utc(event.set_instant(stamp_at(value)))
    return value


# --- comparing ---

class Tally:
    def __init__(self):
        self.asked, self.compared = collections.Counter(), collections.Counter()
        self.too_many = collections.Counter()
        self.events = self.instances = self.failed = 0
        self.failures = []

    def add(self, other):
        self.asked += other.asked
        self.compared += other.compared
        self.too_many += other.too_many
        self.events += other.events
        self.instances += other.instances
        self.failed += other.failed
        self.failures += other.failures


def differs(what, wanted, got):
    if wanted == got:
        return None
    missing, extra = sorted(set(wanted) - set(got)), sorted(set(got) - set(wanted))
    return "%s: missing %s, too much %s" % (what, missing[:5], extra[:5])


def expand(tally, calendar, uid, wanted, window):
    tally.asked["expand"] += 1
    expected = wanted.expanded(window)
    if expected is None:
        return None
    text = calendar.data(uid, window, "expand")
    if text == TOO_MANY:
        tally.too_many["expand"] += 1
        return None
    tally.compared["expand"] += 1
    tally.instances += len(expected)
    if text is None:
        return "expand: not found, wanted %s" % expected[:5] if expected else None
    return differs("expand", expected, read_expanded(text, wanted.event.is_date))


def limit(tally, calendar, uid, wanted, window):
    if not wanted.event.overrides or not wanted.engines or not wanted.window(window):
        return None
    tally.asked["limit-recurrence-set"] += 1
    text = calendar.data(uid, window, "limit-recurrence-set")
    if text is None:
        return "limit-recurrence-set: not found"
    tally.compared["limit-recurrence-set"] += 1
    parts = events_in(text)
    got = {key_in(wanted.event, e) for e in parts if "RECURRENCE-ID" in e}
    must, may = wanted.overrides(window)
    if len(parts) == len(got) or not must <= got <= may:
        return "limit-recurrence-set: wanted %s, perhaps %s, got %s" % (must, may - must, got)
    return None


def is_some_time(window):
    return window[0] < window[1]


def fault_of(tally, calendar, uid, wanted, windows):
    for window in filter(is_some_time, windows):
        for ask in (expand, limit):
            fault = ask(tally, calendar, uid, wanted, window)
            if fault:
                return "%s to %s: %s" % (*map(in_utc, window), fault)
    return None


def by_time(tally, calendar, all_wanted, window):
    """All of a calendar at once. What too many steps were needed for may be there."""
    found = calendar.names(window)
    for uid, wanted in all_wanted.items():
        expected = wanted.window(window)
        tally.asked["time-range"] += 1
        if expected is None:
            continue
        if uid in found and not expected and calendar.data(uid, window, "expand") == TOO_MANY:
            tally.too_many["time-range"] += 1
            continue
        tally.compared["time-range"] += 1
        if (uid in found) != bool(expected):
            yield uid, "%s to %s: time-range: %s, wanted %s" % (
                *map(in_utc, window), "found" if uid in found else "not found", expected[:3])


def busy(tally, calendar, all_wanted, window):
    tally.asked["free-busy"] += 1
    expected = busy_of(all_wanted.values(), window)
    got = calendar.busy(window) if expected is not None else TOO_MANY
    if got == TOO_MANY:
        tally.too_many["free-busy"] += 1
        return None
    tally.compared["free-busy"] += 1
    return differs("%s to %s: free-busy" % tuple(map(in_utc, window)), expected, got)


# --- running ---

def calendar_for(office, rnd, number):
    owner, told = rnd.choice(sorted(READERS)), rnd.choice(TOLD)
    reader = READERS[owner if told == "owner" else rnd.choice(sorted(READERS))]
    return Calendar(office, "b%d" % number, owner, told, reader), reader


def read_in(event, reader):
    if event.kind in ("date", "floating"):
        event.reader = reader
    return event


def text_of(event, uid):
    return event.text().replace("a@example.org", uid)


def fill(rnd, calendar, events):
    if rnd.random() < 0.3:
        bodies = [text_of(e, uid).split("\r\n", 3)[3].rsplit("END:VCALENDAR", 1)[0]
                  for uid, e in events.items()]
        calendar.bring("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n"
                       + "".join(bodies) + "END:VCALENDAR\r\n")
        return
    for uid, event in events.items():
        calendar.put(uid, text_of(event, uid))


def smallest(judge, calendar, event, uid):
    """The smallest event that still fails, and how."""
    def fault(smaller):
        calendar.put(uid, text_of(smaller, uid))
        return fault_of(Tally(), calendar, uid, Wanted(judge, smaller), smaller.windows)

    def fails(smaller):
        try:
            return bool(fault(smaller))
        except (AssertionError, OverflowError, ValueError, StopIteration, KeyError):
            return False

    event = shrink(event, fails)
    return "\n".join([fault(event), text_of(event, uid).replace("\r\n", "\n")])


def run_batch(tally, judge, office, seed, number, numbers):
    rnd = random.Random("%s/batch %d" % (seed, number))
    calendar, reader = calendar_for(office, rnd, number)
    events = {"e%d@example.org" % n: read_in(draw(seed, n), reader) for n in numbers}
    fill(rnd, calendar, events)
    all_wanted = {uid: Wanted(judge, event) for uid, event in events.items()}
    tally.events += len(events)

    def note(head, fault):
        tally.failed += 1
        if len(tally.failures) < SHOWN:
            tally.failures.append("%s of seed %s, floating times read in %s as told by %s\n%s" % (
                head, seed, reader or "UTC", calendar.zone or "calendar or owner", fault))

    for uid, event in events.items():
        fault = fault_of(tally, calendar, uid, all_wanted[uid], event.windows)
        if fault:
            shown = len(tally.failures) < SHOWN and smallest(
                judge, calendar, event, "small-" + uid)
            note("event " + uid, "%s\n%s" % (fault, shown or ""))
    windows = [w for e in events.values() for w in e.windows if 0 < w[1] - w[0] < MOST_S]
    for window in rnd.sample(windows, min(SHARED, len(windows))):
        for uid, fault in by_time(tally, calendar, all_wanted, window):
            note("event " + uid, fault + "\n" + text_of(events[uid], uid).replace("\r\n", "\n"))
        narrow = (window[0], min(window[1], window[0] + MOST_BUSY_S))
        fault = busy(tally, calendar, all_wanted, narrow)
        if fault:
            note("calendar %d" % number, fault)


def run(what):
    """One process with a service of its own."""
    libical, seed, batches = what
    judge, tally, office = Judge(None, libical), Tally(), Office()
    try:
        for number, numbers in batches:
            run_batch(tally, judge, office, seed, number, numbers)
        office.service.stop()
    finally:
        judge.end()
        office.close()
    return tally


def report(tally):
    print("%d events, %d instances" % (tally.events, tally.instances))
    for what, asked in sorted(tally.asked.items()):
        print("%-22s asked %6d, compared %6d (%.0f %%), more than is answered %d" % (
            what, asked, tally.compared[what], 100 * tally.compared[what] / asked,
            tally.too_many[what]))
    for failure in tally.failures:
        print("\nDIFFERS:", failure)
    shares = {what: tally.compared[what] / asked for what, asked in tally.asked.items()}
    if tally.failed:
        return "%d answers differ" % tally.failed
    few = [what for what, share in shares.items()
           if share < (LEAST_SHARE_BUSY if what == "free-busy" else LEAST_SHARE)]
    return "too little was compared of " + ", ".join(few) if few else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("libical")
    parser.add_argument("--seed", default="20261121")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--only", type=int, help="the event of this number alone")
    args = parser.parse_args()
    print("seed %s" % args.seed, flush=True)
    numbers = [args.only] if args.only is not None else list(range(args.count))
    batches = [(n, numbers[n * BATCH:(n + 1) * BATCH]) for n in range(-(-len(numbers) // BATCH))]
    several, tally = 2, Tally()
    with multiprocessing.Pool(several) as pool:
        for part in pool.imap_unordered(run, [(args.libical, args.seed, batches[first::several])
                                              for first in range(several)]):
            tally.add(part)
    return report(tally)


if __name__ == "__main__":
    sys.exit(main())
