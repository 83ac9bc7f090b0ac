/* What nobody asks for any more. */
#include "internal.h"

bool store_prune(struct tx *tx, instant older_than, struct error *err)
{
    static const char *const statements[] = {
        "DELETE FROM parcels WHERE state >= 2 AND finished < $1",
        "DELETE FROM decisions WHERE at < $1",
        "DELETE FROM reminded WHERE start < $1",
        "DELETE FROM hooks_seen WHERE at < $1",
        "DELETE FROM knocks WHERE at < $1",
        "DELETE FROM sessions WHERE expires < $1",
        "DELETE FROM sittings WHERE state = 1 AND closes < $1", /* with who was there */
    };
    for (size_t i = 0; i < LENGTH(statements); i++)
        TRY(tx_run(tx, statements[i], BIND(val_int(older_than)), err));
    return inboxes_prune(tx, older_than, err);
}
