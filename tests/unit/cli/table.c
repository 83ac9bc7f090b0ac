#include "test.h"

#include "internal.h"

TEST(every_command_has_its_summary_and_what_runs_it)
{
    for (size_t i = 0; i < ncommands; i++) {
        const struct command *c = commands[i];
        CHECK(c->noun && c->run && c->summary && *c->summary);
        CHECK(strchr(c->summary, '\n') == NULL);
        CHECK(!c->least || c->operands);
        CHECK(c->most < 0 || c->most >= c->least);
    }
}

TEST(no_command_stands_there_twice)
{
    for (size_t i = 0; i < ncommands; i++)
        for (size_t j = 0; j < i; j++) {
            OWN_CHARS a = command_title(commands[i]);
            OWN_CHARS b = command_title(commands[j]);
            CHECK(strcmp(a, b) != 0);
        }
}

TEST(no_option_stands_there_twice_or_takes_a_secret)
{
    for (size_t i = 0; i < ncommands; i++)
        for (size_t f = 0; f < commands[i]->nflags; f++) {
            const struct flag *flag = &commands[i]->flags[f];
            bool takes_words = flag->value && strcmp(flag->value, "none|default") != 0;
            CHECK(!(takes_words && strstr(flag->name, "password")));
            for (size_t g = 0; g < f; g++)
                CHECK(strcmp(flag->name, commands[i]->flags[g].name) != 0);
            for (size_t g = 0; g < LENGTH(common_flags); g++)
                CHECK(strcmp(flag->name, common_flags[g].name) != 0);
        }
}

/* The command that words, with blanks between them, name. */
static const struct command *named(const char *words, int *used, struct error *err)
{
    char *argv[6] = {NULL};
    int argc = 0;
    for (struct span rest = span_of(words); rest.at;) {
        struct span word = span_cut(rest, ' ', &rest);
        argv[argc++] = span_copy(word);
    }
    const struct command *c = command_named(argv, argc, used, err);
    while (argc)
        free(argv[--argc]);
    return c;
}

TEST(each_command_is_found_by_its_name)
{
    for (size_t i = 0; i < ncommands; i++) {
        int used = 0, words = 1;
        struct error err = {0};
        OWN_CHARS title = command_title(commands[i]);
        OWN_CHARS with_operand = mem_strf("%s x", title);
        for (const char *at = title; *at; at++)
            words += *at == ' ';
        CHECK(named(title, &used, &err) == commands[i]);
        CHECK_INT(used, words);
        CHECK(named(with_operand, &used, &err) == commands[i]);
        CHECK_INT(used, words);
    }
}

TEST(a_wrong_name_is_answered_with_the_right_ones)
{
    int used;
    struct error err = {0};
    CHECK(!named("feed frob", &used, &err));
    CHECK_STR(err.said, "\"feed\" wants one of: add, list, revoke.");
    CHECK(!named("user", &used, &err));
    CHECK(!named("user app-password frob", &used, &err));
    CHECK_STR(err.said, "\"user app-password\" wants one of: add, list, remove.");
    CHECK(!named("user app-password", &used, &err));
    CHECK_STR(err.said, "\"user app-password\" wants one of: add, list, remove.");
    CHECK(!named("frob", &used, &err));
    CHECK_STR(err.said, "there is no command \"frob\"; see \"convoke --help\".");
    CHECK_INT(err.kind, FAULT_USAGE);
}

TEST(help_lists_every_command_and_no_line_is_too_long)
{
    OWN(text) all = text_new();
    help_of_all(all);
    for (size_t i = 0; i < ncommands; i++) {
        OWN_CHARS title = command_title(commands[i]);
        OWN_CHARS row = mem_strf("\n  %s", title);
        CHECK(strstr(text_str(all), row));
        help_of_command(commands[i], all);
    }
    struct span rest = text_span(all);
    while (rest.at)
        CHECK(span_cut(rest, '\n', &rest).len <= 100);
}

RUN_TESTS(CASE(every_command_has_its_summary_and_what_runs_it), CASE(no_command_stands_there_twice),
          CASE(no_option_stands_there_twice_or_takes_a_secret),
          CASE(each_command_is_found_by_its_name),
          CASE(a_wrong_name_is_answered_with_the_right_ones),
          CASE(help_lists_every_command_and_no_line_is_too_long))
