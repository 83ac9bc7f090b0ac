#include "smtp_session.h"

#include <stdio.h>

static void keep(char *into, size_t room, struct span line)
{
    OWN(text) clean = text_new();
    text_add_header(clean, line);
    snprintf(into, room, "%s", text_str(clean));
}

static void end_of_reply(struct watch *w, struct span line, int64_t code)
{
    w->replied = true;
    if (code >= 400)
        keep(w->refused, sizeof w->refused, line);
    if (!w->signing_in || code == 334)
        return;
    w->signing_in = false;
    w->auth_refused = code >= 400;
    if (w->auth_refused)
        keep(w->auth_answer, sizeof w->auth_answer, line);
}

/* "250-more follows", "250 the last" */
static void end_of_line(struct watch *w)
{
    struct span line = span_trim(span_make(w->line, w->line_len));
    int64_t code;
    bool is_reply = line.len >= 3 && span_number(span_make(line.at, 3), &code);
    if (is_reply && (line.len == 3 || line.at[3] == ' '))
        end_of_reply(w, line, code);
    w->line_len = 0;
}

static void see_read(struct watch *w, struct span seen)
{
    for (size_t i = 0; i < seen.len; i++) {
        if (w->replied && !w->secure)
            w->early = true;
        if (w->line_len < sizeof w->line)
            w->line[w->line_len++] = seen.at[i];
        if (seen.at[i] == '\n')
            end_of_line(w);
    }
}

void watch_wire(const char *bytes, int len, int writing, void *watch)
{
    struct watch *w = watch;
    struct span seen = span_make(bytes, len > 0 ? (size_t)len : 0);
    if (!writing) {
        see_read(w, seen);
        return;
    }
    tls_before_write(w);
    w->replied = false;
    if (!span_starts(seen, "QUIT"))
        w->refused[0] = 0; /* what was refused before is not why this one fails */
    if (span_starts(seen, "AUTH "))
        w->signing_in = true;
}
