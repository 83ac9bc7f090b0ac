#include "internal.h"

static bool path_fits(const struct served *s, const char *path, const char **rest_out)
{
    const struct http_route *route = &s->route;
    size_t len = strlen(route->path);
    if (s->is_there && !s->is_there(s->with))
        return false;
    if (len == 0 || route->path[len - 1] != '*')
        return strcmp(route->path, path) == 0;
    TRY(strncmp(route->path, path, len - 1) == 0);
    *rest_out = path + len - 1;
    return true;
}

static bool method_fits(const struct http_route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

const struct served *route_find(const struct http_server *s, const char *method, const char *path,
                                const char **rest_out)
{
    for (size_t i = 0; i < s->nserved; i++) {
        const struct http_route *route = &s->served[i].route;
        if (path_fits(&s->served[i], path, rest_out) && method_fits(route, method))
            return &s->served[i];
    }
    return NULL;
}

bool route_methods(const struct http_server *s, const char *path, struct text *t)
{
    const char *rest;
    size_t before = text_len(t);
    for (size_t i = 0; i < s->nserved; i++) {
        const struct http_route *route = &s->served[i].route;
        if (!path_fits(&s->served[i], path, &rest))
            continue;
        text_addf(t, "%s%s", text_len(t) > before ? ", " : "", route->method);
        if (strcmp(route->method, "GET") == 0)
            text_add_str(t, ", HEAD");
    }
    return text_len(t) > before;
}
