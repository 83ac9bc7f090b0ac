/* XML from outside: any bytes are read or refused in one sentence, and what was read stands in what
 * is written of it. */
#include "convoke/xml.h"
#include "fuzz.h"

static const struct xml_limits limits = {
    .bytes = 16384, .elements = 500, .attributes = 20, .depth = 12};

static bool same_attributes(const struct xml_element *a, const struct xml_element *b)
{
    const struct xml_attribute *x = a->attributes, *y = b->attributes;
    for (; x && y; x = x->next, y = y->next)
        if (strcmp(x->ns, y->ns) != 0 || strcmp(x->name, y->name) != 0 ||
            strcmp(x->value, y->value) != 0)
            return false;
    return !x && !y;
}

static bool same(const struct xml_element *a, const struct xml_element *b)
{
    if (!xml_is(b, a->ns, a->name) || strcmp(a->text, b->text) != 0 || !same_attributes(a, b))
        return false;
    const struct xml_element *x = a->first, *y = b->first;
    for (; x && y; x = x->next, y = y->next)
        if (x->parent != a || strcmp(x->tail, y->tail) != 0 || !same(x, y))
            return false;
    return !x && !y;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    OWN(xml) x = xml_read(span_make((const char *)data, size), &limits, &err);
    if (!x) {
        MUST((err.kind == FAULT_INVALID || err.kind == FAULT_TOO_LARGE) && err.said[0]);
        return 0;
    }
    OWN(text) t = text_new();
    xml_add_element(t, xml_root(x));
    OWN(xml) again = xml_read(text_span(t), NULL, &err);
    MUST(again && same(xml_root(x), xml_root(again)));
    return 0;
}
