#include "web/portal.h"

#include <sodium.h>

/** Equal, in a time that tells nothing of where they differ. */
static bool same(struct sv a, struct sv b)
{
	unsigned char x[32], y[32];
	crypto_generichash(x, sizeof x, (const unsigned char *)a.p, a.n, NULL, 0);
	crypto_generichash(y, sizeof y, (const unsigned char *)b.p, b.n, NULL, 0);
	return sodium_memcmp(x, y, sizeof x) == 0;
}

struct sv portal_of(struct sv tokens, struct sv authorization)
{
	struct sv scheme = SV("Bearer "), piece, found = SV("");
	if (!sv_starts(authorization, scheme))
		return found;
	struct sv given = sv_trim(sv_from(authorization, scheme.n));
	while (sv_cut(&tokens, ' ', &piece)) {
		size_t colon = sv_find(piece, SV(":"));
		if (colon == SV_NONE || colon == 0 || colon > PORTAL_NAME_MAX)
			continue;
		struct sv token = sv_from(piece, colon + 1);
		if (token.n >= PORTAL_TOKEN_MIN && token.n <= PORTAL_TOKEN_MAX && same(token, given))
			found = sv_head(piece, colon);
	}
	return found;
}
