#include "doc/wire.h"

#include "base/utf8.h"

/* Fewest bytes that a block and a cell can take: what a count is checked against. */
enum { BLOCK_MIN = 3 + 8 + 4, CELL_HEAD = 6 * 4 + 1, CELL_MIN = CELL_HEAD + 4 };

static const char magic[4] = { 'G', 'K', 'D', '1' };

/* ---- out ------------------------------------------------------------------------------------ */

static char *put_u32(char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		*p++ = (char)(v >> 8 * i & 0xFF);
	return p;
}

static void add_u32(struct str *out, uint32_t v)
{
	char b[4];
	put_u32(b, v);
	str_add(out, (struct sv){ b, 4 });
}

static void add_text(struct str *out, struct sv v)
{
	if (v.n > UINT32_MAX) {
		str_break(out);
		return;
	}
	add_u32(out, (uint32_t)v.n);
	str_add(out, v);
}

static void add_cell(struct str *out, const struct doc_cell *c)
{
	char b[CELL_HEAD], *p = b;
	p = put_u32(p, c->row);
	p = put_u32(p, c->col);
	p = put_u32(p, c->rowspan);
	p = put_u32(p, c->colspan);
	p = put_u32(p, c->at.page);
	p = put_u32(p, c->at.line);
	*p = c->header;
	str_add(out, (struct sv){ b, sizeof b });
	add_text(out, c->text);
}

static void add_table(struct str *out, const struct doc_table *t)
{
	add_u32(out, t->n_rows);
	add_u32(out, t->n_cols);
	add_u32(out, t->header_rows);
	str_addc(out, t->ruled);
	str_addc(out, t->widths != NULL);
	for (uint32_t c = 0; t->widths && c < t->n_cols; c++)
		add_u32(out, t->widths[c]);
	add_u32(out, (uint32_t)t->n_cells);
	for (size_t i = 0; i < t->n_cells && str_ok(out); i++)
		add_cell(out, &t->cells[i]);
}

static void add_doc(struct str *out, const struct doc *d)
{
	str_addc(out, (char)d->format);
	add_text(out, d->title);
	add_u32(out, (uint32_t)d->n_blocks);
	for (size_t i = 0; i < d->n_blocks && str_ok(out); i++) {
		const struct doc_block *b = &d->blocks[i];
		const char head[3] = { (char)b->kind, (char)b->level, b->gap };
		str_add(out, (struct sv){ head, sizeof head });
		add_u32(out, b->at.page);
		add_u32(out, b->at.line);
		if (b->kind == DOC_TABLE)
			add_table(out, b->table);
		else
			add_text(out, b->text);
	}
}

/** The well-formed start of a fixed-size field, which may have been cut inside a character. */
static struct sv whole(const char *z)
{
	struct sv v = sv_of(z);
	while (!utf8_valid(v))
		v.n--;
	return v;
}

void doc_wire_encode(int code, const struct err *err, const struct doc *d, struct str *out)
{
	str_add(out, (struct sv){ magic, sizeof magic });
	str_addc(out, code ? 'E' : 'D');
	if (!code) {
		add_doc(out, d);
		return;
	}
	add_u32(out, (uint32_t)code);
	add_text(out, whole(err ? err->user : ""));
	add_text(out, whole(err ? err->detail : ""));
	add_text(out, whole(err ? err->field : ""));
}

/* ---- in ------------------------------------------------------------------------------------- */

/** What is left of the message, and the first thing found wrong with it. */
struct in {
	char *p, *end;
	struct arena *arena;
	const char *wrong; /* NULL while all is well */
	bool nomem;
};

static size_t left(const struct in *in)
{
	return (size_t)(in->end - in->p);
}

static void refuse(struct in *in, const char *why)
{
	if (!in->wrong)
		in->wrong = why;
	in->p = in->end;
}

static uint8_t take_u8(struct in *in)
{
	if (left(in) < 1) {
		refuse(in, "message ends too soon");
		return 0;
	}
	return (uint8_t)*in->p++;
}

static bool take_bool(struct in *in)
{
	uint8_t v = take_u8(in);
	if (v > 1)
		refuse(in, "flag is neither 0 nor 1");
	return v == 1;
}

static uint32_t take_u32(struct in *in)
{
	if (left(in) < 4) {
		refuse(in, "message ends too soon");
		return 0;
	}
	uint32_t v = 0;
	for (int i = 0; i < 4; i++)
		v |= (uint32_t)(uint8_t)*in->p++ << 8 * i;
	return v;
}

/** A count of things that take at least `min` bytes each, so that it cannot exceed what is left. */
static uint32_t take_count(struct in *in, size_t min, uint32_t max)
{
	uint32_t n = take_u32(in);
	if (n > max || n > left(in) / min) {
		refuse(in, "count larger than the message or a limit");
		return 0;
	}
	return n;
}

/** Text stays where it is, in our copy of the message; control characters become spaces. */
static struct sv take_text(struct in *in)
{
	uint32_t n = take_u32(in);
	if (n > left(in)) {
		refuse(in, "text longer than the message");
		return SV("");
	}
	struct sv v = { in->p, n };
	if (!utf8_valid(v)) {
		refuse(in, "text is not UTF-8");
		return SV("");
	}
	for (char *p = in->p, *end = p + n; p < end; p++)
		if (((unsigned char)*p < ' ' && *p != '\n' && *p != '\t') || *p == 0x7F)
			*p = ' ';
	in->p += n;
	return v;
}

static void *room(struct in *in, size_t n, size_t size)
{
	void *p = arena_array(in->arena, n, size);
	if (!p) {
		in->nomem = true;
		refuse(in, "out of memory");
	}
	return p;
}

static void take_cell(struct in *in, const struct doc_table *t, struct doc_cell *c)
{
	c->row = take_u32(in);
	c->col = take_u32(in);
	c->rowspan = take_u32(in);
	c->colspan = take_u32(in);
	c->at.page = take_u32(in);
	c->at.line = take_u32(in);
	c->header = take_bool(in);
	c->text = take_text(in);
	if (c->row >= t->n_rows || c->col >= t->n_cols || c->rowspan == 0 || c->colspan == 0 ||
	    c->rowspan > t->n_rows - c->row || c->colspan > t->n_cols - c->col)
		refuse(in, "cell outside its table");
}

static bool in_order(const struct doc_cell *a, const struct doc_cell *b)
{
	return a->row < b->row || (a->row == b->row && a->col + a->colspan <= b->col);
}

static struct doc_table *take_table(struct in *in)
{
	struct doc_table *t = room(in, 1, sizeof *t);
	if (!t)
		return NULL;
	t->n_rows = take_u32(in);
	t->n_cols = take_u32(in);
	t->header_rows = take_u32(in);
	t->ruled = take_bool(in);
	if (t->n_cols > DOC_MAX_COLUMNS || t->n_rows > DOC_MAX_TABLE_CELLS ||
	    t->n_rows * t->n_cols > DOC_MAX_TABLE_CELLS || t->header_rows > t->n_rows) {
		refuse(in, "table over a limit");
		return t;
	}
	if (take_bool(in)) {
		uint32_t *widths = room(in, t->n_cols, sizeof *widths);
		for (uint32_t c = 0; widths && c < t->n_cols; c++)
			widths[c] = take_u32(in);
		t->widths = widths;
	}
	uint32_t n = take_count(in, CELL_MIN, DOC_MAX_TABLE_CELLS);
	t->cells = room(in, n, sizeof *t->cells);
	for (uint32_t i = 0; t->cells && i < n && !in->wrong; i++) {
		take_cell(in, t, &t->cells[i]);
		if (i && !in_order(&t->cells[i - 1], &t->cells[i]))
			refuse(in, "cells out of order");
		t->n_cells = i + 1;
	}
	return t;
}

static struct doc *take_doc(struct in *in)
{
	struct doc *d = room(in, 1, sizeof *d);
	if (!d)
		return NULL;
	uint8_t format = take_u8(in);
	if (format >= DOC_FORMAT__MAX)
		refuse(in, "no such format");
	*d = (struct doc){ .arena = in->arena, .format = format, .title = take_text(in) };
	uint32_t n = take_count(in, BLOCK_MIN, DOC_MAX_BLOCKS);
	d->blocks = room(in, n, sizeof *d->blocks);
	d->cap_blocks = d->blocks ? n : 0;
	for (uint32_t i = 0; d->blocks && i < n && !in->wrong; i++) {
		struct doc_block *b = &d->blocks[i];
		uint8_t kind = take_u8(in);
		if (kind > DOC_TABLE)
			refuse(in, "no such block");
		b->kind = kind;
		b->level = take_u8(in);
		b->gap = take_bool(in);
		b->at.page = take_u32(in);
		b->at.line = take_u32(in);
		b->text = kind == DOC_TABLE ? SV("") : take_text(in);
		b->table = kind == DOC_TABLE ? take_table(in) : NULL;
		d->n_blocks = i + 1;
	}
	return d;
}

static int take_error(struct in *in, struct err *err)
{
	uint32_t code = take_u32(in);
	struct sv user = take_text(in), detail = take_text(in), field = take_text(in);
	struct err sent = { 0 };
	if (code == E_OK || code >= E__MAX || user.n >= sizeof sent.user ||
	    detail.n >= sizeof sent.detail || field.n >= sizeof sent.field)
		refuse(in, "no such error");
	if (in->wrong)
		return E_FORMAT;
	sent.code = code;
	memcpy(sent.user, user.p, user.n);
	memcpy(sent.detail, detail.p, detail.n);
	memcpy(sent.field, field.p, field.n);
	if (err)
		*err = sent;
	return (int)code;
}

int doc_wire_decode(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	/* One private copy: the child may still be writing to memory that we share with it. */
	char *copy = arena_dup(a, bytes.p, bytes.n);
	if (!copy)
		return err_set(err, E_NOMEM, "内存不足，无法取回读出的内容。请关闭其他程序后再试。");
	struct in in = { .p = copy, .end = copy + bytes.n, .arena = a };
	if (bytes.n < sizeof magic || memcmp(copy, magic, sizeof magic) != 0)
		refuse(&in, "no outcome");
	else
		in.p += sizeof magic;
	uint8_t tag = take_u8(&in);
	struct doc *d = NULL;
	int code = E_OK;
	if (tag == 'D')
		d = take_doc(&in);
	else if (tag == 'E')
		code = take_error(&in, err);
	else
		refuse(&in, "neither document nor error");
	if (!in.wrong && in.p != in.end)
		refuse(&in, "bytes after the end");
	if (in.nomem)
		return err_set(err, E_NOMEM, "内存不足，无法取回读出的内容。请关闭其他程序后再试。");
	if (in.wrong) {
		err_set(err, E_FORMAT, "读取这个文件时解析程序没有给出完整的结果，可能文件已损坏；"
			"请用原软件重新另存后再试。");
		err_detail(err, "wire: %s", in.wrong);
		return E_FORMAT;
	}
	if (!code)
		*ret = d;
	return code;
}
