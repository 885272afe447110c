#include "store/store_sql.h"

#include "store/blob.h"
#include "store/dialect.h"

const struct sql store_commit = { .text = "COMMIT" };
const struct sql store_rollback = { .text = "ROLLBACK" };
const struct sql store_sqlite_begin_read = { .text = "BEGIN" };
const struct sql store_sqlite_begin_write = { .text = "BEGIN IMMEDIATE" };
const struct sql store_pg_begin_read = { .text =
	"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" };
const struct sql store_pg_begin_write = { .text =
	"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" };

const char store_sqlite_setup[] =
	"PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
	"PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;";
const char store_sqlite_setup_read[] = "PRAGMA query_only = ON;";
const char store_sqlite_setup_write[] =
	"PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 1000;";
const char store_sqlite_flush_together[] =
	"PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;"
	/* A first look at the file opens the log, which is there to be flushed from now on. */
	"PRAGMA schema_version;";
const char store_sqlite_integrity[] = "PRAGMA integrity_check(1)";
const char store_sqlite_foreign_keys[] = "PRAGMA foreign_key_check";

const char store_pg_setup[] =
	"SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET standard_conforming_strings = on;"
	"SET client_min_messages = warning; SET lock_timeout = '10s';";
const char store_pg_setup_read[] = "SET default_transaction_read_only = on";
const char store_pg_lock_versions[] = "LOCK TABLE schema_version IN EXCLUSIVE MODE";
const char store_pg_one[] = "SELECT 1";

#define VERSION_TABLE(ID, INT, BYTES, STRICT) \
	"CREATE TABLE IF NOT EXISTS schema_version (folder TEXT NOT NULL, number " INT " NOT NULL," \
	" name TEXT NOT NULL, at " INT " NOT NULL, PRIMARY KEY (folder, number))" STRICT
const char store_version_table_sqlite[] = SQL_SQLITE(VERSION_TABLE);
const char store_version_table_pg[] = SQL_POSTGRESQL(VERSION_TABLE);

const struct sql store_version_of = { .text =
	"SELECT coalesce(max(number), 0) FROM schema_version WHERE folder = $1" };
const struct sql store_add_version = { .text =
	"INSERT INTO schema_version (folder, number, name, at) VALUES ($1, $2, $3, $4)" };

#define BLOB_SCRIPT(ID, INT, BYTES, STRICT) \
	"CREATE TABLE blob (sha256 " BYTES " PRIMARY KEY, size " INT " NOT NULL, at " INT " NOT NULL)" \
	STRICT ";" \
	"CREATE TABLE blob_piece (sha256 " BYTES " NOT NULL REFERENCES blob (sha256)," \
	" number " INT " NOT NULL, bytes " BYTES " NOT NULL, PRIMARY KEY (sha256, number))" STRICT ";"
static const struct migration blob_migrations[] = {
	{ "files in pieces", SQL_SQLITE(BLOB_SCRIPT), SQL_POSTGRESQL(BLOB_SCRIPT) },
};
static const char *const blob_tables[] = { "blob", "blob_piece" };
const struct schema blob_schema = { "blob", blob_migrations, 1, blob_tables, 2 };

const struct sql blob_has = { .text = "SELECT 1 FROM blob WHERE sha256 = $1" };
const struct sql blob_add = { .text =
	"INSERT INTO blob (sha256, size, at) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING" };
const struct sql blob_add_piece = { .text =
	"INSERT INTO blob_piece (sha256, number, bytes) VALUES ($1, $2, $3)" };
const struct sql blob_size = { .text = "SELECT size FROM blob WHERE sha256 = $1" };
const struct sql blob_pieces = { .text =
	"SELECT bytes FROM blob_piece WHERE sha256 = $1 ORDER BY number" };

static const struct sql_named named[] = {
	{ "version_of", &store_version_of },
	{ "add_version", &store_add_version },
	{ "blob_has", &blob_has },
	{ "blob_add", &blob_add },
	{ "blob_add_piece", &blob_add_piece },
	{ "blob_size", &blob_size },
	{ "blob_pieces", &blob_pieces },
};
const struct sql_set blob_statements = { "store", named, sizeof named / sizeof *named };
