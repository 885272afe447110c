/** Other portals that hand in requests by program: each has a token, given by whoever runs this service. */
#pragma once

#include "base/sv.h"

enum { PORTAL_NAME_MAX = 40, PORTAL_TOKEN_MIN = 20, PORTAL_TOKEN_MAX = 200 };

/**
 * Whose token is it?
 * @param tokens         "name:token name:token", parted by blanks; a token under 20 bytes is never taken
 * @param authorization  the header: "Bearer token"
 * @return the name; empty: nobody's
 */
struct sv portal_of(struct sv tokens, struct sv authorization);
