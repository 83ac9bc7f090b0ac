#include "mime.h"

#include <string.h>

enum {
    LINE_MOST = 76,  /* with its encoded words; RFC 2047, 2 */
    FOLD_AT = 78,    /* RFC 5322, 2.1.1 */
    WORD_MOST = 900, /* a word that cannot be folded, well below 998 */
    NAME_MOST = 60,  /* a name that is to stand on one line */
};

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] >= 0x80)
            return false;
    return true;
}

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One line that is UTF-8, whatever came. */
static struct text *clean_line(struct span s)
{
    struct text *t = text_new();
    bool is_utf8 = span_is_utf8(s);
    for (size_t i = 0; !is_utf8 && i < s.len; i++)
        text_add_char(t, (unsigned char)s.at[i] < 0x80 ? s.at[i] : '?');
    OWN(text) plain = t;
    struct text *line = text_new();
    text_add_header(line, is_utf8 ? s : text_span(plain));
    return line;
}

/* --- encoded words: RFC 2047 ------------------------------------------------------------------ */

/* What may stand for itself in an encoded word of a name too. RFC 2047, 5 (3) */
static bool stands_for_itself(char c)
{
    return is_letter_or_digit(c) || (c && strchr("!*+-/", c));
}

static size_t character_bytes(struct span s)
{
    size_t n = 1;
    while (n < s.len && ((unsigned char)s.at[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static size_t letters_as_q(struct span s)
{
    size_t letters = 0;
    for (size_t i = 0; i < s.len; i++)
        letters += stands_for_itself(s.at[i]) || s.at[i] == ' ' ? 1 : 3;
    return letters;
}

static size_t letters_as_b(struct span s)
{
    return (s.len + 2) / 3 * 4;
}

static void add_q(struct text *t, struct span s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == ' ' || stands_for_itself(s.at[i])) {
            text_add_char(t, c == ' ' ? '_' : s.at[i]);
            continue;
        }
        char escape[] = {'=', hex[c >> 4], hex[c & 15]};
        text_add(t, span_make(escape, sizeof escape));
    }
}

/* As many whole characters as fit; one at least. */
static size_t fitting(struct span s, size_t room, size_t (*letters)(struct span))
{
    size_t taken = character_bytes(s);
    while (taken < s.len) {
        size_t next = taken + character_bytes(span_make(s.at + taken, s.len - taken));
        if (letters(span_make(s.at, next)) > room)
            break;
        taken = next;
    }
    return taken;
}

/* Returns where the line stands then. */
static size_t add_encoded(struct text *t, struct span s, size_t column)
{
    enum {
        AROUND = sizeof "=?UTF-8?Q?"
                        "?=" -
                 1
    };
    bool as_q = letters_as_q(s) <= letters_as_b(s);
    while (s.len) {
        size_t from = text_len(t);
        size_t taken = fitting(s, LINE_MOST - AROUND - column, as_q ? letters_as_q : letters_as_b);
        struct span part = span_make(s.at, taken);
        text_add(t, as_q ? SPAN("=?UTF-8?Q?") : SPAN("=?UTF-8?B?"));
        if (as_q)
            add_q(t, part);
        else
            text_add_base64(t, part.at, part.len, 0);
        text_add_str(t, "?=");
        column += text_len(t) - from;
        s = span_make(s.at + taken, s.len - taken);
        if (!s.len)
            break;
        text_add_str(t, "\r\n ");
        column = 1;
    }
    return column;
}

/* --- fields ----------------------------------------------------------------------------------- */

static bool needs_encoding(struct span s)
{
    if (!is_ascii(s) || span_has(s, SPAN("=?")))
        return true;
    for (struct span word; s.len > WORD_MOST; s = word)
        if (span_cut(s, ' ', &word).len > WORD_MOST)
            return true;
    return false;
}

/* Folded before a word that would stand too far out; never before the first. */
static void add_folded(struct text *t, struct span s, size_t column)
{
    bool is_first = true;
    while (s.at) {
        struct span rest, word = span_cut(s, ' ', &rest);
        bool folds = !is_first && word.len && column + 1 + word.len > FOLD_AT;
        text_add_str(t, folds ? "\r\n " : is_first ? "" : " ");
        column = (folds ? 1 : column + !is_first) + word.len;
        text_add(t, word);
        is_first = false;
        s = rest;
    }
}

static size_t add_name(struct text *t, const char *name)
{
    text_add_str(t, name);
    text_add_str(t, ": ");
    return strlen(name) + 2;
}

void mime_add_field(struct text *t, const char *name, struct span words)
{
    size_t column = add_name(t, name);
    OWN(text) line = clean_line(span_trim(words));
    if (needs_encoding(text_span(line)))
        add_encoded(t, text_span(line), column);
    else
        add_folded(t, text_span(line), column);
    text_add_str(t, "\r\n");
}

/* --- people ----------------------------------------------------------------------------------- */

static bool is_phrase(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_letter_or_digit(s.at[i]) && !strchr(" !#$%&'*+-/=?^_`{|}~", s.at[i]))
            return false;
    return true;
}

static size_t add_display(struct text *t, struct span s, size_t column)
{
    size_t from = text_len(t);
    if (needs_encoding(s) || s.len > NAME_MOST)
        return add_encoded(t, s, column);
    if (is_phrase(s)) {
        text_add(t, s);
        return column + s.len;
    }
    text_add_char(t, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '"' || s.at[i] == '\\')
            text_add_char(t, '\\');
        text_add_char(t, s.at[i]);
    }
    text_add_char(t, '"');
    return column + text_len(t) - from;
}

void mime_add_person(struct text *t, const char *name, const char *display, const char *address)
{
    size_t column = add_name(t, name);
    OWN(text) line = clean_line(span_trim(span_of(display)));
    struct span shown = span_trim(text_span(line));
    if (!shown.len) {
        text_addf(t, "%s\r\n", address);
        return;
    }
    column = add_display(t, shown, column);
    bool folds = column + strlen(" <>") + strlen(address) > FOLD_AT;
    text_addf(t, "%s <%s>\r\n", folds ? "\r\n" : "", address);
}

void mime_add_date(struct text *t, instant at)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_of(at);
    int64_t day = at / 86400 - (at % 86400 < 0);
    text_addf(t, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[weekday_of_days(day)],
              c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* --- quoted-printable ------------------------------------------------------------------------- */

static bool is_plain(unsigned char c)
{
    return (c > ' ' && c < 0x7F && c != '=') || c == ' ' || c == '\t';
}

/* One line without its end: never more than 76 letters, no blank at the end of any. */
static void add_quoted_line(struct text *t, struct span line)
{
    static const char hex[] = "0123456789ABCDEF";
    char made[LINE_MOST + 2];
    size_t len = 0;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.at[i];
        bool ends_blank = i + 1 == line.len && (c == ' ' || c == '\t');
        bool plain = is_plain(c) && !ends_blank;
        if (len + (plain ? 1 : 3) > LINE_MOST - 1) { /* "=" has to fit behind it */
            memcpy(made + len, "=\r\n", 3);
            text_add(t, span_make(made, len + 3));
            len = 0;
        }
        made[len++] = plain ? (char)c : '=';
        if (plain)
            continue;
        made[len++] = hex[c >> 4];
        made[len++] = hex[c & 15];
    }
    text_add(t, span_make(made, len));
}

void mime_add_quoted(struct text *t, struct span lines)
{
    while (lines.len) {
        struct span rest, line = span_cut(lines, '\n', &rest);
        if (rest.at && line.len && line.at[line.len - 1] == '\r')
            line.len--;
        add_quoted_line(t, line);
        if (rest.at)
            text_add_str(t, "\r\n");
        lines = rest;
    }
}
