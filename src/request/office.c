#include "request/office.h"

#include "request/office_sql.h"
#include "request/request_int.h"

#include "base/auto.h"
#include "law/letter.h"
#include "base/utf8.h"
#include "ledger/ledger.h"

enum { VALUE_MAX = 2000 /* bytes */ };

static const struct {
	const char *name, *label;
} keys[OFFICE_KEY__MAX] = {
	[OFFICE_CODE] = { "code", "机关代字" },
	[OFFICE_NUMBER_PATTERN] = { "number_pattern", "文书编号的格式" },
	[OFFICE_RECONSIDERATION] = { "reconsideration", "行政复议机关" },
	[OFFICE_SUPERIOR] = { "superior", "上一级主管部门" },
	[OFFICE_COURT] = { "court", "有管辖权的人民法院" },
	[OFFICE_NAME] = { "name", "政府信息公开工作机构" },
	[OFFICE_PHONE] = { "phone", "联系电话" },
	[OFFICE_FAX] = { "fax", "传真号码" },
	[OFFICE_EMAIL] = { "email", "电子邮箱" },
	[OFFICE_ADDRESS] = { "address", "办公地址" },
	[OFFICE_POSTCODE] = { "postcode", "邮政编码" },
	[OFFICE_HOURS] = { "hours", "办公时间" },
	[OFFICE_FEE_ACCOUNT] = { "fee_account", "缴费方式" },
	[OFFICE_RECONSIDERATION_URL] = { "reconsideration_url", "行政复议的互联网渠道" },
	[OFFICE_SMTP_TO] = { "smtp_to", "提醒邮件的收件地址" },
};

const char *office_key_name(enum office_key k)
{
	return keys[k].name;
}

const char *office_key_label(enum office_key k)
{
	return keys[k].label;
}

enum office_key office_key_of_name(struct sv name)
{
	int k = 0;
	while (k < OFFICE_KEY__MAX && !sv_eq(name, sv_of(keys[k].name)))
		k++;
	return (enum office_key)k;
}

int office_get(struct db *db, int64_t unit, struct arena *a, struct sv *ret, struct err *err)
{
	struct query q;
	for (int k = 0; k < OFFICE_KEY__MAX; k++)
		ret[k] = SV("");
	query_start(&q, db, &office_sql_settings);
	query_int(&q, unit);
	while (query_row(&q)) {
		enum office_key k = office_key_of_name(query_get_text(&q, 0));
		if (k < OFFICE_KEY__MAX)
			ret[k] = query_copy(&q, 1, a);
	}
	int rc = query_end(&q, err);
	return rc ? rc : a->failed ? err_set(err, E_NOMEM, "内存不足，请稍后再试。") : E_OK;
}

/** Heads of the office set what stands in its letters; an administrator may help. */
static int check_right(const struct request_env *env, int64_t unit, struct err *err)
{
	enum role r = env->who->role;
	bool covers = false, may = r == ROLE_OFFICE_HEAD || r == ROLE_APPROVER || r == ROLE_ADMIN;
	int rc = account_covers(env->db, env->who, unit, &covers, err);
	if (!rc && !(covers && may))
		rc = err_set(err, E_FORBIDDEN, "本机关的设置由公开工作机构负责人、审签领导或者管理员修改。");
	return rc;
}

static int write(const struct request_env *env, int64_t unit, const struct sql *put,
	const struct sql *take_back, struct sv key, struct sv value, struct err *err)
{
	struct query q;
	query_start(&q, env->db, value.n ? put : take_back);
	query_int(&q, unit);
	query_text(&q, key);
	if (value.n)
		query_text(&q, value);
	return query_end(&q, err);
}

static int enter(const struct request_env *env, int64_t unit, const char *kind, struct sv key,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct unit u;
	arena_init(&a, 65536);
	int rc = unit_get(env->db, unit, &a, &u, err);
	if (rc)
		return rc;
	const struct ledger_event e = { .kind = sv_of(kind),
		.subject = sv_fmt(&a, "unit/%.*s", SV_ARG(u.public_id)),
		.payload = sv_fmt(&a, "{\"key\":\"%.*s\"}", SV_ARG(key)) };
	return ledger_enter(env->db, &e, env->act, NULL, err);
}

struct change {
	const struct sql *put, *take_back;
	const char *kind;
	struct sv key, value;
};

static int change(const struct request_env *env, int64_t unit, const struct change *c,
	struct err *err)
{
	int rc = check_right(env, unit, err);
	if (!rc && !utf8_valid(c->value))
		rc = err_set(err, E_FORMAT, "文字里有无法识别的字符，请重新填写。");
	if (rc)
		return rc;
	rc = tx_begin_write(env->db, __func__, err);
	if (!rc)
		rc = write(env, unit, c->put, c->take_back, c->key, c->value, err);
	if (!rc)
		rc = enter(env, unit, c->kind, c->key, err);
	if (!rc)
		rc = tx_commit(env->db, err);
	tx_rollback(env->db);
	return rc;
}

/** Can it be used as what it is? Found out when it is set, not when a message or a letter is due. */
static int check_value(enum office_key key, struct sv value, struct err *err)
{
	bool web = sv_starts(value, SV("https://")) || sv_starts(value, SV("http://"));
	if (value.n > VALUE_MAX)
		return err_set(err, E_LIMIT, "“%s”太长了，最多600个字。", office_key_label(key));
	switch (key) {
	case OFFICE_NUMBER_PATTERN:
		return letter_check_number(value, err);
	case OFFICE_SMTP_TO:
	case OFFICE_EMAIL:
		return request_is_email(value) ? E_OK : err_set(err, E_FORMAT,
			"“%s”要写一个电子邮箱，像 gk@example.gov.cn；“%.*s”不能用来收邮件。", office_key_label(key),
			SV_ARG(value));
	case OFFICE_RECONSIDERATION_URL:
		return web && !sv_has(value, SV(" ")) ? E_OK : err_set(err, E_FORMAT,
			"“%s”要写网址，像 https://fy.example.gov.cn。", office_key_label(key));
	default:
		return E_OK;
	}
}

int office_set(const struct request_env *env, int64_t unit, enum office_key key, struct sv value,
	struct err *err)
{
	const struct change c = { &office_sql_put, &office_sql_take_back, "unit.setting",
		sv_of(office_key_name(key)), sv_trim(value) };
	int bad = c.value.n ? check_value(key, c.value, err) : E_OK;
	if (bad)
		return bad;
	return change(env, unit, &c, err);
}

int office_letter_get(struct db *db, int64_t unit, struct sv kind, struct arena *a, struct sv *ret,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &office_sql_letter);
	query_int(&q, unit);
	query_text(&q, kind);
	*ret = query_row(&q) ? query_copy(&q, 0, a) : SV("");
	return query_end(&q, err);
}

int office_letter_set(const struct request_env *env, int64_t unit, struct sv kind, struct sv text,
	struct err *err)
{
	const struct change c = { &office_sql_put_letter, &office_sql_take_back_letter, "unit.letter",
		kind, text };
	const struct letter_kind *k = letter_kind_of_key(kind);
	if (!k)
		return err_set(err, E_NOT_FOUND, "没有这种文书。");
	int rc = text.n ? letter_check_template(k, text, err) : E_OK;
	return rc ? rc : change(env, unit, &c, err);
}

int office_next_number(struct db *db, int64_t unit, struct sv series, int year, int64_t *ret,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &office_sql_next);
	query_int(&q, unit);
	query_text(&q, series);
	query_int(&q, year);
	*ret = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}
