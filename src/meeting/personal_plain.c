/* Personal links in what comes in: somebody has pasted his invitation, and others would find them
 * there. */
#include "internal.h"

/* How the slashes of a link are written: as they are, in the query of another link, and as services
 * write them that lead every link in a mail through themselves. */
static const char *const slashes[] = {"/", "%2F", "%252F", "_"};

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567", hex[] = "0123456789abcdef";
enum { TOKEN_CHARS = 26, ADDRESS_HEX_MOST = 640 };

static const struct kind {
    char folder;
    const char *of; /* what the part between folder and token is made of */
    size_t least, most;
    bool has_more; /* what is answered, and of which occurrence */
} kinds[] = {
    {'j', base32, CODE_CHARS, CODE_CHARS, false},
    {'r', base32, CODE_CHARS, CODE_CHARS, true},
    {'u', hex, 6, ADDRESS_HEX_MOST, false},
};

/* --- reading over the ends of folded lines. RFC 5545, 3.1 ------------------------------------ */

struct reading {
    struct span text;
    size_t at;
};

static size_t fold_at(struct span text, size_t at)
{
    size_t end = at + (at < text.len && text.at[at] == '\r');
    bool is_fold = end + 1 < text.len && text.at[end] == '\n' &&
                   (text.at[end + 1] == ' ' || text.at[end + 1] == '\t');
    return is_fold ? end + 2 - at : 0;
}

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* The next character in lower case; 0: there is none. */
static int next(struct reading *r)
{
    for (size_t fold; (fold = fold_at(r->text, r->at)) > 0;)
        r->at += fold;
    return r->at < r->text.len ? lower((unsigned char)r->text.at[r->at++]) : 0;
}

static bool take(struct reading *r, const char *word)
{
    struct reading on = *r;
    for (; *word; word++)
        if (next(&on) != lower((unsigned char)*word))
            return false;
    *r = on;
    return true;
}

static bool take_slash(struct reading *r)
{
    for (size_t i = 0; i < LENGTH(slashes); i++)
        if (take(r, slashes[i]))
            return true;
    return false;
}

/* As many of these characters as there are, up to one more than `most`. */
static size_t take_run(struct reading *r, const char *of, size_t most)
{
    size_t count = 0;
    for (struct reading on = *r; count <= most; count++) {
        int c = next(&on);
        if (!c || !strchr(of, c))
            break;
        *r = on;
    }
    return count;
}

/* --- links ------------------------------------------------------------------------------------ */

struct found {
    size_t folder, part_end, end; /* in the text: the letter of its folder, and what goes */
};

static bool take_token(struct reading *r)
{
    static const char joined[] = "0189"; /* the digits that are not of base32 */
    struct reading on = *r;
    TRY(take_slash(&on) && take_run(&on, base32, TOKEN_CHARS) == TOKEN_CHARS);
    struct reading behind = on;
    TRY(take_run(&behind, joined, 0) == 0);
    *r = on;
    return true;
}

/* "/accept?occurrence=20260305T090000Z" */
static bool take_more(struct reading *r)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz", key[] = "0123456789tz";
    TRY(take_slash(r));
    (void)take_run(r, letters, sizeof "tentative");
    if (take(r, "?occurrence=") || take(r, "%3Foccurrence%3D"))
        (void)take_run(r, key, sizeof "20260305T090000Z");
    return true;
}

static const struct kind *take_folder(struct reading *r)
{
    int folder = next(r);
    for (size_t i = 0; i < LENGTH(kinds); i++)
        if (folder == kinds[i].folder)
            return &kinds[i];
    return NULL;
}

static bool link_at(struct span text, size_t at, struct found *out)
{
    struct reading r = {text, at};
    const struct kind *k = take_slash(&r) ? take_folder(&r) : NULL;
    TRY(k);
    out->folder = r.at - 1;
    TRY(take_slash(&r));
    size_t part = take_run(&r, k->of, k->most);
    out->part_end = r.at;
    TRY(part >= k->least && part <= k->most && take_token(&r));
    while (take_token(&r) || (k->has_more && take_more(&r)))
        continue; /* what stays is no link again */
    out->end = r.at;
    return true;
}

/* Where lines were folded they stay so: none grows. */
static void add_folds(struct text *t, struct span text, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        size_t fold = fold_at(text, at);
        text_add(t, span_make(text.at + at, fold));
        at += fold ? fold - 1 : 0;
    }
}

char *personal_made_plain(struct span text, size_t *len_out)
{
    OWN(text) t = text_new();
    size_t copied = 0;
    struct found f;
    for (size_t at = 0; at < text.len; at++) {
        bool may_begin = text.at[at] == '/' || text.at[at] == '%' || text.at[at] == '_';
        if (!may_begin || !link_at(text, at, &f))
            continue;
        text_add(t, span_make(text.at + copied, f.folder - copied));
        text_add_char(t, lower(text.at[f.folder]) == 'r' ? 'j' : text.at[f.folder]);
        text_add(t, span_make(text.at + f.folder + 1, f.part_end - f.folder - 1));
        add_folds(t, text, f.part_end, f.end);
        copied = f.end;
        at = f.end - 1;
    }
    if (!copied)
        return NULL;
    text_add(t, span_make(text.at + copied, text.len - copied));
    *len_out = text_len(t);
    return text_take(t);
}
