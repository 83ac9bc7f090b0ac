/* The one table of what calendars are held against: what is refused, what is repaired and how, and
 * what is only noted. Manual, --rules, messages and tests take their words from here. */
#include "findings.h"

#define DATA      FAULT_INVALID, "valid-calendar-data"
#define RESOURCE  FAULT_INVALID, "valid-calendar-object-resource"
#define COMPONENT FAULT_INVALID, "supported-calendar-component"
#define FORMAT    FAULT_INVALID, "supported-calendar-data"
#define SIZE      FAULT_TOO_LARGE, "max-resource-size"
#define ATTENDEES FAULT_TOO_LARGE, "max-attendees-per-instance"

#define REFUSED(name, section, means, done, kind)                  \
    {                                                              \
        {name, SEVERITY_REFUSED, section, means, done, NULL}, kind \
    }
#define REPAIRED(name, section, means, done, by)                              \
    {                                                                         \
        {name, SEVERITY_REPAIRED, section, means, done, by}, FAULT_NONE, NULL \
    }
#define NOTED(name, section, means, done)                                    \
    {                                                                        \
        {name, SEVERITY_NOTED, section, means, done, NULL}, FAULT_NONE, NULL \
    }

const struct rule_row rule_rows[RULES] = {
    /* --- refused: the file --- */
    [RULE_FILE_EMPTY] =
        REFUSED("file-empty", "RFC 5545, 3.4", "the file is empty", "write a VCALENDAR", DATA),
    [RULE_UTF_16] =
        REFUSED("utf-16", "RFC 5545, 3.1.4", "the file is UTF-16", "save it as UTF-8", DATA),
    [RULE_MARKUP] = REFUSED("html-or-xml", "RFC 5545, 3.4", "the file is HTML or XML",
                            "an address that asks for a login gives such pages; take the file "
                            "itself",
                            DATA),
    [RULE_VCALENDAR_1] = REFUSED("vcalendar-1.0", "RFC 5545, 3.7.4", "this is vCalendar 1.0",
                                 "export it as iCalendar 2.0", FORMAT),
    [RULE_NO_CALENDAR] =
        REFUSED("no-calendar", "RFC 5545, 3.4", "there is no BEGIN:VCALENDAR and no component",
                "this is no iCalendar text", DATA),
    [RULE_END_OF_CALENDAR_ALONE] =
        REFUSED("end-of-calendar-alone", "RFC 5545, 3.4", "END:VCALENDAR has no BEGIN before it",
                "the beginning of the file is lost; get it again", DATA),
    [RULE_CUT_OFF] = REFUSED("cut-off", "RFC 5545, 3.6", "a component or the calendar has no END",
                             "the rest of the file is lost; get it again", DATA),
    /* --- refused: an object --- */
    [RULE_NUL_BYTE] = REFUSED("nul-byte", "RFC 5545, 3.1", "a line holds a NUL byte",
                              "remove it: iCalendar is text", DATA),
    [RULE_NOT_UTF_8] = REFUSED("not-utf-8", "RFC 5545, 3.1.4", "a line is not UTF-8",
                               "save the text as UTF-8 (in files it is converted: "
                               "charset-converted)",
                               DATA),
    [RULE_BEFORE_CALENDAR] = REFUSED("text-before-calendar", "RFC 5545, 3.4",
                                     "a line stands before BEGIN:VCALENDAR", "remove it", DATA),
    [RULE_BEGIN_EXPECTED] = REFUSED(
        "begin-expected", "RFC 5545, 3.4", "an object does not begin with BEGIN:VCALENDAR",
        "put the component into a VCALENDAR (in files it is: component-without-calendar)", DATA),
    [RULE_SECOND_CALENDAR] =
        REFUSED("second-calendar", "RFC 4791, 4.1", "an object holds a second VCALENDAR",
                "send each event as an object of its own", RESOURCE),
    [RULE_CALENDAR_INSIDE] =
        REFUSED("calendar-inside-calendar", "RFC 5545, 3.6", "a VCALENDAR stands inside another",
                "end the first before the second begins", DATA),
    [RULE_COMPONENT_INSIDE] =
        REFUSED("component-inside-component", "RFC 5545, 3.6",
                "an event, a time zone or their like stands inside another component",
                "end the first before the second begins", DATA),
    [RULE_END_WITHOUT_BEGIN] =
        REFUSED("end-without-begin", "RFC 5545, 3.6", "an END has no BEGIN", "remove it", DATA),
    [RULE_END_OF_ANOTHER] =
        REFUSED("end-of-another", "RFC 5545, 3.6", "an END names another component than is open",
                "end each component before what is around it", DATA),
    [RULE_COMPONENT_NOT_KEPT] =
        REFUSED("component-not-kept", "RFC 4791, 5.3.2.1",
                "an object holds a task, journal entry or free-busy time",
                "only events (VEVENT) are taken from files; tasks come in by CalDAV", COMPONENT),
    [RULE_NO_EVENT] = REFUSED("no-event", "RFC 4791, 4.1", "an object holds no event",
                              "send at least one VEVENT", RESOURCE),
    [RULE_UID_MISSING] = REFUSED("uid-missing", "RFC 5545, 3.8.4.7", "an event has no UID",
                                 "give it one (in files one is made: uid-made)", RESOURCE),
    [RULE_ANOTHER_UID] =
        REFUSED("another-uid", "RFC 4791, 4.1", "an object holds events of different UIDs",
                "send each event as an object of its own (files may hold many)", RESOURCE),
    [RULE_DTSTART_MISSING] = REFUSED("dtstart-missing", "RFC 5545, 3.8.2.4",
                                     "an event has no DTSTART", "write when it begins", RESOURCE),
    [RULE_TIME_UNREADABLE] = REFUSED(
        "time-unreadable", "RFC 5545, 3.3.5", "DTSTART, DTEND or RECURRENCE-ID is no date or time",
        "write it as 20260303T090000Z, with a TZID, or as a date", DATA),
    [RULE_RULE_UNREADABLE] =
        REFUSED("rule-unreadable", "RFC 5545, 3.3.10", "a recurrence rule cannot be followed",
                "correct or remove the part that is named", DATA),
    [RULE_EVENT_TWICE] = REFUSED(
        "event-twice", "RFC 4791, 4.1", "an object holds an event twice without RECURRENCE-ID",
        "keep the newer one (in files it is kept: older-version-left-out)", RESOURCE),
    [RULE_OVERRIDE_TWICE] =
        REFUSED("override-twice", "RFC 5545, 3.8.4.4", "two overrides are of the same occurrence",
                "keep the newer one (in files it is kept: older-version-left-out)", RESOURCE),
    [RULE_OBJECT_TOO_LARGE] =
        REFUSED("object-too-large", "RFC 4791, 5.3.2.1", "an event has more bytes than are taken",
                "move attachments out of it, or raise limits.object", SIZE),
    [RULE_LINE_TOO_LARGE] =
        REFUSED("line-too-large", "RFC 4791, 5.3.2.1", "a line has more bytes than are taken",
                "shorten it, or raise limits.line", SIZE),
    [RULE_TOO_MANY_LINES] =
        REFUSED("too-many-lines", "RFC 4791, 5.3.2.1", "an event has more lines than are taken",
                "shorten it, or raise limits.properties", SIZE),
    [RULE_TOO_MANY_PARAMETERS] = REFUSED("too-many-parameters", "RFC 4791, 5.3.2.1",
                                         "a line has more parameters than are taken",
                                         "shorten it, or raise limits.parameters", SIZE),
    [RULE_TOO_MANY_ATTENDEES] = REFUSED("too-many-attendees", "RFC 4791, 5.2.9",
                                        "an event has more attendees than are taken",
                                        "invite a list, or raise limits.attendees", ATTENDEES),
    [RULE_NESTED_TOO_DEEP] =
        REFUSED("nested-too-deep", "RFC 4791, 5.3.2.1", "components are nested too deep",
                "no calendar needs this; raise limits.depth if yours does", SIZE),
    /* --- repaired: text and lines --- */
    [RULE_CHARSET_CONVERTED] =
        REPAIRED("charset-converted", "RFC 5545, 3.1.4", "the text is not UTF-8",
                 "read as Windows-1252 (Latin-1) and stored as UTF-8",
                 "old Outlook and Lotus Notes exports, scripts"),
    [RULE_BYTE_ORDER_MARK] =
        REPAIRED("byte-order-mark", "RFC 5545, 3.1.4", "the text begins with a byte order mark",
                 "passed over", "Lotus Notes, Windows editors, .NET programs"),
    [RULE_BARE_LINE_END] =
        REPAIRED("bare-line-end", "RFC 5545, 3.1", "lines end in LF or CR alone from here on",
                 "read as CRLF; kept as they are", "khal, vdirsyncer, git, scripts"),
    [RULE_CONTROL_CHARACTER] =
        REPAIRED("control-character", "RFC 5545, 3.1", "the line holds control characters",
                 "left out where the value is shown", "texts pasted from Word and PDF"),
    [RULE_LINE_WITHOUT_COLON] =
        REPAIRED("line-without-colon", "RFC 5545, 3.1", "this is no content line",
                 "passed over; the rest of a line before it is written with a blank in front",
                 "programs that do not fold DESCRIPTION, mail gateways"),
    [RULE_QUOTE_NOT_CLOSED] =
        REPAIRED("quote-not-closed", "RFC 5545, 3.2", "a quote in the parameters is not closed",
                 "read as a plain character", "programs that put names into CN unchanged"),
    [RULE_PARAMETER_NOT_QUOTED] = REPAIRED(
        "parameter-not-quoted", "RFC 5545, 3.2", "a parameter holds a colon and is not in quotes",
        "of an address the last \"mailto:\" counts; write quotes around the parameter",
        "old Lotus Notes, Oracle and Zimbra"),
    [RULE_PARAMETER_WITHOUT_VALUE] =
        REPAIRED("parameter-without-value", "RFC 5545, 3.2", "a parameter is empty or has no \"=\"",
                 "passed over", NULL),
    [RULE_VALUE_EMPTY] =
        REPAIRED("value-empty", "RFC 5545, 3.8", "the value is empty",
                 "read as if the line were not there", "Exchange, Zoho, booking sites"),
    [RULE_VALUE_BLANKS] = REPAIRED("value-blanks", "RFC 5545, 3.1", "blanks stand around the value",
                                   "read without them", "scripts, texts that were wrapped by hand"),
    /* --- repaired: calendar and components --- */
    [RULE_VERSION_MISSING] = REPAIRED("version-missing", "RFC 5545, 3.7.4",
                                      "the calendar has no VERSION", "read as 2.0", "scripts"),
    [RULE_VERSION_UNKNOWN] =
        REPAIRED("version-unknown", "RFC 5545, 3.7.4", "VERSION is not 2.0", "read as 2.0", NULL),
    [RULE_PRODID_MISSING] =
        REPAIRED("prodid-missing", "RFC 5545, 3.7.3", "the calendar has no PRODID",
                 "taken without; what is written again carries ours", "scripts, booking sites"),
    [RULE_CALSCALE_UNKNOWN] = REPAIRED("calscale-unknown", "RFC 5545, 3.7.1",
                                       "CALSCALE is not GREGORIAN", "read as GREGORIAN", NULL),
    [RULE_COMPONENT_WITHOUT_CALENDAR] =
        REPAIRED("component-without-calendar", "RFC 5545, 3.4",
                 "a component stands outside of any VCALENDAR", "one is put around it", "scripts"),
    [RULE_SEVERAL_CALENDARS] =
        REPAIRED("several-calendars", "RFC 5545, 3.4", "another VCALENDAR begins in the same file",
                 "read as one file", "Apple Calendar and Evolution exports"),
    [RULE_OLDER_VERSION] =
        REPAIRED("older-version-left-out", "RFC 4791, 4.1",
                 "an event or occurrence stands in the file more than once",
                 "the highest SEQUENCE, then the latest DTSTAMP, then the last one is kept",
                 "Google and Exchange exports, merged files"),
    [RULE_UID_MADE] =
        REPAIRED("uid-made", "RFC 5545, 3.8.4.7", "the event has no UID",
                 "one is made from its content, the same one each time", "booking sites, scripts"),
    [RULE_DTSTAMP_MISSING] =
        REPAIRED("dtstamp-missing", "RFC 5545, 3.8.7.2", "there is no DTSTAMP",
                 "read as older than any version that has one", "booking sites, scripts"),
    [RULE_PROPERTY_TWICE] =
        REPAIRED("property-twice", "RFC 5545, 3.6", "the property stands here a second time",
                 "the first one counts", "programs that merge events"),
    [RULE_ALARM_WITHOUT_TRIGGER] =
        REPAIRED("alarm-without-trigger", "RFC 5545, 3.6.6", "the alarm has no TRIGGER",
                 "kept, but it never goes off", NULL),
    [RULE_ALARM_WITHOUT_ACTION] =
        REPAIRED("alarm-without-action", "RFC 5545, 3.6.6", "the alarm has no ACTION",
                 "kept, but programs may pass over it", "old Outlook"),
    /* --- repaired: times --- */
    [RULE_TIME_EXTENDED] = REPAIRED("time-extended-form", "RFC 5545, 3.3.5",
                                    "the time is written with dashes, colons or a blank",
                                    "read as if they were not there", "scripts, booking sites"),
    [RULE_TIME_WITHOUT_SECONDS] =
        REPAIRED("time-without-seconds", "RFC 5545, 3.3.12", "the time has no seconds",
                 "read as 00 seconds", "scripts"),
    [RULE_HOUR_24] = REPAIRED("hour-24", "RFC 5545, 3.3.12", "the hour is 24",
                              "read as the midnight that begins the next day", NULL),
    [RULE_LEAP_SECOND] =
        REPAIRED("leap-second", "RFC 5545, 3.3.12", "the second is 60", "read as second 59", NULL),
    [RULE_DATE_WITHOUT_VALUE] =
        REPAIRED("date-without-value", "RFC 5545, 3.3.4", "a date stands without VALUE=DATE",
                 "read as a date", "old Google feeds, booking sites"),
    [RULE_DATE_WITH_TIME] =
        REPAIRED("date-with-time", "RFC 5545, 3.3.4", "VALUE=DATE stands before a date and time",
                 "read as the date", "old Palm and Zoho exports"),
    [RULE_TZID_WITH_UTC] =
        REPAIRED("tzid-with-utc", "RFC 5545, 3.2.19", "a time in UTC (with Z) has a TZID",
                 "read as UTC", "old Zimbra and Yahoo exports"),
    [RULE_TZID_UNKNOWN] = REPAIRED("tzid-unknown", "RFC 5545, 3.2.19",
                                   "nobody knows the zone, and no VTIMEZONE here describes it",
                                   "read as floating, in the zone of the calendar's owner",
                                   "Exchange (\"Customized Time Zone\"), own names of programs"),
    [RULE_TZID_OTHER_NAME] =
        REPAIRED("tzid-other-name", "RFC 5545, 3.2.19",
                 "the zone has a name of Windows or of another program",
                 "read as the zone of tzdata", "Outlook, Exchange, Lotus Notes, Evolution"),
    [RULE_TZID_BY_X_WR_TIMEZONE] =
        REPAIRED("tzid-by-x-wr-timezone", "RFC 5545, 3.2.19",
                 "nobody knows the zone, and no VTIMEZONE here describes it",
                 "read in the zone of X-WR-TIMEZONE", "Google, Apple"),
    [RULE_VTIMEZONE_MISSING] = REPAIRED("vtimezone-missing", "RFC 5545, 3.6.5",
                                        "the zone has no VTIMEZONE in this calendar",
                                        "read by the system's tzdata; feeds and exports get one",
                                        "Google feeds, Exchange, booking sites"),
    [RULE_STAMP_UNREADABLE] =
        REPAIRED("stamp-unreadable", "RFC 5545, 3.8.7", "this is no date and time",
                 "read as if the line were not there", NULL),
    [RULE_STAMP_NOT_UTC] =
        REPAIRED("stamp-not-utc", "RFC 5545, 3.8.7", "the time has to be in UTC and is not",
                 "read as UTC where it is floating, else in its zone", "scripts, old KOrganizer"),
    [RULE_OFFSET_SHORT] =
        REPAIRED("offset-short", "RFC 5545, 3.3.14",
                 "an offset needs a sign, two digits of hours and two of minutes",
                 "the VTIMEZONE counts only for zones that tzdata does not have", NULL),
    /* --- repaired: how long it is --- */
    [RULE_DTEND_BEFORE_DTSTART] =
        REPAIRED("dtend-before-dtstart", "RFC 5545, 3.8.2.2", "DTEND is before DTSTART",
                 "read as if there were no end: a day for dates, a moment for times",
                 "Exchange, phones after a change of zone"),
    [RULE_DTEND_EQUALS_DTSTART] =
        REPAIRED("dtend-equals-dtstart", "RFC 5545, 3.8.2.2", "DTEND is not after DTSTART",
                 "read as one day for dates, a moment for times", "holiday feeds, Google, Apple"),
    [RULE_DTEND_OTHER_TYPE] = REPAIRED("dtend-other-type", "RFC 5545, 3.8.2.2",
                                       "one of DTSTART and DTEND is a date and the other is none",
                                       "read as DTSTART is", "old Outlook, feeds"),
    [RULE_DTEND_OTHER_ZONE] = REPAIRED("dtend-other-zone", "RFC 5545, 3.8.2.2",
                                       "one of DTSTART and DTEND has a zone and the other has none",
                                       "both are read in the same zone", "scripts"),
    [RULE_DTEND_AND_DURATION] = REPAIRED("dtend-and-duration", "RFC 5545, 3.6.1",
                                         "an end and a DURATION stand in the same component",
                                         "DTEND or DUE counts", "old Evolution and Sunbird"),
    [RULE_DURATION_WITHOUT_P] =
        REPAIRED("duration-without-p", "RFC 5545, 3.3.6", "the duration has no P before it",
                 "read as if it had", "scripts"),
    [RULE_DURATION_WITHOUT_T] = REPAIRED("duration-without-t", "RFC 5545, 3.3.6",
                                         "hours, minutes or seconds stand without T before them",
                                         "read as if it were there", "old Exchange, booking sites"),
    [RULE_DURATION_OPEN_T] =
        REPAIRED("duration-open-t", "RFC 5545, 3.3.6", "nothing stands behind the T or P",
                 "read as if it were not there", "Outlook (P1DT, PT)"),
    [RULE_DURATION_ORDER] =
        REPAIRED("duration-order", "RFC 5545, 3.3.6",
                 "units of the duration are mixed up, repeated, or days stand behind T",
                 "read as their sum", NULL),
    [RULE_DURATION_NEGATIVE] = REPAIRED("duration-negative", "RFC 5545, 3.8.2.5",
                                        "DURATION is negative", "read as no length", NULL),
    [RULE_DURATION_OF_DATE] =
        REPAIRED("duration-of-date", "RFC 5545, 3.6.1",
                 "DURATION has hours, minutes or seconds where DTSTART is a date",
                 "read as whole days", NULL),
    [RULE_DURATION_UNREADABLE] =
        REPAIRED("duration-unreadable", "RFC 5545, 3.3.6", "this is no duration",
                 "read as if the line were not there", NULL),
    /* --- repaired: recurrence --- */
    [RULE_RULE_EMPTY_PART] =
        REPAIRED("rule-empty-part", "RFC 5545, 3.3.10", "the rule has a semicolon too many",
                 "passed over", "Exchange, Zimbra, scripts"),
    [RULE_RULE_BLANKS] = REPAIRED("rule-blanks", "RFC 5545, 3.3.10", "the rule holds blanks",
                                  "read as if they were not there", "scripts"),
    [RULE_RULE_COUNT_AND_UNTIL] =
        REPAIRED("rule-count-and-until", "RFC 5545, 3.3.10", "the rule has both COUNT and UNTIL",
                 "whichever comes first ends it", "old KOrganizer, scripts"),
    [RULE_RULE_NUMBERED_DAY] =
        REPAIRED("rule-numbered-day", "RFC 5545, 3.3.10",
                 "BYDAY has a number, but FREQ is neither MONTHLY nor YEARLY",
                 "the number is passed over", "old Outlook and Palm exports"),
    [RULE_RULE_PART_MISPLACED] =
        REPAIRED("rule-part-misplaced", "RFC 5545, 3.3.10",
                 "a part of the rule does not go with its FREQ", "read as a limit", NULL),
    [RULE_RULE_TIME_OF_DATE] =
        REPAIRED("rule-time-of-date", "RFC 5545, 3.3.10",
                 "BYHOUR, BYMINUTE or BYSECOND stands in the rule of a date", "passed over", NULL),
    [RULE_UNTIL_OTHER_TYPE] = REPAIRED("until-other-type", "RFC 5545, 3.3.10",
                                       "one of UNTIL and DTSTART is a date and the other is none",
                                       "a date is read as all of that day, a time as its day",
                                       "Google, old Apple Calendar, Outlook"),
    [RULE_UNTIL_NOT_UTC] =
        REPAIRED("until-not-utc", "RFC 5545, 3.3.10", "DTSTART has a zone, but UNTIL is not in UTC",
                 "read in the zone of DTSTART", "Exchange, old Sunbird, scripts"),
    [RULE_EXDATE_UNREADABLE] =
        REPAIRED("exdate-unreadable", "RFC 5545, 3.8.5.1", "this is no date or time",
                 "passed over; nothing is left out for it", NULL),
    [RULE_EXDATE_OTHER_TYPE] = REPAIRED("exdate-other-type", "RFC 5545, 3.8.5.1",
                                        "one of EXDATE and DTSTART is a date and the other is none",
                                        "a date is read as all of that day, a time as its day",
                                        "Outlook, Exchange, old Apple Calendar"),
    [RULE_RDATE_UNREADABLE] = REPAIRED("rdate-unreadable", "RFC 5545, 3.8.5.2",
                                       "this is no date, time or period", "passed over", NULL),
    [RULE_RDATE_OTHER_TYPE] = REPAIRED("rdate-other-type", "RFC 5545, 3.8.5.2",
                                       "one of RDATE and DTSTART is a date and the other is none",
                                       "read as DTSTART is, at its time of day", NULL),
    [RULE_RECURRENCE_ID_OTHER_TYPE] =
        REPAIRED("recurrence-id-other-type", "RFC 5545, 3.8.4.4",
                 "one of RECURRENCE-ID and DTSTART of the series is a date and the other is none",
                 "read as DTSTART is", "Exchange, Google, old Apple Calendar"),
    /* --- repaired: words, numbers, people --- */
    [RULE_STATUS_UNKNOWN] =
        REPAIRED("status-unknown", "RFC 5545, 3.8.1.11", "this STATUS is not one of an event",
                 "read as none", "Exchange, Zoho, task programs"),
    [RULE_STATUS_CANCELED] =
        REPAIRED("status-canceled", "RFC 5545, 3.8.1.11", "CANCELLED is written with one L",
                 "read as CANCELLED", "booking sites"),
    [RULE_CLASS_UNKNOWN] = REPAIRED("class-unknown", "RFC 5545, 3.8.1.3",
                                    "CLASS is neither PUBLIC, PRIVATE nor CONFIDENTIAL",
                                    "read as PRIVATE", "Outlook (NORMAL, PERSONAL)"),
    [RULE_TRANSP_UNKNOWN] =
        REPAIRED("transp-unknown", "RFC 5545, 3.8.2.7", "TRANSP is neither OPAQUE nor TRANSPARENT",
                 "read as OPAQUE", "vCalendar converters (0, 1)"),
    [RULE_NUMBER_UNREADABLE] =
        REPAIRED("number-unreadable", "RFC 5545, 3.3.8", "this is no whole number from 0 on",
                 "read as 0", "booking sites (SEQUENCE of milliseconds and words)"),
    [RULE_PARTSTAT_UNKNOWN] =
        REPAIRED("partstat-unknown", "RFC 5545, 3.2.12", "PARTSTAT is none of an event",
                 "read as NEEDS-ACTION", "Lotus Notes, Zoho"),
    [RULE_ROLE_UNKNOWN] = REPAIRED("role-unknown", "RFC 5545, 3.2.16", "this ROLE is not known",
                                   "read as REQ-PARTICIPANT", "vCalendar converters (ATTENDEE)"),
    [RULE_CUTYPE_UNKNOWN] = REPAIRED("cutype-unknown", "RFC 5545, 3.2.3",
                                     "this CUTYPE is not known", "read as UNKNOWN", NULL),
    [RULE_RSVP_UNKNOWN] =
        REPAIRED("rsvp-unknown", "RFC 5545, 3.2.17", "RSVP is neither TRUE nor FALSE",
                 "read as FALSE", "vCalendar converters (YES)"),
    [RULE_MAILTO_MISSING] =
        REPAIRED("mailto-missing", "RFC 5545, 3.3.3", "the address has no \"mailto:\" before it",
                 "read as if it had", "booking sites, scripts"),
    [RULE_MAILTO_UPPER_CASE] =
        REPAIRED("mailto-upper-case", "RFC 5545, 3.3.3", "\"mailto:\" is written in capitals",
                 "read as in small letters, as in the whole address",
                 "Outlook, Exchange, old Apple Calendar"),
    [RULE_MAILTO_TWICE] =
        REPAIRED("mailto-twice", "RFC 5545, 3.3.3", "\"mailto:\" stands there twice",
                 "read as once", "Zimbra, phones"),
    [RULE_ADDRESS_IN_BRACKETS] =
        REPAIRED("address-in-brackets", "RFC 5545, 3.3.3", "the address stands in < and >",
                 "read without them", "scripts"),
    [RULE_ADDRESS_UNREADABLE] =
        REPAIRED("address-unreadable", "RFC 5545, 3.3.3",
                 "this is no mail address, and no EMAIL parameter has one",
                 "kept, but this person gets no mail", "Exchange, iCloud, Lotus Notes"),
    /* --- noted --- */
    [RULE_BLANK_LINE] = NOTED("blank-line", "RFC 5545, 3.1", "the line is empty", "remove it"),
    [RULE_LINE_LONG] =
        NOTED("line-long", "RFC 5545, 3.1", "the line is longer than 75 octets", "fold it"),
    [RULE_FOLD_IN_CHARACTER] =
        NOTED("fold-in-character", "RFC 5545, 3.1", "a fold stands inside a character",
              "fold between characters: some programs garble it"),
    [RULE_NAME_NOT_LEGAL] =
        NOTED("name-not-legal", "RFC 5545, 3.1",
              "a name has other characters than letters, digits and \"-\"", "correct the name"),
    [RULE_LOWER_CASE] =
        NOTED("lower-case", "RFC 5545, 3.3.5", "T, Z, P or a rule is written in small letters",
              "write capitals: not every program reads these"),
    [RULE_ESCAPE_UNKNOWN] = NOTED("escape-unknown", "RFC 5545, 3.3.11",
                                  "a backslash stands before a character that needs none",
                                  "write \\\\ for a backslash, and \\, \\; \\n alone"),
    [RULE_CALENDAR_EMPTY] = NOTED("calendar-empty", "RFC 5545, 3.4",
                                  "there is no component in this calendar", "nothing is taken"),
    [RULE_LEFT_OUT] = NOTED("left-out", "RFC 4791, 5.2.3", "this is no event",
                            "files give events alone, so it is left out"),
    [RULE_METHOD_PRESENT] =
        NOTED("method-present", "RFC 4791, 4.1", "the calendar has a METHOD: it is a message",
              "taken as such; what is stored has none"),
    [RULE_METHOD_NEEDS] = NOTED("method-needs", "RFC 5546, 3",
                                "a message of this METHOD needs more", "write what is missing"),
    [RULE_METHOD_FORBIDS] = NOTED("method-forbids", "RFC 5546, 3",
                                  "a message of this METHOD may not have this", "remove it"),
    [RULE_PROPERTY_AFTER_COMPONENT] =
        NOTED("property-after-component", "RFC 5545, 3.4",
              "a property of the calendar stands behind its first component",
              "write it before all components"),
    [RULE_PROPERTY_MISSING] =
        NOTED("property-missing", "RFC 5545, 3.6", "the component lacks a property", "write it"),
    [RULE_PROPERTY_MISPLACED] = NOTED("property-misplaced", "RFC 5545, 3.6",
                                      "the component has no such property", "remove it"),
    [RULE_COMPONENT_MISPLACED] =
        NOTED("component-misplaced", "RFC 5545, 3.6", "the component has no place here",
              "move it: an alarm into an event or task, STANDARD and DAYLIGHT into a VTIMEZONE"),
    [RULE_PROPERTIES_EXCLUDE] = NOTED("properties-exclude", "RFC 5545, 3.6.2",
                                      "two properties exclude each other", "remove one"),
    [RULE_PROPERTY_ALONE] = NOTED("property-alone", "RFC 5545, 3.6.6",
                                  "a property needs another beside it", "write both or none"),
    [RULE_RRULE_TWICE] = NOTED("rrule-twice", "RFC 5545, 3.8.5.3", "there is more than one RRULE",
                               "all are followed; write one"),
    [RULE_EXRULE_OBSOLETE] = NOTED("exrule-obsolete", "RFC 5545, A.2", "EXRULE is obsolete",
                                   "it is followed; write EXDATE"),
    [RULE_VALUE_UNREADABLE] = NOTED("value-unreadable", "RFC 5545, 3.3",
                                    "the value is not of the property's type", "correct it"),
    [RULE_NUMBER_OUT_OF_RANGE] = NOTED("number-out-of-range", "RFC 5545, 3.8.1",
                                       "the number is out of its range", "correct it"),
    [RULE_WORD_UNKNOWN] = NOTED("word-unknown", "RFC 5545, 3.8.1",
                                "the word is none that this property has", "correct it"),
    [RULE_TIME_NOT_LOCAL] =
        NOTED("time-not-local", "RFC 5545, 3.6.5",
              "DTSTART of an observance has to be a local time", "write it without Z and TZID"),
    [RULE_TZID_WITH_DATE] =
        NOTED("tzid-with-date", "RFC 5545, 3.2.19", "a date has a TZID", "remove the TZID"),
    [RULE_UNTIL_UTC_OF_FLOATING] =
        NOTED("until-utc-of-floating", "RFC 5545, 3.3.10",
              "UNTIL is in UTC, but DTSTART is floating", "write UNTIL without Z"),
    [RULE_OVERRIDE_RECURS] =
        NOTED("override-recurs", "RFC 5545, 3.8.4.4",
              "an override has a recurrence of its own, which is not followed", "remove it"),
    [RULE_OVERRIDE_OF_NONE] = NOTED("override-of-none", "RFC 5545, 3.8.4.4",
                                    "RECURRENCE-ID names no occurrence of the series",
                                    "kept; it is an occurrence of its own"),
    [RULE_ATTENDEE_TWICE] = NOTED("attendee-twice", "RFC 5545, 3.8.4.1",
                                  "the attendee stands in the event twice", "remove one"),
    [RULE_ORGANIZER_MISSING] =
        NOTED("organizer-missing", "RFC 5545, 3.8.4.3", "there are attendees but no ORGANIZER",
              "write who invites them"),
    [RULE_VTIMEZONE_TWICE] = NOTED("vtimezone-twice", "RFC 5545, 3.6.5",
                                   "a second VTIMEZONE has this TZID", "remove one"),
    [RULE_X_WR_TIMEZONE] = NOTED(
        "x-wr-timezone", "RFC 5545, 3.3.5", "X-WR-TIMEZONE names a zone, but times here have none",
        "they stay floating, in the zone of the calendar's owner; write a TZID"),
    [RULE_X_ALL_DAY] = NOTED("x-all-day", "RFC 5545, 3.6.1",
                             "X-MICROSOFT-CDO-ALLDAYEVENT says all day, but DTSTART is a time",
                             "kept as times; write DTSTART;VALUE=DATE"),
};
