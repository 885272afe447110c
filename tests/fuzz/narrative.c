/* The narrative, privacy and copy rules on any text: they end, and what they quote is masked. */
#include "base/arena.h"
#include "base/auto.h"
#include "report/rules_int.h"
#include "text/identifiers.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_masked(struct sv s)
{
	struct identifier id;
	for (size_t at = 0; identifier_next(s, &at, &id);)
		assert(id.kind == IDENTIFIER_CREDIT_CODE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 256 << 20);
	struct report *r = arena_alloc(&a, sizeof *r);
	if (!r)
		return 0;
	r->arena = &a;
	r->year = 2023;
	r->layout = FORM_2021;
	r->unit = size % 2 ? SV("某某镇人民政府") : SV("某某县人民政府");
	r->title = SV("年度报告");
	for (int i = 0; i < FORM_CELLS; i++)
		r->cells[i] = (struct form_cell){ .state = CELL_NUMBER, .n = i % 7 };
	struct sv text = { (const char *)data, size };
	r->preamble = text;
	for (int i = 0; i < SECTION__MAX; i++) {
		r->sections[i].present = true;
		r->sections[i].text = sv_from(text, size / SECTION__MAX * (size_t)i);
	}
	struct findings list = { .arena = &a };
	struct report other = *r;
	struct report_context context = { .previous = &other };
	report_check_narrative(r, &list);
	report_check_privacy(r, &list);
	report_check_copies(r, &context, &list);
	for (size_t i = 0; i < list.n; i++) {
		assert(list.items[i].quote.n > 0);
		assert_masked(list.items[i].quote);
		assert_masked(list.items[i].message);
	}
	return 0;
}
