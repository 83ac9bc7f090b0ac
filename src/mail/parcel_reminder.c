#include "parcel.h"

#include "convoke/remind.h"

/* A reminder that is to go out: what it is about is looked at again, for much may have happened
 * since it was planned. */
struct due {
    const struct pipeline *line;
    struct tx *tx;
    struct parcel *parcel;
    struct account *owner;
    struct event *event;         /* NULL: it is gone */
    const struct zone *floating; /* of the owner */
    struct reminder reminder;
    struct occurrence occurrence;
};

/* Stored text was bounded when it came in. */

static bool number_after(const char *facts, const char *name, int64_t *number_out)
{
    const char *at = facts ? strstr(facts, name) : NULL;
    if (!at)
        return false;
    struct span rest, line = span_cut(span_of(at + strlen(name)), '\n', &rest);
    return span_number(line, number_out);
}

static bool load_event(struct due *d, struct error *err)
{
    const struct parcel *p = d->parcel;
    OWN(object) o = store_object_by_uid(d->tx, p->account, 0, p->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    if (!object_is_event(o))
        return true; /* it is gone, and a task has taken its UID */
    d->event =
        event_read(span_make(o->text, o->text_len), d->line->zones, &ical_limits_stored, err);
    return d->event;
}

static bool load(struct due *d, struct error *err)
{
    const struct parcel *p = d->parcel;
    d->reminder = (struct reminder){.account = p->account, .uid = p->uid, .key = p->key};
    if (!number_after(p->facts, "start=", &d->reminder.start) ||
        !number_after(p->facts, "before=", &d->reminder.before_s))
        return fail(err, FAULT_BUG, NULL, "The reminder does not say what it is about.");
    d->owner = store_account(d->tx, p->account, err);
    TRY(d->owner);
    d->floating = account_zone(d->line, d->owner);
    return load_event(d, err);
}

/* NULL: it holds. Otherwise why not. */
static const char *why_not(struct due *d)
{
    const struct config *c = d->line->config;
    const char *rule = "deleted";
    struct remind_facts facts = {d->event, d->floating, c->reminders.before_s, c->reminders.nbefore,
                                 c->reminders.all_day_at_s};
    if (!d->event || !remind_holds(&facts, &d->reminder, clock_now(), &rule))
        return rule;
    if (event_occurrence(d->event, d->floating, d->reminder.key, &d->occurrence) != RECUR_FOUND)
        return "gone";
    const struct person *guest = vevent_attendee(d->occurrence.from, d->parcel->recipient);
    return guest ? remind_skip(guest) : NULL;
}

static char *id_of(struct due *d, struct error *err)
{
    const struct reminder *r = &d->reminder;
    OWN(text) identity = text_new();
    text_addf(identity, "reminder\n%lld\n%s\n%s\n%lld\n%lld\n%s", (long long)r->account, r->uid,
              r->key, (long long)r->start, (long long)r->before_s, d->parcel->recipient);
    return message_id_of(d->line, text_span(identity), err);
}

/* The mail that the reminder belongs to in the recipient's mailbox. */
static bool thread_of(struct due *d, char **thread_out, struct error *err)
{
    OWN(tolds) t = store_told(d->tx, d->parcel->account, d->parcel->uid, d->parcel->recipient, err);
    *thread_out = t && t->count ? mem_str(t->rows[0].thread_id) : NULL;
    return t;
}

/* To the address that the mail comes from: whoever runs the service reads it. RFC 2369, 3.2 */
static char *way_out(const struct config *c)
{
    OWN_CHARS name = NULL;
    OWN_CHARS address = NULL;
    if (!mail_mailbox(c->mail.from, &name, &address))
        return NULL;
    return mem_strf("mailto:%s?subject=No%%20more%%20reminders", address);
}

static bool write_mail(struct due *d, struct error *err)
{
    OWN_LINKS links = {0};
    struct links_facts about = {
        .line = d->line,
        .tx = d->tx,
        .account = d->parcel->account,
        .event = d->event,
        .from = d->occurrence.from,
        .key = d->parcel->key,
        .recipient = d->parcel->recipient,
    };
    OWN_CHARS thread = NULL;
    OWN_CHARS unsubscribe = way_out(d->line->config);
    OWN_CHARS id = id_of(d, err);
    struct letter l = {
        .kind = MAIL_REMINDER,
        .event = d->event,
        .occurrence = &d->occurrence,
        .floating = d->floating,
        .message_id = id,
        .unsubscribe = unsubscribe,
    };
    TRY(id);
    TRY(zone_of_recipient(d->line, d->tx, d->parcel->recipient, &l.zone, err));
    TRY(links_open(&about, &links, err) && thread_of(d, &thread, err));
    TRY(unsubscribing_link_for(d->line, d->parcel->recipient, &links.unsubscribe, err));
    letter_add_links(&l, &links);
    l.thread_id = thread;
    letter_add_people(&l, d->occurrence.from, d->owner, d->parcel->recipient);
    return parcel_fill(d->line, d->parcel, &l, err);
}

static enum composed compose(struct due *d, struct error *err)
{
    bool unsubscribed;
    if (!load(d, err) || !store_unsubscribed(d->tx, d->parcel->recipient, &unsubscribed, err))
        return COMPOSED_FAILED;
    const char *reason = unsubscribed ? "unsubscribed" : why_not(d);
    if (reason)
        return parcel_has_nothing(d->parcel, reason);
    return write_mail(d, err) ? COMPOSED_READY : COMPOSED_FAILED;
}

enum composed mail_compose_reminder(void *pipeline, struct tx *tx, struct parcel *p,
                                    struct error *err)
{
    struct due d = {.line = pipeline, .tx = tx, .parcel = p};
    enum composed how = compose(&d, err);
    account_free(d.owner);
    event_free(d.event);
    return how;
}
