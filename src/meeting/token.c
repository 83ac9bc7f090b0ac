/* Tokens: the one file that knows libjwt. Only functions that 1.10 and 1.17 both have. RFC 7519 */
#include "keys.h"

#include <jwt.h>

OWNABLE(jwt)

static struct jwt *jwt_of(const char *claims)
{
    OWN(jwt) jwt = NULL;
    TRY(jwt_new(&jwt) == 0 && jwt_add_grants_json(jwt, claims) == 0);
    return GIVE(jwt);
}

char *token_sign(const char *algorithm, struct span secret, const char *claims, struct error *err)
{
    jwt_alg_t known = jwt_str_alg(algorithm);
    OWN(jwt) jwt = known != JWT_ALG_INVAL && secret.len <= INT_MAX ? jwt_of(claims) : NULL;
    char *token = NULL;
    if (jwt && jwt_set_alg(jwt, known, (const unsigned char *)secret.at, (int)secret.len) == 0)
        token = jwt_encode_str(jwt);
    if (!token)
        fail(err, FAULT_CONFIG, NULL, "No token can be signed by %s with this secret.", algorithm);
    return token;
}

/* --- keys ------------------------------------------------------------------------------------ */

static bool add_part(struct text *t, char *json)
{
    if (json)
        text_add_base64url(t, json, strlen(json));
    free(json);
    return json != NULL;
}

/* Header and payload as libjwt writes them: it would sign too, but reads the PEM of the key again
 * for each token, which takes longer than to sign does. RFC 7515, 5.1 */
static bool add_signed_part(struct text *t, struct jwt *jwt, const char *kid)
{
    TRY(jwt && jwt_add_header(jwt, "alg", "RS256") == 0 && jwt_add_header(jwt, "typ", "JWT") == 0 &&
        (!kid || jwt_add_header(jwt, "kid", kid) == 0) &&
        add_part(t, jwt_get_headers_json(jwt, NULL)));
    text_add_char(t, '.');
    return add_part(t, jwt_get_grants_json(jwt, NULL));
}

char *token_sign_by_key(const struct key *key, const char *kid, const char *claims,
                        struct error *err)
{
    OWN(jwt) jwt = jwt_of(claims);
    OWN(text) t = text_new();
    OWN(text) signature = text_new();
    if (!add_signed_part(t, jwt, kid) || !key_add_signature(key, text_span(t), signature))
        return fail(err, FAULT_CONFIG, NULL, "No token can be signed by RS256 with the key%s%s.",
                    kid ? " " : "", kid ? kid : ""),
               NULL;
    text_add_char(t, '.');
    text_add(t, text_span(signature));
    return text_take(t);
}
