/* Reading a filter: XML in, a struct out, bounded. RFC 4791, 9.7 */
#include "query.h"

struct reading {
    size_t parts;
    struct error *err;
};

#define IN_COMPONENT (1u << FILTER_COMPONENT)
#define IN_PROPERTY  (1u << FILTER_PROPERTY)
#define IN_PARAMETER (1u << FILTER_PARAMETER)

void filter_free(struct filter *f)
{
    while (f) {
        struct filter *next = f->next;
        filter_free(f->first); /* as deep as XML may be */
        free(f->text.wanted);
        free(f->name);
        free(f);
        f = next;
    }
}

static bool read_absent(struct reading *r, struct filter *f, const struct xml_element *e)
{
    (void)r;
    (void)e;
    f->is_absent = true;
    return true;
}

/* Components that RFC 4791, 9.9 has a table for. */
static bool has_times(const char *component)
{
    static const char *const names[] = {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM"};
    for (size_t i = 0; i < LENGTH(names); i++)
        if (span_is_nocase(span_of(component), names[i]))
            return true;
    return false;
}

static bool read_range(struct reading *r, struct filter *f, const struct xml_element *e)
{
    if (f->kind == FILTER_COMPONENT && !has_times(f->name))
        return fail(r->err, FAULT_INVALID, "supported-filter",
                    "A time range cannot be asked for of %s.", f->name);
    f->has_range = true;
    return time_range_read(e, "valid-filter", &f->range, r->err);
}

static bool read_text(struct reading *r, struct filter *f, const struct xml_element *e)
{
    const char *negated = xml_attribute(e, "negate-condition");
    struct text_match *m = &f->text;
    TRY(collation_named(xml_attribute(e, "collation"), &m->collation, r->err));
    if (negated && strcmp(negated, "yes") != 0 && strcmp(negated, "no") != 0)
        return fail(r->err, FAULT_INVALID, "valid-filter",
                    "negate-condition is yes or no, not \"%.40s\".", negated);
    m->is_negated = negated && *negated == 'y';
    m->wanted = collation_fold(m->collation, span_of(e->text), &m->wanted_len);
    f->has_text = true;
    return true;
}

static bool read_component(struct reading *r, struct filter *f, const struct xml_element *e);
static bool read_property(struct reading *r, struct filter *f, const struct xml_element *e);
static bool read_parameter(struct reading *r, struct filter *f, const struct xml_element *e);

static const struct word {
    const char *name;
    unsigned in; /* which kinds of filter it stands in */
    bool (*read)(struct reading *r, struct filter *f, const struct xml_element *e);
} words[] = {
    {"is-not-defined", IN_COMPONENT | IN_PROPERTY | IN_PARAMETER, read_absent},
    {"time-range", IN_COMPONENT | IN_PROPERTY, read_range},
    {"text-match", IN_PROPERTY | IN_PARAMETER, read_text},
    {"comp-filter", IN_COMPONENT, read_component},
    {"prop-filter", IN_COMPONENT, read_property},
    {"param-filter", IN_PROPERTY, read_parameter},
};

static const struct word *word_of(const struct xml_element *e)
{
    for (size_t i = 0; i < LENGTH(words); i++)
        if (xml_is(e, NS_CAL, words[i].name))
            return &words[i];
    return NULL;
}

/* Elements of other namespaces are passed over, as RFC 4918, 17 says. */
static bool read_word(struct reading *r, struct filter *f, const struct xml_element *e)
{
    const struct word *w = word_of(e);
    if (strcmp(e->ns, NS_CAL) != 0)
        return true;
    if (!w || !(w->in & (1u << f->kind)))
        return fail(r->err, FAULT_INVALID, "valid-filter",
                    "C:%.60s cannot stand there in a filter.", e->name);
    bool is_second = w->read == read_range ? f->has_range : w->read == read_text && f->has_text;
    if (is_second || f->is_absent)
        return fail(r->err, FAULT_INVALID, "valid-filter", "C:%.60s is one condition too many.",
                    e->name);
    return w->read(r, f, e);
}

static bool read_words(struct reading *r, struct filter *f, const struct xml_element *e)
{
    for (const struct xml_element *c = e->first; c; c = c->next)
        TRY(read_word(r, f, c));
    bool has_others = f->has_range || f->has_text || f->first;
    return !(f->is_absent && has_others) ||
           fail(r->err, FAULT_INVALID, "valid-filter", "C:is-not-defined of %.60s stands alone.",
                f->name);
}

static struct filter *filter_new(struct reading *r, enum filter_kind kind,
                                 const struct xml_element *e)
{
    const char *name = xml_attribute(e, "name");
    if (!name || !*name) {
        fail(r->err, FAULT_INVALID, "valid-filter", "C:%s needs a name.", e->name);
        return NULL;
    }
    if (++r->parts > MOST_FILTERS) {
        fail(r->err, FAULT_TOO_LARGE, "supported-filter", "A filter has at most %d parts.",
             MOST_FILTERS);
        return NULL;
    }
    OWN(filter) f = mem_new(sizeof *f);
    f->kind = kind;
    f->name = mem_str(name);
    return read_words(r, f, e) ? GIVE(f) : NULL;
}

static bool add_filter(struct reading *r, struct filter *into, enum filter_kind kind,
                       const struct xml_element *e)
{
    struct filter *f = filter_new(r, kind, e);
    struct filter **last = &into->first;
    TRY(f);
    while (*last)
        last = &(*last)->next;
    *last = f;
    return true;
}

static bool read_component(struct reading *r, struct filter *f, const struct xml_element *e)
{
    return add_filter(r, f, FILTER_COMPONENT, e);
}

static bool read_property(struct reading *r, struct filter *f, const struct xml_element *e)
{
    return add_filter(r, f, FILTER_PROPERTY, e);
}

static bool read_parameter(struct reading *r, struct filter *f, const struct xml_element *e)
{
    return add_filter(r, f, FILTER_PARAMETER, e);
}

struct filter *filter_read(const struct xml_element *e, struct error *err)
{
    struct reading r = {.err = err};
    struct filter whole = {.kind = FILTER_COMPONENT};
    bool ok = true;
    for (const struct xml_element *c = e ? e->first : NULL; c && ok; c = c->next)
        ok = !xml_is(c, NS_CAL, "comp-filter") || read_component(&r, &whole, c);
    OWN(filter) f = whole.first;
    TRY(ok);
    if (f && !f->next && !f->is_absent && span_is_nocase(span_of(f->name), "VCALENDAR"))
        return GIVE(f);
    fail(err, FAULT_INVALID, "valid-filter",
         "A filter is one C:comp-filter with the name VCALENDAR.");
    return NULL;
}

/* --- what a filter says to the store ---------------------------------------------------------- */

static const struct {
    const char *name;
    enum component bit;
} kinds[] = {
    {"VEVENT", COMPONENT_EVENT},
    {"VTODO", COMPONENT_TODO},
    {"VJOURNAL", COMPONENT_JOURNAL},
    {"VFREEBUSY", COMPONENT_FREEBUSY},
};

static enum component bit_of(const struct filter *f)
{
    for (size_t i = 0; i < LENGTH(kinds) && f->kind == FILTER_COMPONENT; i++)
        if (span_is_nocase(span_of(f->name), kinds[i].name))
            return kinds[i].bit;
    return 0;
}

bool filter_takes(const struct filter *f, enum component c)
{
    for (const struct filter *k = f->first; k; k = k->next) {
        enum component bit = bit_of(k);
        if (bit && (k->is_absent ? bit == c : bit != c))
            return false;
    }
    return true;
}

struct time_range filter_range(const struct filter *f)
{
    struct time_range all = {INSTANT_FIRST, INSTANT_NEVER};
    for (const struct filter *k = f->first; k; k = k->next)
        if (k->has_range && bit_of(k))
            return k->range;
    return all;
}

enum component filter_plain_component(const struct filter *f)
{
    const struct filter *k = f->first;
    return k && !k->next && !k->first && !k->is_absent ? bit_of(k) : 0;
}
