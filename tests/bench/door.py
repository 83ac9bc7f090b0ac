"""The row of the door: a click on a personal link is looked up, decided, signed for and redirected;
against what libjwt alone takes to sign the same."""
import base64
import hashlib
import json
import re
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import load
from machine import BUILD, QUICK, cpu_s, free_port, memory_kb, row, timed, wait_for
from place import Place

MEETINGS, PEOPLE = (20, 3) if QUICK else (250, 4)
ROUNDS, SECONDS = 1 if QUICK else 9, 1
CONNECTIONS = 16
HS256_WANTED, RS256_WANTED = 5000, 0.9
SECRET = "example-secret-0123456789abcdef01"
SETTINGS = """[jitsi]
domain = https://meet.example.org
app_id = calsvc
algorithm = {algorithm}
{secret}
[server]
public_url = http://127.0.0.1:{port}
"""


def event(number):
    """Goes on while the row is measured."""
    begin = time.gmtime(time.time() - 600)
    people = "".join(
        f"ATTENDEE;CN=Person {n};PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{address(n)}\r\n"
        for n in range(PEOPLE))
    return (f"BEGIN:VEVENT\r\nUID:{number:06d}-door@example.org\r\nDTSTAMP:20260101T000000Z\r\n"
            f"DTSTART:{time.strftime('%Y%m%dT%H%M%SZ', begin)}\r\nDURATION:PT3H\r\n"
            f"SUMMARY:Meeting number {number}\r\nORGANIZER:mailto:bench@example.org\r\n"
            f"{people}END:VEVENT\r\n")


def address(person):
    return f"person-{person}@example.net"


class Door:
    """A served store with meetings that go on; both sides are pinned to one core each."""
    name, authorization = "convoke", "none"

    def __init__(self, folder, algorithm):
        self.folder, self.port = folder, free_port()
        secret = f"app_secret = {SECRET}" if algorithm.startswith("HS") else ""
        self.place = Place(folder, listen=f"127.0.0.1:{self.port}",
                           more=SETTINGS.format(algorithm=algorithm, secret=secret, port=self.port))
        self.key = self.folder / "signing.key"
        if secret:
            self.key.write_text(SECRET)
        else:
            self.add_key()
        self.fill()
        self.process = subprocess.Popen(["taskset", "-c", "0", *self.place.command("serve")])
        wait_for(self.port, "convoke serve")

    def add_key(self):
        folder = self.place.store.with_name(self.place.store.name + ".keys")
        folder.mkdir(mode=0o700)
        self.key = folder / "calsvc-1.pem"
        timed(["openssl", "genrsa", "-out", str(self.key), "2048"])

    def fill(self):
        path = self.folder / "events.ics"
        path.write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Convoke//Bench//EN\r\n"
                        + "".join(map(event, range(MEETINGS))) + "END:VCALENDAR\r\n")
        self.place.convoke("import", "--user", "bench", str(path))

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def cpu_s(self):
        return cpu_s(self.process.pid)

    def memory_kb(self):
        return memory_kb(self.process.pid)

    def codes(self):
        said = self.place.convoke("meetings", "--user", "bench")[1]
        return sorted(set(re.findall(r"/j/([a-z2-7]{26})\b", said)))

    def links(self):
        """The personal link of every person, made as the service makes it for its mails."""
        codes = self.codes()
        self.asked(f"/j/{codes[0]}/{'a' * 26}")  # the key is made when it is first needed
        key = self.place.store.with_name(self.place.store.name + ".key").read_bytes()
        return [f"/j/{code}/{token(key, code, address(n))}" for code in codes
                for n in range(PEOPLE)]

    def asked(self, link):
        """What a click is answered: the Location."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stays)
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{link}") as answer:
                return answer.headers["Location"]
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.headers["Location"]

    def claims(self, link):
        """Of the token with which a click leads to the room."""
        found = re.search(r"#jwt=%22[\w-]+\.([\w-]+)\.[\w-]+%22", self.asked(link) or "")
        if not found:
            raise RuntimeError("a click did not lead to a room with a token")
        return json.loads(base64.urlsafe_b64decode(found[1] + "=="))


class Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):  # pylint: disable=arguments-differ
        return None


def token(key, code, whose):
    said = f"personal door\n{code}\n0\n{whose}".encode()
    mac = hashlib.blake2b(said, key=key, digest_size=32).digest()[:16]
    return base64.b32encode(mac).decode().rstrip("=").lower()


class Alone:
    """libjwt, with the same claims."""

    def __init__(self, served, algorithm, claims):
        self.claims, self.key, self.algorithm = served.folder / "claims.json", served.key, algorithm
        self.claims.write_text(json.dumps(claims))

    def command(self):
        return ["taskset", "-c", "0", str(BUILD / "bin/door_alone"), self.algorithm, str(self.key),
                str(self.claims), str(SECONDS)]

    def rate(self):
        return float(timed(self.command())[1])


def clicks(door, links):
    plan = [f"GET {link} HTTP/1.1\r\nHost: 127.0.0.1:{door.port}\r\n\r\n" for link in links]
    run = load.Load(door, plan, CONNECTIONS, SECONDS)
    return 1 / run.cpu_s, run.rate, run.p99_s


def measure(folder, algorithm):
    """A second of one core's time each, in turns: clicks, tokens of libjwt; and how it felt."""
    served = Door(folder / algorithm, algorithm)
    try:
        links = served.links()
        claims = [served.claims(link) for link in links[:PEOPLE + 1]]
        if len({claim["context"]["user"]["email"] for claim in claims}) != PEOPLE:
            raise RuntimeError("the tokens are not each person's own")
        alone, ours, theirs = Alone(served, algorithm, claims[0]), [], []
        for _ in range(ROUNDS):
            ours.append(clicks(served, links))
            theirs.append(alone.rate())
    finally:
        served.stop()
    middle = [statistics.median(field) for field in zip(*ours)]
    return (*middle, statistics.median(theirs), statistics.median(
        our[0] / their for our, their in zip(ours, theirs)), alone)


def door(here):
    folder = Path(here) / "door"
    for algorithm, wanted in (("HS256", f"at least {HS256_WANTED} a second"),
                              ("RS256", f"at least {RS256_WANTED}")):
        each, rate, p99_s, theirs, ratio, alone = measure(folder, algorithm)
        good = each >= HS256_WANTED if algorithm == "HS256" else ratio >= RS256_WANTED
        row(f"clicks on {MEETINGS * PEOPLE} personal links of {MEETINGS} meetings, {algorithm}",
            f"{each:.0f} in a second of one core's time; answered {rate:.0f}/s, p99 "
            f"{p99_s * 1000:.1f} ms   taskset -c 0 convoke serve; wrk -t1 -c{CONNECTIONS} "
            f"-d{SECONDS}s, {ROUNDS} times, the middle",
            f"{theirs:.0f} tokens in a second of one core's time   libjwt alone: "
            f"{' '.join(Path(word).name for word in alone.command()[3:])}, in turns with it",
            f"{ratio:.2f}", wanted, good)
