/* What a link says when it does not lead to the room. */
#include "door.h"

enum {
    MOST_REFRESH_S = 3600, /* without scripts a page looks again by itself, the latest after this */
    MOST_CANCELLED = 50,   /* in a row, of a series */
};

static void say_line(struct html *p, const char *before, const struct occurrence *o,
                     const struct zone *zone)
{
    text_addf(html_text(p), "<p>%s ", before);
    html_when(p, NULL, o, zone);
    text_add_str(html_text(p), ".</p>\n");
}

/* It is yet to come: when it opens, and a count down to it. */
static void say_opening(struct html *p, const struct arrival *a)
{
    int64_t left = a->way.opens - a->at, early = a->way.occurrence.start - a->way.opens;
    struct text *t = html_text(p);
    if (left <= 0)
        return;
    text_addf(t,
              "<p class=\"count\" hidden>Opens in <span role=\"timer\" data-opens-in=\"%lld\">"
              "</span></p>\n<p>The room opens at ",
              (long long)left);
    html_clock(p, a->way.opens, a->way.occurrence.start, a->zone);
    if (early >= 60)
        text_addf(t, ", %lld minutes before", (long long)early / 60);
    text_add_str(t, ". Leave this page open: it leads there then.</p>\n");
    html_refresh(p, left < MOST_REFRESH_S ? left + 1 : MOST_REFRESH_S);
}

static void early(struct html *p, const struct arrival *a)
{
    say_line(p, "It is on", &a->way.occurrence, a->zone);
    say_opening(p, a);
}

static void moved(struct html *p, const struct arrival *a)
{
    say_line(p, "It is now on", &a->way.occurrence, a->zone);
    say_opening(p, a);
}

/* false: there is none any more. */
static bool find_next(const struct arrival *a, struct occurrence *o)
{
    instant after = a->at;
    for (int i = 0; a->event && i < MOST_CANCELLED; i++) {
        if (event_next(a->event, a->zone, after, RECUR_BUDGET, o) != RECUR_FOUND)
            return false;
        if (!o->is_cancelled)
            return true;
        after = o->end > after ? o->end : after + 1;
    }
    return false;
}

static void cancelled(struct html *p, const struct arrival *a)
{
    struct occurrence next;
    bool goes_on = a->way.has_occurrence && !a->invited && find_next(a, &next);
    if (a->way.has_occurrence)
        say_line(p, "It would have been on", &a->way.occurrence, a->zone);
    if (goes_on)
        say_line(p, "The next one is on", &next, a->zone);
    html_paragraph(p, goes_on ? "Its link is the same as this one."
                              : "Its room is closed. If you expected it to take place, ask the "
                                "person who invited you.");
}

static void over(struct html *p, const struct arrival *a)
{
    instant ended = a->meeting->ends;
    if (ended > 0 && ended <= a->at) {
        text_add_str(html_text(p), "<p>It ended on ");
        html_moment(p, ended, a->zone);
        text_add_str(html_text(p), ".</p>\n");
    }
    html_paragraph(p, "Its room is closed. If there is another meeting, its invitation has a link "
                      "of its own.");
}

static void roomless(struct html *p, const struct arrival *a)
{
    (void)a;
    html_paragraph(p, "Look into the newest invitation for where it takes place, or ask the person "
                      "who invited you.");
}

static const struct {
    int status;
    const char *heading;
    void (*say)(struct html *p, const struct arrival *a);
} answers[] = {
    [DOOR_EARLY] = {200, "This meeting has not begun", early},
    [DOOR_MOVED] = {200, "This meeting was moved", moved},
    [DOOR_OVER] = {410, "This meeting is over", over},
    [DOOR_CANCELLED] = {410, "This meeting was cancelled", cancelled},
    [DOOR_ROOMLESS] = {410, "This meeting has no video room any more", roomless},
};

/* What the meeting is called is for those whom the door knows, or would let in. NULL: not for him.
 */
static const char *title_for(const struct web *w, const struct arrival *a)
{
    const struct vevent *v = a->way.has_occurrence ? a->way.occurrence.from : NULL;
    bool may_know =
        a->caller.role != CALLER_NOBODY || (v && a->invited) || guests_of(w, a) == GUESTS_ALLOW;
    if (!v && a->event)
        v = event_main(a->event);
    return may_know && v && v->summary && *v->summary ? v->summary : NULL;
}

void answer_closed(const struct web *w, struct http_request *r, const struct arrival *a)
{
    const char *heading = answers[a->way.door].heading, *title = title_for(w, a);
    OWN(html) p = html_new(w, title ? title : heading);
    html_heading(p, title ? title : heading);
    if (title)
        text_addf(html_text(p), "<p><strong>%s.</strong></p>\n", heading);
    answers[a->way.door].say(p, a);
    html_send(p, r, answers[a->way.door].status);
}
