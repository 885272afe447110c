/*
 * The frame and the parts of pages, filled in: sound markup, and every text where it belongs. With
 * GONGKAI_LOOK=FOLDER the pages are also written there, to be looked at in a browser.
 */
#include "unit_arena.h"

#include "page_check.h"
#include "sample_report.h"
#include "web/assets.h"
#include "web/chart.h"
#include "web/form_view.h"
#include "web/templates.h"
#include "web/views_desk.h"

static const struct view_link nav[] = {
	{ SV_INIT("首页"), SV_INIT("/"), false }, { SV_INIT("年度报告"), SV_INIT("/reports"), true },
	{ SV_INIT("机关"), SV_INIT("/units"), false }, { SV_INIT("搜索"), SV_INIT("/search"), false },
	{ SV_INIT("数据"), SV_INIT("/data"), false },
};
static const struct view_link foot[] = {
	{ SV_INIT("无障碍说明"), SV_INIT("/accessibility"), false },
	{ SV_INIT("验证账本"), SV_INIT("/ledger"), false },
};
static const struct view_link crumbs[] = {
	{ SV_INIT("首页"), SV_INIT("/"), false }, { SV_INIT("年度报告"), SV_INIT("/reports"), false },
	{ SV_INIT("天坛街道办事处"), SV_INIT(""), false },
};

static struct view_frame frame(const char *title)
{
	return (struct view_frame){ .title = sv_of(title), .service = SV("政府信息公开"),
		.unit = SV("某县人民政府办公室"), .home_url = SV("/"), .nav = nav, .n_nav = 5, .foot = foot, .n_foot = 2,
		.crumbs = crumbs, .n_crumbs = 3, .sign_in_url = SV("/sign-in"), .feed_url = SV("/feed.atom"),
		.css_url = asset_url("app.css"), .js_url = asset_url("app.js"), .icon_url = asset_url("icon.svg") };
}

static struct view_frame desk_frame(const char *title)
{
	struct view_frame f = frame(title);
	f.is_staff = true;
	f.person = SV("王小明");
	f.role = SV("主管");
	f.account_url = SV("/account");
	f.sign_out_url = SV("/sign-out");
	f.csrf = SV("3q2-7wAAAA");
	return f;
}

static void save(const char *name, struct sv page)
{
	const char *folder = getenv("GONGKAI_LOOK");
	if (!folder)
		return;
	char path[4096];
	snprintf(path, sizeof path, "%s/%s.html", folder, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	fwrite(page.p, 1, page.n, f);
	fclose(f);
}

/* Check a page, keep it when asked to, and give it back as a tree. */
static xmlDoc *done(const char *name, struct str *out)
{
	assert_true(str_ok(out));
	save(name, str_sv(out));
	return page_check(str_sv(out));
}

static void start(struct str *out, struct html *h)
{
	str_init(out, &arena, 1 << 20);
	html_init(h, HTML_SYNTAX_HTML, out);
}

/* ── Pieces of pages ───────────────────────────────────────────────────────────────────────── */

static struct html_markup outcome_chart(void)
{
	static const struct sv labels[] = { SV_INIT("予以公开"),
		SV_INIT("部分公开（区分处理的，只计这一情形，不计其他情形）"), SV_INIT("不予公开"), SV_INIT("无法提供"),
		SV_INIT("不予处理"), SV_INIT("其他处理") };
	static const int64_t values[] = { 128, 31, 9, 54, 3, 0 };
	static const struct chart_series series = { SV_INIT(""), values };
	struct chart c = { .id = "outcome", .title = SV("申请的办理结果"), .unit = SV("件"), .labels = labels,
		.n_labels = 6, .series = &series, .n_series = 1 };
	return chart_bars(&c, &arena);
}

static const int64_t persons[] = { 101, 124, 188 }, companies[] = { 12, 20, 22 }, others[] = { 3, 0, 15 };
static const struct chart_series kinds[] = { { SV_INIT("自然人"), persons },
	{ SV_INIT("商业企业"), companies }, { SV_INIT("其他组织"), others } };
static const struct sv years[] = { SV_INIT("2021年"), SV_INIT("2022年"), SV_INIT("2023年") };

static struct chart over_years(const char *id, const char *title, size_t n_series)
{
	return (struct chart){ .id = id, .title = sv_of(title), .unit = SV("件"), .labels = years, .n_labels = 3,
		.series = kinds, .n_series = n_series };
}

static struct html_markup applicant_chart(void)
{
	struct chart c = over_years("applicants", "申请人构成", 3);
	return chart_stack(&c, &arena);
}

static struct html_markup year_chart(void)
{
	struct chart c = over_years("years", "历年新收申请", 2);
	return chart_columns(&c, &arena);
}

static const struct view_download downloads[] = {
	{ SV_INIT("/r/7x.docx"), SV_INIT("Word"), SV_INIT("适合打印和编辑") },
	{ SV_INIT("/r/7x.pdf"), SV_INIT("PDF"), SV_INIT("适合打印") },
	{ SV_INIT("/r/7x.xlsx"), SV_INIT("Excel"), SV_INIT("只有表格") },
	{ SV_INIT("/r/7x.json"), SV_INIT("JSON"), SV_INIT("供程序读取") },
};
static const struct view_finding findings[] = {
	{ SV_INIT("f1"), { SV_INIT("错误"), SV_INIT("red") }, SV_INIT("总计与各列之和不等"),
		SV_INIT("“部分公开”一行，各类申请人之和是 31，总计写的是 13。请核对后改正。"),
		SV_INIT("部分公开 31 0 0 0 0 0 13"), SV_INIT("国办公开办函〔2021〕30号 表三说明"), SV_INIT("13"),
		SV_INIT("31"), SV_INIT("第3页"), SV_INIT("") },
	{ SV_INIT("f2"), { SV_INIT("提示"), SV_INIT("yellow") }, SV_INIT("文字与表格不一致"),
		SV_INIT("文中说受理申请 224 件，表三是 225 件。"), SV_INIT("全年共受理申请224件"),
		SV_INIT("条例第五十条"), SV_INIT(""), SV_INIT(""), SV_INIT(""), SV_INIT("") },
};
static const struct view_report_row reports[] = {
	{ SV_INIT("天坛街道办事处2023年政府信息公开工作年度报告"), SV_INIT("/r/7x"), SV_INIT("天坛街道办事处"),
		SV_INIT("/u/1"), 2023, SV_INIT("2024-01-20") },
	{ SV_INIT("二里岗街道办事处2023年政府信息公开工作年度报告"), SV_INIT("/r/8x"),
		SV_INIT("二里岗街道办事处"), SV_INIT("/u/2"), 2023, SV_INIT("2024-01-19") },
};
static const struct view_figure figures[] = {
	{ SV_INIT("已公布"), SV_INIT("128"), SV_INIT("/reports") }, { SV_INIT("已收到"), SV_INIT("31"), SV_INIT("") },
	{ SV_INIT("已退回"), SV_INIT("4"), SV_INIT("") }, { SV_INIT("逾期未交"), SV_INIT("2"), SV_INIT("/late") },
};
static const struct view_filing_row rows[] = {
	{ SV_INIT("天坛街道办事处"), SV_INIT("/desk/1"), SV_INIT("报告"), 2023,
		{ SV_INIT("已收到"), SV_INIT("blue") }, 1, 3, SV_INIT("2024-01-12"), SV_INIT("2024-01-31"), false },
	{ SV_INIT("二里岗街道办事处"), SV_INIT("/desk/2"), SV_INIT("报告"), 2023,
		{ SV_INIT("已退回"), SV_INIT("red") }, 0, 12, SV_INIT("2024-01-15"), SV_INIT("2024-01-31"), true },
	{ SV_INIT("师范区教育局"), SV_INIT("/desk/3"), SV_INIT("报告"), 2023,
		{ SV_INIT("已公布"), SV_INIT("green") }, 0, 0, SV_INIT(""), SV_INIT("2024-01-31"), false },
};

/* ── Pages ─────────────────────────────────────────────────────────────────────────────────── */

static void home(void **state)
{
	(void)state;
	static const struct view_link by_year[] = { { SV_INIT("2023年度"), SV_INIT("/reports?year=2023"), false },
		{ SV_INIT("2022年度"), SV_INIT("/reports?year=2022"), false } };
	struct view_home v = { .frame = frame("首页"), .search = { SV("/search"), SV("搜索年度报告"), SV("") },
		.figures = figures, .n_figures = 4, .latest = reports, .n_latest = 2, .years = by_year, .n_years = 2,
		.reports_url = SV("/reports"), .units_url = SV("/units"), .data_url = SV("/data") };
	v.frame.n_crumbs = 0;
	struct str out;
	struct html h;
	start(&out, &h);
	template_home(&h, &v);
	xmlDoc *d = done("home", &out);
	assert_int_equal(page_count(d, "//li[contains(@class, 'gk-list__item')]", true), 2);
	xmlFreeDoc(d);
}

static void report(void **state)
{
	(void)state;
	struct view_report v = { .frame = frame("天坛街道办事处2023年政府信息公开工作年度报告"),
		.title = reports[0].title, .unit = reports[0].unit, .unit_url = SV("/u/1"), .year = 2023,
		.published = SV("2024-01-20"), .received = SV("2024-01-12"), .form = form_view(sample_report(&arena, FORM_2021), &arena),
		.outcome_chart = outcome_chart(), .applicant_chart = applicant_chart(), .year_chart = year_chart(),
		.downloads = downloads, .n_downloads = 4, .json_url = SV("/r/7x.json"),
		.fingerprint = SV("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") };
	struct str out;
	struct html h;
	start(&out, &h);
	template_report(&h, &v);
	xmlDoc *d = done("report", &out);
	assert_int_equal(page_count(d, "//svg[@role='img']", true), 3);
	assert_int_equal(page_count(d, "//*[@role='region' and @tabindex='0' and @aria-label]/table", true), 3);
	xmlFreeDoc(d);
}

static void search(void **state)
{
	(void)state;
	static const struct view_option options[] = { { SV_INIT(""), SV_INIT("全部年度"), true },
		{ SV_INIT("2023"), SV_INIT("2023年度"), false } };
	static const struct view_piece title[] = { { SV_INIT("天坛街道办事处2023年政府信息公开工作年度报告"), false } };
	static const struct view_piece text[] = { { SV_INIT("……全年共办理依申请公开"), false },
		{ SV_INIT("<行政>复议"), true }, { SV_INIT("两件，均已办结……"), false } };
	static const struct view_search_hit hits[] = { { SV_INIT("/r/7x"), title, text, 1, 3,
		SV_INIT("天坛街道办事处"), SV_INIT("/u/1"), 2023 } };
	struct view_search v = { .frame = frame("搜索"), .action = SV("/search"), .words = SV("\"复议\""),
		.years = options, .n_years = 2, .asked = true, .total = 1, .hits = hits, .n_hits = 1,
		.paging = { SV(""), SV("/search?q=a&after=2") } };
	struct str out;
	struct html h;
	start(&out, &h);
	template_search(&h, &v);
	xmlDoc *d = done("search", &out);
	assert_int_equal(page_count(d, "//mark[. = '<行政>复议']", true), 1);
	assert_int_equal(page_count(d, "//a[@rel = 'next']", true), 1);
	xmlFreeDoc(d);
}

static void desk(void **state)
{
	(void)state;
	struct view_desk_home v = { .frame = desk_frame("工作台"), .upload_url = SV("/desk/upload"),
		.figures = figures, .n_figures = 4, .waiting = rows, .n_waiting = 3 };
	v.frame.notice = SV("已受理天坛街道办事处2023年度报告。");
	struct str out;
	struct html h;
	start(&out, &h);
	template_desk_home(&h, &v);
	xmlDoc *d = done("desk_home", &out);
	assert_int_equal(page_count(d, "//*[@role='status']//p[contains(., '已受理天坛')]", true), 1);
	assert_int_equal(page_count(d, "//header//form//button", true), 1);
	xmlFreeDoc(d);
}

static void filing(void **state)
{
	(void)state;
	static const struct view_step steps[] = {
		{ SV_INIT("/desk/1/accept"), SV_INIT("受理"), SV_INIT("r1"), false, false, SV_INIT(""),
			SV_INIT("received") },
		{ SV_INIT("/desk/1/return"), SV_INIT("退回修改"), SV_INIT("r2"), true, true,
			SV_INIT("写明哪里要改、怎么改"), SV_INIT("received") } };
	static const struct view_history history[] = {
		{ SV_INIT("报送"), SV_INIT("李红"), SV_INIT("2024-01-12 09:30"), SV_INIT(""), SV_INIT("1024") },
		{ SV_INIT("退回修改"), SV_INIT("王小明"), SV_INIT("2024-01-13 15:02"), SV_INIT("表三总计有误。"),
			SV_INIT("1031") } };
	static const struct view_version versions[] = { { SV_INIT("1"), SV_INIT("2023年报.docx"),
		SV_INIT("/desk/1/files/1"), SV_INIT("DOCX"), SV_INIT("48 KB"), SV_INIT("2024-01-12 09:30"),
		SV_INIT("李红"), 1, 3, SV_INIT("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") } };
	struct findings f = { .arena = &arena };
	findings_add(&f, (struct finding){ .rule = RULE_BALANCE, .cell = 40, .found = SV("1") });
	struct form_view_part *parts;
	const struct finding **general;
	size_t n_parts, n_general;
	assert_int_equal(form_view_parts(sample_report(&arena, FORM_2021), &f, &arena, &parts, &n_parts,
		&general, &n_general), 0);
	struct view_part shown[8];
	for (size_t i = 0; i < n_parts; i++)
		shown[i] = (struct view_part){ parts[i].text, &findings[0], parts[i].n_findings };
	struct view_filing v = { .frame = desk_frame("天坛街道办事处2023年度报告"), .title = reports[0].title,
		.unit = SV("天坛街道办事处"), .year = 2023, .state = { SV("已收到"), SV("blue") },
		.received = SV("2024-01-12 09:30"), .n_errors = 1, .n_warnings = 3, .steps = steps, .n_steps = 2,
		.general = &findings[1], .n_general = 1, .parts = shown, .n_parts = n_parts, .history = history,
		.n_history = 2, .versions = versions, .n_versions = 1, .downloads = downloads, .n_downloads = 4 };
	struct str out;
	struct html h;
	start(&out, &h);
	template_desk_filing(&h, &v);
	xmlDoc *d = done("desk_filing", &out);
	assert_int_equal(page_count(d, "//div[@class='gk-finding gk-finding--red']", true), 1);
	xmlFreeDoc(d);
}

static void upload(void **state)
{
	(void)state;
	static const struct view_problem problems[] = { { SV_INIT("请选择要报送的文件"), SV_INIT("#file") } };
	struct view_upload v = { .frame = desk_frame("报送年度报告"), .action = SV("/desk/upload"),
		.choose_unit = true, .file_error = SV("请选择要报送的文件"), .limit = SV("256 MB") };
	v.frame.problems = problems;
	v.frame.n_problems = 1;
	v.frame.upload_url = asset_url("upload.js");
	struct str out;
	struct html h;
	start(&out, &h);
	template_desk_upload(&h, &v);
	xmlDoc *d = done("desk_upload", &out);
	assert_int_equal(page_count(d, "//title[starts-with(., '错误：')]", true), 1);
	assert_int_equal(page_count(d, "//*[@role='alert']//a[@href='#file']", true), 1);
	assert_int_equal(page_count(d, "//form[@data-upload]//input[@type='file' and @multiple]", true), 1);
	assert_int_equal(page_count(d, "//script[@type='module']", true), 2);
	xmlFreeDoc(d);
}

static void put_fields(struct html *h, bool wrong)
{
	static const struct view_option options[] = { { SV_INIT("a"), SV_INIT("经办人"), false },
		{ SV_INIT("b"), SV_INIT("主管"), true } };
	struct sv error = wrong ? SV("这里要填写") : SV("");
	struct view_text_field text = { .name = SV("login"), .label = SV("登录名"), .hint = SV("小写字母和数字"),
		.error = error, .value = SV("a\"b<c"), .max = 64, .autocomplete = "username" };
	struct view_text_field password = { .name = SV("password"), .label = SV("密码"), .error = error,
		.value = SV("never shown"), .autocomplete = "current-password" };
	struct view_text_field area = { .name = SV("remark"), .label = SV("意见"), .error = error,
		.value = SV("\n第一行\n</textarea>"), .rows = 3, .max = 1000 };
	struct view_select_field select = { SV("role"), SV("角色"), SV(""), error, options, 2 };
	struct view_file_field file = { SV("files"), SV("文件"), SV("可以选多个文件"), error, true };
	template_part_text_field(h, &text);
	template_part_password_field(h, &password);
	template_part_area_field(h, &area);
	template_part_select_field(h, &select);
	template_part_file_field(h, &file);
}

static void put_parts(struct html *h)
{
	static const struct view_fact facts[] = { { SV_INIT("统一社会信用代码"), SV_INIT("11110101000000000X"),
			SV_INIT(""), SV_INIT(""), SV_INIT("") },
		{ SV_INIT("上级机关"), SV_INIT("某区人民政府"), SV_INIT("/u/3"), SV_INIT("/u/1/parent"), SV_INIT("更改") } };
	static const struct view_tag tag = { SV_INIT("逾期"), SV_INIT("red") };
	static const struct view_cell heads[] = { { SV_INIT("机关"), SV_INIT(""), NULL, false, false },
		{ SV_INIT("新收"), SV_INIT("/?sort=new"), NULL, false, true } };
	static const struct view_cell cells[] = { { SV_INIT("天坛街道"), SV_INIT("/u/1"), &tag, true, false },
		{ SV_INIT("225"), SV_INIT(""), NULL, false, true } };
	static const struct view_row row = { cells, 2 };
	struct view_table table = { SV("各机关"), heads, 2, &row, 1 };
	struct view_facts list = { facts, 2 };
	struct view_details details = { SV("怎样计算期限"), outcome_chart() };
	struct view_paging paging = { SV("/?a=1"), SV("/?a=3") }, none = { SV(""), SV("") };
	template_part_facts(h, &list);
	template_part_table(h, &table);
	template_part_details(h, &details);
	template_part_paging(h, &none);
	template_part_paging(h, &paging);
}

static xmlDoc *parts_page(const char *name, bool wrong)
{
	struct view_frame f = desk_frame("部件");
	struct view_buttons buttons = { .label = SV("保存"), .cancel_url = SV("/") };
	struct str out;
	struct html h;
	start(&out, &h);
	template_frame_top(&h, &f);
	html_element(&h, "h1", SV("部件"));
	html_open(&h, "form");
	html_attr_lit(&h, "method", "post");
	template_part_csrf(&h, &f);
	put_fields(&h, wrong);
	template_part_buttons(&h, &buttons);
	html_close(&h);
	put_parts(&h);
	template_frame_end(&h, &f);
	return done(name, &out);
}

static void parts(void **state)
{
	(void)state;
	xmlDoc *d = parts_page("parts", false);
	assert_int_equal(page_count(d, "//input[@id='login' and @value='a\"b<c' and @maxlength='64' "
		"and @autocomplete='username' and @aria-describedby='login-hint']", true), 1);
	assert_int_equal(page_count(d, "//textarea[. = '\n\n第一行\n</textarea>']", true), 1);
	assert_int_equal(page_count(d, "//option[@selected]", true), 1);
	assert_int_equal(page_count(d, "//*[contains(., 'never shown') or @value='never shown']", true), 0);
	assert_int_equal(page_count(d, "//nav[@aria-label='翻页']", true), 1);
	assert_int_equal(page_count(d, "//th[@scope='row']/strong[. = '逾期']", true), 1);
	assert_int_equal(page_count(d, "//*[@aria-invalid]", true), 0);
	xmlFreeDoc(d);
	d = parts_page("parts_wrong", true);
	assert_int_equal(page_count(d, "//*[@aria-invalid='true']", true), 5);
	assert_int_equal(page_count(d, "//input[@aria-describedby='login-hint login-error']", true), 1);
	assert_int_equal(page_count(d, "//input[@aria-describedby='password-error']", true), 1);
	assert_int_equal(page_count(d, "//p[contains(@class, 'govuk-error-message')]", true), 5);
	xmlFreeDoc(d);
}

static void error_page(void **state)
{
	(void)state;
	struct view_error v = { .frame = frame("页面不存在"), .status = 404, .heading = SV("页面不存在"),
		.sentence = SV("没有这个地址。请检查网址，或者从首页开始查找。") };
	struct str out;
	struct html h;
	start(&out, &h);
	template_error(&h, &v);
	xmlFreeDoc(done("error", &out));
}

static void assets_have_addresses_of_their_content(void **state)
{
	(void)state;
	assert_true(n_assets >= 4);
	for (size_t i = 0; i < n_assets; i++) {
		const struct asset *a = &assets[i];
		assert_ptr_equal(asset_find(a->url), a);
		assert_true(sv_eq(asset_url(a->name.p), a->url));
		assert_true(sv_starts(a->url, SV("/assets/")) && a->url.n > a->name.n + 8);
		assert_true(a->bytes.n > 0 && a->gzip.n < a->bytes.n && a->etag.n == 18);
		struct sv file = unit_file(&arena, sv_fmt(&arena, "assets/gen/%.*s", SV_ARG(a->name)).p);
		assert_true(sv_eq(a->bytes, file));
	}
	assert_null(asset_find(SV("/assets/app.css")));
	assert_null(asset_find(SV("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(home, setup, teardown),
		cmocka_unit_test_setup_teardown(report, setup, teardown),
		cmocka_unit_test_setup_teardown(search, setup, teardown),
		cmocka_unit_test_setup_teardown(desk, setup, teardown),
		cmocka_unit_test_setup_teardown(filing, setup, teardown),
		cmocka_unit_test_setup_teardown(upload, setup, teardown),
		cmocka_unit_test_setup_teardown(parts, setup, teardown),
		cmocka_unit_test_setup_teardown(error_page, setup, teardown),
		cmocka_unit_test_setup_teardown(assets_have_addresses_of_their_content, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
