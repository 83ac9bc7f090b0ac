#include "internal.h"

const char itip_block_begin[] = "---- Video meeting (Convoke) ----";
const char itip_block_end[] = "---- End of video meeting ----";

/* How far behind its first line a block whose end somebody cut off may have its link. */
#define MOST_BEFORE_LINK 300

static bool find(struct span in, struct span what, size_t *at_out)
{
    for (size_t i = 0; i + what.len <= in.len; i++)
        if (in.at[i] == what.at[0] && memcmp(in.at + i, what.at, what.len) == 0) {
            *at_out = i;
            return true;
        }
    return false;
}

static size_t end_of_link(struct span s)
{
    struct span near = span_make(s.at, s.len < MOST_BEFORE_LINK ? s.len : MOST_BEFORE_LINK);
    size_t at;
    if (!find(near, SPAN("https://"), &at) && !find(near, SPAN("http://"), &at))
        return 0;
    while (at < s.len && (unsigned char)s.at[at] > ' ' && !strchr("\\<>\"", s.at[at]))
        at++;
    return at;
}

bool itip_block_find(struct span description, struct span *block_out)
{
    size_t begin, end;
    if (!find(description, span_of(itip_block_begin), &begin))
        return false;
    size_t head = strlen(itip_block_begin);
    struct span rest = span_make(description.at + begin + head, description.len - begin - head);
    struct span body = rest;
    size_t next;
    if (find(rest, span_of(itip_block_begin), &next))
        body.len = next; /* the end of this one is not that of the next */
    if (find(body, span_of(itip_block_end), &end))
        end += strlen(itip_block_end);
    else
        end = end_of_link(body);
    *block_out = span_make(description.at + begin, head + end);
    return true;
}
