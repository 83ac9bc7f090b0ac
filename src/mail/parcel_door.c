/* What the door of a meeting mails: to who is invited his link anew, when he asks for it there; to
 * the organizer that somebody knocks. The link is made with the mail, and stands nowhere else. */
#include "parcel.h"

#include "convoke/meeting.h"

struct door_mail {
    const struct pipeline *line;
    struct tx *tx;
    struct parcel *parcel;
    struct account *owner;
    struct meeting *meeting; /* NULL: it is gone, as is the event */
    struct event *event;
    char *link; /* the recipient's */
    char *title, *subject, *body;
};

static void door_mail_clear(struct door_mail *d)
{
    account_free(d->owner);
    meeting_free(d->meeting);
    event_free(d->event);
    free(d->link);
    free(d->title);
    free(d->subject);
    free(d->body);
}

static bool load_event(struct door_mail *d, struct error *err)
{
    const struct parcel *p = d->parcel;
    OWN(object) o = store_object_by_uid(d->tx, p->account, 0, p->uid, err);
    if (!o)
        return err->kind == FAULT_NOT_FOUND;
    if (!object_is_event(o))
        return true;
    d->event =
        event_read(span_make(o->text, o->text_len), d->line->zones, &ical_limits_stored, err);
    return d->event;
}

static bool load(struct door_mail *d, struct error *err)
{
    const struct parcel *p = d->parcel;
    d->owner = store_account(d->tx, p->account, err);
    TRY(d->owner);
    d->meeting = store_meeting(d->tx, p->account, p->uid, err);
    TRY(d->meeting || err->kind == FAULT_NOT_FOUND);
    return load_event(d, err);
}

/* NULL: there is something to say. */
static const char *why_not(const struct door_mail *d)
{
    if (!d->event || !d->meeting || d->meeting->state != MEETING_OPEN)
        return "The meeting has no room any more.";
    if (!meeting_invites(d->event, d->owner, d->parcel->recipient))
        return "The recipient is not invited.";
    return d->line->config->server.public_url ? NULL : "Personal links are off: no public_url.";
}

static bool make_link(struct door_mail *d, struct error *err)
{
    unsigned char key[32];
    const struct meeting *m = d->meeting;
    const char *to = d->parcel->recipient;
    OWN(link_counters) counters = store_link_counters(d->tx, m->account, m->uid, err);
    TRY(counters && store_key(d->line->store, key, err));
    struct personal_key by = {key, PERSONAL_DOOR};
    OWN_CHARS token = personal_token(by, m, to, link_counter_of(counters, to));
    explicit_bzero(key, sizeof key);
    d->link = personal_link(d->line->config, m, token, PERSONAL_DOOR);
    const char *title = event_main(d->event)->summary;
    d->title = mem_str(title && *title ? title : "(no title)");
    return true;
}

static void say_link(struct door_mail *d)
{
    d->subject = mem_strf("Your link: %s", d->title);
    d->body =
        mem_strf("This is your link to the meeting \"%s\", as it was asked for at its door. "
                 "It is yours alone: whoever has it enters as you.\n\n"
                 "If it was not you who asked for it, nothing has to be done: it went to this "
                 "address only.\n",
                 d->title);
}

/* facts: "name=..." */
static void say_knock(struct door_mail *d)
{
    struct span rest, line = span_cut(span_of(d->parcel->facts), '\n', &rest), name;
    span_cut(line, '=', &name);
    d->subject = mem_strf("Somebody knocks: %s", d->title);
    d->body =
        mem_strf("Somebody who is not invited to \"%s\" waits at its door, and gives the name "
                 "\"%.*s\".\n\n"
                 "The link leads to those who wait, to be let in or refused, and into the "
                 "room. It is yours alone: it enters as you.\n",
                 d->title, (int)name.len, name.len ? name.at : "");
}

static enum composed compose(struct door_mail *d, void (*say)(struct door_mail *d),
                             struct error *err)
{
    if (!load(d, err))
        return COMPOSED_FAILED;
    const char *reason = why_not(d);
    if (reason)
        return parcel_has_nothing(d->parcel, reason);
    if (!make_link(d, err))
        return COMPOSED_FAILED;
    say(d);
    const struct parcel *p = d->parcel;
    OWN_CHARS identity =
        mem_strf("door\n%lld\n%lld\n%s", (long long)p->account, (long long)p->id, p->recipient);
    OWN_CHARS id = message_id_of(d->line, span_of(identity), err);
    struct letter l = {.kind = MAIL_NOTICE,
                       .subject = d->subject,
                       .body = d->body,
                       .link = d->link,
                       .is_personal = true,
                       .is_of_knocks = say == say_knock,
                       .message_id = id};
    return id && parcel_fill(d->line, d->parcel, &l, err) ? COMPOSED_READY : COMPOSED_FAILED;
}

enum composed mail_compose_link(void *pipeline, struct tx *tx, struct parcel *p, struct error *err)
{
    struct door_mail d = {.line = pipeline, .tx = tx, .parcel = p};
    enum composed how = compose(&d, say_link, err);
    door_mail_clear(&d);
    return how;
}

enum composed mail_compose_knock(void *pipeline, struct tx *tx, struct parcel *p, struct error *err)
{
    struct door_mail d = {.line = pipeline, .tx = tx, .parcel = p};
    enum composed how = compose(&d, say_knock, err);
    door_mail_clear(&d);
    return how;
}
