/* The head of a request and a chunked body: however it is cut, the same comes out. */
#include "target.h"

#include "http/chunked.h"
#include "http/head.h"

/** Every view lies inside the input, and nothing the strict grammar forbids is in it. */
static void check(const struct head *h, struct sv in)
{
	for (size_t i = 0; i < h->n_fields; i++) {
		struct sv name = h->fields[i].name, value = h->fields[i].value;
		require(name.n && name.p >= in.p && value.p + value.n <= in.p + in.n);
		for (size_t k = 0; k < value.n; k++)
			require((unsigned char)value.p[k] >= ' ' || value.p[k] == '\t');
	}
	require(!(h->chunked && (h->has_length || h->length)));
	require(h->host.p || h->http10);
	require(h->path.n && h->path.p[0] == '/');
}

static void run_head(struct sv in)
{
	static struct head h;
	size_t whole_seen = 0, seen = 0, whole_n = 0, n = 0;
	enum head_end whole = head_find(in, &whole_seen, &whole_n), end = HEAD_MORE;
	for (size_t k = 1; k <= in.n && end == HEAD_MORE; k++)
		end = head_find(sv_head(in, k), &seen, &n);
	require(in.n == 0 || (whole == end && whole_n == n));
	if (whole == HEAD_WHOLE && head_parse(sv_head(in, n), &h) == 0)
		check(&h, in);
}

/** How much content, and how it ended. */
static size_t run_chunks(struct sv in, size_t step, enum chunked_result *ret)
{
	struct chunked c = { 0 };
	size_t content = 0;
	*ret = CHUNKED_MORE;
	for (size_t at = 0; at < in.n && *ret == CHUNKED_MORE; at += step) {
		struct sv data, piece = sv_head(sv_from(in, at), step);
		while ((*ret = chunked_next(&c, &piece, &data)) == CHUNKED_DATA)
			content += data.n;
	}
	return content;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv in = { (const char *)data, size < 4096 ? size : 4096 };
	enum chunked_result whole, cut;
	run_head(in);
	size_t n = run_chunks(in, in.n, &whole);
	require(run_chunks(in, 1, &cut) == n && whole == cut && n <= in.n);
	return 0;
}
