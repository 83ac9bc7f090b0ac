#include "internal.h"

/* The hash in the policy is that of the style, between its tags; a test holds the two together. */
#define STYLE                                                                                 \
    ":root{color-scheme:light dark;--ink:#1c2330;--soft:#5b6577;--paper:#f5f6f8;--card:#fff;" \
    "--line:#e3e6eb;--mark:#2f6fed}"                                                          \
    "@media(prefers-color-scheme:dark){:root{--ink:#e8ebf1;--soft:#a3adbd;--paper:#12161d;"   \
    "--card:#1a2029;--line:#2b3340;--mark:#7aa5ff}}"                                          \
    "*{box-sizing:border-box}"                                                                \
    "body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;"          \
    "background:var(--paper);color:var(--ink);"                                               \
    "font:1.0625rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"               \
    "main{width:100%;max-width:30rem;padding:2rem 1.75rem;background:var(--card);"            \
    "border:1px solid var(--line);border-top:4px solid var(--mark);border-radius:.75rem}"     \
    "h1{margin:0 0 .5rem;font-size:1.4rem;line-height:1.25;text-wrap:balance}"                \
    "p{margin:0;color:var(--soft);overflow-wrap:break-word}"
#define STYLE_HASH "sha256-2oLaJi0ZMX8HwCXpWq7hgA1AUDYhxAtPd6rKmfkrXNo="

static const char policy[] = "default-src 'none'; style-src '" STYLE_HASH
                             "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

void page_answer(struct http_request *r, int status, const char *heading, const char *paragraph)
{
    OWN(text) t = text_new();
    text_add_str(t, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                    "<meta name=\"robots\" content=\"noindex\">\n<title>");
    text_add_html(t, span_of(heading));
    text_add_str(t, "</title>\n<style>" STYLE "</style>\n</head>\n<body>\n<main>\n<h1>");
    text_add_html(t, span_of(heading));
    text_add_str(t, "</h1>\n<p>");
    text_add_html(t, span_of(paragraph));
    text_add_str(t, "</p>\n</main>\n</body>\n</html>\n");
    http_answer_header(r, "Content-Security-Policy", policy);
    http_answer(r, status, "text/html; charset=utf-8", text_span(t));
}

void serve_home(struct http_request *r, void *with)
{
    (void)with;
    page_answer(r, 200, "Convoke",
                "This is a calendar service that gives every meeting its video room. There is "
                "nothing to see here: your calendar program, and the links in your invitations, "
                "know the way.");
}
