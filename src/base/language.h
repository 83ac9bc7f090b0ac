/* What the reading of catalogues and of their plural forms share. */
#ifndef CONVOKE_BASE_LANGUAGE_H
#define CONVOKE_BASE_LANGUAGE_H

#include "convoke/base.h"

/* Which form of a phrase goes with a number, counted from 0: the value of a catalogue's C
 * expression in n (gettext manual, "Plural forms"). What is none counts as "n != 1". */
uint64_t plural_form(struct span expression, uint64_t n);

#endif
