/* What is asked of filings: one of them, lists, the overview of a year. */
#include "report/filing_int.h"

#include "report/pack.h"

void filing_take(struct query *q, int at, struct arena *a, struct filing *ret)
{
	*ret = (struct filing){ .id = query_get_int(q, at), .public_id = query_copy(q, at + 1, a),
		.unit = query_get_int(q, at + 2), .unit_name = query_copy(q, at + 3, a),
		.unit_public_id = query_copy(q, at + 4, a), .year = (int)query_get_int(q, at + 5),
		.state = filing_state_of_key(query_get_text(q, at + 6)),
		.n_versions = (int)query_get_int(q, at + 7), .title = query_copy(q, at + 8, a),
		.n_errors = (int)query_get_int(q, at + 9), .n_warnings = (int)query_get_int(q, at + 10),
		.received = query_get_int(q, at + 11), .decided = query_get_int(q, at + 12),
		.published = query_get_int(q, at + 13), .withdrawn = query_get_int(q, at + 14),
		.remark = query_copy(q, at + 15, a), .reason = query_copy(q, at + 16, a) };
}

static void take_blob(struct query *q, int column, struct blob_id *ret)
{
	struct sv blob = query_get_bytes(q, column);
	if (blob.n == sizeof ret->sha256)
		memcpy(ret->sha256, blob.p, blob.n);
}

static int out_of_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

static int no_filing(struct err *err)
{
	return err_set(err, E_NOT_FOUND, "没有这份报告；请检查地址，或回到列表里查找。");
}

/** The one filing that a started query gives. */
static int take_one(struct query *q, struct arena *a, struct filing *ret, struct err *err)
{
	struct filing f = { 0 };
	bool found = query_row(q);
	if (found)
		filing_take(q, 0, a, &f);
	int rc = query_end(q, err);
	if (!rc && a->failed)
		rc = out_of_memory(err);
	else if (!rc && !found)
		rc = no_filing(err);
	if (!rc)
		*ret = f;
	return rc;
}

int filing_get(struct db *db, int64_t id, struct arena *a, struct filing *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &filing_sql_by_id);
	query_int(&q, id);
	return take_one(&q, a, ret, err);
}

int filing_by_public_id(struct db *db, struct sv public_id, struct arena *a, struct filing *ret,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &filing_sql_by_public_id);
	query_text(&q, public_id);
	return take_one(&q, a, ret, err);
}

int filing_of_unit_year(struct db *db, int64_t unit, int year, struct arena *a,
	struct filing *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &filing_sql_of_unit_year);
	query_int(&q, unit);
	query_int(&q, year);
	return take_one(&q, a, ret, err);
}

int filing_report(struct db *db, const struct filing *f, struct arena *a, struct report **ret,
	struct findings **ret_findings, struct err *err)
{
	struct query q;
	struct sv pack = SV("");
	query_start(&q, db, &filing_sql_pack);
	query_int(&q, f->id);
	query_int(&q, f->n_versions);
	bool found = query_row(&q);
	if (found)
		pack = sv_dup(a, query_get_bytes(&q, 0));
	int rc = query_end(&q, err);
	if (!rc && a->failed)
		rc = out_of_memory(err);
	else if (!rc && !found)
		rc = err_set(err, E_NOT_FOUND, "没有这份报告；请回到列表里查找。");
	return rc ? rc : report_unpack(pack, a, ret, ret_findings, err);
}

static int take_whole(struct query *q, const struct filing *f, struct arena *a,
	struct filing_whole *ret, struct err *err)
{
	*ret = (struct filing_whole){ .filing = *f };
	take_blob(q, FILING_COLUMNS + 1, &ret->blob);
	struct sv pack = sv_dup(a, query_get_bytes(q, FILING_COLUMNS));
	return a->failed ? out_of_memory(err) : report_unpack(pack, a, &ret->report, NULL, err);
}

int filing_with_years(struct db *db, struct sv public_id, size_t max, struct arena *a,
	struct filing_years *ret, struct err *err)
{
	struct query q;
	struct filing_years y = { .n = 0 };
	struct filing_whole *more;
	size_t cap = 0;
	int rc = E_OK;
	bool found = false;
	query_start(&q, db, &filing_sql_with_years);
	query_text(&q, public_id);
	while (!rc && query_row(&q)) {
		struct filing f;
		struct filing_whole w;
		filing_take(&q, 0, a, &f);
		bool shown = sv_eq(f.public_id, public_id);
		bool listed = f.state == FILING_PUBLISHED && y.n < max;
		if (!shown && !listed)
			continue;
		rc = take_whole(&q, &f, a, &w, err);
		if (shown)
			y.shown = w;
		if (listed && (more = arena_grow(a, y.published, y.n, &cap, sizeof *more)) != NULL) {
			y.published = more;
			y.published[y.n++] = w;
		}
		found = found || shown;
	}
	struct err why = { 0 };
	int ended = query_end(&q, &why);
	if (!rc && ended && err)
		*err = why;
	rc = rc ? rc : ended;
	if (!rc && a->failed)
		rc = out_of_memory(err);
	if (!rc && !found)
		rc = no_filing(err);
	if (!rc)
		*ret = y;
	return rc;
}

int filing_previous(struct db *db, int64_t unit, int year, struct arena *a, struct report **ret,
	struct err *err)
{
	struct filing f;
	struct err why = { 0 };
	int rc = filing_of_unit_year(db, unit, year - 1, a, &f, &why);
	if (rc == E_NOT_FOUND) {
		*ret = NULL;
		return E_OK;
	}
	if (rc && err)
		*err = why;
	return rc ? rc : filing_report(db, &f, a, ret, NULL, err);
}

static void take_version(struct query *q, struct arena *a, struct filing_version *ret)
{
	*ret = (struct filing_version){ .id = query_get_int(q, 0), .number = (int)query_get_int(q, 1),
		.size = query_get_int(q, 3), .file_name = query_copy(q, 4, a),
		.format = (enum doc_format)query_get_int(q, 5), .n_errors = (int)query_get_int(q, 6),
		.n_warnings = (int)query_get_int(q, 7), .received = query_get_int(q, 8),
		.account = query_get_int(q, 9) };
	take_blob(q, 2, &ret->blob);
}

int filing_versions(struct db *db, int64_t id, struct arena *a, struct filing_version **ret,
	size_t *ret_n, struct err *err)
{
	struct query q;
	struct filing_version *list = NULL, *more;
	size_t n = 0, cap = 0;
	query_start(&q, db, &filing_sql_versions);
	query_int(&q, id);
	while (query_row(&q) && (more = arena_grow(a, list, n, &cap, sizeof *list)) != NULL) {
		list = more;
		take_version(&q, a, &list[n++]);
	}
	int rc = query_end(&q, err);
	if (rc || a->failed)
		return rc ? rc : out_of_memory(err);
	*ret = list;
	*ret_n = n;
	return E_OK;
}

int filing_history(struct db *db, int64_t id, struct arena *a, struct filing_deed **ret,
	size_t *ret_n, struct err *err)
{
	struct query q;
	struct filing_deed *list = NULL, *more;
	size_t n = 0, cap = 0;
	query_start(&q, db, &filing_sql_history);
	query_int(&q, id);
	while (query_row(&q) && (more = arena_grow(a, list, n, &cap, sizeof *list)) != NULL) {
		list = more;
		list[n++] = (struct filing_deed){ .event = filing_event_of_key(query_get_text(&q, 0)),
			.from = filing_state_of_key(query_get_text(&q, 1)),
			.to = filing_state_of_key(query_get_text(&q, 2)), .number = (int)query_get_int(&q, 3),
			.entry = query_get_int(&q, 4), .account = query_get_int(&q, 5),
			.time = query_get_int(&q, 6), .remark = query_copy(&q, 7, a) };
	}
	int rc = query_end(&q, err);
	if (rc || a->failed)
		return rc ? rc : out_of_memory(err);
	*ret = list;
	*ret_n = n;
	return E_OK;
}

/* ---- lists ---------------------------------------------------------------------------------- */

/** The statement that answers a filter from an index, its parameters bound. */
static void start_list(struct query *q, struct db *db, const struct filing_filter *x,
	struct filing_after after, size_t max)
{
	enum filing_state state = x->only_published ? FILING_PUBLISHED : x->state;
	struct sv key = state ? sv_of(filing_state_key(state)) : SV("");
	const struct sql *sql = x->newest ? x->unit ? &filing_sql_list_unit_newest :
		&filing_sql_list_newest : x->unit ? &filing_sql_list_unit :
		x->with_errors ? state ? &filing_sql_list_state_flawed : &filing_sql_list_flawed :
		state ? &filing_sql_list_state : &filing_sql_list;
	bool start = after.id == 0;
	if (x->by_id) {
		query_start(q, db, &filing_sql_list_by_id);
		query_int(q, after.id);
		query_int(q, x->by_id);
		query_int(q, (int64_t)max);
		return;
	}
	query_start(q, db, sql);
	query_int(q, x->unit ? x->unit : x->within);
	if (x->newest) {
		query_int(q, start ? INT64_MAX : after.published);
		query_int(q, start ? INT64_MAX : after.id);
		query_int(q, (int64_t)max);
		return;
	}
	/* One year: begin no later than its largest id. */
	bool later = start || (x->year && after.year > x->year);
	query_int(q, !later ? after.year : x->year ? x->year : INT64_MAX);
	query_int(q, later ? INT64_MAX : after.id);
	query_int(q, x->year);
	query_int(q, (int64_t)max);
	if (x->unit || state)
		query_text(q, key);
	if (x->unit)
		query_int(q, x->with_errors);
}

int filing_list(struct db *db, const struct filing_filter *filter, struct filing_after after,
	size_t max, struct arena *a, struct filing **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	struct filing *list = NULL, *more;
	size_t n = 0, cap = 0;
	start_list(&q, db, filter, after, max);
	while (query_row(&q) && (more = arena_grow(a, list, n, &cap, sizeof *list)) != NULL) {
		list = more;
		filing_take(&q, 0, a, &list[n++]);
	}
	int rc = query_end(&q, err);
	if (rc || a->failed)
		return rc ? rc : out_of_memory(err);
	*ret = list;
	*ret_n = n;
	return E_OK;
}

/* ---- the overview --------------------------------------------------------------------------- */

static void take_standing(struct query *q, int year, const struct filing_dates *dates,
	struct arena *a, struct filing_standing *ret)
{
	enum { UNIT_COLUMNS = 8 };
	*ret = (struct filing_standing){ .unit = { .id = query_get_int(q, 0),
		.public_id = query_copy(q, 1, a), .code = query_copy(q, 2, a),
		.division = query_copy(q, 3, a), .name = query_copy(q, 4, a),
		.kind = unit_kind_of_key(query_get_text(q, 5)), .parent = query_get_int(q, 6),
		.closed = query_get_int(q, 7) != 0 } };
	if (query_is_null(q, UNIT_COLUMNS))
		ret->filing = (struct filing){ .unit = ret->unit.id, .unit_name = ret->unit.name,
			.unit_public_id = ret->unit.public_id, .year = year };
	else
		filing_take(q, UNIT_COLUMNS, a, &ret->filing);
	ret->due = filing_due(ret->unit.kind, year, dates);
	ret->late = !ret->unit.closed && filing_is_late(ret->unit.kind, year, ret->filing.state, dates);
}

/** What is asked of an overview: a statement, of which units, from where on. */
struct overview {
	const struct sql *sql;
	int64_t within, after_unit;
	int year;
	const struct filing_dates *dates;
	size_t max;
};

static int standings(struct db *db, const struct overview *o, struct arena *a,
	struct filing_standing **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	struct filing_standing *list = NULL, *more;
	size_t n = 0, cap = 0;
	query_start(&q, db, o->sql);
	query_int(&q, o->year);
	query_int(&q, o->after_unit);
	query_int(&q, (int64_t)o->max);
	if (o->within)
		query_int(&q, o->within);
	while (query_row(&q) && (more = arena_grow(a, list, n, &cap, sizeof *list)) != NULL) {
		list = more;
		take_standing(&q, o->year, o->dates, a, &list[n++]);
	}
	int rc = query_end(&q, err);
	if (rc || a->failed)
		return rc ? rc : out_of_memory(err);
	*ret = list;
	*ret_n = n;
	return E_OK;
}

int filing_overview(struct db *db, int64_t within, int year, const struct filing_dates *dates,
	int64_t after_unit, size_t max, struct arena *a, struct filing_standing **ret, size_t *ret_n, struct err *err)
{
	const struct overview o = { within ? &filing_sql_overview : &filing_sql_overview_all, within,
		after_unit, year, dates, max };
	return standings(db, &o, a, ret, ret_n, err);
}

int filing_missing(struct db *db, int64_t within, int year, const struct filing_dates *dates,
	int64_t after_unit, size_t max, struct arena *a, struct filing_standing **ret, size_t *ret_n, struct err *err)
{
	const struct overview o = { within ? &filing_sql_missing : &filing_sql_missing_all, within,
		after_unit, year, dates, max };
	return standings(db, &o, a, ret, ret_n, err);
}

/** Open units beneath, by kind. */
static int count_units(struct db *db, int64_t within, int64_t units[UNIT_KIND__MAX],
	struct err *err)
{
	struct query q;
	query_start(&q, db, &filing_sql_units);
	query_int(&q, within);
	while (query_row(&q)) {
		enum unit_kind kind = unit_kind_of_key(query_get_text(&q, 0));
		if (kind < UNIT_KIND__MAX)
			units[kind] += query_get_int(&q, 1);
	}
	return query_end(&q, err);
}

/* A unit that delivered nothing is in no tally: it is what is left of the open units. */
int filing_count(struct db *db, int64_t within, int year, const struct filing_dates *dates, struct arena *a,
	struct filing_counts *ret, struct err *err)
{
	struct filing_counts c = { 0 };
	struct query q;
	int64_t rest[UNIT_KIND__MAX] = { 0 };
	(void)a;
	int rc = count_units(db, within, rest, err);
	if (rc)
		return rc;
	for (int k = 0; k < UNIT_KIND__MAX; k++)
		c.units += rest[k];
	query_start(&q, db, &filing_sql_tally);
	query_int(&q, within);
	query_int(&q, year);
	while (query_row(&q)) {
		enum filing_state state = filing_state_of_key(query_get_text(&q, 0));
		enum unit_kind kind = unit_kind_of_key(query_get_text(&q, 1));
		bool closed = query_get_int(&q, 2) != 0;
		int64_t n = query_get_int(&q, 3);
		if (state >= FILING_STATE__MAX || kind >= UNIT_KIND__MAX)
			continue;
		c.by_state[state] += n;
		c.with_errors += query_get_int(&q, 4);
		rest[kind] -= closed ? 0 : n;
		if (!closed && filing_is_late(kind, year, state, dates))
			c.late += n;
	}
	rc = query_end(&q, err);
	for (int k = 0; k < UNIT_KIND__MAX; k++) {
		c.by_state[FILING_NONE] += rest[k];
		if (filing_is_late((enum unit_kind)k, year, FILING_NONE, dates))
			c.late += rest[k];
	}
	if (!rc)
		*ret = c;
	return rc;
}

int filing_years(struct db *db, int64_t unit, struct arena *a, int **ret, size_t *ret_n,
	struct err *err)
{
	struct query q;
	int *list = NULL, *more;
	size_t n = 0, cap = 0;
	query_start(&q, db, unit ? &filing_sql_years_of_unit : &filing_sql_years);
	if (unit)
		query_int(&q, unit);
	while (query_row(&q) && (more = arena_grow(a, list, n, &cap, sizeof *list)) != NULL) {
		list = more;
		list[n++] = (int)query_get_int(&q, 0);
	}
	int rc = query_end(&q, err);
	if (rc || a->failed)
		return rc ? rc : out_of_memory(err);
	*ret = list;
	*ret_n = n;
	return E_OK;
}

int filing_change(struct db *db, int64_t *ret, struct err *err)
{
	struct query q;
	int64_t n = 0;
	query_start(&q, db, &filing_sql_change);
	if (query_row(&q))
		n = query_get_int(&q, 0);
	int rc = query_end(&q, err);
	if (!rc)
		*ret = n;
	return rc;
}
