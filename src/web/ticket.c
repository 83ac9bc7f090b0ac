/* Who has been let into a room that stands on our page: a cookie that names him, sealed with the
 * installation's key, for as long as the door is open. */
#include "embed.h"

enum { MAC_HEX = 64, CODE_OF_NAME = 10, MOST_BYTES = 3000 };

static char *cookie_name(const char *code)
{
    return mem_strf("convoke-room-%.*s", CODE_OF_NAME, code);
}

static bool seal_of(const struct web *w, const char *code, struct span said, struct digest *out,
                    struct error *err)
{
    unsigned char key[32];
    TRY(store_key(w->pipeline->store, key, err));
    OWN(text) t = text_new();
    text_addf(t, "convoke room %s ", code);
    text_add(t, said);
    *out = digest_keyed(span_make((const char *)key, sizeof key), text_span(t));
    explicit_bzero(key, sizeof key);
    return true;
}

static void add_field(struct text *t, const char *name, const char *value)
{
    size_t before = text_len(t);
    if (!value)
        return;
    text_addf(t, "&%s=", name);
    text_add_uri(t, span_of(value));
    if (text_len(t) > MOST_BYTES) /* more than a browser keeps */
        text_cut(t, before);
}

static int64_t times_revoked(const struct arrival *a, const char *address)
{
    return address ? link_counter_of(a->standing->counters, address) : 0;
}

bool ticket_give(const struct web *w, struct http_request *r, const struct arrival *a,
                 struct error *err)
{
    struct digest seal;
    const char *code = a->meeting->code;
    OWN(text) t = text_new();
    text_addf(t, "until=%lld&role=%d&revoked=%lld&key=", (long long)a->way.closes,
              (int)a->caller.role, (long long)times_revoked(a, a->caller.address));
    text_add_uri(t, span_of(a->way.occurrence.key));
    add_field(t, "address", a->caller.address);
    add_field(t, "name", a->caller.name);
    TRY(seal_of(w, code, text_span(t), &seal, err));
    OWN_CHARS hex = digest_hex(&seal);
    OWN_CHARS value = mem_strf("%s%s", hex, text_str(t));
    OWN_CHARS name = cookie_name(code);
    cookie_set(r, name, value, a->way.closes > a->at ? a->way.closes - a->at : 1);
    return true;
}

static bool is_sealed(const struct web *w, const char *code, struct span value)
{
    struct digest seal;
    TRY(value.len > MAC_HEX &&
        seal_of(w, code, span_make(value.at + MAC_HEX, value.len - MAC_HEX), &seal, NULL));
    OWN_CHARS hex = digest_hex(&seal);
    return secret_equal(span_of(hex), span_make(value.at, MAC_HEX));
}

struct form *ticket_take(const struct web *w, const struct http_request *r, const char *code)
{
    int64_t until;
    OWN_CHARS name = cookie_name(code);
    struct span value = span_of(cookie_get(r, name));
    TRY(is_sealed(w, code, value));
    OWN(form) f = form_read(span_make(value.at + MAC_HEX, value.len - MAC_HEX), NULL);
    TRY(f && span_number(span_of(form_field(f, "until")), &until) && until > clock_now());
    return GIVE(f);
}

bool ticket_is_revoked(const struct form *ticket, const struct arrival *a)
{
    int64_t then;
    return !span_number(span_of(form_field(ticket, "revoked")), &then) ||
           then != times_revoked(a, form_field(ticket, "address"));
}
