#include "internal.h"

#include <string.h>
#include <time.h>

#include "convoke/ical.h"
#include "convoke/meeting.h"

struct explaining {
    struct program *program;
    struct tx *tx;
    const struct zone *zone;
    size_t lines; /* of the part that is being printed */
};

static const char *const parcel_words[] = {
    [PARCEL_PENDING] = "waits to be written",
    [PARCEL_READY] = "waits to be sent",
    [PARCEL_SENT] = "went",
    [PARCEL_FAILED] = "failed",
    [PARCEL_DROPPED] = "was not sent",
};
static const char *const meeting_words[] = {
    [MEETING_OPEN] = "has its room",
    [MEETING_DETACHED] = "had its room taken off by its user",
    [MEETING_ENDED] = "is over: it was cancelled or deleted",
};

static void print_at(const struct explaining *x, instant at)
{
    OWN(text) t = text_new();
    text_add_time(t, at, x->zone);
    printf("  %s  ", text_str(t));
}

static bool print_event(const struct explaining *x, const struct account *owner, const char *uid,
                        bool *known_out, struct error *err)
{
    OWN(object) o = store_object_by_uid(x->tx, owner->id, 0, uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    *known_out = true;
    struct error none = {0};
    OWN(event) e = event_stored(x->program, o, &none);
    const struct vevent *v = e ? event_main(e) : NULL;
    OWN_CHARS title = printable(v && v->summary ? v->summary : "(no title)");
    OWN(calendar) c = store_calendar(x->tx, owner->id, o->calendar, &none);
    OWN(text) repeats = text_new();
    printf("%s\n", title);
    if (v && v->recurrence && recurrence_add_words(v->recurrence, NULL, repeats))
        printf("  repeats %s\n", text_str(repeats));
    printf("  in the calendar %s of %s, %s\n", c ? c->name : "?", owner->name,
           !object_is_event(o) ? "no event: nobody is told of it"
           : o->is_ours        ? "who organizes it"
                               : "who is invited by somebody else");
    print_at(x, o->changed);
    printf("last changed\n");
    return true;
}

/* What the rules say of it now: they alone keep a room from an event that came in. */
static bool print_no_room(const struct explaining *x, const struct account *owner, const char *uid,
                          struct error *err)
{
    OWN(object) o = store_object_by_uid(x->tx, owner->id, 0, uid, err);
    OWN(event) e = o ? event_stored(x->program, o, err) : NULL;
    if (!e) {
        printf("  none\n");
        return err->kind == FAULT_NOT_FOUND;
    }
    if (e->kind != ITEM_EVENT) {
        printf("  none: only events have rooms\n");
        return true;
    }
    OWN(calendar) c = store_calendar(x->tx, owner->id, o->calendar, err);
    TRY(c);
    OWN(splice) edits = splice_new(e);
    OWN(meeting) would = NULL;
    const char *rule = NULL;
    struct meeting_facts facts = {.config = x->program->config,
                                  .owner = owner,
                                  .calendar = c,
                                  .old = e,
                                  .now = e,
                                  .floating = x->zone,
                                  .at = clock_now()};
    TRY(meeting_follow(&facts, edits, &would, &rule, err));
    bool comes = would && would->state == MEETING_OPEN;
    printf("  none: %s\n", comes ? "it gets one when it comes in again" : rule ? rule : "-");
    return true;
}

static bool print_room(const struct explaining *x, const struct account *owner, const char *uid,
                       struct error *err)
{
    OWN(meeting) m = store_meeting(x->tx, owner->id, uid, err);
    printf("\nRoom\n");
    if (!m && err->kind != FAULT_NOT_FOUND)
        return false;
    if (!m || m->state == MEETING_NONE)
        return print_no_room(x, owner, uid, err);
    printf("  %s\n", meeting_words[m->state]);
    if (m->link || m->url)
        printf("  %s\n", m->link ? m->link : m->url);
    if (m->room_fault)
        printf("  %s is not as it should be: %s\n", m->provider, m->room_fault);
    else if (m->state == MEETING_OPEN && room_is_awaited(m))
        printf("  %s is still to make it\n", m->provider);
    return true;
}

/* An occurrence by its time as people read it. */
static void add_key(struct text *out, const char *key, const struct zone *zone)
{
    struct tm tm = {0};
    const char *end = strptime(key, "%Y%m%dT%H%M%SZ", &tm);
    if (end && !*end)
        text_add_time(out, timegm(&tm), zone);
    else
        text_add_str(out, key);
}

/* Whether he would be told something else now: an import without --invite leaves people behind. */
static bool look_if_stale(const struct explaining *x, const struct told *t, bool *stale_out,
                          struct error *err)
{
    struct parcel p = {
        .account = t->account, .uid = t->uid, .key = t->key, .recipient = t->attendee};
    OWN(telling) telling = NULL;
    enum composed how = telling_open(&x->program->pipeline, x->tx, &p, &telling, err);
    free(p.answer);
    *stale_out = how == COMPOSED_READY;
    return how != COMPOSED_FAILED;
}

/* A message in doubt counts as told; people want to know that it has not arrived. */
struct last_message {
    const struct told *of;
    bool is_found;
    enum parcel_state state;
};

static bool look_at_message(const struct parcel *p, void *with)
{
    struct last_message *last = with;
    if (last->is_found || strcmp(p->kind, "reminder") == 0 ||
        strcmp(p->recipient, last->of->attendee) != 0 || strcmp(p->key, last->of->key) != 0 ||
        p->state == PARCEL_PENDING || (p->state == PARCEL_DROPPED && !p->message_id))
        return true;
    last->is_found = true;
    last->state = p->state;
    return true;
}

static bool arrival(const struct explaining *x, const struct told *t, const char **words_out,
                    struct error *err)
{
    struct last_message last = {.of = t, .state = PARCEL_SENT};
    struct parcel_query q = {.account = t->account, .uid = t->uid};
    TRY(store_parcels(x->tx, &q, look_at_message, &last, err));
    *words_out = last.state == PARCEL_READY     ? "; on its way, see below"
                 : last.state == PARCEL_FAILED  ? "; it failed, see below"
                 : last.state == PARCEL_DROPPED ? "; it was given up, see below"
                                                : "";
    return true;
}

static bool print_one_told(const struct explaining *x, const struct told *t, struct error *err)
{
    bool stale;
    const char *arrived;
    TRY(look_if_stale(x, t, &stale, err) && arrival(x, t, &arrived, err));
    OWN_CHARS who = printable(recipient_address(t->attendee));
    bool is_here = span_starts(span_of(t->attendee), "local:");
    OWN(text) of = text_new();
    if (*t->key) {
        text_add_str(of, " of ");
        add_key(of, t->key, x->zone);
    }
    print_at(x, t->at);
    printf("%s%s: %s%s, SEQUENCE %lld%s%s\n", who, is_here ? " (in the calendar here)" : "",
           t->is_cancelled ? "that it is off"
           : stale         ? "what was so then"
                           : "what is so",
           text_str(of), (long long)t->sequence, stale ? "; not told what is so now" : "", arrived);
    return true;
}

static bool print_told(const struct explaining *x, const struct account *owner, const char *uid,
                       struct error *err)
{
    OWN(tolds) told = store_told(x->tx, owner->id, uid, NULL, err);
    TRY(told);
    printf("\nTold\n%s", told->count ? "" : "  nobody\n");
    for (size_t i = 0; i < told->count; i++)
        TRY(print_one_told(x, &told->rows[i], err));
    return true;
}

static bool print_parcel(const struct parcel *p, void *with)
{
    struct explaining *x = with;
    x->lines++;
    OWN_CHARS who = printable(recipient_address(p->recipient));
    OWN_CHARS answer = printable(p->answer ? p->answer : "");
    print_at(x, p->state == PARCEL_PENDING || p->state == PARCEL_READY ? p->due : p->created);
    printf("%lld %s to %s %s%s%s\n", (long long)p->id, p->kind, who, parcel_words[p->state],
           *answer ? ": " : "", answer);
    return true;
}

static bool print_decision(const struct decision *d, void *with)
{
    struct explaining *x = with;
    x->lines++;
    OWN_CHARS said = printable(d->said ? d->said : "");
    OWN_CHARS who = printable(d->recipient ? recipient_address(d->recipient) : "");
    OWN(text) of = text_new();
    if (d->key && *d->key) {
        text_add_str(of, ", of ");
        add_key(of, d->key, x->zone);
    }
    print_at(x, d->at);
    printf("%s%s%s%s: %s\n", d->rule ? d->rule : "", *who ? ", " : "", who, text_str(of), said);
    return true;
}

static bool print_reminder(const struct explaining *x, const struct account *owner, const char *uid,
                           struct error *err)
{
    OWN(reminder) r = store_reminder(x->tx, owner->id, uid, err);
    if (!r && err->kind != FAULT_NOT_FOUND)
        return false;
    printf("\nNext reminder\n");
    if (!r) {
        printf("  none\n");
        return true;
    }
    print_at(x, r->due);
    OWN(text) start = text_new();
    text_add_time(start, r->start, x->zone);
    printf("for the start at %s\n", text_str(start));
    return true;
}

static void end_part(struct explaining *x, const char *none)
{
    if (!x->lines)
        printf("  %s\n", none);
    x->lines = 0;
}

/* What waits does so for a reason when the outbox is held. */
static bool print_held(const struct explaining *x, const struct account *owner, struct error *err)
{
    OWN_CHARS all = store_outbox_held(x->tx, err);
    TRY(all || err->kind == FAULT_NONE);
    if (all)
        printf("  held, everybody's: %s. \"convoke outbox release\" lets it go.\n", all);
    if (owner->held_since != INSTANT_FIRST)
        printf("  held: %s \"convoke outbox release --user %s\" lets it go.\n",
               owner->held_why ? owner->held_why : "", owner->name);
    return true;
}

static bool print_outbox(struct explaining *x, const struct account *owner, const char *uid,
                         struct error *err)
{
    struct parcel_query q = {.account = owner->id, .uid = uid};
    printf("\nOutbox\n");
    TRY(store_parcels(x->tx, &q, print_parcel, x, err));
    end_part(x, "nothing");
    return print_held(x, owner, err);
}

static bool print_decisions(struct explaining *x, const struct account *owner, const char *uid,
                            struct error *err)
{
    printf("\nWhy somebody was not told\n");
    TRY(store_decisions(x->tx, owner->id, uid, print_decision, x, err));
    end_part(x, "nothing to say");
    return true;
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    const char *uid = operand(a, 0);
    bool known = false;
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(account) owner = account_meant(tx, argument(a, "user"), err);
    TRY(owner);
    struct explaining x = {.program = p, .tx = tx, .zone = zone_of_user(p->zones, owner)};
    TRY(print_event(&x, owner, uid, &known, err));
    if (!known)
        printf("%s is not in a calendar of %s (any more).\n", uid, owner->name);
    TRY(print_room(&x, owner, uid, err));
    TRY(print_told(&x, owner, uid, err));
    TRY(print_reminder(&x, owner, uid, err));
    TRY(print_outbox(&x, owner, uid, err));
    return print_decisions(&x, owner, uid, err);
}

static const struct flag flags[] = {
    {"user", "NAME", "whose event it is", true, false},
};
const struct command command_explain = {
    .noun = "explain",
    .operands = "UID",
    .least = 1,
    .most = 1,
    .summary = "says of an event what was sent to whom, what was not, and why",
    .more = "Names how the event repeats, the room, the last told state of each attendee, the next "
            "reminder, the parcels in the outbox and every decision with its rule and time.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
