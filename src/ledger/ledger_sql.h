/** Statements of the ledger. Private to it. */
#pragma once

#include "store/store.h"

/** Entering: kind, subject, time, account, commitment → id; id, salt, payload. */
extern const struct sql ledger_add_entry, ledger_add_payload;

/** Sequencing: is anything waiting; number it from $1 on, at most $2, → what was numbered. */
extern const struct sql ledger_any_waiting, ledger_number_waiting;

/** Nodes: $3 of them from place $1 on, their hashes one after the other in $2. A checkpoint. */
extern const struct sql ledger_add_nodes, ledger_add_checkpoint;

/** Reading. */
extern const struct sql ledger_last_checkpoint, ledger_node_at, ledger_entries_of_subject,
	ledger_whole_entry, ledger_number_of_commitment;

/** Verifying, page by page: entries after number $1 and id $2, waiting ones after id $1, nodes from
    place $1 on, the checkpoint after size $1, how many rows each table has. */
extern const struct sql ledger_page_numbered, ledger_page_waiting, ledger_page_nodes;
extern const struct sql ledger_next_checkpoint, ledger_counts;
