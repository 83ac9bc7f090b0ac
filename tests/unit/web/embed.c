/* The room on our own page, and what it tells. */
#include "browser.h"
#include "door.h"

#define EMBED ALLOW "embed = on\n[jitsi]\ndomain = https://meet.jit.si\n"

static struct world *embed_new(void)
{
    return door_new(EMBED);
}

/* Through the door by his personal link (NULL: as a guest), onto the page. Yours: free(). */
static char *come_in(struct browser *b, const char *address)
{
    OWN_CHARS path = address ? path_of(b->world, address, 0) : mem_str("/j/" CODE);
    OWN_CHARS door = browser_get(b, path);
    check_status(door, 303);
    OWN_CHARS to = field_of(door, "Location");
    CHECK_STR(to, "/m/" CODE "?from=door");
    return browser_get(b, "/m/" CODE "?from=door");
}

TEST(who_is_let_in_gets_the_room_in_a_frame_of_the_one_host_that_it_is_on)
{
    OWN(world) w = embed_new();
    OWN(browser) b = browser_new(w);
    OWN_CHARS page = come_in(b, "cy@example.com");
    static const char *const said[] = {
        "<main class=\"room\">",           "<h1 dir=\"auto\">Plan &lt;i&gt;</h1>",
        "data-ends-in=\"3600\"",           "src=\"https://meet.jit.si/external_api.js\"",
        "data-host=\"meet.jit.si\"",       "data-room=\"team-room\"",
        "data-name=\"Cy &lt;b&gt;&amp;\"", "<strong dir=\"auto\">Bo Lee</strong>",
    };
    for (size_t i = 0; i < LENGTH(said); i++)
        check_says(page, 200, said[i]);
    OWN_CHARS policy = field_of(page, "Content-Security-Policy");
    CHECK_STR(policy,
              "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
              "form-action 'self'; frame-ancestors 'none'; script-src 'self' https://meet.jit.si; "
              "connect-src 'self'; frame-src https://meet.jit.si");
    CHECK(strstr(page, "\r\nCache-Control: no-store\r\n"));
}

TEST(the_host_and_moderators_can_end_the_meeting_and_others_cannot)
{
    static const struct {
        const char *address;
        bool may;
    } cases[] = {{"ann@example.org", true},
                 {"bo@example.com", true},
                 {"cy@example.com", false},
                 {NULL, false}};
    OWN(world) w = embed_new();
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(browser) b = browser_new(w);
        OWN_CHARS page = come_in(b, cases[i].address);
        check_status(page, 200);
        CHECK_INT(strstr(page, "data-end>") != NULL, cases[i].may);
    }
}

TEST(the_page_is_for_who_has_come_through_the_door)
{
    OWN(world) w = embed_new();
    OWN(browser) b = browser_new(w);
    OWN_CHARS stranger = browser_get(b, "/m/" CODE);
    check_status(stranger, 303);
    OWN_CHARS to = field_of(stranger, "Location");
    CHECK_STR(to, "/j/" CODE);
    CHECK_INT(count_of(stranger, "Cache-Control: no-store"), 1);
    OWN_CHARS without = browser_get(b, "/m/" CODE "?from=door");
    check_says(without, 403, "Cookies have to be allowed");
    free(come_in(b, "cy@example.com"));
    char *at = NULL;
    for (size_t i = 0; i < b->ncookies && !at; i++)
        at = strstr(b->cookies[i], "cy%40");
    assert_non_null(at);
    memcpy(at, "bo", 2); /* he would like to be another */
    OWN_CHARS forged = browser_get(b, "/m/" CODE);
    check_status(forged, 303);
}

TEST(who_was_removed_since_has_to_come_through_the_door_again)
{
    OWN(world) w = embed_new();
    OWN(browser) b = browser_new(w);
    OWN_CHARS page = come_in(b, "cy@example.com");
    check_status(page, 200);
    put_text(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" UID
                "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260301T090000Z\r\nDURATION:PT1H\r\n"
                "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Plan\r\nORGANIZER:mailto:ann@example.org\r\n"
                "ATTENDEE:mailto:bo@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    OWN_CHARS again = browser_get(b, "/m/" CODE);
    check_status(again, 303);
}

static bool revoke_run(struct tx *tx, void *with, struct error *err)
{
    const struct world *w = with;
    return store_link_revoke(tx, w->account, UID, "cy@example.com", err);
}

TEST(whose_link_was_revoked_since_has_to_come_through_the_door_again)
{
    struct error err;
    OWN(world) w = embed_new();
    OWN(browser) cy = browser_new(w);
    OWN(browser) bo = browser_new(w);
    free(come_in(cy, "cy@example.com"));
    free(come_in(bo, "bo@example.com"));
    CHECK_OK(store_write_one(w->store, revoke_run, w, &err), &err);
    OWN_CHARS his = browser_get(cy, "/m/" CODE);
    OWN_CHARS other = browser_get(bo, "/m/" CODE);
    check_status(his, 303);
    check_status(other, 200);
}

TEST(nobody_is_sent_to_a_room_that_is_not_on_the_configured_server)
{
    OWN(world) w = door_new(ALLOW "embed = on\n[jitsi]\ndomain = https://other.example.org\n");
    OWN_CHARS got = world_come(w, "cy@example.com");
    check_status(got, 503);
    CHECK(!strstr(got, "team-room"));
}

/* --- what it tells ---------------------------------------------------------------------------- */

static void check_tells(struct browser *b, const char *fields, int status)
{
    OWN_CHARS got = browser_post(b, "/m/" CODE "/events", fields);
    check_status(got, status);
}

TEST(who_joins_and_leaves_is_noted)
{
    OWN(world) w = embed_new();
    OWN(browser) b = browser_new(w);
    struct error err;
    free(come_in(b, "cy@example.com"));
    check_tells(b, "what=joined&id=ab12&on=true", 204);
    clock_set(NOW + 600);
    check_tells(b, "what=hand&id=ab12&on=true", 204);
    check_tells(b, "what=left&id=ab12&on=false", 204);
    OWN(tx) tx = store_read(w->store, &err);
    OWN(sitting) s = store_sitting_at(tx, w->account, UID, NOW + 60, &err);
    CHECK_OK(s, &err);
    CHECK_INT(s->started, NOW);
    CHECK_STR(s->key, "20260301T090000Z");
    OWN(sightings) seen = store_sightings(tx, s, &err);
    CHECK_OK(seen, &err);
    CHECK_INT(seen->count, 2);
    CHECK_STR(seen->rows[0].address, "cy@example.com");
    CHECK_INT(seen->rows[0].kind, SIGHTING_JOINED);
    CHECK_INT(seen->rows[1].kind, SIGHTING_LEFT);
    CHECK_INT(seen->rows[1].at, NOW + 600);
}

/* "b2 hand on; ..." of what is shown in the sitting that runs, by visit. */
static char *shown_in(const struct world *w)
{
    static const char *const names[SIGNALS] = {"microphone", "camera", "screen", "hand",
                                               "recording"};
    struct error err;
    OWN(text) t = text_new();
    OWN(tx) tx = store_read(w->store, &err);
    OWN(sitting) s = store_sitting_at(tx, w->account, UID, NOW + 60, &err);
    OWN(signals) g = s ? store_signals(tx, s, &err) : NULL;
    CHECK_OK(g, &err);
    for (size_t i = 0; i < g->count; i++)
        text_addf(t, "%s %s %s; ", g->rows[i].who, names[g->rows[i].kind],
                  g->rows[i].is_on ? "on" : "off");
    return text_take(t);
}

TEST(what_somebody_shows_is_kept_until_he_leaves)
{
    OWN(world) w = embed_new();
    OWN(browser) b = browser_new(w);
    free(come_in(b, "cy@example.com"));
    check_tells(b, "what=hand&id=cy1&on=true", 204); /* before he has joined: of nobody */
    check_tells(b, "what=joined&id=cy1", 204);
    static const char *const told[] = {"microphone&on=false", "camera&on=true",
                                       "screen&on=true",      "screen&on=false",
                                       "hand&on=true",        "recording&on=true"};
    for (size_t i = 0; i < LENGTH(told); i++) {
        OWN_CHARS fields = mem_strf("id=cy1&what=%s", told[i]);
        check_tells(b, fields, 204);
    }
    OWN_CHARS shown = shown_in(w);
    CHECK_STR(shown, "page cy1 microphone off; page cy1 camera on; page cy1 screen off; "
                     "page cy1 hand on; page cy1 recording on; ");
    check_tells(b, "what=left&id=cy1", 204);
    OWN_CHARS then = shown_in(w);
    CHECK_STR(then, "");
}

/* "cy1 J100 L200; ..." of the visits, seconds after the start; * where an address was said. */
static char *seen_in(const struct world *w)
{
    struct error err;
    OWN(text) t = text_new();
    OWN(tx) tx = store_read(w->store, &err);
    OWN(sitting) s = store_sitting_at(tx, w->account, UID, NOW + 60, &err);
    OWN(sightings) g = s ? store_sightings(tx, s, &err) : NULL;
    CHECK_OK(g, &err);
    for (size_t i = 0; i < g->count; i++)
        text_addf(t, "%s %c%lld%s; ", g->rows[i].who,
                  g->rows[i].kind == SIGHTING_JOINED ? 'J' : 'L', (long long)(g->rows[i].at - NOW),
                  g->rows[i].address ? "*" : "");
    return text_take(t);
}

TEST(who_leads_the_meeting_tells_of_others_and_what_two_pages_tell_is_one_visit)
{
    OWN(world) w = embed_new();
    OWN(browser) host = browser_new(w);
    OWN(browser) cy = browser_new(w);
    free(come_in(host, "bo@example.com"));
    free(come_in(cy, "cy@example.com"));
    check_tells(host, "what=joined&id=bo1", 204);
    clock_set(NOW + 1);
    check_tells(host, "what=participant-joined&id=cy1&name=Cy", 204);
    check_tells(host, "what=participant-joined&id=tel&name=Phone", 204);
    clock_set(NOW + 2);
    check_tells(cy, "what=joined&id=cy1", 204);
    check_tells(host, "what=participant-joined&id=cy1&name=Cy", 204);
    check_tells(host, "what=participant-hand&id=tel&on=true", 204);
    clock_set(NOW + 600);
    check_tells(cy, "what=left&id=cy1", 204);
    clock_set(NOW + 601);
    check_tells(host, "what=participant-left&id=cy1", 204);
    OWN_CHARS seen = seen_in(w);
    CHECK_STR(seen, "page bo1 J0*; page cy1 J1; page cy1 J2*; page cy1 L600*; page tel J1; ");
    OWN_CHARS shown = shown_in(w);
    CHECK_STR(shown, "page tel hand on; ");
    clock_set(NOW);
}

TEST(who_does_not_lead_the_meeting_tells_of_himself_alone)
{
    static const char *const others[] = {"what=participant-joined&id=x",
                                         "what=participant-left&id=x",
                                         "what=participant-hand&id=x&on=true", "what=ended&id=x"};
    OWN(world) w = embed_new();
    OWN(browser) cy = browser_new(w);
    OWN(browser) guest = browser_new(w);
    free(come_in(cy, "cy@example.com"));
    free(come_in(guest, NULL));
    check_tells(cy, "what=joined&id=cy1", 204);
    for (size_t i = 0; i < LENGTH(others); i++)
        check_tells(cy, others[i], 403);
    check_tells(guest, "what=left&id=cy1", 403);
    check_tells(guest, "what=hand&id=cy1&on=true", 403);
    OWN_CHARS seen = seen_in(w);
    CHECK_STR(seen, "page cy1 J0*; ");
}

TEST(a_meeting_that_its_host_ends_for_all_is_completed)
{
    struct error err;
    OWN(world) w = embed_new();
    OWN(browser) host = browser_new(w);
    free(come_in(host, "ann@example.org"));
    check_tells(host, "what=joined&id=ann1", 204);
    clock_set(NOW + 900);
    check_tells(host, "what=ended&id=ann1", 204);
    clock_set(NOW);
    OWN(tx) tx = store_read(w->store, &err);
    OWN(sitting) s = store_sitting_at(tx, w->account, UID, NOW + 60, &err);
    CHECK_OK(s, &err);
    CHECK_INT(s->state, SITTING_COMPLETED);
    CHECK_INT(s->ended, NOW + 900);
    CHECK(!s->by_clock);
}

TEST(only_who_is_in_the_room_tells_of_it_and_what_there_is_to_tell)
{
    static const char *const wrong[] = {"", "what=joined", "id=a", "what=burn&id=a",
                                        "what=joined&id="};
    OWN(world) w = embed_new();
    OWN(browser) b = browser_new(w);
    free(browser_get(b, "/sign-in"));
    check_tells(b, "what=joined&id=ab12", 403);
    free(come_in(b, "cy@example.com"));
    for (size_t i = 0; i < LENGTH(wrong); i++)
        check_tells(b, wrong[i], 400);
    OWN_CHARS long_id = mem_strf("what=joined&id=%0101d", 7);
    check_tells(b, long_id, 400);
    OWN_CHARS elsewhere = browser_post(b, "/m/" CODE "/other", "what=joined&id=a");
    check_status(elsewhere, 404);
}

TEST(whoever_tells_too_much_is_slowed_down)
{
    OWN(world) w = embed_new();
    OWN(browser) b = browser_new(w);
    free(come_in(b, "cy@example.com"));
    int refused = 0;
    for (int i = 0; i < 1000 && !refused; i++) {
        OWN_CHARS got = browser_post(b, "/m/" CODE "/events", "what=hand&id=a&on=true");
        refused = status_of(got) == 429;
    }
    CHECK(refused);
}

RUN_TESTS(CASE(who_is_let_in_gets_the_room_in_a_frame_of_the_one_host_that_it_is_on),
          CASE(the_host_and_moderators_can_end_the_meeting_and_others_cannot),
          CASE(the_page_is_for_who_has_come_through_the_door),
          CASE(who_was_removed_since_has_to_come_through_the_door_again),
          CASE(whose_link_was_revoked_since_has_to_come_through_the_door_again),
          CASE(nobody_is_sent_to_a_room_that_is_not_on_the_configured_server),
          CASE(who_joins_and_leaves_is_noted), CASE(what_somebody_shows_is_kept_until_he_leaves),
          CASE(who_leads_the_meeting_tells_of_others_and_what_two_pages_tell_is_one_visit),
          CASE(who_does_not_lead_the_meeting_tells_of_himself_alone),
          CASE(a_meeting_that_its_host_ends_for_all_is_completed),
          CASE(only_who_is_in_the_room_tells_of_it_and_what_there_is_to_tell),
          CASE(whoever_tells_too_much_is_slowed_down))
