#include "internal.h"

/* With calendar-auto-schedule programs leave invitations and answers to the service; without it
 * they send their own besides. RFC 6638, 2 */
void answer_dav_header(struct ask *a)
{
    http_answer_header(a->http, "DAV",
                       "1, 3, access-control, calendar-access, calendar-auto-schedule, "
                       "calendar-availability, calendar-no-timezone, extended-mkcol");
}

bool dav_options(struct ask *a, struct error *err)
{
    (void)err;
    answer_dav_header(a);
    http_answer_header(a->http, "Allow", DAV_METHODS);
    http_answer(a->http, 200, NULL, SPAN(""));
    return true;
}
