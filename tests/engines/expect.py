"""What an event has to give, from the local times that another engine finds for its rules.

The rules' local times become a set, and the set with the overrides occurrences, by the words of
RFC 5545: 3.8.5 (sets), 3.3.5 (gaps and overlaps), 3.8.4.4 (RECURRENCE-ID), 3.8.5.3 (lengths)."""

import datetime

import dates
from events import (DAY, SECOND, instant, offset, seconds, stamp, stamp_at, wall_at, wall_of)

LAST = datetime.datetime(9900, 1, 1)


def later(wall, by_s):
    """Within the years that every engine knows."""
    if by_s < (datetime.datetime(1980, 1, 1) - wall).total_seconds():
        return wall
    return LAST if by_s > (LAST - wall).total_seconds() else wall + by_s * SECOND


class Unknown(Exception):
    """This engine cannot tell."""


class ByDateutil:
    """The local times of the rules of an event by python3-dateutil; COUNT and UNTIL by hand."""

    def __init__(self, event):
        self.event = event
        self.cache = {}

    def endless(self, rule, begin, end, most=100000):
        key = (id(rule), begin, end)
        if key not in self.cache:
            try:
                self.cache[key] = dates.endless(rule, self.event.start, begin, end, most)
            except dates.TooFar:
                raise Unknown("dateutil would walk too far") from None
        return self.cache[key]

    def gives_start(self, rule):
        start = self.event.start
        return bool(self.endless(rule, start, start + SECOND))

    def count_of(self, rule, excludes):
        if "COUNT" not in rule:
            return None
        given = excludes or any(self.gives_start(r) for r in self.event.rules)
        return int(rule["COUNT"]) - (0 if given else 1)

    def fits_until(self, rule, wall):
        until = rule.get("UNTIL")
        if until is None:
            return True
        if until.endswith("Z"):
            return self.event.set_instant(wall) <= seconds(stamp_at(until))
        return wall <= stamp_at(until) + (DAY - SECOND if len(until) == 8 else 0 * SECOND)

    def walls(self, rule, excludes, begin, end):
        count = self.count_of(rule, excludes)
        if count is not None:
            counted = self.endless(rule, self.event.start, end, count)[:count]
            return [w for w in counted if w >= begin and self.fits_until(rule, w)]
        if "UNTIL" in rule:
            end = min(end, stamp_at(rule["UNTIL"]) + 2 * DAY)
        return [w for w in self.endless(rule, begin, end) if self.fits_until(rule, w)]

    def all_walls(self, rule, excludes):
        """Of a rule that has an end; Unknown when that is far."""
        start = self.event.start
        if "UNTIL" in rule:
            return self.walls(rule, excludes, start, stamp_at(rule["UNTIL"]) + 2 * DAY)
        count = self.count_of(rule, excludes)
        end = start
        for periods in (40, 200):
            end = later(start, periods * rule.period_s)
            found = self.endless(rule, start, end)
            if len(found) >= count:
                return found[:count]
        raise Unknown("the last instance is far away")


def on_the_wall(event):
    """The event without its zone, as libical errs in gaps and overlaps; lists in order, as it takes
    them as they stand."""
    event = event.copy()
    for rule in event.rules + event.exrules:
        if rule.get("UNTIL", "").endswith("Z"):
            at = seconds(stamp_at(rule["UNTIL"]))
            doubled = max(0, offset(event.zone, at - 86400) - offset(event.zone, at))
            rule["UNTIL"] = stamp(wall_of(event.zone, at) + doubled * SECOND)
        for name in set(rule) & set(dates.LISTS):
            rule[name] = ",".join(map(str, sorted(set(rule.numbers(name)))))
    event.kind = "date" if event.is_date else "floating"
    event.overrides = []
    return event


class ByLibical(ByDateutil):
    """The same by libical, COUNT and UNTIL its own too. ask(text, begin, end) gives lists of local
    times, one for each RRULE and EXRULE, or None where libical fails."""

    def __init__(self, event, ask):
        super().__init__(event)
        self.ask = ask
        self.text = on_the_wall(event).text()

    def lists(self, begin, end):
        key = (begin, end)
        if key not in self.cache:
            self.cache[key] = self.ask(self.text, begin, end)
        found = self.cache[key]
        if found is None or None in found:
            raise Unknown("libical fails")
        return found

    def place(self, rule):
        rules = self.event.rules + self.event.exrules
        return next(i for i, r in enumerate(rules) if r is rule)

    def endless(self, rule, begin, end, most=None):
        return self.lists(begin, end)[self.place(rule)]

    def walls(self, rule, excludes, begin, end):
        count = self.count_of(rule, excludes)
        if count is None or count == int(rule["COUNT"]):
            return [w for w in self.endless(rule, begin, end) if self.fits_until(rule, w)]
        counted = self.endless(rule, self.event.start, end)[:count]
        return [w for w in counted if w >= begin]

    def all_walls(self, rule, excludes):
        return self.walls(rule, excludes, self.event.start, LAST)


class Expected:
    """Occurrences of an event as (start, end, key), from an engine's local times."""

    def __init__(self, event, engine):
        self.event = event
        self.engine = engine
        self.overrides = {event.set_instant(o.of): o for o in event.overrides}
        self.futures = sorted(at for at, o in self.overrides.items() if o.and_future)
        self.periods = {event.set_instant(d.wall): d.length_s for d in event.rdates
                        if d.form == "period"}

    # --- the set: instants (of floating times: seconds on the wall) and their local times ---

    def add(self, found, wall):
        at = self.event.set_instant(wall)
        if at not in found or wall_of(self.event.zone, at) == wall:
            found[at] = wall

    def excluded(self, begin, end):
        e = self.event
        ats, days = set(), set()
        for date in e.exdates:
            if date.form == "date" and not e.is_date:
                days.add(date.wall.date())
            else:
                ats.add(e.set_instant(date.wall))
        for rule in e.exrules:
            ats.update(e.set_instant(w) for w in self.engine.walls(rule, True, begin, end))
        return ats, days

    def settle(self, walls, begin, end):
        """The set of these local times and the dates, without what is excluded."""
        found = {}
        for wall in walls:
            self.add(found, wall)
        ats, days = self.excluded(begin, end)
        zone = self.event.zone
        return {at: wall for at, wall in found.items()
                if at not in ats and wall_of(zone, at).date() not in days}

    def by_rules(self, walls_of):
        """A start in a gap is later than times of the rule that follow the gap: those are none."""
        e = self.event
        first = e.set_instant(e.start)
        return [w for rule in e.rules for w in walls_of(rule) if e.set_instant(w) >= first]

    def instances(self, begin, end):
        e = self.event
        walls = self.by_rules(lambda rule: self.engine.walls(rule, False, begin, end))
        walls += [d.wall for d in e.rdates if begin <= d.wall < end]
        walls += [e.start] if begin <= e.start < end else []
        return self.settle(walls, begin - DAY, end + DAY)

    def last_and_count(self):
        e = self.event
        walls = self.by_rules(lambda rule: self.engine.all_walls(rule, False))
        walls += [d.wall for d in e.rdates] + [e.start]
        found = self.settle(walls, min(walls) - DAY, max(walls) + 2 * DAY)
        return (max(found) if found else -1), len(found)

    # --- occurrences ---

    def end_of(self, wall, at, days, exact_s):
        if days:
            at = self.event.start_instant(wall + days * DAY)
        return at + exact_s

    def key_of(self, at):
        e = self.event
        return stamp(wall_at(at), e.is_date) + ("Z" if e.kind in ("zoned", "utc") else "")

    def name_of(self, o):
        """The local time of an override's instance: as it is written, or as the set has it."""
        if not o.in_utc or self.event.kind != "zoned":
            return o.of
        at = self.event.set_instant(o.of)
        there = wall_of(self.event.zone, at)
        if there == o.of:
            return o.of
        return self.instances(o.of, there + SECOND).get(at, there)

    def by_override(self, o, key, moved=None):
        e = self.event
        wall = o.start if moved is None else o.start + moved
        if o.in_utc and e.kind == "zoned" and moved is not None:
            at = instant(e.zone, o.start) + int(moved.total_seconds())
        else:
            at = e.start_instant(wall)
        days = o.length_s // 86400 if e.is_date else 0
        return at, self.end_of(wall, at, days, 0 if e.is_date else o.length_s), key

    def by_instance(self, at, wall):
        e = self.event
        key = self.key_of(at)
        future = max((f for f in self.futures if f <= at), default=None)
        if future is not None:
            o = self.overrides[future]
            return self.by_override(o, key, wall - self.name_of(o))
        start = e.start_instant(wall)
        if at in self.periods:
            return start, start + self.periods[at], key
        days, exact_s = (e.length.days, e.length.exact_s) if e.length else (int(e.is_date), 0)
        return start, self.end_of(wall, start, days, exact_s), key

    def reach(self):
        """How long an occurrence lasts, and how far one of a later stretch is moved."""
        e = self.event
        lengths = [(e.length.days * 86400 + e.length.exact_s) if e.length else 86400 * e.is_date]
        lengths += [o.length_s for o in e.overrides if o.and_future] + list(self.periods.values())
        moves = [abs(o.start - o.of) for o in e.overrides if o.and_future]
        moved_s = int(max(moves, default=0 * SECOND).total_seconds())
        if moved_s > 43200 or any(o.and_future and o.in_utc for o in e.overrides):
            # The clocks may have changed in between; in one zone by a day, at the end of 2011.
            moved_s += 26 * 3600 if e.zone == "Pacific/Apia" else 7200
        return max(lengths), moved_s

    def walls_around(self, begin, end):
        """Between which local times the instances of a window lie."""
        e = self.event
        zone = e.zone if e.kind in ("zoned", "utc") else e.reader
        lasts, moves = self.reach()
        begin, end = begin - lasts - moves, end + moves
        early = min(offset(zone, begin + d) for d in (-86400, 0, 86400))
        late = max(offset(zone, end + d) for d in (-86400, 0, 86400))
        gap = max(0, late - early)  # what it moves bears the name of what is there, if anything is
        return wall_at(begin + early), wall_at(end + late + gap)

    def window(self, begin, end):
        found = [self.by_override(o, self.key_of(at)) for at, o in self.overrides.items()]
        found += [self.by_instance(at, wall)
                  for at, wall in self.instances(*self.walls_around(begin, end)).items()
                  if at not in self.overrides]
        return sorted((o for o in found
                       if o[0] < end and (o[1] > begin or o[0] == o[1] >= begin)),
                      key=lambda o: (o[0], o[2]))
