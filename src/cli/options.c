#include <getopt.h>

#include "internal.h"

const struct flag common_flags[2] = {
    {"config", "FILE",
     "the configuration (default: $CONVOKE_CONFIG, else /etc/convoke/convoke.conf)", false, false},
    {"help", NULL, "says what the command does and what it takes", false, false},
};

struct given {
    const struct flag *flag;
    const char *value;
};
struct arguments {
    const struct command *command;
    struct given *given;
    size_t count, room;
    char **operands;
    int noperands;
};

void arguments_free(struct arguments *a)
{
    if (a)
        free(a->given);
    free(a);
}

static const struct flag *flag_at(const struct command *c, size_t i)
{
    return i < c->nflags ? &c->flags[i] : &common_flags[i - c->nflags];
}

/* getopt_long's own table, made from ours; ended by an empty row. */
static struct option *options_of(const struct command *c)
{
    size_t count = c->nflags + LENGTH(common_flags);
    struct option *options = mem_array(count + 1, sizeof *options);
    for (size_t i = 0; i < count; i++) {
        const struct flag *f = flag_at(c, i);
        options[i] = (struct option){f->name, f->value ? required_argument : no_argument, NULL, 0};
    }
    return options;
}

static bool wrong(const struct arguments *a, struct error *err, const char *said)
{
    OWN_CHARS title = command_title(a->command);
    return fail(err, FAULT_USAGE, NULL, "%s: %s; see \"convoke %s --help\".", title, said, title);
}

static bool take(struct arguments *a, const struct flag *f, const char *value, struct error *err)
{
    if (!f->repeats && argument_given(a, f->name)) {
        OWN_CHARS said = mem_strf("--%s is given twice", f->name);
        return wrong(a, err, said);
    }
    a->given = mem_grow(a->given, a->count, &a->room, sizeof *a->given);
    a->given[a->count++] = (struct given){f, value};
    return true;
}

static bool refuse_option(const struct arguments *a, int how, const char *word, struct error *err)
{
    OWN_CHARS said =
        mem_strf(how == ':' ? "%.60s needs a value" : "there is no option %.60s", word);
    return wrong(a, err, said);
}

static bool read_options(struct arguments *a, int argc, char **argv, struct error *err)
{
    struct option *options = options_of(a->command);
    bool ok = true;
    optind = 0; /* getopt_long begins anew */
    while (ok) {
        int which = -1;
        int how = getopt_long(argc, argv, ":h", options, &which);
        if (how == -1)
            break;
        if (how == 'h')
            ok = take(a, &common_flags[1], NULL, err);
        else if (how)
            ok = refuse_option(a, how, argv[optind - 1], err);
        else
            ok = take(a, flag_at(a->command, (size_t)which), optarg, err);
    }
    free(options);
    a->operands = argv + optind;
    a->noperands = argc - optind;
    return ok;
}

static bool check_complete(const struct arguments *a, struct error *err)
{
    const struct command *c = a->command;
    for (size_t i = 0; i < c->nflags; i++)
        if (c->flags[i].required && !argument_given(a, c->flags[i].name)) {
            OWN_CHARS said = mem_strf("--%s %s is missing", c->flags[i].name,
                                      c->flags[i].value ? c->flags[i].value : "");
            return wrong(a, err, said);
        }
    if (a->noperands < c->least) {
        OWN_CHARS said = mem_strf("%s is missing", c->operands);
        return wrong(a, err, said);
    }
    if (c->most >= 0 && a->noperands > c->most) {
        OWN_CHARS said = mem_strf("\"%.60s\" is one word too many", a->operands[c->most]);
        return wrong(a, err, said);
    }
    return true;
}

struct arguments *arguments_read(const struct command *c, int argc, char **argv, struct error *err)
{
    OWN(arguments) a = mem_new(sizeof *a);
    a->command = c;
    opterr = 0;
    TRY(read_options(a, argc, argv, err));
    if (!argument_given(a, "help"))
        TRY(check_complete(a, err));
    return GIVE(a);
}

const char *argument_nth(const struct arguments *a, const char *flag, size_t n)
{
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->given[i].flag->name, flag) == 0 && n-- == 0)
            return a->given[i].value;
    return NULL;
}

const char *argument(const struct arguments *a, const char *flag)
{
    return argument_nth(a, flag, 0);
}

size_t argument_count(const struct arguments *a, const char *flag)
{
    size_t count = 0;
    for (size_t i = 0; i < a->count; i++)
        count += strcmp(a->given[i].flag->name, flag) == 0;
    return count;
}

bool argument_given(const struct arguments *a, const char *flag)
{
    return argument_count(a, flag) > 0;
}

const char *operand(const struct arguments *a, int n)
{
    return n < a->noperands ? a->operands[n] : NULL;
}

int operand_count(const struct arguments *a)
{
    return a->noperands;
}
