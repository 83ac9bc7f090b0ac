#include "json.h"

bool hooks_recording_check(const char *url, struct error *err)
{
    struct span s = span_of(url);
    if (s.len <= 4096 &&
        (span_starts(s, "https://") || span_starts(s, "http://") || span_starts(s, "file:///")))
        return true;
    return fail(err, FAULT_INVALID, NULL,
                "A recording needs a URL: https, http or file, of at most 4096 bytes.");
}

char *hooks_room_recorded(struct span metadata, struct error *err)
{
    OWN_JSON j = json_read(metadata, err);
    TRY(j);
    OWN_CHARS url = json_line(j, "meeting_url");
    struct span rest, plain = span_cut(span_of(url), '#', &rest);
    char *room = room_named(span_cut(plain, '?', &rest));
    if (!room)
        fail(err, FAULT_INVALID, NULL,
             "The metadata has no \"meeting_url\" that ends with a room.");
    return room;
}
