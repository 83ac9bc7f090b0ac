#include "convoke/xml.h"
#include "test.h"

TEST(character_data_is_escaped_and_stays_legal)
{
    static const struct {
        struct span given;
        const char *wanted;
    } cases[] = {
        {SPAN("plain"), "plain"},
        {SPAN("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;"},
        {SPAN("tab\tline\nend\r"), "tab\tline\nend&#13;"},
        {SPAN("bell\x07nul\0."), "bell\xEF\xBF\xBDnul\xEF\xBF\xBD."},
        {SPAN("Gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"), "Gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"},
        {SPAN("\xFF\xC3"), "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {SPAN("\xEF\xBF\xBE"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN(text) t = text_new();
        xml_add_text(t, cases[i].given);
        CHECK_STR(text_str(t), cases[i].wanted);
    }
}

/* What is written says the same when it is read: names, namespaces, attributes, texts. */
static void check_same(const struct xml_element *a, const struct xml_element *b)
{
    CHECK(xml_is(b, a->ns, a->name));
    CHECK_STR(b->text, a->text);
    CHECK_STR(b->tail, a->tail);
    const struct xml_attribute *aa = a->attributes, *ba = b->attributes;
    for (; aa && ba; aa = aa->next, ba = ba->next) {
        CHECK_STR(ba->ns, aa->ns);
        CHECK_STR(ba->name, aa->name);
        CHECK_STR(ba->value, aa->value);
    }
    CHECK(!aa && !ba);
    const struct xml_element *ac = a->first, *bc = b->first;
    for (; ac && bc; ac = ac->next, bc = bc->next)
        check_same(ac, bc);
    CHECK(!ac && !bc);
}

TEST(an_element_written_alone_reads_as_the_same)
{
    static const char *const texts[] = {
        "<a/>",
        "<p:a xmlns:p='urn:one' xmlns='urn:two'>x<b>y</b>z<p:c xml:lang='de' p:d='&lt;&#10;'/></p:a>",
        "<a xmlns='urn:one'><b xmlns=''><c/></b> \r\n</a>",
        "<a xmlns:p='urn:p' xmlns:q='urn:q' p:x='1' q:x='2' x='3'/>",
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        struct error err = {0};
        OWN(xml) given = xml_read(span_of(texts[i]), NULL, &err);
        CHECK_OK(given, &err);
        OWN(text) t = text_new();
        xml_add_element(t, xml_root(given));
        OWN(xml) again = xml_read(text_span(t), NULL, &err);
        CHECK_OK(again, &err);
        check_same(xml_root(given), xml_root(again));
    }
}

TEST(content_is_written_without_the_tags_around_it)
{
    struct error err = {0};
    OWN(xml) x = xml_read(SPAN("<a xmlns='urn:one'>x<b/>y</a>"), NULL, &err);
    CHECK_OK(x, &err);
    OWN(text) t = text_new();
    xml_add_content(t, xml_root(x));
    CHECK_STR(text_str(t), "x<b xmlns=\"urn:one\"/>y");
}

RUN_TESTS(CASE(character_data_is_escaped_and_stays_legal),
          CASE(an_element_written_alone_reads_as_the_same),
          CASE(content_is_written_without_the_tags_around_it))
