"""A Prosody of one's own on loopback, with the modules beside this file, and visitors who come by
BOSH as browsers do: XEP-0124, XEP-0206; SASL ANONYMOUS: RFC 4505; rooms: XEP-0045."""
import http.client
import os
import pathlib
import random
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

HERE = pathlib.Path(__file__).resolve().parent
BODY = "{http://jabber.org/protocol/httpbind}"
SASL = "{urn:ietf:params:xml:ns:xmpp-sasl}"
CLIENT = "{jabber:client}"
MUC = "{http://jabber.org/protocol/muc#user}"

CONFIG = """
interfaces = {{ "127.0.0.1" }}
c2s_ports, s2s_ports, https_ports, http_ports = {{}}, {{}}, {{}}, {{ {port} }}
http_interfaces = {{ "127.0.0.1" }}
http_default_host = "{first}"
plugin_paths = {{ "{at}/plugins" }}
data_path = "{at}/data"
pidfile = "{at}/prosody.pid"
log = {{ info = "{at}/prosody.log" }}
storage = "memory"
certificates = "{at}"
modules_enabled = {{ "saslauth", "bosh" }}
modules_disabled = {{ "s2s", "offline", "c2s", "tls" }}
consider_bosh_secure = true
c2s_require_encryption = false
"""
HOST = """
VirtualHost "{host}"
authentication = "token"
{options}
Component "conference.{host}" "muc"
modules_enabled = {{ "token_verification" }}
muc_mapper_domain_base = "{host}"
muc_room_locking = false
{rooms}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def lua(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "{ " + ", ".join(map(lua, value)) + " }"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def settings(options):
    """As they stand in a configuration file; a text is taken as it is."""
    if isinstance(options, str):
        return options
    return "\n".join(f"{name} = {lua(value)}" for name, value in options.items())


class Prosody:
    """hosts: the settings of each virtual host, and of its component for rooms; or the text that
    stands in the configuration for it. It runs as somebody who may do little: Prosody itself
    refuses to be root."""

    def __init__(self, hosts):
        self.at = pathlib.Path(tempfile.mkdtemp(prefix="convoke-prosody-"))
        self.port = free_port()
        shutil.copytree(HERE, self.at / "plugins", ignore=lambda _, names: [
            n for n in names if "." in n and not n.endswith(".lua")])
        (self.at / "data").mkdir()
        config = CONFIG.format(port=self.port, at=self.at, first=next(iter(hosts)))
        for host, given in hosts.items():
            config += given if isinstance(given, str) else HOST.format(
                host=host, options=settings(given[0]), rooms=settings(given[1]))
        (self.at / "prosody.cfg.lua").write_text(config)
        self.process = subprocess.Popen(
            [*self.somebody(), "prosody", "--config", str(self.at / "prosody.cfg.lua"), "-F"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait()

    def somebody(self):
        if os.geteuid() != 0:
            return []
        for found in [self.at, *self.at.rglob("*")]:
            shutil.chown(found, "nobody", "nogroup")
        return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--no-new-privs"]

    def wait(self):
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"Prosody does not listen:\n{self.log()}")

    def log(self):
        log = self.at / "prosody.log"
        return log.read_text() if log.exists() else ""

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        shutil.rmtree(self.at, ignore_errors=True)


class Refused(Exception):
    """What the server says to whoever may not come in."""


class Visitor:
    """A browser that connects to a virtual host with a token, or without."""

    def __init__(self, server, host, token=None):
        self.host, self.sid = host, None
        self.rid = random.randrange(1 << 31)
        self.path = "/http-bind" + ("?" + urllib.parse.urlencode({"token": token}) if token else "")
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.waiting = []
        try:
            self.sign_in()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.line.close()

    def send(self, inside="", **attributes):
        self.rid += 1
        given = {"rid": self.rid, "xmlns": "http://jabber.org/protocol/httpbind", **attributes}
        if self.sid:
            given["sid"] = self.sid
        text = "".join(f" {name.replace('__', ':')}={quoteattr(str(value))}"
                       for name, value in given.items())
        self.line.request("POST", self.path, f"<body{text}>{inside}</body>",
                          {"Content-Type": "text/xml; charset=utf-8"})
        answer = self.line.getresponse()
        body = ElementTree.fromstring(answer.read())
        if body.get("type") == "terminate":
            raise Refused(body.get("condition"))
        self.waiting += list(body)
        return body

    def next(self, *names):
        """The next element of one of these names; others are passed over."""
        for _ in range(20):
            while self.waiting:
                found = self.waiting.pop(0)
                if found.tag in names:
                    return found
            self.send()
        raise AssertionError(f"none of {names} came")

    def sign_in(self):
        more = {"xmlns__xmpp": "urn:xmpp:xbosh", "xmpp__version": "1.0"}
        self.sid = self.send(to=self.host, wait=5, hold=1, ver="1.6", **more).get("sid")
        self.waiting.clear()
        self.send(f'<auth xmlns="{SASL[1:-1]}" mechanism="ANONYMOUS"/>')
        said = self.next(SASL + "success", SASL + "failure")
        if said.tag == SASL + "failure":
            raise Refused(said.findtext(SASL + "text") or said[0].tag)
        self.send(to=self.host, **more, xmpp__restart="true")
        self.waiting.clear()
        self.send('<iq xmlns="jabber:client" type="set" id="bind">'
                  '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>')
        if self.next(CLIENT + "iq").get("type") != "result":
            raise AssertionError("no resource was bound")

    def enter(self, room, under=None):
        """Goes into a room of the host, or of the component named; as what he is there."""
        to = f"{room}@{under or 'conference.' + self.host}/{random.randrange(1 << 40):x}"
        self.send(f'<presence xmlns="jabber:client" to={quoteattr(to)}>'
                  '<x xmlns="http://jabber.org/protocol/muc"/></presence>')
        entered = False
        while not entered:  # those who are there come before oneself
            said = self.next(CLIENT + "presence")
            if said.get("type") == "error":
                error = said.find(CLIENT + "error")
                raise Refused(" ".join(part.tag.partition("}")[2] for part in error))
            entered = "110" in {status.get("code") for status in said.iter(MUC + "status")}
        return said.find(f".//{MUC}item").get("affiliation")
