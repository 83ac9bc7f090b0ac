"""The rows of a service that has nothing to do: alone, and with many programs connected."""
import base64
import http.client
import resource
import subprocess
import time
from contextlib import contextmanager

from machine import QUICK, Missing, free_port, rollup_kb, row, status_kb, wait_for
from place import Place

CONNECTIONS = 100 if QUICK else 1000  # the default of server.connections
MOST_MB = 64


@contextmanager
def serving(place, port):
    with subprocess.Popen(place.command("serve")) as child:
        try:
            wait_for(port, "convoke serve")
            yield child
        finally:
            child.terminate()


def idle(here):
    port = free_port()
    place = Place(here / "idle", listen=f"127.0.0.1:{port}")
    with serving(place, port) as child:
        time.sleep(5)
        dirty = rollup_kb(child.pid, "Private_Dirty") / 1024
    row("idle service, private dirty memory",
        f"{dirty:.1f} MB   convoke serve, after 5 s; Private_Dirty of /proc/PID/smaps_rollup",
        "none: a bound", f"{dirty:.1f} MB", "under 15 MB", dirty < 15)


def idle_connections(here):
    """Each has asked for its calendar, signed in, before it rests; none is closed."""
    own = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (own, own))
    port = free_port()
    place = Place(here / "idle-connections", listen=f"127.0.0.1:{port}")
    password = place.convoke("user", "app-password", "add", "bench", "--name", "bench")[1].strip()
    with serving(place, port) as child:
        opened = [http.client.HTTPConnection("127.0.0.1", port) for _ in range(CONNECTIONS)]
        ask_all(opened, password)
        time.sleep(2)
        sockets = [connection.sock for connection in opened]
        peak, now = status_kb(child.pid, "VmHWM") / 1024, rollup_kb(child.pid, "Pss_Anon") / 1024
        ask_all(opened, password)
        if [connection.sock for connection in opened] != sockets:
            raise Missing("connections were closed meanwhile")
    row(f"{CONNECTIONS} idle keep-alive connections, signed in",
        f"peak VmHWM {peak:.1f} MB, {now:.1f} MB of it anonymous   convoke serve, after a PROPFIND "
        "on each of them and 2 s", "none: a bound", f"{peak:.1f} MB", f"under {MOST_MB} MB",
        peak < MOST_MB)


def ask_all(connections, password):
    pair = base64.b64encode(f"bench:{password}".encode()).decode()
    for connection in connections:
        connection.request("PROPFIND", "/dav/calendars/bench/default/", headers={
            "Depth": "0", "Authorization": f"Basic {pair}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 207:
            raise Missing(f"a connection of {len(connections)} was answered {answer.status}")
