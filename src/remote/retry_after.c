#include "convoke/remote.h"

#include <time.h>

enum { MOST_S = 86400 };

static bool read_date(const char *said, instant *out)
{
    struct tm tm = {0};
    const char *end = strptime(said, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    if (!end || *end)
        return instant_parse(span_of(said), out);
    *out = timegm(&tm);
    return true;
}

int64_t remote_retry_after(const char *said, instant now)
{
    int64_t wait_s = 0;
    instant until;
    if (!said)
        return 0;
    if (!span_number(span_of(said), &wait_s) && read_date(said, &until))
        wait_s = until - now;
    return wait_s < 0 ? 0 : wait_s < MOST_S ? wait_s : MOST_S;
}
