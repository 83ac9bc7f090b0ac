#include "convoke/outbox.h"

enum { FIRST_S = 30, LONGEST_S = 4 * 3600, DOUBLINGS = 9 };

/* Growing by half as much again would try too often over a day, doubling is what mail servers do;
 * up to a quarter is added by chance, so that what failed together does not return together. */
instant outbox_retry_at(instant now, int attempts)
{
    int doublings = attempts < 1 ? 0 : attempts - 1;
    int64_t wait = (int64_t)FIRST_S << (doublings < DOUBLINGS ? doublings : DOUBLINGS);
    if (wait > LONGEST_S)
        wait = LONGEST_S;
    uint32_t chance;
    random_bytes(&chance, sizeof chance);
    return now + wait + (int64_t)(chance % (uint64_t)(wait / 4 + 1));
}
