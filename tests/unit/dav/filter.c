#include "../../../src/dav/query.h"
#include "test.h"

#define OPEN              "<C:filter xmlns:C='" NS_CAL "'><C:comp-filter name='VCALENDAR'>"
#define CLOSE             "</C:comp-filter></C:filter>"
#define EVENT(in)         OPEN "<C:comp-filter name='VEVENT'>" in "</C:comp-filter>" CLOSE
#define RANGE(start, end) "<C:time-range start='" start "' end='" end "'/>"
#define PROP(name, in)    "<C:prop-filter name='" name "'>" in "</C:prop-filter>"
#define ALARM(in)         EVENT("<C:comp-filter name='VALARM'>" in "</C:comp-filter>")
#define ABSENT            "<C:is-not-defined/>"
#define TEXT(more, text)  "<C:text-match " more ">" text "</C:text-match>"

/* A dinner on 3 March 2026, 19:00 to 22:00 in Zurich: 18:00 to 21:00 in UTC. */
static const char dinner[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:dinner\r\n"
    "DTSTAMP:20260101T080000Z\r\nDTSTART;TZID=Europe/Zurich:20260303T190000\r\n"
    "DTEND;TZID=Europe/Zurich:20260303T220000\r\nSUMMARY:Fondue\\, Käse und\r\n  Wein\r\n"
    "CATEGORIES:FOOD,friends\r\nORGANIZER:mailto:ruth@example.org\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=\"Ruth, the cook\":mailto:ruth@example.org\r\n"
    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Beat@example.org\r\n"
    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Buy cheese\r\nTRIGGER:-PT3H\r\nREPEAT:2\r\n"
    "DURATION:PT30M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/* Mondays at 09:00 in Zurich from 2 March 2026 for ever; the one of the 16th is on the 17th at
 * 15:00, and that of the 23rd is out. Clocks go forward on the 29th. */
static const char weekly[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:weekly\r\n"
    "DTSTAMP:20260101T080000Z\r\nDTSTART;TZID=Europe/Zurich:20260302T090000\r\n"
    "DURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\nEXDATE;TZID=Europe/Zurich:20260323T090000\r\n"
    "SUMMARY:Team\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER;RELATED=END:PT5M\r\nEND:VALARM\r\n"
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:weekly\r\nDTSTAMP:20260101T080000Z\r\n"
    "RECURRENCE-ID;TZID=Europe/Zurich:20260316T090000\r\n"
    "DTSTART;TZID=Europe/Zurich:20260317T150000\r\nDURATION:PT2H\r\nSUMMARY:Team with guests\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n";

/* Every day from 1 January 2026, 09:00 UTC, with an alarm on time; that of 2 January is on the 3rd
 * of March at 12:00, with its alarm a day before. */
static const char changed[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:changed\r\n"
    "DTSTAMP:20260101T080000Z\r\nDTSTART:20260101T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n"
    "SUMMARY:Plain\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:PT0S\r\nEND:VALARM\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:changed\r\nDTSTAMP:20260101T080000Z\r\nRECURRENCE-ID:20260102T090000Z\r\n"
    "DTSTART:20260303T120000Z\r\nDURATION:PT1H\r\nSUMMARY:Special\r\nBEGIN:VALARM\r\n"
    "ACTION:AUDIO\r\nTRIGGER:-P1D\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/* The whole of 1 August, wherever one is. */
static const char holiday[] =
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\nBEGIN:VEVENT\nUID:holiday\n"
    "DTSTAMP:20260101T080000Z\nDTSTART;VALUE=DATE:20260801\nSUMMARY:Holiday\n"
    "TRANSP:TRANSPARENT\nEND:VEVENT\nEND:VCALENDAR\n";

/* A moment: 12:00 UTC on 1 June 2026; an alarm by the clock. */
static const char moment[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:moment\r\n"
    "DTSTAMP:20260101T080000Z\r\nDTSTART:20260601T120000Z\r\nSUMMARY:Noon\r\n"
    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\n"
    "TRIGGER;VALUE=DATE-TIME:20260531T080000Z\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#define TASK(lines)                                                                       \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VTODO\r\nUID:task\r\n" \
    "DTSTAMP:20260101T080000Z\r\n" lines "END:VTODO\r\nEND:VCALENDAR\r\n"
#define JOURNAL(lines)                                                                        \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VJOURNAL\r\nUID:notes\r\n" \
    "DTSTAMP:20260101T080000Z\r\n" lines "END:VJOURNAL\r\nEND:VCALENDAR\r\n"
#define TASKS(in) OPEN "<C:comp-filter name='VTODO'>" in "</C:comp-filter>" CLOSE
#define ENTRY(in) OPEN "<C:comp-filter name='VJOURNAL'>" in "</C:comp-filter>" CLOSE
#define FREEBUSY(lines)                                                                       \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VFREEBUSY\r\nUID:busy\r\n" \
    "DTSTAMP:20260101T080000Z\r\n" lines "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
#define BUSY(in)    OPEN "<C:comp-filter name='VFREEBUSY'>" in "</C:comp-filter>" CLOSE
#define NOON_TO_ONE RANGE("20260601T120000Z", "20260601T130000Z")

static const struct {
    const char *filter, *object;
    bool matches;
} table[] = {
    /* components */
    {OPEN CLOSE, dinner, true},
    {EVENT(""), dinner, true},
    {OPEN "<C:comp-filter name='vevent'/>" CLOSE, dinner, true},
    {OPEN "<C:comp-filter name='VTODO'/>" CLOSE, dinner, false},
    {OPEN "<C:comp-filter name='VTODO'>" ABSENT "</C:comp-filter>" CLOSE, dinner, true},
    {OPEN "<C:comp-filter name='VEVENT'>" ABSENT "</C:comp-filter>" CLOSE, dinner, false},
    {ALARM(""), dinner, true},
    {ALARM(""), holiday, false},
    {ALARM(ABSENT), holiday, true},
    {ALARM(ABSENT), dinner, false},
    {ALARM(ABSENT), weekly, true}, /* the changed one has none */

    /* properties */
    {EVENT(PROP("SUMMARY", "")), dinner, true},
    {EVENT(PROP("LOCATION", "")), dinner, false},
    {EVENT(PROP("LOCATION", ABSENT)), dinner, true},
    {EVENT(PROP("SUMMARY", ABSENT)), dinner, false},
    {EVENT(PROP("ACTION", "")), dinner, false}, /* of the alarm, not of the event */
    {ALARM(PROP("ACTION", TEXT("", "display"))), dinner, true},
    {EVENT(PROP("UID", TEXT("collation='i;octet'", "dinner"))), dinner, true},
    {EVENT(PROP("UID", TEXT("collation='i;octet'", "DINNER"))), dinner, false},
    {EVENT(PROP("UID", TEXT("", "DINNER"))), dinner, true},
    {EVENT(PROP("SUMMARY", TEXT("", "fondue, k"))), dinner, true}, /* without its escapes */
    {EVENT(PROP("SUMMARY", TEXT("", "und Wein"))), dinner, true},  /* and its folds */
    {EVENT(PROP("SUMMARY", TEXT("", "KÄSE"))), dinner, false},     /* ASCII letters alone */
    {EVENT(PROP("SUMMARY", TEXT("collation='i;unicode-casemap'", "KÄSE"))), dinner, true},
    {EVENT(PROP("SUMMARY", TEXT("collation='i;unicode-casemap'", "ka\xCC\x88se"))), dinner, true},
    {EVENT(PROP("SUMMARY", TEXT("negate-condition='yes'", "raclette"))), dinner, true},
    {EVENT(PROP("SUMMARY", TEXT("negate-condition='yes'", "fondue"))), dinner, false},
    {EVENT(PROP("LOCATION", TEXT("negate-condition='yes'", "Bern"))), dinner, false},
    {EVENT(PROP("CATEGORIES", TEXT("", "friends"))), dinner, true},
    {EVENT(PROP("TRANSP", TEXT("negate-condition='yes'", "TRANSPARENT"))), holiday, false},
    {EVENT(PROP("DTSTAMP", RANGE("20260101T000000Z", "20260102T000000Z"))), dinner, true},
    {EVENT(PROP("DTSTAMP", RANGE("20260102T000000Z", "20260103T000000Z"))), dinner, false},
    {EVENT(PROP("DTSTART", RANGE("20260303T175500Z", "20260303T180500Z"))), dinner, true},
    {EVENT(PROP("SUMMARY", RANGE("20260101T000000Z", "20270101T000000Z"))), dinner, false},
    {OPEN PROP("PRODID", TEXT("", "test")) CLOSE, dinner, true},
    {OPEN PROP("SUMMARY", "") CLOSE, dinner, false},

    /* all of one event has to hold */
    {EVENT(PROP("SUMMARY", TEXT("", "Team")) PROP("UID", TEXT("", "weekly"))), weekly, true},
    {EVENT(PROP("SUMMARY", TEXT("", "guests")) PROP("RRULE", "")), weekly, false},
    {EVENT(PROP("SUMMARY", TEXT("", "guests")) PROP("RRULE", ABSENT)), weekly, true},

    /* parameters */
    {EVENT(PROP("ATTENDEE", "<C:param-filter name='PARTSTAT'/>")), dinner, true},
    {EVENT(PROP("ATTENDEE", "<C:param-filter name='RSVP'/>")), dinner, false},
    {EVENT(PROP("ATTENDEE", "<C:param-filter name='CN'>" ABSENT "</C:param-filter>")), dinner,
     true},
    {EVENT(
         PROP("ATTENDEE", "<C:param-filter name='CN'>" TEXT("", "ruth, the") "</C:param-filter>")),
     dinner, true},
    {EVENT(PROP("ATTENDEE",
                TEXT("", "mailto:beat@example.org") "<C:param-filter name='PARTSTAT'>" TEXT(
                    "", "needs-action") "</C:param-filter>")),
     dinner, true},
    {EVENT(PROP("ATTENDEE",
                TEXT("", "mailto:ruth@example.org") "<C:param-filter name='PARTSTAT'>" TEXT(
                    "", "needs-action") "</C:param-filter>")),
     dinner, false},
    {EVENT(PROP("DTSTART", "<C:param-filter name='TZID'>" ABSENT "</C:param-filter>")), dinner,
     false},

    /* events in time: RFC 4791, 9.9 */
    {EVENT(RANGE("20260303T170000Z", "20260303T180000Z")), dinner, false},
    {EVENT(RANGE("20260303T170000Z", "20260303T180001Z")), dinner, true},
    {EVENT(RANGE("20260303T205959Z", "20260303T230000Z")), dinner, true},
    {EVENT(RANGE("20260303T210000Z", "20260303T230000Z")), dinner, false},
    {EVENT("<C:time-range start='20260303T200000Z'/>"), dinner, true},
    {EVENT("<C:time-range start='20260303T210000Z'/>"), dinner, false},
    {EVENT("<C:time-range end='20260303T180001Z'/>"), dinner, true},
    {EVENT("<C:time-range end='20260303T180000Z'/>"), dinner, false},
    {EVENT(RANGE("20260601T120000Z", "20260601T120001Z")), moment, true},
    {EVENT(RANGE("20260601T110000Z", "20260601T120000Z")), moment, false},
    {EVENT(RANGE("20260601T120001Z", "20260601T130000Z")), moment, false},
    {EVENT(RANGE("20260731T220000Z", "20260731T220001Z")), holiday, true}, /* begins in Zurich */
    {EVENT(RANGE("20260731T215959Z", "20260731T220000Z")), holiday, false},
    {EVENT(RANGE("20260801T215959Z", "20260802T000000Z")), holiday, true},
    {EVENT(RANGE("20260801T220000Z", "20260802T000000Z")), holiday, false},

    /* series in time */
    {EVENT(RANGE("20260302T080000Z", "20260302T080001Z")), weekly, true},
    {EVENT(RANGE("20260316T000000Z", "20260317T000000Z")), weekly, false}, /* it was moved */
    {EVENT(RANGE("20260317T140000Z", "20260317T150000Z")), weekly, true},
    {EVENT(RANGE("20260323T000000Z", "20260324T000000Z")), weekly, false}, /* and this is out */
    {EVENT(RANGE("20260330T070000Z", "20260330T080000Z")), weekly, true},  /* summer time */
    {EVENT(RANGE("20260330T080000Z", "20260330T090000Z")), weekly, false},
    {EVENT(RANGE("20760106T000000Z", "20760107T000000Z")), weekly, true}, /* decades ahead */
    {EVENT(RANGE("20760107T000000Z", "20760108T000000Z")), weekly, false},
    {EVENT(RANGE("20260101T000000Z", "20260302T080000Z")), weekly, false},
    {EVENT("<C:time-range start='20990101T000000Z'/>"), weekly, true},
    {EVENT(RANGE("20260317T000000Z", "20260318T000000Z") PROP("SUMMARY", TEXT("", "guests"))),
     weekly, true},
    {EVENT(RANGE("20260330T000000Z", "20260331T000000Z") PROP("SUMMARY", TEXT("", "guests"))),
     weekly, false},
    {EVENT(RANGE("20260317T000000Z", "20260318T000000Z") PROP("RRULE", "")), weekly, false},

    /* a changed one among very many others */
    {EVENT(RANGE("20260301T000000Z", "20270101T000000Z") PROP("SUMMARY", TEXT("", "special"))),
     changed, true},
    {EVENT(RANGE("20260101T000000Z", "20260301T000000Z") PROP("SUMMARY", TEXT("", "special"))),
     changed, false},
    {EVENT(RANGE("20260401T000000Z", "20270101T000000Z") PROP("SUMMARY", TEXT("", "special"))),
     changed, false},
    {EVENT(RANGE("20260102T000000Z", "20260103T000000Z") PROP("SUMMARY", TEXT("", "plain"))),
     changed, false},
    {EVENT(RANGE("20260401T000000Z", "20270101T000000Z") PROP("SUMMARY", TEXT("", "plain"))),
     changed, true},
    {ALARM(RANGE("20260302T120000Z", "20260302T120001Z")), changed, true},
    {ALARM(RANGE("20260102T090000Z", "20260102T090001Z")), changed, false},
    {ALARM(RANGE("20260105T090000Z", "20260105T090001Z")), changed, true},
    {ALARM(RANGE("20260105T090001Z", "20260106T090000Z")), changed, false},

    /* tasks in time: the table of RFC 4791, 9.9. With DTSTART and DURATION: */
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T110000Z\r\nDURATION:PT1H\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T110000Z\r\nDURATION:PT59M\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T125959Z\r\nDURATION:PT1H\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T130000Z\r\nDURATION:PT1H\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T130000Z\r\nDURATION:PT0S\r\n"), true},
    /* with DTSTART and DUE: */
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T110000Z\r\nDUE:20260601T120000Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T110000Z\r\nDUE:20260601T120001Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T120000Z\r\nDUE:20260601T120000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T125959Z\r\nDUE:20260601T140000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T130000Z\r\nDUE:20260601T140000Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T130000Z\r\nDUE:20260601T130000Z\r\n"), true},
    /* with DTSTART alone: */
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T120000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T115959Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T130000Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260601T130000Z\r\nCOMPLETED:20260601T120000Z\r\n"), false},
    /* with DUE alone: */
    {TASKS(NOON_TO_ONE), TASK("DUE:20260601T130000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DUE:20260601T130001Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DUE:20260601T120000Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DUE:20260601T120001Z\r\nCREATED:20270101T000000Z\r\n"), true},
    /* with COMPLETED and CREATED: */
    {TASKS(NOON_TO_ONE), TASK("CREATED:20260101T000000Z\r\nCOMPLETED:20260601T120000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("CREATED:20260101T000000Z\r\nCOMPLETED:20260601T115959Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("CREATED:20260601T130000Z\r\nCOMPLETED:20260701T000000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("CREATED:20260601T130001Z\r\nCOMPLETED:20260701T000000Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("CREATED:20260101T000000Z\r\nCOMPLETED:20260701T000000Z\r\n"), true},
    /* with COMPLETED alone: */
    {TASKS(NOON_TO_ONE), TASK("COMPLETED:20260601T120000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("COMPLETED:20260601T115959Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("COMPLETED:20260601T130000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("COMPLETED:20260601T130001Z\r\n"), false},
    /* with CREATED alone, and with nothing: */
    {TASKS(NOON_TO_ONE), TASK("CREATED:20260601T125959Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("CREATED:20260601T130000Z\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("CREATED:20160601T130000Z\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("SUMMARY:Some day\r\n"), true},
    /* and those that recur or float: */
    {TASKS(NOON_TO_ONE),
     TASK("DTSTART:20260501T110000Z\r\nDUE:20260501T120000Z\r\nRRULE:FREQ=DAILY\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260501T110000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n"),
     true},
    {TASKS(NOON_TO_ONE), TASK("DUE:20260601T150000\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DUE:20260601T140000\r\n"), false},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260501T120000Z\r\nRRULE:FREQ=DAILY\r\n"), true},
    {TASKS(NOON_TO_ONE), TASK("DTSTART:20260501T140000Z\r\nRRULE:FREQ=DAILY\r\n"), false},
    {TASKS(PROP("COMPLETED", ABSENT) PROP("STATUS", TEXT("negate-condition='yes'", "CANCELLED"))),
     TASK("STATUS:NEEDS-ACTION\r\n"), true},
    {TASKS("<C:comp-filter name='VALARM'>" NOON_TO_ONE "</C:comp-filter>"),
     TASK("DUE:20260601T140000Z\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER;RELATED=END:-PT2H\r\n"
          "END:VALARM\r\n"),
     true},
    {TASKS("<C:comp-filter name='VALARM'>" NOON_TO_ONE "</C:comp-filter>"),
     TASK("DUE:20260601T140000Z\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER;RELATED=END:-PT1H\r\n"
          "END:VALARM\r\n"),
     false},

    {TASKS("<C:comp-filter name='VALARM'>" NOON_TO_ONE "</C:comp-filter>"),
     TASK("DTSTART:20260501T110000Z\r\nDUE:20260501T133000Z\r\nRRULE:FREQ=DAILY\r\n"
          "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER;RELATED=END:-PT1H\r\nEND:VALARM\r\n"),
     true},
    {TASKS("<C:comp-filter name='VALARM'>" NOON_TO_ONE "</C:comp-filter>"),
     TASK("DTSTART:20260501T110000Z\r\nDUE:20260501T133000Z\r\nRRULE:FREQ=DAILY\r\n"
          "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n"),
     false},
    {TASKS("<C:comp-filter name='VALARM'>" NOON_TO_ONE "</C:comp-filter>"),
     TASK("BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER;VALUE=DATE-TIME:20260601T123000Z\r\n"
          "END:VALARM\r\n"),
     true},

    /* free-busy times: the whole of them, else each period */
    {BUSY(NOON_TO_ONE), FREEBUSY("DTSTART:20260601T110000Z\r\nDTEND:20260601T120000Z\r\n"), true},
    {BUSY(NOON_TO_ONE), FREEBUSY("DTSTART:20260601T110000Z\r\nDTEND:20260601T115959Z\r\n"), false},
    {BUSY(NOON_TO_ONE), FREEBUSY("DTSTART:20260601T130000Z\r\nDTEND:20260601T140000Z\r\n"), false},
    {BUSY(NOON_TO_ONE), FREEBUSY("FREEBUSY:20260601T110000Z/PT1H\r\n"), false},
    {BUSY(NOON_TO_ONE), FREEBUSY("FREEBUSY:20260501T110000Z/PT1H,20260601T125959Z/PT1H\r\n"), true},
    {BUSY(NOON_TO_ONE), FREEBUSY("FREEBUSY:20260601T130000Z/20260601T140000Z\r\n"), false},
    {BUSY(NOON_TO_ONE), FREEBUSY("COMMENT:none\r\n"), false},

    /* journal entries in time */
    {ENTRY(NOON_TO_ONE), JOURNAL("DTSTART:20260601T120000Z\r\n"), true},
    {ENTRY(NOON_TO_ONE), JOURNAL("DTSTART:20260601T130000Z\r\n"), false},
    {ENTRY(NOON_TO_ONE), JOURNAL("DTSTART;VALUE=DATE:20260601\r\n"), true},
    {ENTRY(NOON_TO_ONE), JOURNAL("DTSTART;VALUE=DATE:20260602\r\n"), false},
    {ENTRY(NOON_TO_ONE), JOURNAL("SUMMARY:When?\r\n"), false},
    {ENTRY(""), JOURNAL("SUMMARY:When?\r\n"), true},

    /* alarms in time */
    {ALARM(RANGE("20260303T150000Z", "20260303T150001Z")), dinner, true},
    {ALARM(RANGE("20260303T150001Z", "20260303T153000Z")), dinner, false},
    {ALARM(RANGE("20260303T153000Z", "20260303T153001Z")), dinner, true}, /* again */
    {ALARM(RANGE("20260303T160000Z", "20260303T160001Z")), dinner, true}, /* and again */
    {ALARM(RANGE("20260303T160001Z", "20260304T000000Z")), dinner, false},
    {ALARM(RANGE("20260309T090500Z", "20260309T090501Z")), weekly, true}, /* after its end */
    {ALARM(RANGE("20260309T080000Z", "20260309T090500Z")), weekly, false},
    {ALARM(RANGE("20260330T080500Z", "20260330T080501Z")), weekly, true},
    {ALARM(RANGE("20260317T000000Z", "20260318T000000Z")), weekly, false},
    {ALARM(RANGE("20260531T080000Z", "20260531T090000Z")), moment, true},
    {ALARM(RANGE("20260601T000000Z", "20260602T000000Z")), moment, false},
};

static struct filter *read_filter(const char *text, struct error *err)
{
    OWN(xml) x = xml_read(span_of(text), NULL, err);
    CHECK_OK(x, err);
    return filter_read(xml_root(x), err);
}

TEST(an_object_matches_when_all_that_the_filter_says_holds)
{
    struct error err = {0};
    OWN(zones) zones = zones_open(NULL, &err);
    CHECK_OK(zones, &err);
    struct matching with = {zones, zone_named(zones, SPAN("Europe/Zurich")), NULL};
    for (size_t i = 0; i < LENGTH(table); i++) {
        OWN(filter) f = read_filter(table[i].filter, &err);
        CHECK_OK(f, &err);
        if (filter_matches(f, span_of(table[i].object), &with) != table[i].matches)
            fail_msg("%s: %s", table[i].matches ? "no match" : "a match", table[i].filter);
    }
}

TEST(floating_times_are_read_in_the_zone_that_is_asked_for)
{
    struct error err = {0};
    OWN(zones) zones = zones_open(NULL, &err);
    CHECK_OK(zones, &err);
    OWN(filter) f = read_filter(EVENT(RANGE("20260731T130000Z", "20260731T160000Z")), &err);
    CHECK_OK(f, &err);
    struct matching tokyo = {zones, zone_named(zones, SPAN("Asia/Tokyo")), NULL};
    struct matching zurich = {zones, zone_named(zones, SPAN("Europe/Zurich")), NULL};
    CHECK(filter_matches(f, span_of(holiday), &tokyo));
    CHECK(!filter_matches(f, span_of(holiday), &zurich));
}

TEST(texts_are_compared_as_long_as_there_are_bytes_left)
{
    struct error err = {0};
    int64_t left = 100;
    OWN(zones) zones = zones_open(NULL, &err);
    CHECK_OK(zones, &err);
    struct matching with = {zones, zone_utc(), &left};
    OWN(filter) plain = read_filter(EVENT(PROP("UID", TEXT("", "holi"))), &err);
    OWN(filter)
    folded = read_filter(EVENT(PROP("UID", TEXT("collation='i;unicode-casemap'", "holi"))), &err);
    CHECK(plain && folded);
    CHECK(filter_matches(plain, span_of(holiday), &with));
    int64_t cost = 100 - left;
    CHECK(cost > 0);
    left = 100 * cost;
    CHECK(filter_matches(folded, span_of(holiday), &with));
    CHECK(100 * cost - left > 10 * cost);
    left = cost - 1;
    CHECK(!filter_matches(plain, span_of(holiday), &with));
    CHECK(left < 0);
}

TEST(a_filter_that_is_none_is_refused_by_its_precondition)
{
    static const struct {
        const char *filter, *rule;
    } refused[] = {
        {"<C:filter xmlns:C='" NS_CAL "'/>", "valid-filter"},
        {"<C:filter xmlns:C='" NS_CAL "'><C:comp-filter/></C:filter>", "valid-filter"},
        {"<C:filter xmlns:C='" NS_CAL "'><C:comp-filter name='VEVENT'/></C:filter>",
         "valid-filter"},
        {OPEN CLOSE "<!-- -->", NULL},
        {"<C:filter xmlns:C='" NS_CAL "'><C:comp-filter name='VCALENDAR'/>"
         "<C:comp-filter name='VCALENDAR'/></C:filter>",
         "valid-filter"},
        {EVENT("<C:param-filter name='X'/>"), "valid-filter"},
        {EVENT("<C:text-match>x</C:text-match>"), "valid-filter"},
        {EVENT("<C:something/>"), "valid-filter"},
        {EVENT("<x xmlns='urn:other'/>"), NULL},
        {EVENT(ABSENT RANGE("20260101T000000Z", "20270101T000000Z")), "valid-filter"},
        {EVENT(RANGE("20260101T000000Z", "20270101T000000Z")
                   RANGE("20260101T000000Z", "20270101T000000Z")),
         "valid-filter"},
        {EVENT("<C:time-range/>"), "valid-filter"},
        {EVENT(RANGE("20260101T000000", "20270101T000000")), "valid-filter"},
        {EVENT(RANGE("20260101", "20270101")), "valid-filter"},
        {EVENT(RANGE("20270101T000000Z", "20260101T000000Z")), "valid-filter"},
        {EVENT(RANGE("20260101T000000Z", "20260101T000000Z")), "valid-filter"},
        {EVENT(PROP("SUMMARY", TEXT("negate-condition='maybe'", "x"))), "valid-filter"},
        {EVENT(PROP("SUMMARY", TEXT("collation='i;klingon'", "x"))), "supported-collation"},
        {OPEN "<C:comp-filter name='VTIMEZONE'>" RANGE("20260101T000000Z",
                                                       "20270101T000000Z") "</C:comp-filter>" CLOSE,
         "supported-filter"},
    };
    for (size_t i = 0; i < LENGTH(refused); i++) {
        struct error err = {0};
        OWN(filter) f = read_filter(refused[i].filter, &err);
        if (!refused[i].rule)
            CHECK_OK(f, &err);
        else if (f || !err.rule || strcmp(err.rule, refused[i].rule) != 0)
            fail_msg("%s: %s", refused[i].filter, f ? "taken" : err.rule);
    }
}

TEST(a_filter_of_too_many_parts_is_refused)
{
    struct error err = {0};
    OWN(text) t = text_new();
    text_add_str(t, OPEN "<C:comp-filter name='VEVENT'>");
    for (int i = 0; i < MOST_FILTERS; i++)
        text_add_str(t, "<C:prop-filter name='X-A'/>");
    text_add_str(t, "</C:comp-filter>" CLOSE);
    OWN(filter) f = read_filter(text_str(t), &err);
    CHECK(!f);
    CHECK_STR(err.rule, "supported-filter");
}

TEST(a_filter_tells_the_store_where_to_look)
{
    struct error err = {0};
    OWN(filter) in_time = read_filter(EVENT(RANGE("20260101T000000Z", "20270101T000000Z")), &err);
    OWN(filter) of_text = read_filter(EVENT(PROP("SUMMARY", "")), &err);
    struct time_range range = filter_range(in_time);
    CHECK_INT(range.from, 1767225600);
    CHECK_INT(range.to, 1798761600);
    CHECK(filter_range(of_text).to == INSTANT_NEVER);
    CHECK_INT(filter_plain_component(in_time), COMPONENT_EVENT);
    CHECK_INT(filter_plain_component(of_text), 0);
    CHECK(filter_takes(in_time, COMPONENT_EVENT));
    CHECK(!filter_takes(in_time, COMPONENT_TODO));
}

RUN_TESTS(CASE(an_object_matches_when_all_that_the_filter_says_holds),
          CASE(floating_times_are_read_in_the_zone_that_is_asked_for),
          CASE(texts_are_compared_as_long_as_there_are_bytes_left),
          CASE(a_filter_that_is_none_is_refused_by_its_precondition),
          CASE(a_filter_of_too_many_parts_is_refused), CASE(a_filter_tells_the_store_where_to_look))
