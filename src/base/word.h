/** Words that stand for the values of an enum: a key for the database and JSON, a label for people. */
#pragma once

#include "base/sv.h"

struct word {
	const char *key, *label;
};

/** The place of a key among `n` words; `n` when it is none of them, which is the enum's …__MAX. */
static inline int word_find(const struct word *words, int n, struct sv key)
{
	int i = 0;
	while (i < n && !sv_eq(sv_of(words[i].key), key))
		i++;
	return i;
}
