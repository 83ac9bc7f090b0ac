/* A file taken apart: each part is an object of its own that splits into itself, its events stand
 * in the file as they are, and what is read of it is what the split said of it. */
#include "reading.h"

/* What is handed out once is handed out again as it is. */
static void check_again(const struct ical_part *p)
{
    struct ical_part again;
    struct error err = {0};
    OWN(ical_split) s = ical_split_new(p->text, &wide_limits, &err);
    MUST(s && ical_split_count(s) == 1);
    MUST(ical_split_next(s, &again, &err) == 1);
    MUST(span_equal(again.text, p->text) && span_equal(again.uid, p->uid));
    MUST(again.components == p->components && again.left_out == 0);
    MUST(!again.uid_was_made && !again.was_converted);
    MUST(ical_split_next(s, &again, &err) == 0);
}

static void check_events(const struct event *e, const struct ical_part *p, struct span file)
{
    size_t count = e->noverrides + (e->master != NULL);
    MUST(count == p->components);
    MUST(p->was_converted || span_equal(span_of(e->uid), p->uid));
    if (p->was_converted || p->uid_was_made)
        return;
    if (e->master)
        MUST(span_has(file, vevent_text(e, e->master)));
    for (size_t i = 0; i < e->noverrides; i++)
        MUST(span_has(file, vevent_text(e, &e->overrides[i])));
}

static void check_part(const struct ical_part *p, struct span file)
{
    struct error err = {0};
    MUST(p->uid.len > 0 && p->line > 0);
    OWN_CHARS text = span_copy(p->text); /* the part is borrowed; what follows splits again */
    OWN_CHARS uid = span_copy(p->uid);
    struct ical_part own = *p;
    own.text = span_make(text, p->text.len);
    own.uid = span_make(uid, p->uid.len);
    check_again(&own);
    OWN(event) e = event_read(own.text, the_zones(), &wide_limits, &err);
    if (e)
        check_events(e, &own, file);
    else
        MUST(is_refusal(&err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    struct error err = {0};
    struct ical_part p;
    size_t parts = 0, broken = 0, line = 0;
    int got;
    random_seed(1); /* the same input, the same way */
    OWN(ical_split) s = ical_split_new(text, NULL, &err);
    MUST(s || is_refusal(&err));
    while (s && (err = (struct error){0}, got = ical_split_next(s, &p, &err)) != 0) {
        parts += got > 0;
        broken += got < 0;
        MUST(got > 0 || is_refusal(&err));
        if (got < 0)
            continue;
        MUST(p.line > line);
        line = p.line;
        check_part(&p, text);
    }
    if (s) /* one more may be about the file */
        MUST(parts + broken >= ical_split_count(s) && parts + broken <= ical_split_count(s) + 1);
    return 0;
}
