#include "internal.h"

struct event *event_stored(const struct program *p, const struct object *o, struct error *err)
{
    return item_read(span_make(o->text, o->text_len), p->zones, &ical_limits_stored, err);
}

static struct account *account_by_address(struct tx *tx, const char *who, struct error *err)
{
    int64_t id = 0;
    OWN_CHARS address = address_normal(span_of(who));
    TRY(store_account_of_address(tx, address, &id, err));
    if (id)
        return store_account(tx, id, err);
    fail(err, FAULT_NOT_FOUND, NULL, "There is no user \"%.60s\".", who);
    return NULL;
}

struct account *account_meant(struct tx *tx, const char *who, struct error *err)
{
    struct account *a = store_account_named(tx, who, err);
    if (a || err->kind != FAULT_NOT_FOUND)
        return a;
    return account_by_address(tx, who, err);
}

const struct zone *zone_meant(const struct program *p, struct tx *tx, const char *who,
                              struct error *err)
{
    if (!who)
        return zone_of_machine(p->zones);
    OWN(account) a = account_meant(tx, who, err);
    return a ? zone_of_user(p->zones, a) : NULL;
}

bool label_check(const char *flag, const char *said, struct error *err)
{
    bool ok = *said && strlen(said) <= 100 && span_is_utf8(span_of(said)) && !strpbrk(said, "\r\n");
    return ok || fail(err, FAULT_USAGE, NULL,
                      "--%s has to be one line of UTF-8 text of at most 100 bytes.", flag);
}

struct calendar *calendar_meant(struct tx *tx, const struct account *owner, const char *name,
                                struct error *err)
{
    struct calendar *c = store_calendar_named(tx, owner->id, name ? name : "default", err);
    if (!c && err->kind == FAULT_NOT_FOUND)
        fail(err, FAULT_NOT_FOUND, NULL, "%s has no calendar \"%.60s\".", owner->name,
             name ? name : "default");
    return c;
}

bool accounts_meant(struct tx *tx, const char *who,
                    bool (*each)(const struct account *a, void *with), void *with,
                    struct error *err)
{
    if (!who)
        return store_accounts(tx, each, with, err);
    OWN(account) a = account_meant(tx, who, err);
    TRY(a);
    each(a, with);
    return true;
}
