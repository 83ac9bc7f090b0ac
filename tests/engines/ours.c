/* What this program makes of events, for comparison with other engines.
 *
 * On standard input an event is a line "BYTES ZONE QUESTION..." and then that many bytes of
 * iCalendar; ZONE reads floating times and dates, "-" is none. The questions, instants as Unix
 * seconds:
 *   wFROM,TO  occurrences that overlap the window     lMOST  last instance, count up to MOST
 *   WFROM,TO  the same, and this engine is held against itself
 *   nAT       the first that ends after AT            sAT    the first that starts at or after AT
 *   kKEY      the occurrence that a key names
 * One line answers them, separated by "|": "=" or "?" (budget used up) or "-" (none) and
 * START/END/KEY for each occurrence; "X" and a sentence when the event is refused; "!" and a
 * sentence when this engine contradicts itself. A last field tells how many comparisons with
 * itself were made. */
#include <stdio.h>

#include "convoke/ical.h"

#define MOST   2000
#define WALKED 500
#define NEXT   8 /* that are asked for one after the other */
#define BUDGET 2000

struct asked {
    const struct event *e;
    const struct zone *floating;
    size_t compared; /* with itself */
};

static void print_occurrence(const struct occurrence *o)
{
    printf(" %lld/%lld/%s", (long long)o->start, (long long)o->end, o->key);
}

static void print_one(enum recur_answer answer, const struct occurrence *o)
{
    putchar(answer == RECUR_EXHAUSTED ? '?' : answer == RECUR_NONE ? '-' : '=');
    if (answer == RECUR_FOUND)
        print_occurrence(o);
}

/* "F,T" */
static void read_pair(struct span s, int64_t *first_out, int64_t *second_out)
{
    struct span second, first = span_cut(s, ',', &second);
    if (!span_number(first, first_out) || (second.len && !span_number(second, second_out)))
        exit(2);
}

/* --- this engine against itself -------------------------------------------------------------- */

/* The starts of a complete window are what asking for the next start gives one after the other. */
static void check_next(struct asked *a, instant from, instant to, const struct occurrence *found,
                       size_t count)
{
    instant after = from;
    struct occurrence next;
    a->compared++;
    for (size_t i = 0; i < count; i++) {
        if (found[i].start < after)
            continue;
        if (i == NEXT) /* enough */
            return;
        enum recur_answer answer = event_next_start(a->e, a->floating, after, BUDGET, &next);
        if (answer == RECUR_EXHAUSTED)
            return;
        if (answer != RECUR_FOUND || next.start != found[i].start)
            printf("! the window has a start at %lld, the next one is %lld ",
                   (long long)found[i].start, answer == RECUR_FOUND ? (long long)next.start : -1);
        after = found[i].start + 1;
    }
    if (event_next_start(a->e, a->floating, after, BUDGET, &next) == RECUR_FOUND && next.start < to)
        printf("! the next one at %lld is not in the window ", (long long)next.start);
}

/* The key of an occurrence names it. */
static void check_keys(struct asked *a, const struct occurrence *found, size_t count)
{
    struct occurrence named;
    for (size_t i = 0; i < count && i < NEXT; i++) {
        enum recur_answer answer = event_occurrence(a->e, a->floating, found[i].key, &named);
        if (answer == RECUR_EXHAUSTED)
            continue;
        a->compared++;
        if (answer == RECUR_NONE || named.start != found[i].start || named.end != found[i].end ||
            named.recurrence_id.local != found[i].recurrence_id.local)
            printf("! %s of the window names another occurrence, or none ", found[i].key);
    }
}

/* A window that is sought is the end of a walk from the beginning. */
static void check_seek(struct asked *a, instant from, instant to)
{
    static struct instance walked[WALKED], sought[WALKED];
    size_t nwalked, nsought, first = 0;
    const struct recurrence *r = a->e->master ? a->e->master->recurrence : NULL;
    if (!r ||
        recurrence_window(r, INSTANT_FIRST, to, BUDGET, walked, WALKED, &nwalked) != RECUR_FOUND)
        return;
    if (recurrence_window(r, from, to, BUDGET, sought, WALKED, &nsought) != RECUR_FOUND)
        return;
    a->compared++;
    while (first < nwalked && walked[first].at < from)
        first++;
    bool same = nwalked - first == nsought;
    for (size_t i = 0; same && i < nsought; i++)
        same = walked[first + i].at == sought[i].at && walked[first + i].local == sought[i].local;
    if (!same)
        printf("! %zu instances are walked to and %zu are sought ", nwalked - first, nsought);
}

/* --- the questions --------------------------------------------------------------------------- */

static void answer_window(struct asked *a, struct span asked, bool against_itself)
{
    static struct occurrence found[MOST];
    size_t count;
    int64_t from = 0, to = 0;
    read_pair(asked, &from, &to);
    enum recur_answer answer =
        event_window(a->e, a->floating, from, to, BUDGET, found, MOST, &count);
    putchar(answer == RECUR_EXHAUSTED ? '?' : '=');
    for (size_t i = 0; i < count; i++)
        print_occurrence(&found[i]);
    if (answer == RECUR_EXHAUSTED)
        return;
    if (!against_itself)
        return;
    putchar(' ');
    check_next(a, from, to, found, count);
    check_keys(a, found, count);
    check_seek(a, from, to);
}

static void answer_plain_window(struct asked *a, struct span asked)
{
    answer_window(a, asked, false);
}

static void answer_checked_window(struct asked *a, struct span asked)
{
    answer_window(a, asked, true);
}

/* Of the set alone: overrides do not count. */
static void answer_last(struct asked *a, struct span asked)
{
    const struct recurrence *r = a->e->master->recurrence;
    int64_t most = 0, none = 0;
    struct instance last;
    size_t count = 0;
    read_pair(asked, &most, &none);
    if (!r || recurrence_is_endless(r)) {
        printf("%s", r ? "endless" : "-");
        return;
    }
    enum recur_answer has_last = recurrence_last(r, BUDGET, &last);
    enum recur_answer counted = recurrence_count(r, (size_t)most, BUDGET, &count);
    if (has_last == RECUR_EXHAUSTED || counted == RECUR_EXHAUSTED)
        putchar('?');
    else
        printf("= %lld %zu", has_last == RECUR_FOUND ? (long long)last.at : -1, count);
}

static void answer_next(struct asked *a, struct span asked)
{
    int64_t at = 0, none = 0;
    struct occurrence o;
    read_pair(asked, &at, &none);
    print_one(event_next(a->e, a->floating, at, BUDGET, &o), &o);
}

static void answer_next_start(struct asked *a, struct span asked)
{
    int64_t at = 0, none = 0;
    struct occurrence o;
    read_pair(asked, &at, &none);
    print_one(event_next_start(a->e, a->floating, at, BUDGET, &o), &o);
}

static void answer_key(struct asked *a, struct span asked)
{
    struct occurrence o;
    OWN_CHARS key = span_copy(asked);
    print_one(event_occurrence(a->e, a->floating, key, &o), &o);
}

static const struct {
    char letter;
    void (*answer)(struct asked *a, struct span asked);
} questions[] = {
    {'w', answer_plain_window}, {'W', answer_checked_window}, {'l', answer_last},
    {'n', answer_next},         {'s', answer_next_start},     {'k', answer_key},
};

static void answer_all(struct asked *a, struct span rest)
{
    while (rest.len) {
        struct span asked = span_cut(rest, ' ', &rest);
        for (size_t i = 0; asked.len && i < LENGTH(questions); i++)
            if (questions[i].letter == asked.at[0])
                questions[i].answer(a, span_make(asked.at + 1, asked.len - 1));
        putchar('|');
    }
    printf("%zu\n", a->compared);
}

static void answer(struct zones *zones, struct span line, struct span text)
{
    struct error err;
    struct span rest, zone = span_cut(line, ' ', &rest);
    OWN(event) e = event_read(text, zones, NULL, &err);
    if (!e) {
        printf("X %s\n", err.said);
        return;
    }
    struct asked a = {.e = e, .floating = span_is(zone, "-") ? NULL : zone_named(zones, zone)};
    answer_all(&a, rest);
}

int main(void)
{
    static char line[65536], text[1 << 20];
    struct error err;
    OWN(zones) zones = zones_open(NULL, &err);
    if (!zones) {
        fprintf(stderr, "%s\n", err.said);
        return 1;
    }
    while (fgets(line, sizeof line, stdin)) {
        struct span rest, bytes = span_cut(span_trim(span_of(line)), ' ', &rest);
        int64_t size = 0;
        if (!span_number(bytes, &size) || size < 0 || size > (int64_t)sizeof text ||
            fread(text, 1, (size_t)size, stdin) != (size_t)size)
            return 2;
        answer(zones, rest, span_make(text, (size_t)size));
        fflush(stdout);
    }
    return 0;
}
