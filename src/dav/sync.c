/* REPORT sync-collection: what changed since a token. RFC 6578, 3 */
#include "internal.h"

#include <stdio.h>

enum { ENOUGH_BYTES = 32 * 1024 * 1024 }; /* of one answer: what is left comes with the next */

struct syncing {
    struct ask *ask;
    const struct wanted *wanted;
    struct text *t;
    struct error *err;
    int64_t since, last; /* change numbers */
    int64_t most, count;
    bool was_cut, ok;
};

/* A token of another store, of another calendar, of the future, or of a past that is forgotten. */
static bool read_token(const struct ask *a, struct span token, int64_t *since_out,
                       struct error *err)
{
    const struct calendar *c = a->at.calendar;
    OWN_CHARS said = span_copy(token);
    long long epoch = 0, calendar = 0, number = 0;
    int64_t ours = 0;
    int end = 0;
    TRY(store_epoch(a->tx, &ours, err));
    bool ok =
        sscanf(said, "urn:convoke:sync:%lld-%lld-%lld%n", &epoch, &calendar, &number, &end) == 3 &&
        said[end] == 0 && epoch == ours && calendar == c->id && number > 0 &&
        number <= c->change_number && number >= c->forgotten;
    *since_out = number;
    return ok || fail(err, FAULT_FORBIDDEN, "valid-sync-token",
                      "This sync token does not hold any more; synchronise anew without one.");
}

static bool read_request(struct syncing *s, const struct xml_element *root)
{
    const struct xml_element *token = xml_child(root, NS_DAV, "sync-token");
    const struct xml_element *level = xml_child(root, NS_DAV, "sync-level");
    const struct xml_element *limit = xml_child(root, NS_DAV, "limit");
    const struct xml_element *most = xml_child(limit, NS_DAV, "nresults");
    struct span said = token ? xml_trimmed(token) : (struct span){0};
    s->most = INT64_MAX;
    if (most && (!span_number(xml_trimmed(most), &s->most) || s->most < 1))
        return fail(s->err, FAULT_INVALID, NULL, "DAV:nresults is a number from 1.");
    if (level && !span_is(xml_trimmed(level), "1") && !span_is(xml_trimmed(level), "infinite"))
        return fail(s->err, FAULT_INVALID, NULL, "DAV:sync-level is 1 or infinite.");
    return said.len == 0 || read_token(s->ask, said, &s->since, s->err);
}

static bool add_removed(struct syncing *s, const struct object_listed *listed)
{
    OWN(text) href = text_new();
    const struct path *at = &s->ask->at.path;
    path_add(href, PLACE_OBJECT, at->user, at->collection, listed->name);
    multistatus_add_status(s->t, text_str(href), 404, NULL);
    return true;
}

/* The text is read only where the client wants it. */
static bool add_present(struct syncing *s, const struct object_listed *listed)
{
    const struct calendar *c = s->ask->at.calendar;
    struct object o = object_of(listed, c);
    struct object *whole = NULL;
    if (s->ask->calendar_data) {
        whole = store_object_by_uid(s->ask->tx, c->account, c->id, listed->uid, s->err);
        TRY(whole);
    }
    struct resource r = listed_child(&s->ask->at, whole ? whole : &o);
    bool ok = wanted_add_response(s->ask, s->wanted, &r, s->t, s->err);
    object_free(whole);
    return ok;
}

static bool add_change(const struct object_listed *listed, void *with)
{
    struct syncing *s = with;
    s->was_cut = s->count == s->most || text_len(s->t) >= ENOUGH_BYTES;
    if (s->was_cut)
        return false;
    s->count++;
    s->last = listed->change_number;
    s->ok = listed->etag ? add_present(s, listed) : add_removed(s, listed);
    return s->ok;
}

/* 507 for the collection itself says that there is more. RFC 6578, 3.6 */
static void add_cut(struct syncing *s)
{
    OWN(text) href = text_new();
    resource_add_href(&s->ask->at, href);
    multistatus_add_status(s->t, text_str(href), 507, "number-of-matches-within-limits");
}

static bool run(struct syncing *s)
{
    const struct calendar *c = s->ask->at.calendar;
    s->ok = true;
    TRY(store_objects_changed(s->ask->tx, c->account, c->id, s->since, add_change, s, s->err));
    TRY(s->ok);
    if (s->was_cut)
        add_cut(s);
    text_add_str(s->t, "<D:sync-token>");
    TRY(add_sync_token(s->ask->tx, c, s->was_cut ? s->last : c->change_number, s->t, s->err));
    text_add_str(s->t, "</D:sync-token>");
    return true;
}

bool report_sync(struct ask *a, struct error *err)
{
    const struct xml_element *root = xml_root(a->body);
    OWN(wanted) w = report_wanted(a, root);
    OWN(text) t = multistatus_start();
    struct syncing s = {.ask = a, .wanted = w, .t = t, .err = err};
    TRY(read_request(&s, root));
    TRY(run(&s));
    multistatus_answer(a, t);
    return true;
}
