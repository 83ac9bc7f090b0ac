"""The smallest event that still fails: parts are left out as long as it does."""

MOST_TRIES = 400


def without_one(event, name):
    for i in range(len(getattr(event, name))):
        smaller = event.copy()
        del getattr(smaller, name)[i]
        yield smaller


def smaller_rules(event, name):
    for i, rule in enumerate(getattr(event, name)):
        for part in rule:
            if part != "FREQ":
                smaller = event.copy()
                del getattr(smaller, name)[i][part]
                yield smaller
            values = rule[part].split(",")
            for left_out in range(len(values) if len(values) > 1 else 0):
                smaller = event.copy()
                kept = values[:left_out] + values[left_out + 1:]
                getattr(smaller, name)[i][part] = ",".join(kept)
                yield smaller


def plainer(event):
    for name, value in (("length", None), ("reader", "")):
        if getattr(event, name):
            smaller = event.copy()
            setattr(smaller, name, value)
            yield smaller
    for i, o in enumerate(event.overrides):
        for name in ("is_cancelled", "and_future", "in_utc"):
            if getattr(o, name):
                smaller = event.copy()
                setattr(smaller.overrides[i], name, False)
                yield smaller


def candidates(event):
    for name in ("windows", "overrides", "exrules", "exdates", "rdates", "rules"):
        yield from without_one(event, name)
    yield from plainer(event)
    for name in ("rules", "exrules"):
        yield from smaller_rules(event, name)


def shrink(event, fails):
    """fails(event) says whether it still does."""
    tries = 0
    found = True
    while found and tries < MOST_TRIES:
        found = False
        for smaller in candidates(event):
            tries += 1
            if (smaller.rules or smaller.rdates) and smaller.windows and fails(smaller):
                event, found = smaller, True
                break
            if tries >= MOST_TRIES:
                break
    return event
