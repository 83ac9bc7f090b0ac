/* What JaaS asks before each meeting: SETTINGS_PROVISIONING, which is its way of what the answer to
 * a reservation says. https://developer.8x8.com/jaas/docs/webhooks-settings-provisioning */
#include "json.h"

enum { LEAST_SEATS = 2, MOST_SEATS = 500 };

static bool is_passcode(const char *s)
{
    return s && *s && strspn(s, "0123456789") == strlen(s);
}

static json_t *settings_of(const struct booking *b)
{
    json_t *j = json_pack("{}");
    if (b->lobby) {
        json_object_set_new(j, "lobbyEnabled", json_true());
        json_object_set_new(j, "lobbyType", json_string("WAIT_FOR_APPROVAL"));
    }
    if (is_passcode(b->password))
        json_object_set_new(j, "passcode", json_string(b->password));
    int64_t seats = b->seats < LEAST_SEATS ? LEAST_SEATS : b->seats;
    if (b->seats)
        json_object_set_new(j, "maxOccupants",
                            json_integer(seats < MOST_SEATS ? seats : MOST_SEATS));
    return j;
}

/* On a worker. What is no room of ours has no wishes. */
void answer_settings(struct http_request *r, void *with)
{
    struct booking b = {0};
    struct notice n = {0};
    instant at = clock_now();
    if (jaas_read(http_body(r), at, &n, NULL))
        (void)hooks_booking(with, n.room, at, &b);
    OWN_JSON j = settings_of(&b);
    char *made = json_dumps(j, JSON_COMPACT);
    http_answer(r, 200, "application/json", span_of(made));
    free(made);
    notice_clear(&n);
    booking_clear(&b);
}
