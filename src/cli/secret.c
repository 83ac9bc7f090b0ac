#include <termios.h>
#include <unistd.h>

#include "internal.h"

enum { LONGEST = 1024 };

void secret_free(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

/* The first line, without its end. */
static bool read_line(FILE *from, char **line_out, struct error *err)
{
    char line[LONGEST + 2] = "";
    if (!fgets(line, sizeof line, from))
        line[0] = 0;
    size_t len = strcspn(line, "\r\n");
    bool fits = line[len] || feof(from) || len <= LONGEST;
    line[len] = 0;
    *line_out = len && fits ? mem_str(line) : NULL;
    explicit_bzero(line, sizeof line);
    return fits || fail(err, FAULT_USAGE, NULL, "The password is longer than %d bytes.", LONGEST);
}

static bool ask_once(FILE *terminal, const char *prompt, char **answer_out, struct error *err)
{
    struct termios as_it_was, silent;
    if (tcgetattr(fileno(terminal), &as_it_was) != 0)
        return fail(err, FAULT_IO, NULL, "The terminal cannot be asked for a password.");
    silent = as_it_was;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    dprintf(fileno(terminal), "%s: ", prompt);
    tcsetattr(fileno(terminal), TCSAFLUSH, &silent);
    bool ok = read_line(terminal, answer_out, err);
    tcsetattr(fileno(terminal), TCSAFLUSH, &as_it_was);
    dprintf(fileno(terminal), "\n");
    return ok;
}

static bool ask_twice(FILE *terminal, const char *prompt, char **secret_out, struct error *err)
{
    char *again = NULL;
    TRY(ask_once(terminal, prompt, secret_out, err));
    if (!*secret_out)
        return true;
    bool ok = ask_once(terminal, "Once more", &again, err);
    if (ok && (!again || strcmp(again, *secret_out) != 0))
        ok = fail(err, FAULT_USAGE, NULL, "The two passwords differ.");
    secret_free(again);
    if (!ok) {
        secret_free(*secret_out);
        *secret_out = NULL;
    }
    return ok;
}

bool secret_read(bool from_stdin, const char *prompt, char **secret_out, struct error *err)
{
    *secret_out = NULL;
    if (from_stdin)
        return read_line(stdin, secret_out, err);
    if (!isatty(STDIN_FILENO))
        return true;
    FILE *terminal = fopen("/dev/tty", "r+e");
    if (!terminal)
        return true;
    bool ok = ask_twice(terminal, prompt, secret_out, err);
    fclose(terminal);
    return ok;
}
