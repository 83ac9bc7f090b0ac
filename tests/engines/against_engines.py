#!/usr/bin/python3
"""Random events, expanded by this program, by python3-dateutil and by libical, have to agree.

usage: against_engines.py OURS LIBICAL

CONVOKE_SEED=N draws other events, CONVOKE_SEED=random any; CONVOKE_EVENTS=N how many (20000);
CONVOKE_ONLY=N looks at the event of that number alone and shows it.

Where dateutil and libical agree, we have to agree with them. Where libical is known to err it is
not asked (the table in judge.py), and dateutil alone is the measure. Where both were asked and
differ, nothing is compared. What fails is printed as the smallest event that still does."""

import collections
import multiprocessing
import os
import random
import sys

from draw import FAMILIES, draw
from judge import Judge
from shrink import shrink

EVENTS = int(os.environ.get("CONVOKE_EVENTS", "20000"))
SHOWN = 5  # failures of one process
LEAST_SHARE = 0.70


class Tally:
    def __init__(self):
        self.events = collections.Counter()  # by status
        self.families = collections.defaultdict(collections.Counter)
        self.questions = collections.Counter()
        self.why = collections.Counter()
        self.failures = []
        self.failed = 0
        self.alone = []

    def note(self, event, verdict):
        self.events[verdict.status] += 1
        for family in event.families:
            self.families[family]["made"] += 1
            self.families[family][verdict.status] += 1
        for name in ("both", "one", "differ", "unknown", "exhausted", "with_dateutil",
                     "with_libical", "occurrences", "itself"):
            self.questions[name] += getattr(verdict, name)
        if verdict.why:
            self.why[verdict.why] += 1

    def add(self, other):
        self.events += other.events
        self.questions += other.questions
        self.why += other.why
        self.failures += other.failures
        self.failed += other.failed
        self.alone += other.alone
        for family, counts in other.families.items():
            self.families[family] += counts


def describe(seed, number, event, verdict):
    head = "event %d of seed %s, floating times read in %s:" % (
        number, seed, event.reader or "no zone")
    return "\n".join([head, event.text().replace("\r\n", "\n")] + verdict.faults[:2])


def smallest(judge, event):
    def fails(smaller):
        try:
            return bool(judge.verdict(smaller).faults)
        except (OverflowError, ValueError, StopIteration):
            return False

    event = shrink(event, fails)
    return event, judge.verdict(event)


def run(what):
    """One process looks at every n-th event."""
    programs, seed, numbers = what
    judge, tally = Judge(*programs), Tally()
    for number in numbers:
        event = draw(seed, number)
        verdict = judge.verdict(event)
        tally.note(event, verdict)
        if verdict.alone and len(tally.alone) < SHOWN:
            tally.alone.append("event %d: %s" % (number, verdict.alone[0]))
        if not verdict.faults:
            continue
        tally.failed += 1
        if len(tally.failures) < SHOWN:
            tally.failures.append(describe(seed, number, *smallest(judge, event)))
    tally.questions["libical ended"] += judge.libical.crashes
    judge.end()
    return tally


def report(tally):
    q, made = tally.questions, sum(tally.events.values())
    compared = tally.events["both"] + tally.events["one"]
    print("%d events: %d compared with both engines, %d with one, %d where the two differ, "
          "%d not comparable" % (made, tally.events["both"], tally.events["one"],
                                 tally.events["differ"], tally.events["unknown"]))
    print("%d questions agreed with both, %d with one; %d occurrences; %d times our budget was "
          "used up; %d where the two differ, %d of them with dateutil, %d with libical" % (
              q["both"], q["one"], q["occurrences"], q["exhausted"], q["differ"],
              q["with_dateutil"], q["with_libical"]))
    print("%d comparisons of our engine with itself; libical was ended %d times" % (
        q["itself"], q["libical ended"]))
    for why, count in tally.why.most_common():
        print("  libical was not asked, %d: %s" % (count, why))
    print("%-36s %7s %7s %7s %7s" % ("family", "made", "both", "one", "differ"))
    for family in FAMILIES:
        counts = tally.families[family]
        print("%-36s %7d %7d %7d %7d" % (family, counts["made"], counts["both"], counts["one"],
                                         counts["differ"]))
    return compared / max(1, made)


def judge_tally(tally):
    share = report(tally)
    empty = [f for f in FAMILIES if not tally.families[f]["both"] + tally.families[f]["one"]]
    for text in tally.failures:
        print("\nDIFFERS:", text)
    if tally.failed:
        return "%d events differ" % tally.failed
    if share < LEAST_SHARE:
        return "compared %.0f %% of what was made" % (100 * share)
    return "not one was compared of: %s" % ", ".join(empty) if empty else None


def show(programs, seed, number):
    judge, event = Judge(*programs), draw(seed, number)
    verdict = judge.verdict(event)
    print(describe(seed, number, event, verdict))
    print("\n".join([verdict.status] + verdict.alone))
    return 1 if verdict.faults else 0


def main():
    programs = sys.argv[1:3]
    seed = os.environ.get("CONVOKE_SEED", "20261121")
    seed = str(random.randrange(1 << 31)) if seed == "random" else seed
    print("CONVOKE_SEED=%s" % seed, flush=True)
    if "CONVOKE_ONLY" in os.environ:
        return show(programs, seed, int(os.environ["CONVOKE_ONLY"]))
    several = min(4, os.cpu_count() or 1)
    tally = Tally()
    with multiprocessing.Pool(several) as pool:
        for part in pool.imap(run, [(programs, seed, range(first, EVENTS, 8 * several))
                                    for first in range(8 * several)]):
            tally.add(part)
    return judge_tally(tally)


if __name__ == "__main__":
    sys.exit(main())
