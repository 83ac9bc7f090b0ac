/* POST to a calendar: a new object, whose name is made here. RFC 5995, 3; to the outbox: RFC 6638,
 * 5
 */
#include "internal.h"

static char *new_name(void)
{
    unsigned char bytes[16];
    OWN(text) t = text_new();
    random_bytes(bytes, sizeof bytes);
    text_add_base32(t, bytes, sizeof bytes);
    text_add_str(t, ".ics");
    return text_take(t);
}

bool dav_post(struct ask *a, struct error *err)
{
    if (a->at.path.place == PLACE_OUTBOX)
        return dav_post_outbox(a, err);
    if (a->at.path.place != PLACE_CALENDAR)
        return fail(err, FAULT_FORBIDDEN, NULL,
                    "Nothing takes a POST here; DAV:add-member of a calendar says where one goes.");
    TRY(access_check(&a->at, RIGHT_WRITE, err));
    a->at.path.place = PLACE_OBJECT;
    a->at.path.name = new_name();
    return dav_put(a, err);
}
