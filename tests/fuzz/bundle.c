/* Case files from anywhere: whatever comes out of a ZIP is within its limits and has names that are safe, and nothing is
 * believed that the key did not sign. What is no ZIP is taken for a manifest, which no checksum guards then. */
#include "doc/doc.h"
#include "doc/zip_in.h"
#include "request/bundle_check.h"
#include "target.h"

static void zeros(void *context, void *p, size_t n)
{
	(void)context;
	memset(p, 0, n);
}

static void check(const struct zip_part *parts, size_t n, struct arena *a)
{
	struct ledger_key key;
	struct entropy entropy = { zeros, NULL };
	struct bundle_verdict v;
	struct err err = { 0 };
	/* Nobody signed the corpus with this key. */
	ledger_key_make(&key, "gongkai.example/ledger", &entropy);
	for (int own = 0; own < 2; own++) {
		if (request_bundle_check(parts, n, own ? NULL : &key, a, &v, &err)) {
			require(err.code == E_NOMEM && err.user[0]);
			return;
		}
		require(v.n_problems <= BUNDLE_PROBLEMS_MAX && v.n_whole <= v.n_listed
			&& v.n_same <= v.n_documents && v.n_proved <= v.n_signed && v.n_signed <= v.n_receipts);
		require(own || (!v.signed_ && v.n_problems > 0 && v.n_signed == 0));
		require(v.signed_ || v.n_problems > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct sv all = { (const char *)data, size };
	struct zip_part *parts;
	struct err err = { 0 };
	size_t n = 0, sum = 0;
	arena_init(&a, (size_t)DOC_MAX_INFLATED * 2);
	if (!sv_starts(all, SV("PK"))) {
		const struct zip_part whole[] = { { "manifest.txt", all }, { "index.json", all },
			{ "receipts/01-a.txt", all }, { "checkpoint.txt", all } };
		check(whole, sizeof whole / sizeof *whole, &a);
	} else if (zip_read(all, &a, &parts, &n, &err)) {
		require(err.user[0] && (err.code == E_FORMAT || err.code == E_LIMIT || err.code == E_NOMEM));
	} else {
		require(n > 0 && n <= DOC_MAX_ENTRIES);
		for (size_t i = 0; i < n; i++) {
			require(zip_name_valid(sv_of(parts[i].name)));
			sum += parts[i].bytes.n;
			for (size_t k = 0; k < i; k++)
				require(strcmp(parts[k].name, parts[i].name) != 0);
		}
		require(sum <= DOC_MAX_INFLATED);
		check(parts, n, &a);
	}
	arena_done(&a);
	return 0;
}
