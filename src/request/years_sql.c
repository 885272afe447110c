#include "request/years_sql.h"

#include "request/years.h"
#include "store/dialect.h"

#define YEARS(ID, INT, BYTES, STRICT) \
	"CREATE TABLE calendar_year (year " INT " NOT NULL PRIMARY KEY, body TEXT NOT NULL," \
	" imported " INT " NOT NULL)" STRICT ";"

static const struct migration migrations[] = {
	{ "imported calendars", SQL_SQLITE(YEARS), SQL_POSTGRESQL(YEARS) },
};
static const char *const tables[] = { "calendar_year" };
const struct schema years_schema = { "years", migrations, 1, tables, 1 };

const struct sql years_sql_all = { .text =
	"SELECT year, body, imported FROM calendar_year ORDER BY year" };
const struct sql years_sql_put = { .text =
	"INSERT INTO calendar_year (year, body, imported) VALUES ($1, $2, $3)"
	" ON CONFLICT (year) DO UPDATE SET body = excluded.body, imported = excluded.imported" };

const struct sql years_sql_stamp = { .text =
	"SELECT count(*), COALESCE(max(imported), 0) FROM calendar_year" };

static const struct sql_named named[] = { { "years_sql_all", &years_sql_all },
	{ "years_sql_put", &years_sql_put }, { "years_sql_stamp", &years_sql_stamp } };
const struct sql_set years_statements = { "years", named, sizeof named / sizeof *named };
