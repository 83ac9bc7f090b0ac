/* What libjwt alone does: door_alone ALGORITHM KEY CLAIMS SECONDS makes tokens with these claims (a
 * file of JSON) by this key (a file) for so many seconds of one core's time, and prints how many it
 * makes in a second. */
#include <jwt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_BYTES = 16384, AT_ONCE = 100 };

struct bytes {
    char at[MOST_BYTES];
    size_t len;
};

static void read_file(const char *path, struct bytes *out)
{
    FILE *f = fopen(path, "rb");
    out->len = f ? fread(out->at, 1, sizeof out->at - 1, f) : 0;
    out->at[out->len] = '\0';
    if (f)
        fclose(f);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int make(jwt_alg_t algorithm, const struct bytes *key, const struct bytes *claims)
{
    jwt_t *jwt = NULL;
    char *token = NULL;
    if (jwt_new(&jwt) == 0 && jwt_add_grants_json(jwt, claims->at) == 0 &&
        jwt_set_alg(jwt, algorithm, (const unsigned char *)key->at, (int)key->len) == 0)
        token = jwt_encode_str(jwt);
    jwt_free(jwt);
    int made = token != NULL;
    free(token);
    return made;
}

int main(int argc, char **argv)
{
    static struct bytes key, claims;
    if (argc != 5)
        return 64;
    jwt_alg_t algorithm = jwt_str_alg(argv[1]);
    double seconds = strtod(argv[4], NULL), began = cpu_s(), took = 0;
    long made = 0;
    read_file(argv[2], &key);
    read_file(argv[3], &claims);
    for (; took < seconds; took = cpu_s() - began)
        for (int i = 0; i < AT_ONCE; i++, made++)
            if (!make(algorithm, &key, &claims))
                return 1;
    printf("%.1f\n", (double)made / took);
    return 0;
}
