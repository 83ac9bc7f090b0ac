/* Tokens: the one file that knows libjwt. Only functions that 1.10 and 1.17 both have. RFC 7519 */
#include "internal.h"

#include <jwt.h>
#include <limits.h>

static bool sign_with(jwt_t *jwt, const struct signing *by, const char *claims)
{
    jwt_alg_t algorithm = jwt_str_alg(by->algorithm);
    if (algorithm == JWT_ALG_INVAL || by->key.len > INT_MAX)
        return false;
    return jwt_add_grants_json(jwt, claims) == 0 &&
           (!by->kid || jwt_add_header(jwt, "kid", by->kid) == 0) &&
           jwt_set_alg(jwt, algorithm, (const unsigned char *)by->key.at, (int)by->key.len) == 0;
}

char *token_sign(const struct signing *by, const char *claims, struct error *err)
{
    jwt_t *jwt = NULL;
    char *token = NULL;
    if (jwt_new(&jwt) == 0 && sign_with(jwt, by, claims))
        token = jwt_encode_str(jwt);
    jwt_free(jwt);
    if (!token)
        return fail(err, FAULT_CONFIG, NULL, "No token can be signed by %s with the key%s%s.",
                    by->algorithm, by->kid ? " " : "", by->kid ? by->kid : ""),
               NULL;
    return token;
}
