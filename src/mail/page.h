/* What a mail says, in words and before it is laid out: made once, shown as text and as HTML. */
#ifndef MAIL_PAGE_H
#define MAIL_PAGE_H

#include "internal.h"

struct fact {
    const char *name; /* "When" */
    char *now;
    char *was; /* what it replaces; NULL: it has not changed */
};
enum { FACTS_MOST = 8 };

struct page {
    enum mail_kind kind;
    const char *label; /* "Invitation" */
    char *lead;        /* "Anna Berg invites you to a meeting." */
    char *title, *was_title;
    struct when_tile tile;
    bool has_tile;
    struct fact facts[FACTS_MOST];
    size_t nfacts, people_at;  /* people_at: those before say when and where, the others who */
    char *link, *was_link;     /* https; NULL: none to click */
    const char *button, *verb; /* what a click on link does: "Join the meeting", "Join" */
    char *description;         /* of many lines; NULL: none */
    char *was_description;     /* NULL: it has not changed */
    char *footer;
    char *unsubscribe;      /* URI; NULL: none */
    char *answers[ANSWERS]; /* https; NULL: none */
};
struct page *page_of(const struct letter *l);
void page_free(struct page *s);
OWNABLE(page)

void page_add_text(struct text *t, const struct page *s);
void page_add_html(struct text *t, const struct page *s);

/* "Accept": what a link to answer is called, in words that need no other. */
const char *answer_label(enum letter_answer answer);

/* "Updated invitation: Weekly sync (Tue 3 Mar 2026 10:00 CET)" */
char *subject_of(const struct letter *l);

/* Who speaks: the organizer, or who answers him. NULL when nobody is named. */
const char *letter_speaker_name(const struct letter *l);
const char *letter_speaker_address(const struct letter *l);
/* Convoke speaks for itself. */
bool letter_is_from_us(const struct letter *l);
/* "Accepted": what is answered. */
const char *answer_word(enum partstat answer);

/* The VEVENT that a mail is about. */
const struct vevent *letter_vevent(const struct letter *l);
/* The occurrence that stands for the event in a mail: a reminder's, or of a series the next one (in
 * o_out); NULL: the event's own start. */
const struct occurrence *letter_occurrence(const struct letter *l, const struct event *e,
                                           struct occurrence *o_out);

#endif
