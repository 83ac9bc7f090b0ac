/* GET /: what this is, and for who has signed in, what is coming. */
#include "internal.h"

#include "coming.h"

#include "convoke/mail.h"

static void answer_stranger(const struct web *w, struct http_request *r)
{
    OWN(html) p = html_new(w, "Convoke");
    html_heading(p, "Convoke");
    html_paragraph(p, "This is a calendar service that gives every meeting its video room. Your "
                      "calendar program, and the links in your invitations, know the way.");
    if (web_has_pages(w))
        text_add_str(html_text(p), "<p><a class=\"button\" href=\"/sign-in\">Sign in</a></p>\n");
    html_send(p, r, 200);
}

/* --- people ----------------------------------------------------------------------------------- */

static const struct {
    const char *said, *class;
} answers[] = {
    [PARTSTAT_NEEDS_ACTION] = {"has not answered", "open"},
    [PARTSTAT_ACCEPTED] = {"comes", "yes"},
    [PARTSTAT_DECLINED] = {"does not come", "no"},
    [PARTSTAT_TENTATIVE] = {"comes perhaps", "maybe"},
    [PARTSTAT_DELEGATED] = {"sends somebody else", "no"},
};

void html_people(struct html *p, const struct vevent *v)
{
    struct text *t = html_text(p);
    text_add_str(t, "<ul class=\"people\">\n");
    for (size_t i = 0; i < v->nattendees && i < MOST_PEOPLE; i++) {
        const struct person *who = &v->attendees[i];
        text_addf(t, "<li class=\"%s\"><strong dir=\"auto\">", answers[who->partstat].class);
        text_add_html(t, span_of(who->name && *who->name ? who->name : who->address));
        text_addf(t, "</strong> %s</li>\n", answers[who->partstat].said);
    }
    if (v->nattendees > MOST_PEOPLE)
        text_addf(t, "<li>and %zu others</li>\n", v->nattendees - MOST_PEOPLE);
    text_add_str(t, "</ul>\n");
}

static const struct {
    enum partstat answer;
    bool is_said_of_none;
    const char *one, *many;
} counts[] = {
    {PARTSTAT_ACCEPTED, true, "comes", "come"},
    {PARTSTAT_TENTATIVE, false, "comes perhaps", "come perhaps"},
    {PARTSTAT_DECLINED, false, "does not come", "do not come"},
    {PARTSTAT_DELEGATED, false, "sends somebody else", "send somebody else"},
    {PARTSTAT_NEEDS_ACTION, false, "has not answered", "have not answered"},
};

static size_t count_of(const struct vevent *v, enum partstat answer)
{
    size_t n = 0;
    for (size_t i = 0; i < v->nattendees; i++)
        n += v->attendees[i].partstat == answer;
    return n;
}

static void add_counts(struct text *t, const struct vevent *v)
{
    const char *before = "<p class=\"counts\">";
    if (!v->nattendees)
        return;
    for (size_t i = 0; i < LENGTH(counts); i++) {
        size_t n = count_of(v, counts[i].answer);
        if (n || counts[i].is_said_of_none) {
            text_addf(t, "%s%zu %s", before, n, n == 1 ? counts[i].one : counts[i].many);
            before = ", ";
        }
    }
    text_add_str(t, "</p>\n");
}

/* --- one meeting ------------------------------------------------------------------------------ */

static void add_title(struct text *t, const struct vevent *v)
{
    text_add_str(t, "<h3 dir=\"auto\">");
    text_add_html(t, span_of(title_of(v)));
    text_add_str(t, "</h3>\n");
}

/* Of many that say the same: by the meeting, for those who hear the page. */
static void add_label(struct text *t, const char *said, const struct coming *c)
{
    text_addf(t, "\" aria-label=\"%s: ", said);
    text_add_html(t, span_of(title_of(c->when.from)));
}

static void add_way_in(struct text *t, const struct coming *c)
{
    const char *said = c->is_host ? "Start" : "Join";
    if (!c->link)
        return;
    text_add_str(t, "<div class=\"row\"><a class=\"button\" rel=\"noreferrer\" href=\"");
    text_add_html(t, span_of(c->link));
    add_label(t, said, c);
    text_addf(t, "\">%s</a><button type=\"button\" class=\"quiet\" hidden data-copy=\"", said);
    text_add_html(t, span_of(c->link));
    add_label(t, "Copy link", c);
    text_add_str(t, "\">Copy link</button></div>\n");
}

static void add_more(struct html *p, const struct coming *c)
{
    struct text *t = html_text(p);
    const struct vevent *v = c->when.from;
    if (!c->link && !v->nattendees)
        return;
    text_add_str(t, "<details><summary>Who comes, and the link</summary>\n");
    if (v->nattendees)
        html_people(p, v);
    if (c->link) {
        text_add_str(t, "<label>Link\n<input readonly value=\"");
        text_add_html(t, span_of(c->link));
        text_add_str(t, "\"></label>\n");
    }
    text_add_str(t, "</details>\n");
}

static char *said_of(const struct coming *c, const struct zone *zone)
{
    OWN(text) t = text_new();
    mail_add_when(t, c->when.from, &c->when, zone, zone);
    return text_take(t);
}

static void add_times(struct text *t, const struct coming *c, struct span said)
{
    bool is_date = c->when.from->start.is_date;
    bool is_now = !is_date && c->when.start <= clock_now() && clock_now() < c->when.end;
    text_addf(t, "<p class=\"when\"%s data-start=\"", is_date ? " data-all-day" : "");
    text_add_instant(t, c->when.start);
    text_add_str(t, "\" data-end=\"");
    text_add_instant(t, c->when.end);
    text_add_str(t, "\"><span>");
    text_add_html(t, is_date || !said.len ? SPAN("all day") : said);
    text_addf(t, "</span>%s</p>\n", is_now ? " <strong class=\"now\">now</strong>" : "");
}

static void add_meeting(struct html *p, const struct coming *c, struct span time)
{
    struct text *t = html_text(p);
    text_add_str(t, "<li>\n");
    add_times(t, c, time);
    add_title(t, c->when.from);
    if (c->knocks)
        text_addf(t, "<p class=\"warn\">%zu waiting to be let in</p>\n", c->knocks);
    add_counts(t, c->when.from);
    add_way_in(t, c);
    add_more(p, c);
    text_add_str(t, "</li>\n");
}

/* --- all of them ------------------------------------------------------------------------------ */

static void add_days(struct html *p, const struct comings *list, const struct zone *zone)
{
    struct text *t = html_text(p);
    OWN_CHARS before = NULL;
    for (size_t i = 0; i < list->count; i++) {
        /* The day ends at the first comma: "Tue 3 March 2026, 10:00 – 11:00 CET". */
        OWN_CHARS said = said_of(&list->rows[i], zone);
        struct span time, day = span_cut(span_of(said), ',', &time);
        if (!before || !span_is(day, before)) {
            text_addf(t, "%s<h2>", before ? "</ul>\n" : "");
            text_add_html(t, day);
            text_add_str(t, "</h2>\n<ul class=\"list\">\n");
            free(before);
            before = span_copy(day);
        }
        add_meeting(p, &list->rows[i], span_trim(time));
    }
    text_add_str(t, before ? "</ul>\n" : "");
}

static void add_sign_out(const struct web *w, struct http_request *r, struct html *p)
{
    OWN_CHARS guard = form_guard(w, r);
    text_addf(html_text(p),
              "<form method=\"post\" action=\"/sign-out\">\n%s"
              "<button class=\"quiet\">Sign out</button>\n</form>\n",
              guard);
}

static void answer_home(const struct web *w, struct http_request *r, const struct account *a,
                        const struct comings *list)
{
    OWN(html) p = html_new(w, "Coming meetings");
    html_wide(p);
    html_heading(p, "Coming meetings");
    text_add_str(html_text(p), "<p>Signed in as ");
    text_add_html(html_text(p), span_of(a->display && *a->display ? a->display : a->name));
    text_add_str(html_text(p), "</p>\n<div data-days>\n");
    add_days(p, list, account_zone(w->pipeline, a));
    text_add_str(html_text(p), "</div>\n");
    if (!list->count)
        html_paragraph(p, "Nothing in the next four weeks. Write an event with somebody to meet "
                          "into your calendar, and it stands here with its room.");
    if (list->is_cut)
        html_paragraph(p, "There is more; your calendar program shows all of it.");
    add_sign_out(w, r, p);
    html_script(p, "home.js");
    html_send(p, r, 200);
}

void serve_home(struct http_request *r, void *with)
{
    struct web *w = with;
    struct error err = {0};
    http_answer_header(r, "Cache-Control", "no-store");
    OWN(tx) tx = store_read(w->pipeline->store, &err);
    OWN(account) a = tx && web_has_pages(w) ? web_session_account(w, r, tx) : NULL;
    OWN(comings) list = a ? comings_of(w->pipeline, tx, a, &err) : NULL;
    if (list)
        answer_home(w, r, a, list);
    else if (tx && !a)
        answer_stranger(w, r);
    else
        answer_fault(w, r, &err);
}
