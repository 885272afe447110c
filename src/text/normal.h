/**
 * One form for text that is written in many: what a person reads as the same must compare as the
 * same. Used for labels and for sentences, never for what is shown or stored: every byte of the
 * result knows where it came from, so that a finding quotes the document itself.
 *
 * - full width letters, digits and signs become half width: ３件 -> 3件, ， -> ','
 * - brackets become ( ), angle quotes < >, quotes ", dashes -, colons :
 * - traditional characters become simplified ones, radicals the character they draw
 * - white space (line breaks too) vanishes beside Chinese and signs; between two words of Latin
 *   letters or digits one blank stays, because "0 0 0" is not "000"
 * - the reading that mirror sites print behind a character, 據(jù), vanishes
 * - invisible characters (zero width, byte order mark, soft hyphen) vanish
 *
 * The result is never longer than the text.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

#include <stdint.h>

struct text_normal {
	struct sv text;         /* in the arena, NUL-terminated */
	const uint32_t *origin; /* text.n + 1 entries: offset in the original of each byte; the
	                           last one is the end of the original */
};

/**
 * Normalise a text.
 * @return 0, E_LIMIT for more than 1 GiB, E_NOMEM
 */
int text_normalise(struct sv original, struct arena *a, struct text_normal *ret)
	__attribute__((warn_unused_result));

/** The bytes of the original that became bytes [from, to) of the normal form, trimmed. */
struct sv text_original(const struct text_normal *t, struct sv original, size_t from, size_t to);

/** One code point in its normal form; 0 for one that vanishes, ' ' for any white space. */
uint32_t text_fold(uint32_t cp);

/** Is it a Chinese character? */
static inline bool text_is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x9FFF) || cp == 0x3007 || (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0x20000 && cp <= 0x3FFFF);
}
