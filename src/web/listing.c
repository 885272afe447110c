#include "web/listing.h"

#include "base/num.h"

const struct view_report_row *listing_rows(struct visit *v, const struct filing *f, size_t n)
{
	struct view_report_row *rows = arena_array(v->arena, n + 1, sizeof *rows);
	for (size_t i = 0; rows && i < n; i++)
		rows[i] = (struct view_report_row){ .title = f[i].title,
			.url = sv_join(v->arena, SV("/reports/"), f[i].public_id),
			.unit = f[i].unit_name,
			.unit_url = sv_join(v->arena, SV("/units/"), f[i].unit_public_id),
			.year = f[i].year, .published = visit_day(v, f[i].published) };
	return rows;
}

int listing_units(struct visit *v, const struct unit *u, size_t n, const struct view_unit_row **ret,
	struct err *err)
{
	struct view_unit_row *rows = arena_array(v->arena, n + 1, sizeof *rows);
	if (!rows)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n; i++) {
		int *years;
		size_t n_years;
		int rc = filing_years(v->db, u[i].id, v->arena, &years, &n_years, err);
		if (rc)
			return rc;
		rows[i] = (struct view_unit_row){ .name = u[i].name,
			.url = sv_join(v->arena, SV("/units/"), u[i].public_id),
			.kind = sv_of(unit_kind_label(u[i].kind)),
			.latest = n_years ? sv_fmt(v->arena, "%d年度", years[0]) : SV("") };
	}
	*ret = rows;
	return E_OK;
}

int listing_years(struct visit *v, int chosen, bool all, const struct view_option **ret, size_t *ret_n,
	struct err *err)
{
	int *years;
	size_t n;
	int rc = filing_years(v->db, 0, v->arena, &years, &n, err);
	struct view_option *list = rc ? NULL : arena_array(v->arena, n + 2, sizeof *list);
	if (!rc && !list)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (rc)
		return rc;
	*ret_n = 0;
	if (all)
		list[(*ret_n)++] = (struct view_option){ SV(""), SV("全部年度"), chosen == 0 };
	bool found = chosen == 0;
	for (size_t i = 0; i < n; i++) {
		found = found || years[i] == chosen;
		list[(*ret_n)++] = (struct view_option){ sv_fmt(v->arena, "%d", years[i]),
			sv_fmt(v->arena, "%d年度", years[i]), years[i] == chosen };
	}
	if (!found)
		list[(*ret_n)++] = (struct view_option){ sv_fmt(v->arena, "%d", chosen),
			sv_fmt(v->arena, "%d年度", chosen), true };
	*ret = list;
	return E_OK;
}

int listing_unit(struct visit *v, struct unit *ret, struct err *err)
{
	struct sv id = visit_text(v, "unit");
	*ret = (struct unit){ 0 };
	return id.n ? unit_by_public_id(v->db, id, v->arena, ret, err) : E_OK;
}

const struct view_download *listing_downloads(struct visit *v, struct sv base, struct sv query,
	size_t *ret_n)
{
	static const struct {
		struct sv ending, text, what;
	} formats[] = {
		{ SV_INIT("docx"), SV_INIT("Word（DOCX）"), SV_INIT("可以编辑") },
		{ SV_INIT("pdf"), SV_INIT("PDF"), SV_INIT("适合打印") },
		{ SV_INIT("xlsx"), SV_INIT("Excel（XLSX）"), SV_INIT("数字和表格") },
		{ SV_INIT("html"), SV_INIT("网页（HTML）"), SV_INIT("单个文件") },
		{ SV_INIT("csv"), SV_INIT("CSV"), SV_INIT("每格一行") },
		{ SV_INIT("json"), SV_INIT("JSON"), SV_INIT("给程序用") },
	};
	enum { N = sizeof formats / sizeof *formats };
	struct view_download *list = arena_array(v->arena, N, sizeof *list);
	struct sv folder = sv_join(v->arena, base, SV("/"));
	*ret_n = list ? N : 0;
	for (size_t i = 0; i < *ret_n; i++) {
		struct sv file = sv_join(v->arena, folder, formats[i].ending);
		list[i] = (struct view_download){ query.n ? sv_join(v->arena, file, query) : file,
			formats[i].text, formats[i].what };
	}
	return list;
}

static const struct view_piece *pieces(struct visit *v, const struct search_piece *from, size_t n)
{
	struct view_piece *list = arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && i < n; i++)
		list[i] = (struct view_piece){ from[i].text, from[i].hit };
	return list;
}

int listing_hits(struct visit *v, const struct search_result *found,
	const struct view_search_hit **ret, struct err *err)
{
	struct view_search_hit *hits = arena_array(v->arena, found->n + 1, sizeof *hits);
	if (!hits)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < found->n; i++) {
		const struct search_hit *h = &found->hits[i];
		struct filing f;
		int rc = filing_get(v->db, h->subject, v->arena, &f, err);
		if (rc)
			return rc;
		hits[i] = (struct view_search_hit){
			.url = sv_join(v->arena, SV("/reports/"), f.public_id),
			.title = pieces(v, h->title_pieces, h->n_title_pieces), .n_title = h->n_title_pieces,
			.text = pieces(v, h->pieces, h->n_pieces), .n_text = h->n_pieces, .unit = f.unit_name,
			.unit_url = sv_join(v->arena, SV("/units/"), f.unit_public_id), .year = f.year };
	}
	*ret = hits;
	return E_OK;
}
