/* An answer that waits, on its way out. Its parcel holds what the organizer knows, what he is to
 * know, and the REPLY: "was=NEEDS-ACTION\nnow=ACCEPTED\n\nBEGIN:VCALENDAR...". */
#include "internal.h"

void rsvp_free(struct rsvp *a)
{
    if (!a)
        return;
    free(a->text);
    event_free(a->told);
    free(a);
}

static bool read_text(struct rsvp *a, const struct pipeline *p, struct span text, const char *uid,
                      struct error *err)
{
    a->text = span_copy(text);
    a->text_len = text.len;
    a->told = event_read(text, p->zones, &ical_limits_stored, err);
    TRY(a->told);
    const struct vevent *v = event_main(a->told);
    if (v->nattendees != 1)
        return fail(err, FAULT_BUG, NULL, "The answer about %s is not of one person.", uid);
    a->answer = v->attendees[0].partstat;
    return true;
}

enum composed rsvp_open(const struct pipeline *pipeline, struct parcel *p, struct rsvp **rsvp_out,
                        struct error *err)
{
    struct span rest, was = span_cut(span_of(p->facts), '\n', &rest);
    struct span now = span_cut(rest, '\n', &rest);
    *rsvp_out = NULL;
    if (was.len < 4 || now.len < 4 || rest.len < 1) {
        fail(err, FAULT_BUG, NULL, "The parcel does not say what is answered.");
        return COMPOSED_FAILED;
    }
    if (span_equal(span_make(was.at + 4, was.len - 4), span_make(now.at + 4, now.len - 4))) {
        free(p->answer);
        p->answer = mem_str("The answer is again what the organizer knows.");
        return COMPOSED_NOTHING;
    }
    OWN(rsvp) a = mem_new(sizeof *a);
    if (!read_text(a, pipeline, span_make(rest.at + 1, rest.len - 1), p->uid, err))
        return COMPOSED_FAILED;
    *rsvp_out = GIVE(a);
    return COMPOSED_READY;
}
