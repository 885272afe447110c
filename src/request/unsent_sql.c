/* Tables and statements of applications that were not sent yet. */
#include "request/unsent_int.h"

#include "store/dialect.h"

/* `handle` finds the row and opens nothing: it is a hash of the cookie's secret, as the key is another. */
#define UNSENT(ID, INT, BYTES, STRICT) \
	"CREATE TABLE request_unsent (id " ID ", handle " BYTES " NOT NULL UNIQUE, sealed " BYTES \
	" NOT NULL, sent " INT " NOT NULL CHECK (sent IN (0, 1)), changed " INT " NOT NULL)" STRICT ";" \
	"CREATE INDEX request_unsent_changed ON request_unsent (changed);" \
	"CREATE TABLE request_unsent_file (id " ID ", unsent " INT \
	" NOT NULL REFERENCES request_unsent (id) ON DELETE CASCADE, name " BYTES " NOT NULL, bytes " \
	BYTES " NOT NULL, size " INT " NOT NULL)" STRICT ";" \
	"CREATE INDEX request_unsent_file_of ON request_unsent_file (unsent, id, size);"

static const struct migration migrations[] = {
	{ "unsent applications", SQL_SQLITE(UNSENT), SQL_POSTGRESQL(UNSENT) },
};
/* Not among the tables of a backup: what nobody has sent yet must not be kept longer than it says. */
const struct schema unsent_schema = { "unsent", migrations, 1, NULL, 0 };

const struct sql unsent_sql_find = { .text =
	"SELECT id, sealed, sent, changed FROM request_unsent WHERE handle = $1" };
const struct sql unsent_sql_insert = { .text =
	"INSERT INTO request_unsent (handle, sealed, sent, changed) VALUES ($1, $2, $3, $4) RETURNING id" };
const struct sql unsent_sql_update = { .text =
	"UPDATE request_unsent SET sealed = $2, sent = $3, changed = $4 WHERE id = $1" };
const struct sql unsent_sql_delete = { .text = "DELETE FROM request_unsent WHERE handle = $1" };
const struct sql unsent_sql_add_file = { .text =
	"INSERT INTO request_unsent_file (unsent, name, bytes, size) VALUES ($1, $2, $3, $4)" };
const struct sql unsent_sql_files = { .text =
	"SELECT id, size, name FROM request_unsent_file WHERE unsent = $1 ORDER BY id" };
const struct sql unsent_sql_file_bytes = { .text =
	"SELECT bytes FROM request_unsent_file WHERE unsent = $1 AND id = $2" };
const struct sql unsent_sql_delete_file = { .text =
	"DELETE FROM request_unsent_file WHERE unsent = $1 AND id = $2" };
const struct sql unsent_sql_delete_files = { .text =
	"DELETE FROM request_unsent_file WHERE unsent = $1" };
const struct sql unsent_sql_sum = { .text =
	"SELECT count(*), coalesce(sum(size), 0) FROM request_unsent_file WHERE unsent = $1",
	.postgresql = "SELECT count(*), CAST(coalesce(sum(size), 0) AS bigint)"
	" FROM request_unsent_file WHERE unsent = $1" };
const struct sql unsent_sql_sum_all = { .text =
	"SELECT coalesce(sum(size), 0) FROM request_unsent_file",
	.postgresql = "SELECT CAST(coalesce(sum(size), 0) AS bigint) FROM request_unsent_file" };
const struct sql unsent_sql_sweep = { .text =
	"DELETE FROM request_unsent WHERE changed < $1 OR (sent = 1 AND changed < $2)" };

#define NAMED(name) { #name, &unsent_sql_##name },
static const struct sql_named statements[] = { UNSENT_STATEMENTS(NAMED) };
const struct sql_set unsent_statements = { "unsent", statements,
	sizeof statements / sizeof *statements };
