#include "internal.h"
#include "test.h"

TEST(the_records_name_host_port_and_path_of_the_public_url) /* RFC 6764, 3 and 4 */
{
    static const struct {
        const char *url, *wanted;
    } cases[] = {
        {"https://calendar.example.org", "_caldavs._tcp  SRV  0 1 443 calendar.example.org.\n"
                                         "_caldavs._tcp  TXT  \"path=/dav/\"\n"},
        {"https://example.org:8443/convoke", "_caldavs._tcp  SRV  0 1 8443 example.org.\n"
                                             "_caldavs._tcp  TXT  \"path=/convoke/dav/\"\n"},
        {"http://calendar", "_caldav._tcp  SRV  0 1 80 calendar.\n"
                            "_caldav._tcp  TXT  \"path=/dav/\"\n"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        OWN_CHARS records = discovery_records(cases[i].url);
        CHECK_STR(records, cases[i].wanted);
    }
}

TEST(an_address_in_numbers_has_no_records)
{
    static const char *const urls[] = {"https://192.0.2.7", "http://127.0.0.1:8080",
                                       "https://[2001:db8::a]:8443/x"};
    for (size_t i = 0; i < LENGTH(urls); i++)
        CHECK(!discovery_records(urls[i]));
    CHECK(!discovery_records(NULL));
}

RUN_TESTS(CASE(the_records_name_host_port_and_path_of_the_public_url),
          CASE(an_address_in_numbers_has_no_records))
