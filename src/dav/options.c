#include "internal.h"

/* Nobody is told of tasks, nor by an account without an address, nor of what one cannot write. */
static bool tells_attendees(struct ask *a)
{
    const struct calendar *c = a->at.calendar;
    if (!c || c->kind == CALENDAR_INBOX)
        return a->actor->naddresses > 0;
    if (!(a->at.rights & RIGHT_WRITE) || (c->components && !(c->components & COMPONENT_EVENT)))
        return false;
    if (c->account == a->actor->id || !a->tx)
        return a->actor->naddresses > 0;
    OWN(account) owner = store_account(a->tx, c->account, NULL);
    return owner && owner->naddresses > 0;
}

/* With calendar-auto-schedule programs leave invitations and answers to the service; without it
 * they send their own besides. RFC 6638, 2 */
void answer_dav_header(struct ask *a)
{
    OWN(text) all = text_new();
    text_add_str(all, "1, 3, access-control, calendar-access, calendar-availability, "
                      "calendar-no-timezone, extended-mkcol");
    if (tells_attendees(a))
        text_add_str(all, ", calendar-auto-schedule");
    http_answer_header(a->http, "DAV", text_str(all));
}

bool dav_options(struct ask *a, struct error *err)
{
    (void)err;
    answer_dav_header(a);
    http_answer_header(a->http, "Allow", DAV_METHODS);
    http_answer(a->http, 200, NULL, SPAN(""));
    return true;
}
