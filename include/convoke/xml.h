/* XML from outside, read within bounds, and XML written. Namespaces in XML 1.0
 *
 * No DTD is ever processed: a text with a DOCTYPE is refused as it begins, so there are no entities
 * but the five of XML and the numbered ones, and nothing is fetched. */
#ifndef CONVOKE_XML_H
#define CONVOKE_XML_H

#include "base.h"

struct xml_limits {
    size_t bytes, elements, attributes; /* of the text; in all; of one element */
    int depth;
};
extern const struct xml_limits xml_limits_default; /* 1 MiB, 20000, 50, 32 */

struct xml_attribute {
    const char *ns; /* "" when it has no prefix */
    const char *name, *value;
    const struct xml_attribute *next;
};

/* An element with what stands in it. Strings are UTF-8 and never NULL. Text is where it stood:
 * before the first child in `text`, behind an element's end in that element's `tail`. */
struct xml_element {
    const char *ns, *name;
    const char *text, *tail;
    const struct xml_attribute *attributes;
    const struct xml_element *parent, *first, *next;
};

/* Reads a whole text; comments and processing instructions are passed over. FAULT_INVALID when it
 * is not well formed (the sentence has the line) or has a DOCTYPE, FAULT_TOO_LARGE names the limit.
 * The elements live until the xml is freed. */
struct xml;
struct xml *xml_read(struct span text, const struct xml_limits *limits, struct error *err) MUST_USE;
void xml_free(struct xml *x);
OWNABLE(xml)
const struct xml_element *xml_root(const struct xml *x);

bool xml_is(const struct xml_element *e, const char *ns, const char *name);
/* The first child of this name; NULL: none. e may be NULL. */
const struct xml_element *xml_child(const struct xml_element *e, const char *ns, const char *name);
/* The value of an attribute without a prefix; NULL: none. */
const char *xml_attribute(const struct xml_element *e, const char *name);
/* The text of e without the blanks around it. */
struct span xml_trimmed(const struct xml_element *e);

/* --- writing ---------------------------------------------------------------------------------- */

/* Character data or an attribute's value: & < > " ' escaped; what XML cannot hold (controls, what
 * is not UTF-8) becomes U+FFFD. XML 1.0, 2.2 */
void xml_add_text(struct text *t, struct span s);
/* The element with all in it, its namespaces declared in it, so that it stands anywhere. */
void xml_add_element(struct text *t, const struct xml_element *e);
/* The same of what stands between its tags. */
void xml_add_content(struct text *t, const struct xml_element *e);

#endif
