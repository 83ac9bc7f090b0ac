"""A CalDAV client that sends what it is told to, and reads answers without judging them."""
import base64
import contextlib
import http.client
import urllib.parse
import xml.etree.ElementTree as ET

D = "{DAV:}"
C = "{urn:ietf:params:xml:ns:caldav}"
CS = "{http://calendarserver.org/ns/}"
ICAL = "{http://apple.com/ns/ical/}"
NAMESPACES = ('xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" '
              'xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"')


def xml(element, inside):
    """<element> with the usual prefixes around what is inside, as a body."""
    return (f'<?xml version="1.0" encoding="utf-8"?><{element} {NAMESPACES}>{inside}'
            f'</{element.split()[0]}>')


def wants(*names):
    """<D:prop> with these properties, empty."""
    return "<D:prop>" + "".join(f"<{name}/>" for name in names) + "</D:prop>"


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def __repr__(self):
        return f"{self.status} {dict(self.headers)}\n{self.body.decode(errors='replace')}"

    @property
    def etag(self):
        return self.headers["ETag"]

    def xml(self):
        return ET.fromstring(self.body)

    def rule(self):
        """The local name of the precondition that the body names."""
        return self.xml()[0].tag.split("}")[1]

    def responses(self):
        """href: its <D:response>."""
        assert self.status == 207, self
        return {r.find(D + "href").text: r for r in self.xml().findall(D + "response")}

    def props(self, href=None):
        """Properties found of a response (of the only one): name: element."""
        responses = self.responses()
        response = responses[href] if href else next(iter(responses.values()))
        return {e.tag: e for stat in response.findall(D + "propstat")
                if " 200 " in stat.find(D + "status").text for e in stat.find(D + "prop")}

    def href(self, name):
        """The href inside a property of the only response."""
        return self.props()[name].find(D + "href").text

    def sync_token(self):
        return self.xml().find(D + "sync-token").text


class Client:
    """One user's program; each of its requests has its own connection."""

    def __init__(self, port, user, password, agent="Test/1.0"):
        self.port = port
        self.headers = {"Authorization": basic(user, password), "User-Agent": agent}
        self.home = f"/dav/calendars/{urllib.parse.quote(user)}/"

    def ask(self, method, path, body=None, **headers):
        """headers: If_None_Match="*" is If-None-Match: *; None takes one out."""
        all_headers = dict(self.headers)
        all_headers.update({k.replace("_", "-"): v for k, v in headers.items()})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            with contextlib.suppress(BrokenPipeError):  # refused before all of it was sent
                connection.request(method, path, body.encode() if isinstance(body, str) else body,
                                   {k: v for k, v in all_headers.items() if v is not None})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def put(self, path, text, **headers):
        headers.setdefault("Content_Type", "text/calendar; charset=utf-8")
        return self.ask("PUT", path, text, **headers)

    def propfind(self, path, *names, depth=0):
        return self.ask("PROPFIND", path, xml("D:propfind", wants(*names)), Depth=str(depth),
                        Content_Type="application/xml; charset=utf-8")

    def report(self, path, element, inside, depth=1):
        return self.ask("REPORT", path, xml(element, inside), Depth=str(depth),
                        Content_Type="application/xml; charset=utf-8")

    def sync(self, path, token="", limit=None, names=("D:getetag",)):
        inside = f"<D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
        if limit:
            inside += f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>"
        return self.report(path, "D:sync-collection", inside + wants(*names))

    def multiget(self, path, *hrefs):
        return self.report(path, "C:calendar-multiget",
                           wants("D:getetag", "C:calendar-data")
                           + "".join(f"<D:href>{href}</D:href>" for href in hrefs))


def password_of(world, user, name="test"):
    """An app password: checked in microseconds."""
    return world.run("user", "app-password", "add", user, "--name", name, now=None).stdout.strip()
