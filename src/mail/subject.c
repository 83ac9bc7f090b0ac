#include "page.h"

enum { TITLE_MOST = 120 };

static const char *const prefixes[] = {
    [MAIL_INVITATION] = "Invitation: ",
    [MAIL_UPDATE] = "Updated invitation: ",
    [MAIL_CANCELLATION] = "Cancelled: ",
    [MAIL_REMINDER] = "Reminder: ",
    [MAIL_REPLY] = "",
    [MAIL_NOTICE] = "",
    [MAIL_HOST] = "Your room: ",
};

/* What programs put before a title; a title that was copied from a mail still has it. */
static const char *const known_prefixes[] = {
    "invitation:", "updated invitation:", "cancelled:", "canceled:",        "reminder:", "updated:",
    "accepted:",   "declined:",           "tentative:", "cancelled event:", "re:",       "fwd:",
    "fw:",
};

static bool strip_one(struct span *title)
{
    for (size_t i = 0; i < LENGTH(known_prefixes); i++)
        if (span_starts_nocase(*title, known_prefixes[i])) {
            size_t len = strlen(known_prefixes[i]);
            *title = span_trim(span_make(title->at + len, title->len - len));
            return true;
        }
    return false;
}

static struct span shortened(struct span s, size_t most)
{
    if (s.len <= most)
        return s;
    while (most > 0 && ((unsigned char)s.at[most] & 0xC0) == 0x80)
        most--;
    return span_make(s.at, most);
}

static void add_title(struct text *t, const char *summary)
{
    struct span title = span_trim(span_of(summary));
    while (strip_one(&title))
        continue;
    struct span shown = shortened(title, TITLE_MOST);
    text_add_header(t, shown.len ? shown : SPAN("(no title)"));
    if (shown.len < title.len)
        text_add_str(t, "…");
}

char *subject_of(const struct letter *l)
{
    OWN(text) t = text_new();
    if (!l->event) {
        text_add_header(t, span_of(l->subject ? l->subject : "A message from Convoke"));
        return text_take(t);
    }
    struct occurrence next;
    const struct vevent *v = letter_vevent(l);
    const struct occurrence *o = letter_occurrence(l, l->event, &next);
    text_add_str(t, prefixes[l->kind]);
    if (l->guest)
        text_addf(t, "%s: ", answer_word(l->guest->partstat));
    add_title(t, v->summary);
    text_add_str(t, v->recurrence && !l->occurrence ? " (from " : " (");
    when_add_short(t, v, o, l->zone, l->floating);
    text_add_char(t, ')');
    return text_take(t);
}
