#include "doors.h"

void serve_door(struct http_request *r, void *with)
{
    (void)with;
    bool asks_for_people = strncmp(http_path(r), "/principals", strlen("/principals")) == 0;
    const char *to = asks_for_people ? "/dav/principals/" : "/dav/";
    OWN(text) said = text_new();
    text_addf(said, "CalDAV is at %s\n", to);
    http_answer_header(r, "Location", to);
    http_answer(r, 301, "text/plain; charset=utf-8", text_span(said));
}
