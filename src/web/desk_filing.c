/* One report at the desk: where it stands, what was found beside the text, what may be done next. */
#include "web/desk.h"
#include "web/form_view.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/report_file.h"
#include "web/templates.h"

#include <inttypes.h>

static struct view_tag severity_tag(enum severity s)
{
	return (struct view_tag){ sv_of(severity_label(s)),
		s == SEVERITY_ERROR ? SV("red") : SV("yellow") };
}

static struct sv place_text(struct visit *v, struct doc_place at)
{
	if (at.page && at.line)
		return sv_fmt(v->arena, "第%u页第%u行", at.page, at.line);
	return at.line ? sv_fmt(v->arena, "第%u行", at.line) : SV("");
}

static const struct view_finding *show_findings(struct visit *v, const struct finding *const *from,
	size_t n, size_t *number)
{
	struct view_finding *list = arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && i < n; i++) {
		const struct finding *f = from[i];
		list[i] = (struct view_finding){ .id = sv_fmt(v->arena, "f%zu", ++*number),
			.severity = severity_tag(f->severity), .title = sv_of(rule_of(f->rule)->title),
			.message = f->message, .quote = f->quote, .source = sv_of(rule_of(f->rule)->source),
			.found = f->found, .expected = f->expected, .place = place_text(v, f->at),
			.cell_url = f->cell >= 0 ? sv_fmt(v->arena, "#c%d", f->cell) : SV("") };
	}
	return list;
}

static int fill_parts(struct visit *v, const struct filing *f, struct view_filing *view,
	struct err *err)
{
	struct report *r;
	struct findings *found;
	struct form_view_part *parts;
	const struct finding **general;
	size_t n, n_general, number = 0;
	int rc = filing_report(v->db, f, v->arena, &r, &found, err);
	if (rc)
		return rc;
	if (form_view_parts(r, found, v->arena, &parts, &n, &general, &n_general))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	struct view_part *list = arena_array(v->arena, n + 1, sizeof *list);
	if (!list)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	view->general = show_findings(v, general, n_general, &number);
	view->n_general = n_general;
	for (size_t i = 0; i < n; i++)
		list[i] = (struct view_part){ .text = parts[i].text,
			.findings = show_findings(v, parts[i].findings, parts[i].n_findings, &number),
			.n_findings = parts[i].n_findings };
	view->parts = list;
	view->n_parts = n;
	return E_OK;
}

/** The steps that this person may take from here. */
static void fill_steps(struct visit *v, const struct filing *f, struct view_filing *view)
{
	struct view_step *list = arena_array(v->arena, FILING_EVENT__MAX, sizeof *list);
	for (int e = FILING_GIVE_BACK; list && e < FILING_EVENT__MAX; e++) {
		const struct filing_step *s = filing_step_of(f->state, (enum filing_event)e, visit_role(v));
		if (!s)
			continue;
		const char *key = filing_event_key(s->event);
		list[view->n_steps++] = (struct view_step){
			.action = visit_url(v, "/desk/reports/%.*s/%s", SV_ARG(f->public_id), key),
			.label = sv_of(filing_event_label(s->event)), .field = sv_fmt(v->arena, "remark-%s", key),
			.needs_remark = s->needs_remark, .is_warning = s->event == FILING_WITHDRAW,
			.hint = s->event == FILING_WITHDRAW ? SV("撤下的理由（会公开）") : SV("退回的意见"),
			.expected = sv_of(filing_state_key(f->state)) };
	}
	view->steps = list;
}

/** Name of an account, for people; the program itself has none. */
static int person(struct visit *v, int64_t account, struct sv *ret, struct err *err)
{
	struct account who;
	*ret = SV("命令行");
	int rc = account ? account_get(v->db, account, v->arena, &who, err) : E_OK;
	if (!rc && account)
		*ret = who.name;
	return rc;
}

static int fill_history(struct visit *v, const struct filing *f, struct view_filing *view,
	struct err *err)
{
	struct filing_deed *deeds;
	size_t n;
	int rc = filing_history(v->db, f->id, v->arena, &deeds, &n, err);
	struct view_history *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && !rc && i < n; i++) {
		list[i] = (struct view_history){ .label = sv_of(filing_event_label(deeds[i].event)),
			.time = visit_moment(v, deeds[i].time), .remark = deeds[i].remark,
			.entry = sv_fmt(v->arena, "%" PRId64, deeds[i].entry) };
		rc = person(v, deeds[i].account, &list[i].by, err);
	}
	view->history = list;
	view->n_history = n;
	return rc;
}

static struct sv size_text(struct visit *v, int64_t bytes)
{
	return bytes < 1024 * 1024 ? sv_fmt(v->arena, "%" PRId64 " KB", (bytes + 1023) / 1024)
		: sv_fmt(v->arena, "%.1f MB", (double)bytes / 1024 / 1024);
}

static int fill_versions(struct visit *v, const struct filing *f, struct view_filing *view,
	struct err *err)
{
	struct filing_version *from;
	size_t n;
	int rc = filing_versions(v->db, f->id, v->arena, &from, &n, err);
	struct view_version *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && !rc && i < n; i++) {
		char hex[BLOB_HEX];
		list[i] = (struct view_version){ .number = sv_fmt(v->arena, "%d", from[i].number),
			.file = from[i].file_name, .url = visit_url(v, "/desk/reports/%.*s/files/%d",
				SV_ARG(f->public_id), from[i].number),
			.format = sv_of(doc_format_name(from[i].format)), .size = size_text(v, from[i].size),
			.received = visit_moment(v, from[i].received), .n_errors = from[i].n_errors,
			.n_warnings = from[i].n_warnings,
			.fingerprint = sv_dup(v->arena, sv_of(blob_hex(&from[i].blob, hex))) };
		rc = person(v, from[i].account, &list[i].by, err);
	}
	view->versions = list;
	view->n_versions = n;
	return rc;
}

/** The report of the year before, when there is one to compare with. */
static int fill_compare(struct visit *v, const struct filing *f, struct view_filing *view,
	struct err *err)
{
	struct filing before;
	struct err none = { 0 };
	int rc = filing_of_unit_year(v->db, f->unit, f->year - 1, v->arena, &before, &none);
	if (rc && rc != E_NOT_FOUND) {
		*err = none;
		return rc;
	}
	if (!rc)
		view->compare_url = visit_url(v, "/desk/compare?a=%.*s&b=%.*s", SV_ARG(before.public_id),
			SV_ARG(f->public_id));
	return E_OK;
}

int page_filing(struct visit *v, struct err *err)
{
	struct filing f;
	int rc = desk_filing_of(v, visit_text(v, "id"), &f, err);
	if (rc)
		return rc;
	struct sv url = visit_url(v, "/desk/reports/%.*s", SV_ARG(f.public_id));
	struct view_filing view = { .title = f.title, .unit = f.unit_name, .year = f.year,
		.state = desk_tag(f.state), .received = visit_moment(v, f.received), .remark = f.remark,
		.n_errors = f.n_errors, .n_warnings = f.n_warnings,
		.public_url = f.state == FILING_PUBLISHED
			? visit_url(v, "/reports/%.*s", SV_ARG(f.public_id)) : SV(""),
		.upload_url = filing_step_of(f.state, FILING_DELIVER, visit_role(v)) ? SV("/desk/upload")
			: SV("") };
	view.downloads = listing_downloads(v, url, SV(""), &view.n_downloads);
	fill_steps(v, &f, &view);
	rc = fill_parts(v, &f, &view, err);
	if (!rc)
		rc = fill_history(v, &f, &view, err);
	if (!rc)
		rc = fill_versions(v, &f, &view, err);
	if (!rc)
		rc = fill_compare(v, &f, &view, err);
	const struct crumb crumbs[] = { { f.title, SV("") }, { SV(""), SV("") } };
	view.frame = visit_frame(v, f.title, crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_filing, &view, err);
}

int page_filing_file(struct visit *v, struct err *err)
{
	struct filing f;
	struct report *r;
	int rc = desk_filing_of(v, visit_text(v, "id"), &f, err);
	if (!rc)
		rc = filing_report(v->db, &f, v->arena, &r, NULL, err);
	return rc ? rc : report_file_send(v, r, f.title, err);
}

int page_filing_version(struct visit *v, struct err *err)
{
	struct filing f;
	struct filing_version *list;
	size_t n;
	struct sv bytes;
	int rc = desk_filing_of(v, visit_text(v, "id"), &f, err);
	if (!rc)
		rc = filing_versions(v->db, f.id, v->arena, &list, &n, err);
	if (rc)
		return rc;
	size_t i = 0;
	while (i < n && list[i].number != visit_number(v, "number"))
		i++;
	if (i == n)
		return err_set(err, E_NOT_FOUND, "没有这一次报送的文件。");
	rc = blob_get(v->db, &list[i].blob, v->arena, &bytes, err);
	/* A file from outside is never shown by the browser as a page of ours. */
	return rc ? rc : visit_send(v, SV("application/octet-stream"), bytes, list[i].file_name);
}

/* ── Steps ─────────────────────────────────────────────────────────────────────────────────── */

static int take_step(struct visit *v, enum filing_event event, struct err *err)
{
	struct filing f;
	int rc = desk_filing_of(v, visit_text(v, "id"), &f, err);
	enum filing_state expected = filing_state_of_key(visit_text(v, "expected"));
	if (!rc && expected == FILING_STATE__MAX)
		rc = err_set(err, E_USAGE, "这个表单不完整，请返回上一页，刷新后再提交。");
	if (!rc)
		rc = filing_apply(v->db, f.id, event, expected, sv_trim(visit_text(v, "remark")),
			&v->session.account, &v->act, err);
	return rc ? rc : visit_go(v, visit_url(v, "/desk/reports/%.*s", SV_ARG(f.public_id)),
		filing_event_key(event));
}

int do_give_back(struct visit *v, struct err *err)
{
	return take_step(v, FILING_GIVE_BACK, err);
}

int do_accept(struct visit *v, struct err *err)
{
	return take_step(v, FILING_ACCEPT, err);
}

int do_publish(struct visit *v, struct err *err)
{
	return take_step(v, FILING_PUBLISH, err);
}

int do_withdraw(struct visit *v, struct err *err)
{
	return take_step(v, FILING_WITHDRAW, err);
}
