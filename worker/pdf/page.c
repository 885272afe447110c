/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"

#include "base/utf8.h"
#include "radical.h"

#include <cairo.h>
#include <math.h>

#define SCALE 2.0           /* pixels a point: 144 dpi */
#define MAX_PIXELS 12.0e6   /* larger pages are painted smaller */
#define MAX_SIDE 30000.0    /* of a cairo surface */
#define SCAN_SHARE 0.6      /* of the page under one image */

static bool is_space(uint32_t cp)
{
	return cp <= ' ' || cp == 0x7F || (cp >= 0x80 && cp <= 0xA0) || cp == 0x3000 ||
		(cp >= 0x2000 && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202F) || cp == 0xFEFF;
}

static bool is_bold(const PopplerTextAttributes *t)
{
	return t && t->font_name && (strstr(t->font_name, "Bold") || strstr(t->font_name, "bold") ||
		strstr(t->font_name, "Black") || strstr(t->font_name, "Heavy"));
}

/** The last type whose size could be measured; see measure. */
struct type {
	double height, ratio;
};

/**
 * Make size and box of a character believable. Some producers scale their fonts, so that the size
 * and the height that poppler computes from it are twice what is printed; the width of a Chinese
 * character (one size) or of a digit (half of it) does not lie, and tells how wrong its type is.
 */
static void measure(struct glyph *g, double font_size, struct type *t)
{
	double height = g->y1 - g->y0, width = g->x1 - g->x0;
	double size = font_size > 1 && font_size < height ? font_size : height;
	bool digit = g->cp >= '0' && g->cp <= '9';
	bool wide = g->cp >= 0x3400 && words_is_wide(g->cp);
	if ((wide || digit) && width > size / 8)
		*t = (struct type){ height, fmin(1, (digit ? 2 * width : width) / size) };
	else if (fabs(t->height - height) > 0.01)
		*t = (struct type){ height, 1 };
	g->size = size * (t->ratio < 0.85 ? t->ratio : 1);
	g->top = g->y0;
	g->bottom = g->y1;
	double extra = (height - 1.2 * g->size) / 2;
	if (extra > 0) {
		g->y0 += extra;
		g->y1 -= extra;
	}
}

/** Fill `out` from the text and its boxes; `attributes` are ranges in the order of the text. */
static size_t collect(struct sv text, const PopplerRectangle *boxes, size_t n_boxes,
	const GList *attributes, struct glyph *out)
{
	size_t n = 0, at = 0;
	struct type type = { 0, 1 };
	for (size_t i = 0; i < n_boxes && at < text.n; i++) {
		uint32_t cp = utf8_next(text, &at);
		while (attributes && attributes->next &&
		       ((PopplerTextAttributes *)attributes->data)->end_index < (int)i)
			attributes = attributes->next;
		const PopplerTextAttributes *t = attributes ? attributes->data : NULL;
		const PopplerRectangle *r = &boxes[i];
		if (is_space(cp) || !isfinite(r->x1 + r->x2 + r->y1 + r->y2))
			continue;
		out[n] = (struct glyph){ .x0 = fmin(r->x1, r->x2), .x1 = fmax(r->x1, r->x2),
			.y0 = fmin(r->y1, r->y2), .y1 = fmax(r->y1, r->y2),
			.cp = radical_to_ideograph(cp), .bold = is_bold(t) };
		measure(&out[n++], t ? t->font_size : 0, &type);
	}
	return n;
}

static int read_text(PopplerPage *pp, struct arena *a, struct page *ret)
{
	g_autofree char *text = poppler_page_get_text(pp);
	PopplerRectangle *boxes = NULL;
	guint n_boxes = 0;
	if (!text || !poppler_page_get_text_layout(pp, &boxes, &n_boxes))
		return E_OK;
	GList *attributes = poppler_page_get_text_attributes(pp);
	ret->glyphs = arena_array(a, n_boxes, sizeof *ret->glyphs);
	if (ret->glyphs)
		ret->n_glyphs = collect(sv_of(text), boxes, n_boxes, attributes, ret->glyphs);
	poppler_page_free_text_attributes(attributes);
	g_free(boxes);
	return ret->glyphs ? E_OK : E_NOMEM;
}

static int to_grey(cairo_surface_t *s, struct arena *a, struct picture *p)
{
	p->pixels = arena_array(a, (size_t)p->width, (size_t)p->height);
	if (!p->pixels)
		return E_NOMEM;
	const unsigned char *data = cairo_image_surface_get_data(s);
	size_t stride = (size_t)cairo_image_surface_get_stride(s);
	for (int y = 0; y < p->height; y++) {
		const unsigned char *row = data + stride * (size_t)y;
		uint8_t *out = p->pixels + (size_t)p->width * (size_t)y;
		for (int x = 0; x < p->width; x++)
			out[x] = (uint8_t)((row[4 * x] * 29 + row[4 * x + 1] * 150 +
				row[4 * x + 2] * 77) >> 8);
	}
	return E_OK;
}

static int paint(PopplerPage *pp, struct arena *a, struct page *ret)
{
	double w = ret->width, h = ret->height, scale = SCALE;
	if (!(w >= 1) || !(h >= 1) || !isfinite(w * h))
		return E_OK;
	scale = fmin(scale, sqrt(MAX_PIXELS / (w * h)));
	scale = fmin(scale, MAX_SIDE / fmax(w, h));
	ret->picture = (struct picture){ .width = (int)ceil(w * scale),
		.height = (int)ceil(h * scale), .scale = scale };
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, ret->picture.width,
		ret->picture.height);
	cairo_t *cr = cairo_create(s);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, scale, scale);
	poppler_page_render(pp, cr);
	cairo_surface_flush(s);
	int code = E_OK;
	if (cairo_surface_status(s) == CAIRO_STATUS_SUCCESS)
		code = to_grey(s, a, &ret->picture);
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	return code;
}

static bool has_scan(PopplerPage *pp, double page_area)
{
	bool found = false;
	GList *images = poppler_page_get_image_mapping(pp);
	for (const GList *i = images; i; i = i->next) {
		const PopplerImageMapping *m = i->data;
		double area = fabs((m->area.x2 - m->area.x1) * (m->area.y2 - m->area.y1));
		found = found || area > SCAN_SHARE * page_area;
	}
	poppler_page_free_image_mapping(images);
	return found;
}

int page_read(PopplerPage *pp, struct arena *a, struct page *ret)
{
	*ret = (struct page){ 0 };
	poppler_page_get_size(pp, &ret->width, &ret->height);
	ret->pictured = has_scan(pp, ret->width * ret->height);
	if (read_text(pp, a, ret))
		return E_NOMEM;
	/* Where there is no text there is no table to rule. */
	return ret->n_glyphs ? paint(pp, a, ret) : E_OK;
}
