/* Signatures of what servers tell: X-Jaas-Signature and X-Webhook-Signature. */
#include "internal.h"

enum { MOST_AWAY_S = 300, MOST_MACS = 8, MOST_BYTES = 1024 };

struct macs {
    char *hex, *base64;
};

static void macs_make(struct macs *m, struct span secret, struct span t, struct span body)
{
    OWN(text) signed_text = text_new();
    text_add(signed_text, t);
    text_add_char(signed_text, '.');
    text_add(signed_text, body);
    struct digest d = digest_hmac_sha256(secret, text_span(signed_text));
    OWN(text) made = text_new();
    text_add_base64(made, d.bytes, sizeof d.bytes, 0);
    m->base64 = text_take(made);
    m->hex = digest_hex(&d);
}

/* Of "t=1,v1=a,v1=b=": name is t or v1; each item is cut at its first '='. */
static bool next_item(struct span *rest, struct span *name_out, struct span *value_out)
{
    if (!rest->len)
        return false;
    struct span item = span_cut(*rest, ',', rest);
    *name_out = span_trim(span_cut(item, '=', value_out));
    *value_out = span_trim(*value_out);
    return true;
}

static bool find_time(struct span header, instant now, struct span *t_out, instant *at_out)
{
    struct span name, value;
    while (next_item(&header, &name, &value))
        if (span_is(name, "t")) {
            *t_out = value;
            return span_number(value, at_out) && *at_out > now - MOST_AWAY_S &&
                   *at_out < now + MOST_AWAY_S;
        }
    return false;
}

bool signature_holds(const char *header, struct span secret, struct span body, instant now,
                     instant *at_out)
{
    struct span rest = span_of(header), t, name, value;
    struct macs macs;
    bool holds = false;
    if (!header || !secret.len || rest.len > MOST_BYTES || !find_time(rest, now, &t, at_out))
        return false;
    macs_make(&macs, secret, t, body);
    for (int i = 0; i < MOST_MACS && next_item(&rest, &name, &value); i++)
        if (span_is(name, "v1"))
            holds |=
                secret_equal(span_of(macs.base64), value) || secret_equal(span_of(macs.hex), value);
    free(macs.base64);
    free(macs.hex);
    return holds;
}
