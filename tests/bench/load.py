"""wrk, sending what a plan holds to a server, and what that took the server."""
import json
import os
import subprocess
import threading
import time
from pathlib import Path

from machine import Missing

SCRIPT = Path(__file__).with_name("load.lua")
SAMPLE_S = 0.2
MARK = "@@@@@@@@"  # becomes a number that no request before had


def request(server, method, path, body="", **headers):
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}",
             f"Authorization: {server.authorization}",
             *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
             f"Content-Length: {len(body.encode())}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def command(connections, seconds):
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"]


class Load:
    """What came of a run: requests, rate (of them a second), p99_s, cpu_s (of the server, each),
    peak_kb and anon_kb (memory, with and without what files back), generator (CPUs of wrk)."""
    sent = 0  # numbers given to requests so far

    def __init__(self, server, plan, connections, seconds):
        self.peak_kb = self.anon_kb = 0
        path = server.folder / "plan"
        path.write_bytes(b"".join(b"%d\n%s" % (len(r.encode()), r.encode()) for r in plan))
        ended = threading.Event()
        watch = threading.Thread(target=self.watch, args=(server, ended))
        watch.start()
        before, began, own = server.cpu_s(), time.monotonic(), os.times()
        try:
            done = subprocess.run(
                [*command(connections, seconds), "-s", SCRIPT, f"http://127.0.0.1:{server.port}/",
                 "--", path, str(Load.sent)], capture_output=True, text=True, check=False)
        finally:
            ended.set()
            watch.join()
        if any(MARK in one for one in plan):
            Load.sent += 100000
        self.read(server, done, server.cpu_s() - before, connections)
        took = os.times()
        self.generator = (took.children_user + took.children_system - own.children_user
                          - own.children_system) / (time.monotonic() - began)

    def read(self, server, done, cpu, connections):
        if done.returncode:
            raise RuntimeError(f"wrk ended with {done.returncode}: {done.stderr or done.stdout}")
        said = json.loads(done.stdout.splitlines()[-1])
        if said["refused"]:
            raise Missing(f"{server.name} refused {said['refused']} of {said['requests']} requests")
        self.requests = said["requests"]
        self.rate = said["requests"] / said["us"] * 1e6
        self.p99_s = said["p99_us"] / 1e6
        # Half of what is under way at the end is done.
        self.cpu_s = cpu / (said["requests"] + connections / 2)

    def watch(self, server, ended):
        while not ended.wait(SAMPLE_S):
            pss, anon = server.memory_kb()
            self.peak_kb, self.anon_kb = max(self.peak_kb, pss), max(self.anon_kb, anon)
