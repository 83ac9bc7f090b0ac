/* What any other server tells, and Jibri's metadata: any bytes are a notice that is whole, or
 * refused in one sentence. */
#include "hook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notice n;
    struct error err = {0};
    struct span body = span_make((const char *)data, size);
    check_notice(meeting_notice_read(body, "other", HOOK_NOW, &n, &err), &n, &err);
    OWN_CHARS room = hooks_room_recorded(body, &err);
    MUST(room || err.said[0]);
    check_words(room, NAME_BYTES);
    return 0;
}
