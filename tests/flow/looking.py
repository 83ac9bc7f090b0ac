"""Pages looked at in a real browser. Where PICTURES names a directory, what they look like is left
there."""
import os
import pathlib
import re
import unittest
import urllib.parse

from chromium import Chromium
from world import World, event, to

NOW = "2026-03-04T08:55:00Z"  # a Wednesday
AUDIT = (pathlib.Path(__file__).parent / "audit.js").read_text()
EVIL = "</title><script>document.title='bad'</script><img src=x onerror=document.title='bad'>"
HEBREW = "תכנון הרבעון השלישי עם כל הצוות"
LONG = "Planning of the third quarter and of all that has been left over from the second " * 2


class Looking(unittest.TestCase):
    now = NOW  # of the service; None: the machine's
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.chromium = Chromium()
        cls.addClassCleanup(cls.chromium.close)

    def setUp(self):
        self.world = World(**self.settings)
        self.addCleanup(self.world.close)
        self.world.run("user", "add", "anna", "--email", "anna@example.org", "--tz",
                       "Europe/Berlin", "--password-stdin", stdin="open sesame\n", now=self.now)
        self.service = self.world.serve(now=self.now)
        self.url = f"http://127.0.0.1:{self.service.port}"
        self.set(server__public_url=self.url)
        self.page = self.chromium.page()
        self.page.ask("Emulation.setTimezoneOverride", timezoneId="America/New_York")
        self.chromium.said.clear()

    def set(self, **settings):
        self.world.configure(**settings)
        self.service.send(1)
        self.service.notified("READY=1")

    # --- what there is to see -----------------------------------------------------------------

    def bring(self, uid="one", now="", **more):
        """The path of the stable link of a meeting."""
        now = self.now if now == "" else now
        self.world.bring(event(uid=uid, **more), "--invite", now=now)
        rows = self.world.json("meetings", "--from", "2026-02-01T00:00:00Z", "--to",
                               "2036-02-01T00:00:00Z", now=now)
        links = [row["link"] for row in rows if row["uid"] == uid]
        return urllib.parse.urlsplit(links[0]).path if links else None

    def mailed(self, address, kind="j"):
        """The path of the newest link of a kind that was mailed to this address."""
        self.world.run("deliver", now=self.now)
        self.world.run("deliver", now=self.now)
        for mail in reversed(self.world.mails()):
            plain = mail.get_body(("plain",))
            found = to(mail) == address and re.search(rf"https?://[^/\s]+(/{kind}/[^\s>]+)",
                                                      plain.get_content())
            if found:
                return found[1]
        raise AssertionError(f"no link for {address}")

    # --- what a visitor does ------------------------------------------------------------------

    def open(self, path):
        self.page.go(self.url + path)

    def fill(self, **fields):
        for name, value in fields.items():
            self.page.run(f"document.querySelector('[name={name}]').value = {value!r}")

    def press(self, selector="form button"):
        """What leads to another page."""
        self.page.run("globalThis.was = true")
        self.page.run(f"document.querySelector({selector!r}).click()")
        self.page.until("globalThis.was === undefined && document.readyState === 'complete'")

    def sign_in(self, path="/sign-in"):
        self.open(path)
        self.fill(name="anna", password="open sesame")
        self.press()

    def text(self):
        """What is said, with plain blanks: each language has its own between numbers."""
        return " ".join(self.page.text().split())

    # --- looking ------------------------------------------------------------------------------

    def look(self, name, *says, path=None):
        """The page says so, fits on phones and desktops, can be read, heard and hit, and breaks no
        rule of its policy. path: to be opened, without scripts first; None: it is open."""
        if path:
            self.page.scripts(False)
            self.open(path)
            self.see(name + "-plain", says, 390, False)
            self.page.scripts(True)
            self.open(path)
        for width in (390, 1280):
            for dark in (False, True):
                self.see(name, says, width, dark)
        refused = [s for s in self.chromium.said if "Content Security Policy" in s]
        self.assertEqual(refused, [], name)
        self.assertNotEqual(self.page.run("document.title"), "bad")

    def see(self, name, says, width, dark):
        self.page.look(width, dark)
        if pictures := os.environ.get("PICTURES"):
            self.page.picture(pathlib.Path(pictures) / f"{name}-{width}{'-dark' * dark}.png")
        self.assertEqual(self.page.run(AUDIT), [], f"{name}, {width} wide, dark: {dark}")
        for words in says:
            self.assertIn(words, self.text(), name)
