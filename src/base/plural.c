#include "language.h"

#define DEEPEST 40

struct reading {
    struct span rest;
    uint64_t n;
    int depth;
    bool is_wrong;
};

/* The C operators that expressions may use; longer ones stand before those they begin with. */
enum operation {
    OR,
    AND,
    EQUAL,
    UNEQUAL,
    AT_MOST,
    AT_LEAST,
    LESS,
    MORE,
    PLUS,
    MINUS,
    TIMES,
    BY,
    REST
};
static const struct {
    const char *sign;
    int level;
} operators[] = {
    [OR] = {"||", 0},      [AND] = {"&&", 1},      [EQUAL] = {"==", 2}, [UNEQUAL] = {"!=", 2},
    [AT_MOST] = {"<=", 3}, [AT_LEAST] = {">=", 3}, [LESS] = {"<", 3},   [MORE] = {">", 3},
    [PLUS] = {"+", 4},     [MINUS] = {"-", 4},     [TIMES] = {"*", 5},  [BY] = {"/", 5},
    [REST] = {"%", 5},
};
#define HIGHEST_LEVEL 5

static uint64_t result_of(enum operation op, uint64_t a, uint64_t b)
{
    switch (op) {
    case OR:
        return a || b;
    case AND:
        return a && b;
    case EQUAL:
        return a == b;
    case UNEQUAL:
        return a != b;
    case AT_MOST:
        return a <= b;
    case AT_LEAST:
        return a >= b;
    case LESS:
        return a < b;
    case MORE:
        return a > b;
    case PLUS:
        return a + b;
    case MINUS:
        return a - b;
    case TIMES:
        return a * b;
    case BY:
        return b ? a / b : 0;
    case REST:
        return b ? a % b : 0;
    }
    return 0;
}

static bool take(struct reading *r, const char *sign)
{
    r->rest = span_trim(r->rest);
    if (!span_starts(r->rest, sign))
        return false;
    size_t len = strlen(sign);
    r->rest = span_make(r->rest.at + len, r->rest.len - len);
    return true;
}

static uint64_t read_choice(struct reading *r);

static uint64_t read_number(struct reading *r)
{
    size_t len = 0;
    int64_t number = 0;
    while (len < r->rest.len && r->rest.at[len] >= '0' && r->rest.at[len] <= '9')
        len++;
    r->is_wrong |= !span_number(span_make(r->rest.at, len), &number);
    r->rest = span_make(r->rest.at + len, r->rest.len - len);
    return (uint64_t)number;
}

static uint64_t read_operand(struct reading *r)
{
    if (++r->depth > DEEPEST || r->is_wrong) {
        r->is_wrong = true;
        return 0;
    }
    uint64_t value;
    if (take(r, "!")) {
        value = !read_operand(r);
    } else if (take(r, "(")) {
        value = read_choice(r);
        r->is_wrong |= !take(r, ")");
    } else if (take(r, "n")) {
        value = r->n;
    } else {
        value = read_number(r);
    }
    r->depth--;
    return value;
}

static bool take_operator(struct reading *r, int level, enum operation *out)
{
    for (size_t i = 0; i < LENGTH(operators); i++)
        if (operators[i].level == level && take(r, operators[i].sign)) {
            *out = (enum operation)i;
            return true;
        }
    return false;
}

static uint64_t read_level(struct reading *r, int level)
{
    if (level > HIGHEST_LEVEL)
        return read_operand(r);
    uint64_t value = read_level(r, level + 1);
    enum operation op;
    while (!r->is_wrong && take_operator(r, level, &op))
        value = result_of(op, value, read_level(r, level + 1));
    return value;
}

static uint64_t read_choice(struct reading *r)
{
    if (++r->depth > DEEPEST) {
        r->is_wrong = true;
        return 0;
    }
    uint64_t value = read_level(r, 0);
    if (!r->is_wrong && take(r, "?")) {
        uint64_t yes = read_choice(r);
        r->is_wrong |= !take(r, ":");
        uint64_t no = r->is_wrong ? 0 : read_choice(r);
        value = value ? yes : no;
    }
    r->depth--;
    return value;
}

uint64_t plural_form(struct span expression, uint64_t n)
{
    struct reading r = {.rest = expression, .n = n};
    uint64_t form = read_choice(&r);
    return r.is_wrong || span_trim(r.rest).len ? n != 1 : form;
}
