#include "framing.h"

static bool is_token_char(unsigned char c) /* RFC 9110, 5.6.2 */
{
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return true;
    return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool is_token(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        TRY(is_token_char((unsigned char)s.at[i]));
    return s.len > 0;
}

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

static bool is_field_text(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_control((unsigned char)s.at[i]) && s.at[i] != '\t')
            return false;
    return true;
}

static bool is_length(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0 && s.len <= 18;
}

static bool is_host(struct span s) /* a name, or a literal, and a port. RFC 3986, 3.2.2 */
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool is_alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_alnum && (c == '\0' || !strchr("-._~%:[]", c)))
            return false;
    }
    return true;
}

struct counts {
    size_t hosts, lengths, codings;
};

static bool field_check(const struct http_field *f, struct counts *seen, struct error *err)
{
    if (!is_token(f->name))
        return fail(err, FAULT_INVALID, "field-name", "A header field has no legal name.");
    if (!is_field_text(f->value))
        return fail(err, FAULT_INVALID, "field-value",
                    "The header field %.*s holds a control character.",
                    (int)(f->name.len < 60 ? f->name.len : 60), f->name.at);
    if (span_is_nocase(f->name, "Host")) {
        seen->hosts++;
        if (!is_host(f->value))
            return fail(err, FAULT_INVALID, "host", "The Host field names no host.");
    } else if (span_is_nocase(f->name, "Content-Length")) {
        seen->lengths++;
        if (!is_length(f->value))
            return fail(err, FAULT_INVALID, "content-length", "Content-Length is no number.");
    } else if (span_is_nocase(f->name, "Transfer-Encoding")) {
        seen->codings++;
        if (!span_is_nocase(f->value, "chunked"))
            return fail(err, FAULT_INVALID, "transfer-encoding",
                        "The only Transfer-Encoding that is taken is chunked.");
    }
    return true;
}

bool http_head_check(const struct http_head *h, struct error *err)
{
    struct counts seen = {0};
    bool is_old = span_is(h->version, "HTTP/1.0");
    if (!is_token(h->method))
        return fail(err, FAULT_INVALID, "method", "The request has no legal method.");
    for (size_t i = 0; i < h->nfields; i++)
        TRY(field_check(&h->fields[i], &seen, err));
    if (seen.hosts > 1)
        return fail(err, FAULT_INVALID, "host", "The request names two Hosts.");
    if (seen.hosts == 0 && !is_old)
        return fail(err, FAULT_INVALID, "host", "The request names no Host.");
    if (seen.lengths > 1)
        return fail(err, FAULT_INVALID, "content-length", "The request has two Content-Lengths.");
    if (seen.codings > 1 || (seen.codings && is_old))
        return fail(err, FAULT_INVALID, "transfer-encoding",
                    "The request's Transfer-Encoding is not understood.");
    if (seen.codings && seen.lengths)
        return fail(err, FAULT_INVALID, "transfer-encoding",
                    "The request has a Content-Length and a Transfer-Encoding.");
    return true;
}

/* As numbers: two parts need not lie in one object, that is the question. */
static uintptr_t end_of(struct span s)
{
    return (uintptr_t)s.at + s.len;
}

static bool is_behind(uintptr_t end, struct span next, size_t least, size_t most)
{
    uintptr_t bytes = (uintptr_t)next.at - end;
    return bytes >= least && bytes <= most;
}

/* The value stands behind the name, the colon and blanks. */
static bool is_one_line(const struct http_field *f, struct span head)
{
    TRY(is_behind(end_of(f->name), f->value, 1, head.len));
    const char *at = f->name.at + f->name.len + 1;
    while (at < f->value.at && (*at == ' ' || *at == '\t'))
        at++;
    return at == f->value.at;
}

bool http_head_is_whole(struct span head, const struct http_head *h)
{
    uintptr_t end = end_of(h->version);
    TRY(h->method.at == head.at && is_behind(end_of(h->method), h->target, 1, 1));
    TRY(is_behind(end_of(h->target), h->version, 1, 1));
    for (size_t i = 0; i < h->nfields; i++) {
        TRY(is_behind(end, h->fields[i].name, 1, 2)); /* LF or CRLF */
        TRY(is_one_line(&h->fields[i], head));
        end = end_of(h->fields[i].value);
    }
    return end_of(head) - end >= 2 && end_of(head) - end <= 4;
}

static struct span without_authority(struct span target) /* RFC 9112, 3.2.2 */
{
    struct span rest;
    if (!span_starts_nocase(target, "http://") && !span_starts_nocase(target, "https://"))
        return target;
    span_cut(target, ':', &rest);
    for (size_t i = 2; i < rest.len; i++)
        if (rest.at[i] == '/')
            return span_make(rest.at + i, rest.len - i);
    return SPAN("/");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte at *i, which moves to its last character; -1 when % is not followed by two digits. */
static int decoded_byte(struct span s, size_t *i)
{
    if (s.at[*i] != '%')
        return (unsigned char)s.at[*i];
    if (*i + 2 >= s.len)
        return -1;
    int high = hex_digit(s.at[*i + 1]), low = hex_digit(s.at[*i + 2]);
    *i += 2;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

char *http_target_path(struct span target, struct error *err)
{
    struct span query, path = span_cut(without_authority(target), '?', &query);
    if (!span_starts(path, "/")) {
        fail(err, FAULT_INVALID, "target", "The request asks for no path.");
        return NULL;
    }
    OWN(text) decoded = text_new();
    for (size_t i = 0; i < path.len; i++) {
        if (path.at[i] == ' ' || path.at[i] == '#') {
            fail(err, FAULT_INVALID, "target", "The path holds what has to be encoded.");
            return NULL;
        }
        int byte = decoded_byte(path, &i);
        if (byte < 0 || is_control((unsigned char)byte)) {
            fail(err, FAULT_INVALID, "target",
                 byte < 0 ? "The path has a %% that two hexadecimal digits do not follow."
                          : "The path holds a control character.");
            return NULL;
        }
        text_add_char(decoded, (char)byte);
    }
    return text_take(decoded);
}
