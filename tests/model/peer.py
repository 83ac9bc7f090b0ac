"""One calendar program of four: it knows what its synchronisation told it, and writes by that."""
import collections
import http.client
import random
import threading

from book import href, place_of
from dav import CS, Client, D, wants, xml
from history import Operation, is_elsewhere, is_not_there, moved, removed, wrote
from texts import TELLING, remarked

CALENDARS = {"anna": [("anna", "default"), ("anna", "work")],
             "bert@example.org": [("bert@example.org", "default"), ("anna", "work")]}
DATA = "<C:calendar-data/>"
QUERY = ('<D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter'
         ' name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>')


class Died(Exception):
    """The service was killed under this request."""


class Peer(threading.Thread):
    def __init__(self, name, actor, password, host, book):
        super().__init__(name=name)
        self.actor, self.host, self.book = actor, host, book
        self.client = Client(0, actor, password)
        self.calendars = CALENDARS[actor]
        self.tokens = dict.fromkeys(self.calendars, "")
        self.copy = {c: {} for c in self.calendars}  # calendar: name: ETag, from synchronising alone
        self.painted = {}  # (calendar, property of this client alone): what it may be
        self.count = collections.Counter()
        self.failure = None

    def prepare(self, seed, steps):
        """Another run of the same client."""
        again = Peer(self.name, self.actor, None, self.host, self.book)
        again.__dict__.update({k: self.__dict__[k] for k in
                               ("client", "tokens", "copy", "painted", "count")})
        again.chance, again.steps = random.Random(f"{seed} {self.name}"), steps
        return again

    def run(self):
        try:
            for _ in range(self.steps):
                self.host.step()
                action = self.chance.choices(*zip(*ACTIONS))[0]
                try:
                    action(self)
                except Died:
                    self.count["died"] += 1
        except BaseException as failure:  # told by whoever joins
            self.failure = failure

    # --- asking ------------------------------------------------------------------------------------

    def ask(self, method, place, body=None, **headers):
        """The answer, with the moments before and after it."""
        path = href(place, self.actor, self.chance)
        self.client.port, generation = self.host.where()
        begin = self.book.history.tick()
        try:
            answer = self.client.ask(method, path, body, **headers)
        except (OSError, http.client.HTTPException) as failure:
            self.host.was_killed(generation, f"{method} {path}: {failure!r}")
            raise Died(begin, self.book.history.tick()) from failure
        end = self.book.history.tick()
        assert answer.status < 500 or answer.status in (501, 503), f"{method} {path}: {answer}"
        self.count[f"{method} {answer.status}"] += 1
        return answer, begin, end

    def report(self, place, element, inside):
        return self.ask("REPORT", place, xml(element, inside), Depth="1",
                        Content_Type="application/xml; charset=utf-8")

    # --- writing -----------------------------------------------------------------------------------

    def write(self, method, place, said, step_of, judge, registers, **more):
        """step_of(status): what the write does there when it was done; None: nobody knows.
        judge(status): what a refusal says of the object."""
        said = f"{self.name} {method} {place} {said}"
        try:
            answer, begin, end = self.ask(method, place, **more)
        except Died as died:
            for register in registers:
                self.note(register, *died.args, f"{said}: ?", step_of(None)[register], False)
            raise
        done = answer.status in (201, 204)
        steps = step_of(answer.status) if done else judge(answer.status)
        assert done or answer.status in (403, 404, 409, 412, 503), f"{said}: {answer}"
        for register, step in steps.items():
            self.note(register, begin, end, f"{said}: {answer.status}", step)
        return answer

    def note(self, register, begin, end, said, step, is_certain=True):
        self.book.history.add(register, Operation(begin, end, said, step, is_certain))

    def pick(self, account=None):
        """A calendar, a thing of its owner, and where the local copy has it: a name and an ETag."""
        calendar = self.chance.choice([c for c in self.calendars if account in (None, c[0])])
        thing = self.chance.choice([t for t in self.book.things.values()
                                    if t.account == calendar[0]])
        for name in thing.names:
            if name in self.copy[calendar]:
                return calendar, thing, name, self.copy[calendar][name]
        return calendar, thing, self.chance.choice(thing.names), None

    def condition(self, etag):
        """Headers, and the mark that has to be there: a client mostly says what it has read."""
        mark = self.book.mark(etag) if etag else None
        if mark is None or self.chance.random() < 0.2:
            return {}, None
        form = self.chance.choice(("If_Match", "If_Match", "If"))
        return {form: etag if form == "If_Match" else f"([{etag}])"}, mark

    def put(self):
        calendar, thing, name, etag = self.pick()
        place, variant = (*calendar, name), self.chance.randrange(60)
        headers, was = self.condition(etag)
        is_new = not headers and self.chance.random() < 0.6
        if is_new:
            headers = {"If_None_Match": "*"}
        read = self.book.of_etag.get(etag)
        mark, text = self.book.send(thing, lambda m: remarked(read, m) if read and variant % 2
                                    else thing.text(m, variant))
        register = (thing.account, thing.uid)

        def step_of(status):
            return {register: wrote(place, mark, 201 if is_new else status, was)}

        def judge(status):
            self.book.refused.add(mark)
            if status == 412 and was is not None:
                return {register: is_not_there(place, was)}
            if status in (403, 409):  # its UID is elsewhere: nothing else ever takes its names
                return {register: is_elsewhere(place)}
            return {}

        answer = self.write("PUT", place, f"m{mark} if {'new' if is_new else was}", step_of, judge,
                            [register], body=text, Content_Type="text/calendar", **headers)
        if answer.etag:
            assert answer.status in (201, 204), answer
            self.book.names(answer.etag, text)
        elif answer.status in (201, 204):
            assert thing.kind in TELLING, f"no ETag for {place}"

    def delete(self):
        calendar, thing, name, etag = self.pick()
        place, register = (*calendar, name), (thing.account, thing.uid)
        headers, was = self.condition(etag)
        self.write("DELETE", place, f"if {was}", lambda _: {register: removed(place, was)},
                   lambda status: self.missed(status, register, place, was), [register], **headers)

    def missed(self, status, register, place, was):
        """Not there, or not with this mark any more."""
        if status == 404 or (status == 412 and was is not None):
            return {register: is_not_there(place, was if status == 412 else None)}
        return {}

    def move(self):
        calendar, thing, name, etag = self.pick()
        to = (*self.chance.choice([c for c in self.calendars if c[0] == calendar[0]]),
              self.chance.choice(thing.names))
        place, register = (*calendar, name), (thing.account, thing.uid)
        if to == place:
            return
        headers, was = self.condition(etag)
        self.write("MOVE", place, f"to {to} if {was}", lambda _: {register: moved(place, to, was)},
                   lambda status: self.missed(status, register, place, was), [register],
                   Destination=href(to, self.actor, self.chance),
                   Overwrite=self.chance.choice("TF"), **headers)

    def cross(self):
        """COPY or MOVE into the other account, of what may go there."""
        if self.actor == "anna":
            return
        calendar, thing, name, etag = self.pick()
        mark = self.book.mark(etag)
        if thing.kind in TELLING or mark is None:
            return
        to_calendar = next(c for c in self.calendars if c[0] != calendar[0])
        place, to = (*calendar, name), (*to_calendar, self.chance.choice(thing.names))
        here, there = (place[0], thing.uid), (to[0], thing.uid)
        method, overwrite = self.chance.choice(("COPY", "MOVE")), self.chance.choice("TF")

        def step_of(status):
            steps = {there: wrote(to, mark, 201 if overwrite == "F" else status)}
            if method == "MOVE":
                steps[here] = removed(place, mark)
            return steps

        self.write(method, place, f"to {to} if {mark} overwrite {overwrite}", step_of,
                   lambda status: {here: is_not_there(place)} if status == 404 else {},
                   [here, there] if method == "MOVE" else [there], If_Match=etag,
                   Destination=href(to, self.actor, self.chance), Overwrite=overwrite)

    def spoil(self):
        """What has to be refused, and leaves nothing."""
        calendar, thing, name, etag = self.pick()
        mark, text = self.book.send(thing, lambda m: thing.text(m, 0))
        self.book.refused.add(mark)
        spoilt, headers = self.chance.choice((
            (text.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:REQUEST"), {}),
            (text[:len(text) // 2], {}),
            (text.replace(b"UID:", b"UID:other-"), {"If_Match": "*"}),
            (text, {"If_Match": '"0123"'}),
            (b"\0" + text, {}),
            (text, {"Content_Type": "text/plain"})))
        answer, _, _ = self.ask("PUT", (*calendar, name), spoilt,
                                **{"Content_Type": "text/calendar", **headers})
        assert 400 <= answer.status < 500, f"{headers} {spoilt}: {answer}"

    def paint(self):
        """A property of the calendar that this client alone sets, beside others that others set."""
        calendar = self.chance.choice([c for c in self.calendars if c[0] == self.actor])
        names = (("D:displayname", "C:calendar-description") if self.name.endswith("1") else
                 ("A:calendar-color", f"A:mine-{self.name.partition('-')[0]}"))
        name = self.chance.choice(names)
        value = f"#{self.chance.randrange(1 << 24):06X}FF"
        if (calendar, name) not in self.painted:
            self.painted[calendar, name] = {self.paint_of(calendar, name)}
        was = self.painted[calendar, name]
        self.painted[calendar, name] = was | {value}
        answer, _, _ = self.ask("PROPPATCH", (*calendar, None), xml(
            "D:propertyupdate", f"<D:set><D:prop><{name}>{value}</{name}></D:prop></D:set>"))
        assert answer.status in (207, 503) and b"HTTP/1.1 4" not in answer.body, answer
        self.painted[calendar, name] = {value} if answer.status == 207 else was
        self.check_paint(calendar, name)

    def paint_of(self, calendar, name):
        answer, _, _ = self.ask("PROPFIND", (*calendar, None), xml("D:propfind", wants(name)),
                                Depth="0")
        return next((e.text for e in answer.props().values()), None)

    def check_paint(self, calendar, name):
        found, allowed = self.paint_of(calendar, name), self.painted[calendar, name]
        assert found in allowed, f"{self.name}: {name} of {calendar} is {found}, not {allowed}"
        self.painted[calendar, name] = {found}

    # --- reading -----------------------------------------------------------------------------------

    def get(self):
        calendar, _, name, _ = self.pick()
        place = (*calendar, name)
        answer, begin, end = self.ask("GET", place)
        if answer.status == 200:
            self.book.read(place, answer.etag, answer.body, begin, end, f"{self.name} GET")
        else:
            assert answer.status == 404, answer
            self.book.saw(place, None, begin, end, f"{self.name} GET")

    def read_texts(self, answer, begin, end, how):
        """Of a multiget or a query; gives the places of it."""
        places = set()
        for at, response in answer.responses().items():
            place = place_of(at, self.actor)
            if response.find(D + "status") is not None:
                assert " 404 " in response.findtext(D + "status"), answer
                self.book.saw(place, None, begin, end, how)
                continue
            etag = response.find(f".//{D}getetag").text
            text = response.find(".//{urn:ietf:params:xml:ns:caldav}calendar-data").text
            self.book.read(place, etag, text.encode(), begin, end, how)
            places.add(place)
        return places

    def query(self):
        calendar = self.chance.choice(self.calendars)
        answer, begin, end = self.report((*calendar, None), "C:calendar-query", QUERY)
        found = self.read_texts(answer, begin, end, f"{self.name} query")
        for thing in self.book.things.values():
            if thing.account != calendar[0] or thing.kind in ("todo", "journal"):
                continue
            for name in thing.names:
                if (*calendar, name) not in found:
                    self.book.saw((*calendar, name), None, begin, end, f"{self.name} query")

    def listing(self, calendar):
        """Names and ETags, with what the calendar says of its state, all of one moment."""
        answer, begin, end = self.ask(
            "PROPFIND", (*calendar, None), Depth="1",
            body=xml("D:propfind", wants("D:getetag", "CS:getctag", "D:sync-token")))
        found = {}
        for at, response in answer.responses().items():
            place = place_of(at, self.actor)
            if place[2] is None:
                ctag = response.findtext(f".//{CS}getctag"), response.findtext(f".//{D}sync-token")
            else:
                found[place[2]] = response.findtext(f".//{D}getetag")
                self.book.saw(place, found[place[2]], begin, end, f"{self.name} lists")
        self.book.listed((calendar, ctag), frozenset(found.items()))
        return found

    def list(self):
        self.listing(self.chance.choice(self.calendars))

    # --- synchronising -----------------------------------------------------------------------------

    def sync_part(self, calendar, limit):
        """One request; gives the changed names, and whether there is more."""
        inside = f"<D:sync-token>{self.tokens[calendar]}</D:sync-token><D:sync-level>1</D:sync-level>"
        inside += f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>" if limit else ""
        answer, begin, end = self.report((*calendar, None), "D:sync-collection",
                                         inside + "<D:prop><D:getetag/></D:prop>")
        changed, is_cut = {}, False
        for at, response in answer.responses().items():
            place, status = place_of(at, self.actor), response.findtext(D + "status")
            if place[2] is None:
                assert " 507 " in status and len(answer.responses()) == limit + 1, answer
                is_cut = True
                continue
            assert status is None or " 404 " in status, answer
            changed[place[2]] = None if status else response.findtext(f".//{D}getetag")
            self.book.saw(place, changed[place[2]], begin, end, f"{self.name} sync")
        assert limit is None or is_cut or len(changed) <= limit, answer
        for name, etag in changed.items():
            self.copy[calendar].pop(name, None)
            if etag:
                self.copy[calendar][name] = etag
        self.tokens[calendar] = answer.sync_token()
        return changed, is_cut

    def synchronise(self, calendar):
        changed, is_cut = {}, True
        limit = self.chance.choice((None, None, 1, 2, 7))
        while is_cut:
            part, is_cut = self.sync_part(calendar, limit)
            changed.update(part)
        hrefs = "".join(f"<D:href>{href((*calendar, n), self.actor, self.chance)}</D:href>"
                        for n, etag in changed.items() if etag and etag not in self.book.of_etag)
        if hrefs:
            answer, begin, end = self.report((*calendar, None), "C:calendar-multiget",
                                             "<D:prop><D:getetag/>" + DATA + "</D:prop>" + hrefs)
            self.read_texts(answer, begin, end, f"{self.name} multiget")

    def sync(self):
        self.synchronise(self.chance.choice(self.calendars))


ACTIONS = ((Peer.put, 30), (Peer.sync, 20), (Peer.delete, 9), (Peer.move, 12), (Peer.cross, 9),
           (Peer.get, 6), (Peer.query, 3), (Peer.list, 5), (Peer.spoil, 4),
           (Peer.paint, 5))
