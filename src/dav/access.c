#include "internal.h"

bool access_rights(struct tx *tx, const struct account *actor, const struct calendar *c,
                   unsigned *rights_out, struct error *err)
{
    struct share s;
    *rights_out = RIGHT_ALL;
    if (c->account == actor->id)
        return true;
    TRY(store_share(tx, c->account, c->id, actor->id, &s, err));
    *rights_out = !s.reader ? 0 : s.may_write ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;
    return true;
}

bool access_check(const struct resource *r, unsigned rights, struct error *err)
{
    if ((r->rights & rights) != rights)
        return fail(err, FAULT_FORBIDDEN, "need-privileges",
                    "You are not allowed to do this here; ask the owner of the calendar.");
    return resource_exists(r) || fail(err, FAULT_NOT_FOUND, NULL, "There is nothing here.");
}
