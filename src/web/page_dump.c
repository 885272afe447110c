/*
 * Everything that is published, as one long answer: a JSON object or a CSV row a report. Made as fast as
 * it is fetched, a batch at a time from where the last one ended, so memory does not grow with what there
 * is. A connection is borrowed for each piece only: a slow client holds none.
 */
#include "report/report_csv.h"
#include "report/report_form.h"
#include "web/pages.h"
#include "web/public_json.h"

#include <stdlib.h>

enum { BATCH = 100, PIECE = 256 * 1024, TAKE_MS = 5000, ARENA_MAX = 512 * 1024 * 1024,
	CSV_LINE_MAX = 16 * 1024 * 1024 };

/** Appends a report as a line of the dump. */
typedef int line_maker(const struct public_json *p, const struct filing *f, struct str *out,
	struct err *err);

struct dump {
	const struct site *site;
	line_maker *line;
	struct filing_after after;   /* the last one whose line was made */
	struct arena batch_arena, line_arena;
	struct filing *batch;
	size_t n, at;
	struct sv left;              /* of the line that is being sent */
	bool ended;
};

static void dump_done(void *context)
{
	struct dump *d = context;
	arena_done(&d->batch_arena);
	arena_done(&d->line_arena);
	free(d);
}

/* ── Lines ─────────────────────────────────────────────────────────────────────────────────── */

static int json_line(const struct public_json *p, const struct filing *f, struct str *out,
	struct err *err)
{
	int rc = public_report(p, f, out, err);
	str_addc(out, '\n');
	return rc;
}

static void csv_head(struct str *out)
{
	str_addz(out, "\xEF\xBB\xBF" "id,unit_id,unit,title,year,published");
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		char key[FORM_KEY_MAX];
		str_addf(out, ",%s", form_key(cell, key));
	}
	str_addz(out, ",uncertain\r\n");
}

/** Cells that were read from digits without borders have more than one possible reading. */
static void add_uncertain(const struct report *r, struct str *out)
{
	const char *gap = "";
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		char key[FORM_KEY_MAX];
		if (r->cells[cell].provisional) {
			str_addf(out, "%s%s", gap, form_key(cell, key));
			gap = " ";
		}
	}
}

static int csv_line(const struct public_json *p, const struct filing *f, struct str *out,
	struct err *err)
{
	struct report *r;
	char day[DATE_TEXT_MAX];
	int rc = filing_report(p->db, f, p->arena, &r, NULL, err);
	if (rc)
		return rc;
	str_add(out, f->public_id);
	str_addf(out, ",%.*s,", SV_ARG(f->unit_public_id));
	report_csv_field(out, f->unit_name);
	str_addc(out, ',');
	report_csv_field(out, f->title);
	str_addf(out, ",%d,%s", f->year, date_print(date_in_china(f->published), day));
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		str_addc(out, ',');
		report_csv_field(out, report_cell_text(&r->cells[cell], p->arena));
	}
	str_addc(out, ',');
	add_uncertain(r, out);
	str_addz(out, "\r\n");
	return E_OK;
}

/* ── Pieces ────────────────────────────────────────────────────────────────────────────────── */

static int next_batch(struct dump *d, struct db *db, struct err *err)
{
	const struct filing_filter filter = { .only_published = true };
	arena_reset(&d->batch_arena);
	d->at = d->n = 0;
	int rc = filing_list(db, &filter, d->after, BATCH, &d->batch_arena, &d->batch, &d->n, err);
	d->ended = !rc && d->n == 0;
	return rc;
}

/** Make the next line. The client may have been slow: what was taken back since the batch is left out. */
static int next_line(struct dump *d, struct db *db, struct err *err)
{
	struct filing f;
	struct str line;
	int rc = d->at == d->n ? next_batch(d, db, err) : E_OK;
	if (rc || d->ended)
		return rc;
	arena_reset(&d->line_arena);
	const struct public_json p = { d->site, db, &d->line_arena };
	rc = filing_get(db, d->batch[d->at++].id, &d->line_arena, &f, err);
	if (rc)
		return rc;
	d->after = (struct filing_after){ .year = f.year, .id = f.id };
	if (f.state != FILING_PUBLISHED)
		return E_OK;
	str_init(&line, &d->line_arena, d->line == csv_line ? CSV_LINE_MAX : PUBLIC_JSON_MAX);
	rc = d->line(&p, &f, &line, err);
	if (!rc && !str_ok(&line))
		rc = err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	d->left = str_sv(&line);
	return rc;
}

static int fill(struct dump *d, struct db *db, struct str *piece, struct err *err)
{
	int rc = E_OK;
	while (!rc && !d->ended && piece->n < PIECE) {
		if (d->left.n == 0) {
			rc = next_line(d, db, err);
			continue;
		}
		struct sv part = sv_head(d->left, PIECE);
		str_add(piece, part);
		d->left = sv_from(d->left, part.n);
	}
	return rc;
}

static bool dump_more(void *context, struct str *piece)
{
	struct dump *d = context;
	struct db *db;
	int rc = db_pool_take(d->site->pool, DB_READ, TAKE_MS, &db, NULL);
	if (!rc) {
		if (d->line == csv_line && d->after.id == 0)
			csv_head(piece);
		rc = fill(d, db, piece, NULL);
		db_pool_give(d->site->pool, db);
	}
	/* Cut: who fetches sees that something is missing, and nobody takes a part for the whole. */
	if (rc)
		str_break(piece);
	return !rc && !d->ended;
}

static int dump(struct visit *v, line_maker *line, struct sv type, struct err *err)
{
	struct dump *d = calloc(1, sizeof *d);
	if (!d)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	d->site = v->site;
	d->line = line;
	arena_init(&d->batch_arena, ARENA_MAX);
	arena_init(&d->line_arena, ARENA_MAX);
	v->response->status = 200;
	v->response->more = dump_more;
	v->response->more_done = dump_done;
	v->response->more_context = d;
	http_set(v->response, SV("Content-Type"), type);
	return E_OK;
}

int page_dump_jsonl(struct visit *v, struct err *err)
{
	return dump(v, json_line, SV("application/jsonl; charset=utf-8"), err);
}

int page_dump_csv(struct visit *v, struct err *err)
{
	return dump(v, csv_line, SV("text/csv; charset=utf-8"), err);
}
