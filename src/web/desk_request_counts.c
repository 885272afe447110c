/* Who has how much: by unit for the supervisor, by person for the office. */
#include "web/desk_request.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>

enum { LIST_PAGE = 50, CSV_BATCH = 500, COLUMNS = 12, CSV_BYTES_MAX = 16 * 1024 * 1024 };

static const char *const heads[COLUMNS] = { "", "在办", "逾期", "3个工作日内到期", "期限待定", "待确认", "待分办",
	"办理中", "征求意见中", "待审核", "待签发", "待送达" };

static void numbers_of(const struct request_counts *c, int64_t ret[static COLUMNS])
{
	const int64_t n[COLUMNS] = { 0, c->open, c->overdue, c->due_soon, c->due_unknown,
		c->by_state[REQUEST_SUBMITTED], c->by_state[REQUEST_REGISTERED],
		c->by_state[REQUEST_HANDLING], c->by_state[REQUEST_CONSULTING],
		c->by_state[REQUEST_DRAFTED], c->by_state[REQUEST_REVIEWED], c->by_state[REQUEST_SIGNED] };
	for (int i = 0; i < COLUMNS; i++)
		ret[i] = n[i];
}

/** A row of the table: who, then figures; those that ask for attention lead to what they count. */
static bool fill_row(struct visit *v, struct sv name, struct sv url, const struct request_counts *c,
	struct view_row *ret)
{
	int64_t n[COLUMNS];
	struct view_cell *cells = arena_array(v->arena, COLUMNS, sizeof *cells);
	numbers_of(c, n);
	if (!cells)
		return false;
	cells[0] = (struct view_cell){ .text = name, .url = url, .is_head = true };
	for (int i = 1; i < COLUMNS; i++)
		cells[i] = (struct view_cell){ .text = sv_fmt(v->arena, "%" PRId64, n[i]), .is_number = true };
	if (c->overdue)
		cells[2].url = sv_fmt(v->arena, "%.*s&urgency=overdue", SV_ARG(url));
	*ret = (struct view_row){ cells, COLUMNS };
	return true;
}

static int fill_table(struct visit *v, const char *first, const char *caption, struct view_row *rows,
	size_t n, struct view_table *ret, struct err *err)
{
	struct view_cell *cells = arena_array(v->arena, COLUMNS, sizeof *cells);
	if (!cells)
		return desk_no_memory(err);
	for (int i = 0; i < COLUMNS; i++)
		cells[i] = (struct view_cell){ .text = sv_of(i ? heads[i] : first), .is_number = i > 0 };
	*ret = (struct view_table){ sv_of(caption), cells, COLUMNS, rows, n };
	return E_OK;
}

static void csv_head(struct str *out, const char *first)
{
	struct sv cells[COLUMNS];
	for (int i = 0; i < COLUMNS; i++)
		cells[i] = sv_of(i ? heads[i] : first);
	str_addz(out, "\xEF\xBB\xBF");
	desk_csv_row(out, cells, COLUMNS);
}

static void csv_row(struct visit *v, struct str *out, struct sv name, const struct request_counts *c)
{
	int64_t n[COLUMNS];
	struct sv cells[COLUMNS];
	numbers_of(c, n);
	cells[0] = name;
	for (int i = 1; i < COLUMNS; i++)
		cells[i] = sv_fmt(v->arena, "%" PRId64, n[i]);
	desk_csv_row(out, cells, COLUMNS);
}

static int send_csv(struct visit *v, const struct str *out, struct sv name, struct err *err)
{
	return str_ok(out) ? visit_send(v, SV("text/csv; charset=utf-8"), str_sv(out), name)
		: err_set(err, E_LIMIT, "内容太多，一张表放不下。");
}

/* ── By unit ───────────────────────────────────────────────────────────────────────────────── */

int page_requests_units(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_unit_counts *list;
	size_t n;
	struct view_request_counts view = { .title = SV("各机关在办的申请"),
		.csv_url = SV("/desk/requests/units.csv") };
	int64_t after = visit_number(v, "after");
	int rc = desk_scope_name(v, &view.unit, err);
	if (!rc)
		rc = request_count_units(&env, desk_scope(v), after, LIST_PAGE + 1, v->arena, &list, &n, err);
	struct view_row *rows = rc ? NULL : arena_array(v->arena, n + 1, sizeof *rows);
	if (rc || !rows)
		return rc ? rc : desk_no_memory(err);
	if (n > LIST_PAGE) {
		n = LIST_PAGE;
		view.paging.next_url = visit_url(v, "/desk/requests/units?after=%" PRId64,
			list[n - 1].unit.id);
	}
	if (after)
		view.paging.previous_url = SV("/desk/requests/units");
	for (size_t i = 0; i < n; i++)
		if (!fill_row(v, list[i].unit.name, visit_url(v, "/desk/requests?unit=%.*s",
			SV_ARG(list[i].unit.public_id)), &list[i].counts, &rows[i]))
			return desk_no_memory(err);
	rc = fill_table(v, "机关", "各机关在办的申请", rows, n, &view.table, err);
	static const struct crumb crumbs[] = { { SV_INIT("依申请公开"), SV_INIT("/desk/requests") },
		{ SV_INIT("各机关在办"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, view.title, crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_request_counts, &view, err);
}

int page_requests_units_csv(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct str out;
	int64_t after = 0;
	size_t n;
	str_init(&out, v->arena, CSV_BYTES_MAX);
	csv_head(&out, "机关");
	do {
		struct request_unit_counts *list;
		int rc = request_count_units(&env, desk_scope(v), after, CSV_BATCH, v->arena, &list, &n, err);
		if (rc)
			return rc;
		for (size_t i = 0; i < n; i++)
			csv_row(v, &out, list[i].unit.name, &list[i].counts);
		after = n ? list[n - 1].unit.id : 0;
	} while (n == CSV_BATCH);
	return send_csv(v, &out, SV("各机关在办的申请.csv"), err);
}

/* ── By person ─────────────────────────────────────────────────────────────────────────────── */

int page_requests_workload(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_load *list;
	size_t n;
	struct view_request_counts view = { .title = SV("各人在办的申请"),
		.csv_url = SV("/desk/requests/workload.csv") };
	int rc = desk_scope_name(v, &view.unit, err);
	if (!rc)
		rc = request_workload(&env, desk_scope(v), v->arena, &list, &n, err);
	struct view_row *rows = rc ? NULL : arena_array(v->arena, n + 1, sizeof *rows);
	if (rc || !rows)
		return rc ? rc : desk_no_memory(err);
	for (size_t i = 0; i < n; i++)
		if (!fill_row(v, list[i].account ? list[i].name : SV("还没有分办"), list[i].account
				? visit_url(v, "/desk/requests?handler=%" PRId64, list[i].account)
				: SV("/desk/requests?state=registered"), &list[i].counts, &rows[i]))
			return desk_no_memory(err);
	rc = fill_table(v, "承办人", "各人在办的申请", rows, n, &view.table, err);
	static const struct crumb crumbs[] = { { SV_INIT("依申请公开"), SV_INIT("/desk/requests") },
		{ SV_INIT("各人在办"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, view.title, crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_request_counts, &view, err);
}

int page_requests_workload_csv(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_load *list;
	struct str out;
	size_t n;
	int rc = request_workload(&env, desk_scope(v), v->arena, &list, &n, err);
	if (rc)
		return rc;
	str_init(&out, v->arena, CSV_BYTES_MAX);
	csv_head(&out, "承办人");
	for (size_t i = 0; i < n; i++)
		csv_row(v, &out, list[i].account ? list[i].name : SV("还没有分办"), &list[i].counts);
	return send_csv(v, &out, SV("各人在办的申请.csv"), err);
}
