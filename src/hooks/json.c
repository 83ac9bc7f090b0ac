#include "json.h"

#include <math.h>

/* Seconds beyond this are milliseconds: the year 5138. */
#define MOST_SECONDS INT64_C(100000000000)

/* How deep it nests is looked at before anything is made of it. */
static bool is_flat(struct span s)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']'))
            depth--;
        if (depth > NOTICE_DEPTH)
            return false;
    }
    return true;
}

json_t *json_read(struct span body, struct error *err)
{
    json_error_t why;
    if (body.len > NOTICE_BYTES || !is_flat(body)) {
        fail(err, FAULT_TOO_LARGE, NULL,
             "The body is larger than %d bytes, or nested deeper than %d.", NOTICE_BYTES,
             NOTICE_DEPTH);
        return NULL;
    }
    json_t *j = json_loadb(body.at ? body.at : "", body.len, JSON_REJECT_DUPLICATES, &why);
    if (json_is_object(j))
        return j;
    json_decref(j);
    fail(err, FAULT_INVALID, NULL, "The body is no JSON object (line %d, column %d).", why.line,
         why.column);
    return NULL;
}

/* --- values ----------------------------------------------------------------------------------- */

static char *text_of(const json_t *v, size_t most)
{
    OWN(text) t = text_new();
    if (json_is_integer(v))
        text_addf(t, "%lld", (long long)json_integer_value(v));
    else if (json_is_string(v))
        text_add_header(t, span_make(json_string_value(v), json_string_length(v)));
    size_t len = text_len(t);
    for (len = len > most ? most : len; len && !span_is_utf8(span_make(text_str(t), len));)
        len--;
    text_cut(t, len);
    struct span kept = span_trim(text_span(t));
    return kept.len ? span_copy(kept) : NULL;
}

char *json_word(const json_t *object, const char *name)
{
    return text_of(json_object_get(object, name), WORD_BYTES);
}

char *json_line(const json_t *object, const char *name)
{
    return text_of(json_object_get(object, name), NOTICE_BYTES);
}

bool json_truth(const json_t *object, const char *name)
{
    const json_t *v = json_object_get(object, name);
    return json_is_true(v) || (json_is_integer(v) && json_integer_value(v) == 1) ||
           (json_is_string(v) && strcmp(json_string_value(v), "true") == 0);
}

bool json_whole(const json_t *object, const char *name, int64_t *out)
{
    const json_t *v = json_object_get(object, name);
    if (json_is_real(v) && fabs(json_real_value(v)) < 1e15)
        *out = (int64_t)json_real_value(v);
    else if (json_is_integer(v))
        *out = json_integer_value(v);
    else
        return json_is_string(v) && span_number(span_of(json_string_value(v)), out);
    return true;
}

bool json_moment(const json_t *object, const char *name, instant *out)
{
    const json_t *v = json_object_get(object, name);
    int64_t number;
    if (json_is_string(v) && instant_parse(span_of(json_string_value(v)), out))
        return true;
    if (!json_whole(object, name, &number))
        return false;
    *out = number > MOST_SECONDS ? number / 1000 : number;
    return true;
}
