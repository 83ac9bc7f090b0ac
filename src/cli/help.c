#include "internal.h"

#define COLUMN 30 /* where meanings begin */
#define WIDTH  96

static void indent(struct text *t, size_t from)
{
    do
        text_add_char(t, ' ');
    while (++from < COLUMN);
}

/* Words from column `at` on, broken before WIDTH; following lines begin at `margin`. */
static void add_wrapped(struct text *t, const char *words, size_t at, size_t margin)
{
    struct span rest = span_of(words);
    for (bool first = true; rest.at; first = false) {
        struct span word = span_cut(rest, ' ', &rest);
        if (!first && at + 1 + word.len > WIDTH) {
            text_add_char(t, '\n');
            for (at = 0; at < margin; at++)
                text_add_char(t, ' ');
        } else if (!first) {
            text_add_char(t, ' ');
            at++;
        }
        text_add(t, word);
        at += word.len;
    }
    text_add_char(t, '\n');
}

static void add_flag(struct text *t, const struct flag *f)
{
    size_t before = text_len(t);
    text_addf(t, "  --%s%s%s", f->name, f->value ? " " : "", f->value ? f->value : "");
    indent(t, text_len(t) - before);
    size_t at = text_len(t) - before;
    OWN_CHARS meaning = mem_strf("%s%s%s", f->meaning, f->repeats ? " (may be repeated)" : "",
                                 f->required ? " (required)" : "");
    add_wrapped(t, meaning, at, COLUMN);
}

void help_of_command(const struct command *c, struct text *t)
{
    OWN_CHARS title = command_title(c);
    OWN(text) usage = text_new();
    text_addf(usage, "Usage: convoke %s", title);
    for (size_t i = 0; i < c->nflags; i++) {
        const struct flag *f = &c->flags[i];
        text_addf(usage, " %s--%s%s%s%s%s", f->required ? "" : "[", f->name, f->value ? " " : "",
                  f->value ? f->value : "", f->repeats ? "..." : "", f->required ? "" : "]");
    }
    if (c->operands)
        text_addf(usage, " %s", c->operands);
    add_wrapped(t, text_str(usage), 0, 8);
    text_add_char(t, '\n');
    add_wrapped(t, c->summary, 0, 0);
    if (c->more)
        add_wrapped(t, c->more, 0, 0);
    text_add_str(t, "\nOptions:\n");
    for (size_t i = 0; i < c->nflags; i++)
        add_flag(t, &c->flags[i]);
    for (size_t i = 0; i < LENGTH(common_flags); i++)
        add_flag(t, &common_flags[i]);
}

static void add_row(struct text *t, const struct command *c)
{
    OWN_CHARS title = command_title(c);
    size_t before = text_len(t);
    text_addf(t, "  %s%s%s", title, c->operands ? " " : "", c->operands ? c->operands : "");
    if (text_len(t) - before > COLUMN - 2) {
        text_add_char(t, '\n');
        before = text_len(t);
    }
    indent(t, text_len(t) - before);
    add_wrapped(t, c->summary, text_len(t) - before, COLUMN);
}

/* "meetings" does something by itself, too. */
static const struct command *command_without_verb(const char *noun)
{
    for (size_t i = 0; i < ncommands; i++)
        if (!commands[i]->verb && strcmp(commands[i]->noun, noun) == 0)
            return commands[i];
    return NULL;
}

void help_of_noun(const char *noun, struct text *t)
{
    const struct command *alone = command_without_verb(noun);
    if (alone)
        help_of_command(alone, t);
    else
        text_addf(t, "Usage: convoke %s COMMAND [OPTION...]\n", noun);
    text_add_str(t, "\nCommands:\n");
    for (size_t i = 0; i < ncommands; i++) {
        OWN_CHARS verb = verb_after(commands[i], noun);
        if (verb)
            add_row(t, commands[i]);
    }
}

void help_of_all(struct text *t)
{
    text_add_str(t, "Usage: convoke [--config FILE] COMMAND [OPTION...]\n\n"
                    "Gives every meeting its Jitsi room and tells everybody.\n\nCommands:\n");
    for (size_t i = 0; i < ncommands; i++)
        add_row(t, commands[i]);
    text_add_str(t,
                 "\n\"convoke COMMAND --help\" says what a command takes; \"convoke help config\" "
                 "lists the settings.\nThe manual: man convoke, man convoke.conf\n");
}
