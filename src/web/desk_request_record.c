/* What is on record of a request: deeds, consultations, documents, looks. */
#include "web/desk_request_page.h"

#include "law/letter.h"
#include "request/answer.h"

#include <inttypes.h>

static const char *service_label(struct sv key)
{
	return sv_eq(key, SV("direct")) ? "直接送达" : sv_eq(key, SV("mail")) ? "邮寄"
		: sv_eq(key, SV("entrusted")) ? "委托送达" : sv_eq(key, SV("electronic")) ? "电子送达" : "";
}

static const char *opinion_label(struct sv key)
{
	return sv_eq(key, SV("agree")) ? "同意公开" : sv_eq(key, SV("object")) ? "不同意公开"
		: sv_eq(key, SV("partly")) ? "部分同意" : sv_eq(key, SV("silent")) ? "逾期没有答复" : "";
}

static const char *party_label(enum consulted c)
{
	static const char *const labels[CONSULT__MAX] = { [CONSULT_THIRD_PARTY] = "第三方",
		[CONSULT_CO_AUTHOR] = "共同制作机关", [CONSULT_OTHER_ORGAN] = "其他机关" };
	return c < CONSULT__MAX ? labels[c] : "";
}

/** What was asked for, and how much: who takes the money sees whether it is enough. */
static struct sv fee_words(struct visit *v, const struct request_deed *d)
{
	bool by_page = sv_eq(d->word, SV("page"));
	long long yuan = request_fee_amount(by_page, d->object) / 100;
	return by_page ? sv_fmt(v->arena, "%" PRId64 " 页，应缴 %lld 元", d->object, yuan)
		: sv_fmt(v->arena, "当月第 %" PRId64 " 件，应缴 %lld 元", d->object, yuan);
}

/** What a deed says beside its remark. */
static int detail_of(struct visit *v, const struct request *r, const struct request_deed *d,
	struct sv *ret, struct err *err)
{
	const char *answer = d->outcome.n ? answer_label(r->kind, d->outcome) : NULL;
	struct request_env env = desk_env(v);
	struct request other;
	struct unit u;
	int rc = E_OK;
	*ret = SV("");
	if (answer)
		*ret = sv_of(answer);
	else if (d->event == REQUEST_EXTEND)
		*ret = sv_fmt(v->arena, "延长 %d 个工作日", d->workdays);
	else if (d->event == REQUEST_ASK_FEE)
		*ret = fee_words(v, d);
	else if (d->event == REQUEST_SERVE || d->event == REQUEST_FOLLOW)
		*ret = sv_of(service_label(d->word));
	else if (d->event == REQUEST_CONSULT_BACK)
		*ret = sv_fmt(v->arena, "%s：%s", party_label(d->party), opinion_label(d->word));
	else if (d->party < CONSULT__MAX)
		*ret = sv_of(party_label(d->party));
	else if (d->event == REQUEST_ASSIGN)
		rc = desk_person(v, d->object, ret, err);
	else if (d->event == REQUEST_MERGE && !request_get(&env, d->object, v->arena, &other, NULL))
		*ret = sv_fmt(v->arena, "并入 %.*s", SV_ARG(other.number));
	else if (d->event == REQUEST_TRANSFER && !unit_get(v->db, d->object, v->arena, &u, NULL))
		*ret = sv_fmt(v->arena, "转给%.*s", SV_ARG(u.name));
	else if (d->until.year)
		*ret = sv_fmt(v->arena, "到 %.*s", SV_ARG(desk_date(v, d->until)));
	return rc;
}

static int fill_deeds(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_deed *from;
	size_t n;
	int rc = request_history(&env, r, v->arena, &from, &n, err);
	struct view_deed *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && !rc && i < n; i++) {
		/* The newest first. */
		const struct request_deed *d = &from[n - 1 - i];
		list[i] = (struct view_deed){ .label = sv_of(request_event_label(d->event)),
			.by = d->account_name.n ? d->account_name : d->account ? SV("") : SV("申请人或者程序"),
			.day = desk_date(v, d->day), .time = visit_moment(v, d->time), .undone = d->undone,
			.remark = view->hides ? SV("") : d->remark,
			.entry = sv_fmt(v->arena, "%" PRId64, d->entry) };
		rc = detail_of(v, r, d, &list[i].detail, err);
	}
	view->deeds = list;
	view->n_deeds = list ? n : 0;
	return rc;
}

static int fill_consultations(struct visit *v, const struct request *r,
	struct view_request_page *view, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_consultation *from;
	size_t n;
	int rc = request_consultations(&env, r, v->arena, &from, &n, err);
	struct view_consultation *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && !rc && i < n; i++) {
		const struct request_consultation *c = &from[i];
		const struct request like = { .state = REQUEST_CONSULTING, .due = c->due };
		struct sv hidden = SV("（不显示）");
		list[i] = (struct view_consultation){ .kind = sv_of(party_label(c->kind)),
			.name = view->hides ? hidden : c->name, .contact = view->hides ? SV("") : c->contact,
			.shown = view->hides ? SV("") : c->shown, .remark = view->hides ? SV("") : c->remark,
			.sent = desk_date(v, c->sent), .due = desk_date(v, c->due), .back = desk_date(v, c->back),
			.answer = sv_of(opinion_label(c->answer)), .open = !c->answer.n };
		if (list[i].open)
			list[i].urgency = desk_urgency(v, &like);
	}
	view->consultations = list;
	view->n_consultations = list ? n : 0;
	return rc;
}

static struct sv size_text(struct visit *v, int64_t bytes)
{
	return bytes < 1024 * 1024 ? sv_fmt(v->arena, "%" PRId64 " KB", (bytes + 1023) / 1024)
		: sv_fmt(v->arena, "%.1f MB", (double)bytes / 1024 / 1024);
}

static struct sv document_label(struct visit *v, struct sv kind)
{
	struct sv letter = SV("letter:");
	const struct letter_kind *k = sv_starts(kind, letter)
		? letter_kind_of_key(sv_from(kind, letter.n)) : NULL;
	(void)v;
	if (k)
		return sv_of(k->name);
	return sv_eq(kind, SV("attachment")) ? SV("申请附件") : sv_eq(kind, SV("evidence")) ? SV("材料")
		: sv_eq(kind, SV("information")) ? SV("提供给申请人的信息") : kind;
}

static int fill_documents(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_document *from;
	size_t n;
	int rc = request_documents(&env, r, v->arena, &from, &n, err);
	struct view_document *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && !rc && i < n; i++) {
		char hex[BLOB_HEX];
		list[i] = (struct view_document){ .name = view->hides ? SV("（不显示）") : from[i].name,
			.kind = document_label(v, from[i].kind), .size = size_text(v, from[i].size),
			.time = visit_moment(v, from[i].time), .url = view->hides ? SV("")
				: sv_fmt(v->arena, "%.*s/documents/%" PRId64, SV_ARG(desk_request_url(v, r)),
					from[i].id),
			.fingerprint = sv_dup(v->arena, sv_of(blob_hex(&from[i].sha256, hex))) };
	}
	view->documents = list;
	view->n_documents = list ? n : 0;
	return rc;
}

static int fill_looks(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_look *from;
	size_t n;
	int rc = request_looks(&env, r, v->arena, &from, &n, err);
	struct view_look *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && !rc && i < n; i++)
		list[i] = (struct view_look){ from[i].account_name, visit_moment(v, from[i].time),
			from[i].why };
	view->looks = list;
	view->n_looks = list ? n : 0;
	return rc;
}

int desk_request_record(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err)
{
	int rc = fill_deeds(v, r, view, err);
	if (!rc)
		rc = fill_consultations(v, r, view, err);
	if (!rc)
		rc = fill_documents(v, r, view, err);
	if (!rc)
		rc = fill_looks(v, r, view, err);
	return rc || !v->arena->failed ? rc : desk_no_memory(err);
}
