/* What a meeting is called, and when it is: as it is said on the owner's clock; scripts say it on
 * the visitor's. */
#include "internal.h"

#include "convoke/mail.h"

/* The day and the time of one instant: "Tue 3 March 2026, 10:00 CET (Europe/Berlin)". */
static void add_instant(struct text *t, instant at, const struct zone *zone)
{
    const struct vevent timed = {0};
    const struct occurrence o = {.start = at, .end = at, .from = &timed};
    mail_add_when(t, &timed, &o, zone, zone);
}

static void add_time(struct html *p, instant start, instant end, struct span said)
{
    struct text *t = html_text(p);
    text_add_str(t, "<time datetime=\"");
    text_add_instant(t, start);
    if (end > start && end != INSTANT_NEVER) {
        text_add_str(t, "\" data-end=\"");
        text_add_instant(t, end);
    }
    text_add_str(t, "\">");
    text_add_html(t, said);
    text_add_str(t, "</time>");
    html_script(p, "door.js");
}

const char *title_of(const struct vevent *v)
{
    return v && v->summary && *v->summary ? v->summary : "Meeting";
}

void html_moment(struct html *p, instant at, const struct zone *zone)
{
    OWN(text) said = text_new();
    add_instant(said, at, zone);
    add_time(p, at, at, text_span(said));
}

/* On the day of something that stands beside it the clock alone says it. */
void html_clock(struct html *p, instant at, instant beside, const struct zone *zone)
{
    struct civil c = civil_of(zone_wall(zone, at)), day = civil_of(zone_wall(zone, beside));
    struct text *t = html_text(p);
    if (c.year != day.year || c.month != day.month || c.day != day.day) {
        html_moment(p, at, zone);
        return;
    }
    text_add_str(t, "<time datetime=\"");
    text_add_instant(t, at);
    text_add_str(t, "\" data-beside=\"");
    text_add_instant(t, beside);
    text_addf(t, "\">%02d:%02d</time>", c.hour, c.minute);
    html_script(p, "door.js");
}

void html_when(struct html *p, const struct vevent *v, const struct occurrence *o,
               const struct zone *zone)
{
    OWN(text) said = text_new();
    const struct vevent *from = o && o->from ? o->from : v;
    if (!from) {
        html_moment(p, o->start, zone);
        return;
    }
    mail_add_when(said, from, o, zone, zone);
    if (!from->start.is_date) {
        add_time(p, o ? o->start : moment_instant(&from->start, zone),
                 o ? o->end : moment_instant(&from->end, zone), text_span(said));
        return;
    }
    text_add_str(html_text(p), "<strong>"); /* a date is the same date everywhere */
    text_add_html(html_text(p), text_span(said));
    text_add_str(html_text(p), "</strong>");
}
