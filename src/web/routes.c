#include "web/routes.h"

#include "ledger/receipt.h"
#include "web/pages.h"

/* Parameters that several routes have. */
#define ID { "id", IN_PATH, PARAMETER_ID, 0, 0, true, "编号" }
#define YEAR { "year", IN_QUERY, PARAMETER_INT, 1949, 2999, false, "年度" }
#define AFTER_YEAR { "after_year", IN_QUERY, PARAMETER_INT, 1, 9999, false, "页" }
#define AFTER { "after", IN_QUERY, PARAMETER_INT, 0, INT64_MAX, false, "页" }
#define UNIT { "unit", IN_QUERY, PARAMETER_ID, 0, 0, false, "机关" }
#define WORDS { "q", IN_QUERY, PARAMETER_TEXT, 0, 60, false, "要找的词" }
#define PAGE { "page", IN_QUERY, PARAMETER_INT, 1, 100, false, "页" }
#define FORMAT { "format", IN_PATH, PARAMETER_WORD, 3, 4, true, "格式" }
#define DONE { "done", IN_QUERY, PARAMETER_WORD, 1, 20, false, "提示" }
#define REMARK { "remark", IN_FORM, PARAMETER_TEXT, 0, 1000, false, "意见" }
#define STEP { "step", IN_PATH, PARAMETER_WORD, 1, 10, true, "步骤" }
#define WHAT { "what", IN_PATH, PARAMETER_WORD, 1, 10, true, "要做的事" }
#define NUMBER { "number", IN_FORM, PARAMETER_TEXT, 0, 100, false, "编号" }
#define CODE { "code", IN_FORM, PARAMETER_TEXT, 0, 100, false, "查询码" }
#define EXPECTED { "expected", IN_FORM, PARAMETER_WORD, 1, 20, true, "状态" }

#define HANDLER { "handler", IN_QUERY, PARAMETER_INT, 0, INT64_MAX, false, "承办人" }
#define LISTED UNIT, { "state", IN_QUERY, PARAMETER_WORD, 1, 20, false, "状态" }, HANDLER, \
	{ "urgency", IN_QUERY, PARAMETER_WORD, 1, 10, false, "期限" }, \
	{ "due", IN_QUERY, PARAMETER_WORD, 10, 10, false, "到期日" }, WORDS, AFTER, \
	{ "after_due", IN_QUERY, PARAMETER_WORD, 10, 10, false, "页" }
#define FOR_READERS (FOR_OFFICE | FOR_SUPERVISORS)
#define FOR_SETTERS (1u << ROLE_OFFICE_HEAD | 1u << ROLE_APPROVER | FOR_ADMINS)
#define FOR_HANDS (FOR_OFFICE & ~(1u << ROLE_APPROVER)) /* who takes in and drafts; an approver signs */

const struct route routes[] = {
	/* For everybody. */
	{ HTTP_GET, "/", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_home, .parameters = { DONE } },
	{ HTTP_GET, "/reports", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_reports,
		.parameters = { YEAR, UNIT, AFTER_YEAR, AFTER } },
	{ HTTP_GET, "/reports/{id}", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_report,
		.parameters = { ID } },
	{ HTTP_GET, "/reports/{id}/{format}", FOR_ALL, ROUTE_FILE, .slow = true,
		.handle = page_report_file, .parameters = { ID, FORMAT } },
	{ HTTP_GET, "/units", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_units, .parameters = {
		{ "name", IN_QUERY, PARAMETER_TEXT, 0, 60, false, "机关名称" }, AFTER } },
	{ HTTP_GET, "/units/{id}", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_unit,
		.parameters = { ID } },
	{ HTTP_GET, "/search", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_search,
		.parameters = { WORDS, UNIT, YEAR, PAGE } },
	{ HTTP_GET, "/data", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_data },

	/* Disclosure on request: applying. What is typed is checked by web/apply_form.h, so that it can be
	   shown again; here stand only the words the pages themselves send. */
	{ HTTP_GET, "/apply", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_apply,
		.parameters = { DONE } },
	{ HTTP_GET, "/apply/unit", FOR_ALL, ROUTE_PAGE, .cached = true, .handle = page_apply_units,
		.parameters = { { "name", IN_QUERY, PARAMETER_TEXT, 0, 60, false, "机关名称" }, AFTER,
		{ "for", IN_QUERY, PARAMETER_WORD, 1, 20, false, "办什么" } } },
	{ HTTP_GET, "/apply/begin", FOR_ALL, ROUTE_PAGE, .handle = page_apply_begin, .parameters = { UNIT,
		{ "for", IN_QUERY, PARAMETER_WORD, 1, 20, false, "办什么" },
		{ "about", IN_QUERY, PARAMETER_WORD, 1, 3, false, "关于打开的那件" } } },
	{ HTTP_POST, "/apply/begin", FOR_ALL, ROUTE_PAGE, .writes = true, .shown_again = true,
		.handle = do_apply_begin, .parameters = { { "unit", IN_FORM, PARAMETER_ID, 0, 0, false, "机关" },
		{ "for", IN_FORM, PARAMETER_WORD, 1, 20, true, "办什么" },
		{ "about", IN_FORM, PARAMETER_WORD, 1, 3, false, "关于打开的那件" } } },
	{ HTTP_GET, "/apply/find", FOR_ALL, ROUTE_PAGE, .handle = page_apply_find, .parameters = { UNIT } },
	{ HTTP_POST, "/apply/find", FOR_ALL, ROUTE_PAGE, .writes = true, .shown_again = true,
		.handle = do_apply_find, .parameters = {
		{ "unit", IN_FORM, PARAMETER_ID, 0, 0, true, "机关" },
		{ "words", IN_FORM, PARAMETER_TEXT, 0, 1000, false, "要找的词" },
		{ "skip", IN_FORM, PARAMETER_WORD, 1, 3, false, "不找" } } },
	{ HTTP_GET, "/apply/steps/{step}", FOR_ALL, ROUTE_PAGE, .handle = page_apply_step,
		.parameters = { STEP } },
	{ HTTP_POST, "/apply/steps/{step}", FOR_ALL, ROUTE_PAGE, .writes = true, .shown_again = true,
		.handle = do_apply_step, .parameters = { STEP } },
	{ HTTP_GET, "/apply/files", FOR_ALL, ROUTE_PAGE, .handle = page_apply_files },
	{ HTTP_POST, "/apply/files", FOR_ALL, ROUTE_PAGE, .writes = true, .upload = true,
		.shown_again = true, .handle = do_apply_files, .parameters = {
		{ "then", IN_FORM, PARAMETER_WORD, 1, 10, false, "下一步" } } },
	{ HTTP_POST, "/apply/files/remove", FOR_ALL, ROUTE_PAGE, .writes = true, .shown_again = true,
		.handle = do_apply_file_remove, .parameters = {
		{ "file", IN_FORM, PARAMETER_INT, 1, INT64_MAX, true, "文件" } } },
	{ HTTP_GET, "/apply/check", FOR_ALL, ROUTE_PAGE, .handle = page_apply_check },
	{ HTTP_POST, "/apply/send", FOR_ALL, ROUTE_PAGE, .writes = true,
		.shown_again = true, .handle = do_apply_send },
	{ HTTP_GET, "/apply/receipt", FOR_ALL, ROUTE_PAGE, .handle = page_apply_receipt },
	{ HTTP_GET, "/apply/receipt/text", FOR_ALL, ROUTE_FILE, .handle = page_apply_receipt_text },
	{ HTTP_GET, "/apply/receipt/content", FOR_ALL, ROUTE_FILE, .handle = page_apply_content },
	{ HTTP_POST, "/apply/drop", FOR_ALL, ROUTE_PAGE, .writes = true, .shown_again = true,
		.handle = do_apply_drop },

	/* … following it, and being asked about one. Number and code never stand in an address. */
	{ HTTP_GET, "/follow", FOR_ALL, ROUTE_PAGE, .handle = page_follow, .parameters = { DONE } },
	{ HTTP_POST, "/follow", FOR_ALL, ROUTE_PAGE, .shown_again = true, .handle = do_follow,
		.parameters = { NUMBER, CODE } },
	{ HTTP_GET, "/follow/request", FOR_ALL, ROUTE_PAGE, .handle = page_follow_request,
		.parameters = { DONE } },
	{ HTTP_GET, "/follow/files/{id}", FOR_ALL, ROUTE_FILE, .slow = true, .handle = page_follow_file,
		.parameters = { { "id", IN_PATH, PARAMETER_INT, 1, INT64_MAX, true, "文件" } } },
	{ HTTP_GET, "/follow/receipt", FOR_ALL, ROUTE_FILE, .handle = page_follow_receipt },
	{ HTTP_GET, "/follow/fee", FOR_ALL, ROUTE_PAGE, .handle = page_follow_fee },
	{ HTTP_GET, "/follow/remedy", FOR_ALL, ROUTE_PAGE, .handle = page_remedy },
	{ HTTP_GET, "/follow/remedy/form", FOR_ALL, ROUTE_PAGE, .handle = page_remedy_form },
	{ HTTP_GET, "/follow/do/{what}", FOR_ALL, ROUTE_PAGE, .handle = page_follow_act,
		.parameters = { WHAT } },
	{ HTTP_POST, "/follow/do/{what}", FOR_ALL, ROUTE_PAGE, .writes = true,
		.upload = true, .shown_again = true, .handle = do_follow_act, .parameters = { WHAT } },
	{ HTTP_POST, "/follow/leave", FOR_ALL, ROUTE_PAGE, .no_database = true, .shown_again = true,
		.handle = do_follow_leave },
	{ HTTP_GET, "/opinion", FOR_ALL, ROUTE_PAGE, .handle = page_opinion, .parameters = { DONE } },
	{ HTTP_POST, "/opinion", FOR_ALL, ROUTE_PAGE, .shown_again = true, .handle = do_opinion,
		.parameters = { NUMBER, CODE } },
	{ HTTP_GET, "/opinion/answer", FOR_ALL, ROUTE_PAGE, .handle = page_opinion_answer,
		.parameters = { DONE } },
	{ HTTP_POST, "/opinion/answer", FOR_ALL, ROUTE_PAGE, .writes = true, .shown_again = true,
		.handle = do_opinion_answer },
	{ HTTP_POST, "/opinion/leave", FOR_ALL, ROUTE_PAGE, .no_database = true, .shown_again = true,
		.handle = do_opinion_leave },

	/* Receipts. */
	{ HTTP_GET, "/receipts/verify", FOR_ALL, ROUTE_PAGE, .handle = page_receipt_verify,
		.parameters = { { "id", IN_QUERY, PARAMETER_ID, 0, 0, false, "编号" },
		{ "commitment", IN_QUERY, PARAMETER_WORD, 1, 64, false, "承诺" } } },
	{ HTTP_POST, "/receipts/verify", FOR_ALL, ROUTE_PAGE, .shown_again = true, .upload = true,
		.upload_small = 3 * RECEIPT_MAX, .handle = do_receipt_verify, .parameters = {
		{ "receipt", IN_FORM, PARAMETER_TEXT, 0, 100000, false, "回执" },
		{ "key", IN_FORM, PARAMETER_TEXT, 0, 300, false, "公钥" } } },
	{ HTTP_GET, "/receipts/{id}", FOR_ALL, ROUTE_DATA, .handle = page_receipt_proof,
		.parameters = { ID, { "commitment", IN_QUERY, PARAMETER_WORD, 1, 64, true, "承诺" } } },
	{ HTTP_GET, "/ledger/key", FOR_ALL, ROUTE_DATA, .handle = page_ledger_key },

	/* For machines. */
	{ HTTP_GET, "/api/v1/openapi.json", FOR_ALL, ROUTE_DATA, .cached = true, .handle = page_openapi },
	{ HTTP_GET, "/api/v1/units", FOR_ALL, ROUTE_DATA, .cached = true, .handle = page_api_units,
		.parameters = { AFTER } },
	{ HTTP_GET, "/api/v1/reports", FOR_ALL, ROUTE_DATA, .cached = true, .handle = page_api_reports,
		.parameters = { YEAR, UNIT, AFTER_YEAR, AFTER } },
	{ HTTP_GET, "/api/v1/reports/{id}", FOR_ALL, ROUTE_DATA, .cached = true,
		.handle = page_api_report, .parameters = { ID } },
	{ HTTP_GET, "/api/v1/search", FOR_ALL, ROUTE_DATA, .cached = true, .handle = page_api_search,
		.parameters = { WORDS, UNIT, YEAR, PAGE } },
	{ HTTP_POST, "/api/v1/requests", FOR_ALL, ROUTE_DATA, .writes = true, .portal = true,
		.handle = do_intake },
	{ HTTP_GET, "/api/v1/requests/{number}", FOR_ALL, ROUTE_DATA, .portal = true,
		.handle = page_intake_status, .parameters = {
		{ "number", IN_PATH, PARAMETER_WORD, 1, 32, true, "申请编号" } } },
	{ HTTP_GET, "/feed.atom", FOR_ALL, ROUTE_DATA, .cached = true, .handle = page_feed },
	{ HTTP_GET, "/sitemap.xml", FOR_ALL, ROUTE_DATA, .cached = true, .slow = true,
		.handle = page_sitemap, .parameters = {
		{ "of", IN_QUERY, PARAMETER_WORD, 1, 20, false, "部分" },
		{ "page", IN_QUERY, PARAMETER_INT, 1, 1000000, false, "页" } } },
	{ HTTP_GET, "/dump/reports.jsonl", FOR_ALL, ROUTE_DATA, .slow = true, .no_database = true,
		.handle = page_dump_jsonl },
	{ HTTP_GET, "/dump/reports.csv", FOR_ALL, ROUTE_DATA, .slow = true, .no_database = true,
		.handle = page_dump_csv },
	{ HTTP_GET, "/ledger/checkpoint", FOR_ALL, ROUTE_DATA, .handle = page_checkpoint },
	{ HTTP_GET, "/assets/{name}", FOR_ALL, ROUTE_FILE, .no_database = true, .handle = page_asset,
		.parameters = { { "name", IN_PATH, PARAMETER_WORD, 1, 80, true, "文件" } } },
	{ HTTP_GET, "/healthz", FOR_ALL, ROUTE_DATA, .no_database = true, .handle = page_health },
	{ HTTP_GET, "/metrics", FOR_ALL, ROUTE_DATA, .handle = page_metrics },
	{ HTTP_GET, "/robots.txt", FOR_ALL, ROUTE_DATA, .no_database = true, .handle = page_robots },

	/* The way in. */
	{ HTTP_GET, "/desk/sign-in", FOR_ALL, ROUTE_PAGE, .no_database = true, .handle = page_sign_in,
		.parameters = { { "next", IN_QUERY, PARAMETER_TEXT, 0, 200, false, "去处" } } },
	{ HTTP_POST, "/desk/sign-in", FOR_ALL, ROUTE_PAGE, .writes = true,
		.handle = do_sign_in, .parameters = {
		{ "login", IN_FORM, PARAMETER_TEXT, 0, 64, false, "登录名" },
		{ "password", IN_FORM, PARAMETER_TEXT, 0, 256, false, "密码" },
		{ "next", IN_FORM, PARAMETER_TEXT, 0, 200, false, "去处" } } },
	{ HTTP_POST, "/desk/sign-out", FOR_STAFF, ROUTE_PAGE, .writes = true, .while_must_change = true,
		.handle = do_sign_out },
	{ HTTP_GET, "/desk/password", FOR_STAFF, ROUTE_PAGE, .no_database = true,
		.while_must_change = true, .handle = page_password },
	{ HTTP_POST, "/desk/password", FOR_STAFF, ROUTE_PAGE, .writes = true,
		.while_must_change = true, .handle = do_password, .parameters = {
		{ "old", IN_FORM, PARAMETER_TEXT, 0, 256, false, "现在的密码" },
		{ "fresh", IN_FORM, PARAMETER_TEXT, 0, 256, false, "新密码" },
		{ "again", IN_FORM, PARAMETER_TEXT, 0, 256, false, "再写一次新密码" } } },

	/* The desk. */
	{ HTTP_GET, "/desk", FOR_STAFF, ROUTE_PAGE, .handle = page_desk },
	{ HTTP_GET, "/desk/upload", FOR_STAFF, ROUTE_PAGE, .handle = page_upload },
	{ HTTP_POST, "/desk/upload", FOR_STAFF, ROUTE_PAGE, .slow = true, .upload = true,
		.no_database = true, .handle = do_upload, .parameters = {
		{ "unit", IN_FORM, PARAMETER_TEXT, 0, 100, false, "机关名称" } } },
	{ HTTP_GET, "/desk/reports/{id}", FOR_STAFF, ROUTE_PAGE, .handle = page_filing,
		.parameters = { ID, DONE } },
	{ HTTP_GET, "/desk/reports/{id}/files/{number}", FOR_STAFF, ROUTE_FILE,
		.handle = page_filing_version, .parameters = { ID,
		{ "number", IN_PATH, PARAMETER_INT, 1, 100000, true, "次序" } } },
	{ HTTP_GET, "/desk/reports/{id}/{format}", FOR_STAFF, ROUTE_FILE, .slow = true,
		.handle = page_filing_file, .parameters = { ID, FORMAT } },
	{ HTTP_POST, "/desk/reports/{id}/give_back", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_PAGE,
		.writes = true, .handle = do_give_back, .parameters = { ID, EXPECTED, REMARK } },
	{ HTTP_POST, "/desk/reports/{id}/accept", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_PAGE,
		.writes = true, .handle = do_accept, .parameters = { ID, EXPECTED, REMARK } },
	{ HTTP_POST, "/desk/reports/{id}/publish", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_PAGE,
		.writes = true, .handle = do_publish, .parameters = { ID, EXPECTED, REMARK } },
	{ HTTP_POST, "/desk/reports/{id}/withdraw", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_PAGE,
		.writes = true, .handle = do_withdraw, .parameters = { ID, EXPECTED, REMARK } },

	/* Disclosure on request. What a step's form holds is read by its own names (web/desk_request_steps.h), so
	   that it can be shown again. */
	{ HTTP_GET, "/desk/requests", FOR_READERS, ROUTE_PAGE, .handle = page_requests,
		.parameters = { LISTED, DONE } },
	{ HTTP_GET, "/desk/requests.csv", FOR_READERS, ROUTE_FILE, .slow = true,
		.handle = page_requests_csv, .parameters = { LISTED } },
	{ HTTP_POST, "/desk/requests/assign", FOR_HANDS, ROUTE_PAGE, .writes = true,
		.handle = do_requests_assign, .parameters = {
		{ "handler", IN_FORM, PARAMETER_INT, 1, INT64_MAX, true, "承办人" } } },
	{ HTTP_POST, "/desk/requests/confirm", FOR_HANDS, ROUTE_PAGE, .writes = true,
		.handle = do_requests_confirm },
	{ HTTP_GET, "/desk/requests/calendar", FOR_READERS, ROUTE_PAGE,
		.handle = page_requests_calendar, .parameters = { UNIT,
		{ "month", IN_QUERY, PARAMETER_WORD, 7, 7, false, "月份" } } },
	{ HTTP_GET, "/desk/requests.ics", FOR_READERS, ROUTE_FILE, .handle = page_requests_ics,
		.parameters = { UNIT } },
	{ HTTP_GET, "/desk/requests/units", FOR_SUPERVISORS, ROUTE_PAGE, .handle = page_requests_units,
		.parameters = { AFTER } },
	{ HTTP_GET, "/desk/requests/units.csv", FOR_SUPERVISORS, ROUTE_FILE, .slow = true,
		.handle = page_requests_units_csv },
	{ HTTP_GET, "/desk/requests/workload", FOR_OFFICE, ROUTE_PAGE,
		.handle = page_requests_workload },
	{ HTTP_GET, "/desk/requests/workload.csv", FOR_OFFICE, ROUTE_FILE,
		.handle = page_requests_workload_csv },
	{ HTTP_GET, "/desk/requests/report", FOR_READERS, ROUTE_PAGE, .slow = true,
		.handle = page_request_report, .parameters = { UNIT, YEAR } },
	{ HTTP_GET, "/desk/requests/report/{format}", FOR_READERS, ROUTE_FILE, .slow = true,
		.handle = page_request_report_file, .parameters = { FORMAT, UNIT, YEAR } },
	{ HTTP_GET, "/desk/requests/report/cells/{cell}", FOR_READERS, ROUTE_PAGE, .slow = true,
		.handle = page_request_cell, .parameters = {
		{ "cell", IN_PATH, PARAMETER_WORD, 1, 95, true, "格" }, UNIT, YEAR, AFTER } },
	{ HTTP_GET, "/desk/requests/new", FOR_HANDS, ROUTE_PAGE,
		.handle = page_request_new },
	{ HTTP_POST, "/desk/requests/new", FOR_HANDS, ROUTE_PAGE, .writes = true,
		.upload = true, .handle = do_request_new },
	{ HTTP_GET, "/desk/requests/{id}/draft", FOR_HANDS, ROUTE_PAGE, .handle = page_request_draft,
		.parameters = { ID, { "outcome", IN_QUERY, PARAMETER_WORD, 1, 40, false, "怎样答复" } } },
	{ HTTP_POST, "/desk/requests/{id}/draft", FOR_HANDS, ROUTE_PAGE, .writes = true,
		.handle = do_request_draft, .parameters = { ID, EXPECTED,
		{ "version", IN_FORM, PARAMETER_INT, 1, INT32_MAX, true, "次序" },
		{ "outcome", IN_FORM, PARAMETER_WORD, 1, 40, true, "怎样答复" },
		{ "preview", IN_FORM, PARAMETER_WORD, 1, 3, false, "预览" } } },
	{ HTTP_GET, "/desk/requests/{id}", FOR_READERS, ROUTE_PAGE, .handle = page_desk_request,
		.parameters = { ID, DONE } },
	{ HTTP_POST, "/desk/requests/{id}/open", FOR_OFFICE, ROUTE_PAGE, .writes = true,
		.handle = do_desk_request_open, .parameters = { ID,
		{ "why", IN_FORM, PARAMETER_TEXT, 0, 100, false, "为什么" } } },
	{ HTTP_POST, "/desk/requests/{id}/bundle", FOR_OFFICE, ROUTE_FILE, .writes = true,
		.handle = do_desk_request_bundle, .parameters = { ID,
		{ "purpose", IN_FORM, PARAMETER_TEXT, 0, 100, false, "用途" } } },
	{ HTTP_POST, "/desk/requests/{id}/steps/{event}", FOR_OFFICE, ROUTE_PAGE, .writes = true,
		.slow = true, .upload = true, .handle = do_desk_request_step, .parameters = { ID,
		{ "event", IN_PATH, PARAMETER_WORD, 1, 20, true, "步骤" } } },
	{ HTTP_GET, "/desk/requests/{id}/letter", FOR_OFFICE, ROUTE_PAGE, .writes = true,
		.handle = page_request_letter, .parameters = { ID } },
	{ HTTP_GET, "/desk/requests/{id}/letter/{format}", FOR_OFFICE, ROUTE_FILE, .writes = true,
		.slow = true, .handle = page_request_letter_file, .parameters = { ID, FORMAT } },
	{ HTTP_POST, "/desk/requests/{id}/remedies", FOR_OFFICE, ROUTE_PAGE, .writes = true,
		.handle = do_desk_request_remedy, .parameters = { ID,
		{ "case", IN_FORM, PARAMETER_INT, 0, INT64_MAX, false, "案件" } } },
	{ HTTP_GET, "/desk/requests/{id}/documents/{number}", FOR_OFFICE, ROUTE_FILE, .writes = true,
		.slow = true, .handle = page_desk_request_document, .parameters = { ID,
		{ "number", IN_PATH, PARAMETER_INT, 1, INT64_MAX, true, "次序" } } },

	{ HTTP_GET, "/desk/office", FOR_SETTERS, ROUTE_PAGE, .handle = page_office,
		.parameters = { UNIT, DONE } },
	{ HTTP_POST, "/desk/office", FOR_SETTERS, ROUTE_PAGE, .writes = true, .handle = do_office,
		.parameters = { { "unit", IN_FORM, PARAMETER_ID, 0, 0, false, "机关" } } },
	{ HTTP_GET, "/desk/office/letters/{kind}", FOR_SETTERS, ROUTE_PAGE, .handle = page_office_letter,
		.parameters = { { "kind", IN_PATH, PARAMETER_WORD, 1, 40, true, "文书" }, UNIT, DONE } },
	{ HTTP_POST, "/desk/office/letters/{kind}", FOR_SETTERS, ROUTE_PAGE, .writes = true,
		.handle = do_office_letter, .parameters = {
		{ "kind", IN_PATH, PARAMETER_WORD, 1, 40, true, "文书" },
		{ "unit", IN_FORM, PARAMETER_ID, 0, 0, false, "机关" },
		{ "preview", IN_FORM, PARAMETER_WORD, 1, 3, false, "预览" },
		{ "built_in", IN_FORM, PARAMETER_WORD, 1, 3, false, "恢复" } } },

	/* For supervisors. */
	{ HTTP_GET, "/desk/overview", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_PAGE, .handle = page_overview,
		.parameters = { YEAR, { "state", IN_QUERY, PARAMETER_WORD, 1, 20, false, "状态" }, AFTER } },
	{ HTTP_GET, "/desk/overview.csv", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_FILE,
		.handle = page_overview_csv, .parameters = { YEAR } },
	{ HTTP_GET, "/desk/sum", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_PAGE, .slow = true,
		.handle = page_sum, .parameters = { YEAR } },
	{ HTTP_GET, "/desk/sum/{format}", FOR_SUPERVISORS | FOR_ADMINS, ROUTE_FILE, .slow = true,
		.handle = page_sum_file, .parameters = { FORMAT, YEAR } },
	{ HTTP_GET, "/desk/compare", FOR_STAFF, ROUTE_PAGE, .handle = page_compare, .parameters = {
		{ "a", IN_QUERY, PARAMETER_ID, 0, 0, false, "前一份" },
		{ "b", IN_QUERY, PARAMETER_ID, 0, 0, false, "后一份" } } },

	/* For administrators. */
	{ HTTP_GET, "/desk/accounts", FOR_ADMINS, ROUTE_PAGE, .handle = page_accounts, .parameters = {
		{ "after", IN_QUERY, PARAMETER_WORD, 1, 64, false, "页" } } },
	{ HTTP_POST, "/desk/accounts", FOR_ADMINS, ROUTE_PAGE, .writes = true,
		.handle = do_account_add, .parameters = {
		{ "login", IN_FORM, PARAMETER_TEXT, 0, 64, false, "登录名" },
		{ "name", IN_FORM, PARAMETER_TEXT, 0, 60, false, "姓名" },
		{ "role", IN_FORM, PARAMETER_WORD, 1, 20, true, "角色" },
		{ "unit", IN_FORM, PARAMETER_TEXT, 0, 100, false, "机关" } } },
	{ HTTP_POST, "/desk/accounts/{login}/reset", FOR_ADMINS, ROUTE_PAGE, .writes = true,
		.handle = do_account_reset, .parameters = {
		{ "login", IN_PATH, PARAMETER_WORD, 2, 64, true, "登录名" } } },
	{ HTTP_POST, "/desk/accounts/{login}/disable", FOR_ADMINS, ROUTE_PAGE, .writes = true,
		.handle = do_account_disable, .parameters = {
		{ "login", IN_PATH, PARAMETER_WORD, 2, 64, true, "登录名" } } },
	{ HTTP_POST, "/desk/accounts/{login}/enable", FOR_ADMINS, ROUTE_PAGE, .writes = true,
		.handle = do_account_enable, .parameters = {
		{ "login", IN_PATH, PARAMETER_WORD, 2, 64, true, "登录名" } } },
	{ HTTP_GET, "/desk/calendar", FOR_ADMINS, ROUTE_PAGE, .handle = page_years,
		.parameters = { DONE } },
	{ HTTP_POST, "/desk/calendar", FOR_ADMINS, ROUTE_PAGE, .writes = true,
		.handle = do_years, .parameters = {
		{ "do", IN_FORM, PARAMETER_WORD, 1, 20, false, "办什么" },
		{ "year", IN_FORM, PARAMETER_TEXT, 0, 10, false, "年度" },
		{ "source", IN_FORM, PARAMETER_TEXT, 0, 200, false, "通知的全称" },
		{ "holidays", IN_FORM, PARAMETER_TEXT, 0, 3000, false, "放假的日子" },
		{ "workdays", IN_FORM, PARAMETER_TEXT, 0, 1000, false, "调休上班的周末" } } },
	{ HTTP_GET, "/desk/units", FOR_ADMINS, ROUTE_PAGE, .handle = page_desk_units,
		.parameters = { AFTER } },
	{ HTTP_POST, "/desk/units", FOR_ADMINS, ROUTE_PAGE, .writes = true, .handle = do_unit_add,
		.parameters = { { "name", IN_FORM, PARAMETER_TEXT, 0, 100, false, "名称" },
		{ "kind", IN_FORM, PARAMETER_WORD, 1, 20, true, "类别" },
		{ "code", IN_FORM, PARAMETER_TEXT, 0, 18, false, "统一社会信用代码" },
		{ "division", IN_FORM, PARAMETER_TEXT, 0, 12, false, "行政区划代码" },
		{ "parent", IN_FORM, PARAMETER_TEXT, 0, 100, false, "上级机关" } } },
	{ HTTP_GET, "/desk/units/{id}", FOR_ADMINS, ROUTE_PAGE, .handle = page_desk_unit,
		.parameters = { ID, DONE } },
	{ HTTP_POST, "/desk/units/{id}", FOR_ADMINS, ROUTE_PAGE, .writes = true,
		.handle = do_unit_change, .parameters = { ID,
		{ "name", IN_FORM, PARAMETER_TEXT, 0, 100, false, "名称" },
		{ "kind", IN_FORM, PARAMETER_WORD, 1, 20, true, "类别" },
		{ "code", IN_FORM, PARAMETER_TEXT, 0, 18, false, "统一社会信用代码" },
		{ "division", IN_FORM, PARAMETER_TEXT, 0, 12, false, "行政区划代码" },
		{ "parent", IN_FORM, PARAMETER_TEXT, 0, 100, false, "上级机关" },
		{ "closed", IN_FORM, PARAMETER_WORD, 1, 3, false, "撤销" } } },
};
const size_t n_routes = sizeof routes / sizeof *routes;
