/* Reads sets, a line each, and prints their instances: for comparison with another engine.
 *
 *   START|ZONE|MOST|RULE~RULE|RDATE~RDATE|EXDATE~EXDATE|FROM
 *
 * ZONE may be empty. Printed: LOCAL/UTC pairs separated by blanks, at most MOST, from the first
 * that is not before FROM (empty: from the beginning); "?" when the budget is used up, "!" and a
 * sentence when a rule is refused. A start that no rule gives is left out. */
#include <stdio.h>

#include "convoke/recur.h"

static wall wall_at(const char *s)
{
    struct civil c = {0};
    if (sscanf(s, "%4d%2d%2dT%2d%2d%2d", &c.year, &c.month, &c.day, &c.hour, &c.minute, &c.second) <
        3)
        exit(2);
    return wall_of(c);
}

static void print_wall(wall w)
{
    struct civil c = civil_of(w);
    printf("%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

static struct span field(struct span *line)
{
    return span_cut(*line, '|', line);
}

static void each_wall(struct recurrence *r, struct span list,
                      void (*add)(struct recurrence *r, wall at))
{
    while (list.len) {
        OWN_CHARS item = span_copy(span_cut(list, '~', &list));
        add(r, wall_at(item));
    }
}

static bool add_rules(struct recurrence *r, struct span list, struct error *err)
{
    while (list.len)
        TRY(recurrence_add_rule(r, span_cut(list, '~', &list), err));
    return true;
}

static void print_window(const struct recurrence *r, instant from, size_t most)
{
    struct instance *found = mem_array(most, sizeof *found);
    size_t count;
    enum recur_answer answer =
        recurrence_window(r, from, INSTANT_NEVER, 3000000, found, most, &count);
    for (size_t i = 0; i < count; i++) {
        print_wall(found[i].local);
        putchar('/');
        print_wall(found[i].at);
        putchar(' ');
    }
    puts(answer == RECUR_EXHAUSTED && count < most ? "?" : "");
    free(found);
}

static void answer(struct zones *zones, struct span line)
{
    struct error err;
    OWN_CHARS start = span_copy(field(&line));
    struct span zone = field(&line);
    int64_t most = 1;
    span_number(field(&line), &most);
    OWN(recurrence)
    r = recurrence_new(wall_at(start), strlen(start) == 8,
                       zone.len ? zone_named(zones, zone) : NULL);
    recurrence_start_by_rule(r);
    if (!add_rules(r, field(&line), &err)) {
        printf("! %s\n", err.said);
        return;
    }
    each_wall(r, field(&line), recurrence_add_wall);
    each_wall(r, field(&line), recurrence_exclude_wall);
    OWN_CHARS from = span_copy(field(&line));
    print_window(r, *from ? wall_at(from) : INSTANT_FIRST, (size_t)most);
}

int main(void)
{
    struct error err;
    OWN(zones) zones = zones_open(NULL, &err);
    if (!zones) {
        fprintf(stderr, "%s\n", err.said);
        return 1;
    }
    static char line[65536];
    while (fgets(line, sizeof line, stdin))
        answer(zones, span_trim(span_of(line)));
    return 0;
}
