/* The tables of small calendars, shared by the test of each and by the one that no rule is dead. */
#ifndef CONVOKE_TEST_FINDINGS_ROWS_H
#define CONVOKE_TEST_FINDINGS_ROWS_H

#include "findings.h"

static const struct found_row clean_rows[] = {
    {HEAD CLEAN END "END:VCALENDAR", ""},
    {IN(""), ""},
    {IN("DTEND:20260303T100000Z\r\nSUMMARY:a\\, b\\; c\\n\\\\\r\nSTATUS:confirmed\r\nCLASS:public\r\n"
        "TRANSP:OPAQUE\r\nSEQUENCE:0\r\nPRIORITY:9\r\nGEO:52.5;-13.4\r\nURL:https://example.org/\r\n"
        "X-WR-ANYTHING:;;\r\nCOLOR:red\r\n"),
     ""},
    {DATED("DURATION:P2D\r\nRRULE:FREQ=DAILY;UNTIL=20260401\r\nEXDATE;VALUE=DATE:20260304\r\n"),
     ""},
    {HEAD BERLIN BEGIN "DTSTART;TZID=Europe/Berlin:20260303T090000\r\n"
                       "RRULE:FREQ=WEEKLY;UNTIL=20260401T000000Z\r\n" END TAIL,
     ""},
    {IN("ORGANIZER;CN=\"A: b\":mailto:a@example.org\r\n"
        "ATTENDEE;CUTYPE=ROOM;ROLE=CHAIR;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:b@x.org\r\n"
        "ATTENDEE;EMAIL=c@example.org:urn:uuid:1\r\n"),
     ""},
    {IN("BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nREPEAT:2\r\n"
        "DURATION:PT5M\r\nEND:VALARM\r\n"),
     ""},
};

static const struct found_row file_rows[] = {
    {"", "file-empty@0"},
    {" \r\n", "file-empty@0"},
    {"\xFF\xFE"
     "B",
     "utf-16@0"},
    {"<html>", "html-or-xml@0"},
    {"BEGIN:VCARD\r\nEND:VCARD\r\n", "no-calendar@0"},
    {"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nEND:VCALENDAR\r\n", "vcalendar-1.0@2"},
    {HEAD CLEAN END TAIL TAIL, "end-of-calendar-alone@10"},
    {HEAD CLEAN, "cut-off@4 cut-off@8"},
    {HEAD CLEAN END, "cut-off@9"},
    {HEAD CLEAN "END:VEVENT", "cut-off@8"},
    {HEAD TAIL, "calendar-empty@1"},
    {CLEAN END, "component-without-calendar@1"},
    {HEAD CLEAN END TAIL HEAD "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20260101T000000Z\r\n"
                              "DTSTART:20260303T090000Z\r\n" END TAIL,
     "several-calendars@10"},
    {"\xEF\xBB\xBF" IN(""), "byte-order-mark@1"},
    {IN("SUMMARY:\xE4\r\n"), "charset-converted@8"},
    {"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n", "bare-line-end@1 calendar-empty@1"},
    {IN("SUMMARY:a\x01\r\n"), "control-character@8"},
    {IN("SUMMARY:a\r\nand the rest\r\n"), "line-without-colon@9"},
    {IN("\r\nSUMMARY:a\r\n\r\n\r\n"), "blank-line@8 blank-line@10"},
    {IN("SUMMARY:a\r\n") "\r\n", "blank-line@11"},
    {IN("SUMMARY:0123456789012345678901234567890123456789012345678901234567890123456789\r\n"),
     "line-long@8"},
    {IN("SUMMARY:0123456789012345678901234567890123456789012345678901234567\r\n 8901234567\r\n"),
     ""},
    {IN("SUMMARY:\xC3\r\n \xA4\r\n"), "fold-in-character@8"},
    {IN("X_Y:1\r\n"), "name-not-legal@8"},
    {IN("SUMMARY;X.Y=1:a\r\n"), "name-not-legal@8"},
    {IN("SUMMARY;ALTREP=\"x:a\r\n"), "quote-not-closed@8"},
    {IN("SUMMARY;LANGUAGE:a\r\n"), "parameter-without-value@8"},
    {IN("SUMMARY;;LANGUAGE=en:a\r\n"), "parameter-without-value@8"},
    {IN("DESCRIPTION;ALTREP=http://example.org/:a\r\n"), "parameter-not-quoted@8"},
    {IN("ORGANIZER;SENT-BY=mailto:b@example.org:mailto:a@example.org\r\n"),
     "parameter-not-quoted@8"},
    {IN("ORGANIZER;CN=Team: us:MAILTO:a@example.org\r\n"),
     "parameter-not-quoted@8 value-blanks@8 mailto-upper-case@8"},
    {IN("URL:\r\nSUMMARY:\r\n"), "value-empty@8"},
    {IN("SEQUENCE: 1 \r\n"), "value-blanks@8"},
    {IN("DESCRIPTION:C:\\temp\r\n"), "escape-unknown@8"},
};

static const struct found_row calendar_rows[] = {
    {"BEGIN:VCALENDAR\r\nPRODID:x\r\n" CLEAN END TAIL, "version-missing@1"},
    {"BEGIN:VCALENDAR\r\nPRODID:x\r\nVERSION:2.5\r\n" CLEAN END TAIL, "version-unknown@3"},
    {"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" CLEAN END TAIL, "prodid-missing@1"},
    {HEAD "CALSCALE:JULIAN\r\n" CLEAN END TAIL, "calscale-unknown@4"},
    {HEAD CLEAN END "X-WR-CALNAME:a\r\nNAME:b\r\n" TAIL, "property-after-component@10"},
    {HEAD CLEAN "SUMMARY:new\r\nSEQUENCE:1\r\n" END CLEAN END TAIL, "older-version-left-out@11"},
    {HEAD "BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260303T090000Z\r\n"
          "DTEND:20260303T080000Z\r\n" END TAIL,
     "uid-made@4 dtend-before-dtstart@7"},
    {HEAD "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260303T090000Z\r\n" END TAIL, "dtstamp-missing@4"},
    {IN("SUMMARY:a\r\nSUMMARY:b\r\nUID:b\r\n"), "property-twice@9 property-twice@10"},
    {IN("DUE:20260303T090000Z\r\n"), "property-misplaced@8"},
    {HEAD "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:PT0S\r\nEND:VALARM\r\n" CLEAN END TAIL,
     "component-misplaced@4 left-out@4"},
    {IN("BEGIN:VALARM\r\nEND:VALARM\r\n"), "alarm-without-action@8 alarm-without-trigger@8"},
    {IN("BEGIN:VALARM\r\nACTION:EMAIL\r\nTRIGGER:soon\r\nREPEAT:1\r\nEND:VALARM\r\n"),
     "property-alone@8 property-missing@8 property-missing@8 property-missing@8 value-unreadable@10"},
    {IN("BEGIN:VALARM\r\nACTION:SHOUT\r\nTRIGGER;VALUE=DATE-TIME:20260303T080000\r\nEND:VALARM\r\n"),
     "word-unknown@9 stamp-not-utc@10"},
    {HEAD "BEGIN:VTODO\r\nUID:a\r\nDUE:20260303T090000Z\r\nDURATION:PT1H\r\nSTATUS:CONFIRMED\r\n"
          "PERCENT-COMPLETE:101\r\nEND:VTODO\r\n" TAIL,
     "dtstamp-missing@4 properties-exclude@4 property-alone@4 left-out@4 word-unknown@8 "
     "number-out-of-range@9"},
    {HEAD "BEGIN:VJOURNAL\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:today\r\nEND:VJOURNAL\r\n" TAIL,
     "property-missing@4 left-out@4 value-unreadable@6"},
    {HEAD "BEGIN:VFREEBUSY\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\n"
          "FREEBUSY:20260303T090000Z/PT1H,20260303T090000Z\r\nEND:VFREEBUSY\r\n" TAIL,
     "left-out@4 value-unreadable@7"},
    {HEAD "BEGIN:VTIMEZONE\r\nTZID:A\r\nEND:VTIMEZONE\r\n" CLEAN END TAIL, "property-missing@4"},
    {HEAD BERLIN BERLIN CLEAN END TAIL, "vtimezone-twice@13"},
    {HEAD
     "BEGIN:VTIMEZONE\r\nTZID:A\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000Z\r\n"
     "TZOFFSETFROM:+02\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" CLEAN END TAIL,
     "time-not-local@7 offset-short@8"},
};

static const struct found_row time_rows[] = {
    {IN("DTEND:2026-03-03T10:00:00Z\r\n"), "time-extended-form@8"},
    {IN("DTEND:20260303T1000Z\r\n"), "time-without-seconds@8"},
    {IN("DTEND:20260303T240000Z\r\n"), "hour-24@8"},
    {IN("DTEND:20260303T235960Z\r\n"), "leap-second@8"},
    {IN("DTEND:20260303t100000z\r\n"), "lower-case@8"},
    {HEAD BEGIN "DTSTART:20260303\r\n" END TAIL, "date-without-value@7"},
    {HEAD BEGIN "DTSTART;VALUE=DATE:20260303T000000\r\n" END TAIL, "date-with-time@7"},
    {HEAD BERLIN BEGIN "DTSTART;TZID=Europe/Berlin:20260303T090000Z\r\n" END TAIL,
     "tzid-with-utc@15"},
    {HEAD BEGIN "DTSTART;TZID=Europe/Berlin;VALUE=DATE:20260303\r\n" END TAIL, "tzid-with-date@7"},
    {HEAD BEGIN
     "DTSTART;TZID=Nowhere:20260303T090000\r\nDTEND;TZID=Nowhere:20260303T100000\r\n" END TAIL,
     "tzid-unknown@7"},
    {HEAD "X-WR-TIMEZONE:Europe/Berlin\r\n" BEGIN
          "DTSTART;TZID=Nowhere:20260303T090000\r\n" END TAIL,
     "tzid-by-x-wr-timezone@8"},
    {HEAD "X-WR-TIMEZONE:Europe/Berlin\r\n" BEGIN "DTSTART:20260303T090000\r\n" END TAIL,
     "x-wr-timezone@8"},
    {HEAD BEGIN "DTSTART;TZID=W. Europe Standard Time:20260303T090000\r\n" END TAIL,
     "tzid-other-name@7 vtimezone-missing@7"},
    {HEAD BEGIN "DTSTART;TZID=Europe/Berlin:20260303T090000\r\n" END TAIL, "vtimezone-missing@7"},
    {IN("CREATED:yesterday\r\nLAST-MODIFIED:20260101T000000\r\n"),
     "stamp-unreadable@8 stamp-not-utc@9"},
    {IN("DTEND:20260303T080000Z\r\n"), "dtend-before-dtstart@8"},
    {IN("DTEND:20260303T090000Z\r\n"), "dtend-equals-dtstart@8"},
    {DATED("DTEND;VALUE=DATE:20260303\r\n"), "dtend-equals-dtstart@8"},
    {DATED("DTEND:20260304T100000Z\r\n"), "dtend-other-type@8"},
    {IN("DTEND:20260303T100000\r\n"), "dtend-other-zone@8"},
    {IN("DTEND:20260303T100000Z\r\nDURATION:PT1H\r\n"), "dtend-and-duration@9"},
    {IN("DURATION:T1H\r\n"), "duration-without-p@8"},
    {IN("DURATION:P1H30M\r\n"), "duration-without-t@8"},
    {IN("DURATION:P1DT\r\n"), "duration-open-t@8"},
    {IN("DURATION:PT30M1H\r\n"), "duration-order@8"},
    {IN("DURATION:pt1h\r\n"), "lower-case@8"},
    {IN("DURATION:-PT1H\r\n"), "duration-negative@8"},
    {DATED("DURATION:PT1H\r\n"), "duration-of-date@8"},
    {IN("DURATION:soon\r\n"), "duration-unreadable@8"},
    {DATED("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"), ""},
    {IN("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"), "x-all-day@8"},
};

#define TOKYO                                                                             \
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n" \
    "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
#define OVERRIDE(id, lines) BEGIN id "DTSTART:20260304T100000Z\r\n" lines END

static const struct found_row recurrence_rows[] = {
    {IN("RRULE:FREQ=DAILY;;COUNT=2\r\n"), "rule-empty-part@8"},
    {IN("RRULE:FREQ=DAILY;COUNT=2;\r\n"), "rule-empty-part@8"},
    {IN("RRULE:FREQ=WEEKLY;BYDAY=MO, TU\r\n"), "rule-blanks@8"},
    {IN("RRULE:freq=daily\r\n"), "lower-case@8"},
    {IN("RRULE:FREQ=DAILY;COUNT=2;UNTIL=20260401T000000Z\r\n"), "rule-count-and-until@8"},
    {IN("RRULE:FREQ=WEEKLY;BYDAY=1MO\r\n"), "rule-numbered-day@8"},
    {IN("RRULE:FREQ=WEEKLY;BYMONTHDAY=1\r\n"), "rule-part-misplaced@8"},
    {DATED("RRULE:FREQ=DAILY;BYHOUR=9\r\n"), "rule-time-of-date@8"},
    {IN("RRULE:FREQ=DAILY;UNTIL=20260401\r\n"), "until-other-type@8"},
    {DATED("RRULE:FREQ=DAILY;UNTIL=20260401T000000Z\r\n"), "until-other-type@8"},
    {HEAD TOKYO BEGIN "DTSTART;TZID=Asia/Tokyo:20260303T090000\r\n"
                      "RRULE:FREQ=DAILY;UNTIL=20260401T000000\r\n" END TAIL,
     "until-not-utc@16"},
    {HEAD BEGIN "DTSTART:20260303T090000\r\nRRULE:FREQ=DAILY;UNTIL=20260401T000000Z\r\n" END TAIL,
     "until-utc-of-floating@8"},
    {IN("RRULE:FREQ=DAILY\r\nRRULE:FREQ=WEEKLY\r\nEXRULE:FREQ=YEARLY\r\n"),
     "rrule-twice@9 exrule-obsolete@10"},
    {IN("RRULE:FREQ=DAILY\r\nEXDATE:20260304T090000Z,tomorrow\r\n"), "exdate-unreadable@9"},
    {IN("RRULE:FREQ=DAILY\r\nEXDATE;VALUE=DATE:20260304\r\n"), "exdate-other-type@9"},
    {IN("RDATE:20260304T090000Z,tomorrow\r\nRDATE;VALUE=PERIOD:20260305T090000Z/x\r\n"),
     "rdate-unreadable@8 rdate-unreadable@9"},
    {IN("RDATE;VALUE=DATE:20260304\r\n"), "rdate-other-type@8"},
    {HEAD CLEAN "RRULE:FREQ=DAILY\r\n" END OVERRIDE("RECURRENCE-ID;VALUE=DATE:20260304\r\n", "")
         TAIL,
     "recurrence-id-other-type@13"},
    {HEAD CLEAN "RRULE:FREQ=DAILY\r\n" END OVERRIDE("RECURRENCE-ID:20260304T091500Z\r\n", "") TAIL,
     "override-of-none@13"},
    {HEAD CLEAN "RRULE:FREQ=DAILY\r\n" END OVERRIDE("RECURRENCE-ID:20260304T090000Z\r\n",
                                                    "RRULE:FREQ=DAILY\r\n") TAIL,
     "override-recurs@15"},
    /* the lines of the file, though another event stands between the two */
    {HEAD CLEAN "RRULE:FREQ=DAILY\r\n" END
                "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260303T090000Z\r\n"
                "DTEND:20260303T090000Z\r\n" END OVERRIDE("RECURRENCE-ID:20260304T091500Z\r\n",
                                                          "DTEND:20260304T090000Z\r\n") TAIL,
     "dtend-equals-dtstart@14 override-of-none@19 dtend-before-dtstart@21"},
};

static const struct found_row word_rows[] = {
    {IN("STATUS:BUSY\r\n"), "status-unknown@8"},
    {IN("STATUS:CANCELED\r\n"), "status-canceled@8"},
    {IN("CLASS:NORMAL\r\n"), "class-unknown@8"},
    {IN("TRANSP:0\r\n"), "transp-unknown@8"},
    {IN("SEQUENCE:first\r\nPRIORITY:10\r\n"), "number-unreadable@8 number-out-of-range@9"},
    {IN("ORGANIZER:mailto:o@example.org\r\n"
        "ATTENDEE;PARTSTAT=MAYBE;ROLE=ATTENDEE;CUTYPE=HUMAN;RSVP=YES:mailto:a@example.org\r\n"),
     "line-long@9 partstat-unknown@9 role-unknown@9 cutype-unknown@9 rsvp-unknown@9"},
    {IN("ORGANIZER:o@example.org\r\nATTENDEE:MAILTO:a@example.org\r\n"
        "ATTENDEE:mailto:mailto:b@example.org\r\nATTENDEE:mailto:<c@example.org>\r\n"
        "ATTENDEE:nobody\r\n"),
     "mailto-missing@8 mailto-upper-case@9 mailto-twice@10 address-in-brackets@11 "
     "address-unreadable@12"},
    {IN("ATTENDEE:mailto:a@example.org\r\nATTENDEE:mailto:A@example.org\r\n"),
     "organizer-missing@8 attendee-twice@9"},
    {IN("GEO:here\r\nURL:example.org\r\n"), "value-unreadable@8 value-unreadable@9"},
};

#define MESSAGE(method, lines) HEAD "METHOD:" method "\r\n" CLEAN lines END TAIL
#define O                      "ORGANIZER:mailto:o@example.org\r\n"
#define A                      "ATTENDEE:mailto:a@example.org\r\n"

static const struct found_row message_rows[] = {
    {MESSAGE("PUBLISH", O "SUMMARY:a\r\n"), "method-present@4"},
    {MESSAGE("REQUEST", O A "SUMMARY:a\r\n"), "method-present@4"},
    {MESSAGE("REQUEST", ""), "method-present@4 method-needs@5 method-needs@5 method-needs@5"},
    {MESSAGE("REPLY", O A), "method-present@4"},
    {MESSAGE("REPLY", O A "ATTENDEE:mailto:b@example.org\r\n"),
     "method-present@4 method-forbids@5"},
    {MESSAGE("CANCEL", O), "method-present@4 method-needs@5"},
    {MESSAGE("ADD", O "SUMMARY:a\r\n"), "method-present@4 method-needs@5"},
    {MESSAGE("REFRESH", O A), "method-present@4 method-forbids@5"},
    {MESSAGE("COUNTER", O "SUMMARY:a\r\n"), "method-present@4 method-needs@5"},
    {MESSAGE("DECLINECOUNTER", O "SEQUENCE:1\r\n"), "method-present@4 method-forbids@5"},
    {MESSAGE("DECLINECOUNTER", O A), "method-present@4 method-forbids@5 method-forbids@5"},
    {HEAD "METHOD:ADD\r\nBEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\n" O
          "SUMMARY:a\r\nPRIORITY:1\r\nRECURRENCE-ID:20260303T090000Z\r\nEND:VTODO\r\n" TAIL,
     "method-present@4 method-needs@5 method-forbids@5 left-out@5"},
    {MESSAGE("PUBLISH", O A "SUMMARY:a\r\n"), "method-present@4 method-forbids@5"},
    {MESSAGE("REPLY", O A "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:PT0S\r\nEND:VALARM\r\n"),
     "method-present@4 method-forbids@5"},
};

/* Objects, which are not wrapped or converted. */
static const struct found_row object_rows[] = {
    {IN("SUMMARY:\xE4\r\n"), "not-utf-8@8"},
    {"X:1\r\n" IN(""), "text-before-calendar@1"},
    {CLEAN END, "begin-expected@1"},
    {HEAD CLEAN END TAIL HEAD CLEAN END TAIL, "second-calendar@10"},
    {HEAD HEAD TAIL TAIL, "calendar-inside-calendar@4"},
    {HEAD CLEAN "BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE\r\n" END TAIL,
     "component-misplaced@8 property-missing@8 component-inside-component@8"},
    {TAIL, "end-without-begin@1"},
    {HEAD CLEAN "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:PT0S\r\n" END TAIL, "end-of-another@11"},
    {HEAD "BEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\nEND:VTODO\r\n" CLEAN
          "RRULE:FREQ=NEVER\r\n" END TAIL,
     "component-not-kept@4 rule-unreadable@12"},
    {HEAD "BEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\n" TAIL,
     "component-not-kept@4 end-of-another@7"},
    {HEAD TAIL, "no-event@0"},
    {"", "no-calendar@0"},
    {HEAD CLEAN, "cut-off@0"},
    {HEAD "BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\n" END TAIL,
     "uid-missing@4 dtstart-missing@4"},
    {HEAD CLEAN END "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20260101T000000Z\r\n"
                    "RECURRENCE-ID:first\r\nDTSTART:x\r\nDTEND:y\r\n" END TAIL,
     "event-twice@9 another-uid@10 time-unreadable@12 time-unreadable@13"},
    {HEAD OVERRIDE("RECURRENCE-ID:20260304T090000Z\r\n", "")
         OVERRIDE("RECURRENCE-ID:20260304T090000Z\r\n", "") TAIL,
     "override-twice@10"},
};

#endif
