#include "web/desk_letter.h"

static const struct view_cell *cells_of(struct visit *v, const struct letter_paragraph *p)
{
	struct view_cell *list = arena_array(v->arena, p->n_cells + 1, sizeof *list);
	for (size_t i = 0; list && i < p->n_cells; i++)
		list[i] = (struct view_cell){ .text = p->cells[i] };
	return list;
}

const struct view_paragraph *desk_paragraphs(struct visit *v, const struct letter *l, size_t *ret_n)
{
	struct view_paragraph *list = arena_array(v->arena, l->n + 1, sizeof *list);
	*ret_n = list ? l->n : 0;
	for (size_t i = 0; i < *ret_n; i++) {
		const struct letter_paragraph *p = &l->paragraphs[i];
		list[i] = (struct view_paragraph){ .text = p->text, .is_title = p->part == LETTER_TITLE,
			.is_number = p->part == LETTER_NUMBER, .is_salutation = p->part == LETTER_SALUTATION,
			.is_heading = p->part == LETTER_HEADING, .is_page = p->part == LETTER_PAGE,
			.is_right = p->part == LETTER_ORGAN || p->part == LETTER_DATE,
			.is_body = p->part == LETTER_BODY || p->part == LETTER_REMEDY
				|| p->part == LETTER_ATTACHMENT };
		if (p->part == LETTER_ROW) {
			list[i].cells = cells_of(v, p);
			list[i].n_cells = list[i].cells ? p->n_cells : 0;
		}
	}
	return list;
}
