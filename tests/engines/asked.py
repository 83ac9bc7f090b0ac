"""Questions to a running service about events in a calendar, and its answers as plain values."""

import os
import re
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "flow"))
from dav import C, Client, password_of, xml  # noqa: E402
from events import stamp, wall_at  # noqa: E402
from world import World  # noqa: E402

READERS = {"utc": "", "berlin": "Europe/Berlin", "york": "America/New_York",
           "havana": "America/Havana"}
TOO_MANY = "too many"
ZONE = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VTIMEZONE\r\nTZID:%s\r\n"
        "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n")


def in_utc(at):
    return stamp(wall_at(at)) + "Z"


def between(element, window):
    return '<C:%s start="%s" end="%s"/>' % (element, *map(in_utc, window))


def lines_of(text):
    return re.sub(r"\r?\n[ \t]", "", text).replace("\r\n", "\n").split("\n")


def events_in(text):
    """Each VEVENT of a text: name of the property to (parameters, value)."""
    found, event = [], None
    for line in lines_of(text):
        head, _, value = line.partition(":")
        name, _, params = head.partition(";")
        if line == "BEGIN:VEVENT":
            event = {}
            found.append(event)
        elif event is not None:
            event[name] = (params, value)
    return found


class Office:
    """A service with one account for each zone that floating times are read in."""

    def __init__(self):
        self.world = World()
        for name, zone in READERS.items():
            self.world.user(name, zone or "UTC")
        self.service = self.world.serve()
        self.clients = {name: Client(self.service.port, name, password_of(self.world, name))
                        for name in READERS}

    def close(self):
        self.world.close()


class Calendar:
    """Of one account. told: where floating times are read is told by the "owner", the "calendar",
    the "request", or the request by its "VTIMEZONE"."""

    def __init__(self, office, name, owner, told, reader):
        self.office, self.name, self.owner = office, name, owner
        self.client = office.clients[owner]
        self.path = "%s%s/" % (self.client.home, name)
        zone = reader or "UTC"
        self.zone = {"request": "<C:timezone-id>%s</C:timezone-id>" % zone,
                     "VTIMEZONE": "<C:timezone>%s</C:timezone>" % (ZONE % zone)}.get(told, "")
        props = "<C:calendar-timezone>%s</C:calendar-timezone>" % (ZONE % zone)
        body = "<D:set><D:prop>%s</D:prop></D:set>" % (props if told == "calendar" else "")
        answer = self.client.ask("MKCALENDAR", self.path, xml("C:mkcalendar", body))
        assert answer.status == 201, answer

    def put(self, uid, text):
        answer = self.client.put("%s%s.ics" % (self.path, uid), text)
        assert answer.status in (201, 204), "%r\n%s" % (answer, text)

    def bring(self, text):
        self.office.world.bring(text, "--calendar", self.name, user=self.owner, now=None)

    def query(self, window, inside="", prop="<D:getetag/>"):
        return self.client.report(
            self.path, "C:calendar-query",
            '<D:prop>%s</D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter '
            'name="VEVENT">%s%s</C:comp-filter></C:comp-filter></C:filter>%s' % (
                prop, between("time-range", window), inside, self.zone))

    def texts(self, answer):
        """UID to text."""
        if answer.status == 403 and answer.rule() == "max-instances":
            return TOO_MANY
        found = {}
        for href in answer.responses():
            text = answer.props(href)[C + "calendar-data"].text
            uid = re.search(r"UID:(\S+)", text)
            found[uid[1] if uid else href.split("/")[-1]] = text
        return found

    def names(self, window):
        """UIDs of what is found by time alone; href is UID.ics for those that were put."""
        return self.texts(self.query(window, prop=(
            '<C:calendar-data><C:comp name="VCALENDAR"><C:comp name="VEVENT"><C:prop name="UID"/>'
            "</C:comp></C:comp></C:calendar-data>")))

    def data(self, uid, window, element):
        """What calendar-data makes of one event in a window, by its UID; None: not found."""
        only = ('<C:prop-filter name="UID"><C:text-match collation="i;octet">%s</C:text-match>'
                "</C:prop-filter>" % uid)
        found = self.texts(self.query(window, only, "<C:calendar-data>%s</C:calendar-data>" %
                                      between(element, window)))
        return found if found == TOO_MANY else found.get(uid)

    def busy(self, window):
        """(FBTYPE, from, to) in the order of the answer."""
        answer = self.client.report(self.path, "C:free-busy-query",
                                    between("time-range", window) + self.zone)
        if answer.status == 403:
            return TOO_MANY
        found = []
        for line in lines_of(answer.body.decode()):
            if line.startswith("FREEBUSY"):
                found += [tuple(value.split("/")) for value in line.split(":", 1)[1].split(",")]
        return found
