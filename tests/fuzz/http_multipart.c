/* An upload, after its first line the Content-Type: however it is cut, the same comes out. */
#include "target.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "http/multipart.h"

struct run {
	struct arena arena;
	struct spool spool;
	struct multipart m;
	struct http_request r;
	int rc;
};

static void run_done(struct run *run)
{
	spool_done(&run->spool);
	arena_done(&run->arena);
}

static void go(struct run *run, struct sv type, struct sv in, size_t step)
{
	struct err err;
	struct sv bytes;
	arena_init(&run->arena, 8 << 20);
	run->spool = (struct spool){ .folder = "/tmp", .max_memory = 1 << 20 };
	run->rc = multipart_init(&run->m, type, &run->arena, 2000, &err);
	for (size_t at = 0; at < in.n && !run->rc; at += step)
		run->rc = multipart_feed(&run->m, sv_head(sv_from(in, at), step), &run->spool, &err);
	if (!run->rc)
		run->rc = spool_whole(&run->spool, &bytes, &err);
	if (!run->rc)
		run->rc = multipart_finish(&run->m, bytes, &run->r, &err);
}

static void check(const struct http_request *r, struct sv in)
{
	size_t n = 0;
	require(r->n_form <= HTTP_FIELDS_MAX && r->n_files <= HTTP_FILES_MAX);
	for (size_t i = 0; i < r->n_form; i++) {
		n += r->form[i].value.n;
		require(utf8_valid(r->form[i].name) && utf8_valid(r->form[i].value));
	}
	for (size_t i = 0; i < r->n_files; i++) {
		const struct http_file *f = &r->files[i];
		n += f->bytes.n;
		require(f->name.n && f->name.n <= PART_NAME_MAX && utf8_valid(f->name));
		require(!memchr(f->name.p, '/', f->name.n) && !memchr(f->name.p, '\\', f->name.n));
		require(f->bytes.n == 0 || sv_has(in, f->bytes));
	}
	require(n <= in.n);
}

static void compare(const struct http_request *a, const struct http_request *b)
{
	require(a->n_form == b->n_form && a->n_files == b->n_files);
	for (size_t i = 0; i < a->n_form; i++)
		require(sv_eq(a->form[i].name, b->form[i].name) &&
			sv_eq(a->form[i].value, b->form[i].value));
	for (size_t i = 0; i < a->n_files; i++)
		require(sv_eq(a->files[i].name, b->files[i].name) &&
			sv_eq(a->files[i].bytes, b->files[i].bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv type, in = { (const char *)data, size };
	if (!sv_cut(&in, '\n', &type) || !in.p)
		return 0;
	AUTO(run_done) struct run whole = { 0 };
	AUTO(run_done) struct run cut = { 0 };
	go(&whole, type, in, in.n + 1);
	go(&cut, type, in, 1);
	require(whole.rc == cut.rc);
	if (whole.rc == 0) {
		check(&whole.r, in);
		compare(&whole.r, &cut.r);
	}
	return 0;
}
