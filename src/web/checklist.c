/* The page before the room: camera and microphone, what it is about, who comes. */
#include "door.h"

enum { MOST_DESCRIPTION = 20000 };

/* --- text with links -------------------------------------------------------------------------- */

static size_t link_length(struct span s)
{
    if (!span_starts_nocase(s, "https://") && !span_starts_nocase(s, "http://"))
        return 0;
    size_t n = 0;
    while (n < s.len && (unsigned char)s.at[n] > ' ' && !strchr("<>\"'`{}|\\^", s.at[n]))
        n++;
    while (n && strchr(".,;:!?)]", s.at[n - 1])) /* the sentence's */
        n--;
    return n;
}

static void add_link(struct text *t, struct span url)
{
    text_add_str(t, "<a rel=\"noreferrer noopener nofollow\" target=\"_blank\" href=\"");
    text_add_html(t, url);
    text_add_str(t, "\">");
    text_add_html(t, url);
    text_add_str(t, "</a>");
}

static void add_linked(struct text *t, struct span s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len;) {
        size_t n = link_length(span_make(s.at + i, s.len - i));
        if (!n) {
            i++;
            continue;
        }
        text_add_html(t, span_make(s.at + from, i - from));
        add_link(t, span_make(s.at + i, n));
        from = i += n;
    }
    text_add_html(t, span_make(s.at + from, s.len - from));
}

/* --- the page --------------------------------------------------------------------------------- */

static void add_about(struct html *p, const struct vevent *v)
{
    struct text *t = html_text(p);
    OWN_CHARS said = v->description ? meeting_plain_description(v->description) : NULL;
    struct span s = span_trim(span_of(said));
    if (s.len > MOST_DESCRIPTION)
        s.len = MOST_DESCRIPTION;
    if (!s.len)
        return;
    text_add_str(t, "<h2>What it is about</h2>\n<div class=\"about\" dir=\"auto\">");
    add_linked(t, s);
    text_add_str(t, "</div>\n");
}

static void add_time(struct html *p, const struct arrival *a)
{
    text_add_str(html_text(p), "<p>");
    html_when(p, NULL, &a->way.occurrence, a->zone);
    text_add_str(html_text(p), "</p>\n");
}

/* Filled by the script: without one there is no test, and nothing to see of it. */
static void add_test(struct html *p)
{
    text_add_str(
        html_text(p),
        "<section class=\"test\" aria-label=\"Camera and microphone\" hidden data-test>\n"
        "<video autoplay playsinline muted hidden aria-label=\"Your camera\"></video>\n"
        "<label hidden>Microphone\n<meter min=\"0\" max=\"1\" value=\"0\"></meter></label>\n"
        "<p role=\"status\"></p>\n"
        "<div class=\"row\"><button type=\"button\" class=\"quiet\">Test camera and microphone"
        "</button></div>\n</section>\n");
}

/* A link: a form must not lead to another server. Who has come by a query goes on with it. */
static void add_join(struct html *p, const struct http_request *r)
{
    struct text *t = html_text(p);
    text_add_str(t, "<p><a class=\"button join\" href=\"?");
    text_add_html(t, http_query(r));
    text_addf(t, "%sready=1\">Join now</a></p>\n", http_query(r).len ? "&amp;" : "");
}

static void answer_page_of(const struct web *w, struct http_request *r, const struct arrival *a,
                           const struct vevent *v)
{
    OWN(html) p = html_new(w, title_of(v));
    html_wide(p);
    html_heading(p, title_of(v));
    add_time(p, a);
    add_test(p);
    add_join(p, r);
    add_about(p, v);
    if (v->nattendees) {
        text_add_str(html_text(p), "<h2>Who is invited</h2>\n");
        html_people(p, v);
    }
    html_script(p, "lobby.js");
    html_send(p, r, 200);
}

/* --- whether ---------------------------------------------------------------------------------- */

static bool has_come_from_it(const struct http_request *r)
{
    OWN(form) f = form_of_query(r, NULL);
    return f && form_field(f, "ready");
}

static bool is_wanted(const struct web *w, const struct arrival *a)
{
    int wish = a->standing->lobby_page;
    return wish >= 0 ? wish : w->pipeline->config->meetings.lobby_page;
}

bool answer_checklist(const struct web *w, struct http_request *r, const struct arrival *a)
{
    const struct vevent *v = a->way.has_occurrence ? a->way.occurrence.from : NULL;
    if (!v || !is_wanted(w, a) || has_come_from_it(r))
        return false;
    answer_page_of(w, r, a, v);
    return true;
}
