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

static bool names_room(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("-_.~%!$'()*+,;=:", c) ||
           (unsigned char)c >= 0x80;
}

char *room_named(struct span said)
{
    struct span rest, name = span_cut(said, '@', &rest);
    for (size_t i = name.len; i > 0; i--)
        if (name.at[i - 1] == '/' || name.at[i - 1] == ']') {
            name = span_make(name.at + i, name.len - i);
            break;
        }
    if (!name.len || name.len > WORD_BYTES)
        return NULL;
    OWN(text) t = text_new();
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (!c || !names_room(c))
            return NULL;
        text_add_char(t, c);
    }
    return text_take(t);
}

/* --- asking ----------------------------------------------------------------------------------- */

void asking_clear(struct asking *a)
{
    free(a->name);
    free(a->room);
    free(a->owner);
    *a = (struct asking){0};
}

bool asking_read(struct span form, struct asking *out, struct error *err)
{
    *out = (struct asking){0};
    out->name = asked_field(form, "name");
    out->room = out->name ? room_named(span_of(out->name)) : NULL;
    out->owner = asked_field(form, "mail_owner");
    if (out->room)
        return true;
    asking_clear(out);
    return fail(err, FAULT_INVALID, NULL,
                "The form names no room: send name=ROOM, of at most %d bytes.", WORD_BYTES);
}
