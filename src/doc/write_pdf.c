#include "doc/pdf_page.h"
#include "doc/pdf_table.h"

#include "base/auto.h"

/** Lines of a paragraph that may not stand alone at the end or the beginning of a page. */
enum { TOGETHER = 2 };

static struct pdf_style style_of(const struct doc_block *b)
{
	const double size = pdf_points(BODY_SIZE), title = pdf_points(TITLE_SIZE);
	const double width = pdf_points(TEXT_WIDTH), character = width / CHARACTERS_A_LINE;
	if (b->kind == DOC_HEADING && b->level <= 1)
		return (struct pdf_style){ .font = PDF_SONG, .align = PDF_CENTRE, .size = title,
			.pitch = 34, .width = width };
	if (b->kind == DOC_PARAGRAPH && b->set != DOC_SET_BODY)
		return (struct pdf_style){ .font = PDF_SONG, .size = size, .spacing = character - size,
			.align = b->set == DOC_SET_RIGHT ? PDF_RIGHT : PDF_LEFT,
			.pitch = pdf_points(TEXT_HEIGHT) / LINES_A_PAGE,
			.width = width - b->space * character / 10 };
	return (struct pdf_style){ .font = b->kind == DOC_HEADING && b->level == 2 ? PDF_HEI : PDF_SONG,
		.align = PDF_JUSTIFY, .size = size, .pitch = pdf_points(TEXT_HEIGHT) / LINES_A_PAGE,
		.width = width, .indent = 2 * character, .spacing = character - size };
}

/** Height of the part of block `i` that must not be torn from a heading before it. */
static double start_height(struct pdf *p, const struct doc *d, size_t i)
{
	double height = 0;
	for (; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		if (b->kind == DOC_TABLE) {
			struct pdf_table *t = pdf_table_measure(p, b->table);
			return t ? height + pdf_table_start(t) : height;
		}
		struct pdf_style style = style_of(b);
		int lines = pdf_set(p, b->text, &style);
		height += b->before * style.pitch;
		if (b->kind == DOC_PARAGRAPH && !b->keep) /* three lines cannot be parted into two and two */
			return height + style.pitch * (lines < 2 * TOGETHER ? lines : TOGETHER);
		height += style.pitch * lines;
	}
	return height;
}

/** Lines of a paragraph of `n`, of which `done` are drawn, that go on the page with `room`. */
static int lines_here(int n, int done, double room, double pitch)
{
	int left = n - done, fit = (int)((room + 0.01) / pitch);
	if (fit >= left)
		return left;
	if (left - fit < TOGETHER)
		fit = left - TOGETHER;
	return fit < TOGETHER && done == 0 ? 0 : fit;
}

/** Set a title in lines of about one length: as narrow as it gets without a line more. */
static int set_title(struct pdf *p, struct sv text, struct pdf_style *style)
{
	int n = pdf_set(p, text, style);
	for (double width = style->width; n > 1 && width > 4 * style->size;) {
		style->width = width - style->size;
		if (pdf_set(p, text, style) > n) {
			style->width = width;
			break;
		}
		width = style->width;
	}
	return pdf_set(p, text, style);
}

static void write_text(struct pdf *p, const struct doc_block *b)
{
	struct pdf_style style = style_of(b);
	bool title = b->kind == DOC_HEADING && b->level <= 1;
	int n = title ? set_title(p, b->text, &style) : pdf_set(p, b->text, &style), done = 0;
	double x = pdf_points(TEXT_WIDTH) - style.width;
	if (b->set == DOC_SET_RIGHT)
		x = 0;
	else if (b->set == DOC_SET_BODY)
		x /= 2;
	if (!p->empty)
		p->y += b->before * style.pitch;
	while (done < n) {
		int here = lines_here(n, done, pdf_room(p), style.pitch);
		if (here <= 0) {
			pdf_break(p);
			pdf_set(p, b->text, &style); /* the page number took the layout */
			continue;
		}
		for (; here > 0; here--, done++) {
			pdf_line(p, done, &style, x, p->y);
			p->y += style.pitch;
		}
	}
	if (title)
		p->y += pdf_points(LINE_PITCH);
}

static int write_blocks(struct pdf *p, const struct doc *d, struct err *err)
{
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		if (b->new_page && !p->empty)
			pdf_break(p);
		if ((b->kind == DOC_HEADING || b->keep) && start_height(p, d, i) > pdf_room(p) && !p->empty)
			pdf_break(p);
		if (b->kind != DOC_TABLE) {
			write_text(p, b);
			continue;
		}
		struct pdf_table *t = pdf_table_measure(p, b->table);
		if (!t)
			return err_set(err, E_NOMEM, "内存不足，PDF 没有生成，请关闭其他程序后重试");
		int code = pdf_table_draw(p, t, err);
		if (code)
			return code;
	}
	return 0;
}

int doc_write_pdf(const struct doc *d, struct arena *a, struct sv *ret, struct err *err)
{
	AUTO(pdf_done) struct pdf p;
	int code = pdf_open(&p, d, a, err);
	if (!code)
		code = write_blocks(&p, d, err);
	return code ? code : pdf_finish(&p, ret, err);
}
