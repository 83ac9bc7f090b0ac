/* Local times and instants as text, for tables of cases. */
#ifndef CONVOKE_TEST_TIMES_H
#define CONVOKE_TEST_TIMES_H

#include "convoke/zone.h"
#include "test.h"

/* "20260329T023000", a Z at the end is passed over. */
static inline wall wall_at(const char *s)
{
    struct civil c = {0};
    if (sscanf(s, "%4d%2d%2dT%2d%2d%2d", &c.year, &c.month, &c.day, &c.hour, &c.minute, &c.second) <
        3)
        abort();
    return wall_of(c);
}

/* In one of four buffers, in turn. */
static inline const char *text_of_wall(wall w)
{
    static char texts[4][64];
    static int turn;
    char *t = texts[turn++ % 4];
    struct civil c = civil_of(w);
    snprintf(t, sizeof texts[0], "%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day, c.hour,
             c.minute, c.second);
    return t;
}

static inline struct zones *open_zones(void)
{
    struct error err;
    struct zones *z = zones_open(NULL, &err);
    CHECK_OK(z, &err);
    return z;
}

#endif
