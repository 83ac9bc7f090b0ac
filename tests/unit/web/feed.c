#include "world.h"

#include <zlib.h>

/* --- what is served --------------------------------------------------------------------------- */

TEST(a_feed_is_the_calendar_with_the_headers_that_clients_need)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    world_put(w, w->calendar, "two@example.org", "Second", NOW + 2 * DAY);
    OWN_CHARS got = world_get_feed(w, w->token, "");
    CHECK_INT(status_of(got), 200);
    static const char *const head[] = {"\r\nContent-Type: text/calendar; charset=utf-8\r\n",
                                       "\r\nCache-Control: private\r\n",
                                       "\r\nVary: Accept-Encoding\r\n",
                                       "\r\nLast-Modified: ",
                                       "\r\nReferrer-Policy: no-referrer\r\n",
                                       "\r\nContent-Length: "};
    for (size_t i = 0; i < LENGTH(head); i++)
        if (!strstr(got, head[i]))
            fail_msg("%s is missing in %s", head[i], got);
    CHECK(!strstr(got, "Content-Disposition"));
    OWN_CHARS etag = field_of(got, "ETag");
    CHECK(etag[0] == '"' && strlen(etag) > 10);
    static const char *const body[] = {"BEGIN:VCALENDAR\r\n",
                                       "\r\nNAME:",
                                       "\r\nX-WR-CALNAME:",
                                       "\r\nREFRESH-INTERVAL",
                                       "PT1H",
                                       "\r\nX-PUBLISHED-TTL:PT1H",
                                       "\r\nUID:one@example.org\r",
                                       "\r\nSUMMARY:First\r",
                                       "\r\nUID:two@example.org\r",
                                       "END:VCALENDAR\r\n"};
    for (size_t i = 0; i < LENGTH(body); i++)
        if (!strstr(body_of(got), body[i]))
            fail_msg("%s is missing in %s", body[i], body_of(got));
}

TEST(a_zone_that_an_event_names_and_lacks_is_written_into_the_feed)
{
    OWN(world) w = world_new("");
    struct put p = {.calendar = w->calendar,
                    .uid = "zone@example.org",
                    .text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"
                            "BEGIN:VEVENT\r\nUID:zone@example.org\r\n"
                            "DTSTAMP:20260101T000000Z\r\n"
                            "DTSTART;TZID=W. Europe Standard Time:20270301T100000\r\n"
                            "SUMMARY:Zone\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
                    .starts = NOW + DAY,
                    .ends = NOW + DAY + 3600};
    put_into(w, w->store, &p);
    OWN_CHARS got = world_get_feed(w, w->token, "");
    CHECK(strstr(body_of(got), "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n"));
}

TEST(head_gives_the_same_header_without_the_calendar)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    OWN_CHARS path = feed_path(w->token);
    OWN_CHARS get = world_get(w, path);
    OWN_CHARS head = world_ask(w, "HEAD", path, "");
    static const char *const names[] = {"ETag", "Content-Length", "Last-Modified", "Content-Type"};
    for (size_t i = 0; i < LENGTH(names); i++) {
        OWN_CHARS of_get = field_of(get, names[i]);
        OWN_CHARS of_head = field_of(head, names[i]);
        CHECK_STR(of_head, of_get);
    }
    CHECK_STR(body_of(head), "");
}

TEST(tokens_that_are_unknown_or_malformed_are_404)
{
    OWN(world) w = world_new("");
    OWN_CHARS longer = mem_strf("/feed/%s%s%s%s.ics", w->token, w->token, w->token, w->token);
    OWN_CHARS without = mem_strf("/feed/%s", w->token);
    const char *const paths[] = {"/feed/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics",
                                 "/feed/.ics", "/feed/", longer, without};
    for (size_t i = 0; i < LENGTH(paths); i++) {
        OWN_CHARS got = world_get(w, paths[i]);
        CHECK_INT(status_of(got), 404);
    }
}

static bool revoke_run(struct tx *tx, void *with, struct error *err)
{
    struct feed *f = with;
    return store_feed_revoke(tx, f->account, f->id, NOW, err);
}

static struct feed *feed_of(struct store *s, const char *token)
{
    struct error err;
    struct digest hash = feed_token_hash(span_of(token));
    OWN(tx) tx = store_read(s, &err);
    CHECK_OK(tx, &err);
    return store_feed_by_token(tx, &hash, &err);
}

TEST(a_token_that_is_revoked_is_410_from_the_next_request_on)
{
    OWN(world) w = world_new("");
    struct error err;
    OWN_CHARS before = world_get_feed(w, w->token, "");
    CHECK_INT(status_of(before), 200);
    OWN(feed) f = feed_of(w->store, w->token);
    CHECK_OK(store_write_one(w->store, revoke_run, f, &err), &err);
    OWN_CHARS after = world_get_feed(w, w->token, "");
    CHECK_INT(status_of(after), 410);
    CHECK(strstr(body_of(after), "revoked"));
}

/* --- conditional requests --------------------------------------------------------------------- */

TEST(what_the_client_has_is_304_by_tag_and_by_date)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    clock_set(NOW + 60);
    OWN_CHARS got = world_get_feed(w, w->token, "");
    OWN_CHARS etag = field_of(got, "ETag");
    OWN_CHARS date = field_of(got, "Last-Modified");
    OWN_CHARS by_tag = mem_strf("If-None-Match: \"x\", %s\r\n", etag);
    OWN_CHARS by_date = mem_strf("If-Modified-Since: %s\r\n", date);
    OWN_CHARS fresh = world_get_feed(w, w->token, by_tag);
    CHECK_INT(status_of(fresh), 304);
    CHECK_STR(body_of(fresh), "");
    OWN_CHARS etag_again = field_of(fresh, "ETag");
    CHECK_STR(etag_again, etag);
    OWN_CHARS fresh_too = world_get_feed(w, w->token, by_date);
    CHECK_INT(status_of(fresh_too), 304);
}

TEST(a_change_in_the_second_of_the_last_one_is_not_hidden_by_its_date)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    OWN_CHARS got = world_get_feed(w, w->token, "");
    OWN_CHARS date = field_of(got, "Last-Modified");
    OWN_CHARS by_date = mem_strf("If-Modified-Since: %s\r\n", date);
    world_put(w, w->calendar, "one@example.org", "Changed", NOW + DAY);
    clock_set(NOW + 60);
    OWN_CHARS after = world_get_feed(w, w->token, by_date);
    CHECK_INT(status_of(after), 200);
    CHECK(strstr(after, "SUMMARY:Changed"));
}

TEST(the_tag_is_the_contents_and_survives_a_restart)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    OWN_CHARS before = world_get_feed(w, w->token, "");
    OWN_CHARS etag = field_of(before, "ETag");
    http_stop(w->server, 1);
    web_free(w->web);
    w->web = web_new(&w->pipeline, w->keeper);
    size_t nroutes;
    const struct http_route *routes = web_routes(&nroutes);
    w->server = serve_on("127.0.0.1:0", routes, nroutes, w->web);
    w->port = http_port(w->server);
    OWN_CHARS by_tag = mem_strf("If-None-Match: %s\r\n", etag);
    OWN_CHARS after = world_get_feed(w, w->token, by_tag);
    CHECK_INT(status_of(after), 304);
}

/* --- versions --------------------------------------------------------------------------------- */

TEST(a_change_makes_its_own_feed_again_and_no_other)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    OWN_CHARS one = world_get_feed(w, w->token, "");
    world_visit(w, w->other_token);
    CHECK_INT(w->web->built, 2);
    for (int i = 0; i < 3; i++) {
        OWN_CHARS again = world_get_feed(w, w->token, "");
        CHECK_STR(body_of(again), body_of(one));
    }
    CHECK_INT(w->web->built, 2);
    world_put(w, w->calendar, "one@example.org", "Changed", NOW + DAY);
    OWN_CHARS changed = world_get_feed(w, w->token, "");
    CHECK(strstr(changed, "SUMMARY:Changed"));
    OWN_CHARS other = world_get_feed(w, w->other_token, "");
    CHECK_INT(status_of(other), 200);
    CHECK_INT(w->web->built, 3);
    OWN_CHARS was = field_of(one, "ETag");
    OWN_CHARS is = field_of(changed, "ETag");
    CHECK(strcmp(was, is) != 0);
}

TEST(what_another_process_committed_is_seen_at_once)
{
    OWN(world) w = world_new("");
    struct error err;
    OWN(store) other = store_open(w->url, NULL, &err);
    CHECK_OK(other, &err);
    for (int i = 0; i < 20; i++) {
        OWN_CHARS text =
            mem_strf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
                     "UID:a\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260302T090000Z\r\n"
                     "SUMMARY:Number %d\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
                     i);
        OWN_CHARS summary = mem_strf("SUMMARY:Number %d\r", i);
        struct put p = {.calendar = w->calendar,
                        .uid = "a",
                        .text = text,
                        .starts = NOW + DAY,
                        .ends = NOW + DAY};
        put_into(w, other, &p);
        OWN_CHARS got = world_get_feed(w, w->token, "");
        CHECK(strstr(got, summary));
    }
}

TEST(events_that_ended_long_ago_are_left_out_when_set)
{
    OWN(world) w = world_new("[feed]\npast_days = 7\n");
    world_put(w, w->calendar, "old@example.org", "Old", NOW - 9 * DAY);
    world_put(w, w->calendar, "recent@example.org", "Recent", NOW - 6 * DAY);
    world_put(w, w->calendar, "coming@example.org", "Coming", NOW + DAY);
    OWN_CHARS got = world_get_feed(w, w->token, "");
    CHECK(!strstr(got, "old@example.org"));
    CHECK(strstr(got, "recent@example.org") && strstr(got, "coming@example.org"));
    clock_set(NOW + 3 * DAY);
    OWN_CHARS later = world_get_feed(w, w->token, "");
    CHECK(!strstr(later, "recent@example.org"));
    CHECK(strstr(later, "coming@example.org"));
}

/* --- gzip ------------------------------------------------------------------------------------- */

static char *gunzip(struct span s)
{
    static char out[65536];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)s.at,
                  .avail_in = (unsigned)s.len,
                  .next_out = (unsigned char *)out,
                  .avail_out = sizeof out - 1};
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    inflateEnd(&z);
    out[z.total_out] = '\0';
    return out;
}

TEST(gzip_is_made_once_and_is_the_same_calendar_under_a_tag_of_its_own)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    OWN_CHARS plain = world_get_feed(w, w->token, "");
    int fd = peer_connect(w->port);
    OWN_CHARS request = mem_strf("GET /feed/%s.ics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                 "Accept-Encoding: gzip\r\n\r\n",
                                 w->token);
    OWN(text) all = text_new();
    peer_send(fd, request);
    while (peer_add(fd, all, 5000)) {
    }
    close(fd);
    CHECK(strstr(text_str(all), "\r\nContent-Encoding: gzip\r\n"));
    size_t head = (size_t)(body_of(text_str(all)) - text_str(all));
    CHECK_STR(gunzip(span_make(text_str(all) + head, text_len(all) - head)), body_of(plain));
    CHECK_INT(w->web->built, 2); /* the calendar, then its gzip */

    OWN_CHARS etag = field_of(text_str(all), "ETag");
    OWN_CHARS plain_etag = field_of(plain, "ETag");
    CHECK(strcmp(etag, plain_etag) != 0);
    OWN_CHARS by_tag = mem_strf("Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", etag);
    OWN_CHARS fresh = world_get_feed(w, w->token, by_tag);
    CHECK_INT(status_of(fresh), 304);
    CHECK_INT(w->web->built, 2);
}

/* --- free/busy -------------------------------------------------------------------------------- */

TEST(a_busy_feed_gives_times_and_nothing_else)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "secret-uid@example.org", "Secret plans", NOW + DAY);
    OWN_CHARS got = world_get_feed(w, w->busy_token, "");
    CHECK_INT(status_of(got), 200);
    CHECK(strstr(got, "SUMMARY:Busy\r"));
    CHECK(strstr(got, "20260302T090000Z"));
    CHECK(!strstr(got, "Secret") && !strstr(got, "secret-uid") && !strstr(got, "default"));
    OWN_CHARS full = world_get_feed(w, w->token, "");
    CHECK(strstr(full, "Secret plans"));
}

/* --- many at once ----------------------------------------------------------------------------- */

TEST(requests_for_a_version_that_is_being_made_share_it)
{
    OWN(world) w = world_new("");
    for (int i = 0; i < 300; i++) {
        OWN_CHARS uid = mem_strf("event-%d@example.org", i);
        world_put(w, w->calendar, uid, "Something", NOW + i * 600);
    }
    OWN_CHARS request = mem_strf("GET /feed/%s.ics HTTP/1.1\r\nHost: a\r\n"
                                 "Connection: close\r\n\r\n",
                                 w->token);
    int fds[60];
    for (size_t i = 0; i < LENGTH(fds); i++)
        fds[i] = peer_connect(w->port);
    for (size_t i = 0; i < LENGTH(fds); i++)
        peer_send(fds[i], request);
    for (size_t i = 0; i < LENGTH(fds); i++) {
        OWN_CHARS got = peer_rest(fds[i], 20000);
        CHECK_INT(status_of(got), 200);
        CHECK(strstr(got, "UID:event-299@example.org\r") && strstr(got, "END:VCALENDAR\r\n"));
        close(fds[i]);
    }
    CHECK_INT(w->web->built, 1);
}

struct writer {
    struct world *world;
    _Atomic bool stop;
    _Atomic int written;
};

static void *write_on(void *with)
{
    struct writer *writer = with;
    for (int i = 0; !writer->stop; i++) {
        OWN_CHARS summary = mem_strf("Number %d.", i);
        world_put(writer->world, writer->world->calendar, "a@example.org", summary, NOW + DAY);
        writer->written = i;
    }
    return NULL;
}

TEST(under_constant_change_no_request_gets_what_was_outdated_when_it_came)
{
    OWN(world) w = world_new("");
    struct writer writer = {.world = w};
    pthread_t thread;
    world_put(w, w->calendar, "a@example.org", "Number 0.", NOW + DAY);
    pthread_create(&thread, NULL, write_on, &writer);
    for (int i = 0; i < 150; i++) {
        int least = writer.written;
        OWN_CHARS got = world_get_feed(w, w->token, i % 2 ? "" : "If-None-Match: \"x\"\r\n");
        const char *summary = strstr(got, "SUMMARY:Number ");
        assert_non_null(summary);
        CHECK(atoi(summary + 15) >= least);
    }
    writer.stop = true;
    pthread_join(thread, NULL);
}

/* --- when the store fails --------------------------------------------------------------------- */

TEST(a_store_that_fails_is_an_error_and_never_half_a_feed)
{
    OWN(world) w = world_new("");
    world_put(w, w->calendar, "one@example.org", "First", NOW + DAY);
    for (int n = 1;; n++) {
        store_fail_at(w->store, n);
        OWN_CHARS got = world_get_feed(w, w->token, "");
        bool reached = store_fail_reached(w->store);
        store_fail_at(w->store, 0);
        if (!reached) {
            CHECK_INT(status_of(got), 200);
            CHECK(n > 3);
            break;
        }
        CHECK(status_of(got) >= 500);
        CHECK(!strstr(got, "BEGIN:VCALENDAR"));
    }
    OWN_CHARS got = world_get_feed(w, w->token, "");
    CHECK(strstr(got, "SUMMARY:First") && strstr(got, "END:VCALENDAR"));
}

/* --- use -------------------------------------------------------------------------------------- */

static instant last_used(struct world *w)
{
    OWN(feed) f = feed_of(w->store, w->token);
    return f->last_used;
}

static bool was_used_at(struct world *w, instant at)
{
    for (int tries = 0; tries < 200; tries++, usleep(10000))
        if (last_used(w) == at)
            return true;
    return false;
}

TEST(use_is_noted_at_most_once_an_hour)
{
    OWN(world) w = world_new("");
    clock_set(NOW + 3000);
    world_visit(w, w->token);
    usleep(100000);
    CHECK_INT(last_used(w), NOW);
    clock_set(NOW + 3700);
    world_visit(w, w->token);
    CHECK(was_used_at(w, NOW + 3700));
    clock_set(NOW + 7200);
    world_visit(w, w->token);
    usleep(100000);
    CHECK_INT(last_used(w), NOW + 3700);
}

TEST(tokens_are_256_random_bits_and_only_their_hash_is_told)
{
    struct digest hash, again;
    OWN_CHARS token = feed_token_new(&hash);
    OWN_CHARS other = feed_token_new(&again);
    CHECK_INT(strlen(token), 43);
    CHECK_INT(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              43);
    CHECK(strcmp(token, other) != 0);
    again = feed_token_hash(span_of(token));
    CHECK(digest_equal(&hash, &again));
}

RUN_TESTS(CASE(a_feed_is_the_calendar_with_the_headers_that_clients_need),
          CASE(a_zone_that_an_event_names_and_lacks_is_written_into_the_feed),
          CASE(head_gives_the_same_header_without_the_calendar),
          CASE(tokens_that_are_unknown_or_malformed_are_404),
          CASE(a_token_that_is_revoked_is_410_from_the_next_request_on),
          CASE(what_the_client_has_is_304_by_tag_and_by_date),
          CASE(a_change_in_the_second_of_the_last_one_is_not_hidden_by_its_date),
          CASE(the_tag_is_the_contents_and_survives_a_restart),
          CASE(a_change_makes_its_own_feed_again_and_no_other),
          CASE(what_another_process_committed_is_seen_at_once),
          CASE(events_that_ended_long_ago_are_left_out_when_set),
          CASE(gzip_is_made_once_and_is_the_same_calendar_under_a_tag_of_its_own),
          CASE(a_busy_feed_gives_times_and_nothing_else),
          CASE(requests_for_a_version_that_is_being_made_share_it),
          CASE(under_constant_change_no_request_gets_what_was_outdated_when_it_came),
          CASE(a_store_that_fails_is_an_error_and_never_half_a_feed),
          CASE(use_is_noted_at_most_once_an_hour),
          CASE(tokens_are_256_random_bits_and_only_their_hash_is_told))
