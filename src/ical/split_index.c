/* The first pass over a file: where its components are and which belong together. */
#include "findings.h"
#include "split.h"

struct pass {
    struct ical_split *s;
    struct scanned at;
    struct ical_line line;
    bool in_calendar;
    bool is_open; /* a component of the calendar is */
    bool is_zone;
    char kind[32];
    size_t inside; /* components open in it */
    struct piece piece;
    struct span tzid;
};

struct span piece_text(const struct ical_split *s, const struct piece *p)
{
    return span_make(s->text.at + p->at, p->len);
}

/* Only lines that begin with these letters say something about the structure; a fold right at the
 * beginning hides the letter. */
static bool may_matter(const struct pass *p)
{
    switch (p->at.body.at[0]) {
    case 'B':
    case 'b':
    case 'E':
    case 'e':
    case 'U':
    case 'u':
    case '\r':
    case '\n':
        return true;
    default:
        return !p->is_open || p->is_zone;
    }
}

/* --- UIDs ------------------------------------------------------------------------------------ */

/* The key before what it is for: for most UIDs one block to digest, not two. */
static struct digest secret_digest(const struct ical_split *s, struct span uid)
{
    char both[128];
    if (uid.len > sizeof(both) - sizeof(s->key))
        return digest_keyed(span_make((const char *)s->key, sizeof(s->key)), uid);
    memcpy(both, s->key, sizeof(s->key));
    memcpy(both + sizeof(s->key), uid.at, uid.len);
    return digest_of(span_make(both, sizeof(s->key) + uid.len));
}

/* 96 bits that nobody can foresee stand for kind and UID: that two of a million differ and have the
 * same happens once in 10^17 files. */
static void uid_note(struct pass *p, struct span uid)
{
    uint64_t kind = 14695981039346656037u; /* FNV-1a */
    for (const char *c = p->kind; *c; c++)
        kind = (kind ^ (uint64_t)(*c & 0x5F)) * 1099511628211u;
    struct digest d = secret_digest(p->s, uid);
    memcpy(&p->piece.uid_hash, d.bytes, sizeof(p->piece.uid_hash));
    memcpy(&p->piece.uid_hash_more, d.bytes + sizeof(p->piece.uid_hash),
           sizeof(p->piece.uid_hash_more));
    p->piece.uid_hash ^= kind;
    p->piece.has_uid = true;
}

struct span component_uid(struct ical_split *s, struct span component)
{
    struct scan scan = scan_of(component);
    struct scanned l;
    struct ical_line line;
    size_t depth = 0;
    text_cut(s->uid, 0);
    while (scan_next(&scan, &l)) {
        line_peek(&l, s->unfolded, &line);
        if (NAME_IS(line.name, "BEGIN"))
            depth++;
        else if (NAME_IS(line.name, "END"))
            depth -= depth > 1; /* what ends nothing is passed over, as in the first pass */
        else if (depth == 1 && NAME_IS(line.name, "UID")) {
            ical_add_unescaped(s->uid, span_trim(line.value));
            if (text_len(s->uid) > 0) /* an empty one is none, as in the first pass */
                break;
        }
    }
    return text_span(s->uid);
}

struct span piece_uid(struct ical_split *s, const struct piece *p)
{
    return component_uid(s, piece_text(s, p));
}

static bool same_uid(const struct piece *a, const struct piece *b)
{
    return a->uid_hash == b->uid_hash && a->uid_hash_more == b->uid_hash_more;
}

static void table_grow(struct ical_split *s)
{
    size_t old_size = s->table_size, size = old_size ? old_size * 2 : 64;
    uint32_t *old = s->lasts;
    s->lasts = mem_array(size, sizeof(*s->lasts));
    s->table_size = size;
    for (size_t i = 0; i < old_size; i++) {
        if (old[i] == 0)
            continue;
        size_t slot = s->pieces[old[i] - 1].uid_hash & (size - 1);
        while (s->lasts[slot] != 0)
            slot = (slot + 1) & (size - 1);
        s->lasts[slot] = old[i];
    }
    free(old);
}

/* Puts the newest piece into the ring of its UID. */
static void uid_join(struct ical_split *s, uint32_t index)
{
    struct piece *p = &s->pieces[index];
    if (s->nuids * 8 >= s->table_size * 7)
        table_grow(s);
    size_t slot = p->uid_hash & (s->table_size - 1);
    while (s->lasts[slot] != 0 && !same_uid(&s->pieces[s->lasts[slot] - 1], p))
        slot = (slot + 1) & (s->table_size - 1);
    if (s->lasts[slot] == 0) {
        s->nuids++;
    } else {
        struct piece *last = &s->pieces[s->lasts[slot] - 1];
        p->is_follower = 1;
        p->next = last->next;
        last->next = index;
    }
    s->lasts[slot] = index + 1;
}

/* --- components ------------------------------------------------------------------------------ */

static void piece_add(struct pass *p)
{
    struct ical_split *s = p->s;
    uint32_t index = (uint32_t)s->npieces;
    s->pieces = mem_grow(s->pieces, s->npieces, &s->pieces_capacity, sizeof(*s->pieces));
    s->pieces[s->npieces++] = p->piece;
    s->pieces[index].next = index;
    if (p->piece.has_uid && !p->piece.is_cut)
        uid_join(s, index);
    s->nparts += !s->pieces[index].is_follower;
}

static void zone_add(struct pass *p)
{
    struct ical_split *s = p->s;
    s->zones = mem_grow(s->zones, s->nzones, &s->zones_capacity, sizeof(*s->zones));
    s->zones[s->nzones++] = (struct file_zone){p->tzid, piece_text(s, &p->piece), 0};
}

static void top_begin(struct pass *p, struct span kind)
{
    size_t len = kind.len < sizeof(p->kind) - 1 ? kind.len : sizeof(p->kind) - 1;
    memcpy(p->kind, kind.at, len);
    p->kind[len] = '\0';
    p->is_open = true;
    p->is_zone = NAME_IS(kind, "VTIMEZONE");
    p->inside = 0;
    p->tzid = (struct span){0};
    p->piece = (struct piece){
        .at = (uint64_t)(p->at.raw.at - p->s->text.at),
        .line = (uint32_t)(p->at.number & 0xFFFFFFF),
        .is_event = NAME_IS(kind, "VEVENT"),
        .is_item = NAME_IS(kind, "VTODO") || NAME_IS(kind, "VJOURNAL"),
    };
}

/* end: where it ends, behind its END or before what shows that END is missing. */
static void top_end(struct pass *p, const char *end, bool is_cut)
{
    uint64_t len = (uint64_t)(end - p->s->text.at) - p->piece.at;
    p->piece.len = len > UINT32_MAX ? UINT32_MAX : (uint32_t)len;
    p->piece.is_cut = is_cut || len > UINT32_MAX;
    p->is_open = false;
    if (!p->is_zone)
        piece_add(p);
    else if (p->tzid.len > 0 && !p->piece.is_cut)
        zone_add(p);
}

static void calendar_begin(struct pass *p)
{
    struct ical_split *s = p->s;
    s->calendars =
        mem_grow(s->calendars, s->ncalendars, &s->calendars_capacity, sizeof(*s->calendars));
    s->calendars[s->ncalendars++] =
        (struct calendar_extent){.at = (uint64_t)(p->at.raw.at - s->text.at)};
    p->in_calendar = true;
}

static void line_begin(struct pass *p)
{
    struct span kind = span_trim(p->line.value);
    if (p->is_open && !component_is_top(kind)) {
        p->inside++;
        return;
    }
    if (p->is_open) /* an event inside an event: the END of the one before is missing */
        top_end(p, p->at.raw.at, true);
    if (NAME_IS(kind, "VCALENDAR"))
        calendar_begin(p);
    else if (p->in_calendar || component_is_top(kind)) /* a card, say, is none of ours */
        top_begin(p, kind);
}

static void file_fault(struct ical_split *s, enum rule rule, size_t line, const char *what)
{
    if (s->fault.kind != FAULT_NONE)
        return;
    s->fault_line = line;
    refuse(s->findings, &s->fault, rule, line, NULL, "%s", what);
}

static void line_end(struct pass *p)
{
    struct span kind = span_trim(p->line.value);
    const char *behind = p->at.raw.at + p->at.raw.len;
    if (NAME_IS(kind, "VCALENDAR")) {
        if (p->is_open)
            top_end(p, p->at.raw.at, true);
        if (!p->in_calendar)
            file_fault(p->s, RULE_END_OF_CALENDAR_ALONE, p->at.number,
                       "END:VCALENDAR without its BEGIN.");
        else
            p->s->calendars[p->s->ncalendars - 1].end = (uint64_t)(behind - p->s->text.at);
        p->in_calendar = false;
    } else if (p->is_open && span_is_nocase(kind, p->kind)) {
        top_end(p, behind, false);
    } else if (p->inside > 0) {
        p->inside--;
    }
}

/* --- properties ------------------------------------------------------------------------------ */

static bool calendar_property(struct pass *p, struct error *err)
{
    struct ical_split *s = p->s;
    const struct ical_line *l = &p->line;
    if (NAME_IS(l->name, "VERSION") && span_is(span_trim(l->value), "1.0"))
        return refuse(s->findings, err, RULE_VCALENDAR_1, p->at.number, NULL,
                      "this is vCalendar 1.0; iCalendar (VERSION:2.0) is needed.");
    if (NAME_IS(l->name, "METHOD") && s->method == METHOD_ABSENT)
        s->method = method_of(l->value);
    else if (NAME_IS(l->name, "NAME") || (NAME_IS(l->name, "X-WR-CALNAME") && s->name.len == 0))
        s->name = span_of(value_text(&s->arena, l->value));
    return true;
}

/* Most are what they say. */
static struct span uid_decoded(struct ical_split *s, struct span value)
{
    bool is_plain = true;
    for (size_t i = 0; is_plain && i < value.len; i++)
        is_plain = (unsigned char)value.at[i] > ' ' && value.at[i] != '\\' && value.at[i] != 0x7f;
    if (is_plain)
        return value;
    text_cut(s->uid, 0);
    ical_add_unescaped(s->uid, value);
    return text_span(s->uid);
}

static bool property(struct pass *p, struct error *err)
{
    if (!p->is_open)
        return !p->in_calendar || calendar_property(p, err);
    if (p->inside > 0)
        return true;
    if (p->is_zone && NAME_IS(p->line.name, "TZID")) {
        struct span tzid = span_trim(p->line.value);
        p->tzid = p->at.is_folded ? span_of(arena_str(&p->s->arena, tzid)) : tzid;
    } else if (!p->piece.has_uid && NAME_IS(p->line.name, "UID")) {
        struct span uid = uid_decoded(p->s, span_trim(p->line.value));
        if (uid.len > 0)
            uid_note(p, uid);
    }
    return true;
}

static int by_tzid(const void *a, const void *b)
{
    const struct file_zone *x = a, *y = b;
    int order = span_compare(x->tzid, y->tzid);
    return order ? order : x->text.at < y->text.at ? -1 : x->text.at > y->text.at;
}

static bool line_read(struct pass *p, struct error *err)
{
    if (!may_matter(p) || p->at.body.len > p->s->limits.line_bytes)
        return true; /* too long: told when its part is read */
    line_peek(&p->at, p->s->unfolded, &p->line);
    if (NAME_IS(p->line.name, "BEGIN"))
        line_begin(p);
    else if (NAME_IS(p->line.name, "END"))
        line_end(p);
    else
        return property(p, err);
    return true;
}

bool split_index(struct ical_split *s, struct error *err)
{
    struct pass p = {.s = s};
    struct scan scan = scan_of(s->text);
    while (scan_next(&scan, &p.at))
        TRY(line_read(&p, err));
    if (p.is_open)
        top_end(&p, s->text.at + s->text.len, true);
    if (p.in_calendar)
        file_fault(s, RULE_CUT_OFF, scan.number,
                   "the file ends before END:VCALENDAR; it was cut off.");
    if (s->nzones > 1)
        qsort(s->zones, s->nzones, sizeof(*s->zones), by_tzid);
    free(s->lasts); /* all are found: only the rings are needed now */
    s->lasts = NULL;
    return true;
}
