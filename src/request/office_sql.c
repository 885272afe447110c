#include "request/office_sql.h"

#include "request/office.h"
#include "store/dialect.h"

#define OFFICES(ID, INT, BYTES, STRICT) \
	"CREATE TABLE office_setting (unit " INT " NOT NULL REFERENCES unit (id), name TEXT NOT NULL," \
	" value TEXT NOT NULL, PRIMARY KEY (unit, name))" STRICT ";" \
	"CREATE TABLE office_letter (unit " INT " NOT NULL REFERENCES unit (id), kind TEXT NOT NULL," \
	" text TEXT NOT NULL, PRIMARY KEY (unit, kind))" STRICT ";" \
	"CREATE TABLE office_series (unit " INT " NOT NULL REFERENCES unit (id), series TEXT NOT NULL," \
	" year " INT " NOT NULL, last " INT " NOT NULL, PRIMARY KEY (unit, series, year))" STRICT ";"

static const struct migration migrations[] = {
	{ "offices", SQL_SQLITE(OFFICES), SQL_POSTGRESQL(OFFICES) },
};
static const char *const tables[] = { "office_setting", "office_letter", "office_series" };
const struct schema office_schema = { "office", migrations, 1, tables, 3 };

const struct sql office_sql_settings = { .text =
	"SELECT name, value FROM office_setting WHERE unit = $1" };
const struct sql office_sql_put = { .text =
	"INSERT INTO office_setting (unit, name, value) VALUES ($1, $2, $3)"
	" ON CONFLICT (unit, name) DO UPDATE SET value = excluded.value" };
const struct sql office_sql_take_back = { .text =
	"DELETE FROM office_setting WHERE unit = $1 AND name = $2" };
const struct sql office_sql_letter = { .text =
	"SELECT text FROM office_letter WHERE unit = $1 AND kind = $2" };
const struct sql office_sql_put_letter = { .text =
	"INSERT INTO office_letter (unit, kind, text) VALUES ($1, $2, $3)"
	" ON CONFLICT (unit, kind) DO UPDATE SET text = excluded.text" };
const struct sql office_sql_take_back_letter = { .text =
	"DELETE FROM office_letter WHERE unit = $1 AND kind = $2" };
const struct sql office_sql_next = { .text =
	"INSERT INTO office_series (unit, series, year, last) VALUES ($1, $2, $3, 1)"
	" ON CONFLICT (unit, series, year) DO UPDATE SET last = office_series.last + 1 RETURNING last" };

#define NAMED(statement) { #statement, &statement }
static const struct sql_named named[] = { NAMED(office_sql_settings), NAMED(office_sql_put),
	NAMED(office_sql_take_back), NAMED(office_sql_letter), NAMED(office_sql_put_letter),
	NAMED(office_sql_take_back_letter), NAMED(office_sql_next) };
const struct sql_set office_statements = { "office", named, sizeof named / sizeof *named };
