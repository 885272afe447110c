/* Every letter as a document: what the DOCX says, read back, is the letter, line by line; the signature stands at the
   right, organ over date; and a PDF comes of it. With a folder as argument the files are written there, to be looked at. */
#include "unit_arena.h"

#include "base/utf8.h"
#include "doc/read.h"
#include "request/letter.h"
#include "request/letter_doc.h"

/* Cairo 1.16 loses a few hundred bytes a document, fontconfig its configuration. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo\nleak:libfontconfig\nleak:libpango\nleak:libglib\n";
}

static const char *out_folder;

static struct letter_values values_of(const struct letter_kind *k)
{
	struct letter_values v = { 0 };
	for (int e = 0; e < ELEMENT__MAX; e++)
		if ((k->required | k->optional) & ELEMENT_BIT(e))
			v.text[e] = sv_fmt(&arena, "（此处写明%s，由承办人结合具体情况填写）", element_label((enum element)e));
#define SAY(e, said) (v.text[ELEMENT_##e] = v.text[ELEMENT_##e].n ? SV(said) : SV(""))
	SAY(NUMBER, "示例办公复〔2026〕7号");
	SAY(APPLICANT, "林示例");
	SAY(REQUEST_NUMBER, "2026-0031");
	SAY(RECEIVED_ON, "2026年2月10日");
	SAY(CHANNEL, "邮寄（签收）");
	SAY(REQUEST, "示例路改造工程2025年度的预算、决算，以及施工单位的中标通知书");
	SAY(ORGAN, "示例区汇源街道办事处");
	SAY(DATE, "2026年3月16日");
	SAY(ATTACHMENTS, "1.示例路改造工程2025年度预算\n2.示例路改造工程2025年度决算");
	SAY(REMEDY, "如对本答复书不服，应当在收到之日起60日内先向示例区人民政府申请行政复议；对行政复议决定不服的，"
		"可以自收到行政复议决定书之日起15日内向示例区人民法院提起行政诉讼。");
	SAY(CORRECTION, "1.所需信息的名称、文号或者便于查询的其他特征性描述；\n2.获取信息的方式、途径。");
#undef SAY
	return v;
}

static void save(const char *key, const char *suffix, struct sv bytes)
{
	char path[512];
	if (!out_folder)
		return;
	snprintf(path, sizeof path, "%s/%s.%s", out_folder, key, suffix);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	fclose(f);
}

/** All text of a document, a paragraph or row a line; rows with tabs. */
static struct sv text_of(const struct doc *d)
{
	struct str s;
	str_init(&s, &arena, 1 << 22);
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_table *t = d->blocks[i].table;
		if (!t && d->blocks[i].text.n) {
			str_add(&s, d->blocks[i].text);
			str_addc(&s, '\n');
		}
		for (size_t c = 0; t && c < t->n_cells; c++) {
			str_add(&s, sv_trim(t->cells[c].text));
			str_addc(&s, c + 1 == t->n_cells || t->cells[c + 1].row != t->cells[c].row ? '\n' : '\t');
		}
	}
	return str_sv(&s);
}

static struct sv plain_without_blanks(const struct letter *l)
{
	struct str s;
	struct sv rest = letter_plain(l, &arena), line;
	str_init(&s, &arena, 1 << 22);
	while (sv_cut(&rest, '\n', &line))
		if (line.n) {
			str_add(&s, line);
			str_addc(&s, '\n');
		}
	return str_sv(&s);
}

static void every_letter_as_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_letter_kinds; i++) {
		const struct letter_kind *k = &letter_kinds[i];
		struct letter_values v = values_of(k);
		struct letter l;
		struct sv docx, pdf, again;
		struct doc *back = NULL;
		struct err err = { 0 };
		assert_int_equal(letter_fill(k, SV(""), &v, &arena, &l, &err), 0);
		assert_int_equal(request_letter_file(&l, DOC_DOCX, &arena, &docx, &err), 0);
		assert_int_equal(request_letter_file(&l, DOC_DOCX, &arena, &again, &err), 0);
		assert_true(sv_eq(docx, again));
		assert_int_equal(doc_read_docx(docx, &arena, &back, &err), 0);
		struct sv want = plain_without_blanks(&l), got = text_of(back);
		if (!sv_eq(want, got))
			fail_msg("%s:\n%.*s\n—— is not ——\n%.*s", k->key, SV_ARG(got), SV_ARG(want));
		assert_int_equal(request_letter_file(&l, DOC_PDF, &arena, &pdf, &err), 0);
		assert_true(sv_starts(pdf, SV("%PDF-")) && pdf.n > 1000);
		assert_int_equal(request_letter_file(&l, DOC_HTML, &arena, &again, &err), 0);
		assert_true(sv_has(again, sv_of("<p")) || sv_has(again, SV("<td")));
		save(k->key, "docx", docx);
		save(k->key, "pdf", pdf);
		arena_reset(&arena);
	}
}

/** GB/T 9704 7.3.5.1: four characters right of the date, the organ's middle over the date's. */
static void signature_stands_right(void **state)
{
	(void)state;
	static const char *const organs[] = { "甲局", "示例区汇源街道办事处",
		"示例自治区示例市示例区人民政府办公室示例处" };
	for (size_t i = 0; i < 3; i++) {
		const struct letter_kind *k = letter_kind_of_key(SV("withdrawn"));
		struct letter_values v = values_of(k);
		struct letter l;
		v.text[ELEMENT_ORGAN] = sv_of(organs[i]);
		v.text[ELEMENT_DATE] = SV("2026年3月16日");
		int date = 7 * 5 + 3 * 10, organ = (int)utf8_count(sv_of(organs[i])) * 10;
		int want = 40 + (date - organ) / 2;
		assert_int_equal(letter_fill(k, SV(""), &v, &arena, &l, NULL), 0);
		struct doc *d = letter_doc(&l, &arena, NULL);
		assert_non_null(d);
		const struct doc_block *b = &d->blocks[d->n_blocks - 2];
		assert_true(sv_eq(b->text, sv_of(organs[i])) && b->keep && b->before == 2);
		assert_int_equal(b->set, DOC_SET_RIGHT);
		assert_int_equal(b->space, want > 0 ? want : 0);
		assert_int_equal(b[1].set, DOC_SET_RIGHT);
		assert_int_equal(b[1].space, 40);
		/* the middles: within half a character, unless the edge is in the way */
		int middle = b->space + organ / 2, below = 40 + date / 2;
		assert_true(b->space == 0 || abs(middle - below) <= 5);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_letter_as_a_file),
		cmocka_unit_test(signature_stands_right) };
	out_folder = argc > 1 ? argv[1] : NULL;
	return cmocka_run_group_tests(tests, setup, teardown);
}
