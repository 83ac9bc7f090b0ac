#include "convoke/base.h"

#include <arpa/inet.h>

#define V4_BEFORE 96 /* bits that stand before an IPv4 address */

static bool read_address(struct span s, struct network *out, int *most_bits_out)
{
    OWN_CHARS address = span_copy(s);
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    *most_bits_out = 128;
    if (inet_pton(AF_INET6, address, out->address) == 1)
        return true;
    *most_bits_out = 32;
    memcpy(out->address, mapped, sizeof mapped);
    return inet_pton(AF_INET, address, out->address + sizeof mapped) == 1;
}

bool network_parse(struct span s, struct network *out)
{
    if (span_is(s, "unix")) {
        *out = (struct network){.bits = NETWORK_UNIX};
        return true;
    }
    struct span said, address = span_cut(s, '/', &said);
    int most;
    int64_t bits;
    if (address.len > INET6_ADDRSTRLEN || !read_address(address, out, &most))
        return false;
    bits = most;
    if (said.at && (!span_number(said, &bits) || bits < 1 || bits > most))
        return false;
    out->bits = (int)bits + (most == 32 ? V4_BEFORE : 0);
    return true;
}

bool network_has(const struct network *n, const unsigned char *address)
{
    if (!address || n->bits == NETWORK_UNIX)
        return !address && n->bits == NETWORK_UNIX;
    int whole = n->bits / 8, rest = n->bits % 8;
    unsigned mask = 0xff00u >> rest & 0xff;
    return memcmp(n->address, address, (size_t)whole) == 0 &&
           (rest == 0 || ((n->address[whole] ^ address[whole]) & mask) == 0);
}
