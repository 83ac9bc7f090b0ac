"""The local times of a rule without its end, by python3-dateutil, in any window.

dateutil walks from the start. A rule without an end is the same from any of its periods on, so the
walk begins shortly before the window, with what the rule leaves to its start written out."""

import datetime

from dateutil import rrule

from events import DAY, SECOND, WEEKDAYS

MOST_STEPS = 1000  # periods, or days of finer rules, in one walk
LISTS = {"BYMONTH": "bymonth", "BYMONTHDAY": "bymonthday", "BYYEARDAY": "byyearday",
         "BYWEEKNO": "byweekno", "BYHOUR": "byhour", "BYMINUTE": "byminute",
         "BYSECOND": "bysecond", "BYSETPOS": "bysetpos"}


class TooFar(Exception):
    """The walk would be too long."""


class Past(Exception):
    """The walk has left the window."""


class Bounded(rrule._iterinfo):
    """dateutil looks for a rule without instances until the year 9999: it asks here for the days of
    every period, and is stopped at the end of the window."""
    end = datetime.date.max
    steps = 0

    def step(self, year, month, day):
        Bounded.steps += 1
        if Bounded.steps > MOST_STEPS:
            raise TooFar
        if (year, month, day) > (self.end.year, self.end.month, self.end.day):
            raise Past

    def ydayset(self, year, month, day):
        self.step(year, 1, 1)
        return super().ydayset(year, month, day)

    def mdayset(self, year, month, day):
        self.step(year, month, 1)
        return super().mdayset(year, month, day)

    def wdayset(self, year, month, day):
        self.step(year, month, day)
        return super().wdayset(year, month, day)

    def ddayset(self, year, month, day):
        self.step(year, month, day)
        return super().ddayset(year, month, day)


rrule._iterinfo = Bounded


def weekday(text):
    nth = text[:-2]
    return rrule.weekday(WEEKDAYS.index(text[-2:]), int(nth) if nth else None)


def weekdays(rule):
    """dateutil takes numbered and plain weekdays for both at once, not for either: so the plain
    ones are numbered too."""
    days = rule["BYDAY"].split(",")
    if len({len(day) > 2 for day in days}) == 2:
        most = 53 if rule["FREQ"] == "YEARLY" and "BYMONTH" not in rule else 5
        days = [each for day in days
                for each in ([day] if len(day) > 2 else
                             ["%d%s" % (n, day) for n in range(1, most + 1)])]
    return [weekday(day) for day in days]


def arguments(rule, start):
    """Of rrule(), with the days that the rule leaves to its start written out."""
    found = {to: rule.numbers(name) for name, to in LISTS.items() if name in rule}
    if "BYSECOND" in rule:  # 60 stands for 59 where leap seconds are not counted
        found["bysecond"] = [min(s, 59) for s in found["bysecond"]]
    if "BYDAY" in rule:
        found["byweekday"] = weekdays(rule)
    found["wkst"] = WEEKDAYS.index(rule.get("WKST", "MO"))
    if not {"byweekno", "byyearday", "bymonthday", "byweekday"} & set(found):
        if rule["FREQ"] == "YEARLY":
            found.setdefault("bymonth", start.month)
            found["bymonthday"] = start.day
        elif rule["FREQ"] == "MONTHLY":
            found["bymonthday"] = start.day
        elif rule["FREQ"] == "WEEKLY":
            found["byweekday"] = start.weekday()
    return found


def anchor(rule, start, begin):
    """The begin of the last period of the rule that lies before the window, or of the first."""
    freq, interval = rule["FREQ"], rule.interval
    if freq == "YEARLY":
        periods = max(0, (begin.year - start.year) // interval - 1)
        year = start.year + periods * interval
        return None if year > 9999 else start.replace(year=year, month=1, day=1)
    if freq == "MONTHLY":
        months = (begin.year - start.year) * 12 + begin.month - start.month
        month = start.year * 12 + start.month - 1 + max(0, months // interval - 1) * interval
        if month // 12 > 9999:
            return None
        return start.replace(year=month // 12, month=month % 12 + 1, day=1)
    first = start
    if freq == "WEEKLY":
        first -= (start.weekday() - WEEKDAYS.index(rule.get("WKST", "MO"))) % 7 * DAY
    period = rule.period_s * SECOND
    try:
        return first + max(0, (begin - first) // period - 1) * period
    except OverflowError:
        return None


def endless(rule, start, begin, end, most=100000):
    """The local times with begin <= time < end of a rule without its COUNT and UNTIL, at most
    `most`. TooFar when that is a long walk."""
    begin = max(begin, start)
    first = anchor(rule, start, begin)
    if begin >= end or first is None:
        return []
    if most > 10000 and (end - first).total_seconds() / rule.period_s > 40 * MOST_STEPS:
        raise TooFar
    Bounded.end, Bounded.steps = end.date(), 0
    found = []
    try:
        for local in rrule.rrule(getattr(rrule, rule["FREQ"]), dtstart=first,
                                 interval=rule.interval, **arguments(rule, start)):
            if local >= end or len(found) == most:
                break
            if local >= begin:
                found.append(local)
    except Past:
        pass
    except ValueError:  # this is how dateutil says that no time of day fits
        pass
    return found
