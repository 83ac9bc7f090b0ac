#include "internal.h"

extern const struct command command_meetings_set, command_meetings_show, command_attendance,
    command_recording_add, command_recording_allow, command_recording_refuse;
extern const struct command command_jitsi_check, command_jitsi_key_new, command_jitsi_key_list,
    command_jitsi_key_show, command_jitsi_key_retire;
extern const struct command command_serve, command_user_add, command_user_list, command_user_set,
    command_user_password, command_user_remove, command_app_password_add, command_app_password_list,
    command_app_password_remove, command_calendar_add, command_calendar_list, command_calendar_set,
    command_calendar_remove, command_calendar_share, command_calendar_unshare, command_import,
    command_export, command_feed_add, command_feed_list, command_feed_revoke, command_meet,
    command_meetings_revoke, command_meetings_rotate, command_meetings, command_remind,
    command_deliver, command_outbox_list, command_outbox_show, command_outbox_retry,
    command_outbox_drop, command_outbox_release, command_explain, command_detach, command_relink,
    command_backup, command_restore, command_check, command_check_ics, command_version,
    command_help;

const struct command *const commands[] = {
    &command_serve,
    &command_user_add,
    &command_user_list,
    &command_user_set,
    &command_user_password,
    &command_user_remove,
    &command_app_password_add,
    &command_app_password_list,
    &command_app_password_remove,
    &command_calendar_add,
    &command_calendar_list,
    &command_calendar_set,
    &command_calendar_remove,
    &command_calendar_share,
    &command_calendar_unshare,
    &command_import,
    &command_export,
    &command_feed_add,
    &command_feed_list,
    &command_feed_revoke,
    &command_meet,
    &command_meetings_revoke,
    &command_meetings_rotate,
    &command_meetings_set,
    &command_meetings_show,
    &command_meetings,
    &command_attendance,
    &command_recording_add,
    &command_recording_allow,
    &command_recording_refuse,
    &command_remind,
    &command_deliver,
    &command_outbox_list,
    &command_outbox_show,
    &command_outbox_retry,
    &command_outbox_drop,
    &command_outbox_release,
    &command_explain,
    &command_detach,
    &command_relink,
    &command_jitsi_check,
    &command_jitsi_key_new,
    &command_jitsi_key_list,
    &command_jitsi_key_show,
    &command_jitsi_key_retire,
    &command_backup,
    &command_restore,
    &command_check,
    &command_check_ics,
    &command_version,
    &command_help,
};
const size_t ncommands = LENGTH(commands);

char *command_title(const struct command *c)
{
    return c->verb ? mem_strf("%s %s", c->noun, c->verb) : mem_str(c->noun);
}

char *verb_after(const struct command *c, const char *noun)
{
    OWN_CHARS title = command_title(c);
    size_t len = strlen(noun);
    bool is_longer = strncmp(title, noun, len) == 0 && title[len] == ' ';
    return is_longer ? mem_str(title + len + 1) : NULL;
}

bool noun_has_verbs(const char *noun)
{
    for (size_t i = 0; i < ncommands; i++) {
        OWN_CHARS verb = verb_after(commands[i], noun);
        if (verb)
            return true;
    }
    return false;
}

static bool refuse_verb(const char *noun, struct error *err)
{
    OWN(text) verbs = text_new();
    for (size_t i = 0; i < ncommands; i++) {
        OWN_CHARS verb = verb_after(commands[i], noun);
        if (verb)
            text_addf(verbs, "%s%s", text_len(verbs) ? ", " : "", verb);
    }
    return fail(err, FAULT_USAGE, NULL, "\"%s\" wants one of: %s.", noun, text_str(verbs));
}

/* How many words of argv are the command's title; 0: they name another one. */
static int words_naming(const struct command *c, char **argv, int argc)
{
    OWN_CHARS title = command_title(c);
    struct span rest = span_of(title);
    int used = 0;
    while (rest.at) {
        struct span word = span_cut(rest, ' ', &rest);
        if (used == argc || !span_is(word, argv[used++]))
            return 0;
    }
    return used;
}

const struct command *command_named(char **argv, int argc, int *used_out, struct error *err)
{
    for (size_t i = 0; i < ncommands; i++) {
        *used_out = words_naming(commands[i], argv, argc);
        if (*used_out)
            return commands[i];
    }
    OWN_CHARS two = mem_strf("%s %s", argv[0], argc > 1 ? argv[1] : "");
    if (noun_has_verbs(two))
        refuse_verb(two, err);
    else if (noun_has_verbs(argv[0]))
        refuse_verb(argv[0], err);
    else
        fail(err, FAULT_USAGE, NULL, "there is no command \"%.60s\"; see \"convoke --help\".",
             argv[0]);
    return NULL;
}
