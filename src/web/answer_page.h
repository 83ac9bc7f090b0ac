/* Answering by a link: what the files of /r/ share. */
#ifndef CONVOKE_WEB_ANSWER_PAGE_H
#define CONVOKE_WEB_ANSWER_PAGE_H

#include "internal.h"

#include "convoke/mail.h"

/* What a link to answer is about, and whose it is; all of it as it is stored now. */
struct question {
    struct meeting *meeting;
    struct account *owner;
    struct event *event; /* NULL: gone */
    const struct zone *zone;
    char *key;                    /* of the occurrence; "": all of it */
    const struct vevent *from;    /* NULL: there is no such occurrence (any more) */
    const struct person *guest;   /* as he stands in it; NULL: he is not invited (any more) */
    struct occurrence occurrence; /* the one that is asked about, or the next of the series */
    bool has_occurrence;
    bool is_dead; /* nobody's link, or nobody's any more */
    enum answerable {
        ANSWERABLE,
        ANSWERABLE_OVER,
        ANSWERABLE_CANCELLED,
        ANSWERABLE_NOT,
    } state;
    enum letter_answer proposed; /* ANSWERS: none */
    instant at;
};
/* path: CODE/TOKEN, and perhaps /accept, /tentative or /decline. key: of the occurrence, as it
 * came. FAULT_NOT_FOUND: there is no such meeting. question_clear either way. */
bool question_open(const struct web *w, const char *path, const char *key, struct question *q,
                   struct error *err) MUST_USE;
void question_clear(struct question *q);

enum partstat partstat_of(enum letter_answer a);
/* "accept"; ANSWERS: it is none. */
enum letter_answer letter_answer_named(const char *name);

/* His answer goes through the pipeline, as if it had come by mail: the organizer's event says it,
 * and so does his own copy, where he has one here. comment: for the organizer, who is mailed it;
 * NULL: none. */
bool question_answer(const struct web *w, const struct question *q, enum partstat answer,
                     const char *comment, struct error *err) MUST_USE;

#endif
