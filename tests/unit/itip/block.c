#include "story.h"

#define BEGIN "---- Video meeting (Convoke) ----"
#define END   "---- End of video meeting ----"

static const struct {
    const char *text, *block; /* NULL: there is none */
} cases[] = {
    {"", NULL},
    {"Cake", NULL},
    {END, NULL},
    {"---- Video meeting (Convoke) ---", NULL},
    {"Cake\n\n" BEGIN "\nJoin: https://a.example/x\n" END "\nmore",
     BEGIN "\nJoin: https://a.example/x\n" END},
    {"Cake\\n\\n" BEGIN "\\nJoin: https://a.example/x\\n" END "\\nmore",
     BEGIN "\\nJoin: https://a.example/x\\n" END},
    {BEGIN "<br>Join: https://a.example/x<br>" END, BEGIN "<br>Join: https://a.example/x<br>" END},
    {BEGIN "\\nJoin: https://a.example/x\\nmore", BEGIN "\\nJoin: https://a.example/x"},
    {BEGIN "\nmore, no link", BEGIN},
    {BEGIN "\nhttp://a.example/x " BEGIN "\nhttp://a.example/y\n" END,
     BEGIN "\nhttp://a.example/x"},
    {BEGIN END, BEGIN END},
};

TEST(the_block_is_found_in_whatever_form_it_comes_back)
{
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct span block = {0};
        bool found = itip_block_find(span_of(cases[i].text), &block);
        CHECK_INT(found, cases[i].block != NULL);
        if (found && !span_is(block, cases[i].block))
            fail_msg("row %zu: %.*s", i, (int)block.len, block.at);
    }
}

RUN_TESTS(CASE(the_block_is_found_in_whatever_form_it_comes_back))
