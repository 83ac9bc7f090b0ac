/* convoke: the calendar service that gives every meeting its Jitsi room. */
#include <sysexits.h>

#include "internal.h"

static int say_fault(const struct error *err)
{
    OWN_CHARS said = printable(err->said);
    progress_clear();
    fprintf(stderr, "convoke: %s\n", said);
    return fault_exit_code(err->kind);
}

/* What was printed has to have arrived, or the exit code would lie. */
static int finish_output(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    fprintf(stderr, "convoke: the output could not be written.\n");
    return code ? code : EX_IOERR;
}

static void print_help(void (*help)(struct text *t))
{
    OWN(text) t = text_new();
    help(t);
    fputs(text_str(t), stdout);
}

static int run_command(const struct command *c, int argc, char **argv, const char *config_path)
{
    struct error err = {0};
    OWN(arguments) a = arguments_read(c, argc, argv, &err);
    if (!a)
        return say_fault(&err);
    if (argument_given(a, "help")) {
        OWN(text) t = text_new();
        help_of_command(c, t);
        fputs(text_str(t), stdout);
        return EX_OK;
    }
    struct program p = {.config_path = config_path};
    if (argument_given(a, "config"))
        p.config_path = argument(a, "config");
    if (c->reads_operands)
        program_open_operands(&p, a);
    bool ok = program_open(&p, c->need, &err) && c->run(&p, a, &err);
    int code = ok ? p.exit_code : say_fault(&err);
    program_close(&p);
    return code;
}

/* Options before the command: --config FILE, --help, --version. */
struct general {
    const char *config_path;
    bool help, version;
};

static bool read_general(int argc, char **argv, int *used, struct general *g, struct error *err)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        struct span rest, word = span_cut(span_of(argv[i]), '=', &rest);
        if (span_is(word, "--config") && rest.at)
            g->config_path = rest.at;
        else if (span_is(word, "--config") && i + 1 < argc)
            g->config_path = argv[++i];
        else if (span_is(word, "--help") || span_is(word, "-h"))
            g->help = true;
        else if (span_is(word, "--version"))
            g->version = true;
        else
            return fail(err, FAULT_USAGE, NULL, "%s%.60s; see \"convoke --help\".",
                        span_is(word, "--config") ? "a file is missing behind "
                                                  : "there is no option ",
                        argv[i]);
    }
    *used = i;
    return true;
}

/* "user --help", "user app-password --help" */
static bool print_help_of_noun(int argc, char **argv)
{
    OWN(text) noun = text_new();
    for (int i = 0; i < argc - 1; i++)
        text_addf(noun, "%s%s", i ? " " : "", argv[i]);
    if (strcmp(argv[argc - 1], "--help") != 0 || !noun_has_verbs(text_str(noun)))
        return false;
    OWN(text) t = text_new();
    help_of_noun(text_str(noun), t);
    fputs(text_str(t), stdout);
    return true;
}

static int run(int argc, char **argv)
{
    struct error err = {0};
    struct general g = {0};
    int used = 0, words = 0;
    if (!read_general(argc, argv, &used, &g, &err))
        return say_fault(&err);
    if (g.help || (used == argc && !g.version)) {
        print_help(help_of_all);
        return g.help ? EX_OK : EX_USAGE;
    }
    if (g.version) {
        printf("convoke %s\n", CONVOKE_VERSION);
        return EX_OK;
    }
    if (print_help_of_noun(argc - used, argv + used))
        return EX_OK;
    const struct command *c = command_named(argv + used, argc - used, &words, &err);
    if (!c)
        return say_fault(&err);
    /* the last word of the command stands where getopt_long expects the program's name */
    return run_command(c, argc - used - words + 1, argv + used + words - 1, g.config_path);
}

int main(int argc, char **argv)
{
    return finish_output(run(argc, argv));
}
