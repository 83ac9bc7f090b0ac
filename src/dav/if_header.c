#include "if_header.h"

enum { MOST_TAGS = 16 }; /* each is looked up */

struct reading {
    struct span rest;
    char *etag; /* of the resource that the lists are about */
    bool any_holds;
};

static void skip_blanks(struct reading *r)
{
    while (r->rest.len > 0 && strchr(" \t\r\n", r->rest.at[0]))
        r->rest = span_make(r->rest.at + 1, r->rest.len - 1);
}

static bool take(struct reading *r, const char *word)
{
    skip_blanks(r);
    TRY(span_starts_nocase(r->rest, word));
    size_t len = strlen(word);
    r->rest = span_make(r->rest.at + len, r->rest.len - len);
    return true;
}

/* What stands before `end`, which is passed; false when it never ends or is empty. */
static bool take_until(struct reading *r, char end, struct span *out)
{
    const char *at = r->rest.len ? memchr(r->rest.at, end, r->rest.len) : NULL;
    TRY(at && at > r->rest.at);
    *out = span_cut(r->rest, end, &r->rest);
    return true;
}

static bool is_entity_tag(struct span tag)
{
    if (span_starts(tag, "W/"))
        tag = span_make(tag.at + 2, tag.len - 2);
    return tag.len >= 2 && tag.at[0] == '"' && tag.at[tag.len - 1] == '"';
}

/* A weak entity tag never matches: it does not name the bytes. RFC 9110, 8.8.3.2 */
static bool read_condition(struct reading *r, bool *holds_out)
{
    struct span what;
    bool is_not = take(r, "Not"), matches = false;
    if (take(r, "[")) {
        TRY(take_until(r, ']', &what));
        what = span_trim(what);
        TRY(is_entity_tag(what));
        matches = r->etag && span_is(what, r->etag);
    } else {
        TRY(take(r, "<") && take_until(r, '>', &what));
    }
    *holds_out = matches != is_not;
    return true;
}

/* Behind its "(": all conditions have to hold. */
static bool read_list(struct reading *r)
{
    bool all = true, holds;
    do {
        TRY(read_condition(r, &holds));
        all = all && holds;
    } while (!take(r, ")"));
    r->any_holds = r->any_holds || all;
    return true;
}

static bool not_an_if(struct error *err)
{
    return fail(err, FAULT_INVALID, NULL,
                "The If header is no list of conditions in parentheses, such as ([\"etag\"]).");
}

static bool read_lists(struct reading *r, struct error *err)
{
    if (!take(r, "("))
        return not_an_if(err);
    do {
        if (!read_list(r))
            return not_an_if(err);
    } while (take(r, "("));
    return true;
}

static bool read_tagged(struct reading *r, if_header_etag *etag_of, void *with, struct error *err)
{
    struct span tag;
    for (int tags = 0; take(r, "<"); tags++) {
        if (tags == MOST_TAGS)
            return fail(err, FAULT_TOO_LARGE, NULL, "An If header names at most %d resources.",
                        MOST_TAGS);
        if (!take_until(r, '>', &tag))
            return not_an_if(err);
        free(r->etag);
        r->etag = etag_of(tag, with);
        TRY(read_lists(r, err));
    }
    return true;
}

static bool read_all(struct reading *r, if_header_etag *etag_of, void *with, struct error *err)
{
    skip_blanks(r);
    if (span_starts(r->rest, "<")) {
        TRY(read_tagged(r, etag_of, with, err));
    } else {
        r->etag = etag_of((struct span){0}, with);
        TRY(read_lists(r, err));
    }
    skip_blanks(r);
    return r->rest.len == 0 || not_an_if(err);
}

bool if_header_holds(struct span header, if_header_etag *etag_of, void *with, struct error *err)
{
    struct reading r = {.rest = header};
    bool ok = read_all(&r, etag_of, with, err);
    free(r.etag);
    TRY(ok);
    return r.any_holds || fail(err, FAULT_PRECONDITION, NULL,
                               "What the If header says does not hold any more; read again first.");
}
