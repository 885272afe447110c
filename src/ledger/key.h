/** Of the signing key and its notation, what only the ledger's own files need. */
#pragma once

#include "ledger/ledger.h"

enum { KEY_HASH = 4, KEY_ED25519 = 1 };

/** The four bytes by which a signed note names a key: SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public), cut. */
void key_hash(const struct ledger_key *key, unsigned char ret[static KEY_HASH]);

/** Base64 (RFC 4648 §4, with padding), one text for one value. @return false on anything else */
bool key_base64(struct sv text, unsigned char *ret, size_t max, size_t *ret_n);
