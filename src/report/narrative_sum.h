/**
 * text_sum: "共64条，其中甲类2条、乙类31条" whose parts do not add up to the total. Always a
 * warning: classes may overlap, and only the writer knows. Private to the narrative rules.
 *
 * Nothing is said when the list does not claim to be whole (等, 主要, 包括, 约, 余), when it counts in
 * different units, when it holds lists of its own, or when its first parts already make up the
 * total, for then the rest speaks of something else, or when they do not even make up half of it,
 * for then the list picks out a few. Brackets inside the list are left out.
 */
#pragma once

#include "report/narrative_claims.h"

struct sum_sentence {
	const struct report *r;
	enum form_section section;
	const struct block *b;
	size_t previous, from, to; /* tokens of the sentence before and of this one */
	const struct claims *claims;
};

/** Check the first list of a sentence. */
void narrative_sum(const struct sum_sentence *s, struct findings *list);
