/* Of a text no more than links of somebody's own goes, no line ends elsewhere, and once is enough.
 */
#include "convoke/meeting.h"
#include "fuzz.h"

static char at_of(struct span s, size_t i)
{
    return i < s.len ? s.at[i] : '\0';
}

/* What stays stands in the same order; the letter of the folder alone may be another. */
static bool is_left_of(struct span made, struct span text)
{
    size_t at = 0;
    for (size_t i = 0; i < made.len; i++, at++)
        while (at_of(text, at) != made.at[i] &&
               !(made.at[i] == 'j' && (at_of(text, at) | 32) == 'r'))
            if (at++ >= text.len)
                return false;
    return true;
}

static size_t ends_of(struct span s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += s.at[i] == '\n';
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t len = 0, again = 0;
    struct span text = span_make((const char *)data, size);
    OWN_CHARS made = personal_made_plain(text, &len);
    if (!made)
        return 0;
    OWN_CHARS twice = personal_made_plain(span_make(made, len), &again);
    MUST(len < size && !twice);
    MUST(is_left_of(span_make(made, len), text));
    MUST(ends_of(span_make(made, len)) == ends_of(text));
    return 0;
}
