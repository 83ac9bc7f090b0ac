/* TZif files. RFC 9636: a version 1 block, then for versions 2 to 4 the same with 64 bit times and
 * a footer. */
#include "internal.h"

#define HEADER_BYTES 44
#define FILE_BYTES   (256 * 1024)
#define LAST_INSTANT INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

struct counts {
    uint32_t is_utc, is_standard, leaps, times, types, chars;
};

static uint32_t big32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int64_t big_time(const char *at, size_t bytes)
{
    if (bytes == 4)
        return (int32_t)big32(at);
    return (int64_t)((uint64_t)big32(at) << 32 | big32(at + 4));
}

static bool read_counts(struct span s, struct counts *c)
{
    if (s.len < HEADER_BYTES || memcmp(s.at, "TZif", 4) != 0)
        return false;
    *c = (struct counts){big32(s.at + 20), big32(s.at + 24), big32(s.at + 28),
                         big32(s.at + 32), big32(s.at + 36), big32(s.at + 40)};
    return c->times <= ZONE_MOST_CHANGES && c->types >= 1 && c->types <= 256 && c->chars >= 1 &&
           c->chars <= 4096 && c->leaps <= 1000 && c->is_utc <= c->types &&
           c->is_standard <= c->types;
}

static size_t block_bytes(const struct counts *c, size_t time_bytes)
{
    return c->times * (time_bytes + 1) + c->types * 6 + c->chars + c->leaps * (time_bytes + 4) +
           c->is_standard + c->is_utc;
}

struct block {
    struct counts n;
    size_t time_bytes;
    const char *times, *kinds, *types, *chars, *leaps;
};

static struct block block_of(struct span data, const struct counts *c, size_t time_bytes)
{
    struct block b = {.n = *c, .time_bytes = time_bytes, .times = data.at};
    b.kinds = b.times + c->times * time_bytes;
    b.types = b.kinds + c->times;
    b.chars = b.types + c->types * 6;
    b.leaps = b.chars + c->chars;
    return b;
}

static bool add_type(struct zone *z, const struct block *b, instant at, unsigned kind)
{
    if (kind >= b->n.types)
        return false;
    const char *type = b->types + kind * 6;
    int32_t offset = (int32_t)big32(type);
    unsigned chars = (unsigned char)type[5];
    if (offset <= -25 * 3600 || offset >= 26 * 3600 || chars >= b->n.chars)
        return false;
    struct span name = {b->chars + chars, strnlen(b->chars + chars, b->n.chars - chars)};
    return zone_add_period(z, at, offset, type[4] != 0, name);
}

/* Files below "right" count leap seconds; POSIX time, and iCalendar with it, does not. leap: those
 * that are over, further ones are counted in. false when they are not ascending. RFC 9636, 3.2 */
static bool without_leaps(const struct block *b, uint32_t *leap, instant *at)
{
    const char *rows = b->leaps;
    size_t row = b->time_bytes + 4;
    for (; *leap < b->n.leaps; ++*leap) {
        instant next = big_time(rows + *leap * row, b->time_bytes);
        if (*leap && next <= big_time(rows + (*leap - 1) * row, b->time_bytes))
            return false;
        if (next >= *at)
            break;
    }
    if (*leap)
        *at -= (int32_t)big32(rows + (*leap - 1) * row + b->time_bytes);
    return true;
}

static bool add_block(struct zone *z, const struct block *b, instant *last_out)
{
    uint32_t leap = 0;
    instant before = *last_out = INSTANT_FIRST;
    zone_reserve(z, b->n.times + 1);
    TRY(add_type(z, b, INSTANT_FIRST, 0));
    for (uint32_t i = 0; i < b->n.times; i++) {
        instant at = big_time(b->times + i * b->time_bytes, b->time_bytes);
        if (i && at <= before)
            return false;
        before = at;
        /* Beyond years of 11 digits there is only the "Big Bang" of some files. */
        at = at < -(INT64_C(1) << 58) ? -(INT64_C(1) << 58) : at;
        TRY(at <= LAST_INSTANT && without_leaps(b, &leap, &at));
        TRY(add_type(z, b, at, (unsigned char)b->kinds[i]));
        *last_out = at;
    }
    return true;
}

/* Between two newlines after the second block. */
static struct span footer_of(struct span rest)
{
    if (rest.len < 2 || rest.at[0] != '\n')
        return (struct span){0};
    rest = span_make(rest.at + 1, rest.len - 1);
    return memchr(rest.at, '\n', rest.len) ? span_cut(rest, '\n', &rest) : (struct span){0};
}

static bool read_file(struct zone *z, struct span s)
{
    struct counts c;
    TRY(read_counts(s, &c));
    size_t time_bytes = 4;
    if (s.at[4] >= '2') {
        size_t first = HEADER_BYTES + block_bytes(&c, 4);
        TRY(first <= s.len);
        s = span_make(s.at + first, s.len - first);
        TRY(read_counts(s, &c));
        time_bytes = 8;
    }
    size_t all = HEADER_BYTES + block_bytes(&c, time_bytes);
    TRY(all <= s.len);
    struct block b = block_of(span_make(s.at + HEADER_BYTES, s.len - HEADER_BYTES), &c, time_bytes);
    instant last;
    TRY(add_block(z, &b, &last));
    struct span footer =
        time_bytes == 8 ? footer_of(span_make(s.at + all, s.len - all)) : (struct span){0};
    return footer.len == 0 || zone_add_footer(z, footer, last);
}

struct zone *zone_from_tzif(const char *name, struct span bytes)
{
    struct zone *z = zone_make(name);
    if (!read_file(z, bytes)) {
        zone_drop(z);
        return NULL;
    }
    zone_finish(z);
    return z;
}

struct zone *zone_load(const char *dir, const char *name)
{
    OWN_CHARS path = mem_strf("%s/%s", dir, name);
    size_t len = 0;
    struct error err;
    OWN_CHARS bytes = file_read(path, FILE_BYTES, &len, &err);
    return bytes ? zone_from_tzif(name, span_make(bytes, len)) : NULL;
}
