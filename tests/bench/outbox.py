"""The rows of the outbox: mails to an SMTP server, against Postfix's smtp-source."""
import os
import shlex
import shutil
import socket
import statistics
import subprocess
import time

from events import rfc3339, write_calendar
from machine import QUICK, Missing, free_port, row, timed
from place import Place

MAILS = 500 if QUICK else 2000


def sink(port):
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
    if not program or not shutil.which("smtp-source", path="/usr/sbin:/usr/bin"):
        raise Missing("Postfix's smtp-sink and smtp-source are not installed (postfix)")
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [program, *user, f"127.0.0.1:{port}", "1000"]
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # pylint: disable=R1732
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return child, command
        except OSError:
            time.sleep(0.05)
    raise Missing("smtp-sink did not start")


def outbox(here):
    port = free_port()
    calendar = here / "mails.ics"
    write_calendar(calendar, MAILS)
    length = mail_bytes(here, calendar)
    source = ["smtp-source", "-s", "2", "-d", "-l", str(length), "-m", str(MAILS), "-f",
              "convoke@example.org", "-t", "guest@example.net", f"127.0.0.1:{port}"]
    nobody = f"smtp://127.0.0.1:{free_port()}"
    child, command = sink(port)
    try:
        whole, sent, theirs = [], [], []
        for turn in range(3):
            place = Place(here / f"outbox-{turn}", transport=f"smtp://127.0.0.1:{port}")
            place.convoke("import", "--invite", "--user", "bench", str(calendar))
            whole.append(delivered(place)[0])
            # Composed in a first pass that reaches no server, sent in a second an hour later.
            place = Place(here / f"ready-{turn}", transport=nobody)
            place.convoke("import", "--invite", "--user", "bench", str(calendar))
            place.convoke("deliver")
            place.configure(transport=f"smtp://127.0.0.1:{port}")
            later = {"CONVOKE_TEST_NOW": rfc3339(time.time() + 3600)}
            sent.append(delivered(place, later)[0])
            theirs.append(timed([shutil.which(source[0], path="/usr/sbin:/usr/bin"),
                                 *source[1:]])[0])
    finally:
        child.terminate()
        child.wait()
    peer = MAILS / statistics.median(theirs)
    for what, times in (("composed before, sent", sent), ("composed and sent", whole)):
        mine = MAILS / statistics.median(times)
        row(f"outbox to SMTP, {MAILS} mails {what}; {shlex.join(command)} (median of 3)",
            f"{mine:.0f} mails/s   convoke deliver   (mail.sessions = 2, merge_window = 0)",
            f"{peer:.0f} mails/s   {shlex.join(source)}",
            f"{mine / peer:.2f}", "at least 0.7", mine / peer >= 0.7)


def delivered(place, environment=None):
    seconds, said = timed(place.command("deliver", "--verbose"), environment=environment)
    if not said.startswith(f"{MAILS} sent"):
        raise RuntimeError(f"convoke deliver: {said}")
    return seconds, said


def mail_bytes(here, calendar, known={}):
    """The mean size of a mail as Convoke writes it, for smtp-source's -l."""
    if "bytes" not in known:
        place = Place(here / "mail-size")
        place.convoke("import", "--invite", "--user", "bench", str(calendar))
        place.convoke("deliver")
        sizes = [m.stat().st_size for m in (place.folder / "mail").rglob("*") if m.is_file()]
        known["bytes"] = int(statistics.mean(sizes))
    return known["bytes"]
