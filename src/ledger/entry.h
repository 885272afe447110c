/** An entry as bytes: what its fields may hold, its line in the tree, its commitment. */
#pragma once

#include "ledger/ledger.h"

/** The last moment of the year 9999: what can be shown as a date. */
#define ENTRY_TIME_MAX INT64_C(253402300799)

struct entry {
	int64_t number;
	struct sv kind, subject;
	time_utc time;
	int64_t account;
	struct sv commitment; /* LEDGER_HASH bytes */
};

enum { ENTRY_LINE_MAX = 16 + 1 + 20 + 1 + LEDGER_KIND_MAX + 1 + LEDGER_SUBJECT_MAX + 1 + 20 + 1 + 20
	+ 1 + 2 * LEDGER_HASH + 1 };

/** Is it 1 … max bytes of printable ASCII without spaces? @return 0, E_FORMAT, E_LIMIT */
int entry_check_word(struct sv word, size_t max);

/** Can an entry with these fields stand in the tree? The number is not looked at. */
bool entry_valid(const struct entry *e);

/** Hash of its leaf. Precondition: it is valid. */
struct ledger_hash entry_leaf(const struct entry *e);

/** SHA-256("gongkai-payload-v1" 0x00 ‖ salt ‖ payload). */
struct ledger_hash entry_commitment(const unsigned char salt[static LEDGER_SALT], struct sv payload);
