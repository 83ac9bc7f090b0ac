#include "convoke/xml.h"
#include "test.h"

#define DAV "DAV:"
#define CAL "urn:ietf:params:xml:ns:caldav"

static struct xml *read_ok(const char *text)
{
    struct error err = {0};
    struct xml *x = xml_read(span_of(text), NULL, &err);
    CHECK_OK(x, &err);
    return x;
}

static void check_refused(struct span text, enum fault kind, const char *said)
{
    struct error err = {0};
    OWN(xml) x = xml_read(text, NULL, &err);
    CHECK(!x);
    CHECK_INT(err.kind, kind);
    if (!strstr(err.said, said))
        fail_msg("\"%s\" does not say \"%s\"", err.said, said);
}

TEST(elements_have_their_namespaces_whatever_the_prefixes)
{
    OWN(xml)
    x = read_ok("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<propfind xmlns='DAV:' xmlns:c='urn:ietf:params:xml:ns:caldav'>"
                "<prop><c:calendar-data/><e:getetag xmlns:e='DAV:'/><x xmlns=''/></prop>"
                "</propfind>");
    const struct xml_element *root = xml_root(x);
    CHECK(xml_is(root, DAV, "propfind"));
    const struct xml_element *prop = xml_child(root, DAV, "prop");
    CHECK(prop && prop->parent == root);
    CHECK(xml_is(prop->first, CAL, "calendar-data"));
    CHECK(xml_child(prop, DAV, "getetag"));
    CHECK(xml_child(prop, "", "x"));
    CHECK(!xml_child(prop, DAV, "calendar-data"));
    CHECK(!xml_child(NULL, DAV, "prop"));
}

TEST(text_stands_before_the_first_child_and_behind_each_end)
{
    OWN(xml) x = read_ok("<a> one <b>two</b> three <!-- not -->and<c/><![CDATA[<four>]]></a>");
    const struct xml_element *a = xml_root(x);
    CHECK_STR(a->text, " one ");
    CHECK_STR(a->first->text, "two");
    CHECK_STR(a->first->tail, " three and");
    CHECK_STR(a->first->next->tail, "<four>");
    CHECK(span_is(xml_trimmed(a), "one"));
}

TEST(attributes_are_found_without_a_prefix_and_keep_theirs)
{
    OWN(xml)
    x = read_ok("<a name='VEVENT' c:name='other' xmlns:c='urn:x' xml:lang='de'"
                " start='a&#38;b'/>");
    const struct xml_element *a = xml_root(x);
    CHECK_STR(xml_attribute(a, "name"), "VEVENT");
    CHECK_STR(xml_attribute(a, "start"), "a&b");
    CHECK(!xml_attribute(a, "lang"));
    CHECK(!xml_attribute(a, "end"));
    CHECK_STR(a->attributes->next->ns, "urn:x");
    CHECK_STR(a->attributes->next->name, "name");
}

TEST(what_is_not_well_formed_is_refused_with_its_line)
{
    static const char *const texts[] = {
        "",
        "   ",
        "hello",
        "<a",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a b='1' b='2'/>",
        "<p:a/>",
        "<a>&unknown;</a>",
        "<a>\x01</a>",
        "<a>\xFF</a>",
        "<a>&#0;</a>",
        "<a/>rest",
    };
    for (size_t i = 0; i < LENGTH(texts); i++)
        check_refused(span_of(texts[i]), FAULT_INVALID, "XML");
    check_refused(SPAN("<a>\n\n</b>"), FAULT_INVALID, "line 3");
    check_refused(SPAN("<a>b\0c</a>"), FAULT_INVALID, "XML");
}

TEST(a_doctype_is_refused_whatever_it_says)
{
    check_refused(SPAN("<!DOCTYPE a><a/>"), FAULT_INVALID, "DOCTYPE");
    check_refused(SPAN("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), FAULT_INVALID, "DOCTYPE");
    check_refused(SPAN("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
                       "<a>&e;</a>"),
                  FAULT_INVALID, "DOCTYPE");
    check_refused(SPAN("<!DOCTYPE a [<!ENTITY a '0'><!ENTITY b '&a;&a;&a;&a;'>]><a>&b;</a>"),
                  FAULT_INVALID, "DOCTYPE");
}

static void repeat(struct text *t, const char *what, int times)
{
    for (int i = 0; i < times; i++)
        text_add_str(t, what);
}

TEST(size_depth_elements_and_attributes_are_bounded)
{
    struct xml_limits limits = {.bytes = 400, .elements = 10, .attributes = 3, .depth = 5};
    static const struct {
        const char *what;
        int times;
        const char *said;
    } cases[] = {{" ", 401, "400 bytes"}, {"<b/>", 10, "10 elements"}, {"<b>", 5, "5 elements"}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct error err = {0};
        OWN(text) t = text_new();
        text_add_str(t, "<a>");
        repeat(t, cases[i].what, cases[i].times);
        text_add_str(t, "</a>");
        OWN(xml) x = xml_read(text_span(t), &limits, &err);
        CHECK(!x);
        CHECK_INT(err.kind, FAULT_TOO_LARGE);
        CHECK(strstr(err.said, cases[i].said));
    }
    struct error err = {0};
    OWN(xml) many = xml_read(SPAN("<a b='' c='' d='' e=''/>"), &limits, &err);
    CHECK(!many);
    CHECK(strstr(err.said, "3 attributes"));
    OWN(xml)
    fits = xml_read(SPAN("<a b='' c='' d=''><b><c><d><e/></d></c></b></a>"), &limits, &err);
    CHECK_OK(fits, &err);
}

TEST(a_million_open_elements_cost_no_more_than_the_limit)
{
    OWN(text) t = text_new();
    repeat(t, "<a>", 300000);
    check_refused(text_span(t), FAULT_TOO_LARGE, "nested");
}

/* Of these libxml2 alone makes seconds. */
TEST(too_many_attributes_are_refused_before_they_are_compared)
{
    static const struct {
        const char *name, *value;
    } forms[] = {{" a", "=\"1\""}, {" a", " = '1'"}, {" xmlns:a", "='1'"}};
    for (size_t i = 0; i < LENGTH(forms); i++) {
        OWN(text) t = text_new();
        text_add_str(t, "<a>===\"\"\"<b/><c");
        for (int n = 0; n < 50000; n++)
            text_addf(t, "%s%d%s", forms[i].name, n, forms[i].value);
        text_add_str(t, "/></a>");
        check_refused(text_span(t), FAULT_TOO_LARGE, "1000 attributes");
    }
}

TEST(what_has_no_signs_of_ascii_is_refused)
{
    check_refused(SPAN("\x4C\x6F\xA7\x94\x93\x40"), FAULT_INVALID, "EBCDIC");
}

TEST(a_text_may_have_many_names)
{
    OWN(text) t = text_new();
    text_add_str(t, "<a>");
    for (int n = 0; n < 9999; n++)
        text_addf(t, "<b%d/><c xmlns='urn:%d'/>", n, n);
    text_add_str(t, "</a>");
    OWN(xml) x = read_ok(text_str(t));
    const struct xml_element *last = xml_root(x)->first;
    while (last->next)
        last = last->next;
    CHECK_STR(last->ns, "urn:9998");
}

TEST(a_namespace_may_hold_an_ampersand)
{
    OWN(xml) x = read_ok("<a xmlns='urn:x?a&amp;b' b='&amp;#38;'/>");
    CHECK_STR(xml_root(x)->ns, "urn:x?a&b");
    CHECK_STR(xml_attribute(xml_root(x), "b"), "&#38;");
}

TEST(what_is_no_utf_8_is_refused_in_cdata_too)
{
    check_refused(SPAN("<a><![CDATA[\xC0\xBC]]></a>"), FAULT_INVALID, "XML");
    check_refused(SPAN("<a><![CDATA[\xEF\xBF\xBF]]></a>"), FAULT_INVALID, "XML");
}

TEST(another_encoding_is_read_as_utf_8)
{
    OWN(xml) x = read_ok("<?xml version='1.0' encoding='ISO-8859-1'?><a>Gr\xFC\xDF</a>");
    CHECK_STR(xml_root(x)->text, "Gr\xC3\xBC\xC3\x9F");
}

RUN_TESTS(CASE(elements_have_their_namespaces_whatever_the_prefixes),
          CASE(text_stands_before_the_first_child_and_behind_each_end),
          CASE(attributes_are_found_without_a_prefix_and_keep_theirs),
          CASE(what_is_not_well_formed_is_refused_with_its_line),
          CASE(a_doctype_is_refused_whatever_it_says),
          CASE(size_depth_elements_and_attributes_are_bounded),
          CASE(a_million_open_elements_cost_no_more_than_the_limit),
          CASE(too_many_attributes_are_refused_before_they_are_compared),
          CASE(what_has_no_signs_of_ascii_is_refused), CASE(a_text_may_have_many_names),
          CASE(a_namespace_may_hold_an_ampersand), CASE(what_is_no_utf_8_is_refused_in_cdata_too),
          CASE(another_encoding_is_read_as_utf_8))
