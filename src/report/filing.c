/* Filing: a report is delivered, and steps are taken. Each change is one row of the filing, one of its
   history, one entry in the ledger, and what the search index must know of it. */
#include "report/filing_int.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "ledger/ledger.h"
#include "report/pack.h"
#include "report/report_form.h"

#include <assert.h>

/** One change under way: who wants what of which filing. */
struct change {
	struct db *db;
	const struct account *who;
	const struct act *act;
	struct arena arena;
	struct unit unit;
	struct filing filing;            /* as it stands before; `id` and `public_id` also of a new one */
	const struct filing_step *step;
	struct sv remark;
	struct blob_id blob;             /* of the version it is about, as the rest: */
	int number, n_errors, n_warnings;
};

static void change_done(struct change *c)
{
	arena_done(&c->arena);
}

static int out_of_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，这一步没有办理；请稍后再试。");
}

int filing_lock(struct db *db, struct err *err)
{
	struct query q;
	assert(tx_is_open(db));
	query_start(&q, db, &filing_sql_raise);
	return query_end(&q, err);
}

/** Every change begins here. */
static int begin(struct change *c, struct db *db, const struct account *who, const struct act *act,
	struct err *err)
{
	*c = (struct change){ .db = db, .who = who, .act = act, .remark = SV("") };
	arena_init(&c->arena, (size_t)PACK_MAX * 8);
	return filing_lock(db, err);
}

/** May this person act for the unit at all? */
static int check_cover(struct change *c, int64_t unit, struct err *err)
{
	bool covers = false;
	int rc = unit_get(c->db, unit, &c->arena, &c->unit, err);
	if (!rc)
		rc = account_covers(c->db, c->who, unit, &covers, err);
	if (!rc && !covers)
		rc = err_set(err, E_FORBIDDEN, "您的账号不能办理“%.*s”的报告；请用本机关或其主管部门的账号登录。",
			SV_ARG(c->unit.name));
	return rc;
}

/** Text of at most `max` bytes in whole characters; control characters become spaces, but for line
    breaks if `lines`; what is no UTF-8 becomes U+FFFD. */
static struct sv clean(struct sv in, size_t max, bool lines, struct arena *a)
{
	struct str s;
	str_init(&s, a, max + 1);
	for (size_t at = 0; at < in.n && s.n + 4 <= max;) {
		uint32_t cp = utf8_next(in, &at);
		bool control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
		str_add_cp(&s, control && !(lines && cp == '\n') ? ' ' : cp);
	}
	return sv_trim(str_sv(&s));
}

/** "“某镇人民政府”2023年度报告", for sentences. */
static struct sv named(struct change *c)
{
	return sv_fmt(&c->arena, "“%.*s”%d年度报告", SV_ARG(c->unit.name), c->filing.year);
}

/** What the ledger keeps of a step. Remarks may name persons and stay in the history. */
static int enter(struct change *c, int64_t *ret_entry, struct err *err)
{
	char hex[BLOB_HEX];
	struct sv payload = sv_fmt(&c->arena, "{\"unit\":\"%.*s\",\"year\":%d,\"version\":%d,"
		"\"sha256\":\"%s\",\"n_errors\":%d,\"n_warnings\":%d,\"from\":\"%s\",\"to\":\"%s\"}",
		SV_ARG(c->unit.public_id), c->filing.year, c->number, blob_hex(&c->blob, hex), c->n_errors,
		c->n_warnings, filing_state_key(c->step->from), filing_state_key(c->step->to));
	const struct ledger_event event = { .kind = sv_of(c->step->entry), .payload = payload,
		.subject = sv_fmt(&c->arena, "report/%.*s", SV_ARG(c->filing.public_id)) };
	return c->arena.failed ? out_of_memory(err) : ledger_enter(c->db, &event, c->act, ret_entry, err);
}

/** The entry in the ledger and the row of the history. */
static int record(struct change *c, struct err *err)
{
	struct query q;
	int64_t entry = 0;
	int rc = enter(c, &entry, err);
	if (rc)
		return rc;
	query_start(&q, c->db, &filing_sql_insert_step);
	query_int(&q, c->filing.id);
	query_text(&q, sv_of(filing_event_key(c->step->event)));
	query_text(&q, sv_of(filing_state_key(c->step->from)));
	query_text(&q, sv_of(filing_state_key(c->step->to)));
	query_int(&q, c->number);
	query_int(&q, entry);
	query_int_or_null(&q, c->who->id);
	query_int(&q, c->act->now);
	query_text(&q, c->remark);
	return query_end(&q, err);
}

/** Is there a step from here for somebody? */
static bool is_possible(enum filing_state from, enum filing_event event)
{
	for (int role = 0; role < ROLE__MAX; role++)
		if (filing_step_of(from, event, (enum role)role))
			return true;
	return false;
}

/* ---- deliver -------------------------------------------------------------------------------- */

/** The report must say a year, and none that is yet to come. */
static int check_year(const struct report *r, time_utc now, struct err *err)
{
	if (r->year == 0)
		return err_set(err, E_FORMAT, "从文件里读不出报告的年度；请在标题里写明“××××年”后再交。");
	if (r->year > date_in_china(now).year)
		return err_set(err, E_FORMAT, "报告写的年度是%d年，还没有到；请检查标题里的年度。", r->year);
	return E_OK;
}

/** The filing of the unit and year as it stands; FILING_NONE when there is none. */
static int load_existing(struct change *c, int year, struct err *err)
{
	struct err why = { 0 };
	int rc = filing_of_unit_year(c->db, c->unit.id, year, &c->arena, &c->filing, &why);
	if (rc == E_NOT_FOUND)
		c->filing = (struct filing){ .unit = c->unit.id, .year = year };
	else if (rc && err)
		*err = why;
	return rc == E_NOT_FOUND ? E_OK : rc;
}

static struct sv blob_bytes(const struct blob_id *id)
{
	return (struct sv){ (const char *)id->sha256, sizeof id->sha256 };
}

/** Which delivery of this filing had the same bytes; 0 = none. */
static int find_same(struct change *c, struct sv bytes, int *ret, struct err *err)
{
	struct query q;
	*ret = 0;
	if (!c->filing.id)
		return E_OK;
	c->blob = blob_id_of(bytes);
	query_start(&q, c->db, &filing_sql_same_file);
	query_int(&q, c->filing.id);
	query_bytes(&q, blob_bytes(&c->blob));
	if (query_row(&q))
		*ret = (int)query_get_int(&q, 0);
	return query_end(&q, err);
}

static int say_same(struct change *c, int number, struct err *err)
{
	struct sv what = named(c);
	if (c->filing.state == FILING_RETURNED)
		return err_set(err, E_EXISTS, "%.*s已退回修改，这个文件与第%d次交的完全相同；请按意见改好后再交。",
			SV_ARG(what), number);
	return err_set(err, E_EXISTS, "这个文件与%.*s第%d次交的完全相同（%s），不用再交。", SV_ARG(what),
		number, filing_state_label(c->filing.state));
}

static int say_settled(struct change *c, struct err *err)
{
	struct sv what = named(c);
	if (c->filing.state == FILING_PUBLISHED)
		return err_set(err, E_EXISTS, "%.*s已经公布，不能再交；确需更正，请联系主管部门先撤下。",
			SV_ARG(what));
	return err_set(err, E_EXISTS, "%.*s已经受理，不能再交；确需修改，请联系主管部门退回。", SV_ARG(what));
}

/* What was withdrawn may come again unchanged: it may have been withdrawn by mistake. */
static int may_deliver(struct change *c, struct sv bytes, struct err *err)
{
	int number;
	int rc = find_same(c, bytes, &number, err);
	if (rc)
		return rc;
	if (number && c->filing.state != FILING_WITHDRAWN)
		return say_same(c, number, err);
	if (!is_possible(c->filing.state, FILING_DELIVER))
		return say_settled(c, err);
	c->step = filing_step_of(c->filing.state, FILING_DELIVER, c->who->role);
	return c->step ? E_OK : err_set(err, E_FORBIDDEN,
		"您的账号不能报送年度报告；请用经办人的账号登录。");
}

/** The row of the filing: a new one, or the one there is. */
static int put_filing(struct change *c, const struct report *r, struct err *err)
{
	struct query q;
	char name[PUBLIC_ID_MAX];
	struct sv title = clean(r->title.n ? r->title : report_form_title(r, &c->arena),
		FILING_TITLE_MAX, false, &c->arena);
	bool is_new = c->filing.id == 0;
	if (is_new) {
		c->filing.public_id = sv_dup(&c->arena, sv_of(public_id_make(c->act->entropy, name)));
		query_start(&q, c->db, &filing_sql_insert);
		query_text(&q, c->filing.public_id);
		query_int(&q, c->unit.id);
		query_int(&q, c->filing.year);
	} else {
		query_start(&q, c->db, &filing_sql_deliver_again);
		query_int(&q, c->filing.id);
		query_text(&q, sv_of(filing_state_key(c->filing.state)));
	}
	query_text(&q, title);
	query_int(&q, c->n_errors);
	query_int(&q, c->n_warnings);
	query_int(&q, c->act->now);
	if (is_new && query_row(&q))
		c->filing.id = query_get_int(&q, 0);
	int rc = query_end(&q, err);
	if (!rc && c->arena.failed)
		return out_of_memory(err);
	/* Only the public name could be there already: that is no E_EXISTS of ours. */
	if (rc == E_EXISTS || (!rc && query_changes(&q) != 1))
		return err_set(err, E_STALE, "有人同时在交同一份报告；请刷新后再试。");
	return rc;
}

static int put_version(struct change *c, const struct delivery *d, struct sv packed,
	struct err *err)
{
	struct query q;
	query_start(&q, c->db, &filing_sql_insert_version);
	query_int(&q, c->filing.id);
	query_int(&q, c->number);
	query_bytes(&q, blob_bytes(&c->blob));
	query_int(&q, (int64_t)d->bytes.n);
	query_text(&q, clean(d->file_name, FILING_NAME_MAX, false, &c->arena));
	query_int(&q, (int64_t)d->report->format);
	query_int(&q, c->n_errors);
	query_int(&q, c->n_warnings);
	query_int(&q, c->act->now);
	query_int_or_null(&q, c->who->id);
	query_bytes(&q, packed);
	return query_end(&q, err);
}

static void count_findings(struct change *c, const struct findings *list)
{
	for (size_t i = 0; list && i < list->n; i++)
		*(list->items[i].severity == SEVERITY_ERROR ? &c->n_errors : &c->n_warnings) += 1;
}

int filing_deliver_in(struct db *db, const struct delivery *d, const struct account *who,
	const struct act *act, int64_t *ret_id, struct err *err)
{
	AUTO(change_done) struct change c = { 0 };
	struct sv packed = d->packed;
	int rc = check_year(d->report, act->now, err);
	if (!rc)
		rc = begin(&c, db, who, act, err);
	if (!rc)
		rc = check_cover(&c, d->unit, err);
	if (!rc)
		rc = load_existing(&c, d->report->year, err);
	if (!rc)
		rc = may_deliver(&c, d->bytes, err);
	if (!rc && !packed.n)
		rc = report_pack(d->report, d->findings, &c.arena, &packed, err);
	if (rc)
		return rc;
	/* From here on something is written. */
	c.number = c.filing.n_versions + 1;
	count_findings(&c, d->findings);
	rc = blob_put(db, d->bytes, act->now, &c.blob, err);
	if (!rc)
		rc = put_filing(&c, d->report, err);
	if (!rc)
		rc = put_version(&c, d, packed, err);
	if (!rc)
		rc = record(&c, err);
	if (!rc && ret_id)
		*ret_id = c.filing.id;
	return rc;
}

int filing_deliver(struct db *db, const struct delivery *d, const struct account *who,
	const struct act *act, int64_t *ret_id, struct err *err)
{
	int rc = tx_begin_write(db, __func__, err);
	if (!rc)
		rc = filing_deliver_in(db, d, who, act, ret_id, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	return rc;
}

/* ---- steps ---------------------------------------------------------------------------------- */

static int say_stale(struct change *c, struct err *err)
{
	struct sv what = named(c);
	return err_set(err, E_STALE, "%.*s现在的状态是“%s”，刚才已有人办理；请刷新页面后再看。",
		SV_ARG(what), filing_state_label(c->filing.state));
}

/** The step, if it is there, for this person, from the state that was seen. */
static int find_step(struct change *c, enum filing_event event, enum filing_state expected,
	struct err *err)
{
	c->step = filing_step_of(expected, event, c->who->role);
	if (!c->step && is_possible(expected, event))
		return err_set(err, E_FORBIDDEN, "您的账号不能%s报告；请联系主管部门办理。",
			filing_event_label(event));
	if (c->filing.state != expected)
		return say_stale(c, err);
	struct sv what = named(c);
	return c->step ? E_OK : err_set(err, E_STALE, "%.*s现在的状态是“%s”，不能%s。", SV_ARG(what),
		filing_state_label(expected), filing_event_label(event));
}

static int check_remark(struct change *c, struct sv remark, struct err *err)
{
	if (remark.n > FILING_REMARK_MAX)
		return err_set(err, E_USAGE, "意见太长，最多%d个字；请写得简短些。", FILING_REMARK_MAX / 3);
	c->remark = clean(remark, FILING_REMARK_MAX + 4, true, &c->arena);
	if (c->step->needs_remark && !c->remark.n)
		return err_set(err, E_USAGE, "请写明%s的理由。", filing_event_label(c->step->event));
	return E_OK;
}

/** File and counts of the newest version, for the ledger. */
static int load_version(struct change *c, struct err *err)
{
	struct filing_version *list;
	size_t n;
	int rc = filing_versions(c->db, c->filing.id, &c->arena, &list, &n, err);
	if (rc)
		return rc;
	assert(n > 0);
	c->blob = list[0].blob;
	c->number = list[0].number;
	c->n_errors = list[0].n_errors;
	c->n_warnings = list[0].n_warnings;
	return E_OK;
}

/** Write the new state, if the old one is still there. */
static int move(struct change *c, struct err *err)
{
	struct query q;
	enum filing_event e = c->step->event;
	query_start(&q, c->db, e == FILING_PUBLISH ? &filing_sql_publish :
		e == FILING_WITHDRAW ? &filing_sql_withdraw : &filing_sql_move);
	query_int(&q, c->filing.id);
	query_text(&q, sv_of(filing_state_key(c->step->from)));
	query_text(&q, sv_of(filing_state_key(c->step->to)));
	query_int(&q, c->act->now);
	if (e != FILING_PUBLISH)
		query_text(&q, c->remark);
	int rc = query_end(&q, err);
	if (!rc && query_changes(&q) != 1)
		rc = say_stale(c, err);
	return rc;
}

/** All that a reader may search for: what stands before the sections, their headings and texts. */
static int put_in_search(struct change *c, struct err *err)
{
	struct report *r;
	struct str body;
	int rc = filing_report(c->db, &c->filing, &c->arena, &r, NULL, err);
	if (rc)
		return rc;
	str_init(&body, &c->arena, (size_t)PACK_MAX * 2);
	str_add(&body, c->unit.name);
	str_addc(&body, '\n');
	str_add(&body, r->preamble);
	for (int s = 0; s < SECTION__MAX; s++) {
		str_addc(&body, '\n');
		str_add(&body, r->sections[s].heading);
		str_addc(&body, '\n');
		str_add(&body, r->sections[s].text);
	}
	if (!str_ok(&body))
		return out_of_memory(err);
	const struct search_document d = { .kind = SEARCH_REPORT, .subject = c->filing.id,
		.unit = c->filing.unit, .year = c->filing.year, .order = c->act->now,
		.title = c->filing.title, .body = str_sv(&body) };
	return search_put(c->db, &d, err);
}

/** Put one published filing into the index again. */
static int reindex_one(struct db *db, const struct filing *f, const struct act *act, struct err *err)
{
	AUTO(change_done) struct change c = { .db = db, .act = act, .filing = *f };
	arena_init(&c.arena, (size_t)PACK_MAX * 8);
	int rc = unit_get(db, f->unit, &c.arena, &c.unit, err);
	return rc ? rc : put_in_search(&c, err);
}

/** A batch in the order of publication is not to be had by keyset; by year is near enough. */
static int reindex_all(struct db *db, const struct act *act, struct err *err)
{
	enum { BATCH = 100 };
	const struct filing_filter filter = { .only_published = true };
	struct filing_after after = { 0 };
	size_t n;
	do {
		AUTO(arena_done) struct arena a;
		struct filing *list;
		arena_init(&a, (size_t)1 << 26);
		int rc = filing_list(db, &filter, after, BATCH, &a, &list, &n, err);
		for (size_t i = 0; i < n && !rc; i++) {
			rc = reindex_one(db, &list[i], act, err);
			after = (struct filing_after){ .year = list[i].year, .id = list[i].id };
		}
		if (rc)
			return rc;
	} while (n == BATCH);
	return E_OK;
}

int filing_reindex(struct db *db, const struct act *act, struct err *err)
{
	int rc = tx_begin_write(db, __func__, err);
	if (!rc)
		rc = reindex_all(db, act, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	return rc;
}

int filing_apply_in(struct db *db, int64_t id, enum filing_event event, enum filing_state expected,
	struct sv remark, const struct account *who, const struct act *act, struct err *err)
{
	AUTO(change_done) struct change c = { 0 };
	if (event == FILING_DELIVER)
		return err_set(err, E_USAGE, "报送要附上报告文件。");
	int rc = begin(&c, db, who, act, err);
	if (!rc)
		rc = filing_get(db, id, &c.arena, &c.filing, err);
	if (!rc)
		rc = check_cover(&c, c.filing.unit, err);
	if (!rc)
		rc = find_step(&c, event, expected, err);
	if (!rc)
		rc = check_remark(&c, remark, err);
	if (!rc)
		rc = load_version(&c, err);
	if (!rc)
		rc = move(&c, err);
	if (!rc)
		rc = record(&c, err);
	if (!rc && event == FILING_PUBLISH)
		rc = put_in_search(&c, err);
	if (!rc && event == FILING_WITHDRAW)
		rc = search_remove(db, SEARCH_REPORT, id, err);
	return rc;
}

int filing_apply(struct db *db, int64_t id, enum filing_event event, enum filing_state expected,
	struct sv remark, const struct account *who, const struct act *act, struct err *err)
{
	int rc = tx_begin_write(db, __func__, err);
	if (!rc)
		rc = filing_apply_in(db, id, event, expected, remark, who, act, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	return rc;
}
