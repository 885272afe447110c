/* The requests of a unit: what is due, waiting for whom; several at once. */
#include "base/num.h"
#include "web/desk_request.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>
#include <string.h>

enum { LIST_PAGE = 50, UNITS_MAX = 300, BULK_MAX = 200, CSV_BYTES_MAX = 64 * 1024 * 1024 };

enum urgency { ANY, OVERDUE, SOON, UNKNOWN, URGENCY__MAX };

static const struct {
	struct sv key, label;
} urgencies[URGENCY__MAX] = {
	[ANY] = { SV_INIT(""), SV_INIT("不限") },
	[OVERDUE] = { SV_INIT("overdue"), SV_INIT("已经逾期") },
	[SOON] = { SV_INIT("soon"), SV_INIT("3个工作日内到期") },
	[UNKNOWN] = { SV_INIT("unknown"), SV_INIT("期限待定") },
};

/** What is asked of the list. */
struct wanted {
	struct request_filter filter;
	enum urgency urgency;
	int64_t today, soon;         /* days */
	bool all;                    /* closed ones too */
	struct request_after after;  /* where the page begins */
};

/** How urgent, as days between which a request is due. */
static void limit_due(struct wanted *w)
{
	struct request_filter *f = &w->filter;
	int64_t last = w->urgency == OVERDUE ? w->today - 1 : w->soon;
	f->due_unknown = w->urgency == UNKNOWN;
	if (w->urgency == SOON)
		f->due_from = date_of_day(w->today);
	if ((w->urgency == OVERDUE || w->urgency == SOON)
		&& (!f->due_before.year || date_to_day(f->due_before) > last))
		f->due_before = date_of_day(last);
}

static int wanted_of(struct visit *v, const struct unit *unit, struct wanted *w, struct err *err)
{
	struct sv state = visit_text(v, "state"), due = visit_text(v, "due");
	struct sv urgency = visit_text(v, "urgency");
	int64_t unknown;
	*w = (struct wanted){ .all = sv_eq(state, SV("all")), .today = date_to_day(visit_today(v)),
		.after.id = visit_number(v, "after") };
	if (!calendar_after(v->site->calendar, w->today, REQUEST_SOON, &w->soon, &unknown))
		w->soon = w->today + REQUEST_SOON;
	while (w->urgency < URGENCY__MAX && !sv_eq(urgency, urgencies[w->urgency].key))
		w->urgency++;
	enum request_state s = state.n && !w->all ? request_state_of_key(state) : REQUEST_NONE;
	bool open = !w->all && (s == REQUEST_NONE || request_state_is_open(s));
	w->filter = (struct request_filter){ .unit = unit->id, .within = unit->id, .state = s,
		.only_open = open, .handler = visit_number(v, "handler"), .kind = REQUEST_KIND__MAX,
		.words = sv_trim(visit_text(v, "q")) };
	bool fine = w->urgency < URGENCY__MAX && s < REQUEST_STATE__MAX
		&& (!due.n || date_parse(due, &w->filter.due_before))
		&& (!visit_text(v, "after_due").n
			|| date_parse(visit_text(v, "after_due"), &w->after.due));
	limit_due(w);
	/* A supervisor sees all beneath. */
	if (!unit->id || !role_is_of_office(visit_role(v))) {
		w->filter.unit = visit_text(v, "unit").n ? unit->id : 0;
		w->filter.within = desk_scope(v);
	}
	return fine ? E_OK : err_set(err, E_USAGE, "查找的条件不对，请从列表重新选择。");
}

/** Up to `max` of them, and where to go on; *ret_more: there are others. */
static int pick(struct visit *v, struct wanted *w, size_t max, struct request **ret, size_t *ret_n,
	bool *ret_more, struct err *err)
{
	struct request_env env = desk_env(v);
	int rc = request_list(&env, &w->filter, w->after, max + 1, v->arena, ret, ret_n, err);
	if (rc)
		return rc;
	*ret_more = *ret_n > max;
	*ret_n = *ret_more ? max : *ret_n;
	if (*ret_n)
		w->after = (struct request_after){ (*ret)[*ret_n - 1].due, (*ret)[*ret_n - 1].id };
	return E_OK;
}

/* What can be asked, in the order in which it stands in an address and above the list. */
static const char *const names[] = { "unit", "state", "handler", "urgency", "due", "q" };
enum { NAMES = sizeof names / sizeof *names };

static void add_asked(struct str *s, const char *name, struct sv text)
{
	if (!text.n)
		return;
	str_addf(s, "%c%s=", sv_has(str_sv(s), SV("?")) ? '&' : '?', name);
	http_url_encode(s, text);
}

/** The address of this list; without what is asked as `but`, if that is one of the names. */
static struct sv url_without(struct visit *v, const char *but)
{
	struct str s;
	str_init(&s, v->arena, 4096);
	str_addz(&s, "/desk/requests");
	for (size_t i = 0; i < NAMES; i++)
		if (!but || strcmp(names[i], but) != 0)
			add_asked(&s, names[i], visit_text(v, names[i]));
	return str_sv(&s);
}

/** The list of this unit, or of all, with nothing else asked but this. */
static struct sv url_of(struct visit *v, const char *name, struct sv value)
{
	struct str s;
	str_init(&s, v->arena, 4096);
	str_addz(&s, "/desk/requests");
	add_asked(&s, "unit", visit_text(v, "unit"));
	add_asked(&s, name, value);
	return str_sv(&s);
}

static void fill_paging(struct visit *v, const struct wanted *w, bool more, struct view_paging *p)
{
	struct sv here = url_without(v, NULL);
	const char *mark = sv_has(here, SV("?")) ? "&" : "?";
	if (more && w->after.due.year)
		p->next_url = sv_fmt(v->arena, "%.*s%safter=%" PRId64 "&after_due=%.*s", SV_ARG(here), mark,
			w->after.id, SV_ARG(desk_date(v, w->after.due)));
	else if (more)
		p->next_url = sv_fmt(v->arena, "%.*s%safter=%" PRId64, SV_ARG(here), mark, w->after.id);
	if (visit_number(v, "after"))
		p->previous_url = here;
}

/* ── What stands above the list ────────────────────────────────────────────────────────────── */

static struct view_figure figure(struct visit *v, const char *name, int64_t n, const char *key,
	const char *value)
{
	return (struct view_figure){ sv_of(name), sv_fmt(v->arena, "%" PRId64, n),
		url_of(v, key, sv_of(value)), SV("") };
}

static int fill_figures(struct visit *v, const struct unit *unit, struct view_request_list *view,
	struct err *err)
{
	static const enum request_state shown[] = { REQUEST_SUBMITTED, REQUEST_REGISTERED,
		REQUEST_HANDLING, REQUEST_DRAFTED, REQUEST_REVIEWED, REQUEST_SIGNED };
	enum { SHOWN = sizeof shown / sizeof *shown };
	struct request_env env = desk_env(v);
	struct request_counts c;
	int64_t within = unit->id ? unit->id : desk_scope(v);
	int rc = request_count(&env, within, 0, &c, err);
	struct view_figure *list = rc ? NULL : arena_array(v->arena, SHOWN + 4, sizeof *list);
	if (rc || !list)
		return rc ? rc : desk_no_memory(err);
	size_t n = 0;
	list[n++] = figure(v, "在办", c.open, "state", "");
	list[n++] = figure(v, "逾期", c.overdue, "urgency", "overdue");
	list[n++] = figure(v, "3日内到期", c.due_soon, "urgency", "soon");
	list[n - 2].colour = c.overdue ? SV("red") : SV("");
	list[n - 1].colour = c.due_soon ? SV("yellow") : SV("");
	if (c.due_unknown)
		list[n++] = figure(v, "期限待定", c.due_unknown, "urgency", "unknown");
	for (size_t i = 0; i < SHOWN; i++)
		list[n++] = figure(v, request_state_label(shown[i]), c.by_state[shown[i]], "state",
			request_state_key(shown[i]));
	view->figures = list;
	view->n_figures = n;
	if (c.due_unknown)
		view->warning = sv_fmt(v->arena, "有 %" PRId64 " 件的期限落在还没有工作日历的年份，算不出是哪一天。"
			"请管理员导入国务院办公厅的放假通知；在那以前，请按通常的20个工作日提前办理。", c.due_unknown);
	return E_OK;
}

/** The units right beneath, for whoever oversees several; the chosen one is there wherever it stands. */
static int fill_units(struct visit *v, const struct unit *unit, struct view_request_list *view,
	struct err *err)
{
	struct unit *list;
	size_t n;
	bool there = !unit->id;
	int rc = unit_list(v->db, desk_scope(v), 0, UNITS_MAX, v->arena, &list, &n, err);
	struct view_option *options = rc ? NULL : arena_array(v->arena, n + 2, sizeof *options);
	if (rc || !options)
		return rc ? rc : desk_no_memory(err);
	options[view->n_units++] = (struct view_option){ SV(""), SV("全部机关"), !unit->id };
	for (size_t i = 0; i < n; i++) {
		there = there || list[i].id == unit->id;
		options[view->n_units++] = (struct view_option){ list[i].public_id, list[i].name,
			list[i].id == unit->id };
	}
	if (!there)
		options[view->n_units++] = (struct view_option){ unit->public_id, unit->name, true };
	view->units = options;
	return E_OK;
}

static struct sv chosen_of(const struct view_option *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].selected)
			return list[i].text;
	return SV("");
}

/** What is asked now, each with the way to ask it no more. */
static int fill_conditions(struct visit *v, const struct unit *unit, struct view_request_list *view,
	struct err *err)
{
	const struct {
		const char *label;
		struct sv value;
	} asked[NAMES] = { { "机关", view->many_units ? unit->name : SV("") },
		{ "状态", chosen_of(view->states, view->n_states) },
		{ "承办人", chosen_of(view->handlers, view->n_handlers) },
		{ "期限", chosen_of(view->urgencies, view->n_urgencies) },
		{ "到期日不晚于", view->due }, { "有这些字", view->words } };
	struct view_link *list = arena_array(v->arena, NAMES, sizeof *list);
	if (!list)
		return desk_no_memory(err);
	for (size_t i = 0; i < NAMES; i++) {
		bool set = visit_text(v, names[i]).n && (i || view->many_units);
		if (set)
			list[view->n_conditions++] = (struct view_link){ .url = url_without(v, names[i]),
				.text = sv_fmt(v->arena, "%s：%.*s", asked[i].label, SV_ARG(asked[i].value.n
					? asked[i].value : SV("不在列表里的人"))) };
	}
	view->conditions = list;
	view->clear_url = SV("/desk/requests");
	return E_OK;
}

static int fill_filter(struct visit *v, const struct unit *unit, const struct wanted *w,
	struct view_request_list *view, struct err *err)
{
	struct view_option *states = arena_array(v->arena, REQUEST_STATE__MAX + 2, sizeof *states);
	struct view_option *urgent = arena_array(v->arena, URGENCY__MAX, sizeof *urgent);
	if (!states || !urgent)
		return desk_no_memory(err);
	states[view->n_states++] = (struct view_option){ SV(""), SV("在办的"), !visit_text(v, "state").n };
	for (int s = REQUEST_SUBMITTED; s < REQUEST_STATE__MAX; s++)
		states[view->n_states++] = (struct view_option){ sv_of(request_state_key((enum request_state)s)),
			sv_of(request_state_label((enum request_state)s)), s == (int)w->filter.state };
	states[view->n_states++] = (struct view_option){ SV("all"), SV("全部，包括办结的"), w->all };
	for (int u = ANY; u < URGENCY__MAX; u++)
		urgent[view->n_urgencies++] = (struct view_option){ urgencies[u].key, urgencies[u].label,
			u == (int)w->urgency };
	view->states = states;
	view->urgencies = urgent;
	view->due = visit_text(v, "due");
	view->words = w->filter.words;
	int rc = unit->id ? desk_people(v, unit->id, w->filter.handler, SV("不限"), &view->handlers,
		&view->n_handlers, err) : E_OK;
	if (!rc && view->many_units)
		rc = fill_units(v, unit, view, err);
	return rc ? rc : fill_conditions(v, unit, view, err);
}

static void fill_places(struct visit *v, struct view_request_list *view)
{
	static const struct {
		struct view_link link;
		unsigned roles;
	} places[] = {
		{ { SV_INIT("到期日历"), SV_INIT("/desk/requests/calendar"), false }, FOR_OFFICE | FOR_SUPERVISORS },
		{ { SV_INIT("各人在办"), SV_INIT("/desk/requests/workload"), false }, FOR_OFFICE },
		{ { SV_INIT("各机关在办"), SV_INIT("/desk/requests/units"), false }, FOR_SUPERVISORS },
		{ { SV_INIT("年度统计（表三、表四）"), SV_INIT("/desk/requests/report"), false },
			FOR_OFFICE | FOR_SUPERVISORS },
	};
	struct view_link *list = arena_array(v->arena, sizeof places / sizeof *places, sizeof *list);
	for (size_t i = 0; list && i < sizeof places / sizeof *places; i++)
		if (places[i].roles & 1u << visit_role(v)) {
			struct view_link *l = &list[view->n_places++];
			*l = places[i].link;
			if (view->unit_id.n)
				l->url = sv_fmt(v->arena, "%.*s?unit=%.*s", SV_ARG(l->url), SV_ARG(view->unit_id));
		}
	view->places = list;
}

int page_requests(struct visit *v, struct err *err)
{
	struct unit unit;
	struct wanted w;
	struct request *list;
	size_t n;
	bool more, office = role_is_of_office(visit_role(v));
	int rc = desk_unit_of(v, &unit, err);
	if (!rc)
		rc = wanted_of(v, &unit, &w, err);
	if (!rc)
		rc = pick(v, &w, LIST_PAGE, &list, &n, &more, err);
	if (rc)
		return rc;
	struct view_request_list view = { .unit = unit.name, .action = SV("/desk/requests"),
		.many_units = !office, .unit_id = visit_text(v, "unit"), .n_rows = n,
		.new_url = office && desk_may(v, REQUEST_NONE, REQUEST_REGISTER)
			? SV("/desk/requests/new") : SV(""),
		.can_assign = desk_may(v, REQUEST_REGISTERED, REQUEST_ASSIGN),
		.can_confirm = desk_may(v, REQUEST_SUBMITTED, REQUEST_CONFIRM),
		.assign_action = SV("/desk/requests/assign"), .confirm_action = SV("/desk/requests/confirm") };
	struct sv here = url_without(v, NULL);
	view.csv_url = sv_fmt(v->arena, "/desk/requests.csv%.*s",
		SV_ARG(sv_from(here, sizeof "/desk/requests" - 1)));
	fill_paging(v, &w, more, &view.paging);
	fill_places(v, &view);
	rc = desk_request_rows(v, list, n, &view.rows, err);
	if (!rc)
		rc = fill_figures(v, &unit, &view, err);
	if (!rc)
		rc = fill_filter(v, &unit, &w, &view, err);
	if (!rc && office)
		rc = desk_people(v, unit.id, v->session.account.id, SV(""), &view.people, &view.n_people, err);
	static const struct crumb crumbs[] = { { SV_INIT("依申请公开"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("依申请公开"), crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_requests, &view, err);
}

/* ── As a table to keep ────────────────────────────────────────────────────────────────────── */

int page_requests_csv(struct visit *v, struct err *err)
{
	enum { ROWS_MAX = 10000 };
	struct unit unit;
	struct wanted w;
	struct request *list;
	const struct view_request_row *rows;
	struct str out;
	size_t n;
	bool more;
	int rc = desk_unit_of(v, &unit, err);
	if (!rc)
		rc = wanted_of(v, &unit, &w, err);
	if (!rc)
		rc = pick(v, &w, ROWS_MAX, &list, &n, &more, err);
	if (!rc && more)
		rc = err_set(err, E_LIMIT, "符合条件的申请超过%d件，一张表放不下；请先用条件缩小范围。", ROWS_MAX);
	if (!rc)
		rc = desk_request_rows(v, list, n, &rows, err);
	if (rc)
		return rc;
	str_init(&out, v->arena, CSV_BYTES_MAX);
	str_addz(&out, "\xEF\xBB\xBF机关,编号,名称,申请人类别,渠道,提交日,状态,承办人,到期日,期限\r\n");
	for (size_t i = 0; i < n; i++) {
		const struct sv cells[] = { rows[i].unit, rows[i].number, rows[i].title, rows[i].kind,
			rows[i].channel, rows[i].submitted, rows[i].state.text, rows[i].handler, rows[i].due,
			rows[i].urgency.text };
		desk_csv_row(&out, cells, sizeof cells / sizeof *cells);
	}
	if (!str_ok(&out))
		return err_set(err, E_LIMIT, "申请太多，一张表放不下；请先用条件缩小范围。");
	return visit_send(v, SV("text/csv; charset=utf-8"), str_sv(&out), SV("依申请公开.csv"));
}

/* ── Several at once ───────────────────────────────────────────────────────────────────────── */

/** "7kq2….registered.3": which one, and what the person saw. */
static bool parse_pick(struct sv pick, struct sv *id, struct request_move *m)
{
	struct sv state, version;
	int64_t n;
	if (!sv_cut(&pick, '.', id) || !sv_cut(&pick, '.', &state) || !sv_cut(&pick, '.', &version)
		|| !num_parse_i64(version, &n) || n < 1 || n > INT32_MAX)
		return false;
	m->expected = request_state_of_key(state);
	m->n_events = (int)n;
	return m->expected < REQUEST_STATE__MAX;
}

static int take_one(struct visit *v, struct sv pick, struct request_move *m,
	struct view_upload_result *ret, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_moved moved;
	struct request r;
	struct sv id;
	*ret = (struct view_upload_result){ .file = SV("？") };
	if (!parse_pick(pick, &id, m))
		return err_set(err, E_USAGE, "这个表单不完整，请返回列表，刷新后再提交。");
	int rc = request_by_public_id(&env, id, v->arena, &r, err);
	if (rc)
		return rc;
	ret->file = r.number;
	ret->url = desk_request_url(v, &r);
	return request_apply(&env, r.id, m, &moved, err);
}

static int take_all(struct visit *v, enum request_event event, const char *title, const char *word,
	struct err *err)
{
	struct view_request_bulk view = { .title = sv_of(title), .back_url = SV("/desk/requests") };
	struct view_upload_result *results = arena_array(v->arena, BULK_MAX, sizeof *results);
	if (!results)
		return desk_no_memory(err);
	for (size_t i = 0; i < v->request->n_form && view.n_results < BULK_MAX; i++) {
		struct err why = { 0 };
		struct request_move m = { .event = event, .handler = visit_number(v, "handler") };
		if (!sv_eq(v->request->form[i].name, SV("pick")))
			continue;
		struct view_upload_result *r = &results[view.n_results++];
		int rc = take_one(v, v->request->form[i].value, &m, r, &why);
		if (rc && !desk_is_his(rc) && rc != E_NOT_FOUND) {
			*err = why;
			return rc;
		}
		r->ok = rc == E_OK;
		r->sentence = rc ? sv_dup(v->arena, sv_of(why.user)) : sv_of(word);
		view.n_ok += r->ok;
		view.n_bad += !r->ok;
	}
	if (!view.n_results)
		return err_set(err, E_USAGE, "还没有勾选申请。请返回列表，先勾选再提交。");
	view.results = results;
	const struct crumb crumbs[] = { { SV("依申请公开"), SV("/desk/requests") }, { view.title, SV("") },
		{ SV(""), SV("") } };
	view.frame = visit_frame(v, view.title, crumbs);
	return VISIT_RENDER(v, view.n_bad ? 409 : 200, template_desk_request_bulk, &view, err);
}

int do_requests_assign(struct visit *v, struct err *err)
{
	return take_all(v, REQUEST_ASSIGN, "分办结果", "已经分办。", err);
}

int do_requests_confirm(struct visit *v, struct err *err)
{
	return take_all(v, REQUEST_CONFIRM, "确认结果", "已经确认收到，今天是收到申请之日。", err);
}
