"""The events that the CalDAV servers hold: ten lie in one week, whatever the calendar's size."""
import time

from events import BERLIN

WEEK = 1804291200  # 2027-03-06T00:00:00Z; the week that is asked for begins two days later
WEEK_FROM, WEEK_TO = "20270308T000000Z", "20270315T000000Z"
HITS = 10
SPREAD_S = 3650 * 86400  # the others lie in the ten years before and in the ten after
PUT_BYTES = 2048  # as the rows whose raw rate tests/bench/commits.c measures


def uid(size, number):
    return f"{size}-{number:08d}-bench"


def hits(size):
    return [uid(size, number) for number in range(HITS)]


def local(seconds):
    return time.strftime("%Y%m%dT%H%M%S", time.gmtime(seconds))


def start_and_rule(size, number):
    """Twice a day from Monday to Friday, two of them weekly ones that began before; the others, of
    which every twentieth is a weekly one, keep eleven weeks off."""
    if number < HITS:
        start = WEEK + (2 + number // 2) * 86400 + (9 + 5 * (number % 2)) * 3600
        weekly = number in (3, 6)
        return start - 4 * 7 * 86400 * weekly, "RRULE:FREQ=WEEKLY;COUNT=10" if weekly else None
    away = 77 * 86400 + SPREAD_S * (number // 2) // max(size // 2, 1)
    start = WEEK + (away if number % 2 else -away)
    start -= start % 900
    return start, "RRULE:FREQ=WEEKLY;COUNT=10" if number % 20 == 0 else None


def component(size, number, name=None):
    start, rule = start_and_rule(size, number)
    lines = [
        "BEGIN:VEVENT", f"UID:{name or uid(size, number)}", "DTSTAMP:20260101T000000Z",
        "CREATED:20260101T000000Z", "LAST-MODIFIED:20260101T000000Z",
        f"DTSTART;TZID=Europe/Berlin:{local(start)}",
        f"DTEND;TZID=Europe/Berlin:{local(start + 3600)}", *([rule] if rule else []),
        f"SUMMARY:Meeting number {number}", "LOCATION:Room 7",
        "DESCRIPTION:What we talk about: numbers\\, plans and whoever has something to say.",
        "SEQUENCE:0", "STATUS:CONFIRMED", "TRANSP:OPAQUE", "END:VEVENT", ""]
    return "\r\n".join(lines)


def calendar(inside):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Convoke//Bench//EN\r\n" + BERLIN + inside
            + "END:VCALENDAR\r\n")


def resource(size, number):
    return calendar(component(size, number))


def to_put(size, number, name):
    """PUT_BYTES of an event whose title has a number of its own in each request."""
    text = component(size, number, name).replace("SUMMARY:", "SUMMARY:@@@@@@@@ ")
    room = PUT_BYTES - len(calendar(text))
    line = "COMMENT:What we talk about is numbers\\, and who does them\r\n"
    end = "COMMENT:\r\n"
    more = line * ((room - len(end)) // len(line))
    more += end.replace(":", ":" + "x" * (room - len(more) - len(end)))
    return calendar(text.replace("END:VEVENT", more + "END:VEVENT"))
