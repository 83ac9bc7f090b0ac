/* libxml2's parser feeds a small tree of our own, so that every limit is looked at while the text
 * is read, and not when a document was made of it. */
#include "internal.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <pthread.h>

const struct xml_limits xml_limits_default = {
    .bytes = 1024 * 1024, .elements = 20000, .attributes = 50, .depth = 32};

enum { BUCKETS = 1024 };

struct name { /* a namespace or a local name */
    struct name *next;
    char text[];
};

/* An element while it grows: `shown` is what others see of it. */
struct node {
    struct xml_element shown;
    struct node *parent, *last_child, *all;
    struct text *text, *tail;
};

struct attribute {
    struct xml_attribute shown;
    struct attribute *all;
    char value[];
};

struct xml {
    struct name *names[BUCKETS];
    struct node *nodes; /* all, for freeing */
    struct attribute *attributes;
    const struct xml_element *root;
};

struct reading {
    struct xml *xml;
    const struct xml_limits *limits;
    xmlParserCtxtPtr parser;
    struct node *open; /* the innermost */
    size_t elements;
    int depth;
    struct error *err;
    bool failed;
};

/* --- the tree --------------------------------------------------------------------------------- */

/* Without entity substitution libxml2 leaves an ampersand in a value as "&#38;", and nothing else.
 */
static void copy_value(char *into, struct span value)
{
    while (value.len) {
        bool is_ampersand = span_starts(value, "&#38;");
        size_t len = is_ampersand ? 5 : 1;
        *into++ = *value.at;
        value = span_make(value.at + len, value.len - len);
    }
}

static struct name **bucket_of(struct xml *x, const char *s)
{
    uint32_t hash = 2166136261; /* FNV-1a */
    for (; *s; s++)
        hash = (hash ^ (unsigned char)*s) * 16777619;
    return &x->names[hash % BUCKETS];
}

static const char *intern(struct xml *x, const char *s)
{
    size_t len = strlen(s);
    struct name *fresh = mem_new(sizeof *fresh + len + 1);
    copy_value(fresh->text, span_make(s, len));
    struct name **bucket = bucket_of(x, fresh->text);
    for (struct name *n = *bucket; n; n = n->next)
        if (strcmp(n->text, fresh->text) == 0) {
            free(fresh);
            return n->text;
        }
    fresh->next = *bucket;
    *bucket = fresh;
    return fresh->text;
}

void xml_free(struct xml *x)
{
    if (!x)
        return;
    for (struct node *n = x->nodes, *next; n; n = next) {
        next = n->all;
        text_free(n->text);
        text_free(n->tail);
        free(n);
    }
    for (struct attribute *a = x->attributes, *next; a; a = next) {
        next = a->all;
        free(a);
    }
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct name *n = x->names[i], *next; n; n = next) {
            next = n->next;
            free(n);
        }
    free(x);
}

const struct xml_element *xml_root(const struct xml *x)
{
    return x->root;
}

/* What was gathered while reading is shown once it is whole. libxml2 looks less closely at CDATA
 * and at other encodings than at UTF-8. */
static bool show_texts(struct xml *x, struct error *err)
{
    bool ok = true;
    for (struct node *n = x->nodes; n; n = n->all) {
        n->shown.text = n->text ? text_str(n->text) : "";
        n->shown.tail = n->tail ? text_str(n->tail) : "";
        ok = ok && (!n->text || xml_is_text(text_span(n->text))) &&
             (!n->tail || xml_is_text(text_span(n->tail)));
    }
    for (struct attribute *a = x->attributes; a; a = a->all)
        ok = ok && xml_is_text(span_of(a->value));
    return ok || fail(err, FAULT_INVALID, NULL, "The XML holds what is no text in UTF-8.");
}

/* --- what the parser tells -------------------------------------------------------------------- */

static void stop(struct reading *r)
{
    r->failed = true;
    xmlStopParser(r->parser);
}

static void add_attribute(struct reading *r, const xmlChar **a, const struct xml_attribute ***end)
{
    size_t len = (size_t)(a[4] - a[3]);
    struct attribute *made = mem_new(sizeof *made + len + 1);
    copy_value(made->value, span_make((const char *)a[3], len));
    made->shown.ns = a[2] ? intern(r->xml, (const char *)a[2]) : "";
    made->shown.name = intern(r->xml, (const char *)a[0]);
    made->shown.value = made->value;
    made->all = r->xml->attributes;
    r->xml->attributes = made;
    **end = &made->shown;
    *end = (const struct xml_attribute **)&made->shown.next;
}

static struct node *node_new(struct reading *r, const char *name, const char *ns)
{
    struct node *n = mem_new(sizeof *n);
    n->shown.name = intern(r->xml, name);
    n->shown.ns = ns ? intern(r->xml, ns) : "";
    n->all = r->xml->nodes;
    r->xml->nodes = n;
    return n;
}

static void hang_in(struct reading *r, struct node *n)
{
    struct node *parent = r->open;
    if (!parent)
        r->xml->root = &n->shown;
    else if (parent->last_child)
        parent->last_child->shown.next = &n->shown;
    else
        parent->shown.first = &n->shown;
    if (parent) {
        n->parent = parent;
        n->shown.parent = &parent->shown;
        parent->last_child = n;
    }
    r->open = n;
}

static bool within_limits(struct reading *r, int nattributes)
{
    const struct xml_limits *l = r->limits;
    if (++r->elements > l->elements)
        return fail(r->err, FAULT_TOO_LARGE, NULL, "The XML has more than %zu elements.",
                    l->elements);
    if (++r->depth > l->depth)
        return fail(r->err, FAULT_TOO_LARGE, NULL, "The XML is nested deeper than %d elements.",
                    l->depth);
    if ((size_t)nattributes > l->attributes)
        return fail(r->err, FAULT_TOO_LARGE, NULL, "An XML element has more than %zu attributes.",
                    l->attributes);
    return true;
}

static void on_start(void *with, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns,
                     int nnamespaces, const xmlChar **namespaces, int nattributes, int ndefaulted,
                     const xmlChar **attributes)
{
    struct reading *r = with;
    (void)prefix;
    (void)namespaces;
    (void)ndefaulted;
    if (r->failed)
        return;
    if (!within_limits(r, nattributes + nnamespaces)) {
        stop(r);
        return;
    }
    struct node *n = node_new(r, (const char *)name, (const char *)ns);
    const struct xml_attribute **end = &n->shown.attributes;
    for (int i = 0; i < nattributes; i++)
        add_attribute(r, attributes + (ptrdiff_t)5 * i, &end);
    hang_in(r, n);
}

static void on_end(void *with, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
    struct reading *r = with;
    (void)name;
    (void)prefix;
    (void)ns;
    if (r->failed)
        return;
    r->depth--;
    r->open = r->open->parent;
}

static void on_text(void *with, const xmlChar *text, int len)
{
    struct reading *r = with;
    if (r->failed || !r->open)
        return;
    struct text **into = r->open->last_child ? &r->open->last_child->tail : &r->open->text;
    if (!*into)
        *into = text_new();
    text_add(*into, span_make((const char *)text, (size_t)len));
}

/* A DOCTYPE: nothing of it is looked at. */
static void on_doctype(void *with, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
    struct reading *r = with;
    (void)name;
    (void)id;
    (void)system;
    if (!r->failed)
        fail(r->err, FAULT_INVALID, "no-external-entities",
             "XML with a DOCTYPE is refused; send it without one.");
    stop(r);
}

static void on_error(void *with, xmlErrorPtr e)
{
    struct reading *r = with;
    if (r->failed || e->level < XML_ERR_ERROR)
        return;
    struct span said = span_trim(span_of(e->message ? e->message : "it is not well formed"));
    fail(r->err, FAULT_INVALID, NULL, "The XML is broken in line %d: %.*s.", e->line, (int)said.len,
         said.at);
    stop(r);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void start_library(void)
{
    xmlInitParser();
}

static xmlParserCtxtPtr parser_new(struct reading *r)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_library);
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_doctype,
        .serror = on_error,
    };
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!parser)
        abort(); /* only out of memory */
    xmlCtxtUseOptions(parser, XML_PARSE_NONET);
    return parser;
}

/* libxml2 wants its lengths as int, and a text in pieces lets a stop come early. */
static void feed(struct reading *r, struct span text)
{
    enum { PIECE = 65536 };
    for (size_t at = 0; at < text.len && !r->failed; at += PIECE) {
        size_t len = text.len - at < PIECE ? text.len - at : PIECE;
        (void)xmlParseChunk(r->parser, text.at + at, (int)len, 0);
    }
    if (!r->failed)
        (void)xmlParseChunk(r->parser, "", 0, 1);
}

static bool is_whole(struct reading *r)
{
    if (r->failed)
        return false;
    if (!r->parser->wellFormed || !r->xml->root || r->open)
        return fail(r->err, FAULT_INVALID, NULL, "The XML is not well formed, or ends too early.");
    return true;
}

/* libxml2 holds each attribute against all those before it and tells of none until it has them all.
 * None has a '<' in it, so between two of these there are no more than quotes that follow a '='. */
static bool check_attributes(struct span text, struct error *err)
{
    enum { MOST_QUOTED = 1000 };
    static const char blanks[] = " \t\r\n"; /* and NUL, of UTF-16 */
    size_t quoted = 0;
    bool is_value = false;
    for (size_t i = 0; i < text.len && quoted <= MOST_QUOTED; i++) {
        char c = text.at[i];
        quoted = c == '<' ? 0 : quoted + (is_value && (c == '"' || c == '\''));
        is_value = c == '=' || (is_value && memchr(blanks, c, sizeof blanks));
    }
    return quoted <= MOST_QUOTED ||
           fail(err, FAULT_TOO_LARGE, NULL, "An XML element has more than %d attributes.",
                MOST_QUOTED);
}

/* By these four bytes libxml2 knows the one family of encodings without the signs of ASCII. */
static bool check_encoding(struct span text, struct error *err)
{
    return !span_starts(text, "\x4C\x6F\xA7\x94") ||
           fail(err, FAULT_INVALID, NULL, "The XML is written in EBCDIC; send it in UTF-8.");
}

struct xml *xml_read(struct span text, const struct xml_limits *limits, struct error *err)
{
    const struct xml_limits *l = limits ? limits : &xml_limits_default;
    if (text.len > l->bytes) {
        fail(err, FAULT_TOO_LARGE, NULL, "The XML is larger than %zu bytes.", l->bytes);
        return NULL;
    }
    TRY(check_encoding(text, err));
    TRY(check_attributes(text, err));
    OWN(xml) x = mem_new(sizeof *x);
    struct reading r = {.xml = x, .limits = l, .err = err};
    r.parser = parser_new(&r);
    feed(&r, text);
    bool ok = is_whole(&r);
    xmlFreeDoc(r.parser->myDoc);
    xmlFreeParserCtxt(r.parser);
    TRY(ok && show_texts(x, err));
    return GIVE(x);
}

/* --- asking ----------------------------------------------------------------------------------- */

bool xml_is(const struct xml_element *e, const char *ns, const char *name)
{
    return e && strcmp(e->name, name) == 0 && strcmp(e->ns, ns) == 0;
}

const struct xml_element *xml_child(const struct xml_element *e, const char *ns, const char *name)
{
    const struct xml_element *c = e ? e->first : NULL;
    while (c && !xml_is(c, ns, name))
        c = c->next;
    return c;
}

const char *xml_attribute(const struct xml_element *e, const char *name)
{
    for (const struct xml_attribute *a = e->attributes; a; a = a->next)
        if (!*a->ns && strcmp(a->name, name) == 0)
            return a->value;
    return NULL;
}

struct span xml_trimmed(const struct xml_element *e)
{
    return span_trim(span_of(e->text));
}
