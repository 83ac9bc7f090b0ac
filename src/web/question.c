/* What a link to answer is about. */
#include "answer_page.h"

enum { KEY_MOST = 19 };

static const struct {
    const char *name;
    enum partstat partstat;
} answers[ANSWERS] = {
    [ANSWER_ACCEPT] = {"accept", PARTSTAT_ACCEPTED},
    [ANSWER_TENTATIVE] = {"tentative", PARTSTAT_TENTATIVE},
    [ANSWER_DECLINE] = {"decline", PARTSTAT_DECLINED},
};

enum partstat partstat_of(enum letter_answer a)
{
    return answers[a].partstat;
}

enum letter_answer letter_answer_named(const char *name)
{
    size_t i = 0;
    while (i < ANSWERS && strcmp(answers[i].name, name) != 0)
        i++;
    return (enum letter_answer)i;
}

void question_clear(struct question *q)
{
    meeting_free(q->meeting);
    account_free(q->owner);
    event_free(q->event);
    free(q->key);
}

/* --- what it is about ------------------------------------------------------------------------- */

static bool load_event(const struct web *w, struct tx *tx, struct question *q, struct error *err)
{
    OWN(object) o = store_object_by_uid(tx, q->meeting->account, 0, q->meeting->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    if (object_is_event(o))
        q->event = event_read(span_make(o->text, o->text_len), w->pipeline->zones,
                              &ical_limits_stored, err);
    return q->event || !object_is_event(o);
}

static bool load(const struct web *w, struct tx *tx, const char *code, struct question *q,
                 struct error *err)
{
    q->meeting = store_meeting_by_code(tx, code, err);
    TRY(q->meeting);
    q->owner = store_account(tx, q->meeting->account, err);
    TRY(q->owner);
    q->zone = account_zone(w->pipeline, q->owner);
    return load_event(w, tx, q, err);
}

static void find_occurrence(struct question *q)
{
    if (!q->event)
        return;
    enum recur_answer found =
        *q->key ? event_occurrence(q->event, q->zone, q->key, &q->occurrence)
                : event_next(q->event, q->zone, q->at, RECUR_BUDGET, &q->occurrence);
    q->has_occurrence = found == RECUR_FOUND;
    if (!*q->key)
        q->from = event_main(q->event);
    else if (q->has_occurrence)
        q->from = q->occurrence.from;
}

static bool is_over(const struct question *q)
{
    instant start, end = q->occurrence.end;
    if (!*q->key)
        event_span(q->event, q->zone, &start, &end);
    return end <= q->at;
}

static enum answerable state_of(const struct question *q)
{
    if (!q->from || q->meeting->state == MEETING_ENDED || q->from->status == EVENT_CANCELLED ||
        (*q->key && q->occurrence.is_cancelled))
        return ANSWERABLE_CANCELLED;
    if (!q->guest)
        return ANSWERABLE_NOT;
    return is_over(q) ? ANSWERABLE_OVER : ANSWERABLE;
}

/* --- whose it is ------------------------------------------------------------------------------ */

static bool recognize(const struct web *w, struct tx *tx, struct span token, struct question *q,
                      struct error *err)
{
    unsigned char secret[32];
    const struct meeting *m = q->meeting;
    OWN(link_counters) counters = store_link_counters(tx, m->account, m->uid, err);
    TRY(counters && store_key(w->pipeline->store, secret, err));
    struct personal_key key = {secret, PERSONAL_ANSWER};
    const char *whose = personal_whose(key, m, q->event, q->owner, counters, token);
    explicit_bzero(secret, sizeof secret);
    q->is_dead = !whose;
    q->guest = whose && q->from ? vevent_attendee(q->from, whose) : NULL;
    return true;
}

bool question_open(const struct web *w, const char *path, const char *key, struct question *q,
                   struct error *err)
{
    struct span rest, verb, code = span_cut(span_of(path), '/', &rest);
    struct span token = span_cut(rest, '/', &verb);
    OWN_CHARS of = span_copy(code);
    OWN_CHARS named = span_copy(verb);
    q->at = clock_now();
    q->proposed = letter_answer_named(named);
    q->key = mem_str(key && strlen(key) <= KEY_MOST ? key : "");
    OWN(tx) tx = store_read(w->pipeline->store, err);
    TRY(tx && load(w, tx, of, q, err));
    find_occurrence(q);
    TRY(recognize(w, tx, token, q, err));
    q->state = state_of(q);
    return true;
}
