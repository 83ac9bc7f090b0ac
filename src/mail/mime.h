/* The outer form of a mail: fields of its head and the bodies of its parts, every line ended by
 * CRLF. Only what we write ourselves; what others wrote is read with GMime. RFC 5322, 2045, 2047 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include "convoke/base.h"
#include "convoke/zone.h"

/* "Subject: words" with whatever words: line ends and controls become spaces, what is not ASCII or
 * would be taken for something else is encoded, what is long is folded. RFC 2047, 5 (1) */
void mime_add_field(struct text *t, const char *name, struct span words);
/* "To: Anna <anna@example.org>". display NULL or empty: the address alone. address: one that
 * mail_address_ok has passed. RFC 2047, 5 (3) */
void mime_add_person(struct text *t, const char *name, const char *display, const char *address);
/* "Date: Sun, 01 Mar 2026 09:00:00 +0000". RFC 5322, 3.3 */
void mime_add_date(struct text *t, instant at);
/* Text of lines as quoted-printable; LF and CRLF both end a line. RFC 2045, 6.7 */
void mime_add_quoted(struct text *t, struct span lines);

#endif
