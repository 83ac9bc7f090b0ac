/* GET /assets/VERSION/NAME: what pages look like and do. The version is that of all of them, so a
 * browser keeps them for ever. */
#include "internal.h"

static const char *type_of(const char *name)
{
    static const struct {
        const char *end, *type;
    } types[] = {{".css", "text/css; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".svg", "image/svg+xml"}};
    for (size_t i = 0; i < LENGTH(types); i++)
        if (span_ends_nocase(span_of(name), types[i].end))
            return types[i].type;
    return "application/octet-stream";
}

struct digest assets_version(void)
{
    OWN(text) t = text_new();
    for (size_t i = 0; i < nassets; i++)
        text_add(t, span_make((const char *)assets[i].bytes, assets[i].len));
    return digest_of(text_span(t));
}

static void add_version(const struct web *w, struct text *t)
{
    text_add_hex(t, w->assets_version.bytes, 8);
}

void asset_add_path(const struct web *w, const char *name, struct text *t)
{
    text_add_str(t, "/assets/");
    add_version(w, t);
    text_addf(t, "/%s", name);
}

static const struct asset *asset_named(struct span name)
{
    for (size_t i = 0; i < nassets; i++)
        if (span_is(name, assets[i].name))
            return &assets[i];
    return NULL;
}

/* Of whatever version: a page that is open while the service changes goes on. */
void serve_asset(struct http_request *r, void *with)
{
    struct web *w = with;
    struct span name, version = span_cut(span_of(http_rest(r)), '/', &name);
    const struct asset *a = asset_named(name);
    OWN(text) now = text_new();
    add_version(w, now);
    if (!a) {
        http_answer(r, 404, "text/plain; charset=utf-8", SPAN("There is no such file.\n"));
        return;
    }
    http_answer_header(r, "Cache-Control",
                       span_equal(version, text_span(now)) ? "public, max-age=31536000, immutable"
                                                           : "no-store");
    http_answer(r, 200, type_of(a->name), span_make((const char *)a->bytes, a->len));
}
