/* The peer of an import: libical alone parses a calendar of many events, once, and frees it. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static char *next_line(char *into, size_t size, void *file)
{
    return fgets(into, (int)size, file);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "re") : NULL;
    if (!file) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return 64;
    }
    double began = seconds();
    icalparser *parser = icalparser_new();
    icalparser_set_gen_data(parser, file);
    icalcomponent *calendar = icalparser_parse(parser, next_line);
    int events = calendar ? icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT) : 0;
    if (calendar)
        icalcomponent_free(calendar);
    icalparser_free(parser);
    fclose(file);
    printf("%d %.6f\n", events, seconds() - began);
    return events ? 0 : 65;
}
