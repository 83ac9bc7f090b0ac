/* What reading and writing share. */
#ifndef CONVOKE_XML_INTERNAL_H
#define CONVOKE_XML_INTERNAL_H

#include "convoke/xml.h"

/* UTF-8 without what no XML text can hold. XML 1.0, 2.2 */
bool xml_is_text(struct span s);

#endif
