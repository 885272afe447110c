/*
 * copy_of: a narrative that is nearly the same as another one.
 *
 * Compared are sections one, five and six, the ones an office writes itself; the preamble and
 * the titles of laws and documents in 《 》 are the same in every report and do not count, nor do
 * figures and years (text/similar.h). It is said only of texts of 200 characters or more, because
 * a few set sentences are no copy, and from a share of nine tenths: a report that was taken over
 * with its names and figures replaced keeps about that much, while two reports of one office
 * that were written anew share less than half.
 */
#include "report/similar.h"

#include "base/auto.h"
#include "base/str.h"
#include "report/quote.h"
#include "report/rules_int.h"

enum { CHARACTERS_MIN = 200, TEXT_MAX = 4 << 20, SCRATCH_MAX = 64 << 20 };

/** Append a text without titles in 《 》. */
static void add_own_words(struct str *out, struct sv s)
{
	size_t open;
	while ((open = sv_find(s, SV("《"))) != SV_NONE) {
		struct sv title = sv_from(s, open);
		size_t close = sv_find(sv_head(title, 300), SV("》"));
		if (close == SV_NONE)
			close = 0;
		str_add(out, sv_head(s, open));
		s = sv_from(title, close + strlen("》"));
	}
	str_add(out, s);
}

bool report_own_words(const struct report *r, struct arena *a, struct similar_text *ret)
{
	static const enum form_section own[] = { SECTION_OVERVIEW, SECTION_PROBLEMS, SECTION_OTHER };
	struct str text;
	str_init(&text, a, TEXT_MAX);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (r->sections[own[i]].present)
			add_own_words(&text, r->sections[own[i]].text);
	return str_ok(&text) && similar_prepare(str_sv(&text), a, ret) == 0;
}

static void compare(const struct report *r, const struct similar_text *text,
	const struct report *other, struct findings *list)
{
	AUTO(arena_done) struct arena scratch;
	struct similar_text theirs;
	arena_init(&scratch, SCRATCH_MAX);
	if (!report_own_words(other, &scratch, &theirs) || theirs.characters < CHARACTERS_MIN ||
	    !similar_maybe(text, &theirs, COPY_SHARE_MIN))
		return;
	int share = similar_share(text, &theirs);
	if (share < COPY_SHARE_MIN)
		return;
	struct arena *a = list->arena;
	bool same_unit = sv_eq(r->unit, other->unit);
	struct sv whose = same_unit && other->year ? sv_fmt(a, "本单位%d年的报告", other->year) :
			  sv_fmt(a, "%.*s的报告", SV_ARG(other->unit));
	struct finding f = { .rule = RULE_COPY_OF, .severity = SEVERITY_WARNING, .cell = -1,
		.section = form_section_key(SECTION_OVERVIEW), .at = r->sections[SECTION_OVERVIEW].at };
	f.found = sv_fmt(a, "%d.%d%%", share / 10, share % 10);
	f.quote = r->title.n ? sv_dup(a, r->title) : quote_short(a, r->sections[SECTION_OVERVIEW].text);
	f.message = sv_fmt(a, "正文与%.*s有%.*s相同，请核对是否照抄、是否反映本年度本单位的情况。",
		SV_ARG(whose), SV_ARG(f.found));
	findings_add(list, f);
}

void report_check_copies(const struct report *r, const struct report_context *context,
	struct findings *list)
{
	AUTO(arena_done) struct arena scratch;
	struct similar_text text;
	arena_init(&scratch, SCRATCH_MAX);
	if (!context || (!context->previous && !context->n_others) ||
	    !report_own_words(r, &scratch, &text) || text.characters < CHARACTERS_MIN)
		return;
	if (context->previous)
		compare(r, &text, context->previous, list);
	for (size_t i = 0; i < context->n_others; i++)
		if (context->others[i] != r && context->others[i] != context->previous)
			compare(r, &text, context->others[i], list);
}
