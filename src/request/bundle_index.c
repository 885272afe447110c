#include "request/bundle_index.h"

#include "request/answer.h"
#include "request/request_int.h"

#include <jansson.h>
#include <stdlib.h>

enum { INDEX_MAX = 4 << 20 };

static void line(struct str *s, const char *name, struct sv value)
{
	if (value.n)
		str_addf(s, "%s：%.*s\n", name, SV_ARG(value));
}

static void add_deeds(struct str *s, const struct bundle_case *c)
{
	char day[DATE_TEXT_MAX], moment[MOMENT_TEXT_MAX];
	str_addz(s, "\n经过\n");
	for (size_t i = 0; i < c->n_deeds; i++) {
		const struct request_deed *d = &c->deeds[i];
		str_addf(s, "%d. %s %s（%s登记）%s → %s%s", d->number,
			d->day.year ? date_print(d->day, day) : "—", request_event_label(d->event),
			moment_print(d->time, moment), request_state_label(d->from),
			request_state_label(d->to), d->undone ? "（后来撤销）" : "");
		if (d->account_name.n)
			str_addf(s, "，%.*s", SV_ARG(d->account_name));
		if (d->remark.n)
			str_addf(s, "：%.*s", SV_ARG(d->remark));
		str_addc(s, '\n');
	}
}

static void add_documents(struct str *s, const struct bundle_case *c)
{
	char hex[BLOB_HEX], moment[MOMENT_TEXT_MAX];
	str_addz(s, "\n收到和发出的文件\n");
	for (size_t i = 0; i < c->n_documents; i++) {
		const struct request_document *d = &c->documents[i];
		str_addf(s, "%zu. %.*s（%.*s，第%d步，%s，%lld字节）\n   %.*s\n   sha256 %s\n", i + 1,
			SV_ARG(d->name), SV_ARG(d->kind), d->event, moment_print(d->time, moment),
			(long long)d->size, SV_ARG(c->names[i]), blob_hex(&d->sha256, hex));
	}
	if (!c->n_documents)
		str_addz(s, "没有。\n");
}

struct sv bundle_index_text(const struct bundle_case *c, struct arena *a)
{
	const struct request *r = c->request;
	const struct applicant *p = &c->inside.applicant;
	char moment[MOMENT_TEXT_MAX], day[DATE_TEXT_MAX];
	struct str s;
	str_init(&s, a, INDEX_MAX);
	str_addf(&s, "政府信息公开申请案卷\n\n编号：%.*s\n", SV_ARG(r->number));
	line(&s, "机关", r->unit_name);
	line(&s, "名称", r->title);
	line(&s, "内容", c->inside.wish.text);
	line(&s, "申请人", p->name);
	line(&s, "证件", sv_fmt(a, "%.*s %.*s", SV_ARG(p->id_type), SV_ARG(p->id_number)));
	line(&s, "电话", p->phone);
	line(&s, "电子邮箱", p->email);
	line(&s, "地址", p->address);
	line(&s, "代理人", p->agent);
	line(&s, "渠道", sv_of(channel_label(r->channel)));
	line(&s, "提交", sv_of(moment_print(r->submitted, moment)));
	if (r->first_received_on.year)
		line(&s, "收到申请之日", sv_of(date_print(r->first_received_on, day)));
	line(&s, "状态", sv_of(request_state_label(r->state)));
	if (r->outcome.n)
		line(&s, "结果", sv_of(answer_label(r->kind, r->outcome)));
	line(&s, "文号", r->letter_number);
	line(&s, "本案卷制作于", sv_of(moment_print(c->now, moment)));
	add_deeds(&s, c);
	add_documents(&s, c);
	str_addf(&s, "\n账本记录%zu条，在 receipts/ 里，每条一个文件，带入账证明。怎样核对见 VERIFY.txt。\n",
		c->n_entries);
	return str_ok(&s) ? str_sv(&s) : SV("");
}

static void put(json_t *o, const char *key, struct sv text)
{
	json_object_set_new(o, key, json_stringn(text.p, text.n));
}

static void put_day(json_t *o, const char *key, struct date d)
{
	char day[DATE_TEXT_MAX];
	put(o, key, request_date_text(d, day));
}

static json_t *deeds_json(const struct bundle_case *c)
{
	json_t *list = json_array();
	for (size_t i = 0; i < c->n_deeds; i++) {
		const struct request_deed *d = &c->deeds[i];
		json_t *o = json_pack("{s:i, s:s, s:s, s:s, s:I, s:b}", "number", d->number, "event",
			request_event_key(d->event), "from", request_state_key(d->from), "to",
			request_state_key(d->to), "time", (json_int_t)d->time, "undone", (int)d->undone);
		put_day(o, "day", d->day);
		put(o, "by", d->account_name);
		put(o, "remark", d->remark);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *documents_json(const struct bundle_case *c)
{
	json_t *list = json_array();
	char hex[BLOB_HEX];
	for (size_t i = 0; i < c->n_documents; i++) {
		const struct request_document *d = &c->documents[i];
		json_t *o = json_pack("{s:i, s:I, s:I, s:s}", "event", d->event, "size", (json_int_t)d->size,
			"time", (json_int_t)d->time, "sha256", blob_hex(&d->sha256, hex));
		put(o, "path", c->names[i]);
		put(o, "name", d->name);
		put(o, "kind", d->kind);
		put(o, "media_type", d->media_type);
		json_array_append_new(list, o);
	}
	return list;
}

int bundle_index_json(const struct bundle_case *c, struct arena *a, struct sv *ret, struct err *err)
{
	const struct request *r = c->request;
	const struct applicant *p = &c->inside.applicant;
	json_t *who = json_object(), *o = json_pack("{s:s, s:s, s:s, s:I, s:I}", "format",
		"gongkai-bundle-v1", "channel", channel_key(r->channel), "state", request_state_key(r->state),
		"submitted", (json_int_t)r->submitted, "made", (json_int_t)c->now);
	put(who, "name", p->name);
	put(who, "id_type", p->id_type);
	put(who, "id_number", p->id_number);
	put(who, "phone", p->phone);
	put(who, "email", p->email);
	put(who, "address", p->address);
	put(who, "agent", p->agent);
	put(o, "number", r->number);
	put(o, "id", r->public_id);
	put(o, "unit", r->unit_name);
	put(o, "title", r->title);
	put(o, "text", c->inside.wish.text);
	put(o, "outcome", r->outcome);
	put(o, "letter_number", r->letter_number);
	put_day(o, "received_on", r->first_received_on);
	json_object_set_new(o, "applicant", who);
	json_object_set_new(o, "history", deeds_json(c));
	json_object_set_new(o, "files", documents_json(c));
	char *text = json_dumps(o, JSON_INDENT(1));
	json_decref(o);
	*ret = text ? sv_fmt(a, "%s\n", text) : SV("");
	free(text);
	return ret->n ? E_OK : request_no_memory(err);
}

struct sv bundle_clock_text(const struct clock_day *days, size_t n, struct arena *a)
{
	struct str s;
	char day[DATE_TEXT_MAX];
	str_init(&s, a, INDEX_MAX);
	str_addz(&s, "期限逐日说明\n\n");
	for (size_t i = 0; i < n; i++) {
		str_addf(&s, "%s  ", date_print(date_of_day(days[i].day), day));
		if (days[i].counted)
			str_addf(&s, "第%d个工作日  ", days[i].number);
		else
			str_addz(&s, "不计算  ");
		str_addf(&s, "%s（%s）\n", days[i].why, days[i].article);
	}
	if (!n)
		str_addz(&s, "期限还没有开始计算。\n");
	return str_ok(&s) ? str_sv(&s) : SV("");
}

struct sv bundle_instructions(void)
{
	return SV("怎样核对这份案卷\n\n"
		"都不用联网。公钥（key.txt 里有一份）请从机关公布的别的地方取得后再比对。\n\n"
		"1. 清单 manifest.txt 由机关的账本密钥签名，列着其余每个文件的 SHA-256。\n"
		"   任何系统都有计算 SHA-256 的程序，例如 sha256sum、certutil -hashfile。\n"
		"2. receipts/ 里每个文件是账本的一条记录，带签名和入账证明，可以用\n"
		"     gongkai receipt verify --key 公钥 receipts/01-….txt\n"
		"   核对，也可以用别人按 docs/LEDGER.md 写的程序核对。\n"
		"3. 整份案卷（ZIP 文件，不用解开，也不要重新打包）可以用\n"
		"     gongkai bundle verify --key 公钥 案卷.zip\n"
		"   核对，也可以用不依赖 gongkai 的 Python 程序核对：\n"
		"     python3 verify_bundle.py 案卷.zip 公钥\n"
		"   它和 verify_receipt.py 在 gongkai 源代码的 tests/ledger/ 里，一共四百来行。\n"
		"4. 申请人手里的“原文”和提交时的回执：回执内容里的 sha256 就是原文的 SHA-256。\n");
}
