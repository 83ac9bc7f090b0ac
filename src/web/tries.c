/* Who tries codes and tokens out waits. They have 128 bits, so this saves work more than secrets.
 */
#include "door.h"

/* Wrong ones that a client may have; an office behind one address has old links too. */
enum { MOST_TRIES = 40 };

bool may_try(const struct web *w, struct http_request *r)
{
    int64_t wait_s = 0;
    OWN(text) client = text_new();
    http_add_client(r, client);
    if (guesses_allow(w->tries, text_span(client), MOST_TRIES, &wait_s))
        return true;
    OWN_CHARS seconds = mem_strf("%lld", (long long)wait_s);
    http_answer_header(r, "Retry-After", seconds);
    answer_page(w, r, 429, "Too many links that lead nowhere",
                "Links that do not exist were opened too often from your address lately. Wait a "
                "minute, and open the link in your invitation again.");
    return false;
}

void note_try(const struct web *w, const struct http_request *r)
{
    OWN(text) client = text_new();
    http_add_client(r, client);
    guesses_note(w->tries, text_span(client));
}

bool may_ask(const struct web *w, struct http_request *r, struct span key, int most)
{
    int64_t wait_s = 0;
    if (guesses_allow(w->asked, key, most, &wait_s)) {
        guesses_note(w->asked, key);
        return true;
    }
    OWN_CHARS seconds = mem_strf("%lld", (long long)wait_s);
    http_answer_header(r, "Retry-After", seconds);
    answer_page(w, r, 429, "Asked for too often",
                "This was asked for several times already. Look into your mail, or try again in "
                "some minutes.");
    return false;
}
