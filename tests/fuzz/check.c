/* What a check says agrees with what reading does: an event is refused exactly when a finding says
 * so, and every finding is a sentence about a line that is there. */
#include "reading.h"

#define MOST_EACH 20

static size_t lines_of(struct span text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n' || text.at[i] == '\r';
    return lines;
}

static void check_findings(struct findings *f, struct span text)
{
    const struct finding *one;
    size_t at = 0, line = 0, lines = lines_of(text), count[SEVERITIES] = {0};
    while ((one = findings_next(f, &at))) {
        MUST(one->line >= line && one->line <= lines);
        line = one->line;
        MUST(one->rule && one->rule->name[0] && is_sentence(one->said));
        MUST(span_is_utf8(span_of(one->component)) && span_is_utf8(span_of(one->property)));
        MUST(findings_of_rule(f, one->rule) > 0);
        count[one->rule->severity]++;
    }
    for (int s = 0; s < SEVERITIES; s++)
        MUST((count[s] == 0) == (findings_of_severity(f, (enum severity)s) == 0));
}

static void check_event(struct span text)
{
    struct error err = {0}, why = {0};
    OWN(findings) f = findings_new(MOST_EACH);
    OWN(event) read = event_read(text, the_zones(), NULL, &err);
    OWN(event) checked = event_check(text, the_zones(), NULL, f, &why);
    MUST(!read == !checked && !checked == (findings_of_severity(f, SEVERITY_REFUSED) > 0));
    MUST(checked || is_refusal(&why));
    if (checked)
        MUST(strcmp(read->uid, checked->uid) == 0 && read->noverrides == checked->noverrides);
    check_findings(f, text);
}

/* Whether a part of the file, or the file itself, is refused. */
static bool is_refused(struct span file)
{
    struct ical_part p;
    struct error err = {0};
    bool refused = false;
    OWN(ical_split) s = ical_split_new(file, NULL, &err);
    int got;
    while (s && (got = ical_split_next(s, &p, &err)) != 0) {
        if (got > 0 && p.components == 0)
            continue;
        OWN(event) e = got > 0 ? event_read(p.text, the_zones(), NULL, &err) : NULL;
        refused = refused || !e;
    }
    return !s || refused;
}

static void check_calendar(struct span file)
{
    OWN(findings) f = findings_new(MOST_EACH);
    random_seed(1);
    calendar_check(file, the_zones(), NULL, f);
    check_findings(f, file);
    if (is_refused(file))
        MUST(findings_of_severity(f, SEVERITY_REFUSED) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = input_of(data, size);
    check_event(text);
    check_calendar(text);
    return 0;
}
