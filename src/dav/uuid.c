#include "internal.h"

void add_uuid(struct text *t, const char *name)
{
    struct digest d = digest_of(span_of(name));
    d.bytes[6] = (unsigned char)((d.bytes[6] & 0x0F) | 0x80);
    d.bytes[8] = (unsigned char)((d.bytes[8] & 0x3F) | 0x80);
    OWN_CHARS hex = digest_hex(&d);
    text_addf(t, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}
