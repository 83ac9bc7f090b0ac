"""The rows of CalDAV: Convoke, Cyrus and Radicale are asked the same questions in turns, once all
have given the right answer."""
import http.client
import math
import os
import re
import shlex
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from xml.etree.ElementTree import ParseError

import dav_questions as ask
import load
from dav_servers import SERVERS
from machine import BUILD, QUICK, Missing, reached, shown, timed

SIZES = (100, 1000) if QUICK else (100, 1000, 10000, 100000)
ROUNDS = 1 if QUICK else 3  # in turns, of one second each, for answers that take no longer than
FAST_S = 0.01
ANSWERS, MOST_S = 100, 2 if QUICK else 8  # as many of the slower ones, within so many seconds
RAW_MS = 300
WANTED = {"cyrus": 8, "radicale": 40}
PUT_WANTED = {"cyrus": 8}
RAW_WANTED = {1: 0.4, 16: 1.0}  # PUTs for each raw commit, by connections
GROWTH_WANTED, GROWTH_ROUNDS = 1.3, 1 if QUICK else 5

FAULTS = (Missing, RuntimeError, OSError, subprocess.SubprocessError, http.client.HTTPException,
          ParseError)  # of a peer: it has no figure, the others go on

LARGEST = SIZES[-1]
FIGURES = (  # what is asked, of calendars of which size; what changes them comes last
    (ask.Query, 8, SIZES), (ask.Multiget, 8, SIZES), (ask.Initial, 8, SIZES[:3]),
    (ask.Delta, 8, SIZES), (ask.Listing, 8, SIZES[:3]), (ask.Discovery, 8, (1000,)),
    (ask.PutChanged, 1, (1000,)), (ask.PutChanged, 16, (1000, LARGEST)),
    (ask.PutNew, 1, (1000,)), (ask.PutNew, 16, (1000, LARGEST)),
)


# --- servers --------------------------------------------------------------------------------------

def started(here, make):
    """A server that has its calendars, or why it cannot be had."""
    try:
        server = make(here / make.name)
    except FAULTS as why:
        return why
    try:
        server.begin()
        for size in SIZES:
            if size <= server.largest:
                server.fill(size)
        server.filled()
        return server
    except FAULTS as why:
        server.stop()
        return why


def all_started(here):
    with ThreadPoolExecutor() as pool:
        made = list(pool.map(lambda make: started(here, make), SERVERS))
    servers = [server for server in made if not isinstance(server, Exception)]
    for make, server in zip(SERVERS, made):
        said = f"NOT REACHED: {server}" if isinstance(server, Exception) else server.told()
        print(f"{make.name:9}  {said}")
    print(f"generator  {shlex.join(load.command(8, 1))} -s {shown(load.SCRIPT)} URL -- PLAN FROM: "
          f"{ROUNDS} times in turns, the\n           middle counts; where an answer takes longer "
          f"than {FAST_S * 1000:.0f} ms, once for up to {MOST_S} s\n", flush=True)
    return servers


def quiet(servers):
    """Waits until what was asked before is done."""
    before, until = None, time.monotonic() + 60
    while time.monotonic() < until:
        now = [server.cpu_s() for server in servers]
        if now == before:
            return
        before = now
        time.sleep(0.1)


# --- one figure -----------------------------------------------------------------------------------

class Side:
    """One server's part of a figure."""

    def __init__(self, server, kind, connections, size):
        self.server, self.connections, self.runs, self.why = server, connections, [], None
        self.asked_size, self.size = size, min(size, server.largest)
        try:
            self.question = kind(server, self.size, connections)
            self.question.check()
            if self.question.once_s < 1:
                self.question.check()  # what the first one read from disk is in memory now
        except FAULTS as why:
            self.why = why

    def run(self, turn):
        once_s = self.question.once_s
        if turn and once_s > FAST_S:
            return
        seconds = 1 if once_s <= FAST_S else max(2, min(MOST_S, math.ceil(ANSWERS * once_s)))
        if self.connections * once_s > seconds:  # all would compute, and none be done in time
            self.connections = min(self.connections, os.cpu_count())
            seconds = math.ceil(2 * self.connections * once_s)
        try:
            run = load.Load(self.server, self.question.plan(), self.connections, seconds)
            self.runs.append(run)
            self.why = None if run.requests else "answered nothing within the time"
        except FAULTS as why:
            self.why = why

    def middle(self, field):
        return statistics.median(getattr(run, field) for run in self.runs)

    def told(self):
        if self.why:
            return f"NOT REACHED: {self.why}"
        peak, anon = (max(getattr(run, field) for run in self.runs) / 1024
                      for field in ("peak_kb", "anon_kb"))
        fewer = f", {self.size} events only" if self.size != self.asked_size else ""
        if self.connections != self.question.connections:
            fewer += f", {self.connections} connections only"
        return (f"{self.middle('rate'):8.1f}/s  p99 {self.middle('p99_s') * 1000:8.2f} ms  "
                f"CPU {self.middle('cpu_s') * 1e6:8.0f} us each  peak {peak:5.1f} MB "
                f"({anon:.1f} anonymous)  wrk {self.middle('generator'):.2f} CPU, "
                f"{sum(run.requests for run in self.runs)} answers{fewer}")


def raw_rate(here):
    said = timed([str(BUILD / "bin/commits"), str(here), str(RAW_MS), "raw"])[1]
    return float(re.search(r"^raw +(\d+)", said, re.M)[1])


def measured(here, servers, kind, connections, size):
    """The sides by the servers' names, and what SQLite alone commits meanwhile."""
    sides = {server.name: Side(server, kind, connections, size) for server in servers}
    raw = []
    for turn in range(ROUNDS):
        for side in sides.values():
            if not side.why:
                quiet(servers)
                side.run(turn)
        if issubclass(kind, ask.Put):
            raw.append(raw_rate(here))
    return sides, statistics.median(raw) if raw else None


def print_figure(kind, connections, size, sides, raw):
    """False when something that is wanted was not reached."""
    ours, good = sides["convoke"], True
    print(f"{kind.about}; {size} events, {connections} connection{'s' * (connections > 1)}")
    for name, side in sides.items():
        print(f"  {name:9}{side.told()}")
        good = good and not side.why
    wanted = PUT_WANTED if raw else WANTED
    for name, side in sides.items():
        if name == "convoke" or side.why or ours.why:
            continue
        ratio = ours.middle("rate") / side.middle("rate")
        by_cpu = side.middle("cpu_s") / ours.middle("cpu_s")
        told = f"wanted: at least {wanted[name]}   {reached(ratio >= wanted[name])}" \
            if name in wanted else ""
        print(f"  ratio    {ratio:.1f} to {name} (by CPU {by_cpu:.1f})   {told}")
        good = good and ratio >= wanted.get(name, 0)
    if raw and not ours.why:
        ratio, least = ours.middle("rate") / raw, RAW_WANTED[connections]
        print(f"  ratio    {ratio:.2f} to {raw:.0f}/s of SQLite alone (commits DIR {RAW_MS} raw)   "
              f"wanted: at least {least}   {reached(ratio >= least)}")
        good = good and ratio >= least
    print(flush=True)
    return good


# --- all of them ----------------------------------------------------------------------------------

def print_growth(figures):
    print("CPU us each, by the calendar's size")
    lines = {}
    for (kind, connections, size), sides in figures.items():
        for name, side in sides.items():
            if not side.why and side.size == size:
                key = (f"{kind.__name__.lower()}, {connections}", name)
                lines.setdefault(key, {})[size] = side.middle("cpu_s") * 1e6
    print(f"  {'':24}" + "".join(f"{size:>12}" for size in SIZES))
    for (about, name), costs in lines.items():
        shown_costs = [f"{costs[size]:12.0f}" if size in costs else " " * 12 for size in SIZES]
        print(f"  {about:15}{name:9}{''.join(shown_costs)}")
    print(flush=True)


def query_growth(convoke):
    """The same ten events out of few and out of many, in turns."""
    few, many = (Side(convoke, ask.Query, 8, size) for size in (SIZES[1], LARGEST))
    ratios = {"cpu_s": [], "rate": []}
    for _ in range(GROWTH_ROUNDS):
        for side in (few, many):
            if not side.why:
                side.run(0)
            if side.why:
                raise Missing(f"growth of a query: {side.why}")
        for field, all_of in ratios.items():
            all_of.append(getattr(many.runs[-1], field) / getattr(few.runs[-1], field))
    ratio, rate = (statistics.median(all_of) for all_of in ratios.values())
    print(f"{ask.Query.about}, {LARGEST} events against {SIZES[1]}, {GROWTH_ROUNDS} times in turns"
          f"\n  ratio    {ratio:.2f} by CPU ({1 / rate:.2f} by rate)   "
          f"wanted: at most {GROWTH_WANTED}   {reached(ratio <= GROWTH_WANTED)}\n", flush=True)
    return ratio <= GROWTH_WANTED


def caldav(here):
    servers, figures = all_started(here), {}
    try:
        if not servers or servers[0].name != "convoke":
            raise Missing("Convoke does not serve")
        good = query_growth(servers[0])
        for kind, connections, sizes in FIGURES:
            for size in dict.fromkeys(sizes):
                sides, raw = measured(here, servers, kind, connections, size)
                figures[kind, connections, size] = sides
                good = print_figure(kind, connections, size, sides, raw) and good
    finally:
        for server in servers:
            server.stop()
    print_growth(figures)
    if len(servers) < len(SERVERS) or not good:
        raise Missing("a figure above")
