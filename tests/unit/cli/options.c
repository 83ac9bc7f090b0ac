#include "test.h"

#include "internal.h"

static const struct flag flags[] = {
    {"user", "NAME", "whose", true, false},
    {"email", "ADDRESS", "where", false, true},
    {"json", NULL, "how", false, false},
};
static const struct command command = {
    .noun = "thing", .verb = "do", .operands = "FILE", .least = 1, .most = 2, FLAGS(flags)};

enum { MOST = 10 };

/* Words for getopt_long, which turns them around: a copy. */
static struct arguments *read_words(const char *const *words, char **argv, struct error *err)
{
    int argc = 1;
    argv[0] = (char *)(uintptr_t) "do";
    for (; words[argc - 1] && argc < MOST; argc++)
        argv[argc] = (char *)(uintptr_t)words[argc - 1];
    argv[argc] = NULL;
    return arguments_read(&command, argc, argv, err);
}

TEST(options_and_operands_may_stand_in_any_order)
{
    char *argv[MOST + 1];
    struct error err = {0};
    const char *words[] = {"a.ics",   "--user", "anna",   "--email=x@y", "b.ics",
                           "--email", "z@y",    "--json", NULL};
    OWN(arguments) a = read_words(words, argv, &err);
    CHECK_OK(a, &err);
    CHECK_STR(argument(a, "user"), "anna");
    CHECK_INT(argument_count(a, "email"), 2);
    CHECK_STR(argument_nth(a, "email", 1), "z@y");
    CHECK(argument_nth(a, "email", 2) == NULL);
    CHECK(argument_given(a, "json"));
    CHECK(!argument_given(a, "help"));
    CHECK_INT(operand_count(a), 2);
    CHECK_STR(operand(a, 0), "a.ics");
    CHECK_STR(operand(a, 1), "b.ics");
    CHECK(operand(a, 2) == NULL);
}

TEST(two_dashes_end_the_options)
{
    char *argv[MOST + 1];
    struct error err = {0};
    const char *words[] = {"--user", "anna", "--", "--json", NULL};
    OWN(arguments) a = read_words(words, argv, &err);
    CHECK_OK(a, &err);
    CHECK(!argument_given(a, "json"));
    CHECK_STR(operand(a, 0), "--json");
}

TEST(what_is_wrong_is_said_in_one_sentence)
{
    static const struct {
        const char *words[MOST];
        const char *said;
    } rows[] = {
        {{"f"}, "thing do: --user NAME is missing; see \"convoke thing do --help\"."},
        {{"--user", "a"}, "thing do: FILE is missing"},
        {{"--user", "a", "f", "g", "h"}, "thing do: \"h\" is one word too many"},
        {{"--user", "a", "--user", "b", "f"}, "--user is given twice"},
        {{"--user", "a", "--frob", "f"}, "there is no option --frob"},
        {{"f", "--user"}, "--user needs a value"},
        {{"--user", "a", "-x", "f"}, "there is no option -x"},
        {{"--user", "a", "--json=yes", "f"}, "there is no option --json=yes"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char *argv[MOST + 1];
        struct error err = {0};
        OWN(arguments) a = read_words(rows[i].words, argv, &err);
        CHECK(a == NULL);
        CHECK_INT(err.kind, FAULT_USAGE);
        if (!strstr(err.said, rows[i].said))
            fail_msg("\"%s\" does not say \"%s\"", err.said, rows[i].said);
    }
}

TEST(help_needs_nothing_else)
{
    char *argv[MOST + 1];
    struct error err = {0};
    const char *words[] = {"--help", NULL};
    OWN(arguments) a = read_words(words, argv, &err);
    CHECK_OK(a, &err);
    CHECK(argument_given(a, "help"));
}

TEST(the_help_of_a_command_names_each_of_its_options)
{
    OWN(text) t = text_new();
    help_of_command(&command, t);
    CHECK(strstr(text_str(t), "Usage: convoke thing do --user NAME [--email ADDRESS...] [--json]"));
    CHECK(strstr(text_str(t), "  --user NAME                 whose (required)\n"));
    CHECK(strstr(text_str(t), "  --email ADDRESS             where (may be repeated)\n"));
    CHECK(strstr(text_str(t), "  --config FILE"));
}

RUN_TESTS(CASE(options_and_operands_may_stand_in_any_order), CASE(two_dashes_end_the_options),
          CASE(what_is_wrong_is_said_in_one_sentence), CASE(help_needs_nothing_else),
          CASE(the_help_of_a_command_names_each_of_its_options))
