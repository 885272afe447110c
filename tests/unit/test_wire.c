/* The wire: what goes in comes out, and nothing else gets in. */
#include "unit.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "doc/wire.h"

/* xorshift: the same documents on every run. */
static uint32_t rnd(uint32_t *s, uint32_t below)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s % below;
}

static struct sv rnd_text(struct arena *a, uint32_t *s, uint32_t max)
{
	static const uint32_t cps[] = { 'a', '9', '\n', '\t', ' ', 0x4EF6, 0x3000, 0xFF0C, 0x20BB7, 0xE9 };
	struct str t;
	str_init(&t, a, 1 << 20);
	for (uint32_t n = rnd(s, max + 1); n > 0; n--)
		str_add_cp(&t, cps[rnd(s, sizeof cps / sizeof *cps)]);
	return str_sv(&t);
}

static struct doc_place rnd_place(uint32_t *s)
{
	return (struct doc_place){ rnd(s, 3) ? rnd(s, 400) : UINT32_MAX, rnd(s, 100000) };
}

static void rnd_table(struct doc *d, uint32_t *s)
{
	struct doc_table *t = doc_add_table(d, rnd_place(s));
	struct doc_grid g;
	doc_grid_init(&g, d->arena);
	for (uint32_t rows = rnd(s, 6); rows > 0; rows--) {
		doc_grid_row(&g);
		for (uint32_t cells = rnd(s, 6); cells > 0; cells--)
			doc_grid_cell(&g, rnd_text(d->arena, s, 8), rnd(s, 4), rnd(s, 4), rnd_place(s),
				rnd(s, 2));
	}
	assert_int_equal(doc_grid_finish(&g, t), 0);
	t->ruled = rnd(s, 2);
	t->header_rows = t->n_rows ? rnd(s, t->n_rows) : 0;
	if (rnd(s, 2)) {
		uint32_t *w = arena_array(d->arena, t->n_cols, sizeof *w);
		for (uint32_t c = 0; c < t->n_cols; c++)
			w[c] = rnd(s, 5000);
		t->widths = w;
	}
}

static struct doc *rnd_doc(struct arena *a, uint32_t *s)
{
	struct doc *d = doc_new(a, rnd(s, DOC_FORMAT__MAX));
	d->title = rnd_text(a, s, 20);
	for (uint32_t n = rnd(s, 8); n > 0; n--) {
		uint32_t kind = rnd(s, 3);
		if (kind == DOC_TABLE) {
			rnd_table(d, s);
			continue;
		}
		struct doc_block *b = doc_add(d, kind, rnd_text(a, s, 60), rnd_place(s));
		b->level = kind == DOC_HEADING ? 1 + rnd(s, 6) : 0;
		b->gap = rnd(s, 2);
	}
	return d;
}

static void same_place(struct doc_place a, struct doc_place b)
{
	assert_int_equal(a.page, b.page);
	assert_int_equal(a.line, b.line);
}

static void same_table(const struct doc_table *a, const struct doc_table *b)
{
	assert_int_equal(a->n_rows, b->n_rows);
	assert_int_equal(a->n_cols, b->n_cols);
	assert_int_equal(a->n_cells, b->n_cells);
	assert_int_equal(a->ruled, b->ruled);
	assert_int_equal(a->header_rows, b->header_rows);
	assert_int_equal(a->widths != NULL, b->widths != NULL);
	for (uint32_t c = 0; a->widths && c < a->n_cols; c++)
		assert_int_equal(a->widths[c], b->widths[c]);
	for (size_t i = 0; i < a->n_cells; i++) {
		const struct doc_cell *x = &a->cells[i], *y = &b->cells[i];
		assert_true(sv_eq(x->text, y->text));
		assert_int_equal(x->row, y->row);
		assert_int_equal(x->col, y->col);
		assert_int_equal(x->rowspan, y->rowspan);
		assert_int_equal(x->colspan, y->colspan);
		assert_int_equal(x->header, y->header);
		same_place(x->at, y->at);
	}
}

static void same_doc(const struct doc *a, const struct doc *b)
{
	assert_int_equal(a->format, b->format);
	assert_true(sv_eq(a->title, b->title));
	assert_int_equal(a->n_blocks, b->n_blocks);
	for (size_t i = 0; i < a->n_blocks; i++) {
		const struct doc_block *x = &a->blocks[i], *y = &b->blocks[i];
		assert_int_equal(x->kind, y->kind);
		assert_int_equal(x->level, y->level);
		assert_int_equal(x->gap, y->gap);
		assert_true(sv_eq(x->text, y->text));
		same_place(x->at, y->at);
		assert_int_equal(x->table != NULL, y->table != NULL);
		if (x->table)
			same_table(x->table, y->table);
	}
}

static struct sv encoded(struct arena *a, const struct doc *d)
{
	struct str out;
	str_init(&out, a, 1 << 22);
	doc_wire_encode(0, NULL, d, &out);
	assert_true(str_ok(&out));
	return str_sv(&out);
}

static void documents_come_back_equal(void **state)
{
	(void)state;
	uint32_t seed = 20210130;
	for (int round = 0; round < 2000; round++) {
		AUTO(arena_done) struct arena a;
		AUTO(arena_done) struct arena b;
		arena_init(&a, 1 << 24);
		arena_init(&b, 1 << 24);
		struct doc *d = rnd_doc(&a, &seed), *back = NULL;
		struct sv bytes = encoded(&a, d);
		struct err err = { 0 };
		assert_int_equal(doc_wire_decode(bytes, &b, &back, &err), 0);
		memset((char *)bytes.p, 0xFF, bytes.n); /* what came back must stand alone */
		same_doc(d, back);
		assert_ptr_equal(back->arena, &b);
	}
}

/* What the decoder let through must keep the promises of doc.h whatever the bytes were. */
static void assert_sound(const struct doc *d)
{
	assert_true(d->format < DOC_FORMAT__MAX);
	assert_true(utf8_valid(d->title));
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		assert_true(utf8_valid(b->text));
		assert_int_equal(b->kind == DOC_TABLE, b->table != NULL);
		for (size_t k = 0; b->table && k < b->table->n_cells; k++) {
			const struct doc_cell *c = &b->table->cells[k];
			assert_true(utf8_valid(c->text));
			assert_true(c->rowspan >= 1 && c->row + c->rowspan <= b->table->n_rows);
			assert_true(c->colspan >= 1 && c->col + c->colspan <= b->table->n_cols);
		}
	}
}

/* Decode from a block of exactly that size, so that AddressSanitizer sees a byte too many. */
static int decode_exact(struct sv bytes, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	char *exact = malloc(bytes.n + !bytes.n);
	assert_non_null(exact);
	if (bytes.n)
		memcpy(exact, bytes.p, bytes.n);
	struct doc *d = NULL;
	int code = doc_wire_decode((struct sv){ exact, bytes.n }, &a, &d, err);
	free(exact);
	if (!code)
		assert_sound(d);
	else
		assert_null(d);
	return code;
}

static struct sv small_message(struct arena *a)
{
	struct doc *d = doc_new(a, DOC_DOCX);
	d->title = SV("题目");
	doc_add(d, DOC_HEADING, SV("一、总体情况"), (struct doc_place){ 0, 1 })->level = 2;
	struct doc_table *t = doc_add_table(d, (struct doc_place){ 0, 2 });
	struct doc_grid g;
	doc_grid_init(&g, a);
	doc_grid_row(&g);
	doc_grid_cell(&g, SV("项"), 2, 1, (struct doc_place){ 0, 2 }, true);
	doc_grid_cell(&g, SV("5"), 1, 1, (struct doc_place){ 0, 3 }, false);
	doc_grid_row(&g);
	doc_grid_cell(&g, SV("6"), 1, 1, (struct doc_place){ 0, 4 }, false);
	assert_int_equal(doc_grid_finish(&g, t), 0);
	t->widths = (uint32_t[]){ 900, 800 };
	return encoded(a, d);
}

static void every_truncation_is_refused(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct sv m = small_message(&a);
	struct err err = { 0 };
	assert_int_equal(decode_exact(m, &err), 0);
	for (size_t n = 0; n < m.n; n++)
		assert_int_equal(decode_exact(sv_head(m, n), &err), E_FORMAT);
	char *longer = arena_dup(&a, m.p, m.n);
	assert_int_equal(decode_exact((struct sv){ longer, m.n + 1 }, &err), E_FORMAT);
}

static void every_changed_byte_is_harmless(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct sv m = small_message(&a);
	char *bytes = arena_dup(&a, m.p, m.n);
	size_t refused = 0;
	for (size_t i = 0; i < m.n; i++)
		for (int v = 0; v < 256; v++) {
			struct err err = { 0 };
			bytes[i] = (char)v;
			int code = decode_exact((struct sv){ bytes, m.n }, &err);
			assert_true(code == 0 || (code == E_FORMAT && err.user[0]));
			refused += code != 0;
			bytes[i] = m.p[i];
		}
	assert_true(refused > m.n * 100);
}

static void errors_come_back_equal(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	for (int code = 1; code < E__MAX; code++) {
		struct err sent = { 0 }, got = { 0 };
		err_set(&sent, code, "第 %d 个错误", code);
		err_detail(&sent, "detail %d", code);
		memset(sent.field, 'x', sizeof sent.field - 2);
		sent.field[sizeof sent.field - 2] = '\xE4'; /* cut inside a character */
		struct str out;
		str_init(&out, &a, 1 << 16);
		doc_wire_encode(code, &sent, NULL, &out);
		struct doc *d = NULL;
		assert_int_equal(doc_wire_decode(str_sv(&out), &a, &d, &got), code);
		assert_null(d);
		assert_int_equal(got.code, code);
		assert_string_equal(got.user, sent.user);
		assert_string_equal(got.detail, sent.detail);
		assert_int_equal(strlen(got.field), sizeof got.field - 2);
	}
}

static void control_characters_do_not_pass(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct doc *d = doc_new(&a, DOC_TEXT), *back = NULL;
	doc_add(d, DOC_PARAGRAPH, SV("a\033[2Jb\tc\nd\177"), (struct doc_place){ 0 });
	assert_int_equal(doc_wire_decode(encoded(&a, d), &a, &back, NULL), 0);
	assert_true(sv_eq(back->blocks[0].text, SV("a [2Jb\tc\nd ")));
}

static void a_small_arena_is_an_error_not_a_crash(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct sv m = small_message(&a);
	for (size_t max = 0; max < 4 * m.n; max += 16) {
		AUTO(arena_done) struct arena b;
		arena_init(&b, max);
		struct doc *d = NULL;
		int code = doc_wire_decode(m, &b, &d, NULL);
		assert_true(code == E_NOMEM || (code == 0 && b.used <= max));
	}
}

static void the_maximum_of_the_builder_holds(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct doc *d = doc_new(&a, DOC_TEXT);
	for (int i = 0; i < 100; i++)
		doc_add(d, DOC_PARAGRAPH, SV("一个段落"), (struct doc_place){ 0 });
	struct str out;
	str_init(&out, &a, 500);
	doc_wire_encode(0, NULL, d, &out);
	assert_false(str_ok(&out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_come_back_equal),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(every_changed_byte_is_harmless),
		cmocka_unit_test(errors_come_back_equal),
		cmocka_unit_test(control_characters_do_not_pass),
		cmocka_unit_test(a_small_arena_is_an_error_not_a_crash),
		cmocka_unit_test(the_maximum_of_the_builder_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
