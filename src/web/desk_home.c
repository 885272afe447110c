/* The desk: what waits for this person. */
#include "web/desk.h"
#include "web/pages.h"
#include "web/templates.h"

enum { WAITING = 20, RECENT = 10 };

/** What this person has to act on: returned ones for who delivers, received and accepted ones for who checks. */
static int waiting(struct visit *v, struct view_desk_home *view, struct err *err)
{
	bool checks = !role_is_of_office(v->session.account.role);
	const enum filing_state states[] = { checks ? FILING_RECEIVED : FILING_RETURNED,
		checks ? FILING_ACCEPTED : FILING_RETURNED };
	struct filing *list = arena_array(v->arena, WAITING, sizeof *list);
	if (!list)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (int i = 0; i < (checks ? 2 : 1); i++) {
		const struct filing_filter filter = { .within = desk_scope(v), .state = states[i] };
		struct filing *some;
		size_t n;
		int rc = filing_list(v->db, &filter, (struct filing_after){ 0 },
			WAITING - view->n_waiting, v->arena, &some, &n, err);
		if (rc)
			return rc;
		for (size_t k = 0; k < n; k++)
			list[view->n_waiting++] = some[k];
	}
	view->waiting = desk_rows(v, list, view->n_waiting);
	return E_OK;
}

static int recent(struct visit *v, struct view_desk_home *view, struct err *err)
{
	const struct filing_filter filter = { .within = desk_scope(v) };
	struct filing *list;
	int rc = filing_list(v->db, &filter, (struct filing_after){ 0 }, RECENT, v->arena, &list,
		&view->n_recent, err);
	if (!rc)
		view->recent = desk_rows(v, list, view->n_recent);
	return rc;
}

static struct view_figure figure(struct visit *v, const char *name, int64_t value, struct sv url)
{
	return (struct view_figure){ sv_of(name), sv_fmt(v->arena, "%lld", (long long)value), url };
}

static int figures(struct visit *v, struct view_desk_home *view, struct err *err)
{
	const struct filing_dates dates = desk_dates(v);
	struct filing_counts c;
	int year = desk_year(v);
	int rc = filing_count(v->db, desk_scope(v), year, &dates, v->arena, &c, err);
	struct view_figure *list = rc ? NULL : arena_array(v->arena, 4, sizeof *list);
	if (rc || !list)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	struct sv url = visit_url(v, "/desk/overview?year=%d", year);
	list[0] = figure(v, "机关", c.units, url);
	list[1] = figure(v, "待审核", c.by_state[FILING_RECEIVED], SV(""));
	list[2] = figure(v, "已公布", c.by_state[FILING_PUBLISHED], SV(""));
	list[3] = figure(v, "逾期", c.late, url);
	view->figures = list;
	view->n_figures = 4;
	return E_OK;
}

int page_desk(struct visit *v, struct err *err)
{
	bool checks = !role_is_of_office(v->session.account.role);
	struct view_desk_home view = { .upload_url = SV("/desk/upload"),
		.overview_url = SV("/desk/overview"), .supervises = checks };
	int rc = waiting(v, &view, err);
	if (!rc)
		rc = recent(v, &view, err);
	if (!rc && checks)
		rc = figures(v, &view, err);
	view.frame = visit_frame(v, SV("工作台"), NULL);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_home, &view, err);
}
