#include "doc/pdf_page.h"

#include "base/utf8.h"

#include <math.h>

/** Fonts that may stand for a role, best first; free ones, since a PDF carries its fonts. */
static const char *const families[PDF_FONT__MAX][4] = {
	[PDF_SONG] = { "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC",
		"WenQuanYi Zen Hei" },
	[PDF_HEI] = { "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei",
		"Noto Serif CJK SC" },
};

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned n)
{
	struct str *out = closure;
	str_add(out, (struct sv){ (const char *)bytes, n });
	return str_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static bool find_fonts(struct pdf *p)
{
	for (int role = 0; role < PDF_FONT__MAX; role++) {
		int i = 0;
		while (i < 4 && !p->api.pango_font_map_get_family(p->fonts, families[role][i]))
			i++;
		if (i == 4)
			return false;
		p->font[role] = p->api.pango_font_description_new();
		p->api.pango_font_description_set_family(p->font[role], families[role][i]);
	}
	return true;
}

/** Type set for paper: no hinting, no rounding to a grid of pixels. */
static void set_for_paper(struct pdf *p)
{
	cairo_font_options_t *o = p->api.cairo_font_options_create();
	p->api.cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	p->api.cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	p->api.pango_cairo_context_set_font_options(p->context, o);
	p->api.cairo_font_options_destroy(o);
	p->api.pango_context_set_round_glyph_positions(p->context, FALSE);
	p->api.pango_context_set_language(p->context, p->api.pango_language_from_string("zh-cn"));
}

int pdf_open(struct pdf *p, const struct doc *d, struct arena *a, struct err *err)
{
	*p = (struct pdf){ .page = 1, .empty = true };
	str_init(&p->out, a, DOC_MAX_BYTES);
	struct pango_api api;
	int code = pango_load(&api, err);
	if (code)
		return code;
	p->api = api;
	p->fonts = api.pango_cairo_font_map_new();
	api.pango_cairo_font_map_set_resolution((PangoCairoFontMap *)p->fonts, 72);
	if (!find_fonts(p))
		return err_set(err, E_IO, "未找到中文字体，请安装 fonts-noto-cjk");
	p->context = api.pango_font_map_create_context(p->fonts);
	set_for_paper(p);
	p->layout = api.pango_layout_new(p->context);
	api.pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	p->surface = api.cairo_pdf_surface_create_for_stream(append, &p->out, pdf_points(PAGE_WIDTH),
		pdf_points(PAGE_HEIGHT));
	p->cr = api.cairo_create(p->surface);
	char *title = arena_dup(a, d->title.p, d->title.n);
	if (!title || api.cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
		return err_set(err, E_NOMEM, "内存不足，PDF 没有生成，请关闭其他程序后重试");
	api.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title);
	api.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "gongkai");
	api.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, PRINT_DATE);
	api.cairo_set_line_width(p->cr, 0.5);
	return 0;
}

/** The number of the page between dashes, a character in from the outer edge, under the text. */
static void write_page_number(struct pdf *p)
{
	const double size = pdf_points(PAGE_NUMBER_SIZE);
	bool odd = p->page % 2 == 1;
	struct pdf_style style = { .font = PDF_SONG, .align = odd ? PDF_RIGHT : PDF_LEFT, .size = size,
		.pitch = size, .width = pdf_points(TEXT_WIDTH) - size };
	struct sv number = sv_fmt(p->out.arena, "— %u —", p->page);
	if (pdf_set(p, number, &style) > 0)
		pdf_line(p, 0, &style, odd ? 0 : size, pdf_points(TEXT_HEIGHT + PAGE_NUMBER_GAP));
}

void pdf_break(struct pdf *p)
{
	write_page_number(p);
	p->api.cairo_show_page(p->cr);
	p->page++;
	p->y = 0;
	p->empty = true;
}

double pdf_room(const struct pdf *p)
{
	return pdf_points(TEXT_HEIGHT) - p->y;
}

int pdf_finish(struct pdf *p, struct sv *ret, struct err *err)
{
	write_page_number(p);
	p->api.cairo_show_page(p->cr);
	cairo_status_t status = p->api.cairo_status(p->cr);
	p->api.cairo_surface_finish(p->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = p->api.cairo_surface_status(p->surface);
	if (status != CAIRO_STATUS_SUCCESS && str_ok(&p->out)) {
		err_set(err, E_NOMEM, "PDF 没有生成，请关闭其他程序后重试");
		return err_detail(err, "cairo: %s", p->api.cairo_status_to_string(status));
	}
	return print_finish(&p->out, ret, err);
}

void pdf_done(struct pdf *p)
{
	for (int role = 0; role < PDF_FONT__MAX; role++)
		if (p->font[role])
			p->api.pango_font_description_free(p->font[role]);
	if (p->layout)
		p->api.g_object_unref(p->layout);
	if (p->context)
		p->api.g_object_unref(p->context);
	if (p->cr)
		p->api.cairo_destroy(p->cr);
	if (p->surface)
		p->api.cairo_surface_destroy(p->surface);
	if (p->fonts)
		p->api.g_object_unref(p->fonts);
}

int pdf_set(struct pdf *p, struct sv text, const struct pdf_style *style)
{
	PangoFontDescription *font = p->font[style->font];
	p->api.pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	p->api.pango_layout_set_font_description(p->layout, font);
	p->api.pango_layout_set_width(p->layout, (int)lrint(style->width * PANGO_SCALE));
	p->api.pango_layout_set_indent(p->layout, (int)lrint(style->indent * PANGO_SCALE));
	PangoAttrList *attrs = p->api.pango_attr_list_new();
	if (style->spacing != 0)
		p->api.pango_attr_list_insert(attrs,
			p->api.pango_attr_letter_spacing_new((int)floor(style->spacing * PANGO_SCALE)));
	p->api.pango_layout_set_attributes(p->layout, attrs);
	p->api.pango_attr_list_unref(attrs);
	p->api.pango_layout_set_text(p->layout, text.p, (int)text.n);
	p->text = p->api.pango_layout_get_text(p->layout);
	return p->api.pango_layout_get_line_count(p->layout);
}

double pdf_line_width(struct pdf *p, int i)
{
	PangoRectangle logical;
	p->api.pango_layout_line_get_extents(p->api.pango_layout_get_line(p->layout, i), NULL,
		&logical);
	return (double)logical.width / PANGO_SCALE;
}

/** May the space between these two characters be stretched? Beside Chinese it may. */
static bool stretches(uint32_t before, uint32_t after)
{
	return before >= 0x2E80 || after >= 0x2E80 || before == ' ';
}

/**
 * Widen the gaps of a line by `more` each (units of Pango; 0 only counts them). Pango itself would
 * stretch the few spaces of a Chinese line and leave holes in it.
 * @return gaps that can be stretched
 */
static int stretch(PangoLayoutLine *line, const char *text, int more)
{
	struct sv whole = { text + line->start_index, (size_t)line->length };
	int n = 0;
	for (GSList *l = line->runs; l; l = l->next) {
		const PangoGlyphItem *run = l->data;
		PangoGlyphString *g = run->glyphs;
		for (int i = 0; i < g->num_glyphs; i++) {
			bool last = i + 1 == g->num_glyphs;
			if (!last && g->log_clusters[i + 1] == g->log_clusters[i])
				continue;
			size_t at = (size_t)(run->item->offset + g->log_clusters[i] - line->start_index);
			size_t end = (size_t)(run->item->offset + (last ? run->item->length
				: g->log_clusters[i + 1]) - line->start_index);
			if (end >= whole.n || !stretches(utf8_next(whole, &at), utf8_next(whole, &end)))
				continue;
			g->glyphs[i].geometry.width += more;
			n++;
		}
	}
	return n;
}

/** Fill a line. One that a long number behind it has left short stays as it is: gaps over `most` would tear it apart. */
static void justify(struct pdf *p, int i, double width, double most)
{
	PangoLayoutLine *line = p->api.pango_layout_get_line(p->layout, i);
	const PangoLayoutLine *next = i + 1 < p->api.pango_layout_get_line_count(p->layout)
		? p->api.pango_layout_get_line(p->layout, i + 1) : NULL;
	double slack = width - pdf_line_width(p, i);
	if (!next || next->is_paragraph_start || slack <= 0)
		return; /* the last line of a paragraph ends where it ends */
	int gaps = stretch(line, p->text, 0);
	if (gaps > 0 && slack / gaps <= most)
		stretch(line, p->text, (int)(slack * PANGO_SCALE / gaps));
}

void pdf_line(struct pdf *p, int i, const struct pdf_style *style, double x, double y)
{
	PangoLayoutLine *line = p->api.pango_layout_get_line(p->layout, i);
	double indent = line->is_paragraph_start ? style->indent : 0;
	double slack = style->width - indent - pdf_line_width(p, i);
	x += indent;
	if (style->align == PDF_JUSTIFY)
		justify(p, i, style->width - indent, style->size / 4);
	else if (style->align != PDF_LEFT)
		x += style->align == PDF_CENTRE ? slack / 2 : slack;
	/* Chinese characters are as high as the type; their middle is 0.38 of it above the base line */
	double base = y + style->pitch / 2 + 0.38 * style->size;
	p->api.cairo_move_to(p->cr, pdf_points(PAGE_LEFT) + x, pdf_points(PAGE_TOP) + base);
	p->api.pango_cairo_show_layout_line(p->cr, line);
	p->empty = false;
}
