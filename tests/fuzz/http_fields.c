/* A path and the fields of a query: what is taken is clean, and stays what it is when sent again. */
#include "target.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "http/http.h"

static void run_path(struct sv in, struct arena *a)
{
	struct sv path, again;
	if (!http_path_parse(in, a, &path))
		return;
	require(path.n && path.p[0] == '/' && utf8_valid(path) && path.p[path.n] == '\0');
	require(!sv_has(path, SV("//")) && !sv_has(path, SV("/../")) && !sv_has(path, SV("/./")));
	require(!sv_ends(path, SV("/..")) && !sv_ends(path, SV("/.")));
	for (size_t i = 0; i < path.n; i++)
		require((unsigned char)path.p[i] >= ' ' && path.p[i] != 0x7F && path.p[i] != '\\');
	struct str encoded;
	str_init(&encoded, a, 1 << 20);
	for (struct sv piece, rest = sv_from(path, 1); sv_cut(&rest, '/', &piece);) {
		str_addc(&encoded, '/');
		http_url_encode(&encoded, piece);
	}
	require(http_path_parse(str_sv(&encoded), a, &again) && sv_eq(path, again));
}

static void run_fields(struct sv in, struct arena *a)
{
	struct http_field *f, *again;
	size_t n, n_again;
	struct err err;
	if (http_fields_parse(in, a, &f, &n, &err))
		return;
	struct str encoded;
	str_init(&encoded, a, 1 << 20);
	for (size_t i = 0; i < n; i++) {
		require(utf8_valid(f[i].name) && !memchr(f[i].value.p, '\0', f[i].value.n));
		str_addz(&encoded, i ? "&" : "");
		http_url_encode(&encoded, f[i].name);
		str_addc(&encoded, '=');
		http_url_encode(&encoded, f[i].value);
	}
	require(n <= HTTP_FIELDS_MAX);
	require(http_fields_parse(str_sv(&encoded), a, &again, &n_again, &err) == 0 && n == n_again);
	for (size_t i = 0; i < n; i++)
		require(sv_eq(f[i].name, again[i].name) && sv_eq(f[i].value, again[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv in = { (const char *)data, size < 65536 ? size : 65536 };
	AUTO(arena_done) struct arena a;
	arena_init(&a, 16 << 20);
	run_path(in, &a);
	run_fields(in, &a);
	return 0;
}
