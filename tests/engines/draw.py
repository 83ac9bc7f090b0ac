"""Random events, of every family: what is drawn, and at what cost it can be expanded."""

import datetime
import functools
import random

import dates
from expect import later
from events import (FREQS, SECOND, UNIT_S, WEEKDAYS, Date, Event, Length, Override, Rule, instant,
                    offset, seconds, stamp, wall_at, wall_of)

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana",
         "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata"]
CHANGING = ZONES[:5]
NEAR = 7  # instances in the first window

# Which parts a rule may have: the table of RFC 5545, 3.3.10.
PARTS = {
    "YEARLY": ["BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE",
               "BYSECOND"],
    "MONTHLY": ["BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"],
    "WEEKLY": ["BYMONTH", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"],
    "DAILY": ["BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"],
    "HOURLY": ["BYMONTH", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"],
    "MINUTELY": ["BYMONTH", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"],
    "SECONDLY": ["BYMONTH", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"],
}
OF_TIME = {"BYHOUR", "BYMINUTE", "BYSECOND"}
BOUNDS = {"BYMONTH": (1, 12, 4), "BYWEEKNO": (-53, 53, 3), "BYYEARDAY": (-366, 366, 5),
          "BYMONTHDAY": (-31, 31, 4), "BYHOUR": (0, 23, 3), "BYMINUTE": (0, 59, 3),
          "BYSECOND": (0, 59, 3), "BYSETPOS": (-4, 4, 2)}

FAMILIES = ["FREQ=%s" % freq for freq in FREQS]
FAMILIES += ["FREQ=%s with %s" % (freq, part) for freq in FREQS
             for part in PARTS[freq] + ["BYSETPOS"]]
FAMILIES += ["COUNT", "UNTIL", "endless", "several RRULEs", "EXRULE", "RDATE", "RDATE of periods",
             "EXDATE", "EXDATE of a day", "date start", "floating start", "zoned start",
             "UTC start", "start not in the rule", "start near a gap", "start near an overlap",
             "override in place", "override moved within the window",
             "override moved out of the window", "override moved into the window",
             "override of nothing", "override cancelled", "THISANDFUTURE", "year 2500"]


# --- where clocks change ---

@functools.lru_cache(maxsize=None)
def changes(zone, year):
    """(instant, seconds that the clocks go forward) in a year."""
    found = []
    first = seconds(datetime.datetime(year, 1, 1))
    for low in range(first, first + 365 * 86400, 5 * 86400):
        high = low + 5 * 86400
        if offset(zone, low) == offset(zone, high):
            continue
        before = offset(zone, low)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
        found.append((high, offset(zone, high) - before))
    return found


# --- rules ---

def numbers(rnd, name):
    low, high, most = BOUNDS[name]
    pool = [n for n in range(low, high + 1) if n or low >= 0]
    return ",".join(str(rnd.choice(pool)) for _ in range(rnd.randint(1, most)))


def weekdays(rnd, freq, parts):
    numbered = freq == "MONTHLY" or freq == "YEARLY" and "BYWEEKNO" not in parts
    chance = rnd.choice([0, 0, 0.5, 1]) if numbered else 0
    nths = [-5, -2, -1, 1, 2, 3, 4, 5]
    if freq == "YEARLY" and "BYMONTH" not in parts:
        nths += [-53, -30, 20, 53]
    return ",".join((str(rnd.choice(nths)) if rnd.random() < chance else "") + rnd.choice(WEEKDAYS)
                    for _ in range(rnd.randint(1, 4)))


def months(rnd, start):
    """Mostly with one that comes soon, so that fine rules have something to give."""
    near = [str((start.month - 1 + rnd.randint(0, 2)) % 12 + 1)] if rnd.random() < 0.7 else []
    return ",".join(near + [str(rnd.randint(1, 12)) for _ in range(rnd.randint(not near, 3))])


def by_parts(rnd, freq, start, is_date):
    wanted = [p for p in PARTS[freq] if rnd.random() < 0.22 and not (is_date and p in OF_TIME)]
    parts = {}
    for name in wanted:
        if name == "BYDAY":
            parts[name] = weekdays(rnd, freq, wanted)
        elif name == "BYMONTH":
            parts[name] = months(rnd, start)
        else:
            parts[name] = numbers(rnd, name)
    if parts and rnd.random() < 0.25:  # mostly one that there is
        parts["BYSETPOS"] = rnd.choice(["1", "-1", "1,-1", "2", "-2,1", numbers(rnd, "BYSETPOS")])
    return parts


def until(rnd, event, rule):
    """Mostly of the start's type, as RFC 5545 wants it."""
    last = later(event.start, rnd.randint(0, 40) * rule.period_s)
    if rnd.random() < 0.3:
        last += rnd.randint(-86400, 86400) * SECOND
    last = max(event.start, last)
    if event.is_date or rnd.random() < 0.03:
        return stamp(last, True)
    if event.kind == "floating" or rnd.random() < 0.03:
        return stamp(last)
    return stamp(wall_at(instant(event.zone, last))) + "Z"


INTERVALS = [2, 2, 3, 4, 5, 7, 10, 12, 15, 30, 60, 90, 100]


LONG = [60, 90, 100, 450, 900, 1000, 3601]


def draw_rule(rnd, event, freq, ends=True):
    rule = Rule(FREQ=freq)
    if rnd.random() < 0.4:
        rule["INTERVAL"] = str(rnd.choice(INTERVALS))
    if rnd.random() < 0.25:
        rule["WKST"] = rnd.choice(WEEKDAYS)
    rule.update(by_parts(rnd, freq, event.start, event.is_date))
    if freq == "SECONDLY" and {"BYHOUR", "BYMINUTE"} & set(rule):
        rule["INTERVAL"] = str(rnd.choice(LONG))  # dateutil steps through every one of them
    kind = rnd.random() if ends else 1
    if kind < 0.3:
        rule["COUNT"] = str(rnd.randint(1, 30))
    elif kind < 0.55:
        rule["UNTIL"] = until(rnd, event, rule)
    return rule


def neighbour(rnd, freq, is_date):
    """A frequency that can stand beside another at no great cost."""
    place = FREQS.index(freq) + rnd.choice([-1, 0, 0, 1])
    return FREQS[max(0, min(place, 3 if is_date else 6))]


# --- starts ---

def draw_start(rnd):
    kind = rnd.choices(["zoned", "date", "utc", "floating"], [55, 17, 14, 14])[0]
    start = datetime.datetime(1996 + rnd.randint(0, 50), 1, 1) + datetime.timedelta(
        days=rnd.randint(0, 365), minutes=15 * rnd.randint(0, 95))
    if kind == "date":
        start = start.replace(hour=0, minute=0)
    event = Event(kind, rnd.choice(ZONES) if kind == "zoned" else "", start)
    if kind in ("date", "floating"):
        event.reader = rnd.choice(["", "Europe/Berlin", "America/New_York", "America/Havana"])
    return event


def near_change(rnd, event, freq):
    """The start is moved so that an early instance falls into a gap or an overlap."""
    event.kind, event.zone, event.reader = "zoned", rnd.choice(CHANGING), ""
    found = changes(event.zone, event.start.year)
    if not found:
        return
    at, forward = rnd.choice(found)
    # The local times that are hidden or doubled begin at:
    first = wall_of(event.zone, at) - max(forward, 0) * SECOND
    hit = first + rnd.randint(-2, 2 + abs(forward) // 300) * 300 * SECOND
    back = {"YEARLY": 0, "MONTHLY": 0}.get(freq, rnd.randint(0, 8)) * UNIT_S[freq]
    event.start = hit - back * SECOND
    event.families.add("start near a gap" if forward > 0 else "start near an overlap")


# --- dates, overrides, windows ---

def first_walls(event):
    """The first instances of the rules, up to where all that is dense has some."""
    lists = []
    for rule in event.rules:
        try:
            end = later(event.start, 120 * rule.period_s)
            lists.append(dates.endless(rule, event.start, event.start, end, NEAR))
        except dates.TooFar:
            lists.append([])
    ends = [found[-1] for found in lists if found]
    if not ends:
        return [event.start]
    return sorted({w for found in lists for w in found if w <= min(ends)} | {event.start})


def add_dates(rnd, event, walls, period_s):
    def some(most):
        near = rnd.choice(walls)
        if rnd.random() < 0.3:
            return near
        wall = max(event.start, later(near, rnd.randint(-2, 3 * NEAR) * (period_s // 4)))
        return wall.replace(hour=0, minute=0, second=0) if event.is_date else wall

    forms = ["date"] if event.is_date else ["local", "local", "utc", "period"]
    if rnd.random() < 0.2:
        taken = {}
        for _ in range(rnd.randint(1, 3)):
            wall = some(NEAR)
            taken.setdefault(event.set_instant(wall), Date(
                wall, rnd.choice(forms), rnd.choice([0, 60, 900, min(period_s, 7200)])))
        event.rdates = list(taken.values())
    if rnd.random() < 0.25:
        forms = ["date"] if event.is_date else ["local", "local", "utc", "date"]
        event.exdates = [Date(rnd.choice(walls), rnd.choice(forms))
                         for _ in range(rnd.randint(1, 4))]
        # A day's exclusion of a rule of minutes would leave nothing.
        for date in event.exdates:
            if date.form == "date" and not event.is_date and period_s < 3600:
                date.form = "local"


def is_excluded(event, wall):
    return any(event.set_instant(d.wall) == event.set_instant(wall) or
               d.form == "date" and d.wall.date() == wall.date() for d in event.exdates)


def move(rnd, event, o, walls, period_s):
    """Where an override goes, and the family that this makes."""
    span = int((walls[-1] - walls[0]).total_seconds()) + period_s
    kind = rnd.random()
    if kind < 0.25:
        return o.of, "override in place"
    if kind < 0.6:
        o.start = o.of + rnd.randint(-period_s, period_s) * SECOND
        return o.start, "override moved within the window"
    o.start = later(o.of, rnd.choice([-3, 3, 4]) * span)
    return o.start, "override moved out of the window"


def add_overrides(rnd, event, walls, period_s):
    if rnd.random() > 0.35:
        return
    free = [w for w in walls if not is_excluded(event, w)]
    for wall in rnd.sample(free, min(len(free), rnd.randint(1, 3))):
        o = Override(wall, wall, rnd.choice([0, 60, 1800, period_s]), rnd.random() < 0.3)
        o.start, family = move(rnd, event, o, walls, period_s)
        if rnd.random() < 0.3:
            o.and_future, family = True, "THISANDFUTURE"
            o.start = later(o.of, rnd.randint(-2 * period_s, 2 * period_s))
        elif rnd.random() < 0.15:
            o.is_cancelled, family = True, "override cancelled"
        event.families.add(family)
        event.overrides.append(o)
    if rnd.random() < 0.1:
        add_later_override(rnd, event, walls, period_s)
    for o in event.overrides:
        if event.is_date:
            o.start = o.start.replace(hour=0, minute=0, second=0)
            o.length_s = max(86400, o.length_s // 86400 * 86400)
        o.start = max(o.start, datetime.datetime(1980, 1, 1))
    keep_apart(event)


def add_later_override(rnd, event, walls, period_s):
    """Of an instance after the window, or of none at all, moved into it."""
    steps = rnd.randint(5, 50) * period_s
    of = later(walls[-1], steps)
    if rnd.random() < 0.3:
        of = later(of, 1 if not event.is_date else 86400)
        event.families.add("override of nothing")
    event.overrides.append(Override(of, rnd.choice(walls) + rnd.randint(0, period_s) * SECOND, 60))
    event.families.add("override moved into the window")


def keep_apart(event):
    """One override for each instance; and none that is written in UTC where that is ambiguous."""
    kept = {}
    for o in event.overrides:
        kept.setdefault(event.set_instant(o.of), o)
    event.overrides = list(kept.values())


def draw_length(rnd, event, period_s):
    kind = rnd.random()
    if kind < 0.25:
        return None
    if event.is_date:
        return Length(rnd.randint(1, 3), 0, rnd.random() < 0.5)
    exact_s = rnd.choice([0, 60, 900, 3600, period_s])
    exact_s = min(exact_s, 2 * period_s)
    if kind < 0.6:
        return Length(0, exact_s, True)
    days = rnd.choice([0, 1, 2]) if period_s >= 86400 else 0
    return Length(days, exact_s, False)


def limit(at):
    return min(at, seconds(datetime.datetime(9400, 1, 1)))


def draw_windows(rnd, event, walls, period_s):
    """Around the start, later, around the end, and far away for what is endless."""
    first, last = event.start_instant(walls[0]), event.start_instant(walls[-1])
    width = min(max(last - first, 2 * period_s), 40 * period_s)
    begin = first - rnd.choice([0, 1, 3600, 86400])
    if rnd.random() < 0.3:
        begin = event.start_instant(rnd.choice(walls)) + rnd.choice([-1, 0, 1, period_s // 3])
    windows = [(begin, last + rnd.choice([0, 1, period_s]))]
    later = first + rnd.randint(0, 200) * period_s
    windows.append((later, later + width // 2 + 1))
    for o in event.overrides[:1]:
        at = event.start_instant(o.start)
        windows.append((at - 1, at + rnd.choice([0, 1, 2, period_s])))
    for rule in event.rules:
        if "UNTIL" in rule and len(rule["UNTIL"]) == 16:
            at = seconds(datetime.datetime.strptime(rule["UNTIL"], "%Y%m%dT%H%M%SZ"))
            windows.append((at - 2 * period_s, at + 3 * period_s))
    if event.is_endless and all(r.is_endless or "UNTIL" in r for r in event.rules):
        far = seconds(datetime.datetime(2500, 1, 1)) + rnd.randint(0, 365 * 86400)
        windows.append((far, far + width + 1))
    windows = [windows[0], rnd.choice(windows[1:])]  # every one has its cost
    if windows[1][0] > seconds(datetime.datetime(2499, 1, 1)):
        event.families.add("year 2500")
    if period_s < 60 and (event.kind == "floating" or any(o.and_future for o in event.overrides)):
        windows = windows[:1]  # hours of seconds would be looked through
    event.windows = [(limit(b), limit(max(e, b))) for b, e in windows]


# --- all of it ---

def is_given(event):
    try:
        return any(dates.endless(rule, event.start, event.start, event.start + SECOND)
                   for rule in event.rules)
    except dates.TooFar:
        return False


def name_families(event, walls):
    named = event.families
    if walls and not is_given(event):
        named.add("start not in the rule")
    for rule in event.rules:
        named.add("FREQ=" + rule["FREQ"])
        named.update("FREQ=%s with %s" % (rule["FREQ"], p) for p in rule if p.startswith("BY"))
        named.add("COUNT" if "COUNT" in rule else "UNTIL" if "UNTIL" in rule else "endless")
    named.add({"utc": "UTC"}.get(event.kind, event.kind) + " start")
    for name, there in (("several RRULEs", len(event.rules) > 1), ("EXRULE", event.exrules),
                        ("RDATE", event.rdates), ("EXDATE", event.exdates),
                        ("RDATE of periods", any(d.form == "period" for d in event.rdates)),
                        ("EXDATE of a day", not event.is_date and
                         any(d.form == "date" for d in event.exdates))):
        if there:
            named.add(name)


def draw(seed, number):
    """The event of this number: the same whatever else was drawn."""
    rnd = random.Random("%s/%d" % (seed, number))
    event = draw_start(rnd)
    freq = rnd.choice(FREQS[:4] if event.is_date else FREQS)
    if not event.is_date and rnd.random() < 0.2:
        near_change(rnd, event, freq)
    event.rules = [draw_rule(rnd, event, freq)]
    if rnd.random() < 0.1:
        event.rules.append(draw_rule(rnd, event, neighbour(rnd, freq, event.is_date)))
    period_s = min(rule.period_s for rule in event.rules)
    if rnd.random() < 0.06:
        event.exrules = [draw_rule(rnd, event, event.rules[0]["FREQ"], rnd.random() < 0.3)]
    walls = first_walls(event)
    if len(walls) > 1 and rnd.random() < 0.6:  # as RFC 5545, 3.8.5.3 wants it: the rule gives it
        event.start = walls[1] if not is_given(event) else event.start
        walls = first_walls(event)
    event.length = draw_length(rnd, event, period_s)
    add_dates(rnd, event, walls, period_s)
    add_overrides(rnd, event, walls, period_s)
    draw_windows(rnd, event, walls, period_s)
    name_families(event, walls)
    return event
