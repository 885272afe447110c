/* Charts: well-formed, every value said and printed, lengths in proportion, whatever the labels. */
#include "unit_arena.h"

#include <inttypes.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>

#include "base/utf8.h"
#include "web/chart.h"
#include "web/chart_text.h"

static uint32_t rnd(uint32_t *s, uint32_t below)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s % below;
}

static struct sv words(uint32_t *s)
{
	static const char *const pieces[] = { "<", "&", "\"", "</text>", "]]>", "予以公开", "，", "（", "）",
		"不予公开", "1.", "属于国家秘密", " ", "of", "𠮷", "行政机关", "<script>", "'" };
	struct str t;
	str_init(&t, &arena, 1 << 12);
	str_addz(&t, "甲");
	for (uint32_t left = rnd(s, 14); left > 0; left--)
		str_addz(&t, pieces[rnd(s, sizeof pieces / sizeof *pieces)]);
	str_addz(&t, "乙");
	return str_sv(&t);
}

enum { LABELS = 6, SERIES = 4 };

struct sample {
	struct chart chart;
	struct sv labels[LABELS];
	struct chart_series series[SERIES];
	int64_t values[SERIES][LABELS];
};

static void make(struct sample *m, uint32_t *s)
{
	static const uint32_t scales[] = { 2, 10, 1000, 4000000000u };
	m->chart = (struct chart){ .id = "c1", .title = words(s), .unit = SV("件"), .labels = m->labels,
		.n_labels = 1 + rnd(s, LABELS), .series = m->series, .n_series = 1 + rnd(s, SERIES) };
	for (size_t l = 0; l < LABELS; l++)
		m->labels[l] = words(s);
	uint32_t scale = scales[rnd(s, 4)];
	for (size_t i = 0; i < SERIES; i++) {
		m->series[i] = (struct chart_series){ words(s), m->values[i] };
		for (size_t l = 0; l < LABELS; l++)
			m->values[i][l] = rnd(s, scale);
	}
	m->values[0][0] = 1; /* never all zero */
}

/* The figure as XML, which its markup is too. */
static xmlDoc *draw(struct html_markup (*kind)(const struct chart *, struct arena *),
	const struct chart *c)
{
	struct html_markup m = kind(c, &arena);
	assert_true(html_markup_some(m));
	struct str out;
	struct html h;
	str_init(&out, &arena, 1 << 20);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	html_put_markup(&h, m);
	xmlDoc *d = xmlReadMemory(out.p, (int)out.n, NULL, NULL, XML_PARSE_NONET);
	assert_non_null(d);
	return d;
}

static xmlXPathObject *find(xmlDoc *d, const char *path)
{
	xmlXPathContext *x = xmlXPathNewContext(d);
	xmlXPathObject *o = xmlXPathEvalExpression((const xmlChar *)path, x);
	assert_non_null(o);
	xmlXPathFreeContext(x);
	return o;
}

static struct sv text_at(xmlDoc *d, const char *path)
{
	xmlXPathObject *o = find(d, path);
	xmlChar *z = xmlXPathCastToString(o);
	struct sv s = sv_dup(&arena, sv_of((const char *)z));
	xmlFree(z);
	xmlXPathFreeObject(o);
	return s;
}

static double number_at(xmlDoc *d, const char *path)
{
	xmlXPathObject *o = find(d, path);
	double n = xmlXPathCastToNumber(o);
	xmlXPathFreeObject(o);
	return n;
}

static void assert_says_everything(xmlDoc *d, const struct chart *c)
{
	assert_true(sv_eq(text_at(d, "//svg/title"), c->title));
	assert_true(sv_starts(text_at(d, "//figcaption"), c->title));
	struct sv desc = text_at(d, "//desc"), by = text_at(d, "/figure/svg/@aria-labelledby");
	assert_true(sv_eq(by, SV("c1-t0 c1-d0")));
	assert_true(sv_eq(text_at(d, "//desc/@id"), SV("c1-d0")));
	for (size_t l = 0; l < c->n_labels; l++) {
		assert_true(sv_has(desc, c->labels[l]));
		for (size_t s = 0; s < c->n_series; s++)
			assert_true(sv_has(desc, sv_fmt(&arena, "%.*s %" PRId64 " 件", SV_ARG(c->series[s].name),
				c->series[s].values[l])));
	}
	assert_int_equal((int)number_at(d, "count(//script | //*[@style] | //*[@onload])"), 0);
	xmlXPathObject *o = find(d, "//@id");
	for (int i = 0; i < o->nodesetval->nodeNr; i++)
		for (int j = 0; j < i; j++) {
			xmlChar *a = xmlNodeGetContent(o->nodesetval->nodeTab[i]);
			xmlChar *b = xmlNodeGetContent(o->nodesetval->nodeTab[j]);
			assert_string_not_equal((const char *)a, (const char *)b);
			xmlFree(a);
			xmlFree(b);
		}
	xmlXPathFreeObject(o);
}

/* Drawn bars of a series, in order of their labels, are as long as their values say, to half a step. */
static void assert_in_proportion(xmlDoc *d, const struct chart *c, const char *attribute,
	double longest, double step)
{
	int64_t max = 0;
	for (size_t s = 0; s < c->n_series; s++)
		for (size_t l = 0; l < c->n_labels; l++)
			max = c->series[s].values[l] > max ? c->series[s].values[l] : max;
	for (size_t s = 0; s < c->n_series; s++) {
		int drawn = 0;
		for (size_t l = 0; l < c->n_labels; l++) {
			double part = (double)c->series[s].values[l] / (double)max * longest;
			if (part < step / 2)
				continue; /* too small to be drawn */
			char path[200];
			snprintf(path, sizeof path, "substring-before(concat((/figure/svg/rect[@fill='url(#c1-p%zu)'])[%d]"
				"/@%s, '%%'), '%%')", s, ++drawn, attribute);
			double got = number_at(d, path);
			assert_true(got > part - step && got < part + step);
		}
	}
}

static void bars_are_in_proportion(void **state)
{
	(void)state;
	uint32_t seed = 7;
	for (int round = 0; round < 300; round++) {
		arena_reset(&arena);
		struct sample m;
		make(&m, &seed);
		xmlDoc *d = draw(chart_bars, &m.chart);
		assert_says_everything(d, &m.chart);
		assert_in_proportion(d, &m.chart, "width", 78, 0.01);
		for (size_t s = 0; s < m.chart.n_series; s++)
			for (size_t l = 0; l < m.chart.n_labels; l++)
				assert_true(number_at(d, sv_fmt(&arena, "count(//svg/text[. = '%" PRId64 "'])",
					m.values[s][l]).p) >= 1);
		xmlFreeDoc(d);
	}
}

static void stacks_add_up(void **state)
{
	(void)state;
	uint32_t seed = 11;
	for (int round = 0; round < 300; round++) {
		arena_reset(&arena);
		struct sample m;
		make(&m, &seed);
		const struct chart *c = &m.chart;
		xmlDoc *d = draw(chart_stack, c);
		assert_says_everything(d, c);
		int64_t max = 0, sum = 0, all = 0;
		for (size_t l = 0; l < c->n_labels; l++, sum = 0) {
			for (size_t s = 0; s < c->n_series; s++)
				sum += m.values[s][l];
			all += sum;
			max = sum > max ? sum : max;
			assert_true(number_at(d, sv_fmt(&arena, "count(//svg/text[. = '%" PRId64 "'])", sum).p) >= 1);
		}
		double width = 0;
		xmlXPathObject *o = find(d, "/figure/svg/rect/@width");
		for (int i = 0; i < o->nodesetval->nodeNr; i++) {
			xmlChar *z = xmlNodeGetContent(o->nodesetval->nodeTab[i]);
			width += strtod((const char *)z, NULL);
			xmlFree(z);
		}
		xmlXPathFreeObject(o);
		double expected = (double)all / (double)max * 78;
		assert_true(width > expected - 0.1 && width < expected + 0.1);
		xmlFreeDoc(d);
	}
}

static void columns_are_in_proportion(void **state)
{
	(void)state;
	static struct sv years[] = { SV_INIT("2021年"), SV_INIT("2022年"), SV_INIT("2023年") };
	uint32_t seed = 13;
	for (int round = 0; round < 200; round++) {
		arena_reset(&arena);
		struct sample m;
		make(&m, &seed);
		m.chart.labels = years;
		m.chart.n_labels = 3;
		m.chart.n_series = 1 + rnd(&seed, 2);
		xmlDoc *d = draw(chart_columns, &m.chart);
		assert_says_everything(d, &m.chart);
		if (number_at(d, "count(/figure/svg/line)") == 1)
			assert_in_proportion(d, &m.chart, "height", 150, 1);
		else /* no room: bars */
			assert_in_proportion(d, &m.chart, "width", 78, 0.01);
		xmlFreeDoc(d);
	}
}

static void columns_become_bars_where_they_do_not_fit(void **state)
{
	(void)state;
	struct sv labels[] = { SV("2021年"), SV("2022年"), SV("2023年") };
	int64_t small[] = { 12, 3, 1 }, large[] = { 12345678901234, 3, 1 };
	struct chart_series series = { SV(""), small };
	struct chart c = { .id = "c1", .title = SV("历年"), .labels = labels, .n_labels = 3, .series = &series,
		.n_series = 1 };
	xmlDoc *d = draw(chart_columns, &c);
	assert_int_equal((int)number_at(d, "count(//line)"), 1);
	assert_int_equal((int)number_at(d, "count(//rect[@y])"), 3);
	xmlFreeDoc(d);
	series.values = large;
	d = draw(chart_columns, &c);
	assert_int_equal((int)number_at(d, "count(//line)"), 0);
	xmlFreeDoc(d);
}

static void nothing_is_a_sentence(void **state)
{
	(void)state;
	struct sv labels[] = { SV("a"), SV("b") };
	int64_t zero[] = { 0, 0 };
	struct chart_series series = { SV(""), zero };
	struct chart c = { .id = "c1", .title = SV("申请"), .none = SV("本年没有收到申请。"), .labels = labels,
		.n_labels = 2, .series = &series, .n_series = 1 };
	struct html_markup (*kinds[])(const struct chart *, struct arena *) = { chart_bars, chart_stack,
		chart_columns };
	for (size_t k = 0; k < 3; k++) {
		c.n_labels = 2;
		xmlDoc *d = draw(kinds[k], &c);
		assert_true(sv_eq(text_at(d, "/p"), SV("本年没有收到申请。")));
		xmlFreeDoc(d);
		c.n_labels = 0;
		d = draw(kinds[k], &c);
		assert_true(sv_eq(text_at(d, "/p"), SV("本年没有收到申请。")));
		xmlFreeDoc(d);
	}
}

static void extreme_values_are_printed(void **state)
{
	(void)state;
	struct sv labels[] = { SV("a"), SV("b"), SV("c") };
	int64_t one[] = { INT64_MAX, INT64_MIN, -1 }, two[] = { INT64_MAX, 1, 0 };
	struct chart_series series[] = { { SV("x"), one }, { SV("y"), two } };
	struct chart c = { .id = "c1", .title = SV("t"), .labels = labels, .n_labels = 3, .series = series,
		.n_series = 2 };
	struct html_markup (*kinds[])(const struct chart *, struct arena *) = { chart_bars, chart_stack,
		chart_columns };
	for (size_t k = 0; k < 3; k++) {
		xmlDoc *d = draw(kinds[k], &c);
		assert_true(sv_has(text_at(d, "//desc"), SV("-9223372036854775808")));
		assert_true(sv_has(text_at(d, "//desc"), SV("9223372036854775807")));
		assert_int_equal((int)number_at(d, "count(//rect[starts-with(@width, '78.00')])"), k == 1 ? 1 : 2);
		xmlFreeDoc(d);
	}
}

static void no_memory_is_no_chart(void **state)
{
	(void)state;
	uint32_t seed = 3;
	struct sample m;
	make(&m, &seed);
	size_t needed = 0;
	for (size_t max = 0; max < 400000 && !needed; max += 501) {
		struct arena small;
		arena_init(&small, max);
		if (html_markup_some(chart_stack(&m.chart, &small)))
			needed = max;
		arena_done(&small);
	}
	assert_true(needed > 0);
}

static void lines_lose_nothing(void **state)
{
	(void)state;
	uint32_t seed = 5;
	for (int round = 0; round < 2000; round++) {
		arena_reset(&arena);
		struct sv text = words(&seed), rest = text;
		unsigned width = 2 + rnd(&seed, 40);
		struct str all, bare;
		str_init(&all, &arena, 1 << 12);
		str_init(&bare, &arena, 1 << 12);
		struct sv line;
		while ((line = chart_line(&rest, width)).n > 0) {
			assert_true(chart_width(line) <= width || utf8_count(line) == 1);
			str_add(&all, line);
		}
		for (size_t i = 0; i < text.n; i++)
			if (text.p[i] != ' ')
				str_addc(&bare, text.p[i]);
		struct str without;
		str_init(&without, &arena, 1 << 12);
		for (size_t i = 0; i < all.n; i++)
			if (all.p[i] != ' ')
				str_addc(&without, all.p[i]);
		assert_string_equal(str_z(&without), str_z(&bare));
	}
}

static void lines_break_where_chinese_does(void **state)
{
	(void)state;
	struct sv rest = SV("不予公开，属于 open data 一类");
	const char *const expected[] = { "不予公", "开，属", "于 open", "data 一", "类" };
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct sv line = chart_line(&rest, 7);
		assert_string_equal(sv_dup(&arena, line).p, expected[i]);
	}
	assert_int_equal(rest.n, 0);
	rest = SV("四个汉字，后面");
	assert_true(sv_eq(chart_line(&rest, 8), SV("四个汉"))); /* no line begins with a comma */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bars_are_in_proportion, setup, teardown),
		cmocka_unit_test_setup_teardown(stacks_add_up, setup, teardown),
		cmocka_unit_test_setup_teardown(columns_are_in_proportion, setup, teardown),
		cmocka_unit_test_setup_teardown(columns_become_bars_where_they_do_not_fit, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_is_a_sentence, setup, teardown),
		cmocka_unit_test_setup_teardown(extreme_values_are_printed, setup, teardown),
		cmocka_unit_test_setup_teardown(no_memory_is_no_chart, setup, teardown),
		cmocka_unit_test_setup_teardown(lines_lose_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(lines_break_where_chinese_does, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
