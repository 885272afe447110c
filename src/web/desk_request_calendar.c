/* When what is due: a month on a page, and a calendar file for other programs. */
#include "web/desk_request.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>
#include <stdio.h>

enum { BATCH = 200, DUE_MAX = 2000, ICS_MAX = 4 * 1024 * 1024, LINE_MAX_OCTETS = 75 };

/** Open requests due from … to, in the order of their days; at most DUE_MAX. */
static int due_between(struct visit *v, const struct unit *unit, struct date from, struct date to,
	struct request **ret, size_t *ret_n, struct err *err)
{
	struct request_env env = desk_env(v);
	const struct request_filter filter = { .unit = unit->id,
		.within = unit->id ? unit->id : desk_scope(v), .only_open = true, .due_before = to,
		.kind = REQUEST_KIND__MAX };
	struct request_after after = { date_of_day(date_to_day(from) - 1), INT64_MAX };
	struct request *list = arena_array(v->arena, DUE_MAX + 1, sizeof *list);
	size_t n;
	*ret_n = 0;
	*ret = list;
	if (!list)
		return desk_no_memory(err);
	do {
		struct request *some;
		int rc = request_list(&env, &filter, after, BATCH, v->arena, &some, &n, err);
		if (rc)
			return rc;
		for (size_t i = 0; i < n && *ret_n < DUE_MAX; i++) {
			if (some[i].due.year)
				list[(*ret_n)++] = some[i];
			after = (struct request_after){ some[i].due, some[i].id };
		}
	} while (n == BATCH && *ret_n < DUE_MAX);
	return E_OK;
}

/* ── The month ─────────────────────────────────────────────────────────────────────────────── */

static struct date month_of(struct visit *v)
{
	struct date d;
	struct sv text = visit_text(v, "month");
	bool good = text.n && date_parse(sv_fmt(v->arena, "%.*s-01", SV_ARG(text)), &d);
	if (!good)
		d = visit_today(v);
	d.day = 1;
	return d;
}

static struct date next_month(struct date d, int step)
{
	int month = d.month - 1 + step;
	return (struct date){ d.year + (month < 0 ? -1 : month / 12), (month + 12) % 12 + 1, 1 };
}

static struct view_month_item item_of(struct visit *v, const struct request *r)
{
	return (struct view_month_item){ sv_fmt(v->arena, "%.*s %.*s", SV_ARG(r->number),
		SV_ARG(r->title)), desk_request_url(v, r), desk_urgency(v, r) };
}

/** The cell of a day; `r` moves on behind those of the day. */
static bool fill_day(struct visit *v, int64_t day, const struct request **r,
	const struct request *end, struct view_month_day *ret)
{
	enum day_kind kind = calendar_kind(v->site->calendar, day);
	const struct request *from = *r;
	while (*r < end && date_to_day((*r)->due) == day)
		++*r;
	struct view_month_item *items = arena_array(v->arena, (size_t)(*r - from) + 1, sizeof *items);
	for (size_t i = 0; items && from + i < *r; i++)
		items[i] = item_of(v, from + i);
	*ret = (struct view_month_day){ .day = sv_fmt(v->arena, "%d", date_of_day(day).day),
		.mark = kind == DAY_HOLIDAY ? SV("休") : kind == DAY_MAKE_UP ? SV("班")
			: kind == DAY_UNKNOWN ? SV("？") : SV(""),
		.off = !calendar_is_worked(kind), .today = day == date_to_day(visit_today(v)),
		.items = items, .n_items = (size_t)(*r - from) };
	return items;
}

static int fill_weeks(struct visit *v, struct date first, const struct request *list, size_t n,
	struct view_request_calendar *view, struct err *err)
{
	enum { WEEKS_MAX = 6, DAYS = 7 };
	int64_t begin = date_to_day(first), end = date_to_day(next_month(first, 1));
	int64_t day = begin - date_weekday(begin);
	struct view_month_week *weeks = arena_array(v->arena, WEEKS_MAX, sizeof *weeks);
	const struct request *r = list;
	for (; weeks && day < end; view->n_weeks++) {
		struct view_month_day *days = arena_array(v->arena, DAYS, sizeof *days);
		for (int i = 0; days && i < DAYS; i++, day++)
			if (day >= begin && day < end && !fill_day(v, day, &r, list + n, &days[i]))
				days = NULL;
		if (!days)
			return desk_no_memory(err);
		weeks[view->n_weeks] = (struct view_month_week){ days, DAYS };
	}
	view->weeks = weeks;
	return weeks ? E_OK : desk_no_memory(err);
}

static int fill_list(struct visit *v, const struct request *list, size_t n,
	struct view_request_calendar *view, struct err *err)
{
	struct view_month_item *items = arena_array(v->arena, n + 1, sizeof *items);
	for (size_t i = 0; items && i < n; i++) {
		items[i] = item_of(v, &list[i]);
		items[i].text = sv_fmt(v->arena, "%.*s　%.*s", SV_ARG(desk_date(v, list[i].due)),
			SV_ARG(items[i].text));
	}
	view->list = items;
	view->n_list = n;
	view->n_due = (int64_t)n;
	return items ? E_OK : desk_no_memory(err);
}

int page_requests_calendar(struct visit *v, struct err *err)
{
	struct unit unit;
	struct request *list;
	size_t n;
	struct date first = month_of(v), before = next_month(first, -1), after = next_month(first, 1);
	struct date last = date_of_day(date_to_day(after) - 1);
	int rc = desk_unit_of(v, &unit, err);
	if (!rc)
		rc = due_between(v, &unit, first, last, &list, &n, err);
	if (rc)
		return rc;
	struct view_request_calendar view = { .unit = unit.name,
		.title = sv_fmt(v->arena, "%d年%d月到期的申请", first.year, first.month),
		.previous_url = visit_url(v, "/desk/requests/calendar?month=%04d-%02d", before.year,
			before.month),
		.next_url = visit_url(v, "/desk/requests/calendar?month=%04d-%02d", after.year, after.month),
		.ics_url = SV("/desk/requests.ics"), .list_url = SV("/desk/requests") };
	if (calendar_kind(v->site->calendar, date_to_day(last)) == DAY_UNKNOWN)
		view.warning = sv_fmt(v->arena, "还没有%d年的工作日历，落在这一年的期限算不出来。", first.year);
	rc = fill_weeks(v, first, list, n, &view, err);
	if (!rc)
		rc = fill_list(v, list, n, &view, err);
	static const struct crumb crumbs[] = { { SV_INIT("依申请公开"), SV_INIT("/desk/requests") },
		{ SV_INIT("到期日历"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, view.title, crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_request_calendar, &view, err);
}

/* ── For other programs (RFC 5545) ─────────────────────────────────────────────────────────── */

/** A content line, folded so that no piece is longer than 75 octets and no character is cut. */
static void ics_line(struct str *out, struct sv line)
{
	size_t room = LINE_MAX_OCTETS;
	for (size_t at = 0; at < line.n;) {
		size_t next = at + 1;
		while (next < line.n && ((unsigned char)line.p[next] & 0xC0) == 0x80)
			next++;
		if (next - at > room) {
			str_addz(out, "\r\n ");
			room = LINE_MAX_OCTETS - 1;
		}
		str_add(out, (struct sv){ line.p + at, next - at });
		room -= next - at;
		at = next;
	}
	str_addz(out, "\r\n");
}

/** Number and state only: what is asked and by whom does not leave the house in a calendar. */
static void ics_event(struct visit *v, const struct request *r, const char *stamp, struct str *out)
{
	const struct date d = r->due, next = date_of_day(date_to_day(r->due) + 1);
	ics_line(out, SV("BEGIN:VEVENT"));
	ics_line(out, sv_fmt(v->arena, "UID:%.*s@gongkai", SV_ARG(r->public_id)));
	ics_line(out, sv_fmt(v->arena, "DTSTAMP:%s", stamp));
	ics_line(out, sv_fmt(v->arena, "DTSTART;VALUE=DATE:%04d%02d%02d", d.year, d.month, d.day));
	ics_line(out, sv_fmt(v->arena, "DTEND;VALUE=DATE:%04d%02d%02d", next.year, next.month, next.day));
	ics_line(out, sv_fmt(v->arena, "SUMMARY:依申请公开 %.*s 到期（%s）", SV_ARG(r->number),
		request_state_label(r->state)));
	ics_line(out, sv_fmt(v->arena, "URL:%.*s%.*s", SV_ARG(v->site->base_url),
		SV_ARG(desk_request_url(v, r))));
	ics_line(out, SV("TRANSP:TRANSPARENT"));
	ics_line(out, SV("END:VEVENT"));
}

int page_requests_ics(struct visit *v, struct err *err)
{
	enum { DAYS_BACK = 366, DAYS_AHEAD = 366 };
	struct unit unit;
	struct request *list;
	struct str out;
	size_t n;
	char stamp[32];
	int64_t today = date_to_day(visit_today(v)), now = v->act.now;
	int rc = desk_unit_of(v, &unit, err);
	if (!rc)
		rc = due_between(v, &unit, date_of_day(today - DAYS_BACK), date_of_day(today + DAYS_AHEAD),
			&list, &n, err);
	if (rc)
		return rc;
	struct date utc = date_of_day(now / 86400);
	snprintf(stamp, sizeof stamp, "%04d%02d%02dT%02d%02d%02dZ", utc.year, utc.month, utc.day,
		(int)(now % 86400 / 3600), (int)(now % 3600 / 60), (int)(now % 60));
	str_init(&out, v->arena, ICS_MAX);
	ics_line(&out, SV("BEGIN:VCALENDAR"));
	ics_line(&out, SV("VERSION:2.0"));
	ics_line(&out, SV("PRODID:-//gongkai//requests//ZH"));
	ics_line(&out, SV("CALSCALE:GREGORIAN"));
	for (size_t i = 0; i < n; i++)
		ics_event(v, &list[i], stamp, &out);
	ics_line(&out, SV("END:VCALENDAR"));
	if (!str_ok(&out))
		return err_set(err, E_LIMIT, "到期的申请太多，放不进一个日历文件。");
	return visit_send(v, SV("text/calendar; charset=utf-8"), str_sv(&out), SV("依申请公开到期.ics"));
}
