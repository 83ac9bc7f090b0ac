/* meetings set: what the room of a meeting is to be like. */
#include "held.h"

enum { MOST_SEATS = 100000, MOST_PASSWORD = 200 };

struct setting {
    const struct program *program;
    const struct arguments *arguments;
    const char *code;
    char *password; /* NULL: not given */
};

static bool set_lobby(const struct arguments *a, struct room_wishes *w, struct error *err)
{
    static const char *const words[] = {"default", "no", "yes"};
    const char *said = argument(a, "lobby");
    for (int i = 0; said && i < (int)LENGTH(words); i++)
        if (strcmp(said, words[i]) == 0) {
            w->lobby = i - 1;
            return true;
        }
    return !said || fail(err, FAULT_USAGE, NULL,
                         "--lobby is \"%.40s\"; allowed is yes, no or default.", said);
}

static bool set_seats(const struct arguments *a, struct room_wishes *w, struct error *err)
{
    const char *said = argument(a, "seats");
    int64_t seats = 0;
    if (!said)
        return true;
    bool is_default = strcmp(said, "default") == 0, is_none = strcmp(said, "none") == 0;
    if (!is_default && !is_none &&
        (!span_number(span_of(said), &seats) || seats < 1 || seats > MOST_SEATS))
        return fail(err, FAULT_USAGE, NULL,
                    "--seats is \"%.40s\"; allowed is 1 to %d, none or default.", said, MOST_SEATS);
    w->seats = is_default ? -1 : seats;
    return true;
}

static bool set_password(const struct setting *s, struct room_wishes *w, struct error *err)
{
    const char *said = argument(s->arguments, "password");
    if (!said && !s->password)
        return true;
    if (said && strcmp(said, "none") != 0 && strcmp(said, "default") != 0)
        return fail(err, FAULT_USAGE, NULL,
                    "--password takes none or default; give one by --password-stdin.");
    free(w->password);
    w->password = s->password ? mem_str(s->password) : *said == 'n' ? mem_str("") : NULL;
    return true;
}

static bool set(struct tx *tx, void *with, struct error *err)
{
    const struct setting *s = with;
    struct room_wishes w;
    OWN(meeting) m = meeting_meant(s->program, tx, s->code, err);
    TRY(m && store_room_wishes(tx, m->account, m->uid, &w, err));
    bool ok = set_lobby(s->arguments, &w, err) && set_seats(s->arguments, &w, err) &&
              set_password(s, &w, err) && store_room_wishes_save(tx, m->account, m->uid, &w, err);
    room_wishes_clear(&w);
    return ok;
}

static bool read_password(struct setting *s, struct error *err)
{
    if (!argument_given(s->arguments, "password-stdin"))
        return true;
    TRY(secret_read(true, "", &s->password, err));
    if (s->password && strlen(s->password) <= MOST_PASSWORD)
        return true;
    return fail(err, FAULT_USAGE, NULL, "Standard input holds no password of at most %d bytes.",
                MOST_PASSWORD);
}

static bool run(struct program *p, const struct arguments *a, struct error *err)
{
    struct setting s = {.program = p, .arguments = a, .code = operand(a, 0)};
    bool ok = read_password(&s, err) && store_write_one(p->store, set, &s, err);
    secret_free(s.password);
    return ok;
}

static const struct flag flags[] = {
    {"lobby", "WHAT", "who comes waits to be let in: yes, no, default", false, false},
    {"seats", "N", "so many people at most, none, or default", false, false},
    {"password", "none|default", "there is none, or as the event says", false, false},
    {"password-stdin", NULL, "takes the password from standard input's first line", false, false},
};
const struct command command_meetings_set = {
    .noun = "meetings",
    .verb = "set",
    .operands = "CODE",
    .least = 1,
    .most = 1,
    .summary = "sets lobby, password and seats of a meeting's room",
    .more = "Where the video server asks for them (HOOKS in convoke.conf(5)), when the room is "
            "opened the next time. default: as the event says.",
    FLAGS(flags),
    .need = NEED_STORE,
    .run = run,
};
