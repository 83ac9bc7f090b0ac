/* Signatures and forms. */
#include "../../../src/hooks/internal.h"
#include "test.h"

#define T      INT64_C(1790000000)
#define BODY   "{\"idempotencyKey\":\"k1\",\"eventType\":\"ROOM_CREATED\"}"
#define BASE64 "qlrNMSQ8f7LVnT6R7BtaybKYKYo7ZajJJ+vSPeoPE9U="
#define HEX    "aa5acd31243c7fb2d59d3e91ec1b5ac9b298298a3b65a8c927ebd23dea0f13d5"

TEST(a_signature_holds_for_its_body_its_secret_and_its_time)
{
    static const struct {
        const char *header, *secret, *body;
        instant now;
        bool holds;
    } cases[] = {
        {"t=1790000000,v1=" BASE64, "whsec_example", BODY, T, true},
        {"t=1790000000,v1=" HEX, "whsec_example", BODY, T, true},
        {"v1=" BASE64 ", t=1790000000", "whsec_example", BODY, T, true},
        {"t=1790000000,v1=AAAA,v1=" BASE64, "whsec_example", BODY, T, true},
        {"t=1790000000,v1=" BASE64, "whsec_example", BODY, T + 299, true},
        {"t=1790000000,v1=" BASE64, "whsec_example", BODY, T + 300, false},
        {"t=1790000000,v1=" BASE64, "whsec_example", BODY, T - 300, false},
        {"t=1790000001,v1=" BASE64, "whsec_example", BODY, T, false},
        {"t=1790000000,v1=" BASE64, "whsec_other", BODY, T, false},
        {"t=1790000000,v1=" BASE64, "whsec_example", BODY " ", T, false},
        {"t=1790000000,v1=", "whsec_example", BODY, T, false},
        {"t=1790000000", "whsec_example", BODY, T, false},
        {"v1=" BASE64, "whsec_example", BODY, T, false},
        {"t=1790000000,v2=" BASE64, "whsec_example", BODY, T, false},
        {"", "whsec_example", BODY, T, false},
        {NULL, "whsec_example", BODY, T, false},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        instant at = 0;
        if (signature_holds(cases[i].header, span_of(cases[i].secret), span_of(cases[i].body),
                            cases[i].now, &at) != cases[i].holds ||
            (cases[i].holds && at != T))
            fail_msg("%s at %lld", cases[i].header, (long long)cases[i].now);
    }
}

TEST(a_form_gives_its_fields_decoded_once)
{
    static const struct {
        const char *form, *name, *wanted;
    } cases[] = {
        {"name=r7k2&start_time=2026-09-21T14%3A13%3A20.000Z&mail_owner=6f0c%40meet.example.org",
         "start_time", "2026-09-21T14:13:20.000Z"},
        {"name=caf%25c3%25a9", "name", "caf%c3%a9"},
        {"a=1&name=two+words", "name", "two words"},
        {"a=%2B+%2B", "a", "+ +"},
        {"n%61me=x", "name", "x"},
        {"name=", "name", ""},
        {"name", "name", ""},
        {"name=%4", "name", NULL},
        {"name=%zz", "name", NULL},
        {"name=a%00b", "name", NULL},
        {"name=%ff", "name", NULL},
        {"other=1", "name", NULL},
        {"", "name", NULL},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS got = asked_field(span_of(cases[i].form), cases[i].name);
        if (!got != !cases[i].wanted || (got && strcmp(got, cases[i].wanted) != 0))
            fail_msg("%s: %s", cases[i].form, got ? got : "nothing");
    }
}

TEST(a_room_is_named_without_tenant_domain_or_case)
{
    static const struct {
        const char *said, *room;
    } cases[] = {
        {"Weekly-ABC", "weekly-abc"},
        {"[team]weekly", "weekly"},
        {"weekly@muc.meet.example", "weekly"},
        {"app-1/Weekly", "weekly"},
        {"caf%c3%a9", "caf%c3%a9"},
        {"", NULL},
        {"[team]", NULL},
        {"caf\303\251", "caf%c3%a9"},
        {"two words", "two%20words"},
        {"<b>", "%3cb%3e"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS got = room_named(span_of(cases[i].said));
        CHECK_STR(got ? got : "none", cases[i].room ? cases[i].room : "none");
    }
}

RUN_TESTS(CASE(a_signature_holds_for_its_body_its_secret_and_its_time),
          CASE(a_form_gives_its_fields_decoded_once),
          CASE(a_room_is_named_without_tenant_domain_or_case))
