#!/usr/bin/python3
"""Random recurrence sets, expanded by this engine and by python3-dateutil, have to agree.

usage: against_dateutil.py PROGRAM; the seed is printed, CONVOKE_SEED=N takes another one,
CONVOKE_SEED=random any, and CONVOKE_RULES=N sets how many sets are compared."""

import collections
import datetime
import os
import random
import signal
import subprocess
import sys
import time
import warnings

from dateutil import rrule
from zoneinfo import ZoneInfo

warnings.filterwarnings("ignore")  # dateutil on UNTIL without a zone

SETS = int(os.environ.get("CONVOKE_RULES", "2500"))
MOST = 60  # instances of a set
SECONDS_ALL = 25
SECONDS_EACH = 0.06  # dateutil walks some rules for minutes; those are left out and counted
UTC = datetime.timezone.utc
ZONES = ["", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"]
FREQS = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def numbers(rnd, low, high, most):
    """A list for a BYxxx part; of both signs when low is negative."""
    pool = [n for n in range(low, high + 1) if n or low >= 0]
    return ",".join(str(rnd.choice(pool)) for _ in range(rnd.randint(1, most)))


def weekdays(rnd, freq, numbered):
    def one():
        nth = ""
        if numbered and rnd.random() < 0.5:
            nth = str(rnd.choice([-5, -2, -1, 1, 2, 3, 4, 5]))
        return nth + rnd.choice(DAYS)

    days = [one() for _ in range(rnd.randint(1, 4))]
    # dateutil takes a mix of numbered and plain weekdays for both at once, not for either.
    if any(len(d) > 2 for d in days):
        days = [d for d in days if len(d) > 2]
    return ",".join(days)


def day_parts(rnd, freq):
    parts = {}
    if rnd.random() < 0.3:
        parts["BYMONTH"] = numbers(rnd, 1, 12, 4)
    if rnd.random() < 0.4:
        numbered = freq in ("YEARLY", "MONTHLY")
        parts["BYDAY"] = weekdays(rnd, freq, numbered)
    if freq != "WEEKLY" and rnd.random() < 0.25:
        parts["BYMONTHDAY"] = numbers(rnd, -31, 31, 4)
    if freq in ("YEARLY", "HOURLY", "MINUTELY", "SECONDLY") and rnd.random() < 0.12:
        parts["BYYEARDAY"] = numbers(rnd, -366, 366, 5)
    if freq == "YEARLY" and rnd.random() < 0.2:
        # dateutil errs in the days of January that belong to week 52 or 53 of the year before.
        parts["BYWEEKNO"] = numbers(rnd, -53, 51, 3)
        if any(len(d) > 2 for d in parts.get("BYDAY", "").split(",")):
            del parts["BYDAY"]
    return parts


def time_parts(rnd):
    parts = {}
    for name, high in (("BYHOUR", 23), ("BYMINUTE", 59), ("BYSECOND", 59)):
        if rnd.random() < 0.15:
            parts[name] = numbers(rnd, 0, high, 3)
    return parts


def make_rule(rnd, start):
    freq = rnd.choice(FREQS)
    parts = {"FREQ": freq}
    if rnd.random() < 0.4:
        parts["INTERVAL"] = str(rnd.choice([2, 3, 4, 5, 7, 10, 12, 15, 30, 60, 90, 100]))
    if rnd.random() < 0.3:
        parts["WKST"] = rnd.choice(DAYS)
    parts.update(day_parts(rnd, freq))
    parts.update(time_parts(rnd))
    has_set = any(p.startswith("BY") for p in parts)
    # dateutil begins the first week at the start, not at the week's first day.
    if has_set and freq != "WEEKLY" and rnd.random() < 0.25:
        parts["BYSETPOS"] = numbers(rnd, -4, 4, 2)
    kind = rnd.random()
    if kind < 0.3:
        parts["COUNT"] = str(rnd.randint(1, 40))
    elif kind < 0.5:
        until = start + datetime.timedelta(days=rnd.randint(0, 4000), hours=rnd.randint(0, 23))
        parts["UNTIL"] = until.strftime("%Y%m%dT%H%M%S")
    items = list(parts.items())
    rnd.shuffle(items)
    return freq, ";".join("%s=%s" % item for item in items)


def make_set(rnd):
    start = datetime.datetime(1996 + rnd.randint(0, 50), 1, 1) + datetime.timedelta(
        days=rnd.randint(0, 365), minutes=15 * rnd.randint(0, 95))
    rules = [make_rule(rnd, start) for _ in range(1 if rnd.random() < 0.9 else 2)]
    dates = [start + datetime.timedelta(days=rnd.randint(0, 900)) for _ in range(6)]
    added = dates[:rnd.choice([0, 0, 0, 2])]
    excluded = dates[2:2 + rnd.choice([0, 0, 0, 4])]
    return start, rnd.choice(ZONES), rules, added, excluded


class TooSlow(Exception):
    pass


def alarm(*_):
    raise TooSlow


def expand(start, rules, added, excluded, most, begin):
    """Local times by dateutil, from `begin` on."""
    out = rrule.rruleset()
    for _, text in rules:
        out.rrule(rrule.rrulestr(text, dtstart=start))
    for date in added:
        out.rdate(date)
    for date in excluded:
        out.exdate(date)
    found = []
    for local in out:
        if local < begin:
            continue
        found.append(local)
        if len(found) == most:
            break
    return found


def expand_within(seconds, *what):
    """None when dateutil needs longer, or cannot."""
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            return expand(*what)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except (TooSlow, OverflowError, ValueError):
        return None


def instants(locals_, zone):
    """(local, UTC, whether clocks showed it) as RFC 5545, 3.3.5 has them, in order and each instant
    once."""
    if not zone:
        return [(t, t, True) for t in locals_]
    info = ZoneInfo(zone)
    pairs = {}
    for local in locals_:
        at = local.replace(tzinfo=info).astimezone(UTC).replace(tzinfo=None)
        shown = at.replace(tzinfo=UTC).astimezone(info).replace(tzinfo=None)
        if at not in pairs or shown == local:
            pairs[at] = (local, at, shown == local)
    return [pairs[at] for at in sorted(pairs)]


def line_of(start, zone, rules, added, excluded, most, begin):
    def stamp(t):
        return t.strftime("%Y%m%dT%H%M%S")

    return "|".join([stamp(start), zone, str(most), "~".join(r for _, r in rules),
                     "~".join(map(stamp, added)), "~".join(map(stamp, excluded)),
                     stamp(begin) if begin else ""])


def parse(line):
    pairs = []
    for item in line.split():
        if item in ("?", "!"):
            return None
        pairs.append(tuple(datetime.datetime.strptime(t, "%Y%m%dT%H%M%S")
                           for t in item.split("/")))
    return pairs


def agree(ours, theirs, complete):
    """Near a gap the last few may stand in another order: only what both reach is compared. And an
    instant that a time in the gap and a real one share goes by the real one, which a list that was
    cut may not have reached."""
    def same(a, b):
        return all(o == t[:2] or (not t[2] and not complete and o[1] == t[1])
                   for o, t in zip(a, b))

    if len(ours) == len(theirs) and same(ours, theirs):
        return True
    short = max(0, min(len(ours), len(theirs)) - 8)
    return not complete and short > 0 and same(ours[:short], theirs[:short])


def make_cases(rnd, seen, compared):
    """(line for the program, what it has to answer, whether that is all of it)"""
    cases = []
    until = time.process_time() + SECONDS_ALL
    while len(cases) < SETS and time.process_time() < until:
        start, zone, rules, added, excluded = make_set(rnd)
        later = rnd.random() < 0.3
        begin = datetime.datetime.min
        if later:  # a window is asked for by its instant: only where local time is the instant
            begin = start + datetime.timedelta(days=rnd.randint(1, 1500))
            zone = ""
        found = expand_within(SECONDS_EACH, start, rules, added, excluded, MOST, begin)
        for freq, _ in rules:
            seen[freq] += 1
            compared[freq] += found is not None
        if found is not None:
            line = line_of(start, zone, rules, added, excluded, MOST, begin if later else None)
            cases.append((line, instants(found, zone), len(found) < MOST))
    return cases


def main():
    signal.signal(signal.SIGVTALRM, alarm)
    wanted = os.environ.get("CONVOKE_SEED", "20261121")
    seed = random.randrange(1 << 31) if wanted == "random" else int(wanted)
    print("CONVOKE_SEED=%d" % seed, flush=True)
    seen, compared = collections.Counter(), collections.Counter()
    cases = make_cases(random.Random(seed), seen, compared)
    result = subprocess.run([sys.argv[1]], input="\n".join(c[0] for c in cases) + "\n",
                            capture_output=True, text=True)
    if result.returncode:
        sys.exit("%s ended with %d: %s" % (sys.argv[1], result.returncode, result.stderr[-2000:]))
    wrong = 0
    for (line, theirs, complete), answer in zip(cases, result.stdout.split("\n")):
        ours = parse(answer)
        if ours is None or not agree(ours, theirs, complete):
            wrong += 1
            if wrong <= 10:
                print("DIFFERS", line)
                print("  ours  ", answer[:300])
                print("  theirs", " ".join("%s/%s" % (l.strftime("%Y%m%dT%H%M%S"),
                                                      u.strftime("%Y%m%dT%H%M%S"))
                                           for l, u, _ in theirs)[:300])
    print("compared %d sets, %d differ" % (len(cases), wrong))
    for freq in FREQS:
        print("  %-9s %d of %d" % (freq, compared[freq], seen[freq]))
    share = sum(compared.values()) / max(1, sum(seen.values()))
    if wrong or share < 0.7 or min(compared[f] for f in FREQS) == 0:
        sys.exit("compared %.0f %% of what was made" % (100 * share) if not wrong else 1)


if __name__ == "__main__":
    main()
