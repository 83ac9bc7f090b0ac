"""The rows of what is stored: importing, and what a reminder pass costs."""
import shlex
import statistics

from events import BASE, DUE, GROUPS, full_event, rfc3339, write_calendar
from machine import BUILD, QUICK, Missing, row, shown, status_kb, timed
from place import Place

SMALL, LARGE = (1000, 5000) if QUICK else (10000, 1000000)


def import_small(here):
    calendar = here / "small.ics"
    write_calendar(calendar, SMALL, full_event)
    parser = BUILD / "bin/parse_alone"
    if not parser.exists():
        raise Missing("parse_alone was not built (libical-dev)")
    ours, theirs = [], []
    for turn in range(5):
        place = Place(here / f"small-{turn}")
        ours.append(place.convoke("import", "--user", "bench", str(calendar))[0])
        theirs.append(float(timed([str(parser), str(calendar)])[1].split()[1]))
    mine, alone = statistics.median(ours), statistics.median(theirs)
    size = calendar.stat().st_size / 1e6
    row(f"import of {SMALL} events ({size:.1f} MB), stored and indexed (median of 5; WAL, "
        "synchronous=FULL)",
        f"{mine:.3f} s   {shlex.join(place.command('import', '--user', 'bench', calendar.name))}",
        f"{alone:.3f} s   {shown(parser)} {calendar.name}   (libical, parse and free)",
        f"{mine / alone:.2f}", "at most 3", mine / alone <= 3)


def import_large(here):
    place = large_place(here)
    size = place.calendar_bytes / 1e6
    row(f"import of {LARGE} events ({size:.0f} MB), memory",
        f"{place.import_s:.1f} s, peak RssAnon {place.anon_kb / 1024:.1f} MB (with pages of the "
        f"mapped file VmHWM {place.rss_kb / 1024:.1f} MB)   convoke import --user bench large.ics",
        "none: a bound", f"{place.anon_kb / 1024:.1f} MB", "under 64 MB beside what is on disk",
        place.anon_kb < 64 * 1024)


def large_place(here, made={}):
    if here in made:
        return made[here]
    calendar = here / "large.ics"
    write_calendar(calendar, LARGE)
    place = Place(here / "large")
    peak = {"RssAnon": 0, "VmHWM": 0}

    def sample(pid):
        for field in peak:
            peak[field] = max(peak[field], status_kb(pid, field))
    place.import_s, _ = timed(place.command("import", "--user", "bench", str(calendar)), sample)
    place.anon_kb, place.rss_kb = peak["RssAnon"], peak["VmHWM"]
    place.calendar_bytes = calendar.stat().st_size
    calendar.unlink()
    return made.setdefault(here, place)


def reminders(here):
    calendar = here / "few.ics"
    write_calendar(calendar, SMALL)
    small = Place(here / "few")
    small.convoke("import", "--user", "bench", str(calendar))
    few, many = [], []
    for group in range(GROUPS):
        at = rfc3339(BASE + 86400 * group - 3600)
        for place, times in ((small, few), (large_place(here), many)):
            times.append(place.convoke("remind", "--at", at)[0])
    mine, peer = statistics.median(many), statistics.median(few)
    row(f"reminder pass, {DUE} due (median of {GROUPS})",
        f"{mine * 1000:.1f} ms with {LARGE} events stored   convoke remind --at {at}",
        f"{peer * 1000:.1f} ms with {SMALL} events stored   the same command",
        f"{mine / peer:.2f}", "under 1.5", mine / peer < 1.5)
