/* Queries by time over spans of every length, held against looking at each of them. */
#include "fixture.h"

enum { HOUR = 3600, DAY = 86400, SPANS = 300, RANGES = 200 };

struct span_of_object {
    instant starts, ends;
};

static uint32_t number_below(uint32_t most)
{
    uint32_t n;
    random_bytes(&n, sizeof n);
    return n % most;
}

/* Around each length at which an object is looked for in another way. */
static struct span_of_object any_span(void)
{
    static const int64_t lengths[] = {0,        HOUR,     DAY,       2 * DAY,
                                      10 * DAY, 31 * DAY, 126 * DAY, 366 * DAY};
    instant starts = (instant)number_below(500) * DAY + (instant)number_below(3) * HOUR;
    int64_t length = lengths[number_below(LENGTH(lengths))];
    if (length > 0)
        length += (int64_t)number_below(3) - 1;
    return (struct span_of_object){starts, number_below(20) ? starts + length : INSTANT_NEVER};
}

static void store_spans(struct store *s, int64_t account, struct span_of_object spans[SPANS])
{
    int64_t calendar = calendar_of(s, account);
    for (size_t i = 0; i < SPANS; i++) {
        spans[i] = any_span();
        OWN_CHARS uid = mem_strf("%zu", i);
        struct object_job j = {.account = account,
                               .calendar = calendar,
                               .uid = uid,
                               .starts = spans[i].starts,
                               .ends = spans[i].ends};
        write_ok(s, save_object_job, &j);
    }
}

static bool overlaps(const struct span_of_object *s, instant from, instant to)
{
    return s->starts < to && (s->ends > from || (s->ends == s->starts && s->starts >= from));
}

struct seen {
    bool is[SPANS];
    instant last;
};

static bool see(const struct object *o, void *with)
{
    struct seen *seen = with;
    long at = strtol(o->uid, NULL, 10);
    CHECK(o->starts >= seen->last && !seen->is[at]);
    seen->last = o->starts;
    seen->is[at] = true;
    return true;
}

static void check_range(struct store *s, const struct object_query *q,
                        const struct span_of_object spans[SPANS])
{
    struct error err = {0};
    struct seen seen = {.last = INSTANT_FIRST};
    OWN(tx) tx = read_ok(s);
    CHECK_OK(store_objects(tx, q, see, &seen, &err), &err);
    for (size_t i = 0; i < SPANS; i++)
        if (seen.is[i] != overlaps(&spans[i], q->from, q->to))
            fail_msg("[%lld, %lld) and [%lld, %lld)", (long long)q->from, (long long)q->to,
                     (long long)spans[i].starts, (long long)spans[i].ends);
}

TEST(a_range_gives_what_overlaps_it_once_whatever_its_length)
{
    OWN_PLACE p = place_new();
    OWN(store) s = open_new(p);
    int64_t account = add_account(s, "ada"), calendar = calendar_of(s, account);
    struct span_of_object spans[SPANS];
    random_seed(20260302);
    store_spans(s, account, spans);
    for (int i = 0; i < RANGES; i++) {
        struct object_query q = {account, i % 2 ? calendar : 0, .to = INSTANT_NEVER};
        q.from = (instant)number_below(520) * DAY + (instant)number_below(3) - 1;
        if (number_below(10))
            q.to = q.from + (instant)number_below(40) * DAY;
        check_range(s, &q, spans);
    }
    random_seed(0);
}

RUN_TESTS(CASE(a_range_gives_what_overlaps_it_once_whatever_its_length))
