/* The desk: what waits for this person. */
#include "web/desk_request.h"
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
	return (struct view_figure){ .name = sv_of(name), .url = url,
		.value = sv_fmt(v->arena, "%lld", (long long)value) };
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
	view->figures_year = sv_fmt(v->arena, "%d", year);
	view->n_figures = 4;
	return E_OK;
}

/** What waits at this person's place on the way of a request. */
static const struct {
	enum role role;
	enum request_state state;
	const char *url;
} places[] = {
	{ ROLE_CLERK, REQUEST_REGISTERED, "/desk/requests?state=registered" },
	{ ROLE_CLERK, REQUEST_SIGNED, "/desk/requests?state=signed" },
	{ ROLE_REVIEWER, REQUEST_DRAFTED, "/desk/requests?state=drafted" },
	{ ROLE_OFFICE_HEAD, REQUEST_DRAFTED, "/desk/requests?state=drafted" },
	{ ROLE_APPROVER, REQUEST_REVIEWED, "/desk/requests?state=reviewed" },
};

/** Disclosure on request: what is due, and what is this person's. */
static int requests(struct visit *v, struct view_desk_home *view, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_counts all, mine = { 0 };
	int64_t me = v->session.account.id;
	bool office = role_is_of_office(visit_role(v));
	if (visit_role(v) == ROLE_ADMIN)
		return E_OK;
	int rc = request_count(&env, desk_scope(v), 0, &all, err);
	if (!rc && office)
		rc = request_count(&env, desk_scope(v), me, &mine, err);
	struct view_figure *list = rc ? NULL : arena_array(v->arena, 8, sizeof *list);
	if (rc || !list)
		return rc ? rc : desk_no_memory(err);
	size_t n = 0;
	list[n++] = figure(v, "在办", all.open, SV("/desk/requests"));
	list[n++] = figure(v, "逾期", all.overdue, SV("/desk/requests?urgency=overdue"));
	list[n - 1].colour = all.overdue ? SV("red") : SV("");
	list[n++] = figure(v, "3日内到期", all.due_soon, SV("/desk/requests?urgency=soon"));
	list[n - 1].colour = all.due_soon ? SV("yellow") : SV("");
	if (office)
		list[n++] = figure(v, "我经手", mine.open, visit_url(v, "/desk/requests?handler=%lld",
			(long long)me));
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].role == visit_role(v))
			list[n++] = figure(v, request_state_label(places[i].state), all.by_state[places[i].state],
				sv_of(places[i].url));
	view->requests = list;
	view->n_requests = n;
	view->requests_url = SV("/desk/requests");
	if (desk_may(v, REQUEST_NONE, REQUEST_REGISTER))
		view->new_request_url = SV("/desk/requests/new");
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
	if (!rc)
		rc = requests(v, &view, err);
	view.frame = visit_frame(v, SV("工作台"), NULL);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_home, &view, err);
}
