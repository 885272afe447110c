/* Tables and statements of filings. */
#include "report/filing_int.h"

#include "store/dialect.h"

/* Whoever acted and what was entered are named by number only: accounts and the ledger are never
   deleted, and a filing must be readable without them. */
#define TABLES(ID, INT, BYTES, STRICT) \
	"CREATE TABLE filing (id " ID ", public_id TEXT NOT NULL UNIQUE," \
	" unit " INT " NOT NULL REFERENCES unit (id), year " INT " NOT NULL," \
	" state TEXT NOT NULL CHECK (state IN" \
	"  ('received', 'returned', 'accepted', 'published', 'withdrawn'))," \
	" n_versions " INT " NOT NULL, title TEXT NOT NULL, n_errors " INT " NOT NULL," \
	" n_warnings " INT " NOT NULL, received " INT " NOT NULL, decided " INT " NOT NULL DEFAULT 0," \
	" published " INT " NOT NULL DEFAULT 0, withdrawn " INT " NOT NULL DEFAULT 0," \
	" remark TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT ''," \
	" UNIQUE (unit, year))" STRICT ";" \
	"CREATE TABLE filing_version (id " ID "," \
	" filing " INT " NOT NULL REFERENCES filing (id), number " INT " NOT NULL," \
	" blob " BYTES " NOT NULL REFERENCES blob (sha256), size " INT " NOT NULL," \
	" file_name TEXT NOT NULL, format " INT " NOT NULL, n_errors " INT " NOT NULL," \
	" n_warnings " INT " NOT NULL, received " INT " NOT NULL, account " INT "," \
	" pack " BYTES " NOT NULL, UNIQUE (filing, number))" STRICT ";" \
	"CREATE TABLE filing_step (id " ID "," \
	" filing " INT " NOT NULL REFERENCES filing (id), event TEXT NOT NULL," \
	" from_state TEXT NOT NULL, to_state TEXT NOT NULL, number " INT " NOT NULL," \
	" entry " INT " NOT NULL, account " INT ", time " INT " NOT NULL, remark TEXT NOT NULL)" \
	STRICT ";" \
	"CREATE INDEX filing_step_filing ON filing_step (filing, id);"

/*
 * What is kept so that no list and no count of a page looks at more rows than it shows: worked out from
 * unit, unit_above and filing by the triggers below. These tables and filing_change are not among those
 * of a backup: restoring fills them again. `above` 0 stands for everything.
 */
#define KEPT(INT, STRICT, KEYED) \
	"CREATE TABLE filing_change (id " INT " NOT NULL PRIMARY KEY CHECK (id = 1)," \
	" n " INT " NOT NULL)" STRICT ";" \
	"CREATE TABLE filing_above (above " INT " NOT NULL, year " INT " NOT NULL," \
	" filing " INT " NOT NULL, state TEXT NOT NULL, flawed " INT " NOT NULL," \
	" published " INT " NOT NULL, PRIMARY KEY (above, year, filing))" KEYED ";" \
	"CREATE INDEX filing_above_state ON filing_above (above, state, year, filing);" \
	"CREATE INDEX filing_above_flawed ON filing_above (above, flawed, year, filing, state)" \
	" WHERE flawed = 1;" \
	"CREATE INDEX filing_above_newest ON filing_above (above, published, filing)" \
	" WHERE state = 'published';" \
	"CREATE TABLE filing_tally (above " INT " NOT NULL, year " INT " NOT NULL," \
	" state TEXT NOT NULL, kind TEXT NOT NULL, closed " INT " NOT NULL, n " INT " NOT NULL," \
	" flawed " INT " NOT NULL, PRIMARY KEY (above, year, state, kind, closed))" KEYED ";" \
	"CREATE TABLE filing_units (above " INT " NOT NULL, kind TEXT NOT NULL," \
	" closed " INT " NOT NULL, n " INT " NOT NULL, PRIMARY KEY (above, kind, closed))" KEYED ";"

/* What the triggers do; the same words for both databases. */

#define RAISE \
	"INSERT INTO filing_change (id, n) VALUES (1, 1)" \
	" ON CONFLICT (id) DO UPDATE SET n = filing_change.n + 1"

#define FLAWED(row) "CASE WHEN " row ".n_errors > 0 THEN 1 ELSE 0 END"

/* A unit and all above it, and everything. */
#define ABOVE(unit) "(SELECT above FROM unit_above WHERE unit = " unit " UNION ALL SELECT 0)"

#define TALLY_INTO "INSERT INTO filing_tally (above, year, state, kind, closed, n, flawed) "
#define TALLY_MORE \
	" ON CONFLICT (above, year, state, kind, closed) DO UPDATE" \
	" SET n = filing_tally.n + excluded.n, flawed = filing_tally.flawed + excluded.flawed;"
#define UNITS_INTO "INSERT INTO filing_units (above, kind, closed, n) "
#define UNITS_MORE \
	" ON CONFLICT (above, kind, closed) DO UPDATE SET n = filing_units.n + excluded.n;"

/* Count filing `row` in (1) or out (-1) wherever it stands. */
#define TALLY_FILING(row, n) \
	TALLY_INTO \
	"SELECT a.above, " row ".year, " row ".state, u.kind, u.closed, " n ", " n " * " FLAWED(row) \
	" FROM " ABOVE(row ".unit") " a CROSS JOIN unit u WHERE u.id = " row ".unit" TALLY_MORE

#define ON_FILING_INSERT \
	"INSERT INTO filing_above (above, year, filing, state, flawed, published)" \
	" SELECT a.above, NEW.year, NEW.id, NEW.state, " FLAWED("NEW") ", NEW.published" \
	" FROM " ABOVE("NEW.unit") " a;" \
	TALLY_FILING("NEW", "1")

#define ON_FILING_UPDATE \
	"UPDATE filing_above SET state = NEW.state, flawed = " FLAWED("NEW") ", published = NEW.published" \
	" WHERE above IN " ABOVE("NEW.unit") " AND year = NEW.year AND filing = NEW.id;" \
	TALLY_FILING("OLD", "-1") \
	TALLY_FILING("NEW", "1")

/* A unit comes to stand beneath another, with all it delivered; or no longer does. */
#define TALLY_MOVED(row, n) \
	TALLY_INTO \
	"SELECT " row ".above, f.year, f.state, u.kind, u.closed, " n ", " n " * " FLAWED("f") \
	" FROM filing f CROSS JOIN unit u WHERE f.unit = " row ".unit AND u.id = f.unit" TALLY_MORE \
	UNITS_INTO \
	"SELECT " row ".above, u.kind, u.closed, " n " FROM unit u WHERE u.id = " row ".unit" UNITS_MORE

#define ON_ABOVE_INSERT \
	"INSERT INTO filing_above (above, year, filing, state, flawed, published)" \
	" SELECT NEW.above, f.year, f.id, f.state, " FLAWED("f") ", f.published" \
	" FROM filing f WHERE f.unit = NEW.unit;" \
	TALLY_MOVED("NEW", "1") RAISE ";"

#define ON_ABOVE_DELETE \
	"DELETE FROM filing_above WHERE above = OLD.above AND filing IN" \
	" (SELECT id FROM filing WHERE unit = OLD.unit)" \
	" AND year IN (SELECT year FROM filing WHERE unit = OLD.unit);" \
	TALLY_MOVED("OLD", "-1") RAISE ";"

/* A unit changes its kind, is closed, is renamed. */
#define TALLY_CHANGED(row, n) \
	TALLY_INTO \
	"SELECT a.above, f.year, f.state, " row ".kind, " row ".closed, " n ", " n " * " FLAWED("f") \
	" FROM " ABOVE(row ".id") " a CROSS JOIN filing f WHERE f.unit = " row ".id" TALLY_MORE \
	UNITS_INTO \
	"SELECT a.above, " row ".kind, " row ".closed, " n " FROM " ABOVE(row ".id") " a" \
	" WHERE true" UNITS_MORE

#define ON_UNIT_INSERT \
	UNITS_INTO "VALUES (0, NEW.kind, NEW.closed, 1)" UNITS_MORE RAISE ";"

#define ON_UNIT_UPDATE TALLY_CHANGED("OLD", "-1") TALLY_CHANGED("NEW", "1") RAISE ";"

#define SQLITE_TRIGGER(name, when, body) \
	"CREATE TRIGGER " name " AFTER " when " BEGIN " body " END;"

#define POSTGRESQL_TRIGGER(name, when, body) \
	"CREATE FUNCTION " name "() RETURNS trigger LANGUAGE plpgsql AS" \
	" $body$ BEGIN " body " RETURN NULL; END $body$;" \
	"CREATE TRIGGER " name " AFTER " when " FOR EACH ROW EXECUTE FUNCTION " name "();"

#define OF_FILING(TRIGGER) \
	TRIGGER("filing_kept_insert", "INSERT ON filing", ON_FILING_INSERT) \
	TRIGGER("filing_kept_update", "UPDATE OF state, n_errors, published ON filing", ON_FILING_UPDATE)
#define OF_ABOVE(TRIGGER) \
	TRIGGER("filing_kept_above_insert", "INSERT ON unit_above", ON_ABOVE_INSERT) \
	TRIGGER("filing_kept_above_delete", "DELETE ON unit_above", ON_ABOVE_DELETE)
#define OF_UNIT(TRIGGER) \
	TRIGGER("filing_kept_unit_insert", "INSERT ON unit", ON_UNIT_INSERT) \
	TRIGGER("filing_kept_unit_update", "UPDATE ON unit", ON_UNIT_UPDATE)
/* Units that were there before these tables. */
#define FILL \
	UNITS_INTO "SELECT p.above, u.kind, u.closed, count(*) FROM unit u JOIN (SELECT unit, above" \
	" FROM unit_above UNION ALL SELECT id, 0 FROM unit) p ON p.unit = u.id" \
	" GROUP BY p.above, u.kind, u.closed;"

static const struct migration migrations[] = {
	{ "filings, versions, steps", SQL_SQLITE(TABLES), SQL_POSTGRESQL(TABLES) },
	{ "what is kept", KEPT("INTEGER", " STRICT", " STRICT, WITHOUT ROWID") FILL,
		KEPT("bigint", "", "") FILL },
	{ "kept when filings change", OF_FILING(SQLITE_TRIGGER), OF_FILING(POSTGRESQL_TRIGGER) },
	{ "kept when units move", OF_ABOVE(SQLITE_TRIGGER), OF_ABOVE(POSTGRESQL_TRIGGER) },
	{ "kept when units change", OF_UNIT(SQLITE_TRIGGER), OF_UNIT(POSTGRESQL_TRIGGER) },
};

static const char *const tables[] = { "filing", "filing_version", "filing_step" };

const struct schema filing_schema = { "report", migrations, sizeof migrations / sizeof *migrations,
	tables, sizeof tables / sizeof *tables };

/* ---- writing -------------------------------------------------------------------------------- */

const struct sql filing_sql_raise = { .text = RAISE };

const struct sql filing_sql_insert = { .text =
	"INSERT INTO filing (public_id, unit, year, state, n_versions, title, n_errors, n_warnings,"
	" received) VALUES ($1, $2, $3, 'received', 1, $4, $5, $6, $7) RETURNING id" };

const struct sql filing_sql_deliver_again = { .text =
	"UPDATE filing SET state = 'received', n_versions = n_versions + 1, title = $3, n_errors = $4,"
	" n_warnings = $5, received = $6 WHERE id = $1 AND state = $2" };

const struct sql filing_sql_insert_version = { .text =
	"INSERT INTO filing_version (filing, number, blob, size, file_name, format, n_errors, n_warnings,"
	" received, account, pack) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)" };

const struct sql filing_sql_move = { .text =
	"UPDATE filing SET state = $3, decided = $4, remark = $5 WHERE id = $1 AND state = $2" };

const struct sql filing_sql_publish = { .text =
	"UPDATE filing SET state = $3, published = $4, withdrawn = 0, reason = ''"
	" WHERE id = $1 AND state = $2" };

const struct sql filing_sql_withdraw = { .text =
	"UPDATE filing SET state = $3, decided = $4, withdrawn = $4, remark = $5, reason = $5"
	" WHERE id = $1 AND state = $2" };

const struct sql filing_sql_insert_step = { .text =
	"INSERT INTO filing_step (filing, event, from_state, to_state, number, entry, account, time, remark)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };

/* ---- one filing ----------------------------------------------------------------------------- */

#define COLUMNS \
	"f.id, f.public_id, f.unit, u.name, u.public_id, f.year, f.state, f.n_versions, f.title," \
	" f.n_errors, f.n_warnings, f.received, f.decided, f.published, f.withdrawn, f.remark, f.reason"
#define JOINED " CROSS JOIN unit u WHERE u.id = f.unit"

const struct sql filing_sql_change = { .text = "SELECT n FROM filing_change WHERE id = 1" };

const struct sql filing_sql_by_id = { .text =
	"SELECT " COLUMNS " FROM filing f" JOINED " AND f.id = $1" };

const struct sql filing_sql_by_public_id = { .text =
	"SELECT " COLUMNS " FROM filing f" JOINED " AND f.public_id = $1" };

const struct sql filing_sql_with_years = { .text =
	"SELECT " COLUMNS ", v.pack, v.blob FROM filing s CROSS JOIN filing f CROSS JOIN filing_version v" JOINED
	" AND v.filing = f.id AND v.number = f.n_versions AND f.unit = s.unit"
	" AND (f.state = 'published' OR f.id = s.id) AND s.public_id = $1 ORDER BY f.year DESC" };

const struct sql filing_sql_of_unit_year = { .text =
	"SELECT " COLUMNS " FROM filing f" JOINED " AND f.unit = $1 AND f.year = $2" };

const struct sql filing_sql_same_file = { .text =
	"SELECT number FROM filing_version WHERE filing = $1 AND blob = $2 ORDER BY number DESC LIMIT 1" };

const struct sql filing_sql_pack = { .text = "SELECT pack FROM filing_version WHERE filing = $1 AND number = $2" };

const struct sql filing_sql_versions = { .text =
	"SELECT id, number, blob, size, file_name, format, n_errors, n_warnings, received, account"
	" FROM filing_version WHERE filing = $1 ORDER BY number DESC" };

const struct sql filing_sql_history = { .text =
	"SELECT event, from_state, to_state, number, entry, account, time, remark FROM filing_step"
	" WHERE filing = $1 ORDER BY id" };

/* ---- lists: $1 unit above (or unit), $2 and $3 where to go on, $4 first year, $5 how many ----- */

#define LISTED "SELECT " COLUMNS " FROM filing_above k CROSS JOIN filing f" JOINED \
	" AND f.id = k.filing AND k.above = $1"
#define BY_YEAR " AND (k.year, k.filing) < ($2, $3) AND k.year >= $4" \
	" ORDER BY k.year DESC, k.filing DESC LIMIT $5"

const struct sql filing_sql_list = { .text = LISTED BY_YEAR };

const struct sql filing_sql_list_state = { .text = LISTED " AND k.state = $6" BY_YEAR };

const struct sql filing_sql_list_flawed = { .text = LISTED " AND k.flawed = 1" BY_YEAR };

const struct sql filing_sql_list_state_flawed = { .text =
	LISTED " AND k.flawed = 1 AND k.state = $6" BY_YEAR };

const struct sql filing_sql_list_newest = { .text =
	LISTED " AND k.state = 'published' AND (k.published, k.filing) < ($2, $3)"
	" ORDER BY k.published DESC, k.filing DESC LIMIT $4" };

const struct sql filing_sql_list_unit = { .text =
	"SELECT " COLUMNS " FROM filing f" JOINED
	" AND f.unit = $1 AND (f.year, f.id) < ($2, $3) AND f.year >= $4"
	" AND ($6 = '' OR f.state = $6) AND f.n_errors >= $7"
	" ORDER BY f.year DESC, f.id DESC LIMIT $5" };

const struct sql filing_sql_list_unit_newest = { .text =
	"SELECT " COLUMNS " FROM filing f" JOINED
	" AND f.unit = $1 AND f.state = 'published' AND (f.published, f.id) < ($2, $3)"
	" ORDER BY f.published DESC, f.id DESC LIMIT $4" };

const struct sql filing_sql_list_by_id = { .text =
	"SELECT " COLUMNS " FROM filing f" JOINED
	" AND f.id > $1 AND f.id <= $2 AND f.state = 'published' ORDER BY f.id LIMIT $3" };

/* What counts for the level above, with its pack. */
const struct sql filing_sql_list_countable = { .text =
	"SELECT " COLUMNS ", v.pack FROM filing_above k CROSS JOIN filing f CROSS JOIN filing_version v" JOINED
	" AND v.filing = f.id AND v.number = f.n_versions AND f.id = k.filing AND k.above = $1"
	" AND k.state IN ('accepted', 'published')" BY_YEAR };

/* ---- the overview: $1 year, $2 after this unit, $3 how many, $4 unit above --------------------- */

#define STANDING \
	"SELECT u.id, u.public_id, u.code, u.division, u.name, u.kind, u.parent, u.closed, " COLUMNS
#define OF_YEAR \
	" LEFT JOIN filing f ON f.unit = u.id AND f.year = $1"
#define WITHIN " FROM unit_above b CROSS JOIN unit u" OF_YEAR \
	" WHERE u.id = b.unit AND b.above = $4 AND b.unit > $2"
#define ALL " FROM unit u" OF_YEAR " WHERE u.id > $2"
#define OPEN_OR_FILED " AND (u.closed = 0 OR f.id IS NOT NULL)"
#define NOT_FILED " AND u.closed = 0 AND f.id IS NULL"

const struct sql filing_sql_overview = { .text =
	STANDING WITHIN OPEN_OR_FILED " ORDER BY b.unit LIMIT $3" };

const struct sql filing_sql_missing = { .text =
	STANDING WITHIN NOT_FILED " ORDER BY b.unit LIMIT $3" };

const struct sql filing_sql_overview_all = { .text =
	STANDING ALL OPEN_OR_FILED " ORDER BY u.id LIMIT $3" };

const struct sql filing_sql_missing_all = { .text =
	STANDING ALL NOT_FILED " ORDER BY u.id LIMIT $3" };

const struct sql filing_sql_units = { .text =
	"SELECT kind, n FROM filing_units WHERE above = $1 AND closed = 0" };

const struct sql filing_sql_tally = { .text =
	"SELECT state, kind, closed, n, flawed FROM filing_tally WHERE above = $1 AND year = $2" };

const struct sql filing_sql_years = { .text =
	"SELECT DISTINCT year FROM filing_tally WHERE above = 0 AND state = 'published' AND n > 0"
	" ORDER BY year DESC" };

const struct sql filing_sql_years_of_unit = { .text =
	"SELECT year FROM filing WHERE unit = $1 AND state = 'published' ORDER BY year DESC" };

/* ---- is what is kept what is counted? ------------------------------------------------------- */

const struct sql filing_sql_wrong_version = { .text =
	"SELECT f.id FROM filing f WHERE f.n_versions <>"
	" (SELECT count(*) FROM filing_version v WHERE v.filing = f.id AND v.number <= f.n_versions)"
	" LIMIT 1" };

const struct sql filing_sql_wrong_step = { .text =
	"SELECT f.id FROM filing f WHERE f.state <> COALESCE((SELECT s.to_state FROM filing_step s"
	" WHERE s.filing = f.id ORDER BY s.id DESC LIMIT 1), '') LIMIT 1" };

/* Rows of one and not of the other. */
#define DIFFERENCE(counted, kept) \
	"SELECT 1 FROM (SELECT * FROM (" counted " EXCEPT " kept ") a UNION ALL" \
	" SELECT * FROM (" kept " EXCEPT " counted ") b) c LIMIT 1"

#define STANDS "(SELECT unit, above FROM unit_above UNION ALL SELECT id, 0 FROM unit)"

const struct sql filing_sql_wrong_above = { .text = DIFFERENCE(
	"SELECT p.above, f.year, f.id, f.state, " FLAWED("f") ", f.published"
	" FROM filing f JOIN " STANDS " p ON p.unit = f.unit",
	"SELECT above, year, filing, state, flawed, published FROM filing_above") };

const struct sql filing_sql_wrong_tally = { .text = DIFFERENCE(
	"SELECT p.above, f.year, f.state, u.kind, u.closed, count(*) AS n, sum(" FLAWED("f") ") AS flawed"
	" FROM filing f JOIN unit u ON u.id = f.unit JOIN " STANDS " p ON p.unit = f.unit"
	" GROUP BY p.above, f.year, f.state, u.kind, u.closed",
	"SELECT above, year, state, kind, closed, n, flawed FROM filing_tally WHERE n <> 0 OR flawed <> 0"
	) };

const struct sql filing_sql_wrong_units = { .text = DIFFERENCE(
	"SELECT p.above, u.kind, u.closed, count(*) AS n FROM unit u JOIN " STANDS " p ON p.unit = u.id"
	" GROUP BY p.above, u.kind, u.closed",
	"SELECT above, kind, closed, n FROM filing_units WHERE n <> 0") };

#define NAMED(name) { #name, &filing_sql_##name },
static const struct sql_named named[] = { FILING_STATEMENTS(NAMED) };

const struct sql_set filing_statements = { "report", named, sizeof named / sizeof *named };
