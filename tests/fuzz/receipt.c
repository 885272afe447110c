/* Receipts from anywhere: no stranger's key is believed, and the signed part is read in one way only. */
#include "ledger/receipt.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void zeros(void *context, void *p, size_t n)
{
	(void)context;
	memset(p, 0, n);
}

static bool within(struct sv part, struct sv whole)
{
	return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ledger_receipt r;
	struct ledger_receipt_verdict v;
	struct err err = { 0 };
	struct sv all = { (const char *)data, size };
	if (ledger_receipt_parse(all, &r, &err)) {
		if (!err.user[0])
			abort();
		return 0;
	}
	if (!within(r.text, all) || !within(r.signatures, all) || !within(r.payload, r.text)
		|| !within(r.vkey, r.text) || (r.has_proof && !within(r.checkpoint, all)))
		abort();
	/* Nobody signed the corpus with this key. */
	struct ledger_key key;
	struct entropy entropy = { zeros, NULL };
	ledger_key_make(&key, "gongkai.example/ledger", &entropy);
	ledger_receipt_check(&r, &key, &v);
	if (v.signed_ || v.proved || v.disproved != r.has_proof)
		abort();
	return 0;
}
