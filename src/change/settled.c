/* What became of messages, written into the event as SCHEDULE-STATUS: on the ATTENDEE whom its
 * organizer told, on the ORGANIZER whom an attendee answered. RFC 6638, 3.2.9 */
#include "internal.h"

/* --- one message ------------------------------------------------------------------------------ */

static bool is_local(const struct parcel *p)
{
    return local_address(p->recipient);
}

/* What the mail server said: an enhanced status code, RFC 3463. */
static const char *status_of_refusal(const char *said)
{
    if (said && strstr(said, " 5.1.1"))
        return "3.7"; /* there is no such mailbox */
    return said && strstr(said, " 5.7.") ? "3.8" : "5.1";
}

static bool status_of_local(struct tx *tx, const struct parcel *p, const char **status_out,
                            struct error *err)
{
    OWN(account) a = store_account(tx, local_account(p->recipient), err);
    *status_out = a ? "5.1" : "3.7";
    return a || err->kind == FAULT_NOT_FOUND;
}

/* NULL: nothing was tried, or there was nothing to say. A mail server that takes a message says
 * nothing of its end. */
static bool status_of(struct tx *tx, const struct parcel *p, const char **status_out,
                      struct error *err)
{
    *status_out = NULL;
    if (p->state == PARCEL_SENT)
        *status_out = is_local(p) ? "1.2" : "1.1";
    else if (p->state == PARCEL_FAILED && p->attempts > 0 && is_local(p))
        return status_of_local(tx, p, status_out, err);
    else if (p->state == PARCEL_FAILED && p->attempts > 0)
        *status_out = status_of_refusal(p->answer);
    return true;
}

static bool is_of_event(const struct parcel *p)
{
    static const char *const kinds[] = {"itip", "local", "reply", "answer"};
    for (size_t i = 0; i < LENGTH(kinds); i++)
        if (strcmp(kinds[i], p->kind) == 0)
            return p->uid;
    return false;
}

static bool is_same_event(const struct parcel *a, const struct parcel *b)
{
    return a->account == b->account && strcmp(a->uid, b->uid) == 0;
}

/* --- one event -------------------------------------------------------------------------------- */

struct settling {
    const struct pipeline *p;
    struct tx *tx;
    struct parcel *const *parcels; /* of one event or another */
    size_t count;
    const struct parcel *first; /* of the event at hand */
    struct outcomes *known;
    size_t capacity;
};

/* The later one of a message counts. */
static void know(struct settling *s, const struct outcome *o)
{
    struct outcomes *all = s->known;
    for (size_t i = 0; i < all->count; i++) {
        struct outcome *known = &all->rows[i];
        if (strcmp(known->address, o->address) != 0 || strcmp(known->key, o->key) != 0)
            continue;
        free(known->status);
        known->status = mem_str(o->status);
        return;
    }
    all->rows = mem_grow(all->rows, all->count, &s->capacity, sizeof *all->rows);
    all->rows[all->count++] = (struct outcome){.account = o->account,
                                               .uid = mem_str(o->uid),
                                               .key = mem_str(o->key),
                                               .address = mem_str(o->address),
                                               .status = mem_str(o->status)};
}

static bool take_parcel(struct settling *s, const struct parcel *p, bool for_later,
                        struct error *err)
{
    const char *status, *local = local_address(p->recipient);
    TRY(status_of(s->tx, p, &status, err));
    struct outcome o = {.account = p->account, .uid = p->uid, .key = p->key};
    OWN_CHARS address = mem_str(local ? local : p->recipient);
    OWN_CHARS words = mem_str(status);
    o.address = address;
    o.status = words;
    if (!status)
        return true;
    if (for_later)
        return store_outcome_save(s->tx, &o, err);
    know(s, &o);
    return true;
}

static bool take_parcels(struct settling *s, bool for_later, struct error *err)
{
    for (size_t i = 0; i < s->count; i++)
        if (is_of_event(s->parcels[i]) && is_same_event(s->parcels[i], s->first))
            TRY(take_parcel(s, s->parcels[i], for_later, err));
    return true;
}

/* --- its text --------------------------------------------------------------------------------- */

/* Of this occurrence; else of the series, which was told for all that were not told by themselves.
 */
static const char *status_for(const struct outcomes *known, const char *address, const char *key)
{
    const char *of_series = NULL;
    for (size_t i = 0; i < known->count; i++) {
        const struct outcome *o = &known->rows[i];
        if (strcmp(o->address, address) != 0)
            continue;
        if (strcmp(o->key, key) == 0)
            return o->status;
        if (!*o->key)
            of_series = o->status;
    }
    return of_series;
}

static void write_status(const struct settling *s, struct splice *edits, const struct vevent *v,
                         const struct person *p)
{
    char key[20];
    vevent_key(v, key);
    const char *status = status_for(s->known, p->address, key);
    if (status)
        splice_set_param(edits, v, p, "SCHEDULE-STATUS", status);
}

static void write_vevent(const struct settling *s, struct splice *edits, const struct vevent *v,
                         bool is_ours)
{
    if (!is_ours && v->has_organizer)
        write_status(s, edits, v, &v->organizer);
    for (size_t i = 0; is_ours && i < v->nattendees; i++)
        write_status(s, edits, v, &v->attendees[i]);
}

static bool write_text(const struct settling *s, struct object *o, const struct event *e,
                       struct error *err)
{
    OWN(splice) edits = splice_new(e);
    if (e->master)
        write_vevent(s, edits, e->master, o->is_ours);
    for (size_t i = 0; i < e->noverrides; i++)
        write_vevent(s, edits, &e->overrides[i], o->is_ours);
    if (splice_is_empty(edits))
        return true;
    free(o->text);
    o->text = splice_done(edits, &o->text_len);
    return store_object_note(s->tx, o, err);
}

/* Messages have gone, whatever the event looks like by now: it cannot be why they go again. */
static bool write_event(const struct settling *s, struct error *err)
{
    OWN(object) o = store_object_by_uid(s->tx, s->first->account, 0, s->first->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND; /* they said that it is off */
    if (!object_is_event(o))
        return true;
    struct error unread = {0};
    OWN(event)
    e = event_read(span_make(o->text, o->text_len), s->p->zones, &ical_limits_stored, &unread);
    if (e)
        return write_text(s, o, e, err);
    log_error("status.unread", "account=%lld said=\"%s\"", (long long)o->account, unread.said);
    return true;
}

static bool settle_event(struct settling *s, struct error *err)
{
    bool others_follow;
    const struct parcel *p = s->first;
    TRY(store_parcels_untried(s->tx, p->account, p->uid, &others_follow, err));
    if (others_follow)
        return take_parcels(s, true, err);
    s->known = store_outcomes_take(s->tx, p->account, p->uid, err);
    TRY(s->known);
    s->capacity = s->known->count;
    bool ok = take_parcels(s, false, err) && (!s->known->count || write_event(s, err));
    outcomes_free(s->known);
    return ok;
}

static bool is_first(const struct settling *s, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (is_of_event(s->parcels[j]) && is_same_event(s->parcels[j], s->parcels[i]))
            return false;
    return true;
}

bool change_settled(void *pipeline, struct tx *tx, struct parcel *const *parcels, size_t count,
                    struct error *err)
{
    struct settling s = {.p = pipeline, .tx = tx, .parcels = parcels, .count = count};
    for (size_t i = 0; i < count; i++) {
        s.first = parcels[i];
        if (is_of_event(s.first) && is_first(&s, i))
            TRY(settle_event(&s, err));
    }
    return true;
}
