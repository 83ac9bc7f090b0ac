#include "internal.h"

#include "convoke/ical.h"

enum { PIECE_BYTES = 1 << 20 };

/* Objects go through the writer to standard output a piece at a time. */
struct exporting {
    struct ical_writer *writer;
    size_t held; /* bytes in the writer, about */
    size_t count;
};

static void put(char *text, size_t len)
{
    fwrite(text, 1, len, stdout);
    free(text);
}

static bool add(const struct object *o, void *with)
{
    struct exporting *e = with;
    size_t len;
    ical_writer_add(e->writer, span_make(o->text, o->text_len));
    e->held += o->text_len;
    e->count++;
    if (e->held > PIECE_BYTES) {
        char *text = ical_writer_take(e->writer, &len);
        put(text, len);
        e->held = 0;
    }
    return !ferror(stdout);
}

static bool export_all(struct program *p, struct tx *tx, const struct account *owner,
                       const struct calendar *c, struct error *err)
{
    struct ical_writer_head head = {.name = c->display ? c->display : c->name,
                                    .description = c->description,
                                    .color = c->color,
                                    .zones = p->zones};
    OWN(ical_writer) writer = ical_writer_new(&head);
    struct exporting e = {.writer = writer};
    struct object_query q = {owner->id, c->id, INSTANT_FIRST, INSTANT_NEVER};
    TRY(store_objects(tx, &q, add, &e, err));
    size_t len;
    char *text = ical_writer_done(writer, &len);
    put(text, len);
    return true;
}

static bool export_one(struct tx *tx, const struct account *owner, const struct calendar *c,
                       const char *uid, struct error *err)
{
    OWN(object) o = store_object_by_uid(tx, owner->id, c ? c->id : 0, uid, err);
    if (!o && err->kind == FAULT_NOT_FOUND)
        return fail(err, FAULT_NOT_FOUND, NULL, "%s has no event \"%.80s\"%s%s.", owner->name, uid,
                    c ? " in " : "", c ? c->name : "");
    TRY(o);
    fwrite(o->text, 1, o->text_len, stdout);
    return true;
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    const char *uid = argument(a, "uid"), *name = argument(a, "calendar");
    OWN(tx) tx = store_read(p->store, err);
    TRY(tx);
    OWN(account) owner = account_meant(tx, argument(a, "user"), err);
    TRY(owner);
    OWN(calendar) c = NULL;
    if (name || !uid)
        TRY(c = calendar_meant(tx, owner, name, err));
    return uid ? export_one(tx, owner, c, uid, err) : export_all(p, tx, owner, c, err);
}

static const struct flag flags[] = {
    {"user", "NAME", "whose events they are", true, false},
    {"calendar", "NAME", "which of his calendars (default: \"default\")", false, false},
    {"uid", "UID", "this event alone, as it is stored, from any of his calendars", false, false},
};
const struct command command_export = {
    .noun = "export",
    .summary = "writes a calendar or one event as .ics to standard output",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
