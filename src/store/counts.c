/* How many rows there are. */
#include "internal.h"

static const struct {
    const char *what, *sql;
} counts[] = {
    {"accounts", "SELECT count(*) FROM accounts"},
    {"calendars", "SELECT count(*) FROM calendars"},
    {"objects", "SELECT count(*) FROM objects"},
    {"meetings", "SELECT count(*) FROM meetings"},
    {"told", "SELECT count(*) FROM told"},
    {"told_texts", "SELECT count(*) FROM told_texts"},
    {"reminders", "SELECT count(*) FROM reminders"},
    {"feeds", "SELECT count(*) FROM feeds"},
    {"decisions", "SELECT count(*) FROM decisions"},
    {"parcels", "SELECT count(*) FROM parcels"},
    {"parcels_waiting", "SELECT count(*) FROM parcels WHERE state < 2"},
};

bool store_counts(struct tx *tx, bool (*each)(const char *what, int64_t count, void *with),
                  void *with, struct error *err)
{
    for (size_t i = 0; i < LENGTH(counts); i++) {
        int64_t count = 0;
        TRY(tx_number(tx, counts[i].sql, BIND_NONE, &count, err) > 0);
        if (!each(counts[i].what, count, with))
            return true;
    }
    return true;
}
