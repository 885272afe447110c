/**
 * Pages of a PDF: fonts, lines of text, page breaks and page numbers. Lengths are points, y grows
 * downwards from the top of the text area.
 */
#pragma once

#include "doc/pango_api.h"
#include "doc/print.h"

enum pdf_font { PDF_SONG, PDF_HEI, PDF_FONT__MAX };

enum pdf_align { PDF_LEFT, PDF_CENTRE, PDF_RIGHT, PDF_JUSTIFY };

struct pdf {
	struct pango_api api;
	struct str out;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoFontMap *fonts;
	PangoContext *context;
	PangoLayout *layout;                    /* the one text that is set at a time */
	const char *text;                       /* of the layout, as Pango keeps it */
	PangoFontDescription *font[PDF_FONT__MAX];
	unsigned page;                          /* from 1 */
	double y;                               /* next free place on the page */
	bool empty;                             /* nothing stands on the page yet */
};

/** How a text is set. */
struct pdf_style {
	enum pdf_font font;
	enum pdf_align align;
	double size;       /* of the type */
	double pitch;      /* from line to line */
	double width;      /* of the lines */
	double indent;     /* of the first line */
	double spacing;    /* added to the width of each character */
};

/**
 * Open a PDF in `a` with an empty first page.
 * @return 0, E_IO (no Pango, no Chinese font), E_NOMEM
 */
int pdf_open(struct pdf *p, const struct doc *d, struct arena *a, struct err *err);

/** Write the last page and the end of the file. @return 0, E_LIMIT, E_NOMEM */
int pdf_finish(struct pdf *p, struct sv *ret, struct err *err);

/** Free everything but the bytes. Accepts a zeroed struct. */
void pdf_done(struct pdf *p);

/** End the page with its number and begin the next. */
void pdf_break(struct pdf *p);

/** Room left on the page. */
double pdf_room(const struct pdf *p);

/** Set a text in p->layout. @return its lines */
int pdf_set(struct pdf *p, struct sv text, const struct pdf_style *style);

/** Width of line `i` of the text that was set. */
double pdf_line_width(struct pdf *p, int i);

/** Draw line `i` of the text that was set, its box beginning at (x, y) of the text area. */
void pdf_line(struct pdf *p, int i, const struct pdf_style *style, double x, double y);

/** Points of so many twips. */
static inline double pdf_points(double twips)
{
	return twips / 20;
}
