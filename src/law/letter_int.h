/** Private to the files of letters: templates as lines and pieces. */
#pragma once

#include "law/letter.h"

/** A built-in template. */
struct letter_text {
	const char *key, *text;
};
extern const struct letter_text letter_texts[];
extern const size_t n_letter_texts;

/** A line that says something. */
struct letter_line {
	int number;            /* from 1 */
	bool optional;         /* "?": left out when one of its elements is not there */
	enum letter_part part; /* a line of the signature is LETTER_ORGAN until its elements are known */
	struct sv text;        /* what stands behind the sign; of a row: "a | b" */
};

/** What a line is made of: words, or an element. */
struct letter_piece {
	struct sv words;
	enum element element;  /* ELEMENT__MAX: words */
};

/** Is it text that can stand in a letter: UTF-8 without control characters (tabs and line ends may be)? */
bool letter_text_ok(struct sv s);

/**
 * The next line that says something, taken off `*rest`; `ret->number` counts on.
 * @return 1; 0: no more; a negative code: E_FORMAT with the number of the line
 */
int letter_next_line(struct sv *rest, struct letter_line *ret, struct err *err);

/**
 * The next piece, taken off `*rest`.
 * @return 1; 0: no more; a negative code: E_FORMAT, an unknown element or a brace without its other
 */
int letter_next_piece(struct sv *rest, int line, struct letter_piece *ret, struct err *err);

/** The next cell of a row, without blanks around it. */
bool letter_next_cell(struct sv *rest, struct sv *ret);

/** The elements a line mentions, as a set. @return 0 or an error */
int letter_elements_of(const struct letter_line *line, uint64_t *ret, struct err *err);
