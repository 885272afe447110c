/** Private to retention.c: its statements. */
#pragma once

#include "store/store.h"

/** $1 the day, $2 its first moment, $3 after or which applicant, $4 how many. */
extern const struct sql retention_sql_list, retention_sql_one;
/** Of an applicant: his requests; forget the mark ($2 another), sketches, hashes of files, keys of portals. */
extern const struct sql retention_sql_requests, retention_sql_unmark, retention_sql_unsketch,
	retention_sql_unhash, retention_sql_unkey;
extern const struct sql retention_sql_clean;
