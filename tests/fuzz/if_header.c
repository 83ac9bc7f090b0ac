/* What a client writes into If: any bytes hold, do not hold, or are refused in one sentence; and
 * where all resources are gone, only what says Not can hold. */
#include "../../src/dav/if_header.h"
#include "fuzz.h"

struct asked {
    struct span header;
    int count;
    bool has_any;
};

static char *etag_of(struct span tag, void *with)
{
    struct asked *a = with;
    a->count++;
    MUST(tag.len == 0 ||
         (tag.at > a->header.at && tag.at + tag.len < a->header.at + a->header.len));
    return a->has_any ? mem_str("\"a\"") : NULL;
}

static bool holds(struct span header, bool has_any, struct error *err)
{
    struct asked a = {.header = header, .has_any = has_any};
    bool ok = if_header_holds(header, etag_of, &a, err);
    MUST(a.count <= 16);
    MUST(!ok || a.count > 0);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span header = span_make((const char *)data, size);
    struct error with = {0}, without = {0};
    bool ok = holds(header, true, &with), ok_without = holds(header, false, &without);
    MUST(ok || with.said[0]);
    MUST(ok_without || without.said[0]);
    MUST((with.kind == FAULT_INVALID) == (without.kind == FAULT_INVALID));
    MUST(!ok_without || span_has_nocase(header, SPAN("not")));
    MUST(!ok || ok_without || span_has(header, SPAN("\"a\"")));
    return 0;
}
