/* POST to the outbox: when the people of this server are busy. Invitations and answers leave by the
 * events themselves, so this is all that is sent here. RFC 6638, 5; RFC 5546, 3.3 */
#include "inquiry.h"

static void add_line(struct text *t, const char *name, const struct ical_line *line)
{
    OWN(text) params = text_new();
    if (line->params.len > 0)
        text_add_char(params, ';');
    text_add(params, line->params);
    ical_add_line(t, name, text_span(params), line->value);
}

static void add_reply(const struct inquiry *q, const struct ical_line *recipient, struct busy *b,
                      struct text *t)
{
    text_add_str(t, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" ICAL_PRODID "\r\n"
                    "METHOD:REPLY\r\nBEGIN:VFREEBUSY\r\n");
    if (q->uid)
        add_line(t, "UID", &q->uid->line);
    busy_add_stamp(t, "DTSTAMP", clock_now());
    add_line(t, "ORGANIZER", &q->organizer->line);
    add_line(t, "ATTENDEE", recipient);
    busy_add_lines(b, t);
    text_add_str(t, "END:VFREEBUSY\r\nEND:VCALENDAR\r\n");
}

struct all_calendars {
    struct busy *b;
    bool ok;
    struct error *err;
};

static bool gather_calendar(const struct calendar *c, void *with)
{
    struct all_calendars *all = with;
    all->ok = c->is_transparent || busy_gather(all->b, c, all->err);
    return all->ok;
}

static bool gather(struct busy *b, struct error *err)
{
    struct all_calendars all = {.b = b, .ok = true, .err = err};
    TRY(store_calendars(b->ask->tx, b->owner->id, gather_calendar, &all, err));
    return all.ok && busy_gather_unavailable(b, err);
}

static void add_response(struct text *t, struct span recipient, const char *status,
                         struct span calendar)
{
    text_add_str(t, "<C:response><C:recipient><D:href>");
    xml_add_text(t, recipient);
    text_addf(t, "</D:href></C:recipient><C:request-status>%s</C:request-status>", status);
    if (calendar.len > 0) {
        text_add_str(t, "<C:calendar-data>");
        xml_add_text(t, calendar);
        text_add_str(t, "</C:calendar-data>");
    }
    text_add_str(t, "</C:response>");
}

/* One whose times are too many to be told does not keep the others' from being told. */
static bool add_person(struct inquiry *q, const struct ical_line *recipient, int64_t id,
                       struct text *t, struct error *err)
{
    OWN(account) owner = store_account(q->ask->tx, id, err);
    OWN(text) reply = text_new();
    TRY(owner);
    struct busy b = {.ask = q->ask,
                     .range = q->range,
                     .owner = owner,
                     .masked = q->masked,
                     .bounds = &q->bounds};
    bool ok = gather(&b, err);
    if (ok)
        add_reply(q, recipient, &b, reply);
    busy_clear(&b);
    if (!ok && err->kind != FAULT_TOO_LARGE)
        return false;
    add_response(t, recipient->value, ok ? "2.0;Success" : "5.1;Could not complete delivery",
                 text_span(reply));
    return true;
}

static bool add_recipient(struct inquiry *q, const struct ical_line *recipient, struct text *t,
                          struct error *err)
{
    int64_t id;
    TRY(inquiry_person(q->ask, recipient->value, &id, err));
    if (id)
        return add_person(q, recipient, id, t, err);
    add_response(t, recipient->value, "3.7;Invalid Calendar User", SPAN(""));
    return true;
}

static bool answer(struct inquiry *q, struct error *err)
{
    OWN(text) t = text_new();
    text_add_str(
        t, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<C:schedule-response xmlns:D=\"" NS_DAV
           "\" xmlns:C=\"" NS_CAL "\">");
    for (size_t i = 0; i < q->count; i++)
        TRY(add_recipient(q, &q->recipients[i]->line, t, err));
    text_add_str(t, "</C:schedule-response>\n");
    http_answer(q->ask->http, 200, "application/xml; charset=utf-8", text_span(t));
    return true;
}

bool dav_post_outbox(struct ask *a, struct error *err)
{
    struct inquiry q;
    TRY(access_check(&a->at, RIGHT_WRITE, err));
    bool ok = inquiry_read(a, &q, err) && answer(&q, err);
    inquiry_clear(&q);
    return ok;
}
