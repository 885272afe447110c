/* Lists of requests and counts of open ones. */
#include "request/query.h"
#include "request/request_int.h"

/* Behind every date there is. */
#define FOREVER "9999-12-31"

static int take_list(struct query *q, size_t max, struct arena *a, struct request **ret,
	size_t *ret_n, struct err *err)
{
	struct request *list = arena_array(a, max + 1, sizeof *list);
	size_t n = 0;
	while (list && n < max && query_row(q))
		request_take(q, 0, a, &list[n++]);
	int rc = query_end(q, err);
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

/** "%词%" with what LIKE would take for a sign of its own. */
static struct sv pattern(struct arena *a, struct sv words)
{
	struct str s;
	str_init(&s, a, words.n * 2 + 4);
	str_addc(&s, '%');
	for (size_t i = 0; i < words.n; i++) {
		if (memchr("%_\\", words.p[i], 3))
			str_addc(&s, '\\');
		str_addc(&s, words.p[i]);
	}
	str_addc(&s, '%');
	return str_sv(&s);
}

/** How much a statement asks beyond place and order. */
enum asked { ASKED_NOTHING, ASKED_STATE, ASKED_MORE /* kind and words too */, ASKED_HANDLER };

static void bind_more(struct query *q, const struct request_filter *f, enum asked asked,
	struct arena *a)
{
	if (asked >= ASKED_STATE)
		query_text(q, f->state ? sv_of(request_state_key(f->state)) : SV(""));
	if (asked >= ASKED_MORE) {
		query_text(q, f->kind < REQUEST_KIND__MAX ? sv_of(request_kind_key(f->kind)) : SV(""));
		query_text(q, pattern(a, f->words));
	}
	if (asked >= ASKED_HANDLER)
		query_int(q, f->handler);
}

/** The least that answers the question: each by an index of its own. */
static const struct sql *open_statement(const struct request_filter *f, enum asked *ret_asked)
{
	bool more = f->words.n || f->kind < REQUEST_KIND__MAX;
	*ret_asked = f->handler ? ASKED_HANDLER : more ? ASKED_MORE : ASKED_STATE;
	if (f->handler)
		return f->unit ? &request_sql_list_open_handler : &request_sql_list_handler;
	if (!f->unit)
		return f->within ? more ? &request_sql_list_within_more : &request_sql_list_within :
			more ? &request_sql_list_all_more : &request_sql_list_all;
	if (more || f->state)
		return more ? &request_sql_list_open_more : &request_sql_list_open_state;
	*ret_asked = ASKED_NOTHING;
	return &request_sql_list_open;
}

static const struct sql *newest_statement(const struct request_filter *f, enum asked *ret_asked)
{
	bool more = f->words.n || f->kind < REQUEST_KIND__MAX || f->handler;
	*ret_asked = more ? ASKED_HANDLER : ASKED_STATE;
	if (!f->unit)
		return f->within ? more ? &request_sql_list_words : &request_sql_list_within_newest :
			more ? &request_sql_list_all_words : &request_sql_list_all_newest;
	if (more || f->state)
		return more ? &request_sql_list_newest_more : &request_sql_list_newest_state;
	*ret_asked = ASKED_NOTHING;
	return &request_sql_list_newest;
}

/** Dates are texts, '' comes first: known days begin behind it, unknown ones end at it. */
static struct request_after begin_of(const struct request_filter *f, struct request_after after)
{
	struct date first = f->due_from.year ? f->due_from :
		f->due_before.year ? (struct date){ 1, 1, 1 } : (struct date){ 0 };
	bool further = after.due.year && date_to_day(after.due) >= date_to_day(first);
	return !first.year || further ? after : (struct request_after){ first, 0 };
}

static int list_open(const struct request_env *env, const struct request_filter *f,
	struct request_after after, size_t max, struct arena *a, struct request **ret, size_t *ret_n,
	struct err *err)
{
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	enum asked asked;
	struct query q;
	after = begin_of(f, after);
	query_start(&q, env->db, open_statement(f, &asked));
	query_int(&q, f->unit ? f->unit : f->within);
	query_text(&q, request_date_text(after.due, from));
	query_int(&q, after.id);
	query_text(&q, f->due_unknown ? SV("") :
		f->due_before.year ? request_date_text(f->due_before, to) : SV(FOREVER));
	query_int(&q, (int64_t)max);
	bind_more(&q, f, asked, a);
	return take_list(&q, max, a, ret, ret_n, err);
}

static int list_newest(const struct request_env *env, const struct request_filter *f,
	int64_t before, size_t max, struct arena *a, struct request **ret, size_t *ret_n,
	struct err *err)
{
	enum asked asked;
	struct query q;
	query_start(&q, env->db, newest_statement(f, &asked));
	query_int(&q, f->unit ? f->unit : f->within);
	query_int(&q, before ? before : INT64_MAX);
	query_int(&q, (int64_t)max);
	bind_more(&q, f, asked, a);
	return take_list(&q, max, a, ret, ret_n, err);
}

int request_list(const struct request_env *env, const struct request_filter *f,
	struct request_after after, size_t max, struct arena *a, struct request **ret, size_t *ret_n,
	struct err *err)
{
	bool open = f->only_open || f->due_from.year || f->due_before.year || f->due_unknown;
	return open ? list_open(env, f, after, max, a, ret, ret_n, err) :
		list_newest(env, f, after.id, max, a, ret, ret_n, err);
}

int request_children(const struct request_env *env, const struct request *r, struct arena *a,
	struct request **ret, size_t *ret_n, struct err *err)
{
	enum { MAX = 200 };
	struct query q;
	query_start(&q, env->db, &request_sql_list_children);
	query_int(&q, r->id);
	query_int(&q, MAX);
	return take_list(&q, MAX, a, ret, ret_n, err);
}

/* ---- counts ----------------------------------------------------------------------------------- */

/** Today, and the day up to which something is due soon. Without a calendar: three days from now. */
struct urgency {
	char today[DATE_TEXT_MAX], soon[DATE_TEXT_MAX];
};

static void set_urgency(const struct request_env *env, struct urgency *u)
{
	int64_t today = date_to_day(env->today), soon, unknown;
	if (!calendar_after(env->calendar, today, REQUEST_SOON, &soon, &unknown))
		soon = today + REQUEST_SOON;
	date_print(env->today, u->today);
	date_print(date_of_day(soon), u->soon);
}

/** Add a row: state, how many, overdue, soon, unknown. */
static void add(struct query *q, int at, struct request_counts *c)
{
	enum request_state s = request_state_of_key(query_get_text(q, at));
	int64_t n = query_get_int(q, at + 1);
	if (s < REQUEST_STATE__MAX)
		c->by_state[s] += n;
	c->open += n;
	c->overdue += query_get_int(q, at + 2);
	c->due_soon += query_get_int(q, at + 3);
	c->due_unknown += query_get_int(q, at + 4);
}

static int count(const struct request_env *env, const struct sql *sql, int64_t of,
	struct request_counts *ret, struct err *err)
{
	struct urgency u;
	struct query q;
	set_urgency(env, &u);
	*ret = (struct request_counts){ 0 };
	query_start(&q, env->db, sql);
	query_int(&q, of);
	query_text(&q, sv_of(u.today));
	query_text(&q, sv_of(u.soon));
	while (query_row(&q))
		add(&q, 0, ret);
	return query_end(&q, err);
}

int request_count(const struct request_env *env, int64_t within, int64_t handler,
	struct request_counts *ret, struct err *err)
{
	return count(env, handler ? &request_sql_count_open_handler :
		within ? &request_sql_count_open_within : &request_sql_count_open_all,
		handler ? handler : within, ret, err);
}

int request_count_units(const struct request_env *env, int64_t within, int64_t after_unit, size_t max,
	struct arena *a, struct request_unit_counts **ret, size_t *ret_n, struct err *err)
{
	struct urgency u;
	struct query q;
	struct request_unit_counts *list = arena_array(a, max + 1, sizeof *list);
	size_t n = 0;
	set_urgency(env, &u);
	query_start(&q, env->db, &request_sql_count_units);
	query_int(&q, within);
	query_text(&q, sv_of(u.today));
	query_text(&q, sv_of(u.soon));
	query_int(&q, after_unit);
	while (list && query_row(&q)) {
		int64_t unit = query_get_int(&q, 0);
		if (n == 0 || list[n - 1].unit.id != unit) {
			if (n == max)
				break;
			list[n++] = (struct request_unit_counts){ .unit = { .id = unit,
				.public_id = query_copy(&q, 1, a), .code = query_copy(&q, 2, a),
				.division = query_copy(&q, 3, a), .name = query_copy(&q, 4, a),
				.kind = unit_kind_of_key(query_get_text(&q, 5)), .parent = query_get_int(&q, 6),
				.closed = query_get_int(&q, 7) != 0 } };
		}
		add(&q, 8, &list[n - 1].counts);
	}
	int rc = query_end(&q, err);
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

int request_workload(const struct request_env *env, int64_t unit, struct arena *a,
	struct request_load **ret, size_t *ret_n, struct err *err)
{
	struct urgency u;
	struct query q;
	struct request_load *list = NULL;
	size_t n = 0, cap = 0;
	set_urgency(env, &u);
	query_start(&q, env->db, &request_sql_workload);
	query_int(&q, unit);
	query_text(&q, sv_of(u.today));
	query_text(&q, sv_of(u.soon));
	while (query_row(&q)) {
		int64_t account = query_get_int(&q, 0);
		if (n == 0 || list[n - 1].account != account) {
			list = arena_grow(a, list, n, &cap, sizeof *list);
			if (!list)
				break;
			list[n++] = (struct request_load){ .account = account, .name = query_copy(&q, 1, a) };
		}
		add(&q, 2, &list[n - 1].counts);
	}
	int rc = query_end(&q, err);
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}
