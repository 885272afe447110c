/**
 * Many words looked for at once: at a place in a text, the longest word of a list that stands
 * there. Costs one hash and a short chain per place, whatever the length of the list.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

#include <stdint.h>

struct text_word {
	const char *word; /* at least 3 bytes, that is one Chinese character */
	int tag;          /* what it means to the caller */
};

struct text_words {
	const struct text_word *list; /* borrowed */
	uint16_t head[256];           /* index + 1 of the first of a chain, longest word first */
	uint16_t *next;
	uint8_t *length;              /* bytes of each word */
};

/**
 * Prepare a list for matching.
 * @return 0; E_LIMIT for more than 65,000 words or one of under 3 or over 255 bytes; E_NOMEM
 */
int text_words_init(struct text_words *w, const struct text_word *list, size_t n,
	struct arena *a) __attribute__((warn_unused_result));

/** Index of the longest word at byte `at` of `text`, or -1; its length in `*ret_n`. */
int text_words_at(const struct text_words *w, struct sv text, size_t at, size_t *ret_n);
