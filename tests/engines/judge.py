"""One event before the three engines: what they say, and whether ours stands alone."""

import collections
import subprocess

from events import stamp, stamp_at
from expect import ByDateutil, ByLibical, Expected, Unknown

COUNTED = 1000  # instances of a set
MOST = 3000  # local times that libical may give for one rule


class Engine:
    """A program that answers events; another is started when it ends."""

    def __init__(self, program):
        self.program = program
        self.process = None
        self.crashes = 0

    def start(self):
        self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, head, text):
        """Its line of answer; None when it ended instead."""
        if self.process is None:
            self.start()
        body = text.encode()
        try:
            self.process.stdin.write(b"%d %s\n" % (len(body), head.encode()) + body)
            self.process.stdin.flush()
            line = self.process.stdout.readline().decode()
        except BrokenPipeError:
            line = ""
        if line.endswith("\n"):
            return line[:-1]
        self.said = self.process.stderr.read().decode()[-3000:]
        self.process.wait()
        self.process = None
        self.crashes += 1
        return None

    def end(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()


# --- what is known of the other engines: where one errs, it is not asked ---

def dateutil_errs(rule):
    if {52, 53} & set(rule.numbers("BYWEEKNO")):
        return "days of January in the last week of the year before"
    return None


def libical_errs(rule, event):
    """The first reason of a table; every one was seen. None: it is asked."""
    freq, parts = rule["FREQ"], {name for name in rule if name.startswith("BY")}
    fine = freq in ("HOURLY", "MINUTELY", "SECONDLY")
    for reason, applies in (
            ("BYWEEKNO: writes out of bounds, and orders weeks wrongly", "BYWEEKNO" in parts),
            ("BYSETPOS of weeks, days and times", "BYSETPOS" in parts and (
                freq not in ("MONTHLY", "YEARLY") or parts & {"BYHOUR", "BYMINUTE", "BYSECOND"})),
            ("runs away or skips in fine rules with BYxxx", fine and parts),
            ("YEARLY with BYMONTHDAY alone: takes the start's month", freq == "YEARLY" and
             "BYMONTHDAY" in parts and "BYMONTH" not in parts),
            ("numbered weekdays that BYMONTHDAY limits", "BYMONTHDAY" in parts and any(
                len(day) > 2 for day in rule.get("BYDAY", "").split(","))),
            ("negative numbers as a limit", freq == "DAILY" and any(
                n < 0 for n in rule.numbers("BYMONTHDAY"))),
            ("UNTIL of another type than the start", "UNTIL" in rule and (
                len(rule["UNTIL"]) != {"date": 8, "floating": 15}.get(event.kind, 16)))):
        if applies:
            return reason
    return None


# --- asking ---

def ask_libical(engine):
    def ask(text, begin, end):
        line = engine.ask("%s %s %d" % (stamp(begin), stamp(end), MOST), text)
        if line is None or "..." in line:
            return None
        return [None if rule == "-" else [stamp_at(t) for t in rule.split()]
                for rule in line.split("|")[:-1]]
    return ask


Question = collections.namedtuple("Question", "text answer")


def questions_of(event):
    """What is asked of our engine, and how another's answer is found."""
    for i, (begin, end) in enumerate(event.windows):
        letter = "W" if i == len(event.windows) - 1 else "w"
        yield Question("%s%d,%d" % (letter, begin, end), lambda x, b=begin, e=end: x.window(b, e))
    begin, end = event.windows[-1]
    yield Question("n%d" % begin, lambda x: (
        "first", end, [o for o in x.window(begin, end) if o[1] > begin]))
    yield Question("s%d" % begin, lambda x: (
        "first", end, [o for o in x.window(begin, end) if o[0] >= begin]))
    if not event.is_endless:
        yield Question("l%d" % COUNTED, lambda x: ("last",) + x.last_and_count())


def answer_by(expected, question):
    if expected is None:
        return None
    try:
        return question.answer(expected)
    except Unknown:
        return None


def parse_occurrences(text):
    found = []
    for item in text.split():
        start, end, key = item.split("/")
        found.append((int(start), int(end), key))
    return found


def says(ours, wanted):
    """Whether our answer is the one that is wanted."""
    if isinstance(wanted, list):
        return ours.startswith("=") and parse_occurrences(ours[1:]) == wanted
    if wanted[0] == "last":
        at, count = wanted[1:]
        return ours == "= %d %d" % (at, min(count, COUNTED))
    _, end, found = wanted
    if found:
        same = [o for o in found if o[0] == found[0][0]]
        return ours.startswith("=") and parse_occurrences(ours[1:])[0] in same
    return ours == "-" or ours.startswith("=") and parse_occurrences(ours[1:])[0][0] >= end


# --- judging ---

class Verdict:
    def __init__(self):
        self.faults = []  # sentences
        self.both = self.one = self.differ = self.unknown = 0  # questions
        self.with_dateutil = self.with_libical = 0  # where those two differ
        self.exhausted = 0  # questions that our engine's budget did not suffice for
        self.occurrences = 0
        self.itself = 0
        self.why = None  # the reason why an engine was not asked
        self.alone = []

    @property
    def status(self):
        if self.differ:
            return "differ"
        if self.both:
            return "both"
        return "one" if self.one else "unknown"


def show(answer):
    return str(answer)[:600]


def judge_question(verdict, question, ours, dateutil, libical):
    if ours.startswith("?"):  # a legal answer to a rule that has next to nothing to give
        verdict.exhausted += 1
        return
    if dateutil is not None and libical is not None and dateutil != libical:
        verdict.differ += 1
        verdict.with_dateutil += says(ours, dateutil)
        verdict.with_libical += says(ours, libical)
        if not says(ours, dateutil) and not says(ours, libical):
            verdict.alone.append("%s\n ours     %s\n dateutil %s\n libical  %s" % (
                question.text, show(ours), show(dateutil), show(libical)))
        return
    wanted = dateutil if dateutil is not None else libical
    if wanted is None:
        verdict.unknown += 1
        return
    if libical is not None and dateutil is not None:
        verdict.both += 1
    else:
        verdict.one += 1
    if isinstance(wanted, list):
        verdict.occurrences += len(wanted)
    if not says(ours, wanted):
        who = "both" if libical is not None and dateutil is not None else (
            "dateutil" if dateutil is not None else "libical")
        verdict.faults.append("%s\n ours %s\n %s %s" % (
            question.text, show(ours), who, show(wanted)))


class Judge:
    def __init__(self, ours, libical):
        self.ours = Engine(ours)
        self.libical = Engine(libical)

    def engines(self, event, verdict):
        by_dateutil = by_libical = None
        if not any(dateutil_errs(rule) for rule in event.rules + event.exrules):
            by_dateutil = Expected(event, ByDateutil(event))
        verdict.why = next((why for rule in event.rules + event.exrules
                            if (why := libical_errs(rule, event))), None)
        if verdict.why is None:
            by_libical = Expected(event, ByLibical(event, ask_libical(self.libical)))
        return by_dateutil, by_libical

    def verdict(self, event):
        verdict = Verdict()
        by_dateutil, by_libical = self.engines(event, verdict)
        questions = list(questions_of(event))
        line = self.ours.ask(" ".join([event.reader or "-"] + [q.text for q in questions]),
                             event.text())
        if line is None:
            verdict.faults.append("our engine ended: " + self.ours.said)
            return verdict
        answers = line.split("|")
        if len(answers) != len(questions) + 1:
            verdict.faults.append("our engine says: " + line)
            return verdict
        verdict.itself = int(answers[-1])
        for question, answer in zip(questions, answers):
            ours, _, itself = answer.partition("!")
            if itself:
                verdict.faults.append("%s: %s" % (question.text, itself))
            judge_question(verdict, question, ours.strip(), answer_by(by_dateutil, question),
                           answer_by(by_libical, question))
        return verdict

    def end(self):
        self.ours.end()
        self.libical.end()
