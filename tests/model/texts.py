"""What the clients of the model write: events, meetings, series, tasks and journal entries, each
text with a mark of its own, under names that are hard to write in a path."""
import re

ACCOUNTS = ("anna", "bert@example.org")
KINDS = ("event", "meeting", "series", "todo", "journal", "local")
TELLING = ("meeting", "series", "local")  # these have guests, so a room, and stay in their account
NAMES = ("a b", "ü@%40", "日本語", "a+b&c=d", "x~y;z", "😀!'()*", "sl/ash", "q?u#e", "%2e%2e", "[1],:")
GUESTS = ("guest@example.net", "gäst@example.com")
# what the service writes into a meeting
OURS = ("LOCATION", "URL", "CONFERENCE", "DESCRIPTION", "X-ALT-DESC", "SEQUENCE", "X-")

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Model ü//EN\r\n"


def address_of(account):
    return account if "@" in account else f"{account}@example.org"


class Thing:
    """One UID of one account; it is only ever found under its own two names."""

    def __init__(self, account, number):
        self.account, self.kind = account, KINDS[number % len(KINDS)]
        # what stays in its account has a UID of its own there; the others cross
        owner = ACCOUNTS.index(account) if self.kind in TELLING else "x"
        self.uid = f"{number}-{owner}@%40 ü@example.org"
        name = NAMES[number % len(NAMES)]
        self.names = (f"{number}{owner} {name}.ics", f"{name} {number}{owner}")

    def lines(self, mark, variant):
        title = f"SUMMARY;X-P=\"ä:;,\":Plan m{mark}. Zürich \\, 東京 {'long ' * (variant % 3) * 20}"
        start = 4 + variant % 20
        if self.kind == "todo":
            return ["BEGIN:VTODO", title, f"DUE:202603{start:02}T170000Z", "END:VTODO"]
        if self.kind == "journal":
            return ["BEGIN:VJOURNAL", title, f"DTSTART;VALUE=DATE:202603{start:02}", "END:VJOURNAL"]
        inside = [title, f"DTSTART:202603{start:02}T090000Z", f"DTEND:202603{start:02}T100000Z",
                  "x-odd;a=1:  kept  as it is\t"]
        if self.kind == "event":
            return ["BEGIN:VEVENT", *inside, "END:VEVENT"]
        inside += [f"ORGANIZER:mailto:{address_of(self.account)}"]
        if self.kind == "local":
            other = next(a for a in ACCOUNTS if a != self.account)
            return ["BEGIN:VEVENT", *inside, f"ATTENDEE:mailto:{address_of(other)}", "END:VEVENT"]
        inside += [f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{g}" for g in GUESTS[:1 + variant % 2]]
        if self.kind == "meeting":
            return ["BEGIN:VEVENT", *inside, "END:VEVENT"]
        return ["BEGIN:VEVENT", *inside, "RRULE:FREQ=DAILY;COUNT=5", "END:VEVENT", "BEGIN:VEVENT",
                f"RECURRENCE-ID:202603{start + 2:02}T090000Z",
                *(line.replace("T090000Z", "T093000Z") for line in inside), "END:VEVENT"]

    def text(self, mark, variant):
        out = []
        for line in self.lines(mark, variant):
            out.append(line)
            if line.startswith("BEGIN:"):
                out += [f"UID:{self.uid}", "DTSTAMP:20260301T080000Z"]
        return (HEAD + "".join(fold(line) + "\r\n" for line in out) + "END:VCALENDAR\r\n").encode()


def fold(line):
    """Shorter than has to be: what clients may do comes back as it was."""
    return "\r\n ".join(line[i:i + 40] for i in range(0, len(line), 40))


def unfolded(text):
    return re.sub(rb"\r\n[ \t]", b"", text).split(b"\r\n")


def mark_of(text):
    """Which PUT this text is of; None: of none of ours."""
    found = re.search(rb"SUMMARY[^\r\n]*Plan m(\d+)\.", re.sub(rb"\r\n[ \t]", b"", text))
    return int(found[1]) if found else None


def remarked(text, mark):
    """The text as a client changes it: the rest as it was read."""
    return re.sub(rb"Plan m\d+\.", b"Plan m%d." % mark, text)


def is_kept(sent, stored, may_write):
    """Byte for byte, but for what the service writes into a meeting."""
    if sent == stored or not may_write:
        return sent == stored

    def of_client(text):
        return [re.sub(rb";SCHEDULE-STATUS=[0-9.]+", b"", line) for line in unfolded(text)
                if not line.startswith(tuple(n.encode() for n in OURS))]

    return of_client(sent) == of_client(stored)
