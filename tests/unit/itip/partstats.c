#include "story.h"

/* Olga's copy of what eve organizes, and eve's own event, in which others have answered. */
#define EVE        L("ORGANIZER:mailto:eve@example.net")
#define HAS(w, a)  L("ATTENDEE;PARTSTAT=" a ":mailto:" w)
#define ME(a)      HAS("olga@example.org", a)
#define ANNA(a)    HAS("ann@example.com", a)
#define BOBS(a)    HAS("bob@example.com", a)
#define OPEN       "NEEDS-ACTION"
#define YES        "ACCEPTED"
#define NO         "DECLINED"
#define WHOLE(...) VEVENT(START HOUR WEEKLY TITLE EVE __VA_ARGS__)
#define PART(...)  VEVENT(ON("20260310") AT("20260310", "100000", "110000") TITLE EVE __VA_ARGS__)
#define MOVED(...) VEVENT(ON("20260310") AT("20260310", "120000", "130000") TITLE EVE __VA_ARGS__)
#define WITHOUT    L("EXDATE;TZID=Europe/Berlin:20260310T100000")

/* seen: "- olga ann bob; 20260310T090000Z olga ann bob", by the first letters of the answers. */
static const struct {
    const char *name, *copy, *theirs, *seen;
} cases[] = {
    {"another's answer", WHOLE(ME(YES) ANNA(OPEN) BOBS(OPEN)), WHOLE(ME(OPEN) ANNA(NO) BOBS(OPEN)),
     "- ADN"},
    {"his own stays", WHOLE(ME(YES) ANNA(OPEN)), WHOLE(ME(NO) ANNA(OPEN)), "- AN"},
    {"who is not in the copy is not added", WHOLE(ME(YES)), WHOLE(ME(YES) ANNA(YES)), "- A"},
    {"an occurrence is answered", WHOLE(ME(YES) ANNA(OPEN) BOBS(OPEN)),
     WHOLE(ME(OPEN) ANNA(YES) BOBS(OPEN)) PART(ME(OPEN) ANNA(NO) BOBS(YES)),
     "- AAN; 20260310T090000Z ADA"},
    {"an occurrence of the copy's own", WHOLE(ME(YES) ANNA(OPEN)) PART(ME(NO) ANNA(OPEN)),
     WHOLE(ME(YES) ANNA(YES)), "- AA; 20260310T090000Z DA"},
    {"one that was left out stays out", WHOLE(WITHOUT ME(YES) ANNA(OPEN)),
     WHOLE(ME(YES) ANNA(OPEN)) PART(ME(NO) ANNA(NO)), "- AN"},
    {"one that was moved is told of otherwise", WHOLE(ME(YES) ANNA(OPEN)),
     WHOLE(ME(YES) ANNA(OPEN)) MOVED(ME(OPEN) ANNA(NO)), "- AN"},
    {"one that is off is told of otherwise", WHOLE(ME(YES) ANNA(OPEN)),
     WHOLE(ME(YES) ANNA(OPEN)) PART(L("STATUS:CANCELLED") ME(OPEN) ANNA(NO)), "- AN"},
};

static void add_seen(struct text *t, const struct vevent *v)
{
    char key[20];
    vevent_key(v, key);
    text_addf(t, "%s%s ", text_len(t) ? "; " : "", *key ? key : "-");
    for (size_t i = 0; i < v->nattendees; i++)
        text_add_char(t, partstat_name(v->attendees[i].partstat)[0]);
}

static struct event *share(const struct story *s, const struct event *copy,
                           const struct event *theirs)
{
    size_t len;
    OWN(splice) edits = splice_new(copy);
    itip_share_answers(copy, theirs, &s->owner, s->floating, edits);
    OWN_CHARS text = splice_done(edits, &len);
    return story_read(s, text);
}

TEST(a_copy_shows_what_the_others_have_answered)
{
    struct story s;
    story_begin(&s);
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS mine = mem_strf(CALENDAR("%s"), cases[i].copy);
        OWN_CHARS hers = mem_strf(CALENDAR("%s"), cases[i].theirs);
        OWN(event) copy = story_read(&s, mine);
        OWN(event) theirs = story_read(&s, hers);
        OWN(event) once = share(&s, copy, theirs);
        OWN(event) twice = share(&s, once, theirs);
        OWN(event) thrice = share(&s, twice, theirs);
        OWN(text) seen = text_new();
        add_seen(seen, twice->master);
        for (size_t k = 0; k < twice->noverrides; k++)
            add_seen(seen, &twice->overrides[k]);
        if (strcmp(text_str(seen), cases[i].seen) != 0)
            fail_msg("%s: seen \"%s\"", cases[i].name, text_str(seen));
        CHECK(span_equal(thrice->text, twice->text));
    }
    story_end(&s);
}

RUN_TESTS(CASE(a_copy_shows_what_the_others_have_answered))
