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

/* "help", "help config", "help user", "help user add", "help user app-password add" */
static bool run_help(struct program *p, const struct arguments *a, struct error *err)
{
    (void)p;
    OWN(text) t = text_new();
    OWN(text) title = text_new();
    OWN_CHARS first = mem_str(operand(a, 0));
    OWN_CHARS second = mem_str(operand(a, 1));
    OWN_CHARS third = mem_str(operand(a, 2));
    char *words[] = {first, second, third};
    for (int i = 0; i < operand_count(a); i++)
        text_addf(title, "%s%s", i ? " " : "", words[i]);
    if (!first)
        help_of_all(t);
    else if (strcmp(first, "config") == 0)
        config_describe(t);
    else if (noun_has_verbs(text_str(title)))
        help_of_noun(text_str(title), t);
    else {
        int used;
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
    .most = 3,
    .summary = "says what a command does, or with \"config\" which settings there are",
    .need = NEED_NOTHING,
    .run = run_help,
};
