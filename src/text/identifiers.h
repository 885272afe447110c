/**
 * Numbers that identify a person, found in running text in one pass.
 *
 * - resident identity number (公民身份号码, GB 11643-1999): 17 digits and a check character
 *   (ISO 7064 MOD 11-2, weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2). Reported only when the check
 *   character, the date of birth and the province code hold. The old form of 15 digits has no check
 *   character and is reported only close behind 身份证, 公民身份号码 or 证件号.
 * - mobile number: 1[3-9] and nine digits, +86 or 86 in front allowed, groups 3-4-4 allowed
 * - bank card: 16 to 19 digits with a valid Luhn sum, plain or in groups of four
 *
 * A digit or Latin letter on either side means that it is part of something longer and nothing is
 * reported. The unified social credit code (GB 32100-2015) and the organisation code inside it
 * name an institution, are public, and are never reported as a card or an identity number.
 */
#pragma once

#include "base/sv.h"

enum identifier_kind {
	IDENTIFIER_CITIZEN,     /* 18 characters, everything holds */
	IDENTIFIER_CITIZEN_OLD, /* 15 digits with a word in front that says so */
	IDENTIFIER_MOBILE,
	IDENTIFIER_BANK_CARD,
	IDENTIFIER_CREDIT_CODE, /* an institution; for callers that mark them, not private */
	IDENTIFIER__MAX
};

struct identifier {
	enum identifier_kind kind;
	size_t from, to; /* bytes of the text */
};

/**
 * The next identifier at or behind byte `*at`, which moves behind it. Text may be in any form;
 * full width digits are understood.
 * @return false when there is none
 */
bool identifier_next(struct sv text, size_t *at, struct identifier *ret);

/** Longest masked form in bytes, with its NUL. */
enum { IDENTIFIER_MASK_MAX = 64 };

/**
 * What may be shown of an identifier: first 3 and last 4 characters (2 for identity numbers), the
 * rest as '*'. Separators vanish, full width digits become half width.
 * @return the masked form in `buf`
 */
struct sv identifier_mask(struct sv text, struct identifier id,
	char buf[static IDENTIFIER_MASK_MAX]);

/** Check an identity number of 18 characters (digits, last one may be X or x). */
bool identifier_is_citizen(struct sv s);

/** Check a unified social credit code of 18 characters (upper case). */
bool identifier_is_credit_code(struct sv s);

/** Check the Luhn sum of a row of digits. */
bool identifier_is_luhn(struct sv s);
