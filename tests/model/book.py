"""What all clients know together: which PUT wrote which text, and what each ETag and CTag names."""
import itertools
import re
import threading
import urllib.parse

from history import History, Operation, is_not_there, is_there
from texts import ACCOUNTS, TELLING, Thing, is_kept, mark_of

THINGS = 12  # UIDs in each account


class Book:
    def __init__(self):
        self.history = History()
        self.lock = threading.Lock()
        self.marks = itertools.count(1)
        self.sent = {}       # mark: the text of the PUT, and the thing
        self.of_etag = {}    # ETag: the one text that it names
        self.of_ctag = {}    # (calendar, CTag): the one listing
        self.refused = set()  # marks of refused PUTs
        self.things = {(a, n): Thing(a, n) for a in ACCOUNTS for n in range(THINGS)}
        self.named = {(t.account, name): t for t in self.things.values() for name in t.names}

    def send(self, thing, make):
        """A new mark, and the text that make gives for it."""
        with self.lock:
            mark = next(self.marks)
        text = make(mark)
        self.sent[mark] = (text, thing)
        return mark, text

    def mark(self, etag):
        text = self.of_etag.get(etag)
        return mark_of(text) if text else None

    def names(self, etag, text):
        """An ETag has been seen with a text."""
        with self.lock:
            known = self.of_etag.setdefault(etag, text)
        assert known == text, f"{etag} names two texts:\n{known}\n{text}"

    def listed(self, key, listing):
        with self.lock:
            known = self.of_ctag.setdefault(key, listing)
        assert known == listing, f"{key} names two listings: {set(known) ^ set(listing)}"

    def thing_at(self, place):
        """None: the service itself has put it there, for whom the other account has invited."""
        return self.named.get((place[0], place[2]))

    def read(self, place, etag, text, begin, end, how):
        """The text at a place was this one, at some moment between."""
        mark, thing = mark_of(text), self.thing_at(place)
        assert mark in self.sent, f"{how} {place}: nobody wrote this:\n{text.decode()}"
        assert mark not in self.refused, f"{how} {place}: m{mark} was refused"
        sent, of = self.sent[mark]
        if not thing:
            assert of.kind == "local" and of.account != place[0], f"{how} {place}: {text.decode()}"
            self.names(etag, text)
            return
        assert of.uid == thing.uid, f"{how} {place} is of {of.uid}"
        assert is_kept(sent, text, thing.kind in TELLING), \
            f"{how} {place}: not what was sent:\n{sent.decode()}\n{text.decode()}"
        self.names(etag, text)
        self.saw(place, etag, begin, end, how)

    def saw(self, place, etag, begin, end, how):
        """etag None: there was nothing."""
        thing = self.thing_at(place)
        if not thing:
            return
        step = is_there(place, lambda: self.mark(etag)) if etag else is_not_there(place)
        said = f"{how} {place} gives {etag and f'm{self.mark(etag)} {etag[:8]}'}"
        self.history.add((place[0], thing.uid), Operation(begin, end, said, step))


# --- places: (whose, which calendar, which name), whoever asks and however it is written ----------

def href(place, actor, chance=None):
    owner, calendar, name = place
    collection = calendar if owner == actor else f"{owner}~{calendar}"
    parts = ["dav", "calendars", actor, collection] + ([name] if name is not None else [""])
    path = "/" + "/".join(urllib.parse.quote(p, safe="") for p in parts)
    if chance and chance.random() < 0.5:
        path = path.replace("%40", "@").replace("%21", "!").replace("%7E", "~")
    if chance and chance.random() < 0.3:
        path = re.sub("%[0-9A-F]{2}", lambda m: m[0].lower(), path)
    return path


def place_of(said, actor):
    """name None: the calendar itself."""
    _, _, _, whose, collection, name = said.split("/")
    assert urllib.parse.unquote(whose) == actor, said
    collection, name = urllib.parse.unquote(collection), urllib.parse.unquote(name)
    owner, mark, calendar = collection.rpartition("~")
    return (owner if mark else actor, calendar, name or None)
