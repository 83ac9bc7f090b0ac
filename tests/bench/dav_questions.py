"""What the CalDAV servers are asked: the requests of a question, and the answer that is right."""
import itertools
import re
import time
import xml.etree.ElementTree as ET

import dav_events
from load import MARK, request
from machine import Missing

D, C = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
XML = "application/xml; charset=utf-8"
ICALENDAR = "text/calendar; charset=utf-8"
MULTIGET, DELTA, CHANGED = 100, 10, 1000

BODY = ('<?xml version="1.0" encoding="utf-8"?><{name} xmlns:D="DAV:" '
        'xmlns:C="urn:ietf:params:xml:ns:caldav">{inside}</{name}>')
ETAG = "<D:prop><D:getetag/></D:prop>"
DATA = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
OF_WEEK = ('<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
           f'<C:time-range start="{dav_events.WEEK_FROM}" end="{dav_events.WEEK_TO}"/>'
           '</C:comp-filter></C:comp-filter></C:filter>')


def body(name, inside):
    return BODY.format(name=name, inside=inside)


def responses(answer):
    """What each href of a multistatus answer was given, {property: element}; None: it is gone."""
    if answer.status != 207:
        raise Missing(f"answered {answer.status}: {answer.body[:200]!r}")
    found = {}
    for response in ET.fromstring(answer.body).findall(D + "response"):
        good = [stat for stat in response.findall(D + "propstat")
                if " 200 " in stat.findtext(D + "status")]
        properties = {element.tag: element for stat in good for element in stat.find(D + "prop")}
        found[response.findtext(D + "href")] = None if response.find(D + "status") else properties
    return found


def name_of(href):
    return href.rsplit("/", 1)[1].removesuffix(".ics")


def inside_of(element, name):
    """The href inside a property."""
    href = element.get(name).findtext(D + "href") if name in element else None
    if not href:
        raise Missing(f"gives no {name}")
    return href


def must_be(found, wanted):
    if sorted(found) != sorted(wanted):
        wrong = sorted(set(found) ^ set(wanted))
        raise Missing(f"answers {len(found)} where {len(wanted)} are right: {wrong[:3]}")


class Question:
    """about: the words for it; plan(): requests, which a run sends in turn; check() asks once and
    raises Missing when the answer is not right; once_s: seconds that this took the server."""
    method, depth = "REPORT", "1"

    def __init__(self, server, size, connections):
        self.server, self.size, self.path = server, size, server.path(size)
        self.connections, self.once_s = connections, 0
        self.prepare()

    def prepare(self):
        """Nothing, but for questions about what changed."""

    def headers(self):
        return {"Depth": self.depth, "Content_Type": XML}

    def plan(self):
        return [request(self.server, self.method, self.path, self.body(), **self.headers())]

    def ask(self, method, path, text, **headers):
        began = time.monotonic()
        answer = self.server.ask(method, path, text, **headers)
        self.once_s = time.monotonic() - began
        return answer

    def answer(self):
        return responses(self.ask(self.method, self.path, self.body(), **self.headers()))

    def answered(self):
        """Names of the events in the answer, all of which must have an ETag."""
        found = {href: given for href, given in self.answer().items() if not href.endswith("/")}
        if any(not given or D + "getetag" not in given for given in found.values()):
            raise Missing("leaves out an ETag")
        return [name_of(href) for href in found]

    def check(self):
        must_be(self.answered(), self.right())

    def check_texts(self):
        """Each event comes with its own text."""
        for href, given in self.answer().items():
            text = given[C + "calendar-data"].text.replace("\r\n", "\n")
            must_be(re.findall("^UID:(.*)", text, re.M), [name_of(href)])
            must_be(re.findall("^BEGIN:VEVENT", text, re.M), ["BEGIN:VEVENT"])


class Query(Question):
    about = f"calendar-query of a week with {dav_events.HITS} events, getetag and calendar-data"

    def body(self):
        return body("C:calendar-query", DATA + OF_WEEK)

    def right(self):
        return dav_events.hits(self.size)

    def check(self):
        super().check()
        self.check_texts()


class Multiget(Question):
    about = f"calendar-multiget of {MULTIGET}, getetag and calendar-data"

    def right(self):
        step = self.size // MULTIGET
        return [dav_events.uid(self.size, n * step) for n in range(MULTIGET)]

    def body(self):
        return body("C:calendar-multiget", DATA + "".join(
            f"<D:href>{self.path}{uid}.ics</D:href>" for uid in self.right()))

    def check(self):
        super().check()
        self.check_texts()


class Initial(Question):
    about, token, depth = "sync-collection, initial, getetag", "", "0"

    def body(self):
        return body("D:sync-collection", f"<D:sync-token>{self.token}</D:sync-token>"
                    f"<D:sync-level>1</D:sync-level>{ETAG}")

    def right(self):
        return [dav_events.uid(self.size, n) for n in range(self.size)]


class Delta(Initial):
    about = f"sync-collection after {DELTA} changes, getetag"
    rooms = itertools.count(8)  # what is PUT differs from what was PUT before

    def prepare(self):
        answer = self.server.ask(self.method, self.path, self.body(), **self.headers())
        responses(answer)
        self.token = ET.fromstring(answer.body).findtext(D + "sync-token")
        room = f"Room {next(self.rooms)}"
        for uid in self.right():
            number = int(uid.split("-")[1])
            text = dav_events.resource(self.size, number).replace("Room 7", room)
            done = self.server.ask("PUT", f"{self.path}{uid}.ics", text, Content_Type=ICALENDAR)
            if done.status not in (200, 201, 204):
                raise Missing(f"answers a PUT with {done.status}")

    def right(self):
        return [dav_events.uid(self.size, self.size - 1 - n) for n in range(DELTA)]


class Listing(Question):
    about, method = "PROPFIND of a calendar, depth 1, getetag", "PROPFIND"

    def body(self):
        return body("D:propfind", ETAG)

    def right(self):
        return [dav_events.uid(self.size, n) for n in range(self.size)]


class Discovery(Question):
    """From an address to its calendars, as programs find them: each step asks what the one before
    told. RFC 6764, 6"""
    about = "discovery: well-known, principal, home set, calendars of the home"
    steps = (("<D:current-user-principal/>", "0"), ("<C:calendar-home-set/>", "0"),
             ("<D:displayname/><D:resourcetype/><D:current-user-privilege-set/>"
              "<C:supported-calendar-component-set/><D:sync-token/>", "1"))

    def prepare(self):
        first = self.server.ask("PROPFIND", "/.well-known/caldav", self.body(0), **self.at(0))
        self.paths = [first.headers.get("Location", "/.well-known/caldav")]
        self.paths[0] = re.sub("^https?://[^/]*", "", self.paths[0])
        self.redirected = first.status in (301, 302, 307, 308)
        for step, name in ((0, D + "current-user-principal"), (1, C + "calendar-home-set")):
            given = self.given(step)
            self.paths.append(inside_of(next(iter(given.values())), name))

    def body(self, step):
        return body("D:propfind", f"<D:prop>{self.steps[step][0]}</D:prop>")

    def at(self, step):
        return {"Depth": self.steps[step][1], "Content_Type": XML}

    def given(self, step):
        return responses(self.ask("PROPFIND", self.paths[step], self.body(step), **self.at(step)))

    def plan(self):
        asked = [(path, step) for step, path in enumerate(self.paths)]
        if self.redirected:
            asked.insert(0, ("/.well-known/caldav", 0))
        return [request(self.server, "PROPFIND", path, self.body(step), **self.at(step))
                for path, step in asked]

    def check(self):
        calendars = [href for href, given in self.given(2).items()
                     if C + "calendar" in [e.tag for e in given[D + "resourcetype"]]]
        if self.path not in calendars:
            raise Missing(f"shows no calendar {self.path} in {self.paths[2]}")


class Put(Question):
    """Each event is PUT_BYTES long."""
    method = "PUT"

    def put(self, name, number=dav_events.HITS):
        text = dav_events.to_put(self.size, number, name)
        return request(self.server, "PUT", f"{self.path}{name}.ics", text, Content_Type=ICALENDAR)

    def check(self):
        name = f"check-{self.size}-{self.connections}"
        path = f"{self.path}{name}.ics"
        text = dav_events.to_put(self.size, 1, name).replace(MARK, "00000001")
        done = self.ask("PUT", path, text, Content_Type=ICALENDAR)
        if done.status not in (200, 201, 204):
            raise Missing(f"answers a PUT with {done.status}: {done.body[:200]!r}")
        if b"00000001" not in self.server.ask("GET", path).body:
            raise Missing("does not hold what was PUT")


class PutNew(Put):
    about = f"PUT of new events, {dav_events.PUT_BYTES} bytes"

    def plan(self):
        return [self.put(f"new-{self.size}-{MARK}")]


class PutChanged(Put):
    about = f"PUT of changed events, {dav_events.PUT_BYTES} bytes"

    def plan(self):
        count = min(CHANGED, self.size)
        return [self.put(dav_events.uid(self.size, n), n) for n in range(count)]
