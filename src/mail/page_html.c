/* One table, inline styles, nothing fetched from anywhere: what mail programs from Outlook to
 * phones show alike. The style element serves those that know dark mode. */
#include "page.h"

static const struct {
    const char *strong, *tint; /* of the label and the bar; of what is behind the label */
} colors[] = {
    [MAIL_INVITATION] = {"#1d5fbf", "#e8f0fc"},   [MAIL_UPDATE] = {"#8a5300", "#fdf1dc"},
    [MAIL_CANCELLATION] = {"#b3261e", "#fce8e6"}, [MAIL_REMINDER] = {"#14695a", "#e2f4f0"},
    [MAIL_REPLY] = {"#14695a", "#e2f4f0"},        [MAIL_NOTICE] = {"#4a4f57", "#eceef1"},
    [MAIL_HOST] = {"#1d5fbf", "#e8f0fc"},
};

#define FONT \
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"

static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;supported-color-schemes:light dark}\n"
    "@media (prefers-color-scheme:dark){\n"
    ".page{background:#15171a!important}\n"
    ".card{background:#1f2226!important;border-left-color:#33373d!important;"
    "border-right-color:#33373d!important;border-bottom-color:#33373d!important}\n"
    ".ink{color:#eceef1!important}\n"
    ".soft{color:#a4abb5!important}\n"
    ".line{border-color:#33373d!important}\n"
    ".leaf{background:#2a2e34!important;border-color:#3a3f46!important}\n"
    ".tag{background:#2a2e34!important;color:#d5dae1!important}\n"
    "}\n"
    "@media (max-width:480px){\n"
    ".pad{padding-left:20px!important;padding-right:20px!important}\n"
    ".name,.value{display:block!important;width:auto!important}\n"
    ".name{padding-bottom:0!important}\n"
    ".value{padding-top:2px!important;border-top:0!important}\n"
    "table.wide{width:100%!important}\n"
    "a.wide{display:block!important;text-align:center!important}\n"
    "}\n"
    "</style>\n";

static void add_html_lines(struct text *t, const char *s)
{
    struct span rest = span_of(s);
    while (rest.len) {
        struct span line = span_cut(rest, '\n', &rest);
        text_add_html(t, line);
        if (rest.at)
            text_add_str(t, "<br>\n");
    }
}

static void add_head(struct text *t, const struct page *s)
{
    text_add_str(t, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n"
                    "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>");
    text_add_html(t, span_of(s->title));
    text_addf(t, "</title>\n%s</head>\n", style);
}

/* What the list of mails shows beside the subject. */
static void add_preview(struct text *t, const struct page *s)
{
    text_add_str(t, "<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">");
    text_add_html(t, span_of(s->nfacts ? s->facts[0].now : s->title));
    text_add_str(t, "</div>\n");
}

static void open_card(struct text *t, const struct page *s)
{
    text_add_str(t, "<body class=\"page\" style=\"margin:0;padding:0;background:#f3f4f6\">\n");
    add_preview(t, s);
    text_add_str(t, "<table role=\"presentation\" class=\"page\" width=\"100%\" cellpadding=\"0\" "
                    "cellspacing=\"0\" border=\"0\" style=\"background:#f3f4f6\"><tr>"
                    "<td align=\"center\" style=\"padding:24px 12px\">\n");
    text_addf(t,
              "<table role=\"presentation\" class=\"card\" width=\"100%%\" cellpadding=\"0\" "
              "cellspacing=\"0\" border=\"0\" style=\"max-width:560px;background:#ffffff;"
              "border:1px solid #e1e4e8;border-top:4px solid %s;border-radius:8px;" FONT "\">\n",
              colors[s->kind].strong);
}

static void add_leaf(struct text *t, const struct page *s)
{
    text_addf(t,
              "<td width=\"64\" valign=\"top\" style=\"padding-right:16px\">"
              "<table role=\"presentation\" class=\"leaf\" width=\"64\" cellpadding=\"0\" "
              "cellspacing=\"0\" border=\"0\" style=\"border:1px solid #e1e4e8;"
              "border-radius:8px;background:#f8f9fa\">"
              "<tr><td align=\"center\" class=\"soft\" style=\"padding-top:7px;font-size:12px;"
              "line-height:14px;color:#5b626b;letter-spacing:.04em\">%.3s</td></tr>"
              "<tr><td align=\"center\" class=\"ink\" style=\"font-size:26px;line-height:30px;"
              "font-weight:600;color:#1b1e23\">%d</td></tr>"
              "<tr><td align=\"center\" class=\"soft\" style=\"padding-bottom:7px;font-size:12px;"
              "line-height:14px;color:#5b626b\">%s</td></tr></table></td>\n",
              s->tile.month, s->tile.day, s->tile.weekday);
}

static void add_heading(struct text *t, const struct page *s)
{
    bool off = s->kind == MAIL_CANCELLATION;
    text_add_str(t, "<tr><td class=\"pad\" style=\"padding:24px 28px 8px\"><table "
                    "role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
                    "border=\"0\"><tr>\n");
    if (s->has_tile)
        add_leaf(t, s);
    text_addf(t,
              "<td valign=\"top\"><span class=\"tag\" style=\"display:inline-block;"
              "padding:2px 10px;border-radius:10px;font-size:12px;line-height:18px;"
              "font-weight:600;background:%s;color:%s\">%s</span>\n"
              "<h1 class=\"ink\" style=\"margin:8px 0 0;font-size:22px;line-height:28px;"
              "font-weight:600;color:#1b1e23%s\">",
              colors[s->kind].tint, colors[s->kind].strong, s->label,
              off ? ";text-decoration:line-through" : "");
    text_add_html(t, span_of(s->title));
    text_add_str(t, "</h1>\n");
    if (s->was_title) {
        text_add_str(t,
                     "<s class=\"soft\" style=\"font-size:15px;line-height:22px;color:#5b626b\">");
        text_add_html(t, span_of(s->was_title));
        text_add_str(t, "</s>\n");
    }
    text_add_str(t, "</td></tr></table></td></tr>\n");
}

static void add_lead(struct text *t, const struct page *s)
{
    text_add_str(t, "<tr><td class=\"pad ink\" style=\"padding:8px 28px 12px;font-size:15px;"
                    "line-height:22px;color:#1b1e23\">");
    text_add_html(t, span_of(s->lead));
    text_add_str(t, "</td></tr>\n");
}

static void add_button(struct text *t, const struct page *s)
{
    text_add_str(t, "<tr><td class=\"pad\" style=\"padding:4px 28px 16px\"><table "
                    "role=\"presentation\" class=\"wide\" cellpadding=\"0\" cellspacing=\"0\" "
                    "border=\"0\"><tr><td class=\"wide\" bgcolor=\"#1d5fbf\" "
                    "style=\"border-radius:6px;background:#1d5fbf\"><a class=\"wide\" href=\"");
    text_add_html(t, span_of(s->link));
    text_add_str(t, "\" style=\"display:inline-block;padding:11px 22px;font-size:15px;"
                    "line-height:20px;font-weight:600;color:#ffffff;text-decoration:none\">");
    text_add_str(t, s->button);
    text_add_str(
        t,
        "</a></td></tr></table>\n<div class=\"soft\" style=\"padding-top:8px;font-size:13px;line-height:18px;color:#5b626b;word-break:break-all\">");
    text_add_html(t, span_of(s->link));
    text_add_str(t, "</div></td></tr>\n");
}

/* Beside each other where there is room; each is a target wide enough for a thumb. */
static void add_answers(struct text *t, const struct page *s)
{
    text_add_str(t, "<tr><td class=\"pad\" style=\"padding:0 28px 12px\">\n");
    for (size_t i = 0; i < ANSWERS; i++) {
        if (!s->answers[i])
            continue;
        text_add_str(t, "<a class=\"ink leaf\" href=\"");
        text_add_html(t, span_of(s->answers[i]));
        text_addf(t,
                  "\" style=\"display:inline-block;margin:0 8px 8px 0;padding:8px 18px;"
                  "border:1px solid #c6ccd4;border-radius:6px;font-size:14px;line-height:20px;"
                  "font-weight:600;color:#1b1e23;text-decoration:none\">%s</a>\n",
                  answer_label((enum letter_answer)i));
    }
    text_add_str(t, "</td></tr>\n");
}

static void open_row(struct text *t, const char *name, bool first)
{
    const char *line = first ? "" : "border-top:1px solid #eceef1;";
    text_addf(
        t,
        "<tr><td class=\"name soft line\" width=\"92\" valign=\"top\" style=\"padding:9px 12px "
        "9px 0;%sfont-size:14px;line-height:20px;color:#5b626b\">%s</td>"
        "<td class=\"value ink line\" valign=\"top\" style=\"padding:9px 0;%sfont-size:14px;"
        "line-height:20px;color:#1b1e23;word-break:break-word\">",
        line, name, line);
}

static void add_old(struct text *t, const char *was)
{
    text_add_str(t, "<br><s class=\"soft\" style=\"color:#5b626b\">");
    text_add_html(t, span_of(was));
    text_add_str(t, "</s>");
}

static void add_facts(struct text *t, const struct page *s)
{
    bool off = s->kind == MAIL_CANCELLATION;
    text_add_str(t,
                 "<tr><td class=\"pad\" style=\"padding:0 28px 8px\"><table role=\"presentation\" "
                 "width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n");
    for (size_t i = 0; i < s->nfacts; i++) {
        const struct fact *f = &s->facts[i];
        open_row(t, f->name, i == 0);
        text_add_str(t, f->was ? "<strong>" : i == 0 && off ? "<s>" : "");
        text_add_html(t, span_of(f->now));
        text_add_str(t, f->was ? "</strong>" : i == 0 && off ? "</s>" : "");
        if (f->was)
            add_old(t, f->was);
        text_add_str(t, "</td></tr>\n");
    }
    if (s->was_link) {
        open_row(t, "Link", false);
        text_add_str(t, s->link ? "<strong>The link above is new.</strong>"
                                : "<strong>none any more</strong>");
        add_old(t, s->was_link);
        text_add_str(t, "</td></tr>\n");
    }
    text_add_str(t, "</table></td></tr>\n");
}

static void add_description(struct text *t, const struct page *s)
{
    text_add_str(t, "<tr><td class=\"pad\" style=\"padding:4px 28px 20px\"><div class=\"ink line\" "
                    "style=\"border-top:1px solid #eceef1;padding-top:14px;font-size:14px;"
                    "line-height:21px;color:#1b1e23;word-break:break-word\">");
    if (s->was_description)
        text_add_str(t, "<strong>New text</strong><br>\n");
    add_html_lines(t, s->description);
    if (s->was_description) {
        text_add_str(t, "<br><br><s class=\"soft\" style=\"color:#5b626b\">");
        add_html_lines(t, s->was_description);
        text_add_str(t, "</s>");
    }
    text_add_str(t, "</div></td></tr>\n");
}

static void add_footer(struct text *t, const struct page *s)
{
    text_add_str(t, "</table>\n<div class=\"soft\" style=\"max-width:560px;padding:16px 20px 0;"
                    "font-size:12px;line-height:18px;color:#5b626b;text-align:left;" FONT "\">");
    text_add_html(t, span_of(s->footer));
    if (s->unsubscribe) {
        text_add_str(t, " <a class=\"soft\" style=\"color:#5b626b\" href=\"");
        text_add_html(t, span_of(s->unsubscribe));
        text_add_str(t, "\">No more reminders</a>");
    }
    text_add_str(t, "</div>\n</td></tr></table>\n</body>\n</html>\n");
}

void page_add_html(struct text *t, const struct page *s)
{
    add_head(t, s);
    open_card(t, s);
    add_heading(t, s);
    if (s->lead)
        add_lead(t, s);
    if (s->link)
        add_button(t, s);
    if (s->answers[ANSWER_ACCEPT])
        add_answers(t, s);
    if (s->nfacts)
        add_facts(t, s);
    if (s->description)
        add_description(t, s);
    add_footer(t, s);
}
