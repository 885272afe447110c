#include "org/org_int.h"

#include "text/identifiers.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

static const struct {
	const char *key, *label;
} kinds[UNIT_KIND__MAX] = {
	[UNIT_GOVERNMENT] = { "government", "人民政府" },
	[UNIT_DEPARTMENT] = { "department", "政府部门" },
	[UNIT_TOWN] = { "town", "乡镇人民政府" },
	[UNIT_STREET] = { "street", "街道办事处" },
	[UNIT_OTHER] = { "other", "其他机关" },
};

const char *unit_kind_key(enum unit_kind k)
{
	return kinds[k].key;
}

const char *unit_kind_label(enum unit_kind k)
{
	return kinds[k].label;
}

enum unit_kind unit_kind_of_key(struct sv key)
{
	int k = 0;
	while (k < UNIT_KIND__MAX && !sv_eq(key, sv_of(kinds[k].key)))
		k++;
	return (enum unit_kind)k;
}

enum unit_kind unit_kind_of_name(struct sv name)
{
	static const struct {
		struct sv ending;
		enum unit_kind kind;
	} endings[] = {
		{ SV_INIT("街道办事处"), UNIT_STREET }, { SV_INIT("办事处"), UNIT_STREET },
		{ SV_INIT("街道"), UNIT_STREET }, { SV_INIT("镇人民政府"), UNIT_TOWN },
		{ SV_INIT("乡人民政府"), UNIT_TOWN }, { SV_INIT("镇政府"), UNIT_TOWN },
		{ SV_INIT("乡政府"), UNIT_TOWN }, { SV_INIT("镇"), UNIT_TOWN }, { SV_INIT("乡"), UNIT_TOWN },
		{ SV_INIT("人民政府"), UNIT_GOVERNMENT }, { SV_INIT("人民政府办公室"), UNIT_GOVERNMENT },
		{ SV_INIT("局"), UNIT_DEPARTMENT }, { SV_INIT("委员会"), UNIT_DEPARTMENT },
		{ SV_INIT("委"), UNIT_DEPARTMENT }, { SV_INIT("厅"), UNIT_DEPARTMENT },
		{ SV_INIT("办公室"), UNIT_DEPARTMENT }, { SV_INIT("中心"), UNIT_DEPARTMENT },
	};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (sv_ends(name, endings[i].ending))
			return endings[i].kind;
	return UNIT_OTHER;
}

static void read_unit(struct query *q, struct arena *a, struct unit *ret)
{
	*ret = (struct unit){ .id = query_get_int(q, 0), .public_id = query_copy(q, 1, a),
		.code = query_copy(q, 2, a), .division = query_copy(q, 3, a), .name = query_copy(q, 4, a),
		.kind = unit_kind_of_key(query_get_text(q, 5)), .parent = query_get_int(q, 6),
		.closed = query_get_int(q, 7) != 0 };
	if (ret->kind == UNIT_KIND__MAX)
		ret->kind = UNIT_OTHER;
}

/** The one row of a query as a unit, or E_NOT_FOUND. */
static int one_unit(struct query *q, struct arena *a, struct unit *ret, struct err *err)
{
	bool found = query_row(q);
	if (found)
		read_unit(q, a, ret);
	int rc = query_end(q, err);
	return rc || found ? rc : err_set(err, E_NOT_FOUND, "没有这个机关。");
}

/** The name backwards, so that an ending is a beginning. */
static struct sv reversed(struct sv name, struct arena *a)
{
	char *p = arena_alloc(a, name.n + 1);
	if (!p)
		return (struct sv){ "", 0 };
	size_t to = name.n;
	for (size_t i = 0; i < name.n;) {
		size_t n = 1;
		while (i + n < name.n && ((unsigned char)name.p[i + n] & 0xC0) == 0x80)
			n++;
		to -= n;
		memcpy(p + to, name.p + i, n);
		i += n;
	}
	return (struct sv){ p, name.n };
}

static int check_unit(const struct unit *u, struct err *err)
{
	if (!sv_trim(u->name).n || u->name.n > 300)
		return err_set(err, E_FORMAT, "请写机关的全称，最多100个字。");
	if (u->code.n && !identifier_is_credit_code(u->code))
		return err_set(err, E_FORMAT, "统一社会信用代码“%.*s”不对：应是18位，最后一位是校验码。",
			SV_ARG(u->code));
	for (size_t i = 0; i < u->division.n; i++)
		if (u->division.p[i] < '0' || u->division.p[i] > '9' || u->division.n > 12)
			return err_set(err, E_FORMAT, "行政区划代码是6到12位数字。");
	if (u->division.n && u->division.n < 6)
		return err_set(err, E_FORMAT, "行政区划代码是6到12位数字。");
	return E_OK;
}

/** What the ledger keeps of a unit: all of it is public. */
static int enter_unit(struct db *db, const char *what, const struct unit *u, struct sv public_id,
	const struct act *act, struct err *err)
{
	json_t *o = json_pack("{s:s%, s:s, s:s%, s:s%, s:b}", "name", u->name.p, u->name.n, "kind",
		unit_kind_key(u->kind), "code", u->code.n ? u->code.p : "", u->code.n, "division",
		u->division.n ? u->division.p : "", u->division.n, "closed", u->closed);
	char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;
	json_decref(o);
	if (!text)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	int rc = org_enter(db, what, "unit", public_id, sv_of(text), act, err);
	free(text);
	return rc;
}

static int say_exists(int rc, const struct unit *u, struct err *err)
{
	if (rc != E_EXISTS)
		return rc;
	return err_set(err, E_EXISTS, "统一社会信用代码“%.*s”已经登记给了另一个机关。", SV_ARG(u->code));
}

/** What a unit's row holds, in the order both statements have it. */
static void bind_unit(struct query *q, const struct unit *u, struct arena *a)
{
	query_text_or_null(q, u->code);
	query_text(q, u->division);
	query_text(q, u->name);
	query_text(q, reversed(u->name, a));
	query_text(q, sv_of(unit_kind_key(u->kind)));
	query_int_or_null(q, u->parent);
}

static int insert_unit(struct db *db, const struct unit *u, struct sv public_id,
	const struct act *act, int64_t *ret_id, struct err *err)
{
	struct arena a;
	struct query q;
	arena_init(&a, 4096);
	query_start(&q, db, &unit_insert);
	query_text(&q, public_id);
	bind_unit(&q, u, &a);
	query_int(&q, act->now);
	*ret_id = query_row(&q) ? query_get_int(&q, 0) : 0;
	int rc = query_end(&q, err);
	arena_done(&a);
	return say_exists(rc, u, err);
}

/** Run a statement with one or two numbers. */
static int run_with(struct db *db, const struct sql *sql, int64_t a, int64_t b, struct err *err)
{
	struct query q;
	query_start(&q, db, sql);
	query_int(&q, a);
	if (b)
		query_int(&q, b);
	return query_end(&q, err);
}

int unit_add(struct db *db, const struct unit *u, const struct act *act, int64_t *ret_id,
	struct err *err)
{
	assert(tx_is_open(db));
	char public_id[PUBLIC_ID_MAX];
	int64_t id;
	int rc = check_unit(u, err);
	if (rc)
		return rc;
	public_id_make(act->entropy, public_id);
	rc = insert_unit(db, u, sv_of(public_id), act, &id, err);
	if (!rc)
		rc = run_with(db, &unit_above_self, id, 0, err);
	if (!rc && u->parent)
		rc = run_with(db, &unit_above_parents, id, u->parent, err);
	if (!rc)
		rc = enter_unit(db, "unit.added", u, sv_of(public_id), act, err);
	if (!rc && ret_id)
		*ret_id = id;
	return rc;
}

/** Hang a unit and all beneath it under another one. */
static int move_unit(struct db *db, int64_t id, int64_t parent, struct err *err)
{
	bool circle = false;
	int rc = parent ? unit_is_within(db, parent, id, &circle, err) : E_OK;
	if (!rc && circle)
		rc = err_set(err, E_USAGE, "上级机关不能是它自己，也不能是它的下级。");
	if (!rc)
		rc = run_with(db, &unit_above_cut, id, 0, err);
	return rc || !parent ? rc : run_with(db, &unit_above_join, id, parent, err);
}

static int update_unit(struct db *db, const struct unit *u, struct err *err)
{
	struct arena a;
	struct query q;
	arena_init(&a, 4096);
	query_start(&q, db, &unit_update);
	query_int(&q, u->id);
	bind_unit(&q, u, &a);
	query_int(&q, u->closed);
	int rc = query_end(&q, err);
	arena_done(&a);
	return say_exists(rc, u, err);
}

int unit_change(struct db *db, const struct unit *u, const struct act *act, struct err *err)
{
	assert(tx_is_open(db));
	struct arena a;
	struct unit old;
	arena_init(&a, 65536);
	int rc = check_unit(u, err);
	if (!rc)
		rc = unit_get(db, u->id, &a, &old, err);
	if (!rc && old.parent != u->parent)
		rc = move_unit(db, u->id, u->parent, err);
	if (!rc)
		rc = update_unit(db, u, err);
	if (!rc)
		rc = enter_unit(db, "unit.changed", u, old.public_id, act, err);
	arena_done(&a);
	return rc;
}

int unit_get(struct db *db, int64_t id, struct arena *a, struct unit *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &unit_of_id);
	query_int(&q, id);
	return one_unit(&q, a, ret, err);
}

static int by_text(struct db *db, const struct sql *sql, struct sv text, struct arena *a,
	struct unit *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, sql);
	query_text(&q, text);
	return one_unit(&q, a, ret, err);
}

int unit_by_public_id(struct db *db, struct sv public_id, struct arena *a, struct unit *ret,
	struct err *err)
{
	return by_text(db, &unit_of_public_id, public_id, a, ret, err);
}

int unit_by_code(struct db *db, struct sv code, struct arena *a, struct unit *ret, struct err *err)
{
	return by_text(db, &unit_of_code, code, a, ret, err);
}

/* ── By name ───────────────────────────────────────────────────────────────────────────────── */

/** Rows of a query that gives at most two. @param ret_n  0, 1, or 2 for several */
static int count_two(struct query *q, struct arena *a, struct unit *ret, int *ret_n, struct err *err)
{
	for (*ret_n = 0; query_row(q); ++*ret_n)
		if (*ret_n == 0)
			read_unit(q, a, ret);
	return query_end(q, err);
}

static int exactly(struct db *db, struct sv name, struct arena *a, struct unit *ret, int *ret_n,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &unit_of_name);
	query_text(&q, name);
	return count_two(&q, a, ret, ret_n, err);
}

/** Names in the range that begins with `head`: [head, head U+10FFFF). */
static int in_range(struct db *db, const struct sql *sql, struct sv head, struct arena *a,
	struct unit *ret, int *ret_n, struct err *err)
{
	struct query q;
	query_start(&q, db, sql);
	query_text(&q, head);
	query_text(&q, sv_fmt(a, "%.*s\xF4\x8F\xBF\xBF", SV_ARG(head)));
	return count_two(&q, a, ret, ret_n, err);
}

/** The longest ending of a printed name that is a unit's name: the report wrote the county in front. */
static int longest_ending(struct db *db, struct sv name, struct arena *a, struct unit *ret, int *ret_n,
	struct err *err)
{
	enum { SHORTEST = 9 }; /* bytes: three characters */
	for (size_t from = 0; from + SHORTEST <= name.n; from++) {
		if (from == 0 || ((unsigned char)name.p[from] & 0xC0) == 0x80)
			continue;
		int rc = exactly(db, sv_from(name, from), a, ret, ret_n, err);
		if (rc || *ret_n)
			return rc;
	}
	return E_OK;
}

int unit_by_name(struct db *db, struct sv name, struct arena *a, struct unit *ret, struct err *err)
{
	int n = 0;
	name = sv_trim(name);
	int rc = name.n ? exactly(db, name, a, ret, &n, err) : E_OK;
	if (!rc && !n && name.n)
		rc = in_range(db, &unit_names_ending, reversed(name, a), a, ret, &n, err);
	if (!rc && !n && name.n)
		rc = in_range(db, &unit_names_beginning, name, a, ret, &n, err);
	if (!rc && !n)
		rc = longest_ending(db, name, a, ret, &n, err);
	if (rc)
		return rc;
	if (n > 1)
		return err_set(err, E_MANY, "名称“%.*s”对得上好几个机关，请写全称。", SV_ARG(name));
	return n ? E_OK : err_set(err, E_NOT_FOUND, "没有登记名称为“%.*s”的机关。", SV_ARG(name));
}

/* ── Lists ─────────────────────────────────────────────────────────────────────────────────── */

static int read_list(struct query *q, size_t max, struct arena *a, struct unit **ret, size_t *ret_n,
	struct err *err)
{
	struct unit *list = arena_array(a, max + 1, sizeof *list);
	size_t n = 0;
	while (list && n < max && query_row(q))
		read_unit(q, a, &list[n++]);
	int rc = query_end(q, err);
	if (!rc && (!list || a->failed))
		rc = err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret = list;
	*ret_n = n;
	return rc;
}

int unit_list(struct db *db, int64_t parent, int64_t after_id, size_t max, struct arena *a,
	struct unit **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	query_start(&q, db, parent ? &unit_page_beneath : &unit_page);
	query_int(&q, after_id);
	query_int(&q, (int64_t)max);
	if (parent)
		query_int(&q, parent);
	return read_list(&q, max, a, ret, ret_n, err);
}

int unit_search(struct db *db, struct sv words, size_t max, struct arena *a, struct unit **ret,
	size_t *ret_n, struct err *err)
{
	struct str pattern;
	str_init(&pattern, a, 2048);
	str_addc(&pattern, '%');
	for (size_t i = 0; i < words.n; i++) {
		if (words.p[i] == '%' || words.p[i] == '_' || words.p[i] == '\\')
			str_addc(&pattern, '\\');
		str_addc(&pattern, words.p[i]);
	}
	str_addc(&pattern, '%');
	struct query q;
	query_start(&q, db, &unit_holding);
	query_text(&q, str_sv(&pattern));
	query_int(&q, (int64_t)max);
	return read_list(&q, max, a, ret, ret_n, err);
}

int unit_is_within(struct db *db, int64_t id, int64_t above, bool *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &unit_within);
	query_int(&q, id);
	query_int(&q, above);
	*ret = query_row(&q);
	return query_end(&q, err);
}
