/* The form by which a video server asks for a room, and the header that signs what one tells: any
 * bytes name a room that could be one, or are refused in one sentence. */
#include "hook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct asking a;
    struct error err = {0};
    struct span bytes = span_make((const char *)data, size);
    if (asking_read(bytes, &a, &err)) {
        check_words(a.room, NAME_BYTES);
        OWN_CHARS again = room_named(span_of(a.room));
        MUST(again && strcmp(again, a.room) == 0);
        MUST(span_is_utf8(span_of(a.name)) && (!a.owner || span_is_utf8(span_of(a.owner))));
    } else {
        MUST(err.kind == FAULT_INVALID && err.said[0]);
    }
    asking_clear(&a);
    OWN_CHARS header = span_copy(bytes);
    instant at;
    MUST(!signature_holds(header, SPAN("secret"), SPAN("body"), HOOK_NOW, &at));
    return 0;
}
