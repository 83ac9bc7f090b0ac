"""What may have happened to one object, judged by what its clients were told.

An object is a register that is empty or holds (place, mark). Each operation took effect at one
moment between its beginning and its end, or, when the service died under it, at one such moment or
never. States that no order of the operations leads to are told."""
import itertools
import threading

FAILED = object()


class Operation:
    def __init__(self, begin, end, said, step, is_certain=True):
        self.begin, self.end, self.said, self.step = begin, end, said, step
        self.is_certain = is_certain

    def __repr__(self):
        return f"[{self.begin:6} {self.end:6}] {self.said}{'' if self.is_certain else ' (in flight)'}"


# Steps: from a state to the next one, or FAILED.

def wrote(place, mark, at=None, was=None):
    """A text is at place now. at: status that tells whether it is new; was: mark that had to be."""
    def step(state):
        is_here = state is not None and state[0] == place
        if state is not None and not is_here:
            return FAILED  # one UID has one place
        if (at == 201 and is_here) or (at == 204 and not is_here):
            return FAILED
        if was is not None and (not is_here or state[1] != was):
            return FAILED
        return (place, mark)
    return step


def removed(place, was=None):
    def step(state):
        if state is None or state[0] != place or was not in (None, state[1]):
            return FAILED
        return None
    return step


def moved(place, to, was=None):
    def step(state):
        if removed(place, was)(state) is FAILED:
            return FAILED
        return (to, state[1])
    return step


def is_there(place, mark):
    """mark: a function; what it gives may be known only later, None: any."""
    def step(state):
        if state is None or state[0] != place or mark() not in (None, state[1]):
            return FAILED
        return state
    return step


def is_not_there(place, was=None):
    """was: with this mark."""
    def step(state):
        return FAILED if state is not None and state[0] == place and was in (None, state[1]) else state
    return step


def is_elsewhere(place):
    return lambda state: FAILED if state is None or state[0] == place else state


class Inexplicable(Exception):
    pass


def ends_of(operations, states):
    """All states that an order of these may end in."""
    certain = sum(1 << i for i, o in enumerate(operations) if o.is_certain)
    ends, seen, stack = set(), set(), [(0, s) for s in states]
    while stack:
        done, state = stack.pop()
        if (done, state) in seen:
            continue
        seen.add((done, state))
        if done & certain == certain:
            ends.add(state)
        left = [(i, o) for i, o in enumerate(operations) if not done >> i & 1]
        first_end = min((o.end for _, o in left if o.is_certain), default=float("inf"))
        last_begin = max((o.begin for i, o in enumerate(operations) if done >> i & 1), default=-1)
        for i, o in left:
            if o.begin > first_end or o.end < last_begin:
                continue
            after = o.step(state)
            if after is not FAILED:
                stack.append((done | 1 << i, after))
    return ends


def overlapping(operations):
    """In groups that do not overlap in time."""
    group, end = [], -1
    for o in sorted(operations, key=lambda o: o.begin):
        if group and o.begin > end:
            yield group
            group = []
        group.append(o)
        end = max(end, o.end)
    if group:
        yield group


class History:
    """Of all objects; the clients' threads write into it."""

    def __init__(self):
        self.ticks = itertools.count(1)
        self.lock = threading.Lock()
        self.operations, self.states, self.settled = {}, {}, {}

    def tick(self):
        return next(self.ticks)

    def add(self, register, operation):
        with self.lock:
            self.operations.setdefault(register, []).append(operation)

    def settle(self):
        """When nothing is under way: judges what came since."""
        for register, operations in self.operations.items():
            for group in overlapping(operations):
                states = self.states.get(register, {None})
                self.states[register] = ends_of(group, states)
                if not self.states[register]:
                    before = self.settled.get(register, [])[-12:]
                    raise Inexplicable("\n".join([
                        f"{register}: no order of these explains what was answered;",
                        f"before them: {states}", *map(repr, before), "--", *map(repr, group)]))
                self.settled.setdefault(register, []).extend(group)
        self.operations.clear()
