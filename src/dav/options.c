#include "internal.h"

/* calendar-auto-schedule stands here once attendees are really told. */
void answer_dav_header(struct ask *a)
{
    http_answer_header(a->http, "DAV", "1, 3, access-control, calendar-access, extended-mkcol");
}

bool dav_options(struct ask *a, struct error *err)
{
    (void)err;
    answer_dav_header(a);
    http_answer_header(a->http, "Allow", DAV_METHODS);
    http_answer(a->http, 200, NULL, SPAN(""));
    return true;
}
