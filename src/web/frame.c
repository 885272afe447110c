/* The frame of every page, and the page of an error. */
#include "web/assets.h"
#include "web/templates.h"
#include "web/visit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { NAV_MAX = 10, CRUMBS_MAX = 6 };

struct nav {
	struct sv text, url;
	unsigned roles;
};

static const struct nav public_nav[] = {
	{ SV_INIT("首页"), SV_INIT("/"), FOR_ALL },
	{ SV_INIT("申请公开"), SV_INIT("/apply"), FOR_ALL },
	{ SV_INIT("年度报告"), SV_INIT("/reports"), FOR_ALL },
	{ SV_INIT("机关名录"), SV_INIT("/units"), FOR_ALL },
	{ SV_INIT("搜索"), SV_INIT("/search"), FOR_ALL },
	{ SV_INIT("数据"), SV_INIT("/data"), FOR_ALL },
};
static const struct nav desk_nav[] = {
	{ SV_INIT("工作台"), SV_INIT("/desk"), FOR_STAFF },
	{ SV_INIT("依申请公开"), SV_INIT("/desk/requests"), FOR_OFFICE | FOR_SUPERVISORS },
	{ SV_INIT("报送"), SV_INIT("/desk/upload"), FOR_STAFF },
	{ SV_INIT("总览"), SV_INIT("/desk/overview"), FOR_SUPERVISORS | FOR_ADMINS },
	{ SV_INIT("汇总"), SV_INIT("/desk/sum"), FOR_SUPERVISORS | FOR_ADMINS },
	{ SV_INIT("比较"), SV_INIT("/desk/compare"), FOR_STAFF },
	{ SV_INIT("设置"), SV_INIT("/desk/office"), 1u << ROLE_OFFICE_HEAD | 1u << ROLE_APPROVER },
	{ SV_INIT("机关"), SV_INIT("/desk/units"), FOR_ADMINS },
	{ SV_INIT("日历"), SV_INIT("/desk/calendar"), FOR_ADMINS },
	{ SV_INIT("账户"), SV_INIT("/desk/accounts"), FOR_ADMINS },
	{ SV_INIT("公开网站"), SV_INIT("/"), FOR_STAFF },
};
static const struct view_link foot[] = {
	{ SV_INIT("申请公开政府信息"), SV_INIT("/apply"), false },
	{ SV_INIT("查询办理情况"), SV_INIT("/follow"), false },
	{ SV_INIT("核对回执"), SV_INIT("/receipts/verify"), false },
	{ SV_INIT("提出意见（收到征求意见书的）"), SV_INIT("/opinion"), false },
	{ SV_INIT("接口与批量下载"), SV_INIT("/data"), false },
	{ SV_INIT("网站地图"), SV_INIT("/sitemap.xml"), false },
};

/** What was just done, by the word in the address. */
static const struct {
	struct sv key, sentence;
} notices[] = {
	{ SV_INIT("imported"), SV_INIT("日历已经导入，办理中的申请已按新的日历重算期限。") },
	{ SV_INIT("signed_out"), SV_INIT("已经退出。") },
	{ SV_INIT("apply_gone"), SV_INIT("没有填到一半的申请，或者已经过期清除。请从头填写。") },
	{ SV_INIT("apply_dropped"), SV_INIT("已经清除。") },
	{ SV_INIT("follow_closed"), SV_INIT("没有打开的申请，或者离开得太久。请输入编号和查询码。") },
	{ SV_INIT("opinion_closed"), SV_INIT("没有打开的征求意见书，或者离开得太久。请输入编号和查询码。") },
	{ SV_INIT("left"), SV_INIT("已经退出。") },
	{ SV_INIT("corrected"), SV_INIT("补正已经交给机关。答复期限从明天起重新计算。") },
	{ SV_INIT("reason_given"), SV_INIT("理由已经交给机关。") },
	{ SV_INIT("noted"), SV_INIT("补充的内容已经交给机关。") },
	{ SV_INIT("withdrawn"), SV_INIT("申请已经撤回。") },
	{ SV_INIT("opinion"), SV_INIT("意见已经交给行政机关。") },
	{ SV_INIT("password"), SV_INIT("密码已经修改。") },
	{ SV_INIT("give_back"), SV_INIT("已经退回。") },
	{ SV_INIT("accept"), SV_INIT("已经受理。") },
	{ SV_INIT("publish"), SV_INIT("已经公布。") },
	{ SV_INIT("withdraw"), SV_INIT("已经撤下。") },
	{ SV_INIT("account"), SV_INIT("账户已经修改。") },
	{ SV_INIT("office"), SV_INIT("已经保存。") },
	{ SV_INIT("request_step"), SV_INIT("已经办理，并记入账本。") },
	{ SV_INIT("request_remedy"), SV_INIT("复议、诉讼已经登记。") },
	{ SV_INIT("unit"), SV_INIT("机关已经登记。") },
	{ SV_INIT("unit_changed"), SV_INIT("机关已经修改。") },
};

static struct sv notice_of(const struct visit *v)
{
	struct sv key = http_query(v->request, SV("done"));
	for (size_t i = 0; key.n && i < sizeof notices / sizeof *notices; i++)
		if (sv_eq(key, notices[i].key))
			return notices[i].sentence;
	return SV("");
}

/** Is the page at `path` the one of the navigation, or beneath it? */
static bool is_at(struct sv path, struct sv url)
{
	if (sv_eq(path, url))
		return true;
	return url.n > 1 && !sv_eq(url, SV("/desk")) && sv_starts(path, url) && path.p[url.n] == '/';
}

static void fill_nav(struct visit *v, struct view_frame *f, bool desk)
{
	const struct nav *from = desk ? desk_nav : public_nav;
	size_t n = desk ? sizeof desk_nav / sizeof *desk_nav : sizeof public_nav / sizeof *public_nav;
	struct view_link *nav = arena_array(v->arena, NAV_MAX, sizeof *nav);
	for (size_t i = 0; nav && i < n; i++)
		if (!desk || from[i].roles & 1u << visit_role(v))
			nav[f->n_nav++] = (struct view_link){ from[i].text, from[i].url,
				is_at(v->request->path, from[i].url) };
	f->nav = nav;
}

static void fill_crumbs(struct visit *v, struct view_frame *f, const struct crumb *crumbs, bool desk)
{
	struct view_link *list = arena_array(v->arena, CRUMBS_MAX, sizeof *list);
	if (!crumbs || !list)
		return;
	list[f->n_crumbs++] = desk ? (struct view_link){ SV("工作台"), SV("/desk"), false }
		: (struct view_link){ SV("首页"), SV("/"), false };
	for (; crumbs->text.n && f->n_crumbs < CRUMBS_MAX; crumbs++)
		list[f->n_crumbs++] = (struct view_link){ crumbs->text, crumbs->url, false };
	list[f->n_crumbs - 1].url = SV("");
	f->crumbs = list;
}

struct view_frame visit_frame(struct visit *v, struct sv title, const struct crumb *crumbs)
{
	struct view_frame f = { .title = title, .service = v->site->name, .unit = v->site->unit,
		.home_url = SV("/"), .sign_in_url = SV("/desk"), .sign_out_url = SV("/desk/sign-out"),
		.account_url = SV("/desk/password"), .foot = foot, .n_foot = sizeof foot / sizeof *foot,
		.feed_url = SV("/feed.atom"), .css_url = asset_url("app.css"), .js_url = asset_url("app.js"),
		.icon_url = asset_url("icon.svg"), .notice = notice_of(v), .problems = v->problems,
		.n_problems = v->n_problems };
	bool desk = v->signed_in && sv_starts(v->request->path, SV("/desk"));
	f.is_staff = desk;
	if (desk) {
		f.person = v->session.account.name;
		f.role = sv_of(role_label(v->session.account.role));
		f.csrf = sv_of(v->session.csrf);
	}
	if (v->route && v->route->upload)
		f.upload_url = asset_url("upload.js");
	fill_nav(v, &f, desk);
	fill_crumbs(v, &f, crumbs, desk);
	return f;
}

/* ── Errors ────────────────────────────────────────────────────────────────────────────────── */

static const struct {
	enum err_code code;
	unsigned status;
	struct sv heading;
} errors[] = {
	{ E_USAGE, 400, SV_INIT("请检查所填的内容") },
	{ E_FORMAT, 422, SV_INIT("内容不合要求") },
	{ E_NOT_REPORT, 422, SV_INIT("不是年度报告") },
	{ E_MANY, 422, SV_INIT("不止一个") },
	{ E_ENCRYPTED, 422, SV_INIT("文件有密码") },
	{ E_UNSUPPORTED, 415, SV_INIT("不支持的文件") },
	{ E_CRASH, 422, SV_INIT("文件读不了") },
	{ E_TIMEOUT, 422, SV_INIT("文件读得太久") },
	{ E_FORBIDDEN, 403, SV_INIT("不可以这样做") },
	{ E_NOT_FOUND, 404, SV_INIT("没有这个页面") },
	{ E_EXISTS, 409, SV_INIT("已经有了") },
	{ E_STALE, 409, SV_INIT("情况刚刚变了") },
	{ E_LIMIT, 413, SV_INIT("超过了限度") },
	{ E_BUSY, 503, SV_INIT("服务暂时繁忙") },
	{ E_NOMEM, 503, SV_INIT("服务暂时繁忙") },
	{ E_FULL, 507, SV_INIT("没有保存") },
};

enum { N_ERRORS = sizeof errors / sizeof *errors };

static size_t error_row(enum err_code code)
{
	size_t i = 0;
	while (i < N_ERRORS && errors[i].code != code)
		i++;
	return i;
}

unsigned visit_status(enum err_code code)
{
	size_t i = error_row(code);
	return i < N_ERRORS ? errors[i].status : 500;
}

static void json_error(struct visit *v, const struct err *err)
{
	json_t *o = json_pack("{s:{s:s, s:s, s:s?}}", "error", "code", err_name(err->code), "message",
		err->user, "field", err->field[0] ? err->field : NULL);
	char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;
	json_decref(o);
	(void)visit_json(v, text ? sv_fmt(v->arena, "%s\n", text) : SV("{}\n"));
	free(text);
}

void visit_error(struct visit *v, const struct err *err)
{
	unsigned status = visit_status(err->code);
	size_t row = error_row(err->code);
	if (status >= 500)
		v->site->failed(v->site->context, err);
	memset(v->response, 0, sizeof *v->response);
	if (v->route && v->route->kind == ROUTE_DATA) {
		json_error(v, err);
	} else {
		struct view_error view = { .status = status,
			.heading = row < N_ERRORS ? errors[row].heading : SV("服务出错了"),
			.sentence = err->user[0] ? sv_of(err->user) : SV("请稍后再试。") };
		struct err second = { 0 };
		view.frame = visit_frame(v, view.heading, NULL);
		view.frame.notice = SV("");
		if (VISIT_RENDER(v, status, template_error, &view, &second)) {
			v->response->body = SV("内存不足，请稍后再试。\n");
			http_set(v->response, SV("Content-Type"), SV("text/plain; charset=utf-8"));
		}
	}
	v->response->status = status;
	if (status == 503)
		http_set(v->response, SV("Retry-After"), SV("5"));
}
