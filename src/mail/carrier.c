#include "internal.h"

#include <stdio.h>

void delivery_say(struct delivery_result *r, enum delivery how, const char *format, ...)
{
    struct error cut; /* cuts and cleans as errors do */
    char said[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(said, sizeof said, format, args);
    va_end(args);
    fail(&cut, FAULT_NONE, NULL, "%s", said);
    r->how = how;
    snprintf(r->answer, sizeof r->answer, "%s", cut.said);
}

bool delivery_can_go(const struct parcel *p, struct delivery_result *r)
{
    if (p->sender && mail_address_ok(p->sender) && mail_address_ok(p->recipient) && p->bytes)
        return true;
    delivery_say(r, DELIVERY_REFUSED, "The address cannot stand in an envelope.");
    return false;
}

void text_add_unix_lines(struct text *t, struct span message)
{
    while (message.len) {
        struct span rest, line = span_cut(message, '\n', &rest);
        if (line.len && line.at[line.len - 1] == '\r' && rest.at)
            line.len--;
        text_add(t, line);
        if (rest.at)
            text_add_char(t, '\n');
        message = rest;
    }
}
