/* Templates of letters: what the check lets through can be filled in, holds every required element, and nothing that
   is refused is ever filled. The input is a template; values look like templates themselves. */
#include "base/auto.h"
#include "base/utf8.h"
#include "law/letter.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 64 << 20);
	struct sv text = { (const char *)data, size };
	struct letter_values v;
	for (int e = 0; e < ELEMENT__MAX; e++)
		v.text[e] = SV("{救济途径}\n| 甲 |\n# 题");
	for (size_t i = 0; i < n_letter_kinds; i++) {
		const struct letter_kind *k = &letter_kinds[i];
		struct err err = { 0 };
		struct letter l;
		int code = letter_check_template(k, text, &err);
		require(utf8_valid(sv_of(err.user)));
		if (!sv_trim(text).n)
			continue; /* means the built-in one */
		require(letter_fill(k, text, &v, &a, &l, NULL) == code);
		if (code)
			continue;
		struct sv plain = letter_plain(&l, &a);
		require(utf8_valid(plain) && sv_has(plain, SV("{救济途径}")));
		require(!k->decision || !(k->required & ELEMENT_BIT(ELEMENT_DECISION))
			|| sv_has(plain, sv_of(k->decision)));
		for (size_t p = 0; p < l.n; p++)
			require(l.paragraphs[p].part <= LETTER_ROW && l.paragraphs[p].n_cells <= LETTER_CELLS_MAX);
	}
	struct sv number;
	if (letter_number(text, SV("甲"), 2024, 7, &a, &number, NULL) == 0)
		require(sv_has(number, SV("2024")) && sv_has(number, SV("7")) && utf8_valid(number));
	return 0;
}
