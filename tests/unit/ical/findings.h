/* Small calendars, each with what has to be found in it: rule@line, in the order of the lines. */
#ifndef CONVOKE_TEST_FINDINGS_H
#define CONVOKE_TEST_FINDINGS_H

#include "reading.h"

/* A calendar in which nothing is found: its event begins in line 4, what is put into it in 8. */
#define HEAD         "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n"
#define TAIL         "END:VCALENDAR\r\n"
#define BEGIN        "BEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTAMP:20260101T000000Z\r\n"
#define CLEAN        BEGIN "DTSTART:20260303T090000Z\r\n"
#define END          "END:VEVENT\r\n"
#define IN(lines)    HEAD CLEAN lines END TAIL
#define DAY          BEGIN "DTSTART;VALUE=DATE:20260303\r\n"
#define DATED(lines) HEAD DAY lines END TAIL
#define BERLIN                                                                               \
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n" \
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" /* 8 lines */

struct found_row {
    const char *text, *found;
};

/* What is found in a file; of an object with event_check. Yours: free(). */
static inline char *found_text(struct findings *f)
{
    OWN(text) t = text_new();
    const struct finding *one;
    for (size_t at = 0; (one = findings_next(f, &at));)
        text_addf(t, "%s%s@%zu", text_len(t) ? " " : "", one->rule->name, one->line);
    return text_take(t);
}

static inline void check_found(const struct found_row *rows, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        OWN(findings) f = findings_new(20);
        calendar_check(span_of(rows[i].text), the_zones(), NULL, f);
        OWN_CHARS found = found_text(f);
        wrong += strcmp(found, rows[i].found) != 0;
        if (strcmp(found, rows[i].found) != 0)
            print_error("%s, not\n%s, in\n%s\n", found, rows[i].found, rows[i].text);
    }
    CHECK_INT(wrong, 0);
}

#endif
