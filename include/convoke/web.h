/* Pages and feeds: /feed/<token>.ics, /j/<code>, /healthz, /metrics. RFC 5545, RFC 7986, RFC 9110
 *
 * A feed is made once per change of its calendar, by whatever process, and served from a copy in
 * memory. The secrets in paths are never logged, nor counted by. */
#ifndef CONVOKE_WEB_H
#define CONVOKE_WEB_H

#include "base.h"
#include "change.h"
#include "http.h"

struct web;
struct web *web_new(const struct pipeline *p, struct doorkeeper *k); /* borrows both */
/* After http_stop: requests may wait in it. */
void web_free(struct web *w);
OWNABLE(web)
/* Its rows for the server's table; with is the struct web. */
const struct http_route *web_routes(size_t *count_out);
/* The rows of pages for people: the door, answers, signing in. Without public_url no link leads
 * there, and there are none; for is_there of their part. */
const struct http_route *web_pages(size_t *count_out);
bool web_has_pages(const void *web);
/* For what no route serves: a page for people, a sentence for programs. with is the struct web. */
void web_answer_nothing(struct http_request *r, void *with);
/* Adds text to /metrics at each request, behind what http and the feeds tell of themselves. */
void web_set_metrics(struct web *w, void (*add)(struct text *t, void *with), void *with);

/* A new feed token: 256 random bits, base64url. Yours: free(). And what is stored of it. */
char *feed_token_new(struct digest *hash_out);
struct digest feed_token_hash(struct span token);

#endif
