/* What event_sync tells: any bytes are a notice that is whole, or refused in one sentence. */
#include "hook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"room/created", "room/destroyed", "occupant/joined",
                                        "occupant/left", ""};
    struct span body = span_make((const char *)data, size);
    for (size_t i = 0; i < LENGTH(paths); i++) {
        struct notice n;
        struct error err = {0};
        check_notice(esync_read(body, paths[i], "rec.example", HOOK_NOW, &n, &err), &n, &err);
    }
    return 0;
}
