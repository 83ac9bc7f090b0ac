"""People with calendar programs in one world, and what they answer."""
import base64
import re
import unittest
import urllib.error
import urllib.request

import icalendar

from world import World, calendar_of, event

AT = "2026-03-02T08:00:00Z"


class Person:
    """Somebody with a calendar program."""

    def __init__(self, service, name):
        self.base = f"http://127.0.0.1:{service.port}/dav/calendars/{name}/"
        self.key = base64.b64encode(f"{name}:a long password".encode()).decode()

    def ask(self, method, path, body=None, **headers):
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        headers["Authorization"] = f"Basic {self.key}"
        if body is not None:
            headers.setdefault("Content-Type", "text/calendar")
        request = urllib.request.Request(self.base + path, method=method, headers=headers,
                                         data=None if body is None else body.encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def put(self, text, name="one.ics"):
        return self.ask("PUT", f"default/{name}", text)

    def get(self, name="one.ics"):
        status, body = self.ask("GET", f"default/{name}")
        assert status == 200, (status, body)
        return body


def folded(text):
    return text.replace("\r\n ", "")


def with_dates(text):
    """A date says that it is one."""
    return re.sub(r"(DTSTART|DTEND):(\d{8}\r)", r"\1;VALUE=DATE:\2", text)


def answered(text, answer, who="bert@example.org"):
    """This text with another answer of this attendee."""
    text = folded(text)
    lines = [line for line in text.split("\r\n")]
    for i, line in enumerate(lines):
        if line.startswith("ATTENDEE") and who in line:
            for old in ("NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"):
                line = line.replace(f"PARTSTAT={old}", f"PARTSTAT={answer}")
            lines[i] = line
    return "\r\n".join(lines)


def with_param(text, name, who, param):
    """This text with a parameter more on the line of this person."""
    text, count = re.subn(rf"\n{name}([;:][^\r]*mailto:{who}@)", rf"\n{name};{param}\1",
                          folded(text))
    assert count == 1, (name, who, text)
    return text


class Scheduling(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        for name in ("anna", "bert", "carl"):
            self.world.user(name)
            self.world.run("user", "password", name, "--password-stdin", stdin="a long password\n")
        self.service = self.world.serve(now=AT)
        self.anna, self.bert, self.carl = (Person(self.service, name)
                                           for name in ("anna", "bert", "carl"))

    def deliver(self):
        self.world.run("deliver", now="2026-03-02T08:00:10Z")
        self.world.run("deliver", now="2026-03-02T08:00:20Z")
        self.world.lint()

    def replies(self):
        """The answers among the mails, read by somebody else's program."""
        found = []
        for mail in self.world.mails():
            text = calendar_of(mail)
            if text and "METHOD:REPLY" in text:
                found.append((mail, icalendar.Calendar.from_ical(text)))
        return found

    def put(self, person, text, status=(201, 204), **more):
        got = person.put(text, **more)
        self.assertIn(got[0], status, got)
        return got[1]

    def listed(self, person, calendar="default"):
        status, listing = person.ask(
            "PROPFIND", calendar + "/", "<propfind xmlns='DAV:'><prop><getetag/></prop></propfind>",
            Depth="1", Content_Type="application/xml")
        self.assertEqual(status, 207)
        return re.findall(rf"/{calendar}/([^<]+)<", listing)

    def outside(self, **more):
        """An event that somebody outside organizes, as it came to bert."""
        return event(organizer="olga@example.com",
                     attendees=("bert@example.org", "guest@example.net"), **more)
