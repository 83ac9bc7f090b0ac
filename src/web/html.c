/* Pages: HTML under a policy that allows what a page says it needs, and nothing else. */
#include "internal.h"

struct html {
    const struct web *web;
    struct text *head, *body;
    const char *scripts; /* sources, of the policy; NULL: none */
    const char *origin;  /* whose frames and scripts it shows; NULL: nobody's */
    const char *class;   /* of the body; NULL: none */
};

struct html *html_new(const struct web *w, const char *title)
{
    struct html *p = mem_new(sizeof *p);
    *p = (struct html){.web = w, .head = text_new(), .body = text_new()};
    text_add_str(p->head, "<title>");
    text_add_html(p->head, span_of(title));
    text_add_str(p->head, "</title>\n<link rel=\"stylesheet\" href=\"");
    asset_add_path(w, "style.css", p->head);
    text_add_str(p->head, "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
    asset_add_path(w, "icon.svg", p->head);
    text_add_str(p->head, "\">\n");
    return p;
}

void html_free(struct html *p)
{
    if (!p)
        return;
    text_free(p->head);
    text_free(p->body);
    free(p);
}

void html_wide(struct html *p)
{
    p->class = "wide";
}

struct text *html_text(struct html *p)
{
    return p->body;
}

void html_heading(struct html *p, const char *said)
{
    text_add_str(p->body, "<h1 dir=\"auto\">");
    text_add_html(p->body, span_of(said));
    text_add_str(p->body, "</h1>\n");
}

void html_paragraph(struct html *p, const char *said)
{
    text_add_str(p->body, "<p>");
    text_add_html(p->body, span_of(said));
    text_add_str(p->body, "</p>\n");
}

void html_script(struct html *p, const char *asset)
{
    OWN(text) tag = text_new();
    text_add_str(tag, "<script type=\"module\" src=\"");
    asset_add_path(p->web, asset, tag);
    text_add_str(tag, "\"></script>\n");
    p->scripts = "'self'";
    if (!strstr(text_str(p->head), text_str(tag)))
        text_add(p->head, text_span(tag));
}

void html_room(struct html *p, const char *origin, const char *script_url)
{
    p->class = "room";
    p->origin = origin;
    text_add_str(p->head, "<script defer src=\"");
    text_add_html(p->head, span_of(script_url));
    text_add_str(p->head, "\"></script>\n");
}

void html_refresh(struct html *p, int64_t seconds)
{
    text_addf(p->head, "<meta http-equiv=\"refresh\" content=\"%lld\">\n", (long long)seconds);
}

void html_lead_on(struct html *p, const char *path, const char *said)
{
    text_add_str(p->head, "<meta http-equiv=\"refresh\" content=\"0;url=");
    text_add_html(p->head, span_of(path));
    text_add_str(p->head, "\">\n");
    text_add_str(p->body, "<p><a class=\"button\" href=\"");
    text_add_html(p->body, span_of(path));
    text_add_str(p->body, "\">");
    text_add_html(p->body, span_of(said));
    text_add_str(p->body, "</a></p>\n");
}

void html_refresh_plainly(struct html *p, int64_t seconds)
{
    text_addf(p->head, "<noscript><meta http-equiv=\"refresh\" content=\"%lld\"></noscript>\n",
              (long long)seconds);
}

static void add_policy(const struct html *p, struct text *t)
{
    text_add_str(t, "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                    "form-action 'self'; frame-ancestors 'none'");
    if (p->scripts)
        text_addf(t, "; script-src %s%s%s; connect-src 'self'", p->scripts, p->origin ? " " : "",
                  p->origin ? p->origin : "");
    if (p->origin)
        text_addf(t, "; frame-src %s", p->origin);
}

void html_send(struct html *p, struct http_request *r, int status)
{
    OWN(text) t = text_new();
    OWN(text) policy = text_new();
    text_add_str(t, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                    "<meta name=\"robots\" content=\"noindex\">\n");
    text_add(t, text_span(p->head));
    text_add_str(t, "</head>\n");
    text_addf(t, p->class ? "<body>\n<main class=\"%s\">\n" : "<body>\n<main>\n", p->class);
    text_add(t, text_span(p->body));
    text_add_str(t, "</main>\n</body>\n</html>\n");
    add_policy(p, policy);
    http_answer_header(r, "Content-Security-Policy", text_str(policy));
    http_answer(r, status, "text/html; charset=utf-8", text_span(t));
}

void answer_page(const struct web *w, struct http_request *r, int status, const char *heading,
                 const char *paragraph)
{
    OWN(html) p = html_new(w, heading);
    html_heading(p, heading);
    html_paragraph(p, paragraph);
    html_send(p, r, status);
}
