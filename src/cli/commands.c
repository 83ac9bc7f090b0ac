#include "internal.h"

extern const struct command command_serve, command_user_add, command_user_list, command_user_set,
    command_user_password, command_user_remove, command_calendar_add, command_calendar_list,
    command_calendar_set, command_calendar_remove, command_import, command_export, command_feed_add,
    command_feed_list, command_feed_revoke, command_meetings, command_remind, command_deliver,
    command_outbox_list, command_outbox_show, command_outbox_retry, command_outbox_drop,
    command_outbox_release, command_explain, command_detach, command_relink, command_backup,
    command_restore, command_check, command_check_ics, command_version, command_help;

const struct command *const commands[] = {
    &command_serve,           &command_user_add,       &command_user_list,
    &command_user_set,        &command_user_password,  &command_user_remove,
    &command_calendar_add,    &command_calendar_list,  &command_calendar_set,
    &command_calendar_remove, &command_import,         &command_export,
    &command_feed_add,        &command_feed_list,      &command_feed_revoke,
    &command_meetings,        &command_remind,         &command_deliver,
    &command_outbox_list,     &command_outbox_show,    &command_outbox_retry,
    &command_outbox_drop,     &command_outbox_release, &command_explain,
    &command_detach,          &command_relink,         &command_backup,
    &command_restore,         &command_check,          &command_check_ics,
    &command_version,         &command_help,
};
const size_t ncommands = LENGTH(commands);

char *command_title(const struct command *c)
{
    return c->verb ? mem_strf("%s %s", c->noun, c->verb) : mem_str(c->noun);
}

bool noun_has_verbs(const char *noun)
{
    for (size_t i = 0; i < ncommands; i++)
        if (strcmp(commands[i]->noun, noun) == 0 && commands[i]->verb)
            return true;
    return false;
}

static char *verbs_of(const char *noun)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < ncommands; i++)
        if (strcmp(commands[i]->noun, noun) == 0)
            text_addf(t, "%s%s", text_len(t) ? ", " : "", commands[i]->verb);
    return text_take(t);
}

const struct command *command_named(char **argv, int argc, int *used_out, struct error *err)
{
    const char *noun = argv[0], *verb = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < ncommands; i++) {
        const struct command *c = commands[i];
        if (strcmp(c->noun, noun) != 0 || (c->verb && strcmp(c->verb, verb) != 0))
            continue;
        *used_out = c->verb ? 2 : 1;
        return c;
    }
    if (noun_has_verbs(noun)) {
        OWN_CHARS verbs = verbs_of(noun);
        fail(err, FAULT_USAGE, NULL, "\"%s\" wants one of: %s.", noun, verbs);
    } else
        fail(err, FAULT_USAGE, NULL, "there is no command \"%.60s\"; see \"convoke --help\".",
             noun);
    return NULL;
}
