/* Two reports side by side. */
#include "report/compare.h"
#include "report/report_form.h"
#include "web/desk.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>

enum { CHOICES = 100 };

/** The reports to choose from: the newest this person may see, and the one chosen. */
static int choices(struct visit *v, const struct filing *chosen, const struct view_option **ret,
	size_t *ret_n, struct err *err)
{
	const struct filing_filter filter = { .within = desk_scope(v) };
	struct filing *list;
	size_t n;
	int rc = filing_list(v->db, &filter, (struct filing_after){ 0 }, CHOICES, v->arena, &list, &n, err);
	struct view_option *options = rc ? NULL : arena_array(v->arena, n + 2, sizeof *options);
	if (rc || !options)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	size_t m = 0;
	bool found = chosen->id == 0;
	for (size_t i = 0; i <= n; i++) {
		const struct filing *f = i < n ? &list[i] : chosen;
		if (i == n && found)
			break;
		found = found || f->id == chosen->id;
		options[m++] = (struct view_option){ f->public_id, sv_fmt(v->arena, "%.*s　%d年度",
			SV_ARG(f->unit_name), f->year), f->id == chosen->id };
	}
	*ret = options;
	*ret_n = m;
	return E_OK;
}

static struct sv delta_text(struct visit *v, const struct cell_change *c)
{
	if (!c->has_delta)
		return SV("");
	bool amount = form_cell_type(c->cell) == FORM_DECIMAL_WAN_YUAN;
	const struct form_cell d = { .state = amount ? CELL_DECIMAL : CELL_NUMBER, .n = c->delta };
	struct sv text = report_cell_text(&d, v->arena);
	return c->delta > 0 ? sv_fmt(v->arena, "+%.*s", SV_ARG(text)) : text;
}

static void fill_changes(struct visit *v, const struct comparison *c, struct view_compare *view)
{
	struct view_change *list = arena_array(v->arena, c->n_changes + 1, sizeof *list);
	for (size_t i = 0; list && i < c->n_changes; i++)
		list[view->n_changes++] = (struct view_change){ form_cell_name(v->arena, c->changes[i].cell),
			report_cell_text(c->changes[i].a, v->arena), report_cell_text(c->changes[i].b, v->arena),
			delta_text(v, &c->changes[i]) };
	struct view_shares *shares = arena_array(v->arena, SECTION__MAX, sizeof *shares);
	for (int s = 0; shares && s < SECTION__MAX; s++)
		shares[view->n_shares++] = (struct view_shares){
			sv_of(form_section_label((enum form_section)s)), c->text_share[s] < 0 ? SV("没有可比的文字")
				: sv_fmt(v->arena, "%d.%d%%", c->text_share[s] / 10, c->text_share[s] % 10) };
	view->changes = list;
	view->shares = shares;
	view->same_cells = c->same_cells;
	view->compared = true;
}

static int compare(struct visit *v, const struct filing *a, const struct filing *b,
	struct view_compare *view, struct err *err)
{
	struct report *ra, *rb;
	struct comparison c;
	int rc = filing_report(v->db, a, v->arena, &ra, NULL, err);
	if (!rc)
		rc = filing_report(v->db, b, v->arena, &rb, NULL, err);
	if (!rc)
		rc = report_compare(ra, rb, v->arena, &c, err);
	if (rc)
		return rc;
	view->a_name = sv_fmt(v->arena, "%.*s　%d", SV_ARG(a->unit_name), a->year);
	view->b_name = sv_fmt(v->arena, "%.*s　%d", SV_ARG(b->unit_name), b->year);
	view->a_url = visit_url(v, "/desk/reports/%.*s", SV_ARG(a->public_id));
	view->b_url = visit_url(v, "/desk/reports/%.*s", SV_ARG(b->public_id));
	fill_changes(v, &c, view);
	return E_OK;
}

/** The filing a parameter names; an empty one when it was not given. */
static int chosen(struct visit *v, const char *name, struct filing *ret, struct err *err)
{
	struct sv id = visit_text(v, name);
	*ret = (struct filing){ 0 };
	return id.n ? desk_filing_of(v, id, ret, err) : E_OK;
}

int page_compare(struct visit *v, struct err *err)
{
	struct filing a, b;
	struct view_compare view = { .action = SV("/desk/compare") };
	int rc = chosen(v, "a", &a, err);
	if (!rc)
		rc = chosen(v, "b", &b, err);
	if (!rc)
		rc = choices(v, &a, &view.a_options, &view.n_a_options, err);
	if (!rc)
		rc = choices(v, &b, &view.b_options, &view.n_b_options, err);
	if (!rc && a.id && b.id)
		rc = compare(v, &a, &b, &view, err);
	static const struct crumb crumbs[] = { { SV_INIT("比较"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("比较两份报告"), crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_compare, &view, err);
}
