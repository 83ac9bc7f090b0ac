/* Paths and hrefs: any bytes name a place of ours or none; what names one names the same when it is
 * written and read again. */
#include "../../src/dav/internal.h"
#include "fuzz.h"

static bool same(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct path path, again;
    if (!path_read(span_make((const char *)data, size), &path, &err)) {
        MUST(err.kind == FAULT_INVALID && err.said[0]);
        return 0;
    }
    if (path.place != PLACE_NONE) {
        OWN(text) t = text_new();
        path_add(t, path.place, path.user, path.collection, path.name);
        MUST(path_read(text_span(t), &again, &err));
        MUST(again.place == path.place && same(again.user, path.user) &&
             same(again.collection, path.collection) && same(again.name, path.name));
        path_clear(&again);
    }
    path_clear(&path);
    return 0;
}
