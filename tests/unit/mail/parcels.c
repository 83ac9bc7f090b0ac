/* From a change to mails in a Maildir, with the real store, pipeline and outbox. */
#include "convoke/change.h"
#include "convoke/mail.h"
#include "convoke/meeting.h"

#include "test.h"

#include <dirent.h>

#define GUEST "guest@example.net"

struct post_office {
    char *directory;
    struct config *config;
    struct store *store;
    struct zones *zones;
    struct pipeline line;
    int64_t anna, bob;
    instant now;
};

static struct post_office office;

static void set_clock(const char *at)
{
    CHECK(instant_parse(span_of(at), &office.now));
    clock_set(office.now);
}

static void pass_time(int64_t seconds)
{
    office.now += seconds;
    clock_set(office.now);
}

static bool add_people(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    static char anna[] = "anna@example.com", bob[] = "bob@example.com", here[] = "Europe/Berlin",
                there[] = "America/New_York", name[] = "Anna Berg", login_anna[] = "anna",
                login_bob[] = "bob";
    char *of_anna[] = {anna}, *of_bob[] = {bob};
    struct account a = {.name = login_anna,
                        .display = name,
                        .tz = here,
                        .addresses = of_anna,
                        .naddresses = 1,
                        .held_since = INSTANT_FIRST};
    struct account b = {.name = login_bob,
                        .tz = there,
                        .addresses = of_bob,
                        .naddresses = 1,
                        .by_mail = true,
                        .held_since = INSTANT_FIRST};
    return store_account_add(tx, &a, &office.anna, err) &&
           store_account_add(tx, &b, &office.bob, err);
}

static int open_office(void **state)
{
    (void)state;
    struct error err = {0};
    office = (struct post_office){.directory = mem_str("/tmp/convoke-office-XXXXXX")};
    CHECK(mkdtemp(office.directory));
    OWN_CHARS ini = mem_strf("[store]\nurl = sqlite:%s/convoke.db\n"
                             "[jitsi]\ndomain = https://meet.example.org\n"
                             "[mail]\ntransport = maildir:%s/mail\n"
                             "from = Convoke <calendar@example.org>\n"
                             "[reminders]\nbefore = 1h\n",
                             office.directory, office.directory);
    office.config = config_parse(span_of(ini), "test", &err);
    CHECK_OK(office.config, &err);
    set_clock("2026-03-01T09:00:00Z");
    office.zones = zones_open(NULL, &err);
    CHECK_OK(office.zones, &err);
    struct store_options create = {.create = true};
    office.store = store_open(office.config->store.url, &create, &err);
    CHECK_OK(office.store, &err);
    office.line.store = office.store;
    office.line.zones = office.zones;
    office.line.config = office.config;
    CHECK_OK(store_write_one(office.store, add_people, NULL, &err), &err);
    return 0;
}

/* Whatever was mailed passes the linter. */
static int close_office(void **state)
{
    (void)state;
    OWN_CHARS lint = mem_strf("[ ! -e '%s/mail' ] || " MAIL_LINT " '%s/mail'", office.directory,
                              office.directory);
    OWN_CHARS clean = mem_strf("rm -r '%s'", office.directory);
    int faulty = system(lint);
    store_free(office.store);
    zones_free(office.zones);
    config_free(office.config);
    CHECK_INT(system(clean), 0);
    free(office.directory);
    return faulty;
}

static void put(const char *uid, const char *lines)
{
    OWN_CHARS text = mem_strf(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
        "DTSTAMP:20260301T080000Z\r\nORGANIZER;CN=Anna Berg:mailto:anna@example.com\r\n"
        "%sEND:VEVENT\r\nEND:VCALENDAR\r\n",
        uid, lines);
    struct change c = {
        .kind = CHANGE_PUT, .account = office.anna, .text = span_of(text), .tell = true};
    if (!change_submit(&office.line, &c, 1))
        fail_msg("%s", c.err.said);
    change_clear(&c);
}

#define AT_TEN   "DTSTART:20260303T090000Z\r\nDTEND:20260303T100000Z\r\nSUMMARY:Sync\r\n"
#define TO_GUEST "ATTENDEE;CN=Guest:mailto:" GUEST "\r\n"

static struct outbox_report deliver(void)
{
    struct error err = {0};
    struct carrier carriers[2] = {{0}, change_local_carrier(&office.line)};
    CHECK_OK(mail_carrier(office.config, &carriers[0], &err), &err);
    const char *by = carriers[0].name;
    const struct parcel_kind kinds[] = {
        {"itip", by, mail_compose_itip, &office.line},
        {"reminder", by, mail_compose_reminder, &office.line},
        {"notice", by, mail_compose_notice, &office.line},
        {"local", "local", change_compose_local, &office.line},
    };
    struct outbox_options options = {.store = office.store,
                                     .kinds = kinds,
                                     .nkinds = LENGTH(kinds),
                                     .carriers = carriers,
                                     .ncarriers = 2,
                                     .lease_s = 600,
                                     .workers = 1};
    OWN(outbox) o = outbox_new(&options);
    struct outbox_report report = {0};
    pass_time(120);
    CHECK_OK(outbox_pass(o, &report, &err), &err);
    return report;
}

static int is_mail(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static char *header_of(const char *mail, const char *name)
{
    OWN_CHARS start = mem_strf("\n%s: ", name);
    const char *at = mail ? strstr(mail, start) : NULL;
    if (!at)
        return NULL;
    struct span rest;
    return span_copy(span_cut(span_of(at + strlen(start)), '\n', &rest));
}

/* Mails in the order of delivery: the last of those to an address. Yours: free(). */
static char *last_mail_to(const char *address)
{
    OWN_CHARS fresh = mem_strf("%s/mail/new", office.directory);
    struct dirent **names;
    int count = scandir(fresh, &names, is_mail, alphasort);
    char *last = NULL;
    for (int i = 0; i < count; i++) {
        OWN_CHARS path = mem_strf("%s/%s", fresh, names[i]->d_name);
        char *mail = file_read(path, 1 << 20, NULL, NULL);
        OWN_CHARS to = header_of(mail, "To");
        if (to && strstr(to, address)) {
            free(last);
            last = GIVE(mail);
        }
        free(mail);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return last;
}

#define CHECK_MAIL_HAS(mail, part)                                                   \
    do {                                                                             \
        if (!(mail) || !strstr(mail, part))                                          \
            fail_msg("\"%s\" is missing in: %s", part, (mail) ? (mail) : "no mail"); \
    } while (0)

/* --- what is told --------------------------------------------------------------------------- */

TEST(a_new_meeting_is_mailed_with_its_link_and_updates_follow_its_thread)
{
    put("a@example.com", AT_TEN TO_GUEST);
    CHECK_INT(deliver().sent, 1);
    OWN_CHARS first = last_mail_to(GUEST);
    OWN_CHARS first_id = header_of(first, "Message-Id");
    CHECK_MAIL_HAS(first, "Subject: Invitation: Sync (Tue 3 Mar 2026 09:00 UTC)");
    CHECK_MAIL_HAS(first, "From: Anna Berg via Convoke <calendar@example.org>");
    CHECK_MAIL_HAS(first, "Join         https://meet.example.org/");
    CHECK(!strstr(first, "References:"));

    put("a@example.com", "DTSTART:20260303T120000Z\r\nDTEND:20260303T130000Z\r\n"
                         "SUMMARY:Sync\r\n" TO_GUEST);
    CHECK_INT(deliver().sent, 1);
    OWN_CHARS second = last_mail_to(GUEST);
    OWN_CHARS second_id = header_of(second, "Message-Id");
    OWN_CHARS references = header_of(second, "References");
    CHECK_MAIL_HAS(second, "Subject: Updated invitation: Sync (Tue 3 Mar 2026 12:00 UTC)");
    CHECK_MAIL_HAS(second, "before:  Tue 3 March 2026, 09:00");
    CHECK_STR(references, first_id);
    CHECK(strcmp(first_id, second_id) != 0);
    CHECK(span_ends_nocase(span_of(first_id), "@example.org>"));
}

TEST(what_comes_back_to_what_it_was_has_a_message_id_of_its_own)
{
    put("b@example.com", AT_TEN TO_GUEST);
    deliver();
    OWN_CHARS first = last_mail_to(GUEST);
    put("b@example.com", "DTSTART:20260303T090000Z\r\nDTEND:20260303T100000Z\r\n"
                         "SUMMARY:Other\r\n" TO_GUEST);
    deliver();
    put("b@example.com", AT_TEN TO_GUEST);
    deliver();
    OWN_CHARS third = last_mail_to(GUEST);
    OWN_CHARS first_id = header_of(first, "Message-Id");
    OWN_CHARS third_id = header_of(third, "Message-Id");
    CHECK_MAIL_HAS(third, "Subject: Updated invitation: Sync");
    CHECK(strcmp(first_id, third_id) != 0);
}

TEST(what_was_made_and_undone_before_it_left_is_not_mailed)
{
    put("c@example.com", AT_TEN TO_GUEST);
    struct change gone = {
        .kind = CHANGE_DELETE, .account = office.anna, .uid = "c@example.com", .tell = true};
    CHECK(change_submit(&office.line, &gone, 1));
    change_clear(&gone);
    struct outbox_report report = deliver();
    CHECK_INT(report.sent, 0);
    CHECK_INT(report.nothing, 1);
}

TEST(a_deleted_meeting_is_cancelled_by_mail_in_the_same_thread)
{
    put("d@example.com", AT_TEN TO_GUEST);
    deliver();
    OWN_CHARS first = last_mail_to(GUEST);
    struct change gone = {
        .kind = CHANGE_DELETE, .account = office.anna, .uid = "d@example.com", .tell = true};
    CHECK(change_submit(&office.line, &gone, 1));
    change_clear(&gone);
    CHECK_INT(deliver().sent, 1);
    OWN_CHARS last = last_mail_to(GUEST);
    OWN_CHARS first_id = header_of(first, "Message-Id");
    OWN_CHARS references = header_of(last, "References");
    CHECK_MAIL_HAS(last, "Subject: Cancelled: Sync");
    CHECK_MAIL_HAS(last, "method=CANCEL");
    CHECK_STR(references, first_id);
}

TEST(somebody_with_an_account_reads_the_time_of_his_own_zone)
{
    put("e@example.com", AT_TEN "ATTENDEE:mailto:bob@example.com\r\n");
    deliver();
    OWN_CHARS mail = last_mail_to("bob@example.com");
    CHECK_MAIL_HAS(mail, "(Tue 3 Mar 2026 04:00 EST)");
    CHECK_MAIL_HAS(mail, "EST (America/New_York)");
}

/* --- senders -------------------------------------------------------------------------------- */

static char *sender_of(const char *mail)
{
    static const char start[] = "Return-Path: <";
    struct span rest;
    return mail && !strncmp(mail, start, strlen(start))
               ? span_copy(span_cut(span_of(mail + strlen(start)), '>', &rest))
               : NULL;
}

TEST(each_mail_leaves_with_a_sender_of_its_own_by_which_a_bounce_is_known)
{
    put("s@example.com", AT_TEN TO_GUEST "ATTENDEE:mailto:other@example.net\r\n");
    CHECK_INT(deliver().sent, 2);
    OWN_CHARS to_guest = last_mail_to(GUEST);
    OWN_CHARS to_other = last_mail_to("other@example.net");
    OWN_CHARS one = sender_of(to_guest);
    OWN_CHARS two = sender_of(to_other);
    CHECK(one && two && strcmp(one, two) != 0);
    CHECK(span_starts(span_of(one), "calendar+"));
    CHECK_INT(strlen(one), strlen("calendar+@example.org") + 26);
    CHECK_MAIL_HAS(to_guest, "From: Anna Berg via Convoke <calendar@example.org>");
}

TEST(a_sender_is_frozen_with_the_mail)
{
    struct error err = {0};
    put("t@example.com", AT_TEN TO_GUEST);
    pass_time(120);
    OWN_CHARS gone =
        mem_strf("mkdir '%s/mail' && touch '%s/mail/new'", office.directory, office.directory);
    CHECK_INT(system(gone), 0);
    CHECK_INT(deliver().later, 1);
    OWN(tx) tx = store_read(office.store, &err);
    OWN(parcel) p = store_parcel(tx, 1, &err);
    CHECK_OK(p, &err);
    OWN_CHARS back = mem_strf("rm -r '%s/mail'", office.directory);
    CHECK_INT(system(back), 0);
    office.config->mail.sender = SENDER_PLAIN; /* and what is composed stays as it is */
    pass_time(600);
    CHECK_INT(deliver().sent, 1);
    office.config->mail.sender = SENDER_TOKEN;
    OWN_CHARS mail = last_mail_to(GUEST);
    OWN_CHARS sender = sender_of(mail);
    CHECK_STR(sender, p->sender);
}

static void check_plain_sender(const char *uid)
{
    put(uid, AT_TEN TO_GUEST);
    CHECK_INT(deliver().sent, 1);
    OWN_CHARS mail = last_mail_to(GUEST);
    OWN_CHARS sender = sender_of(mail);
    OWN_CHARS from = NULL;
    OWN_CHARS name = NULL;
    CHECK(mail_mailbox(office.config->mail.from, &name, &from));
    CHECK_STR(sender, from);
    OWN_CHARS lint = mem_strf(MAIL_LINT " --plain-sender '%s/mail' && rm -r '%s/mail'",
                              office.directory, office.directory);
    CHECK_INT(system(lint), 0);
}

TEST(a_sender_is_plain_where_the_configuration_says_so)
{
    office.config->mail.sender = SENDER_PLAIN;
    check_plain_sender("u@example.com");
}

TEST(a_sender_is_plain_where_the_address_leaves_no_room_for_a_token)
{
    free(office.config->mail.from);
    office.config->mail.from =
        mem_str("Convoke <an.address.of.a.little.more.than.forty.characters@example.org>");
    check_plain_sender("v@example.com");
}

/* --- reminders ------------------------------------------------------------------------------ */

static void remind_at(const char *at)
{
    struct error err = {0};
    struct remind_report report;
    set_clock(at);
    CHECK_OK(change_remind(&office.line, office.now, false, NULL, NULL, &report, &err), &err);
}

TEST(a_reminder_is_mailed_with_the_link_and_a_way_out)
{
    put("f@example.com", AT_TEN TO_GUEST);
    deliver();
    OWN_CHARS first = last_mail_to(GUEST);
    remind_at("2026-03-03T08:00:30Z");
    CHECK_INT(deliver().sent, 2);
    OWN_CHARS mail = last_mail_to(GUEST);
    OWN_CHARS own = last_mail_to("anna@example.com");
    OWN_CHARS first_id = header_of(first, "Message-Id");
    OWN_CHARS references = header_of(mail, "References");
    CHECK_MAIL_HAS(mail, "Subject: Reminder: Sync (Tue 3 Mar 2026 09:00 UTC)");
    CHECK_MAIL_HAS(mail, "Join         https://meet.example.org/");
    CHECK_MAIL_HAS(mail, "List-Unsubscribe: <mailto:calendar@example.org?subject=");
    OWN_CHARS sender = sender_of(mail);
    OWN_CHARS first_sender = sender_of(first);
    CHECK_STR(references, first_id);
    CHECK(strcmp(sender, first_sender) != 0 && span_starts(span_of(sender), "calendar+"));
    CHECK_MAIL_HAS(own, "A reminder of your own meeting.");
    CHECK_MAIL_HAS(own, "CET (Europe/Berlin)");
}

TEST(a_reminder_of_what_was_moved_meanwhile_is_not_mailed)
{
    put("g@example.com", AT_TEN TO_GUEST);
    deliver();
    remind_at("2026-03-03T08:00:30Z");
    put("g@example.com", "DTSTART:20260304T090000Z\r\nDTEND:20260304T100000Z\r\n"
                         "SUMMARY:Sync\r\n" TO_GUEST);
    deliver();
    OWN_CHARS mail = last_mail_to(GUEST);
    CHECK_MAIL_HAS(mail, "Subject: Updated invitation: Sync (Wed 4 Mar 2026 09:00 UTC)");
    OWN_CHARS own = last_mail_to("anna@example.com");
    CHECK(!own);
}

static bool unsubscribe_guest(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    return store_unsubscribe(tx, GUEST, true, err);
}

TEST(who_wants_no_reminders_after_it_was_planned_gets_none)
{
    struct error err = {0};
    put("h@example.com", AT_TEN TO_GUEST);
    deliver();
    remind_at("2026-03-03T08:00:30Z");
    CHECK_OK(store_write_one(office.store, unsubscribe_guest, NULL, &err), &err);
    deliver();
    OWN_CHARS mail = last_mail_to(GUEST);
    CHECK_MAIL_HAS(mail, "Subject: Invitation:");
}

/* --- notices -------------------------------------------------------------------------------- */

static bool add_notice(struct tx *tx, void *with, struct error *err)
{
    (void)with;
    bool added;
    static char kind[] = "notice", key[] = "", to[] = "operator@example.org", line[] = "notice",
                facts[] = "subject=The mails of anna are held\n\nToo many.\n\nNothing is lost.\n";
    struct parcel p = {.account = office.anna,
                       .kind = kind,
                       .key = key,
                       .recipient = to,
                       .line = line,
                       .facts = facts,
                       .created = office.now,
                       .due = office.now,
                       .expires = INSTANT_NEVER,
                       .leased_until = INSTANT_FIRST};
    return store_parcel_add(tx, &p, &added, err);
}

TEST(a_notice_is_mailed_in_its_own_words)
{
    struct error err = {0};
    CHECK_OK(store_write_one(office.store, add_notice, NULL, &err), &err);
    CHECK_INT(deliver().sent, 1);
    OWN_CHARS mail = last_mail_to("operator@example.org");
    OWN_CHARS sender = sender_of(mail);
    CHECK_STR(sender, "calendar@example.org");
    CHECK_MAIL_HAS(mail, "Subject: The mails of anna are held\n");
    CHECK_MAIL_HAS(mail, "Too many.\n\nNothing is lost.\n");
}

#define IN_AN_OFFICE(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)

int main(void)
{
    mail_start();
    const struct CMUnitTest tests[] = {
        IN_AN_OFFICE(a_new_meeting_is_mailed_with_its_link_and_updates_follow_its_thread),
        IN_AN_OFFICE(what_comes_back_to_what_it_was_has_a_message_id_of_its_own),
        IN_AN_OFFICE(what_was_made_and_undone_before_it_left_is_not_mailed),
        IN_AN_OFFICE(a_deleted_meeting_is_cancelled_by_mail_in_the_same_thread),
        IN_AN_OFFICE(somebody_with_an_account_reads_the_time_of_his_own_zone),
        IN_AN_OFFICE(each_mail_leaves_with_a_sender_of_its_own_by_which_a_bounce_is_known),
        IN_AN_OFFICE(a_sender_is_frozen_with_the_mail),
        IN_AN_OFFICE(a_sender_is_plain_where_the_configuration_says_so),
        IN_AN_OFFICE(a_sender_is_plain_where_the_address_leaves_no_room_for_a_token),
        IN_AN_OFFICE(a_reminder_is_mailed_with_the_link_and_a_way_out),
        IN_AN_OFFICE(a_reminder_of_what_was_moved_meanwhile_is_not_mailed),
        IN_AN_OFFICE(who_wants_no_reminders_after_it_was_planned_gets_none),
        IN_AN_OFFICE(a_notice_is_mailed_in_its_own_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
