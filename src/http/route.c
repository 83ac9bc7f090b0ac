#include "internal.h"

static bool path_fits(const struct http_route *route, const char *path, const char **rest_out)
{
    size_t len = strlen(route->path);
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

const struct http_route *route_find(const struct http_server *s, const char *method,
                                    const char *path, const char **rest_out)
{
    for (size_t i = 0; i < s->nroutes; i++)
        if (path_fits(&s->routes[i], path, rest_out) && method_fits(&s->routes[i], method))
            return &s->routes[i];
    return NULL;
}

bool route_methods(const struct http_server *s, const char *path, struct text *t)
{
    const char *rest;
    size_t before = text_len(t);
    for (size_t i = 0; i < s->nroutes; i++) {
        if (!path_fits(&s->routes[i], path, &rest))
            continue;
        text_addf(t, "%s%s", text_len(t) > before ? ", " : "", s->routes[i].method);
        if (strcmp(s->routes[i].method, "GET") == 0)
            text_add_str(t, ", HEAD");
    }
    return text_len(t) > before;
}
