#!/usr/bin/python3
"""Instants of local times, by this engine and by python's zoneinfo, have to agree in every zone.

usage: against_zoneinfo.py PROGRAM; the seed is printed, CONVOKE_SEED=N takes another one,
CONVOKE_SEED=random any. Compared are the hours around changes and random times of 1900 to 2500,
in the system's files and, where zic is, in files that it makes: slim ones, ones that count leap
seconds, and ones cut at both ends."""

import calendar
import datetime
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zoneinfo

DAY = 86400
FIRST, LAST = -2208988800, 16756761600 # 1900 and 2501
EPOCH = datetime.datetime(1970, 1, 1)
ZIC = shutil.which("zic", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
SYSTEM = os.environ.get("TZDIR") or "/usr/share/zoneinfo"


class Engine:
    def __init__(self, program):
        self.pipe = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, line):
        self.pipe.stdin.write(line + "\n")
        self.pipe.stdin.flush()
        return self.pipe.stdout.readline().strip()


def names_below(folder):
    names = []
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in ("posix", "right"))
        for file in sorted(files):
            full = os.path.join(path, file)
            with open(full, "rb") as f:
                if f.read(4) == b"TZif":
                    names.append(os.path.relpath(full, folder))
    return names


def changes_of(zone, first, last):
    """Instants at which the offset changes, found by halving between samples of a week."""
    found = []
    offset = lambda t: (EPOCH + datetime.timedelta(seconds=t)).replace(
        tzinfo=datetime.timezone.utc).astimezone(zone).utcoffset()
    step = 7 * DAY
    before = offset(first)
    for low in range(first, last, step):
        high = low + step
        after = offset(high)
        if after != before:
            low_offset = before
            while high - low > 1:
                middle = (low + high) // 2
                if offset(middle) == low_offset:
                    low = middle
                else:
                    high = middle
            found.append((high, int(before.total_seconds())))
        before = after
    return found


def local_times(rnd, zone):
    """Wall seconds: around changes, more of them in the years of tables, and anywhere."""
    walls = [rnd.randrange(FIRST, LAST) for _ in range(30)]
    start = rnd.randrange(-60 * 365 * DAY, 80 * 365 * DAY)
    far = rnd.randrange(60 * 365 * DAY, LAST - 3 * 365 * DAY)
    for first, last in ((start, start + 15 * 365 * DAY), (far, far + 2 * 365 * DAY)):
        for at, offset in changes_of(zone, first, last):
            around = at + offset
            walls += [around + rnd.choice((-7200, -3600, -1800, 0, 1800, 3600, 7200)) + second
                      for second in (-1, 0, 1)]
            walls += [around + rnd.randrange(-4 * 3600, 4 * 3600) for _ in range(2)]
            walls += [around + rnd.randrange(-DAY, DAY)]
    return walls


def instant_of(zone, wall):
    moment = (EPOCH + datetime.timedelta(seconds=wall)).replace(tzinfo=zone)
    return wall - round(moment.utcoffset().total_seconds())


def compare(engine, rnd, folder, reference, names, since=FIRST):
    assert engine.ask("D " + folder) == "ok", folder
    compared, others = 0, 0
    for name in names:
        with open(os.path.join(reference, name), "rb") as f:
            zone = zoneinfo.ZoneInfo.from_file(f, key=name)
        said = engine.ask("Z " + name)
        assert said != "-", f"{folder}/{name} is not read"
        if said not in (name, "UTC"):  # a product has the same name: "Greenwich", "Egypt"
            others += 1
            continue
        walls = [wall for wall in local_times(rnd, zone) if wall >= since]
        answers = engine.ask("L " + " ".join(map(str, walls))).split()
        for wall, answer in zip(walls, answers, strict=True):
            wanted = instant_of(zone, wall)
            if int(answer) != wanted:
                local = EPOCH + datetime.timedelta(seconds=wall)
                sys.exit(f"{folder}/{name} at {local}: {answer}, zoneinfo has {wanted}")
        compared += len(walls)
    assert others < 10, f"{others} names of files mean other zones"
    return compared


def made_by_zic(into, *options):
    source = os.path.join(SYSTEM, "tzdata.zi")
    subprocess.run([ZIC, "-d", into, *options, source], check=True, stderr=subprocess.DEVNULL)
    return into


def endless_leaps(path):
    """The system's leap seconds without the line that ends zones when they expire."""
    with open(os.path.join(SYSTEM, "leapseconds")) as f, open(path, "w") as out:
        out.writelines(line for line in f if "expires" not in line.lower())
    return path


def main():
    said = os.environ.get("CONVOKE_SEED", "5545")
    seed = random.SystemRandom().randrange(1 << 32) if said == "random" else int(said)
    print(f"seed {seed}")
    rnd = random.Random(seed)
    engine = Engine(sys.argv[1])
    names = names_below(SYSTEM)
    assert len(names) > 300, f"only {len(names)} zones in {SYSTEM}"
    total = compare(engine, rnd, SYSTEM, SYSTEM, names)
    print(f"{SYSTEM}: {len(names)} zones, {total} local times")
    if not ZIC or not os.path.exists(os.path.join(SYSTEM, "tzdata.zi")):
        print("zic or its source is missing: files of other kinds are left out")
        return
    with tempfile.TemporaryDirectory() as made:
        slim = made_by_zic(os.path.join(made, "slim"), "-b", "slim")
        few = rnd.sample(names_below(slim), 100)
        print("slim:", compare(engine, rnd, slim, slim, few), "local times")
        if os.path.exists(os.path.join(SYSTEM, "leapseconds")):
            leaps = endless_leaps(os.path.join(made, "leapseconds"))
            right = made_by_zic(os.path.join(made, "right"), "-b", "slim", "-L", leaps)
            print("right:", compare(engine, rnd, right, slim, few), "local times")
        cut = made_by_zic(os.path.join(made, "cut"), "-b", "slim", "-r", "@0/@1700000000")
        # Before the cut zoneinfo takes the first standard time, the standard the first type.
        print("cut:", compare(engine, rnd, cut, cut, few, 2 * DAY), "local times")


main()
