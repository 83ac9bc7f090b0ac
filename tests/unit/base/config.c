#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base.h"

static struct config *parsed(const char *ini, struct error *err)
{
    return config_parse(span_of(ini), "convoke.conf", err);
}

/* The sentence that refuses this text. */
static void check_refused(const char *ini, const char *said)
{
    struct error err = {0};
    OWN(config) c = parsed(ini, &err);
    if (c)
        fail_msg("taken: %s", ini);
    CHECK_INT(err.kind, FAULT_CONFIG);
    if (!strstr(err.said, said))
        fail_msg("\"%s\" does not say \"%s\"", err.said, said);
}

/* A file of its own below /tmp with this content. Yours: free(). */
static char *file_with(const char *content)
{
    char *path = mem_str("/tmp/convoke-config-XXXXXX");
    int fd = mkstemp(path);
    CHECK(fd >= 0 && write(fd, content, strlen(content)) == (ssize_t)strlen(content));
    close(fd);
    return path;
}

/* Settings from this file and the environment as it is now. */
static struct config *loaded(const char *ini, struct error *err)
{
    OWN_CHARS path = file_with(ini);
    struct config *c = config_load(path, err);
    unlink(path);
    return c;
}

TEST(an_empty_file_gives_the_defaults)
{
    struct error err = {0};
    OWN(config) c = parsed("", &err);
    CHECK_OK(c, &err);
    CHECK_STR(c->server.listen, "127.0.0.1:8080");
    CHECK(c->server.public_url == NULL);
    CHECK_STR(c->jitsi.domain, "https://meet.jit.si");
    CHECK_STR(c->jitsi.room_pattern, "{prefix}{random}");
    CHECK_INT(c->jitsi.rooms, ROOMS_PER_SERIES);
    CHECK_INT(c->meetings.policy, POLICY_ATTENDEES);
    CHECK_INT(c->mail.merge_window_s, 30);
    CHECK_INT(c->reminders.nbefore, 2);
    CHECK_INT(c->reminders.before_s[0], 86400);
    CHECK_INT(c->reminders.before_s[1], 3600);
    CHECK_INT(c->reminders.all_day_at_s, 9 * 3600);
    CHECK_INT(c->limits.object_bytes, 1 << 20);
    CHECK_INT(c->limits.recipients_per_hour, 200);
    CHECK_INT(c->limits.changes_per_ten_minutes, 50);
    CHECK_INT(c->log.level, LEVEL_INFO);
}

TEST(a_whole_file_is_read)
{
    struct error err = {0};
    OWN(config)
    c = parsed("\xEF\xBB\xBF# the service\r\n"
               "[server]\r\n"
               "listen = [::1]:80\r\n"
               "public_url = https://calendar.example.org/\r\n"
               "; a comment\n"
               "[jitsi]\n"
               "  domain: meet.example.org\n"
               "  rooms = Occurrence\n"
               "[mail]\n"
               "from = Convoke <calendar@example.org>\n"
               "password = a;b ; c = d\n"
               "require_tls = on\n"
               "[reminders]\n"
               "before = 1h, 2d , 1h, 90\n"
               "all_day_at = 7:30\n"
               "[limits]\n"
               "file = 2g\n"
               "[jitsi]\n"
               "room_prefix = team",
               &err);
    CHECK_OK(c, &err);
    CHECK_STR(c->server.listen, "[::1]:80");
    CHECK_STR(c->server.public_url, "https://calendar.example.org");
    CHECK_STR(c->jitsi.domain, "https://meet.example.org");
    CHECK_STR(c->jitsi.room_prefix, "team");
    CHECK_INT(c->jitsi.rooms, ROOMS_PER_OCCURRENCE);
    CHECK_STR(c->mail.password, "a;b ; c = d");
    CHECK(c->mail.require_tls);
    CHECK_INT(c->reminders.nbefore, 3);
    CHECK_INT(c->reminders.before_s[0], 2 * 86400);
    CHECK_INT(c->reminders.before_s[2], 90);
    CHECK_INT(c->reminders.all_day_at_s, 7 * 3600 + 30 * 60);
    CHECK_INT(c->limits.file_bytes, 2147483648);
}

TEST(what_is_wrong_is_named_with_file_line_and_what_is_allowed)
{
    static const struct {
        const char *ini, *said;
    } rows[] = {
        {"[sever]\nlisten = x:1\n",
         "convoke.conf, line 2: there is no section [sever]; there are "
         "server, store, jitsi, zoom, google, url, meetings, mail, reminders, limits"},
        {"[store]\n\nuri = x\n", "line 3: [store] has no key \"uri\"; it has url, keep."},
        {"listen = x:1\n", "line 1: \"listen\" stands before the first [section]"},
        {"[server]\nlisten\n", "line 2: neither a [section] nor a \"key = value\""},
        {"[server\nlisten = x:1\n", "line 1: neither a [section]"},
        {"[server]\nlisten = a:1\nlisten = b:1\n", "line 3: server.listen was set in line 2"},
        {"[server]\nlisten = 8080\n", "line 2: server.listen is \"8080\"; allowed is HOST:PORT"},
        {"[server]\nlisten = ::1:8080\n", "allowed is HOST:PORT"},
        {"[server]\nlisten = a:65536\n", "allowed is HOST:PORT"},
        {"[server]\npublic_url = calendar.example.org\n", "allowed is https://HOST"},
        {"[server]\npublic_url = https://x/?a\n", "allowed is https://HOST"},
        {"[server]\npublic_url = https://\n", "allowed is https://HOST"},
        {"[server]\nthreads = 0\n", "allowed is a number from 1 to 64"},
        {"[server]\nthreads = 2x\n", "allowed is a number from 1 to 64"},
        {"[server]\ndrain = 2h\n", "allowed is a duration as 90s, 30m, 24h or 7d, 0 to 3600"},
        {"[store]\nurl = /var/x.db\n", "allowed is sqlite:/PATH"},
        {"[jitsi]\nprovider = skype\n",
         "allowed is one of jitsi, jaas, zoom, google-meet, url, none"},
        {"[jitsi]\nroom_prefix = Team A\n", "allowed is up to 40 of a-z"},
        {"[jitsi]\ndomain = ftp://x\n", "allowed is https://HOST or a bare host"},
        {"[meetings]\npolicy = some\n", "allowed is one of attendees, always, marked, never"},
        {"[meetings]\nall_day = maybe\n", "allowed is yes or no"},
        {"[mail]\ntransport = mail.example.org\n", "allowed is smtp://HOST:PORT"},
        {"[mail]\ntransport = smtp://\n", "allowed is smtp://HOST:PORT"},
        {"[mail]\nfrom = Convoke\n", "allowed is an address as"},
        {"[mail]\nca_file = ca.pem\n", "allowed is an absolute path"},
        {"[reminders]\nbefore = 5w\n", "allowed is up to 8 durations of at most 4w each"},
        {"[reminders]\nbefore = 1h,,2h\n", "allowed is up to 8 durations"},
        {"[reminders]\nbefore = 1,2,3,4,5,6,7,8,9\n", "allowed is up to 8 durations"},
        {"[reminders]\nbefore = -1h\n", "allowed is up to 8 durations"},
        {"[reminders]\nall_day_at = 24:00\n", "allowed is a time of day as 09:00"},
        {"[limits]\nobject = 1t\n", "allowed is a size as 64k or 2m"},
        {"[limits]\nobject = 9999999999999999999g\n", "allowed is a size as 64k or 2m"},
        {"[limits]\nobject = 1\n", "1024 to 67108864 bytes"},
        {"[store]\nlisten_file = /etc/hostname\n", "[store] has no key \"listen_file\""},
        {"[server]\nlisten_file = /etc/hostname\n", "[server] has no key \"listen_file\""},
        {"[server]\nlisten = \x01:1\n", "line 2: the line is not UTF-8 text"},
        {"[server]\nlisten = \xFF:1\n", "line 2: the line is not UTF-8 text"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++)
        check_refused(rows[i].ini, rows[i].said);
}

TEST(a_line_beyond_the_bound_is_refused_with_its_number)
{
    OWN(text) ini = text_new();
    text_add_str(ini, "[jitsi]\nlabel = ");
    for (int i = 0; i < 5000; i++)
        text_add_char(ini, 'x');
    check_refused(text_str(ini), "line 2: the line is too long");
}

TEST(a_nul_byte_ends_nothing_silently)
{
    struct error err = {0};
    OWN(config) c = config_parse(SPAN("[server]\nlisten = a:1\0\nfoo\n"), "x", &err);
    CHECK(c == NULL);
    CHECK(strstr(err.said, "x, line 2: "));
}

TEST(no_reminders_can_be_asked_for)
{
    struct error err = {0};
    OWN(config) c = parsed("[reminders]\nbefore = none\n", &err);
    CHECK_OK(c, &err);
    CHECK_INT(c->reminders.nbefore, 0);
}

TEST(an_empty_text_unsets_the_key)
{
    struct error err = {0};
    OWN(config) c = parsed("[jitsi]\nlabel =\n", &err);
    CHECK_OK(c, &err);
    CHECK(c->jitsi.label == NULL);
}

TEST(a_wrong_secret_is_never_repeated)
{
    setenv("CONVOKE_MAIL_PASSWORD", "geheim\nwort", 1);
    struct error err = {0};
    OWN(config) c = loaded("", &err);
    unsetenv("CONVOKE_MAIL_PASSWORD");
    CHECK(c == NULL);
    CHECK(strstr(err.said, "CONVOKE_MAIL_PASSWORD"));
    CHECK(!strstr(err.said, "geheim"));
}

TEST(the_environment_goes_before_the_file)
{
    setenv("CONVOKE_SERVER_LISTEN", "127.0.0.1:9", 1);
    setenv("CONVOKE_JITSI_ROOM_PREFIX", " crew ", 1);
    struct error err = {0};
    OWN(config) c = loaded("[server]\nlisten = a:1\n[jitsi]\nroom_prefix = team\n", &err);
    unsetenv("CONVOKE_SERVER_LISTEN");
    unsetenv("CONVOKE_JITSI_ROOM_PREFIX");
    CHECK_OK(c, &err);
    CHECK_STR(c->server.listen, "127.0.0.1:9");
    CHECK_STR(c->jitsi.room_prefix, "crew");
}

TEST(names_of_jitsi_integrations_are_understood_and_yield_to_ours)
{
    setenv("JITSI_DOMAIN", "meet.example.net", 1);
    setenv("JITSI_APP_ID", "calendar", 1);
    setenv("JITSI_APP_SECRET", "s3cret", 1);
    setenv("JITSI_ROOM_PREFIX", "theirs", 1);
    setenv("MEETING_PROVIDER", "none", 1);
    setenv("CONVOKE_JITSI_ROOM_PREFIX", "ours", 1);
    struct error err = {0};
    OWN(config) c = loaded("", &err);
    static const char *const names[] = {"JITSI_DOMAIN",     "JITSI_APP_ID",
                                        "JITSI_APP_SECRET", "JITSI_ROOM_PREFIX",
                                        "MEETING_PROVIDER", "CONVOKE_JITSI_ROOM_PREFIX"};
    for (size_t i = 0; i < LENGTH(names); i++)
        unsetenv(names[i]);
    CHECK_OK(c, &err);
    CHECK_STR(c->jitsi.domain, "https://meet.example.net");
    CHECK_STR(c->jitsi.app_id, "calendar");
    CHECK_STR(c->jitsi.app_secret, "s3cret");
    CHECK_STR(c->jitsi.room_prefix, "ours");
    CHECK_STR(c->jitsi.provider, "none");
}

TEST(a_misspelt_variable_is_refused_and_a_foreign_one_is_not)
{
    struct error err = {0};
    setenv("CONVOKE_TEST_NOW", "2026-03-01T09:00:00Z", 1);
    setenv("CONVOKE_MAIL_TRANSPROT", "x", 1);
    OWN(config) wrong = loaded("", &err);
    unsetenv("CONVOKE_MAIL_TRANSPROT");
    CHECK(wrong == NULL);
    CHECK(strstr(err.said, "CONVOKE_MAIL_TRANSPROT names no key"));
    OWN(config) right = loaded("", &err);
    unsetenv("CONVOKE_TEST_NOW");
    CHECK_OK(right, &err);
}

TEST(a_secret_comes_from_a_file_by_key_and_by_variable)
{
    OWN_CHARS secret = file_with("from a file\n");
    OWN_CHARS ini = mem_strf("[mail]\npassword_file = %s\n", secret);
    struct error err = {0};
    OWN(config) by_key = parsed(ini, &err);
    CHECK_OK(by_key, &err);
    CHECK_STR(by_key->mail.password, "from a file");
    setenv("CONVOKE_JITSI_APP_SECRET_FILE", secret, 1);
    OWN(config) by_variable = loaded("", &err);
    unsetenv("CONVOKE_JITSI_APP_SECRET_FILE");
    unlink(secret);
    CHECK_OK(by_variable, &err);
    CHECK_STR(by_variable->jitsi.app_secret, "from a file");
}

TEST(a_secret_file_that_cannot_serve_is_named)
{
    OWN_CHARS empty = file_with("\n");
    OWN_CHARS two = file_with("one\ntwo\n");
    OWN_CHARS of_empty = mem_strf("[mail]\npassword_file = %s\n", empty);
    OWN_CHARS of_two = mem_strf("[mail]\npassword_file = %s\n", two);
    check_refused(of_empty, "has to hold the secret as its one line");
    check_refused(of_two, "has to hold the secret as its one line");
    check_refused("[mail]\npassword_file = secret\n", "give an absolute path");
    check_refused("[mail]\npassword_file = /nowhere/at/all\n", "/nowhere/at/all");
    check_refused("[mail]\npassword = a\npassword_file = /b\n", "was set in line 2 already");
    unlink(empty);
    unlink(two);
}

TEST(credentials_of_systemd_go_before_the_file)
{
    char directory[] = "/tmp/convoke-credentials-XXXXXX";
    CHECK(mkdtemp(directory));
    OWN_CHARS path = mem_strf("%s/mail.password", directory);
    struct error err = {0};
    CHECK_OK(file_replace(path, SPAN("credential\n"), 0600, &err), &err);
    setenv("CREDENTIALS_DIRECTORY", directory, 1);
    OWN(config) c = loaded("[mail]\npassword = plain\n", &err);
    unsetenv("CREDENTIALS_DIRECTORY");
    unlink(path);
    rmdir(directory);
    CHECK_OK(c, &err);
    CHECK_STR(c->mail.password, "credential");
}

TEST(a_file_that_was_asked_for_has_to_be_there)
{
    struct error err = {0};
    OWN(config) c = config_load("/nowhere/convoke.conf", &err);
    CHECK(c == NULL);
    CHECK_INT(err.kind, FAULT_CONFIG);
    CHECK(strstr(err.said, "/nowhere/convoke.conf"));
}

TEST(the_file_is_found_by_the_environment)
{
    OWN_CHARS path = file_with("[jitsi]\nlabel = Join\n");
    setenv("CONVOKE_CONFIG", path, 1);
    struct error err = {0};
    OWN(config) c = config_load(NULL, &err);
    unsetenv("CONVOKE_CONFIG");
    unlink(path);
    CHECK_OK(c, &err);
    CHECK_STR(c->jitsi.label, "Join");
    CHECK_STR(c->file, path);
}

TEST(every_key_is_described_and_no_secret_has_a_default)
{
    OWN(text) t = text_new();
    config_describe(t);
    struct span all = text_span(t);
    CHECK(span_has(all, SPAN("server.listen: where the service listens")));
    CHECK(
        span_has(all, SPAN("mail.password: for the mail server (a text; default: none; secret)")));
    CHECK(span_has(all, SPAN("jitsi.rooms: ")));
    CHECK(span_has(all, SPAN("one of series, occurrence; default: series")));
}

TEST(durations_have_units)
{
    static const struct {
        const char *text;
        int64_t seconds; /* -1: none */
    } rows[] = {{"90s", 90},
                {"30m", 1800},
                {"24h", 86400},
                {"7d", 604800},
                {"2w", 1209600},
                {"15", 15},
                {"0", 0},
                {"1 h", 3600},
                {"1H", 3600},
                {"", -1},
                {"h", -1},
                {"-1h", -1},
                {"1y", -1},
                {"+1", -1},
                {"1.5h", -1},
                {"99999999999999999999", -1},
                {"9223372036854775807w", -1},
                {"1 h 2", -1}};
    for (size_t i = 0; i < LENGTH(rows); i++) {
        int64_t seconds = -1;
        CHECK_INT(duration_parse(span_of(rows[i].text), &seconds), rows[i].seconds >= 0);
        CHECK_INT(seconds, rows[i].seconds);
    }
}

RUN_TESTS(CASE(an_empty_file_gives_the_defaults), CASE(a_whole_file_is_read),
          CASE(what_is_wrong_is_named_with_file_line_and_what_is_allowed),
          CASE(a_line_beyond_the_bound_is_refused_with_its_number),
          CASE(a_nul_byte_ends_nothing_silently), CASE(no_reminders_can_be_asked_for),
          CASE(an_empty_text_unsets_the_key), CASE(a_wrong_secret_is_never_repeated),
          CASE(the_environment_goes_before_the_file),
          CASE(names_of_jitsi_integrations_are_understood_and_yield_to_ours),
          CASE(a_misspelt_variable_is_refused_and_a_foreign_one_is_not),
          CASE(a_secret_comes_from_a_file_by_key_and_by_variable),
          CASE(a_secret_file_that_cannot_serve_is_named),
          CASE(credentials_of_systemd_go_before_the_file),
          CASE(a_file_that_was_asked_for_has_to_be_there),
          CASE(the_file_is_found_by_the_environment),
          CASE(every_key_is_described_and_no_secret_has_a_default), CASE(durations_have_units))
