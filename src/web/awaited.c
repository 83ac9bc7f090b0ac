/* A room that is not there: a service elsewhere makes it still, or has refused to. */
#include "door.h"

enum { LOOK_AGAIN_S = 5 };

static void answer_made(const struct web *w, struct http_request *r)
{
    OWN_CHARS wait = mem_strf("%d", LOOK_AGAIN_S);
    OWN(html) p = html_new(w, "The room is being made");
    html_heading(p, "The room is being made");
    html_paragraph(p, "This takes some seconds; this page leads there then.");
    html_refresh(p, LOOK_AGAIN_S);
    http_answer_header(r, "Retry-After", wait);
    html_send(p, r, 503);
}

void answer_awaited(const struct web *w, struct http_request *r, const struct meeting *m)
{
    if (!room_is_awaited(m))
        answer_page(w, r, 503, "The room of this meeting is not ready",
                    "Its video server cannot be asked just now. Try again in a minute.");
    else if (m->room_fault)
        answer_page(w, r, 503, "The room of this meeting could not be made",
                    "The service that makes rooms has not made this one. Ask the person who "
                    "invited you where the meeting takes place.");
    else
        answer_made(w, r);
}
