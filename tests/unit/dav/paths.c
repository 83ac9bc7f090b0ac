#include "internal.h"
#include "test.h"

static const struct {
    const char *target;
    enum place place;
    const char *user, *collection, *name;
} named[] = {
    {"/dav/", PLACE_ROOT, NULL, NULL, NULL},
    {"/dav/principals/", PLACE_PRINCIPALS, NULL, NULL, NULL},
    {"/dav/principals/anna/", PLACE_PRINCIPAL, "anna", NULL, NULL},
    {"/dav/calendars/", PLACE_HOMES, NULL, NULL, NULL},
    {"/dav/calendars/anna/", PLACE_HOME, "anna", NULL, NULL},
    {"/dav/calendars/anna/office/", PLACE_CALENDAR, "anna", "office", NULL},
    {"/dav/calendars/anna/bob~office/", PLACE_CALENDAR, "anna", "bob~office", NULL},
    {"/dav/calendars/anna/office/a.ics", PLACE_OBJECT, "anna", "office", "a.ics"},
    {"/dav/calendars/anna/inbox/", PLACE_INBOX, "anna", "inbox", NULL},
    {"/dav/calendars/anna/inbox/a.ics", PLACE_ITEM, "anna", "inbox", "a.ics"},
    {"/dav/calendars/anna/outbox/", PLACE_OUTBOX, "anna", "outbox", NULL},
    {"/dav/calendars/anna@example.org/w/a%20b%25.ics", PLACE_OBJECT, "anna@example.org", "w",
     "a b%.ics"},
    {"/dav/calendars/anna/w/Gr%C3%BC%C3%9Fe.ics", PLACE_OBJECT, "anna", "w",
     "Gr\xC3\xBC\xC3\x9F"
     "e.ics"},
    {"/dav/calendars/anna/w/a%2Fb.ics", PLACE_OBJECT, "anna", "w", "a/b.ics"},
    {"/dav/calendars/anna/w/a%3Fb%23.ics", PLACE_OBJECT, "anna", "w", "a?b#.ics"},
    {"/dav/calendars/anna/w/...", PLACE_OBJECT, "anna", "w", "..."},
};

static struct path read_ok(const char *target)
{
    struct path p;
    struct error err = {0};
    CHECK_OK(path_read(span_of(target), &p, &err), &err);
    return p;
}

static void check_same(const char *got, const char *wanted)
{
    CHECK(!got == !wanted);
    if (got)
        CHECK_STR(got, wanted);
}

static void check_names(const char *target, size_t i)
{
    struct path p = read_ok(target);
    CHECK_INT(p.place, named[i].place);
    check_same(p.user, named[i].user);
    check_same(p.collection, named[i].collection);
    check_same(p.name, named[i].name);
    path_clear(&p);
}

TEST(a_path_names_its_parts_decoded)
{
    for (size_t i = 0; i < LENGTH(named); i++)
        check_names(named[i].target, i);
}

TEST(what_is_written_names_the_same_when_it_is_read)
{
    for (size_t i = 0; i < LENGTH(named); i++) {
        OWN(text) t = text_new();
        path_add(t, named[i].place, named[i].user, named[i].collection, named[i].name);
        check_names(text_str(t), i);
    }
}

TEST(scheme_host_and_query_do_not_count)
{
    static const char *const before[] = {"http://127.0.0.1:8080", "https://calendar.example.org",
                                         "HTTPS://[::1]"};
    for (size_t i = 0; i < LENGTH(named); i++)
        for (size_t b = 0; b < LENGTH(before); b++) {
            OWN_CHARS target = mem_strf("%s%s?x=/dav/", before[b], named[i].target);
            check_names(target, i);
        }
}

TEST(a_path_is_the_same_however_it_is_encoded)
{
    static const char *const same[] = {"/dav/calendars/anna@x.org/w/a b.ics",
                                       "/dav/calendars/anna%40x.org/w/a%20b.ics",
                                       "/d%61v/cal%65ndars/%61nna@x%2eorg/%77/a%20b%2Eics"};
    for (size_t i = 0; i < LENGTH(same); i++) {
        struct path p = read_ok(same[i]);
        CHECK_INT(p.place, PLACE_OBJECT);
        CHECK_STR(p.user, "anna@x.org");
        CHECK_STR(p.collection, "w");
        CHECK_STR(p.name, "a b.ics");
        path_clear(&p);
    }
}

TEST(a_collection_may_come_without_its_last_slash)
{
    static const struct {
        const char *target;
        enum place place;
    } cases[] = {{"/dav", PLACE_ROOT},
                 {"/dav/principals/anna", PLACE_PRINCIPAL},
                 {"/dav/calendars/anna", PLACE_HOME},
                 {"/dav/calendars/anna/office", PLACE_CALENDAR}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct path p = read_ok(cases[i].target);
        CHECK_INT(p.place, cases[i].place);
        path_clear(&p);
    }
}

TEST(what_no_name_could_be_names_nothing)
{
    static const char *const none[] = {
        "/",
        "/other/",
        "/dav/other/",
        "/dav/principals/anna/more/",
        "/dav/calendars/anna/office/a/b.ics",
        "/dav/calendars/anna/outbox/a.ics",
        "/dav/calendars/anna/w/a%00.ics",
        "/dav/calendars/anna/w/a%0D%0Ab.ics",
        "/dav/calendars/anna/w/a%7F.ics",
        "/dav/calendars/anna/w/%FF.ics",
        "/dav/calendars/anna/w/%C0%AF.ics",
        "/dav/calendars/anna/w/%",
        "/dav/calendars/anna/w/%4",
        "/dav/calendars/anna/w/%zz",
        "/dav/calendars/anna/../bob/",
        "/dav/calendars/anna/%2e%2E/bob/",
        "/dav/calendars/./anna/",
        "/dav//calendars/anna/",
    };
    for (size_t i = 0; i < LENGTH(none); i++) {
        struct path p = read_ok(none[i]);
        if (p.place != PLACE_NONE)
            fail_msg("%s names something", none[i]);
        CHECK(!p.user && !p.collection && !p.name);
        path_clear(&p);
    }
}

TEST(no_encoded_slash_reaches_the_inbox_or_another_collection)
{
    static const char *const none[] = {"/dav/calendars/anna/%2Finbox/",
                                       "/dav/calendars/anna/%2finbox/a.ics",
                                       "/dav/calendars/anna/bob~%2Finbox/",
                                       "/dav/calendars/anna%2Fwork/", "/dav/principals/anna%2F/"};
    for (size_t i = 0; i < LENGTH(none); i++) {
        struct path p = read_ok(none[i]);
        CHECK_INT(p.place, PLACE_NONE);
        path_clear(&p);
    }
}

TEST(a_name_has_at_most_255_bytes)
{
    for (size_t len = 254; len <= 257; len++) {
        OWN(text) t = text_new();
        text_add_str(t, "/dav/calendars/anna/w/");
        for (size_t i = 0; i < len; i++)
            text_add_str(t, "%61");
        struct path p = read_ok(text_str(t));
        CHECK_INT(p.place, len <= 255 ? PLACE_OBJECT : PLACE_NONE);
        path_clear(&p);
    }
}

TEST(what_does_not_begin_with_a_slash_is_refused)
{
    static const char *const wrong[] = {"", "dav/", "*", "a:b", "mailto:anna@example.org"};
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        struct path p;
        struct error err = {0};
        CHECK(!path_read(span_of(wrong[i]), &p, &err));
        CHECK_INT(err.kind, FAULT_INVALID);
        CHECK(!p.user);
    }
}

RUN_TESTS(CASE(a_path_names_its_parts_decoded),
          CASE(what_is_written_names_the_same_when_it_is_read),
          CASE(scheme_host_and_query_do_not_count), CASE(a_path_is_the_same_however_it_is_encoded),
          CASE(a_collection_may_come_without_its_last_slash),
          CASE(what_no_name_could_be_names_nothing),
          CASE(no_encoded_slash_reaches_the_inbox_or_another_collection),
          CASE(a_name_has_at_most_255_bytes), CASE(what_does_not_begin_with_a_slash_is_refused))
