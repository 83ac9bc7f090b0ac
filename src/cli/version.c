#include "internal.h"

static bool run_version(struct program *p, const struct arguments *a, struct error *err)
{
    (void)p;
    (void)a;
    (void)err;
    printf("convoke %s\n", CONVOKE_VERSION);
    return true;
}

const struct command command_version = {
    .noun = "version",
    .summary = "prints the version",
    .need = NEED_NOTHING,
    .run = run_version,
};

/* "help", "help config", "help user", "help user add" */
static bool run_help(struct program *p, const struct arguments *a, struct error *err)
{
    (void)p;
    OWN(text) t = text_new();
    OWN_CHARS noun = mem_str(operand(a, 0));
    OWN_CHARS verb = mem_str(operand(a, 1));
    char *words[] = {noun, verb};
    int used;
    if (!noun)
        help_of_all(t);
    else if (strcmp(noun, "config") == 0)
        config_describe(t);
    else if (!verb && noun_has_verbs(noun))
        help_of_noun(noun, t);
    else {
        const struct command *c = command_named(words, operand_count(a), &used, err);
        TRY(c);
        help_of_command(c, t);
    }
    fputs(text_str(t), stdout);
    return true;
}

const struct command command_help = {
    .noun = "help",
    .operands = "[COMMAND|config]",
    .most = 2,
    .summary = "says what a command does, or with \"config\" which settings there are",
    .need = NEED_NOTHING,
    .run = run_help,
};
