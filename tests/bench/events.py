"""Events and calendars as text."""
import time

BASE = 1893456000  # 2030-01-01T00:00:00Z: every event is still to come
GROUPS, DUE = 5, 100  # reminder passes that are timed, and what is due in each


def stamp(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))


def rfc3339(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def event(number, start):
    return "\r\n".join([
        "BEGIN:VEVENT",
        f"UID:{number:08d}-bench@example.org",
        "DTSTAMP:20260101T000000Z",
        f"DTSTART:{stamp(start)}",
        f"DTEND:{stamp(start + 3600)}",
        f"SUMMARY:Meeting number {number}",
        "DESCRIPTION:What we talk about: numbers\\, plans and whoever has something to say.",
        "ORGANIZER;CN=Bench:mailto:bench@example.org",
        f"ATTENDEE;CN=Guest;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:guest{number}@example.net",
        "SEQUENCE:0", "STATUS:CONFIRMED", "END:VEVENT", ""])


def full_event(number, start):
    """As a program writes one that people work with: some 1,750 bytes."""
    people = ["ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE\r\n"
              f" ;CN=Guest {i};X-NUM-GUESTS=0:mailto:guest{number + i}@example.net"
              for i in range(4)]
    words = "\r\n ".join(["Numbers\\, plans\\, and whoever has something to say about them\\n"] * 9)
    zone = time.strftime("%Y%m%dT%H%M%S", time.gmtime(start))
    return "\r\n".join([
        "BEGIN:VEVENT",
        f"DTSTART;TZID=Europe/Berlin:{zone}",
        "DURATION:PT1H",
        "DTSTAMP:20260101T000000Z",
        "ORGANIZER;CN=Bench:mailto:bench@example.org",
        f"UID:{number:08d}-bench-full@example.org", *people,
        "CREATED:20260101T000000Z",
        f"DESCRIPTION:{words}",
        "LAST-MODIFIED:20260101T000000Z", "LOCATION:Room 4", "SEQUENCE:1", "STATUS:CONFIRMED",
        f"SUMMARY:Meeting number {number}", "TRANSP:OPAQUE",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:This is an event reminder",
        "TRIGGER:-P0DT0H30M0S", "END:VALARM", "END:VEVENT", ""])


BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


def write_calendar(path, count, write=event):
    """The first GROUPS * DUE events start in groups, a day apart; the rest a year later."""
    with open(path, "w", encoding="utf8", newline="") as out:
        out.write("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Convoke//Bench//EN\r\n" + BERLIN)
        for number in range(count):
            group = number // DUE
            start = (BASE + 86400 * group if group < GROUPS
                     else BASE + 31536000 + number % 1000000 * 60)
            out.write(write(number, start))
        out.write("END:VCALENDAR\r\n")
