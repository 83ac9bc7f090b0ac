#include <assert.h>

#include "internal.h"

enum { DEEPEST = 16 };

struct json {
    struct text *out;
    char ends[DEEPEST]; /* what closes each open level */
    size_t depth;
    bool has_before; /* a value stands before the next on this level */
};

struct json *json_new(void)
{
    struct json *j = mem_new(sizeof *j);
    j->out = text_new();
    return j;
}

void json_free(struct json *j)
{
    if (j)
        text_free(j->out);
    free(j);
}

static void begin_value(struct json *j, const char *key)
{
    if (j->has_before)
        text_add_char(j->out, ',');
    j->has_before = true;
    if (key) {
        text_add_json(j->out, span_of(key));
        text_add_char(j->out, ':');
    }
}

static void open_level(struct json *j, const char *key, char begin, char end)
{
    assert(j->depth < DEEPEST);
    begin_value(j, key);
    text_add_char(j->out, begin);
    j->ends[j->depth++] = end;
    j->has_before = false;
}

void json_open_object(struct json *j, const char *key)
{
    open_level(j, key, '{', '}');
}

void json_open_array(struct json *j, const char *key)
{
    open_level(j, key, '[', ']');
}

void json_end(struct json *j)
{
    assert(j->depth > 0);
    text_add_char(j->out, j->ends[--j->depth]);
    j->has_before = true;
}

void json_text(struct json *j, const char *key, const char *value)
{
    begin_value(j, key);
    if (value)
        text_add_json(j->out, span_of(value));
    else
        text_add_str(j->out, "null");
}

void json_number(struct json *j, const char *key, int64_t value)
{
    begin_value(j, key);
    text_addf(j->out, "%lld", (long long)value);
}

void json_bool(struct json *j, const char *key, bool value)
{
    begin_value(j, key);
    text_add_str(j->out, value ? "true" : "false");
}

void json_time(struct json *j, const char *key, instant at)
{
    OWN(text) t = text_new();
    if (at != INSTANT_FIRST && at != INSTANT_NEVER)
        text_add_instant(t, at);
    json_text(j, key, text_len(t) ? text_str(t) : NULL);
}

void json_print(struct json *j, FILE *to)
{
    assert(j->depth == 0);
    fprintf(to, "%s\n", text_str(j->out));
}
