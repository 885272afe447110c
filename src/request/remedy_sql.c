#include "request/remedy_sql.h"

#include "request/remedy.h"
#include "store/dialect.h"

#define REMEDIES(ID, INT, BYTES, STRICT) \
	"CREATE TABLE remedy (id " ID ", request " INT " NOT NULL REFERENCES request (id)," \
	" unit " INT " NOT NULL REFERENCES unit (id), kind TEXT NOT NULL, organ TEXT NOT NULL," \
	" case_number TEXT NOT NULL, opened TEXT NOT NULL, answer_due TEXT NOT NULL," \
	" closed TEXT NOT NULL, result TEXT NOT NULL, sealed " BYTES " NOT NULL," \
	" changed " INT " NOT NULL)" STRICT ";" \
	"CREATE INDEX remedy_request ON remedy (request, id);" \
	"CREATE INDEX remedy_unit ON remedy (unit, opened, closed, kind, result);"

static const struct migration migrations[] = {
	{ "remedies", SQL_SQLITE(REMEDIES), SQL_POSTGRESQL(REMEDIES) },
};
static const char *const tables[] = { "remedy" };
const struct schema remedy_schema = { "remedy", migrations, 1, tables, 1 };

#define COLUMNS \
	"m.id, m.request, m.unit, r.number, r.public_id, m.kind, m.organ, m.case_number, m.opened," \
	" m.answer_due, m.closed, m.result, m.sealed, r.applicant"
#define REMEDY " FROM remedy m JOIN request r ON r.id = m.request"

const struct sql remedy_sql_insert = { .text =
	"INSERT INTO remedy (request, unit, kind, organ, case_number, opened, answer_due, closed, result,"
	" sealed, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id" };
const struct sql remedy_sql_change = { .text =
	"UPDATE remedy SET organ = $2, case_number = $3, opened = $4, answer_due = $5, closed = $6,"
	" result = $7, sealed = $8, changed = $9 WHERE id = $1" };
const struct sql remedy_sql_of_request = { .text =
	"SELECT " COLUMNS REMEDY " WHERE m.request = $1 ORDER BY m.id" };
const struct sql remedy_sql_by_id = { .text = "SELECT " COLUMNS REMEDY " WHERE m.id = $1" };

/* $1 the unit above, 0: everything; $2 only open ones. */
const struct sql remedy_sql_list = { .text =
	"SELECT " COLUMNS REMEDY " WHERE (m.unit IN (SELECT unit FROM unit_above WHERE above = $1)"
	" OR $1 = 0) AND m.id > $3 AND ($2 = 0 OR m.closed = '') ORDER BY m.id LIMIT $4",
	.postgresql =
	"SELECT " COLUMNS REMEDY " WHERE (m.unit IN (SELECT unit FROM unit_above WHERE above = $1)"
	" OR $1 = 0) AND m.id > $3 AND (CAST($2 AS bigint) = 0 OR m.closed = '') ORDER BY m.id LIMIT $4" };

/* Closed in the period by its result; open at its end: pending. $1 unit, $2 first, $3 last day. */
#define RESULT "CASE WHEN m.closed <> '' AND m.closed <= $3 THEN m.result ELSE 'pending' END"
#define OF_PERIOD " WHERE m.unit = $1 AND m.opened <= $3 AND (m.closed = '' OR m.closed >= $2)"

const struct sql remedy_sql_count = { .text =
	"SELECT m.kind, " RESULT " AS result, count(*) FROM remedy m" OF_PERIOD
	" GROUP BY m.kind, " RESULT };
const struct sql remedy_sql_list_cell = { .text =
	"SELECT " COLUMNS REMEDY OF_PERIOD " AND m.kind = $4 AND ($5 = '' OR " RESULT " = $5)"
	" ORDER BY m.id LIMIT 1000" };

#define NAMED(statement) { #statement, &statement }
static const struct sql_named named[] = { NAMED(remedy_sql_insert), NAMED(remedy_sql_change),
	NAMED(remedy_sql_of_request), NAMED(remedy_sql_by_id), NAMED(remedy_sql_list),
	NAMED(remedy_sql_count), NAMED(remedy_sql_list_cell) };
const struct sql_set remedy_statements = { "remedy", named, sizeof named / sizeof *named };
