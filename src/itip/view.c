#include "internal.h"

/* What a reader of a told text sees, made comparable: one text for each aspect, in which order,
 * letter case of rules, defaults and stamps make no difference. */

static const int bit_of[ASPECTS] = {
    [ASPECT_WHEN] = ITIP_WHEN, [ASPECT_EXCLUDED] = ITIP_WHEN,       [ASPECT_STATUS] = ITIP_STATUS,
    [ASPECT_WHAT] = ITIP_WHAT, [ASPECT_WHERE] = ITIP_WHERE,         [ASPECT_LINK] = ITIP_LINK,
    [ASPECT_TEXT] = ITIP_TEXT, [ASPECT_ORGANIZER] = ITIP_ORGANIZER, [ASPECT_OTHER] = ITIP_OTHER,
};

/* --- making values comparable --------------------------------------------------------------- */

struct seen {           /* while a view is made */
    struct text *links; /* the join links, one a line */
    struct text *lines; /* comparable lines, one a line, "<aspect>NAME=value" */
    struct text *location, *url;
};

static int by_span(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

/* The parts between separators, sorted. */
static void add_sorted(struct text *t, struct span s, char separator)
{
    size_t count = 0, capacity = 0;
    struct span *parts = NULL;
    while (s.len) {
        struct span part = span_trim(span_cut(s, separator, &s));
        if (!part.len)
            continue;
        parts = mem_grow(parts, count, &capacity, sizeof *parts);
        parts[count++] = part;
    }
    if (count)
        qsort(parts, count, sizeof *parts, by_span);
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_add_char(t, separator);
        text_add(t, parts[i]);
    }
    free(parts);
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void add_rule_part(struct text *t, struct span part)
{
    struct span values;
    struct span name = span_cut(part, '=', &values);
    if (span_is(part, "INTERVAL=1") || span_is(part, "WKST=MO"))
        return; /* the defaults */
    text_add(t, name);
    text_add_char(t, '=');
    add_sorted(t, values, ',');
    text_add_char(t, ';');
}

static void add_rule(struct text *t, const struct ical_line *l)
{
    OWN(text) all = text_new();
    OWN(text) parts = text_new();
    for (size_t i = 0; i < l->value.len; i++)
        text_add_char(all, upper(l->value.at[i]));
    struct span rest = text_span(all);
    while (rest.len)
        add_rule_part(parts, span_trim(span_cut(rest, ';', &rest)));
    add_sorted(t, text_span(parts), ';');
}

static void add_time(struct text *t, const struct ical_line *l)
{
    struct span tzid;
    if (ical_param(l->params, "TZID", NULL, &tzid))
        text_add(t, tzid);
    text_add_char(t, '/');
    text_add(t, l->value);
}

/* Blanks at the ends of lines come and go with programs. */
static void add_words(struct text *t, struct span plain)
{
    bool first = true;
    struct span rest = span_trim(plain);
    while (rest.len) {
        struct span line = span_cut(rest, '\n', &rest);
        if (!first)
            text_add_char(t, '\x1f');
        text_add(t, span_trim(line));
        first = false;
    }
}

static void add_text(struct text *t, const struct ical_line *l)
{
    OWN(text) plain = text_new();
    ical_add_unescaped(plain, l->value);
    add_words(t, text_span(plain));
}

static void without_links(const struct seen *s, struct text *plain)
{
    struct span rest = text_span(s->links);
    while (rest.len) {
        struct span link = span_cut(rest, '\n', &rest);
        OWN(text) left = text_new();
        struct span p = text_span(plain);
        for (size_t i = 0; i < p.len;)
            if (link.len && i + link.len <= p.len && memcmp(p.at + i, link.at, link.len) == 0)
                i += link.len;
            else
                text_add_char(left, p.at[i++]);
        text_cut(plain, 0);
        text_add(plain, text_span(left));
    }
}

/* Without our block, whose link is an aspect of its own. */
static void add_description(struct text *t, const struct ical_line *l)
{
    OWN(text) plain = text_new();
    ical_add_unescaped(plain, l->value);
    struct span block, all = text_span(plain);
    while (itip_block_find(all, &block)) {
        OWN(text) left = text_new();
        size_t before = (size_t)(block.at - all.at);
        text_add(left, span_make(all.at, before));
        text_add(left, span_make(block.at + block.len, all.len - before - block.len));
        text_cut(plain, 0);
        text_add(plain, text_span(left));
        all = text_span(plain);
    }
    add_words(t, all);
}

static void add_set(struct text *t, const struct ical_line *l)
{
    add_sorted(t, l->value, ',');
}

static void add_value(struct text *t, const struct ical_line *l)
{
    text_add(t, span_trim(l->value));
}

static void add_address(struct text *t, const struct ical_line *l)
{
    OWN_CHARS address = address_normal(l->value);
    text_add_str(t, address);
}

/* --- which property belongs to which aspect ------------------------------------------------- */

static const struct prop {
    const char *name;
    enum aspect aspect;
    void (*add)(struct text *t, const struct ical_line *l);
    const char *unless; /* this value is what its absence means */
} props[] = {
    {"DTSTART", ASPECT_WHEN, add_time, NULL},
    {"DTEND", ASPECT_WHEN, add_time, NULL},
    {"RRULE", ASPECT_WHEN, add_rule, NULL},
    {"EXRULE", ASPECT_WHEN, add_rule, NULL},
    {"RDATE", ASPECT_WHEN, add_time, NULL},
    {"EXDATE", ASPECT_EXCLUDED, add_time, NULL},
    {"STATUS", ASPECT_STATUS, add_value, "CONFIRMED"},
    {"SUMMARY", ASPECT_WHAT, add_text, ""},
    {"CONFERENCE", ASPECT_LINK, add_value, ""},
    {"DESCRIPTION", ASPECT_TEXT, add_description, ""},
    {"ORGANIZER", ASPECT_ORGANIZER, add_address, NULL},
    {"CLASS", ASPECT_OTHER, add_value, "PUBLIC"},
    {"CATEGORIES", ASPECT_OTHER, add_set, ""},
    {"PRIORITY", ASPECT_OTHER, add_value, "0"},
    {"GEO", ASPECT_OTHER, add_value, ""},
    {"COMMENT", ASPECT_OTHER, add_text, ""},
    {"CONTACT", ASPECT_OTHER, add_text, ""},
    {"RESOURCES", ASPECT_OTHER, add_set, ""},
    {"RELATED-TO", ASPECT_OTHER, add_value, ""},
    {"ATTACH", ASPECT_OTHER, add_value, ""},
};

static void add_line(struct seen *s, enum aspect aspect, const char *name, struct span value)
{
    text_add_char(s->lines, (char)('a' + aspect));
    text_add_str(s->lines, name);
    text_add_char(s->lines, '=');
    text_add(s->lines, value);
    text_add_char(s->lines, '\n');
}

static void take_prop(struct seen *s, const struct prop *p, const struct ical_line *l)
{
    OWN(text) value = text_new();
    p->add(value, l);
    if (!p->unless || !span_is_nocase(text_span(value), p->unless))
        add_line(s, p->aspect, p->name, text_span(value));
    if (p->aspect == ASPECT_LINK) {
        text_add(s->links, text_span(value));
        text_add_char(s->links, '\n');
    }
}

static void take(struct seen *s, const struct ical_line *l)
{
    if (span_is_nocase(l->name, "LOCATION"))
        ical_add_unescaped(s->location, l->value);
    else if (span_is_nocase(l->name, "URL"))
        text_add(s->url, span_trim(l->value));
    for (size_t i = 0; i < LENGTH(props); i++)
        if (span_is_nocase(l->name, props[i].name))
            take_prop(s, &props[i], l);
}

/* A place that holds nothing but the link says nothing of its own. */
static void take_place(struct seen *s, enum aspect aspect, const char *name, struct text *plain)
{
    without_links(s, plain);
    OWN(text) value = text_new();
    add_words(value, text_span(plain));
    if (text_len(value))
        add_line(s, aspect, name, text_span(value));
}

static void read_lines(struct seen *s, struct span told)
{
    OWN(ical_reader) r = ical_reader_new(told, &ical_limits_stored);
    struct ical_line l;
    int depth = 0, vevent = 0;
    while (ical_reader_next(r, &l, NULL) == 1)
        if (span_is_nocase(l.name, "BEGIN")) {
            depth++;
            if (!vevent && span_is_nocase(l.value, "VEVENT"))
                vevent = depth;
        } else if (span_is_nocase(l.name, "END")) {
            depth--;
        } else if (vevent && depth == vevent) {
            take(s, &l);
        }
}

static struct view *view_new(void)
{
    struct view *v = mem_new(sizeof *v);
    for (int a = 0; a < ASPECTS; a++)
        v->aspects[a] = text_new();
    return v;
}

struct view *view_of(struct span told)
{
    struct seen s = {text_new(), text_new(), text_new(), text_new()};
    read_lines(&s, told);
    take_place(&s, ASPECT_WHERE, "LOCATION", s.location);
    take_place(&s, ASPECT_OTHER, "URL", s.url);
    OWN(text) sorted = text_new();
    add_sorted(sorted, text_span(s.lines), '\n');
    struct view *v = view_new();
    struct span rest = text_span(sorted);
    while (rest.len) {
        struct span line = span_cut(rest, '\n', &rest);
        struct text *aspect = v->aspects[line.at[0] - 'a'];
        text_add(aspect, line);
        text_add_char(aspect, '\n');
    }
    text_free(s.links);
    text_free(s.lines);
    text_free(s.location);
    text_free(s.url);
    return v;
}

void view_free(struct view *v)
{
    for (int a = 0; v && a < ASPECTS; a++)
        text_free(v->aspects[a]);
    free(v);
}

/* --- comparing ------------------------------------------------------------------------------ */

static bool same(const struct view *a, const struct view *b, enum aspect aspect)
{
    return span_equal(text_span(a->aspects[aspect]), text_span(b->aspects[aspect]));
}

int view_changes(const struct view *a, const struct view *b)
{
    int changed = 0;
    for (int aspect = 0; aspect < ASPECTS; aspect++)
        if (aspect != ASPECT_EXCLUDED && !same(a, b, (enum aspect)aspect))
            changed |= bit_of[aspect];
    return changed;
}

bool view_excludes_same(const struct view *a, const struct view *b)
{
    return same(a, b, ASPECT_EXCLUDED);
}

struct digest view_digest(const struct view *v)
{
    OWN(text) all = text_new();
    for (int a = 0; a < ASPECTS; a++)
        text_add(all, text_span(v->aspects[a]));
    return digest_of(text_span(all));
}

struct digest itip_revision(const char *itip_text, size_t len)
{
    OWN(view) v = view_of(span_make(itip_text, len));
    return view_digest(v);
}

int itip_changes(const struct event *told, const struct event *now)
{
    if (!told)
        return ITIP_NEW;
    OWN(view) a = view_of(told->text);
    OWN(view) b = view_of(now->text);
    int changed = view_changes(a, b);
    if (!view_excludes_same(a, b))
        changed |= bit_of[ASPECT_EXCLUDED];
    if (event_main(now)->status == EVENT_CANCELLED && event_main(told)->status != EVENT_CANCELLED)
        changed |= ITIP_CANCELLED;
    return changed;
}
