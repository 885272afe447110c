#include "web/chart.h"

#include "web/chart_text.h"

#include <assert.h>
#include <inttypes.h>

/*
 * Sizes: down in pixels, across in hundredths of a percent. A phone of 320 pixels leaves about 290, in which
 * 36 halves of a 15 pixel character stand.
 */
enum {
	FONT = 15, LINE = 21, BAR = 18, GAP = 12, SWATCH = 14,
	WHOLE = 10000, LONGEST = 7800,      /* what is left takes the value */
	LABEL_WIDTH = 36, LABEL_LINES = 2, HALF_WIDTH = 15,
	PLOT = 150, COLUMNS_ROOM = 41       /* halves of a character for the values of all columns */
};

struct drawing {
	const struct chart *c;
	struct arena *arena;
	struct str out;
	struct html h;
	unsigned y;
};

static int64_t value_of(const struct chart *c, size_t series, size_t label)
{
	return c->series[series].values[label];
}

static int64_t add_positive(int64_t sum, int64_t value)
{
	int64_t ret;
	if (value <= 0)
		return sum;
	return __builtin_add_overflow(sum, value, &ret) ? INT64_MAX : ret;
}

static int64_t total_of(const struct chart *c, size_t label)
{
	int64_t sum = 0;
	for (size_t s = 0; s < c->n_series; s++)
		sum = add_positive(sum, value_of(c, s, label));
	return sum;
}

static int64_t largest(const struct chart *c, bool of_totals)
{
	int64_t max = 0;
	for (size_t l = 0; l < c->n_labels; l++)
		for (size_t s = 0; s < c->n_series; s++) {
			int64_t v = of_totals ? total_of(c, l) : value_of(c, s, l);
			max = v > max ? v : max;
		}
	return max;
}

static bool is_empty(const struct chart *c)
{
	for (size_t l = 0; l < c->n_labels; l++)
		for (size_t s = 0; s < c->n_series; s++)
			if (value_of(c, s, l) != 0)
				return false;
	return true;
}

/** `whole` × value / max. */
static unsigned share(int64_t value, int64_t max, unsigned whole)
{
	return value <= 0 ? 0 : (unsigned)((double)value / (double)max * whole + 0.5);
}

static void put_percent(struct html *h, unsigned hundredths)
{
	unsigned rest = hundredths % 100;
	const char behind[] = { '.', (char)('0' + rest / 10), (char)('0' + rest % 10), '%' };
	html_put_uint(h, hundredths / 100);
	str_add(h->out, (struct sv){ behind, sizeof behind });
}

/** An attribute that is a place or a length across. */
#define attr_percent(h, name, hundredths) \
	(html_attr_begin(h, name), put_percent(h, hundredths), html_attr_end(h))

/** The name of a part of this chart: "years-p0". */
static void put_id(struct drawing *d, char what, size_t number)
{
	html_put_attr(&d->h, sv_of(d->c->id));
	str_addc(&d->out, '-');
	str_addc(&d->out, what);
	html_put_uint(&d->h, number);
}

#define attr_id(d, what, number) \
	(html_attr_begin(&(d)->h, "id"), put_id(d, what, number), html_attr_end(&(d)->h))

/* ── Marks ─────────────────────────────────────────────────────────────────────────────────── */

/** A pattern a series: ground, and lines or dots on it. Told apart in grey too. */
static const struct pattern {
	const char *ground, *ink, *path;
} patterns[CHART_SERIES_MAX] = {
	{ "#1b5596", NULL, NULL },
	{ "#ffffff", "#1b5596", "M-2 2L2 -2M0 8L8 0M6 10L10 6" },
	{ "#d4e0ed", NULL, NULL },
	{ "#ffffff", "#b02318", "M0 2H8M0 6H8" },
	{ "#163a63", "#ffffff", "M0 0L8 8M-2 6L2 10M6 -2L10 2" },
	{ "#ffffff", "#505a66", "M0 0L8 8M0 8L8 0" },
	{ "#d9a441", "#1b2733", "M2 0V8" },
};

static void put_patterns(struct drawing *d)
{
	struct html *h = &d->h;
	html_open(h, "defs");
	for (size_t s = 0; s < d->c->n_series; s++) {
		html_open(h, "pattern");
		attr_id(d, 'p', s);
		html_attr_lit(h, "patternUnits", "userSpaceOnUse");
		html_attr_uint(h, "width", 8);
		html_attr_uint(h, "height", 8);
		html_open(h, "rect");
		html_attr_uint(h, "width", 8);
		html_attr_uint(h, "height", 8);
		html_attr(h, "fill", sv_of(patterns[s].ground));
		html_close(h);
		if (patterns[s].path) {
			html_open(h, "path");
			html_attr(h, "d", sv_of(patterns[s].path));
			html_attr(h, "stroke", sv_of(patterns[s].ink));
			html_attr_lit(h, "stroke-width", "1.5");
			html_close(h);
		}
		html_close(h);
	}
	html_close(h);
}

struct box {
	unsigned x, width;  /* across: hundredths of a percent */
	unsigned y, height;
};

static void put_mark(struct drawing *d, size_t series, struct box b)
{
	struct html *h = &d->h;
	html_open(h, "rect");
	attr_percent(h, "x", b.x);
	html_attr_uint(h, "y", b.y);
	attr_percent(h, "width", b.width);
	html_attr_uint(h, "height", b.height);
	html_attr_begin(h, "fill");
	html_literal(h, "url(#");
	put_id(d, 'p', series);
	html_literal(h, ")");
	html_attr_end(h);
	html_attr_lit(h, "stroke", "#163a63");
	html_close(h);
}

/** Begin words that stand on `y`; `dx` pixels to the right of `x`. */
static void open_words(struct drawing *d, unsigned x, unsigned dx, unsigned y)
{
	struct html *h = &d->h;
	html_open(h, "text");
	attr_percent(h, "x", x);
	html_attr_uint(h, "y", y);
	if (dx)
		html_attr_uint(h, "dx", dx);
	html_at_text(h);
}

static void put_words(struct drawing *d, unsigned x, unsigned dx, unsigned y, struct sv words)
{
	open_words(d, x, dx, y);
	html_put_text(&d->h, words);
	html_close(&d->h);
}

static void put_value(struct drawing *d, unsigned x, unsigned dx, unsigned y, int64_t value)
{
	open_words(d, x, dx, y);
	html_put_int(&d->h, value);
	html_close(&d->h);
}

/** Words in as many lines as they need, at most `lines`; moves down. */
static void put_lines(struct drawing *d, struct sv words, unsigned lines)
{
	struct sv rest = words, line;
	for (unsigned i = 0; i < lines && (line = chart_line(&rest, LABEL_WIDTH)).n > 0; i++) {
		if (i + 1 == lines && rest.n > 0) {
			struct sv cut = line;
			line = chart_line(&cut, LABEL_WIDTH - 2);
			line = sv_fmt(d->arena, "%.*s…", SV_ARG(line));
		}
		d->y += LINE;
		put_words(d, 0, 0, d->y - 6, line);
	}
}

/** Which pattern is which series; two beside each other when their names are short. */
static void put_legend(struct drawing *d)
{
	const struct chart *c = d->c;
	if (c->n_series < 2)
		return;
	bool in_twos = true;
	for (size_t s = 0; s < c->n_series; s++)
		in_twos &= chart_width(c->series[s].name) <= HALF_WIDTH;
	for (size_t s = 0; s < c->n_series; s++) {
		bool right = in_twos && s % 2 == 1;
		unsigned x = right ? WHOLE / 2 : 0;
		if (!right)
			d->y += LINE;
		struct html *h = &d->h;
		html_open(h, "svg"); /* of its own, so that the swatch has a size in pixels at a place in percent */
		attr_percent(h, "x", x);
		html_attr_uint(h, "y", d->y - LINE + 3);
		html_attr_uint(h, "width", SWATCH + 2);
		html_attr_uint(h, "height", SWATCH + 2);
		put_mark(d, s, (struct box){ 0, WHOLE, 0, SWATCH });
		html_close(h);
		struct sv rest = c->series[s].name;
		put_words(d, x, SWATCH + 8, d->y - 5, chart_line(&rest, LABEL_WIDTH - 4));
	}
	d->y += GAP;
}

/* ── Around the drawing ────────────────────────────────────────────────────────────────────── */

/** Every value in words. */
static void put_description(struct drawing *d)
{
	const struct chart *c = d->c;
	struct html *h = &d->h;
	for (size_t l = 0; l < c->n_labels; l++) {
		html_put_text(h, c->labels[l]);
		html_literal(h, "：");
		for (size_t i = 0; i < c->n_series; i++) {
			if (i > 0)
				html_literal(h, "，");
			if (c->series[i].name.n > 0) {
				html_put_text(h, c->series[i].name);
				html_literal(h, " ");
			}
			html_put_int(h, value_of(c, i, l));
			html_literal(h, " ");
			html_put_text(h, c->unit);
		}
		str_add(h->out, l + 1 < c->n_labels ? SV("；") : SV("。"));
	}
}

static void begin(struct drawing *d, const struct chart *c, struct arena *a)
{
	assert(c->n_series <= CHART_SERIES_MAX && c->n_labels <= CHART_LABELS_MAX);
	*d = (struct drawing){ .c = c, .arena = a };
	str_init(&d->out, a, 1 << 20);
	html_init(&d->h, HTML_SYNTAX_HTML, &d->out);
}

/** The picture around what was drawn. */
static struct html_markup finish(struct drawing *d)
{
	struct html_markup body = html_markup_take(&d->h);
	struct html *h = &d->h;
	html_open(h, "figure");
	html_attr_lit(h, "class", "gk-chart");
	html_open(h, "figcaption");
	html_attr_lit(h, "class", "gk-chart__title");
	html_text(h, d->c->title);
	if (d->c->unit.n > 0) {
		html_literal(h, "（单位：");
		html_put_text(h, d->c->unit);
		html_literal(h, "）");
	}
	html_close(h);
	html_open(h, "svg");
	html_attr_lit(h, "role", "img");
	html_attr_begin(h, "aria-labelledby");
	put_id(d, 't', 0);
	html_literal(h, " ");
	put_id(d, 'd', 0);
	html_attr_end(h);
	html_attr_lit(h, "width", "100%");
	html_attr_uint(h, "height", d->y);
	html_attr_uint(h, "font-size", FONT);
	html_attr_lit(h, "fill", "currentColor");
	html_open(h, "title");
	attr_id(d, 't', 0);
	html_text(h, d->c->title);
	html_close(h);
	html_open(h, "desc");
	attr_id(d, 'd', 0);
	html_at_text(h);
	put_description(d);
	html_close(h);
	put_patterns(d);
	html_put_markup(h, body);
	return html_markup_take(h);
}

static struct html_markup nothing_to_draw(struct drawing *d)
{
	html_open(&d->h, "p");
	html_attr_lit(&d->h, "class", "govuk-body");
	html_text(&d->h, d->c->none.n > 0 ? d->c->none
		: sv_fmt(d->arena, "%.*s：各项均为零，没有可以画成图的数字。", SV_ARG(d->c->title)));
	return html_markup_take(&d->h);
}

/* ── The three kinds ───────────────────────────────────────────────────────────────────────── */

struct html_markup chart_bars(const struct chart *c, struct arena *a)
{
	struct drawing d;
	begin(&d, c, a);
	if (is_empty(c))
		return nothing_to_draw(&d);
	int64_t max = largest(c, false);
	put_legend(&d);
	for (size_t l = 0; l < c->n_labels; l++) {
		put_lines(&d, c->labels[l], LABEL_LINES);
		for (size_t s = 0; s < c->n_series; s++) {
			int64_t value = value_of(c, s, l);
			unsigned width = share(value, max, LONGEST);
			if (width > 0)
				put_mark(&d, s, (struct box){ 0, width, d.y, BAR });
			put_value(&d, width, 6, d.y + BAR - 4, value);
			d.y += BAR + 4;
		}
		d.y += GAP - 4;
	}
	return finish(&d);
}

/** "自然人 12　商业企业 3": what a bar is made of. */
static struct sv parts_of(struct drawing *d, size_t label)
{
	struct str s;
	str_init(&s, d->arena, 1 << 12);
	for (size_t i = 0; i < d->c->n_series; i++) {
		int64_t value = value_of(d->c, i, label);
		if (value != 0)
			str_addf(&s, "%s%.*s %" PRId64, s.n > 0 ? "，" : "", SV_ARG(d->c->series[i].name), value);
	}
	return str_sv(&s);
}

struct html_markup chart_stack(const struct chart *c, struct arena *a)
{
	struct drawing d;
	begin(&d, c, a);
	if (is_empty(c))
		return nothing_to_draw(&d);
	int64_t max = largest(c, true);
	put_legend(&d);
	for (size_t l = 0; l < c->n_labels; l++) {
		int64_t before = 0;
		put_lines(&d, c->labels[l], LABEL_LINES);
		for (size_t s = 0; s < c->n_series; s++) {
			unsigned x = share(before, max, LONGEST);
			before = add_positive(before, value_of(c, s, l));
			unsigned end = share(before, max, LONGEST);
			if (end > x)
				put_mark(&d, s, (struct box){ x, end - x, d.y, BAR });
		}
		put_value(&d, share(before, max, LONGEST), 6, d.y + BAR - 4, before);
		d.y += BAR;
		put_lines(&d, parts_of(&d, l), CHART_SERIES_MAX);
		d.y += GAP;
	}
	return finish(&d);
}

/** Is there room above the columns for their values, on a phone? */
static bool columns_fit(struct drawing *d)
{
	const struct chart *c = d->c;
	size_t widest = 1;
	for (size_t l = 0; l < c->n_labels; l++)
		for (size_t s = 0; s < c->n_series; s++) {
			size_t n = sv_fmt(d->arena, "%" PRId64, value_of(c, s, l)).n;
			widest = n > widest ? n : widest;
		}
	for (size_t l = 0; l < c->n_labels; l++)
		if ((chart_width(c->labels[l]) + 1) * c->n_labels > COLUMNS_ROOM)
			return false;
	return (widest + 1) * c->n_labels * c->n_series <= COLUMNS_ROOM;
}

static void put_column(struct drawing *d, size_t series, struct box b, int64_t value)
{
	if (b.height > 0)
		put_mark(d, series, b);
	html_open(&d->h, "g");
	html_attr_lit(&d->h, "text-anchor", "middle");
	html_attr_lit(&d->h, "font-size", "13");
	put_value(d, b.x + b.width / 2, 0, b.y - 5, value);
	html_close(&d->h);
}

struct html_markup chart_columns(const struct chart *c, struct arena *a)
{
	struct drawing d;
	begin(&d, c, a);
	if (is_empty(c))
		return nothing_to_draw(&d);
	if (!columns_fit(&d))
		return chart_bars(c, a);
	int64_t max = largest(c, false);
	put_legend(&d);
	d.y += LINE + PLOT;
	unsigned slot = WHOLE / (unsigned)c->n_labels, width = slot * 7 / 10 / (unsigned)c->n_series;
	for (size_t l = 0; l < c->n_labels; l++) {
		unsigned x = slot * (unsigned)l + slot * 3 / 20;
		for (size_t s = 0; s < c->n_series; s++) {
			unsigned height = share(value_of(c, s, l), max, PLOT);
			put_column(&d, s, (struct box){ x + width * (unsigned)s, width, d.y - height, height },
				value_of(c, s, l));
		}
		html_open(&d.h, "g");
		html_attr_lit(&d.h, "text-anchor", "middle");
		put_words(&d, slot * (unsigned)l + slot / 2, 0, d.y + LINE - 3, c->labels[l]);
		html_close(&d.h);
	}
	html_open(&d.h, "line"); /* the ground the columns stand on */
	html_attr_lit(&d.h, "x2", "100%");
	html_attr_uint(&d.h, "y1", d.y);
	html_attr_uint(&d.h, "y2", d.y);
	html_attr_lit(&d.h, "stroke", "#505a66");
	html_close(&d.h);
	d.y += LINE + 6;
	return finish(&d);
}
