#include "text/words.h"

#include "base/err.h"

enum { WORDS_MAX = 65000, KEY = 3, WORD_MAX = 255 };

static unsigned hash(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return ((u[0] * 31u + u[1]) * 31u + u[2]) & 255u;
}

int text_words_init(struct text_words *w, const struct text_word *list, size_t n,
	struct arena *a)
{
	if (n > WORDS_MAX)
		return E_LIMIT;
	*w = (struct text_words){ .list = list, .next = arena_array(a, n + 1, sizeof *w->next),
		.length = arena_alloc(a, n + 1) };
	if (!w->next || !w->length)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(list[i].word);
		if (len < KEY || len > WORD_MAX)
			return E_LIMIT;
		w->length[i] = (uint8_t)len;
		uint16_t *at = &w->head[hash(list[i].word)];
		while (*at && w->length[*at - 1] >= len)
			at = &w->next[*at - 1];
		w->next[i] = *at;
		*at = (uint16_t)(i + 1);
	}
	return E_OK;
}

int text_words_at(const struct text_words *w, struct sv text, size_t at, size_t *ret_n)
{
	if (text.n < KEY || at > text.n - KEY)
		return -1;
	struct sv rest = sv_from(text, at);
	for (unsigned i = w->head[hash(rest.p)]; i; i = w->next[i - 1]) {
		size_t n = w->length[i - 1];
		if (n <= rest.n && memcmp(rest.p, w->list[i - 1].word, n) == 0) {
			*ret_n = n;
			return (int)i - 1;
		}
	}
	return -1;
}
