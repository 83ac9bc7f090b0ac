/* Answers questions about zones for tests in other languages, a line each:
 *   D folder        reads tzdata there         Z tzid          names the zone asked about
 *   L wall ...      instants of local times    U instant ...   offset and abbreviation
 *   W first last    writes a VTIMEZONE         V name          reads the one that follows
 * Texts of more lines end with a line of one dot. */
#include <stdio.h>

#include "convoke/zone.h"

struct asking {
    struct zones *zones;
    const struct zone *zone;
};

static void open_folder(struct asking *a, const char *dir)
{
    struct error err = {0};
    zones_free(a->zones);
    a->zone = NULL;
    a->zones = zones_open(dir, &err);
    puts(a->zones ? "ok" : err.said);
}

static void name_zone(struct asking *a, const char *tzid)
{
    a->zone = zone_named(a->zones, span_of(tzid));
    puts(a->zone ? zone_name(a->zone) : "-");
}

static void tell_instants(struct asking *a, const char *numbers)
{
    char *end;
    for (long long w = strtoll(numbers, &end, 10); end != numbers; w = strtoll(numbers, &end, 10)) {
        printf("%lld ", (long long)zone_instant(a->zone, w));
        numbers = end;
    }
    puts("");
}

static void tell_offsets(struct asking *a, const char *numbers)
{
    char *end;
    for (long long t = strtoll(numbers, &end, 10); end != numbers; t = strtoll(numbers, &end, 10)) {
        printf("%d%s%s ", zone_offset(a->zone, t), ",", zone_abbreviation(a->zone, t));
        numbers = end;
    }
    puts("");
}

static void write_zone(struct asking *a, const char *years)
{
    int first = 0, last = 0;
    OWN(text) t = text_new();
    if (sscanf(years, "%d %d", &first, &last) == 2)
        zone_add_vtimezone(a->zone, "A copy", first, last, t);
    printf("%s.\n", text_str(t));
}

static void read_zone(struct asking *a, const char *unused)
{
    (void)unused;
    struct error err = {0};
    char line[1024];
    OWN(text) t = text_new();
    while (fgets(line, sizeof line, stdin) && strcmp(line, ".\n") != 0)
        text_add_str(t, line);
    a->zone = zone_from_vtimezone(a->zones, text_span(t), &err);
    puts(a->zone ? zone_name(a->zone) : err.said);
}

static const struct {
    char letter;
    bool wants_zone;
    void (*answer)(struct asking *a, const char *rest);
} questions[] = {
    {'D', false, open_folder}, {'Z', false, name_zone}, {'L', true, tell_instants},
    {'U', true, tell_offsets}, {'W', true, write_zone}, {'V', false, read_zone},
};

static void answer(struct asking *a, char *line)
{
    line[strcspn(line, "\n")] = 0;
    for (size_t i = 0; i < LENGTH(questions); i++)
        if (line[0] == questions[i].letter && (a->zone || !questions[i].wants_zone))
            questions[i].answer(a, line[1] ? line + 2 : "");
    fflush(stdout);
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    struct asking a = {.zones = zones_open(NULL, NULL)};
    while (a.zones && getline(&line, &capacity, stdin) > 0)
        answer(&a, line);
    free(line);
    zones_free(a.zones);
    return 0;
}
