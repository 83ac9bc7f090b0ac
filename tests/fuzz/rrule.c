/* A recurrence set from hostile text: whatever it says, searches are bounded, what is found is in
 * order, and it can be put in words. */
#include "sets.h"

#define BUDGET 3000
#define MOST   40

static void check_order(const struct recurrence *r, instant from)
{
    struct instance found[MOST];
    size_t count;
    enum recur_answer answer =
        recurrence_window(r, from, INSTANT_NEVER, BUDGET, found, MOST, &count);
    MUST(count <= MOST && (answer != RECUR_FOUND || !recurrence_is_endless(r) || count < MOST));
    for (size_t i = 0; i < count; i++)
        MUST(found[i].at >= from && (i == 0 || found[i].at > found[i - 1].at));
}

static void check_last(const struct recurrence *r)
{
    struct instance last, next;
    if (recurrence_last(r, BUDGET, &last) != RECUR_FOUND)
        return;
    MUST(!recurrence_is_endless(r));
    MUST(recurrence_next(r, last.at + 1, BUDGET, &next) != RECUR_FOUND);
    MUST(recurrence_next(r, last.at, BUDGET, &next) != RECUR_FOUND || next.at == last.at);
}

static void check_words(const struct recurrence *r)
{
    OWN(text) words = text_new();
    bool any = recurrence_add_words(r, NULL, words);
    MUST(any == (text_len(words) > 0) && span_is_utf8(text_span(words)));
    const char *problem = recurrence_exchange_problem(r);
    MUST(!problem || problem[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const instant from[] = {INSTANT_FIRST, 0, INT64_C(1800000000), INT64_C(20000000000)};
    OWN_SET s;
    set_read(&s, span_make((const char *)data, size));
    for (size_t i = 0; i < LENGTH(from); i++)
        check_order(s.recurrence, from[i]);
    check_last(s.recurrence);
    check_words(s.recurrence);
    return 0;
}
