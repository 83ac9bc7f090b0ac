/* The form by which a video server asks for a room. */
#include "internal.h"

static int hex_of(char c)
{
    const char *digits = "0123456789abcdef", *at;
    char low = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    return low && (at = strchr(digits, low)) ? (int)(at - digits) : -1;
}

/* false: a '%' that begins no byte. */
static bool decode(struct span s, struct text *out)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '%') {
            int high = i + 2 < s.len ? hex_of(s.at[i + 1]) : -1;
            int low = high >= 0 ? hex_of(s.at[i + 2]) : -1;
            if (low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        text_add_char(out, c == '+' && s.at[i] == '+' ? ' ' : c);
    }
    return true;
}

static bool is_text(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] < ' ' || s.at[i] == 0x7f)
            return false;
    return span_is_utf8(s);
}

char *asked_field(struct span form, const char *name)
{
    struct span rest = form;
    OWN(text) t = text_new();
    while (rest.len) {
        struct span value, pair = span_cut(rest, '&', &rest);
        struct span key = span_cut(pair, '=', &value);
        text_cut(t, 0);
        if (!decode(key, t) || strcmp(text_str(t), name) != 0 || text_len(t) != strlen(name))
            continue;
        text_cut(t, 0);
        return decode(value, t) && is_text(text_span(t)) ? text_take(t) : NULL;
    }
    return NULL;
}

/* --- rooms ------------------------------------------------------------------------------------ */

char *room_named(struct span said)
{
    struct span rest, name = span_cut(said, '@', &rest);
    for (size_t i = name.len; i > 0; i--)
        if (name.at[i - 1] == '/' || name.at[i - 1] == ']') {
            name = span_make(name.at + i, name.len - i);
            break;
        }
    return meeting_room_safe(name);
}

/* --- asking ----------------------------------------------------------------------------------- */

void asking_clear(struct asking *a)
{
    free(a->name);
    free(a->room);
    free(a->id);
    free(a->owner);
    *a = (struct asking){0};
}

bool asking_named(char *name, struct asking *out)
{
    struct span said = span_of(name);
    *out = (struct asking){.name = name};
    if (!name)
        return false;
    out->room = room_named(said);
    OWN(text) id = text_new();
    text_add_uri(id, said);
    out->id = text_take(id);
    return out->room && said.len <= NAME_BYTES;
}

bool asking_read(struct span form, struct asking *out, struct error *err)
{
    if (asking_named(asked_field(form, "name"), out)) {
        out->owner = asked_field(form, "mail_owner");
        return true;
    }
    asking_clear(out);
    return fail(err, FAULT_INVALID, NULL,
                "The form names no room: send name=ROOM, of at most %d bytes.", NAME_BYTES);
}
