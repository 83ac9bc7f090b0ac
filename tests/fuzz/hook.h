/* What every notice holds that was read, whoever told it. */
#ifndef CONVOKE_FUZZ_HOOK_H
#define CONVOKE_FUZZ_HOOK_H

#include "../../src/hooks/internal.h"
#include "fuzz.h"

#define HOOK_NOW INT64_C(1790003700)

static inline void check_words(const char *word, size_t most)
{
    MUST(!word || (*word && strlen(word) <= most && span_is_utf8(span_of(word))));
    for (; word && *word; word++)
        MUST((unsigned char)*word >= ' ' && *word != 0x7f);
}

static inline void check_word(const char *word)
{
    check_words(word, WORD_BYTES);
}

static inline void check_notice(bool read, struct notice *n, const struct error *err)
{
    if (!read) {
        MUST((err->kind == FAULT_INVALID || err->kind == FAULT_TOO_LARGE) && err->said[0]);
        MUST(!n->room && !n->source);
        return;
    }
    const char *const words[] = {n->code,     n->who.who,     n->who.token,
                                 n->who.name, n->who.address, n->who.role,
                                 n->id,       n->source,      n->recording.format};
    for (size_t i = 0; i < LENGTH(words); i++)
        check_word(words[i]);
    check_words(n->room, NAME_BYTES);
    MUST(n->kind == NOTICE_NONE || n->room || n->code);
    MUST(n->kind == NOTICE_NONE || n->at <= HOOK_NOW);
    MUST(n->kind == NOTICE_NONE || n->of == INSTANT_FIRST || n->of <= n->at);
    bool is_person = n->kind == NOTICE_JOINED || n->kind == NOTICE_LEFT;
    MUST(!is_person || (n->who.who && n->who.how));
    MUST(n->kind != NOTICE_RECORDED || n->recording.url);
    notice_clear(n);
}

#endif
