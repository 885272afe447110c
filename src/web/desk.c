#include "web/desk.h"

int64_t desk_scope(const struct visit *v)
{
	return v->session.account.unit;
}

int desk_scope_name(struct visit *v, struct sv *ret, struct err *err)
{
	struct unit u;
	*ret = SV("全部机关");
	if (!desk_scope(v))
		return E_OK;
	int rc = unit_get(v->db, desk_scope(v), v->arena, &u, err);
	if (!rc)
		*ret = u.name;
	return rc;
}

int desk_filing_of(struct visit *v, struct sv public_id, struct filing *ret, struct err *err)
{
	bool covers = false;
	int rc = filing_by_public_id(v->db, public_id, v->arena, ret, err);
	if (!rc)
		rc = account_covers(v->db, &v->session.account, ret->unit, &covers, err);
	/* Somebody else's is not told apart from none. */
	if (!rc && !covers)
		rc = E_NOT_FOUND;
	return rc == E_NOT_FOUND ? err_set(err, E_NOT_FOUND, "没有这份报告，或者不归您管。") : rc;
}

struct view_tag desk_tag(enum filing_state s)
{
	static const struct sv colours[FILING_STATE__MAX] = {
		[FILING_NONE] = SV_INIT("grey"), [FILING_RECEIVED] = SV_INIT("blue"),
		[FILING_RETURNED] = SV_INIT("yellow"), [FILING_ACCEPTED] = SV_INIT("turquoise"),
		[FILING_PUBLISHED] = SV_INIT("green"), [FILING_WITHDRAWN] = SV_INIT("red"),
	};
	return (struct view_tag){ sv_of(filing_state_label(s)), colours[s] };
}

struct filing_dates desk_dates(const struct visit *v)
{
	return (struct filing_dates){ visit_today(v), v->site->town_month, v->site->town_day };
}

/** The day a filing is due; empty when its unit cannot be read. */
static struct sv due_of(struct visit *v, const struct filing *f)
{
	struct unit u;
	char text[DATE_TEXT_MAX];
	if (unit_get(v->db, f->unit, v->arena, &u, NULL))
		return SV("");
	const struct filing_dates dates = desk_dates(v);
	return sv_dup(v->arena, sv_of(date_print(filing_due(u.kind, f->year, &dates), text)));
}

const struct view_filing_row *desk_rows(struct visit *v, const struct filing *f, size_t n)
{
	struct view_filing_row *rows = arena_array(v->arena, n + 1, sizeof *rows);
	for (size_t i = 0; rows && i < n; i++)
		rows[i] = (struct view_filing_row){ .unit = f[i].unit_name,
			.url = visit_url(v, "/desk/reports/%.*s", SV_ARG(f[i].public_id)), .title = f[i].title,
			.year = f[i].year, .state = desk_tag(f[i].state), .n_errors = f[i].n_errors,
			.n_warnings = f[i].n_warnings, .received = visit_day(v, f[i].received),
			.due = due_of(v, &f[i]) };
	return rows;
}

int desk_year(const struct visit *v)
{
	return visit_today(v).year - 1;
}

const struct view_option *desk_years(struct visit *v, int chosen, size_t *ret_n)
{
	enum { SHOWN = 10 };
	struct view_option *list = arena_array(v->arena, SHOWN + 1, sizeof *list);
	*ret_n = 0;
	bool found = false;
	for (int i = 0; list && i < SHOWN; i++) {
		int year = desk_year(v) + 1 - i;
		found = found || year == chosen;
		list[(*ret_n)++] = (struct view_option){ sv_fmt(v->arena, "%d", year),
			sv_fmt(v->arena, "%d年度", year), year == chosen };
	}
	if (list && !found)
		list[(*ret_n)++] = (struct view_option){ sv_fmt(v->arena, "%d", chosen),
			sv_fmt(v->arena, "%d年度", chosen), true };
	return list;
}
