#include "ledger/entry.h"
#include "ledger/ledger_sql.h"

#include "base/utf8.h"

#include <assert.h>

static int check_word(struct sv word, size_t max, const char *what, struct err *err)
{
	int rc = entry_check_word(word, max);
	if (rc == E_FORMAT)
		err_set(err, E_FORMAT, "不能记入账本：%s只能用英文字母、数字和符号，不能为空，不能有空格、制表符或换行。",
			what);
	else if (rc == E_LIMIT)
		err_set(err, E_LIMIT, "不能记入账本：%s最多%zu个字符，现有%zu个。", what, max, word.n);
	return rc;
}

static int check(const struct ledger_event *e, const struct act *act, struct err *err)
{
	int rc = check_word(e->kind, LEDGER_KIND_MAX, "事件的类别", err);
	if (!rc)
		rc = check_word(e->subject, LEDGER_SUBJECT_MAX, "事件的对象", err);
	if (rc)
		return rc;
	if (e->payload.n > LEDGER_PAYLOAD_MAX)
		return err_set(err, E_LIMIT, "不能记入账本：内容最多%d字节，现有%zu字节。", LEDGER_PAYLOAD_MAX,
			e->payload.n);
	if (e->payload.n && (!utf8_valid(e->payload) || memchr(e->payload.p, 0, e->payload.n)))
		return err_set(err, E_FORMAT, "不能记入账本：内容不是合格的UTF-8文本。");
	if (act->now < 0 || act->now > ENTRY_TIME_MAX || act->account < 0)
		return err_set(err, E_FORMAT, "不能记入账本：时间或经办人不合格，请检查本机的时钟。");
	return E_OK;
}

int ledger_enter(struct db *db, const struct ledger_event *e, const struct act *act,
	int64_t *ret_id, struct err *err)
{
	unsigned char salt[LEDGER_SALT];
	struct query q;
	assert(tx_is_open(db));
	int rc = check(e, act, err);
	if (rc)
		return rc;
	act_random(act, salt, sizeof salt);
	struct ledger_hash commitment = entry_commitment(salt, e->payload);
	query_start(&q, db, &ledger_add_entry);
	query_text(&q, e->kind);
	query_text(&q, e->subject);
	query_int(&q, act->now);
	query_int(&q, act->account);
	query_bytes(&q, (struct sv){ (const char *)commitment.b, LEDGER_HASH });
	int64_t id = query_row(&q) ? query_get_int(&q, 0) : 0;
	rc = query_end(&q, err);
	if (rc)
		return rc;
	query_start(&q, db, &ledger_add_payload);
	query_int(&q, id);
	query_bytes(&q, (struct sv){ (const char *)salt, sizeof salt });
	query_text(&q, e->payload);
	rc = query_end(&q, err);
	if (!rc && ret_id)
		*ret_id = id;
	return rc;
}
