/* A request that came on paper, by fax or by word of mouth, written down by a clerk on one screen. */
#include "ledger/receipt.h"
#include "web/desk_request.h"
#include "web/pages.h"
#include "web/templates.h"

#include <string.h>

enum { FIELDS_MAX = 12, COMPLAINTS_MAX = 24, ALIKES = 5 };

enum field_kind { LINE, AREA, DATE, SELECT, TICK, FILES };

struct option {
	const char *value, *text;
};

struct field {
	const char *name, *label, *hint;
	enum field_kind kind;
	unsigned max;
	const struct option *options; /* ends with a NULL value */
};

struct group {
	const char *title, *hint;
	struct field fields[FIELDS_MAX];
};

static const struct option channels[] = { { "", "请选择" }, { "counter", "当面提交" },
	{ "post_signed", "邮寄（挂号、快递，签收）" }, { "post_ordinary", "邮寄（平常信函）" },
	{ "fax", "传真" }, { "email", "电子邮件" }, { "oral", "口头，由工作人员代填" }, { NULL, NULL } };
static const struct option types[] = { { "disclosure", "政府信息公开申请" },
	{ "rectification", "更正申请（第41条）" }, { "complaint", "投诉举报（第47、51条）" }, { NULL, NULL } };
static const struct option applicants[] = { { "natural_person", "自然人" },
	{ "commercial", "商业企业" }, { "research", "科研机构" },
	{ "public_welfare", "社会公益组织" }, { "legal_service", "法律服务机构" },
	{ "other", "其他组织" }, { NULL, NULL } };
static const struct option papers[] = { { "居民身份证", "居民身份证" },
	{ "统一社会信用代码", "统一社会信用代码" }, { "护照", "护照" },
	{ "港澳居民来往内地通行证", "港澳居民来往内地通行证" },
	{ "台湾居民来往大陆通行证", "台湾居民来往大陆通行证" }, { "其他证件", "其他证件" }, { NULL, NULL } };
static const struct option media[] = { { "paper", "纸质" }, { "email", "电子文件" }, { "disc", "光盘" },
	{ NULL, NULL } };
static const struct option deliveries[] = { { "post", "邮寄" }, { "email", "电子邮件" },
	{ "pick_up", "自取" }, { NULL, NULL } };

static const struct group groups[] = {
	{ "怎样来的", NULL, {
		{ "channel", "渠道", "口头提出的，由工作人员代为填写（条例第29条）", SELECT, 0, channels },
		{ "day", "哪一天", "当面：提交的那天；邮寄：签收的那天；平常信函、传真、电子邮件：到的那天，双方确认以后才算收到"
			"（第31条）。不填就是今天", DATE, 0, NULL },
		{ "type", "是什么申请", NULL, SELECT, 0, types },
		{ "transferred_from", "由哪个机关转来（不是转来的不填）", NULL, LINE, 100, NULL } } },
	{ "谁申请", "法律只要求姓名或者名称、身份证明和一种联系方式（条例第29条）。这些内容加密保存。", {
		{ "kind", "申请人是", NULL, SELECT, 0, applicants },
		{ "name", "姓名或者名称", NULL, LINE, 100, NULL },
		{ "id_type", "证件", NULL, SELECT, 0, papers },
		{ "id_number", "证件号码", NULL, LINE, 40, NULL },
		{ "phone", "电话", NULL, LINE, 30, NULL },
		{ "email", "电子邮箱", NULL, LINE, 100, NULL },
		{ "address", "地址", NULL, LINE, 200, NULL },
		{ "postcode", "邮政编码", NULL, LINE, 6, NULL } } },
	{ "要什么信息", NULL, {
		{ "title", "名称或者文号", "不保密，不要写人名和证件号码", LINE, 200, NULL },
		{ "text", "申请的原话", "照申请表抄录；口头的，记下申请人说的", AREA, 10000, NULL },
		{ "medium", "形式", NULL, SELECT, 0, media },
		{ "delivery", "获取方式", NULL, SELECT, 0, deliveries },
		{ "purpose", "用途（申请人写了才填）", NULL, LINE, 1000, NULL },
		{ "files", "申请表和附件的扫描件", "每个不超过20 MB", FILES, 0, NULL } } },
	{ "单位申请人、代理人和帮助", "没有的不填。", {
		{ "representative", "法定代表人或者负责人", NULL, LINE, 100, NULL },
		{ "contact", "联系人", NULL, LINE, 100, NULL },
		{ "agent", "代理人", NULL, LINE, 100, NULL },
		{ "agent_id", "代理人证件号码", NULL, LINE, 40, NULL },
		{ "agent_authority", "委托权限", NULL, LINE, 200, NULL },
		{ "needs_help", "申请人阅读有困难或者有视力、听力障碍，需要帮助", "条例第43条", TICK, 0, NULL } } },
};
enum { N_GROUPS = sizeof groups / sizeof *groups };

static struct sv typed(struct visit *v, const char *name)
{
	return v->request->method == HTTP_POST ? sv_trim(http_form(v->request, sv_of(name))) : SV("");
}

/* ── The form ──────────────────────────────────────────────────────────────────────────────── */

/** What is wrong with the form. */
struct wrong {
	struct request_complaint list[COMPLAINTS_MAX];
	size_t n;
};

static struct sv error_of(const struct wrong *w, const char *field)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->list[i].field, field) == 0)
			return sv_of(w->list[i].why);
	return SV("");
}

static struct view_option *options_of(struct visit *v, const struct field *f, size_t *ret_n)
{
	struct sv chosen = typed(v, f->name);
	size_t n = 0;
	while (f->options[n].value)
		n++;
	struct view_option *list = arena_array(v->arena, n, sizeof *list);
	for (size_t i = 0; list && i < n; i++)
		list[i] = (struct view_option){ sv_of(f->options[i].value), sv_of(f->options[i].text),
			sv_eq(sv_of(f->options[i].value), chosen) };
	*ret_n = list ? n : 0;
	return list;
}

static bool fill_field(struct visit *v, const struct field *f, const struct wrong *w,
	struct view_any_field *ret)
{
	struct sv name = sv_of(f->name), label = sv_of(f->label), hint = sv_of(f->hint);
	struct sv error = error_of(w, f->name);
	struct view_text_field *t = arena_alloc(v->arena, sizeof *t);
	struct view_select_field *s = arena_alloc(v->arena, sizeof *s);
	struct view_file_field *file = arena_alloc(v->arena, sizeof *file);
	struct view_tick *tick = arena_alloc(v->arena, sizeof *tick);
	if (!t || !s || !file || !tick)
		return false;
	*t = (struct view_text_field){ .name = name, .label = label, .hint = hint, .error = error,
		.value = typed(v, f->name), .max = f->max, .rows = 5 };
	*file = (struct view_file_field){ name, label, hint, error, true };
	*tick = (struct view_tick){ name, label, hint, typed(v, f->name).n > 0 };
	*s = (struct view_select_field){ .name = name, .label = label, .hint = hint, .error = error };
	if (f->kind == SELECT)
		s->options = options_of(v, f, &s->n_options);
	*ret = (struct view_any_field){ .line = f->kind == LINE ? t : NULL,
		.area = f->kind == AREA ? t : NULL, .date = f->kind == DATE ? t : NULL,
		.select = f->kind == SELECT ? s : NULL, .file = f->kind == FILES ? file : NULL,
		.tick = f->kind == TICK ? tick : NULL };
	return true;
}

static const struct view_field_group *fill_groups(struct visit *v, const struct wrong *w)
{
	struct view_field_group *list = arena_array(v->arena, N_GROUPS, sizeof *list);
	for (size_t g = 0; list && g < N_GROUPS; g++) {
		struct view_any_field *fields = arena_array(v->arena, FIELDS_MAX, sizeof *fields);
		list[g] = (struct view_field_group){ .title = sv_of(groups[g].title),
			.hint = sv_of(groups[g].hint), .fields = fields };
		for (size_t i = 0; i < FIELDS_MAX && groups[g].fields[i].name; i++)
			if (!fields || !fill_field(v, &groups[g].fields[i], w, &fields[list[g].n_fields++]))
				return NULL;
	}
	return list;
}

static int show_form(struct visit *v, const struct wrong *w, struct err *err)
{
	struct view_problem *problems = arena_array(v->arena, w->n + 1, sizeof *problems);
	struct sv key = typed(v, "client_key");
	char fresh[PUBLIC_ID_MAX];
	for (size_t i = 0; problems && i < w->n; i++)
		problems[i] = (struct view_problem){ sv_of(w->list[i].why),
			sv_fmt(v->arena, "#%s", w->list[i].field) };
	v->problems = problems;
	v->n_problems = problems ? w->n : 0;
	struct view_request_new view = { .action = SV("/desk/requests/new"),
		.cancel_url = SV("/desk/requests"), .groups = fill_groups(v, w), .n_groups = N_GROUPS,
		.client_key = key.n ? key
			: sv_dup(v->arena, sv_of(public_id_make(v->site->entropy, fresh))) };
	static const struct crumb crumbs[] = { { SV_INIT("依申请公开"), SV_INIT("/desk/requests") },
		{ SV_INIT("登记申请"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("登记申请"), crumbs);
	return !view.groups || !problems ? desk_no_memory(err)
		: VISIT_RENDER(v, w->n ? 422 : 200, template_desk_request_new, &view, err);
}

int page_request_new(struct visit *v, struct err *err)
{
	const struct wrong none = { .n = 0 };
	return show_form(v, &none, err);
}

/* ── What was typed ────────────────────────────────────────────────────────────────────────── */

static void complain(struct wrong *w, const char *field, const char *why)
{
	if (w->n < COMPLAINTS_MAX)
		w->list[w->n++] = (struct request_complaint){ field, why, "" };
}

static int take_files(struct visit *v, struct request_intake *in, struct wrong *w)
{
	struct request_file *files = arena_array(v->arena, v->request->n_files + 1, sizeof *files);
	if (!files)
		return E_NOMEM;
	for (size_t i = 0; i < v->request->n_files; i++) {
		const struct http_file *f = &v->request->files[i];
		if (!f->bytes.n)
			continue;
		if (f->bytes.n > REQUEST_FILE_MAX || in->n_files == REQUEST_FILES_MAX)
			complain(w, "files", "文件太大或者太多：每个不超过20 MB，最多20个。");
		else
			files[in->n_files++] = (struct request_file){ .kind = SV("attachment"), .name = f->name,
				.media_type = SV("application/octet-stream"), .bytes = f->bytes };
	}
	in->files = files;
	return E_OK;
}

static int take_form(struct visit *v, struct request_intake *in, struct wrong *w, struct err *err)
{
	struct sv day = typed(v, "day"), key = typed(v, "client_key");
	*in = (struct request_intake){ .kind = request_kind_of_key(typed(v, "type")),
		.unit = v->session.account.unit, .channel = channel_of_key(typed(v, "channel")),
		.applicant = { .kind = applicant_kind_of_key(typed(v, "kind")), .name = typed(v, "name"),
			.id_type = typed(v, "id_type"), .id_number = typed(v, "id_number"),
			.representative = typed(v, "representative"), .contact = typed(v, "contact"),
			.phone = typed(v, "phone"), .email = typed(v, "email"), .address = typed(v, "address"),
			.postcode = typed(v, "postcode"), .agent = typed(v, "agent"),
			.agent_id = typed(v, "agent_id"), .agent_authority = typed(v, "agent_authority"),
			.needs_help = typed(v, "needs_help").n > 0 },
		.wish = { .title = typed(v, "title"), .text = typed(v, "text"), .medium = typed(v, "medium"),
			.delivery = typed(v, "delivery"), .purpose = typed(v, "purpose") },
		.transferred_from = typed(v, "transferred_from"),
		/* Another desk's key must not be guessed into ours. */
		.client_key = key.n == PUBLIC_ID_MAX - 1 ? sv_fmt(v->arena, "desk:%.*s", SV_ARG(key))
			: SV("") };
	if (in->channel >= CHANNEL__MAX || in->channel == CHANNEL_WEB)
		complain(w, "channel", "请选择申请是怎样来的。");
	if (in->kind >= REQUEST_KIND__MAX)
		complain(w, "type", "请选择是什么申请。");
	if (in->applicant.kind >= APP_TOTAL)
		complain(w, "kind", "请选择申请人的类别。");
	if (day.n && !date_parse(day, &in->day))
		complain(w, "day", "日期要写成 2026-03-16 这样。");
	if (in->day.year && date_to_day(in->day) > date_to_day(visit_today(v)))
		complain(w, "day", "日期不能在今天以后。");
	if (take_files(v, in, w))
		return desk_no_memory(err);
	if (w->n)
		return E_OK;
	w->n = request_check_intake(in, w->list, COMPLAINTS_MAX);
	if (w->n > COMPLAINTS_MAX)
		w->n = COMPLAINTS_MAX;
	return E_OK;
}

/* ── What came of it ───────────────────────────────────────────────────────────────────────── */

static int fill_alikes(struct visit *v, const struct request *r, struct view_request_taken *view,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_alike *from;
	size_t n;
	int rc = request_alikes(&env, r, ALIKES, v->arena, &from, &n, err);
	struct view_note *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && i < n; i++)
		list[i] = (struct view_note){ sv_fmt(v->arena, "%.*s %.*s：%.*s",
				SV_ARG(from[i].request.number), SV_ARG(from[i].request.title), SV_ARG(from[i].why)),
			desk_request_url(v, &from[i].request) };
	view->alikes = list;
	view->n_alikes = list ? n : 0;
	return rc;
}

static int show_taken(struct visit *v, const struct request_intake *in,
	const struct request_ticket *t, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request r;
	int rc = request_get(&env, t->id, v->arena, &r, err);
	if (rc)
		return rc;
	struct view_request_taken view = { .number = r.number, .code = sv_of(t->code),
		.unit = r.unit_name, .received = desk_date(v, r.received_on),
		.channel = sv_of(channel_label(r.channel)), .due = desk_date(v, r.due),
		.url = desk_request_url(v, &r), .new_url = SV("/desk/requests/new"), .again = t->again,
		.unconfirmed = r.state == REQUEST_SUBMITTED,
		.content = t->again ? SV("") : request_content_text(in, t, r.unit_name, v->arena) };
	rc = fill_alikes(v, &r, &view, err);
	if (!rc && !t->again)
		rc = ledger_receipt_of(v->db, t->entry, v->site->key, v->arena, &view.receipt, err);
	const struct crumb crumbs[] = { { SV("依申请公开"), SV("/desk/requests") }, { r.number, SV("") },
		{ SV(""), SV("") } };
	view.frame = visit_frame(v, SV("申请已经登记"), crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_request_taken, &view, err);
}

int do_request_new(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_intake in;
	struct request_ticket ticket;
	struct wrong wrong = { .n = 0 };
	struct err why = { 0 };
	int rc = take_form(v, &in, &wrong, err);
	if (rc)
		return rc;
	if (wrong.n)
		return show_form(v, &wrong, err);
	rc = request_take_in(&env, &in, &ticket, &why);
	if (rc == E_FORMAT || rc == E_USAGE || rc == E_LIMIT) {
		complain(&wrong, sv_dup(v->arena, sv_of(why.field[0] ? why.field : "channel")).p, why.user);
		return show_form(v, &wrong, err);
	}
	if (rc) {
		*err = why;
		return rc;
	}
	return show_taken(v, &in, &ticket, err);
}
