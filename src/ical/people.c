/* ORGANIZER and ATTENDEE: who they are and what they answered. RFC 5545, 3.8.4.1 */
#include "internal.h"

struct word {
    const char *name;
    int means;
};

static const struct word partstats[] = {
    {"NEEDS-ACTION", PARTSTAT_NEEDS_ACTION}, {"ACCEPTED", PARTSTAT_ACCEPTED},
    {"DECLINED", PARTSTAT_DECLINED},         {"TENTATIVE", PARTSTAT_TENTATIVE},
    {"DELEGATED", PARTSTAT_DELEGATED},
};
static const struct word roles[] = {
    {"REQ-PARTICIPANT", ROLE_REQUIRED},
    {"CHAIR", ROLE_CHAIR},
    {"OPT-PARTICIPANT", ROLE_OPTIONAL},
    {"NON-PARTICIPANT", ROLE_NON},
};
static const struct word cutypes[] = {
    {"INDIVIDUAL", CUTYPE_INDIVIDUAL}, {"GROUP", CUTYPE_GROUP},
    {"RESOURCE", CUTYPE_RESOURCE},     {"ROOM", CUTYPE_ROOM},
    {"UNKNOWN", CUTYPE_UNKNOWN},
};
static const struct word agents[] = {
    {"SERVER", SCHEDULE_SERVER},
    {"CLIENT", SCHEDULE_CLIENT},
    {"NONE", SCHEDULE_NONE},
};
static const struct word booleans[] = {{"FALSE", 0}, {"TRUE", 1}};

static int word_means(struct span value, const struct word *words, size_t count, int otherwise)
{
    for (size_t i = 0; i < count; i++)
        if (span_is_nocase(value, words[i].name))
            return words[i].means;
    return otherwise;
}
#define MEANS(value, words, otherwise) word_means(value, words, LENGTH(words), otherwise)

static const char *word_name(const struct word *words, size_t count, int means)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].means == means)
            return words[i].name;
    return words[0].name;
}

const char *partstat_name(enum partstat p)
{
    return word_name(partstats, LENGTH(partstats), (int)p);
}

const char *role_name(enum role r)
{
    return word_name(roles, LENGTH(roles), (int)r);
}

static bool word_known(struct span value, const struct word *words, size_t count)
{
    return word_means(value, words, count, -1) >= 0;
}

bool partstat_known(struct span word)
{
    return word_known(word, partstats, LENGTH(partstats));
}

bool role_known(struct span word)
{
    return word_known(word, roles, LENGTH(roles));
}

bool cutype_known(struct span word)
{
    return word_known(word, cutypes, LENGTH(cutypes));
}

static const char *arena_address(struct arena *a, struct span uri)
{
    char *room = arena_room(a, uri.len + 1);
    size_t len = address_write(uri, room);
    room[len++] = '\0';
    arena_return(a, room + len);
    return room;
}

static void person_param(struct arena *a, struct person *p, struct span name, struct span value)
{
    struct span word = param_unquoted(value);
    switch (name.len > 0 ? name.at[0] & 0x5F : 0) {
    case 'P':
        if (NAME_IS(name, "PARTSTAT"))
            p->partstat = (enum partstat)MEANS(word, partstats, PARTSTAT_NEEDS_ACTION);
        break;
    case 'R':
        if (NAME_IS(name, "ROLE"))
            p->role = (enum role)MEANS(word, roles, ROLE_REQUIRED);
        else if (NAME_IS(name, "RSVP"))
            p->rsvp = MEANS(word, booleans, 0);
        break;
    case 'C':
        if (NAME_IS(name, "CN"))
            p->name = param_decoded(a, value);
        else if (NAME_IS(name, "CUTYPE"))
            p->cutype = (enum cutype)MEANS(word, cutypes, CUTYPE_UNKNOWN);
        break;
    case 'E': /* iCloud and Exchange write an opaque URI and put the address here */
        if (NAME_IS(name, "EMAIL") && !*p->address)
            p->address = arena_address(a, word);
        break;
    case 'L':
        if (NAME_IS(name, "LANGUAGE"))
            p->language = param_decoded(a, value);
        break;
    case 'S':
        if (NAME_IS(name, "SCHEDULE-FORCE-SEND"))
            p->force_send = method_of(word);
        else if (NAME_IS(name, "SCHEDULE-AGENT")) /* RFC 6638, 7.1: what is unknown is NONE */
            p->agent = (enum schedule_agent)MEANS(word, agents, SCHEDULE_NONE);
        else if (NAME_IS(name, "SCHEDULE-STATUS"))
            p->schedule_status = param_decoded(a, value);
        else if (NAME_IS(name, "SENT-BY"))
            p->sent_by = arena_address(a, word);
        break;
    default:
        break;
    }
}

/* SENT-BY=mailto:a@b:mailto:c@d and CN=a: b:mailto:c@d, where quotes are missing: the last one is
 * the person. */
struct span person_uri(const struct ical_line *l)
{
    static const char scheme[] = ":mailto:";
    const size_t len = sizeof(scheme) - 1;
    if (span_starts_nocase(span_trim(l->value), scheme + 1))
        return l->value;
    for (size_t at = l->value.len; at >= len; at--)
        if (span_starts_nocase(span_make(l->value.at + at - len, len), scheme))
            return span_make(l->value.at + at - len + 1, l->value.len - at + len - 1);
    return l->value;
}

void person_read(struct reading *r, const struct kept_line *l, struct person *out)
{
    struct arena *a = r->arena;
    struct span rest = l->line.params, name, value;
    *out = (struct person){.line = l->index};
    struct span uri = person_uri(&l->line);
    out->uri = value_text(a, span_trim(uri));
    out->address = arena_address(a, uri);
    while (param_next(&rest, &name, &value))
        person_param(a, out, name, value);
}
