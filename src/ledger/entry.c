#include "ledger/entry.h"

#include "ledger/tree.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

int entry_check_word(struct sv word, size_t max)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] <= ' ' || word.p[i] > '~')
			return E_FORMAT;
	return word.n == 0 ? E_FORMAT : word.n > max ? E_LIMIT : E_OK;
}

bool entry_valid(const struct entry *e)
{
	return entry_check_word(e->kind, LEDGER_KIND_MAX) == E_OK
		&& entry_check_word(e->subject, LEDGER_SUBJECT_MAX) == E_OK
		&& e->time >= 0 && e->time <= ENTRY_TIME_MAX && e->account >= 0
		&& e->commitment.n == LEDGER_HASH;
}

struct ledger_hash entry_leaf(const struct entry *e)
{
	char line[ENTRY_LINE_MAX], hex[2 * LEDGER_HASH + 1];
	assert(entry_valid(e));
	sodium_bin2hex(hex, sizeof hex, (const unsigned char *)e->commitment.p, LEDGER_HASH);
	int n = snprintf(line, sizeof line, "gongkai-entry-v1\t%lld\t%.*s\t%.*s\t%lld\t%lld\t%s",
		(long long)e->number, SV_ARG(e->kind), SV_ARG(e->subject), (long long)e->time,
		(long long)e->account, hex);
	assert(n > 0 && (size_t)n < sizeof line);
	return tree_leaf((struct sv){ line, (size_t)n });
}

struct ledger_hash entry_commitment(const unsigned char salt[static LEDGER_SALT], struct sv payload)
{
	static const unsigned char domain[] = "gongkai-payload-v1"; /* its NUL is hashed too */
	crypto_hash_sha256_state state;
	struct ledger_hash h;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, domain, sizeof domain);
	crypto_hash_sha256_update(&state, salt, LEDGER_SALT);
	crypto_hash_sha256_update(&state, (const unsigned char *)payload.p, payload.n);
	crypto_hash_sha256_final(&state, h.b);
	return h;
}
