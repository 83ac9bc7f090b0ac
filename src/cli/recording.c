#include "convoke/hooks.h"
#include "held.h"

enum { METADATA_BYTES = 256 * 1024 };

/* --- add -------------------------------------------------------------------------------------- */

struct adding {
    const struct program *program;
    const char *of; /* code or room */
    struct recording recording;
};

static bool add(struct tx *tx, void *with, struct error *err)
{
    struct adding *d = with;
    OWN(meeting) m = meeting_meant(d->program, tx, d->of, err);
    TRY(m);
    d->recording.account = m->account;
    d->recording.uid = mem_str(m->uid);
    return store_recording_save(tx, &d->recording, err);
}

static bool number_given(const struct arguments *a, const char *flag, int64_t *out,
                         struct error *err)
{
    const char *said = argument(a, flag);
    *out = -1;
    if (!said || (span_number(span_of(said), out) && *out >= 0))
        return true;
    return fail(err, FAULT_USAGE, NULL, "--%s wants a number, not \"%.40s\".", flag, said);
}

static bool read_metadata(const char *file, char **room_out, struct error *err)
{
    size_t len;
    OWN_CHARS text = file_read(file, METADATA_BYTES, &len, err);
    TRY(text);
    *room_out = hooks_room_recorded(span_make(text, len), err);
    return *room_out;
}

static bool read_arguments(const struct program *p, struct tx *tx, const struct arguments *a,
                           struct recording *r, struct error *err)
{
    const char *at = argument(a, "at");
    const struct zone *zone = zone_meant(p, tx, NULL, err);
    TRY(zone);
    r->url = mem_str(operand(a, operand_count(a) - 1));
    r->format = mem_str(argument(a, "format"));
    r->at = clock_now();
    if (at)
        TRY(time_meant(at, zone, &r->at, err));
    TRY(number_given(a, "bytes", &r->bytes, err) && number_given(a, "seconds", &r->seconds, err));
    return hooks_recording_check(r->url, err);
}

static bool run_add(struct program *p, const struct arguments *a, struct error *err)
{
    const char *file = argument(a, "metadata");
    OWN_CHARS room = NULL;
    struct adding d = {.program = p, .of = operand(a, 0)};
    if ((operand_count(a) == 1) != (file != NULL))
        return fail(err, FAULT_USAGE, NULL,
                    "Say which meeting was recorded: by CODE or ROOM before the URL, or by "
                    "--metadata.");
    if (file)
        TRY(read_metadata(file, &room, err));
    if (room)
        d.of = room;
    OWN(tx) tx = store_read(p->store, err);
    bool ok = tx && read_arguments(p, tx, a, &d.recording, err) &&
              store_write_one(p->store, add, &d, err);
    recording_clear(&d.recording);
    return ok;
}

static const struct flag add_flags[] = {
    {"metadata", "FILE", "Jibri's metadata.json, which names the room", false, false},
    {"bytes", "N", "its size", false, false},
    {"seconds", "N", "how long it is", false, false},
    {"format", "TEXT", "as mp4", false, false},
    {"at", "TIME", "when it was begun (default: now)", false, false},
};
const struct command command_recording_add = {
    .noun = "recording",
    .verb = "add",
    .operands = "[CODE|ROOM] URL",
    .least = 1,
    .most = 2,
    .summary = "notes where a recording of a meeting is",
    .more = "For the finalize script of Jibri, among others. What is noted again by the same URL "
            "replaces what was noted.",
    FLAGS(add_flags),
    .need = NEED_STORE,
    .run = run_add,
};

/* --- allow, refuse ---------------------------------------------------------------------------- */

struct allowing {
    const struct program *program;
    const char *of;
    bool allowed;
};

static bool allow(struct tx *tx, void *with, struct error *err)
{
    const struct allowing *d = with;
    OWN(meeting) m = meeting_meant(d->program, tx, d->of, err);
    TRY(m);
    return store_recordings_allow(tx, m->account, m->uid, d->allowed, err);
}

static bool run_allow(struct program *p, const struct arguments *a, struct error *err)
{
    struct allowing d = {p, operand(a, 0), true};
    return store_write_one(p->store, allow, &d, err);
}

static bool run_refuse(struct program *p, const struct arguments *a, struct error *err)
{
    struct allowing d = {p, operand(a, 0), false};
    return store_write_one(p->store, allow, &d, err);
}

const struct command command_recording_allow = {
    .noun = "recording",
    .verb = "allow",
    .operands = "CODE",
    .least = 1,
    .most = 1,
    .summary = "lets recordings of a meeting be noted again",
    .need = NEED_STORE,
    .run = run_allow,
};
const struct command command_recording_refuse = {
    .noun = "recording",
    .verb = "refuse",
    .operands = "CODE",
    .least = 1,
    .most = 1,
    .summary = "notes no recordings of a meeting from now on",
    .more = "Those that are noted stay. What the video server records it records all the same.",
    .need = NEED_STORE,
    .run = run_refuse,
};
