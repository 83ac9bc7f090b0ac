/* JSON from outside, read within bounds. RFC 8259 */
#ifndef CONVOKE_HOOKS_JSON_H
#define CONVOKE_HOOKS_JSON_H

#include <jansson.h>

#include "internal.h"

static inline void json_drop(json_t **j)
{
    json_decref(*j);
}
#define OWN_JSON __attribute__((cleanup(json_drop))) json_t *

/* An object of at most NOTICE_BYTES, nested at most NOTICE_DEPTH deep; yours: json_decref().
 * FAULT_INVALID, FAULT_TOO_LARGE. */
json_t *json_read(struct span body, struct error *err) MUST_USE;
/* A string or a number as text of at most WORD_BYTES, cut where it is longer; NULL: neither is
 * there, or it is empty. Yours: free(). */
char *json_word(const json_t *object, const char *name);
/* The same without a bound below the body's; for URLs. */
char *json_line(const json_t *object, const char *name);
bool json_truth(const json_t *object, const char *name); /* true, "true" or 1 */
/* A number, or digits in a string. */
bool json_whole(const json_t *object, const char *name, int64_t *out);
/* A moment in seconds or milliseconds since 1970, or as RFC 3339 has it. */
bool json_moment(const json_t *object, const char *name, instant *out);

#endif
