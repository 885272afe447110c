/* Statements of backups: made for each table from its name and columns, which are our own. */
#include "store/backup_int.h"

const char backup_manifest_table[] =
	"CREATE TABLE backup_manifest (name TEXT NOT NULL PRIMARY KEY, rows INTEGER NOT NULL,"
	" sha256 BLOB NOT NULL, at INTEGER NOT NULL) STRICT";
const char backup_manifest_drop[] = "DROP TABLE backup_manifest";
const char backup_one_file[] = "PRAGMA journal_mode = DELETE";

const struct sql backup_columns = { .sqlite = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
	.postgresql = "SELECT 1, 1 WHERE $1 IS NULL" };
const struct sql backup_note = { .text =
	"INSERT INTO backup_manifest (name, rows, sha256, at) VALUES ($1, $2, $3, $4)" };
const struct sql backup_manifest = { .text = "SELECT name, rows, sha256 FROM backup_manifest ORDER BY name" };

const char *backup_select_text(const struct backup_table *t, struct arena *a)
{
	struct str s;
	str_init(&s, a, 8192);
	str_addz(&s, "SELECT ");
	for (size_t i = 0; i < t->n_columns; i++)
		str_addf(&s, "%s%.*s", i ? ", " : "", SV_ARG(t->columns[i].name));
	str_addf(&s, " FROM %s ORDER BY 1, 2", t->name);
	return str_z(&s);
}

const char *backup_cursor_text(const char *select, struct arena *a)
{
	return sv_fmt(a, "DECLARE backup NO SCROLL CURSOR FOR %s", select).p;
}

const char backup_cursor_fetch[] = "FETCH 64 FROM backup";
const char backup_cursor_close[] = "CLOSE backup";

const char *backup_insert_text(const struct backup_table *t, struct arena *a)
{
	struct str s;
	str_init(&s, a, 8192);
	str_addf(&s, "INSERT INTO %s (", t->name);
	for (size_t i = 0; i < t->n_columns; i++)
		str_addf(&s, "%s%.*s", i ? ", " : "", SV_ARG(t->columns[i].name));
	str_addz(&s, ") VALUES (");
	for (size_t i = 0; i < t->n_columns; i++)
		str_addf(&s, "%s$%zu", i ? ", " : "", i + 1);
	str_addc(&s, ')');
	return str_z(&s);
}

const char *backup_count_text(const char *table, struct arena *a)
{
	return sv_fmt(a, "SELECT count(*) FROM %s", table).p;
}

const char *backup_sequence_text(const char *table, struct arena *a)
{
	return sv_fmt(a, "SELECT setval(pg_get_serial_sequence('%s', 'id'),"
		" (SELECT coalesce(max(id), 1) FROM %s))", table, table).p;
}
