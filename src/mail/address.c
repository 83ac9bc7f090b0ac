#include "internal.h"

#include <gmime/gmime.h>

enum { LOCAL_MOST = 64, ADDRESS_MOST = 254 }; /* RFC 5321, 4.5.3.1 */

static bool is_atom(struct span s, const char *never)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] <= ' ' || s.at[i] == 0x7F || strchr(never, s.at[i]))
            return false;
    return s.len > 0;
}

/* Atoms with single dots between them. */
static bool is_dotted(struct span s, const char *never)
{
    while (s.len) {
        struct span rest, atom = span_cut(s, '.', &rest);
        if (!is_atom(atom, never) || (rest.at && !rest.len))
            return false;
        s = rest;
    }
    return true;
}

bool mail_address_ok(const char *address)
{
    struct span all = span_of(address), domain;
    struct span local = span_cut(all, '@', &domain);
    return all.len <= ADDRESS_MOST && local.len && local.len <= LOCAL_MOST && domain.len &&
           span_is_utf8(all) && is_dotted(local, "@<>()[],;:\\\"") &&
           is_dotted(domain, "@<>()[],;:\\\"/_!#$%&'*+=?^`{|}~");
}

bool mail_mailbox(const char *mailbox, char **name_out, char **address_out)
{
    InternetAddressList *list = mailbox ? internet_address_list_parse(NULL, mailbox) : NULL;
    if (!list)
        return false;
    InternetAddress *first = internet_address_list_get_address(list, 0);
    const char *address = NULL;
    if (internet_address_list_length(list) == 1 && INTERNET_ADDRESS_IS_MAILBOX(first))
        address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
    bool ok = address && mail_address_ok(address);
    if (ok) {
        const char *name = internet_address_get_name(first);
        *name_out = name && *name ? mem_str(name) : NULL;
        *address_out = mem_str(address);
    }
    g_object_unref(list);
    return ok;
}
