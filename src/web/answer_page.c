/* GET /r/<code>/<token>[/accept|tentative|decline]: the page of a link in an invitation. It changes
 * nothing, for programs that look through mails follow its links; POST answers. */
#include "answer_page.h"

enum { PATH_MOST = 80, COMMENT_MOST = 1000, ANSWERS_FREE = 10 };

/* --- what it says ---------------------------------------------------------------------------- */

static void say_when(struct html *p, const struct question *q)
{
    text_add_str(html_text(p), "<p>");
    html_when(p, q->from, q->has_occurrence ? &q->occurrence : NULL, q->zone);
    text_add_str(html_text(p), "</p>\n");
}

static void say_series(struct html *p, const struct question *q)
{
    OWN(text) words = text_new();
    if (*q->key || !q->from->recurrence)
        return;
    text_add_str(words, "Repeats ");
    if (!recurrence_add_words(q->from->recurrence, NULL, words))
        text_add_str(words, "on several dates");
    text_add_str(words, ". You answer for all of it.");
    html_paragraph(p, text_str(words));
}

static void say_people(struct html *p, const struct question *q)
{
    const struct person *by = q->from->has_organizer ? &q->from->organizer : NULL;
    const char *name = by && by->name && *by->name ? by->name : by ? by->address : NULL;
    OWN_CHARS said = mem_strf("%s invites %s.", name ? name : "The organizer", q->guest->address);
    html_paragraph(p, said);
}

static void say_answer(struct html *p, const struct question *q, bool is_new)
{
    static const char *const words[] = {
        [PARTSTAT_NEEDS_ACTION] = "You have not answered yet.",
        [PARTSTAT_ACCEPTED] = "You have accepted.",
        [PARTSTAT_DECLINED] = "You have declined.",
        [PARTSTAT_TENTATIVE] = "You have said that you may come.",
        [PARTSTAT_DELEGATED] = "You have sent somebody else.",
    };
    text_addf(html_text(p), "<p role=\"status\"><strong>%s</strong>%s</p>\n",
              words[q->guest->partstat],
              is_new ? " The organizer knows. You can change it here until the end." : "");
}

/* What the link in the mail named, else what he has answered, else what is wanted most. */
static enum letter_answer loud_answer(const struct question *q)
{
    if (q->proposed != ANSWERS)
        return q->proposed;
    for (int i = 0; i < ANSWERS; i++)
        if (partstat_of((enum letter_answer)i) == q->guest->partstat)
            return (enum letter_answer)i;
    return ANSWER_ACCEPT;
}

/* The answer that the link in the mail named comes first; it takes a press of the button. */
static void add_button(struct text *t, const struct question *q, enum letter_answer a)
{
    static const char *const names[ANSWERS] = {"accept", "tentative", "decline"};
    static const char *const labels[ANSWERS] = {"Accept", "Maybe", "Decline"};
    bool is_his = partstat_of(a) == q->guest->partstat;
    text_addf(t, "<button name=\"answer\" value=\"%s\"%s%s>%s</button>\n", names[a],
              loud_answer(q) == a ? "" : " class=\"quiet\"", is_his ? " aria-pressed=\"true\"" : "",
              labels[a]);
}

/* Enter in a browser presses the first button. */
static void add_buttons(struct text *t, const struct question *q)
{
    text_add_str(t, "<div class=\"row\">\n");
    if (q->proposed != ANSWERS)
        add_button(t, q, q->proposed);
    for (int i = 0; i < ANSWERS; i++)
        if (q->proposed != (enum letter_answer)i)
            add_button(t, q, (enum letter_answer)i);
    text_add_str(t, "</div>\n");
}

static instant start_of(const struct question *q)
{
    return *q->key && q->has_occurrence ? q->occurrence.start
                                        : moment_instant(&q->from->start, q->zone);
}

static void add_form(struct html *p, const struct web *w, struct http_request *r,
                     const struct question *q)
{
    struct text *t = html_text(p);
    OWN_CHARS guard = form_guard(w, r);
    text_addf(t,
              "<form method=\"post\">\n%s"
              "<input type=\"hidden\" name=\"start\" value=\"%lld\">\n"
              "<label>A word to the organizer, if you like\n"
              "<textarea name=\"comment\" rows=\"3\" maxlength=\"%d\"></textarea></label>\n",
              guard, (long long)start_of(q), COMMENT_MOST);
    add_buttons(t, q);
    text_add_str(t, "</form>\n");
}

static void answer_question(const struct web *w, struct http_request *r, const struct question *q,
                            int status, const char *before)
{
    const char *title = q->from->summary && *q->from->summary ? q->from->summary : "(no title)";
    OWN(html) p = html_new(w, title);
    html_heading(p, title);
    if (before)
        html_paragraph(p, before);
    say_when(p, q);
    say_series(p, q);
    say_people(p, q);
    say_answer(p, q, span_is(http_query(r), "sent") || span_ends_nocase(http_query(r), "&sent"));
    add_form(p, w, r, q);
    html_send(p, r, status);
}

static const struct {
    const char *heading, *said;
} closed[] = {
    [ANSWERABLE_OVER] = {"This meeting is over", "There is nothing to answer any more."},
    [ANSWERABLE_CANCELLED] = {"This meeting was cancelled",
                              "It does not take place, so there is nothing to answer."},
    [ANSWERABLE_NOT] = {"This link is not valid any more",
                        "Look into the newest invitation for another one, or ask the person who "
                        "invited you."},
};

/* --- GET and POST ---------------------------------------------------------------------------- */

/* true: there is something to answer; else it was said why not. */
static bool open_or_answer(struct web *w, struct http_request *r, struct question *q)
{
    struct error err = {0};
    OWN(form) query = form_of_query(r, &err);
    const char *key = query ? form_field(query, "occurrence") : NULL;
    http_answer_header(r, "Cache-Control", "no-store");
    if (!may_try(w, r))
        return false;
    bool is_open =
        query && strlen(http_rest(r)) <= PATH_MOST && question_open(w, http_rest(r), key, q, &err);
    if (!is_open && err.kind != FAULT_NONE && err.kind != FAULT_NOT_FOUND) {
        answer_fault(w, r, &err);
        return false;
    }
    if (!is_open || q->is_dead) {
        note_try(w, r);
        q->state = is_open && !q->event ? ANSWERABLE_CANCELLED : ANSWERABLE_NOT;
    }
    if (q->state != ANSWERABLE)
        answer_page(w, r, 410, closed[q->state].heading, closed[q->state].said);
    return q->state == ANSWERABLE;
}

void serve_answer_page(struct http_request *r, void *with)
{
    struct question q = {0};
    if (open_or_answer(with, r, &q))
        answer_question(with, r, &q, 200, NULL);
    question_clear(&q);
}

/* The page again, where a reload sends nothing again. */
static void answer_sent(struct http_request *r, const struct question *q)
{
    struct span rest, more, code = span_cut(span_of(http_rest(r)), '/', &rest);
    struct span token = span_cut(rest, '/', &more);
    OWN(text) t = text_new();
    text_addf(t, "/r/%.*s/%.*s?%s", (int)code.len, code.at, (int)token.len, token.at,
              *q->key ? "occurrence=" : "");
    text_add_uri(t, span_of(q->key));
    text_add_str(t, *q->key ? "&sent" : "sent");
    http_answer_header(r, "Location", text_str(t));
    http_answer(r, 303, NULL, SPAN(""));
}

/* Each answer may reach the organizer's mailbox: some are free, then they take their time. */
static bool may_answer(const struct web *w, struct http_request *r, const struct question *q)
{
    int64_t wait_s;
    OWN_CHARS who = mem_strf("%s %s", q->meeting->code, q->guest->address);
    if (guesses_allow(w->answers, span_of(who), ANSWERS_FREE, &wait_s)) {
        guesses_note(w->answers, span_of(who));
        return true;
    }
    OWN_CHARS seconds = mem_strf("%lld", (long long)wait_s);
    http_answer_header(r, "Retry-After", seconds);
    answer_page(w, r, 429, "Too many answers",
                "You have answered many times lately. Wait some minutes and try again.");
    return false;
}

static void take_answer(const struct web *w, struct http_request *r, const struct question *q,
                        const struct form *f)
{
    struct error err = {0};
    int64_t start;
    const char *named = form_field(f, "answer"), *seen = form_field(f, "start");
    const char *comment = form_field(f, "comment");
    enum letter_answer answer = named ? letter_answer_named(named) : q->proposed;
    if (answer == ANSWERS || (comment && strlen(comment) > (size_t)COMMENT_MOST * 4))
        answer_question(w, r, q, 400,
                        "Choose one of the answers; a word to the organizer is short.");
    else if (!seen || !span_number(span_of(seen), &start) || start != start_of(q))
        answer_question(w, r, q, 409, "The meeting was moved meanwhile. Look at its time again.");
    else if (!may_answer(w, r, q))
        return;
    else if (!question_answer(w, q, partstat_of(answer), comment, &err))
        answer_fault(w, r, &err);
    else
        answer_sent(r, q);
}

void serve_answer(struct http_request *r, void *with)
{
    struct web *w = with;
    struct question q = {0};
    if (open_or_answer(w, r, &q)) {
        OWN(form) f = form_take(w, r);
        if (f)
            take_answer(w, r, &q, f);
    }
    question_clear(&q);
}
