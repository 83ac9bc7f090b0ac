"""The machine: commands and what they take, processes, ports; and how a row is printed."""
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/bench"
CONVOKE = os.environ.get("CONVOKE", str(BUILD / "bin/convoke"))
QUICK = "--quick" in sys.argv
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Missing(Exception):
    """A peer cannot be had: the row is not reached."""


def timed(command, sample=None, environment=None):
    """Seconds that a command takes; sample(pid) is called while it runs."""
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=dict(os.environ, **(environment or {}))) as child:
        if sample:
            watch = threading.Thread(target=watch_child, args=(child, sample), daemon=True)
            watch.start()
        out, err = child.communicate()
    if child.returncode:
        raise RuntimeError(f"{shlex.join(command)} ended with {child.returncode}: {err or out}")
    return time.monotonic() - began, out


def watch_child(child, sample):
    while child.poll() is None:
        sample(child.pid)
        time.sleep(0.02)


def status_kb(pid, field):
    try:
        found = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M)
        return int(found[1]) if found else 0
    except OSError:
        return 0


def rollup_kb(pid, field):
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found = re.search(rf"^{field}:\s+(\d+) kB", text, re.M)
        return int(found[1]) if found else 0
    except OSError:
        return 0


def stat_of(pid):
    """The fields of /proc/PID/stat after the name; None when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def family(pid):
    """A process and all that came of it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        stat = entry.name.isdigit() and stat_of(entry.name)
        if stat:
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found += parents.get(parent, [])
    return found


def cpu_s(pid):
    """User and system time of a process and all that came of it, those that ended included."""
    stats = [stat_of(member) for member in family(pid)]
    return sum(int(ticks) for stat in stats if stat for ticks in stat[11:15]) * TICK_S


def memory_kb(pid):
    """Of a process and its children: all (shared pages by their share), and what no file backs."""
    members = family(pid)
    return (sum(rollup_kb(m, "Pss") for m in members),
            sum(rollup_kb(m, "Pss_Anon") for m in members))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, name):
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    raise Missing(f"{name} did not start")


def shown(path):
    return str(path).replace(str(ROOT) + "/", "")


def reached(yes):
    return "reached" if yes else "NOT REACHED"


def row(name, ours, theirs, ratio, wanted, good):
    print(f"{name}\n  convoke  {ours}\n  peer     {theirs}\n"
          f"  ratio    {ratio}   wanted: {wanted}   {reached(good)}\n", flush=True)


def build():
    configure = ["cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja",
                 "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
                 f"-DCMAKE_RUNTIME_OUTPUT_DIRECTORY={BUILD}/bin"]
    for command in (configure, ["cmake", "--build", BUILD, "--target", "convoke", "bench"]):
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.exit(f"{shlex.join(map(str, command))} failed")
