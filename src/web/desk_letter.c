#include "web/desk_letter.h"

#include "web/desk_request.h"

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

/** The day it was signed; {0}: not yet. */
static int signed_on(struct visit *v, const struct request *r, struct date *ret, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_deed *deeds;
	size_t n;
	int rc = request_history(&env, r, v->arena, &deeds, &n, err);
	*ret = (struct date){ 0 };
	for (size_t i = 0; !rc && i < n; i++)
		if (deeds[i].event == REQUEST_SIGN && !deeds[i].undone)
			*ret = deeds[i].day;
	return rc;
}

int desk_answer_letter(struct visit *v, const struct request *r, struct sv outcome,
	const struct request_value *values, size_t n, struct letter *ret, struct err *err)
{
	struct request_env env = desk_env(v);
	const struct outcome *o = r->kind == REQUEST_DISCLOSURE ? outcome_of_key(outcome) : NULL;
	const struct answer *other = o ? NULL : answer_of_key(r->kind, outcome);
	struct request_letter_of of = { .kind = o ? o->letter : other ? other->letter : NULL,
		.values = values, .n_values = n, .number = r->letter_number };
	if (!of.kind)
		return err_set(err, E_NOT_FOUND, "这样办结，没有答复书。");
	int rc = signed_on(v, r, &of.day, err);
	return rc ? rc : request_letter_fill(&env, r, &of, v->arena, ret, err);
}
