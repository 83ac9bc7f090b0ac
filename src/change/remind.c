#include "internal.h"

/* A pass in pieces, so that a long one lets others write. */
enum { PIECE = 100 };

struct remind_pass {
    const struct pipeline *p;
    instant at;
    bool dry_run;
    bool (*each)(const struct reminder *r, const char *recipient, const char *skip, void *with);
    void *with;
    struct remind_report report;
    size_t seen; /* of the last piece */
};

/* One due reminder and what it is about. */
struct owed {
    struct remind_pass *pass;
    struct tx *tx;
    const struct reminder *due;
    struct account *owner;
    struct event *event; /* NULL: it is gone */
    struct remind_facts facts;
    struct reminder send;
};

static void owed_drop(struct owed *o)
{
    account_free(o->owner);
    event_free(o->event);
    free(o->send.uid);
    free(o->send.key);
}

static bool load(struct owed *o, struct error *err)
{
    const struct pipeline *p = o->pass->p;
    o->owner = store_account(o->tx, o->due->account, err);
    TRY(o->owner);
    OWN(object) object = store_object_by_uid(o->tx, o->due->account, 0, o->due->uid, err);
    if (!object && err->kind != FAULT_NOT_FOUND)
        return false;
    if (object && object_is_event(object)) {
        o->event = event_read(span_make(object->text, object->text_len), p->zones,
                              &ical_limits_stored, err);
        TRY(o->event);
    }
    remind_facts_of(&o->facts, p, o->event, account_zone(p, o->owner));
    return true;
}

static void say(struct owed *o, const char *recipient, const char *skip)
{
    if (skip)
        o->pass->report.skipped++;
    else
        o->pass->report.recipients++;
    if (o->pass->each)
        o->pass->each(&o->send, recipient, skip, o->pass->with);
}

static bool add_parcel(struct owed *o, const char *recipient, struct error *err)
{
    OWN(parcel) p = mem_new(sizeof *p);
    p->account = o->due->account;
    p->kind = mem_str("reminder");
    p->uid = mem_str(o->send.uid);
    p->key = mem_str(o->send.key);
    p->recipient = mem_str(recipient);
    p->line = mem_strf("%s %s", p->uid, recipient);
    p->facts = mem_strf("start=%lld\nbefore=%lld\n", (long long)o->send.start,
                        (long long)o->send.before_s);
    p->created = p->due = o->pass->at;
    p->expires = o->send.start;
    p->leased_until = INSTANT_FIRST;
    bool added;
    return store_parcel_add(o->tx, p, &added, err);
}

/* NULL: remind. A constant word otherwise. */
static bool skip_of(struct owed *o, const struct person *person, const char **skip_out,
                    struct error *err)
{
    bool unsubscribed;
    *skip_out = person->address[0] ? remind_skip(person) : "no-address";
    if (*skip_out)
        return true;
    TRY(store_unsubscribed(o->tx, person->address, &unsubscribed, err));
    if (unsubscribed)
        *skip_out = "unsubscribed";
    return true;
}

static const struct {
    const char *rule, *said;
} reasons[] = {
    {"declined", "Has declined, so there was no reminder."},
    {"delegated", "Has sent somebody else, so there was no reminder."},
    {"room", "A room or thing, which is not reminded."},
    {"no-address", "Has no address that a reminder could go to."},
    {"unsubscribed", "Wants no more reminders."},
    {"begun", "The reminder came up only after the start: nobody was reminded."},
};

/* For explain. What has a reminder elsewhere ("moved", "reminded") needs no reason. */
static bool decide(struct owed *o, const char *recipient, const char *rule, struct error *err)
{
    size_t i = 0;
    while (i < LENGTH(reasons) && strcmp(reasons[i].rule, rule) != 0)
        i++;
    if (o->pass->dry_run || i == LENGTH(reasons))
        return true;
    struct decision d = {
        .account = o->due->account,
        .uid = o->send.uid,
        .key = o->send.key,
        .recipient = recipient,
        .rule = rule,
        .said = reasons[i].said,
        .at = o->pass->at,
    };
    return store_decision_add(o->tx, &d, err);
}

static bool remind_one(struct owed *o, const struct person *person, struct error *err)
{
    const char *skip;
    TRY(skip_of(o, person, &skip, err));
    bool first = true;
    if (!skip && !o->pass->dry_run)
        TRY(store_reminded(o->tx, &o->send, person->address, &first, err));
    if (!skip && !first)
        skip = "reminded";
    say(o, person->address, skip);
    if (skip)
        return decide(o, person->address, skip, err);
    return o->pass->dry_run || add_parcel(o, person->address, err);
}

static const struct person *find_address(const struct vevent *v, const struct account *a)
{
    for (size_t i = 0; i < a->naddresses; i++) {
        const struct person *p = vevent_attendee(v, a->addresses[i]);
        if (p)
            return p;
    }
    return NULL;
}

/* The organizer is at his own meeting, though he need not stand among its attendees. */
static bool remind_owner(struct owed *o, const struct vevent *v, struct error *err)
{
    if (!o->owner->naddresses || find_address(v, o->owner))
        return true;
    struct person owner = {.address = o->owner->addresses[0]};
    return remind_one(o, &owner, err);
}

static bool remind_people(struct owed *o, struct error *err)
{
    struct occurrence occurrence;
    if (event_occurrence(o->event, o->facts.floating, o->send.key, &occurrence) != RECUR_FOUND)
        return true;
    const struct vevent *v = occurrence.from;
    o->pass->report.reminders++;
    for (size_t i = 0; i < v->nattendees; i++)
        TRY(remind_one(o, &v->attendees[i], err));
    return remind_owner(o, v, err);
}

static bool plan_next(struct owed *o, struct error *err)
{
    struct reminder next = {.account = o->due->account, .due = INSTANT_NEVER};
    bool ok = remind_next(&o->facts, o->due, o->pass->at, &next, err);
    next.account = o->due->account;
    if (!next.uid)
        next.uid = mem_str(o->due->uid);
    ok = ok && store_reminder_save(o->tx, &next, err);
    free(next.uid);
    free(next.key);
    return ok;
}

static bool send_or_say(struct owed *o, const struct reminder *first, struct error *err)
{
    const char *rule = "deleted";
    free(o->send.uid);
    free(o->send.key);
    TRY(remind_catch_up(&o->facts, first, o->pass->at, &o->send, err));
    if (remind_holds(&o->facts, &o->send, o->pass->at, &rule))
        return remind_people(o, err);
    say(o, NULL, rule);
    return decide(o, NULL, rule, err);
}

/* A dry run saves nothing that the next piece could find, so it goes on from here. */
static bool foresee(struct owed *o, struct error *err)
{
    bool ok = true, more = true;
    while (ok && more) {
        struct reminder next = {.due = INSTANT_NEVER};
        ok = remind_next(&o->facts, &o->send, o->pass->at, &next, err);
        next.account = o->due->account;
        more = ok && next.uid && next.due <= o->pass->at;
        if (more)
            ok = send_or_say(o, &next, err);
        free(next.uid);
        free(next.key);
    }
    return ok;
}

static bool handle(struct remind_pass *pass, struct tx *tx, const struct reminder *due,
                   struct error *err)
{
    struct owed o __attribute__((cleanup(owed_drop))) = {.pass = pass, .tx = tx, .due = due};
    TRY(load(&o, err) && send_or_say(&o, due, err));
    return pass->dry_run ? foresee(&o, err) : plan_next(&o, err);
}

/* An event that cannot be read any more must not stop the others. */
static bool skip_broken(struct remind_pass *pass, struct tx *tx, const struct reminder *due,
                        struct error *err)
{
    if (fault_is_passing(err->kind))
        return false;
    log_error("remind.broken", "account=%lld fault=%d", (long long)due->account, err->kind);
    struct reminder gone = {.account = due->account, .uid = due->uid, .due = INSTANT_NEVER};
    return pass->dry_run || store_reminder_save(tx, &gone, err);
}

static bool piece(struct tx *tx, void *with, struct error *err)
{
    struct remind_pass *pass = with;
    struct reminder **due = NULL;
    TRY(store_reminders_due(tx, pass->at, pass->dry_run ? SIZE_MAX >> 1 : PIECE, &due, &pass->seen,
                            err));
    bool ok = true;
    for (size_t i = 0; i < pass->seen; i++) {
        if (ok && !handle(pass, tx, due[i], err))
            ok = skip_broken(pass, tx, due[i], err);
        reminder_free(due[i]);
    }
    free(due);
    return ok;
}

static bool dry_run(struct remind_pass *pass, struct error *err)
{
    OWN(tx) tx = store_read(pass->p->store, err);
    TRY(tx);
    return piece(tx, pass, err);
}

bool change_remind(const struct pipeline *p, instant at, bool dry,
                   bool (*each)(const struct reminder *r, const char *recipient, const char *skip,
                                void *with),
                   void *with, struct remind_report *report_out, struct error *err)
{
    struct remind_pass pass = {p, at, dry, each, with, {0}, 0};
    bool ok;
    do {
        pass.seen = 0;
        ok = dry ? dry_run(&pass, err) : store_write_one(p->store, piece, &pass, err);
    } while (ok && !dry && pass.seen); /* what a reminder leaves behind may be due as well */
    *report_out = pass.report;
    return ok;
}
