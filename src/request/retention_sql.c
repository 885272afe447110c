#include "request/retention_sql.h"

#include "request/retention.h"

#define OVER \
	"SELECT k.applicant, u.name, count(*), max(r.closed_on) FROM applicant_key k" \
	" JOIN request r ON r.applicant = k.applicant JOIN applicant p ON p.id = k.applicant" \
	" JOIN unit u ON u.id = p.unit WHERE "
/* All of them were closed before, none has a case that is not. */
#define GROUPED " GROUP BY k.applicant, u.name HAVING max(r.open) = 0 AND min(r.closed_on) <> ''" \
	" AND max(r.closed_on) < $1 AND max(r.changed) < $2 AND max(CASE WHEN EXISTS" \
	" (SELECT 1 FROM remedy m WHERE m.request = r.id AND (m.closed = '' OR m.closed >= $1))" \
	" THEN 1 ELSE 0 END) = 0"

const struct sql retention_sql_list = { .text =
	OVER "k.applicant > $3" GROUPED " ORDER BY k.applicant LIMIT $4" };
const struct sql retention_sql_one = { .text = OVER "k.applicant = $3" GROUPED " LIMIT $4" };

const struct sql retention_sql_requests = { .text =
	"SELECT public_id FROM request WHERE applicant = $1 ORDER BY id" };
const struct sql retention_sql_unmark = { .text = "UPDATE applicant SET mark = $2 WHERE id = $1" };
#define HIS "request IN (SELECT id FROM request WHERE applicant = $1)"
const struct sql retention_sql_unsketch = { .text = "DELETE FROM request_sketch WHERE " HIS };
const struct sql retention_sql_unhash = { .text =
	"UPDATE request_document SET sha256 = $2 WHERE " HIS };
const struct sql retention_sql_unkey = { .text =
	"UPDATE request SET client_key = NULL WHERE applicant = $1" };

const struct sql retention_sql_clean = { .sqlite = "PRAGMA wal_checkpoint(TRUNCATE)",
	.postgresql = "VACUUM (FULL) applicant_key" };

static const struct sql_named named[] = { { "list", &retention_sql_list },
	{ "one", &retention_sql_one }, { "requests", &retention_sql_requests },
	{ "unmark", &retention_sql_unmark }, { "unsketch", &retention_sql_unsketch },
	{ "unhash", &retention_sql_unhash }, { "unkey", &retention_sql_unkey },
	{ "clean", &retention_sql_clean } };
const struct sql_set retention_statements = { "retention", named, sizeof named / sizeof *named };
