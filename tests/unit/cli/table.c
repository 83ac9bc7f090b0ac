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
            CHECK(!(flag->value && strstr(flag->name, "password")));
            for (size_t g = 0; g < f; g++)
                CHECK(strcmp(flag->name, commands[i]->flags[g].name) != 0);
            for (size_t g = 0; g < LENGTH(common_flags); g++)
                CHECK(strcmp(flag->name, common_flags[g].name) != 0);
        }
}

static const struct command *named(const char *noun, const char *verb, int *used, struct error *err)
{
    char *argv[] = {(char *)(uintptr_t)noun, (char *)(uintptr_t)verb, NULL};
    return command_named(argv, verb ? 2 : 1, used, err);
}

TEST(each_command_is_found_by_its_name)
{
    for (size_t i = 0; i < ncommands; i++) {
        int used = 0;
        struct error err = {0};
        CHECK(named(commands[i]->noun, commands[i]->verb, &used, &err) == commands[i]);
        CHECK_INT(used, commands[i]->verb ? 2 : 1);
    }
}

TEST(a_wrong_name_is_answered_with_the_right_ones)
{
    int used;
    struct error err = {0};
    CHECK(named("user", "frob", &used, &err) == NULL);
    CHECK_STR(err.said, "\"user\" wants one of: add, list, set, password, remove.");
    CHECK(named("user", NULL, &used, &err) == NULL);
    CHECK(named("frob", NULL, &used, &err) == NULL);
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
