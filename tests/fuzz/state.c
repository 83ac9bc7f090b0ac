/* The state that clients of Jitsi give along: any bytes are options that nothing can be smuggled
 * into a URL by, or are refused in one sentence. */
#include "convoke/meeting.h"
#include "fuzz.h"

static void check_options(const char *options)
{
    MUST(strlen(options) <= 6000);
    MUST(strspn(options, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%=&") ==
         strlen(options));
    for (struct span rest = span_of(options); rest.at;) {
        struct span value, name, one = span_cut(rest, '&', &rest);
        name = span_cut(one, '=', &value);
        MUST(span_starts(name, "config."));
        MUST(value.len && !memchr(value.at, '=', value.len));
        MUST(!memchr(name.at, '%', name.len));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct client_state s;
    struct error err = {0};
    bool ok = client_state_read(span_make((const char *)data, size), &s, &err);
    MUST(ok || err.said[0]);
    MUST(ok || !s.options);
    MUST(!ok || size <= 4096);
    if (s.options)
        check_options(s.options);
    client_state_clear(&s);
    return 0;
}
