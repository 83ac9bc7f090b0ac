/* A TZif file of hostile bytes: it is no zone, or one whose look-ups agree with each other. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "convoke/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holds in release builds too, unlike assert. */
static void must(bool truth)
{
    if (!truth)
        abort();
}

static char folder[] = "/tmp/convoke-fuzz-tzif-XXXXXX";

/* zones_open wants a UTC; the bytes themselves are put beside it. */
static void write_file(const char *name, struct span content)
{
    OWN_CHARS path = mem_strf("%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    must(f && fwrite(content.at, 1, content.len, f) == content.len && fclose(f) == 0);
}

static void make_folder(void)
{
    static bool made;
    struct error err;
    size_t len;
    if (made)
        return;
    made = mkdtemp(folder) != NULL;
    OWN_CHARS etc = mem_strf("%s/Etc", folder);
    OWN_CHARS utc = file_read("/usr/share/zoneinfo/Etc/UTC", 65536, &len, &err);
    if (!made || !utc || mkdir(etc, 0700) != 0)
        abort();
    write_file("Etc/UTC", span_make(utc, len));
}

static void check_zone(const struct zone *z)
{
    instant at = -INT64_C(5000000000);
    for (int i = 0; i < 200 && zone_next_change(z, at, &at); i++) {
        must(zone_offset(z, at) != zone_offset(z, at - 1));
        zone_abbreviation(z, at);
    }
    for (instant t = -INT64_C(5000000000); t < INT64_C(200000000000); t += 1234567891) {
        instant again = zone_instant(z, zone_wall(z, t));
        must(again <= t + 2 * 26 * 3600 && again >= t - 2 * 26 * 3600);
    }
    OWN(text) t = text_new();
    zone_add_vtimezone(z, "Fuzzed", 2020, 2030, t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err;
    make_folder();
    write_file("Made", span_make((const char *)data, size));
    OWN(zones) z = zones_open(folder, &err);
    const struct zone *made = zone_named(z, SPAN("Made"));
    if (made)
        check_zone(made);
    return 0;
}
