/* What a link says when it does not lead to the room. */
#include "door.h"

#include "convoke/mail.h"

/* Without scripts a page looks again by itself, the latest after this. */
enum { MOST_REFRESH_S = 3600 };

void say_when(struct html *p, const struct arrival *a, const struct occurrence *o)
{
    OWN(text) said = text_new();
    if (o->from)
        mail_add_when(said, o->from, o, a->zone, a->zone);
    else
        text_add_instant(said, o->start);
    html_time(p, o->start, text_str(said));
}

static void say_line(struct html *p, const char *before, const struct arrival *a)
{
    text_addf(html_text(p), "<p>%s", before);
    say_when(p, a, &a->way.occurrence);
    text_add_str(html_text(p), ".</p>\n");
}

/* It is yet to come: when it opens, and a count down to it. */
static void say_opening(struct html *p, const struct arrival *a)
{
    int64_t left = a->way.opens - a->at, early = a->way.occurrence.start - a->way.opens;
    if (left <= 0)
        return;
    text_addf(html_text(p), "<p class=\"count\" data-opens-in=\"%lld\" role=\"timer\"></p>\n",
              (long long)left);
    text_addf(html_text(p),
              "<p>The room opens %lld minutes before it begins; this page leads there then.</p>\n",
              (long long)early / 60);
    html_script(p, "door.js");
    html_refresh(p, left < MOST_REFRESH_S ? left + 1 : MOST_REFRESH_S);
}

static void early(struct html *p, const struct arrival *a)
{
    say_line(p, "It is on ", a);
    say_opening(p, a);
}

static void moved(struct html *p, const struct arrival *a)
{
    say_line(p, "It is now on ", a);
    say_opening(p, a);
}

static void cancelled(struct html *p, const struct arrival *a)
{
    if (a->way.has_occurrence)
        say_line(p, "It would have been on ", a);
    html_paragraph(p, "Its room is closed. If you expected it to take place, ask the person who "
                      "invited you.");
}

static void over(struct html *p, const struct arrival *a)
{
    (void)a;
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

void answer_closed(const struct web *w, struct http_request *r, const struct arrival *a)
{
    OWN(html) p = html_new(w, answers[a->way.door].heading);
    html_heading(p, answers[a->way.door].heading);
    answers[a->way.door].say(p, a);
    html_send(p, r, answers[a->way.door].status);
}
