/**
 * Words of the document as a finding may show them: on one line, short, and with every number
 * that identifies a person masked.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

/** Masked, white space between Chinese dropped, the middle of more than 58 characters left out. */
struct sv quote_short(struct arena *a, struct sv s);

/** A copy with every identity number, mobile number and bank card masked; empty on exhaustion. */
struct sv quote_masked(struct arena *a, struct sv s);
