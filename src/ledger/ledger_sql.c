#include "ledger/ledger_sql.h"

#include "ledger/ledger.h"
#include "store/dialect.h"

/* Entering touches three pages, each the last of its tree; by number and by subject an entry is indexed
   when it is numbered, many at a time. */
#define TABLES(ID, INT, BYTES, STRICT) \
	"CREATE TABLE ledger_entry (id " ID ", number " INT ", kind TEXT NOT NULL," \
	" subject TEXT NOT NULL, time " INT " NOT NULL, account " INT " NOT NULL," \
	" commitment " BYTES " NOT NULL)" STRICT ";" \
	"CREATE UNIQUE INDEX ledger_entry_number ON ledger_entry (number) WHERE number IS NOT NULL;" \
	"CREATE INDEX ledger_entry_waiting ON ledger_entry (id) WHERE number IS NULL;" \
	"CREATE INDEX ledger_entry_subject ON ledger_entry (subject, id) WHERE number IS NOT NULL;" \
	"CREATE TABLE ledger_payload (entry_id " INT " PRIMARY KEY REFERENCES ledger_entry (id)," \
	" salt " BYTES ", payload TEXT, destroyed_at " INT ")" STRICT ";" \
	"CREATE TABLE ledger_node (place " INT " PRIMARY KEY, hash " BYTES " NOT NULL)" STRICT ";" \
	"CREATE TABLE ledger_checkpoint (size " INT " PRIMARY KEY, note TEXT NOT NULL)" STRICT ";"

/* REPLACE deletes a row without asking the trigger on DELETE: inserting over a row is refused too. */
#define SQLITE_ADD_ONLY(table, same) \
	"CREATE TRIGGER " table "_delete BEFORE DELETE ON " table " BEGIN" \
	" SELECT RAISE(ABORT, '" table ": nothing is ever deleted'); END;" \
	"CREATE TRIGGER " table "_insert BEFORE INSERT ON " table \
	" WHEN EXISTS (SELECT 1 FROM " table " WHERE " same ") BEGIN" \
	" SELECT RAISE(ABORT, '" table ": it is there already'); END;"
#define SQLITE_UPDATE(table, when) \
	"CREATE TRIGGER " table "_update BEFORE UPDATE ON " table " WHEN " when " BEGIN" \
	" SELECT RAISE(ABORT, '" table ": nothing is ever changed'); END;"

#define NUMBERED_ONCE "OLD.number IS NULL AND NEW.number IS NOT NULL"
#define ENTRY_SAME "NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.subject = OLD.subject" \
	" AND NEW.time = OLD.time AND NEW.account = OLD.account AND NEW.commitment = OLD.commitment"
#define DESTROYED_ONCE "NEW.entry_id = OLD.entry_id AND OLD.destroyed_at IS NULL" \
	" AND NEW.destroyed_at IS NOT NULL AND NEW.payload IS NULL AND NEW.salt IS NULL"

#define SQLITE_GUARD \
	SQLITE_ADD_ONLY("ledger_entry", "id = NEW.id OR number = NEW.number") \
	SQLITE_UPDATE("ledger_entry", "NOT (" NUMBERED_ONCE " AND " ENTRY_SAME \
		" AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE number = NEW.number))") \
	SQLITE_ADD_ONLY("ledger_payload", "entry_id = NEW.entry_id") \
	SQLITE_UPDATE("ledger_payload", "NOT (" DESTROYED_ONCE ")") \
	SQLITE_ADD_ONLY("ledger_node", "place = NEW.place") \
	SQLITE_UPDATE("ledger_node", "1") \
	SQLITE_ADD_ONLY("ledger_checkpoint", "size = NEW.size") \
	SQLITE_UPDATE("ledger_checkpoint", "1")

#define PG_ADD_ONLY(table, when) \
	"CREATE TRIGGER " table "_update BEFORE UPDATE ON " table " FOR EACH ROW WHEN (" when ")" \
	" EXECUTE FUNCTION ledger_refuse();" \
	"CREATE TRIGGER " table "_delete BEFORE DELETE ON " table " FOR EACH ROW" \
	" EXECUTE FUNCTION ledger_refuse();" \
	"CREATE TRIGGER " table "_truncate BEFORE TRUNCATE ON " table " FOR EACH STATEMENT" \
	" EXECUTE FUNCTION ledger_refuse();"
#define PG_GUARD \
	"CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$" \
	" BEGIN RAISE EXCEPTION '%: nothing is ever changed or deleted', TG_TABLE_NAME; END $$;" \
	PG_ADD_ONLY("ledger_entry", "NOT (" NUMBERED_ONCE " AND " ENTRY_SAME ")") \
	PG_ADD_ONLY("ledger_payload", "NOT (" DESTROYED_ONCE ")") \
	PG_ADD_ONLY("ledger_node", "true") \
	PG_ADD_ONLY("ledger_checkpoint", "true")

static const struct migration migrations[] = {
	{ "entries, payloads, nodes, checkpoints", SQL_SQLITE(TABLES), SQL_POSTGRESQL(TABLES) },
	{ "only ever added to", SQLITE_GUARD, PG_GUARD },
};
static const char *const tables[] = { "ledger_entry", "ledger_payload", "ledger_node",
	"ledger_checkpoint" };
const struct schema ledger_schema = { "ledger", migrations, 2, tables, 4 };

const struct sql ledger_add_entry = { .text =
	"INSERT INTO ledger_entry (kind, subject, time, account, commitment)"
	" VALUES ($1, $2, $3, $4, $5) RETURNING id" };
const struct sql ledger_add_payload = { .text =
	"INSERT INTO ledger_payload (entry_id, salt, payload) VALUES ($1, $2, $3)" };

const struct sql ledger_any_waiting = { .text =
	"SELECT 1 FROM ledger_entry WHERE number IS NULL LIMIT 1" };
/* Taking and numbering are one statement: on PostgreSQL another entry, even one with a lower id, may
   become visible between two. */
const struct sql ledger_number_waiting = { .text =
	"UPDATE ledger_entry SET number = $1 + taken.place - 1 FROM"
	" (SELECT waiting.id AS taken_id, row_number() OVER (ORDER BY waiting.id) AS place FROM"
	" (SELECT id FROM ledger_entry WHERE number IS NULL ORDER BY id LIMIT $2) AS waiting) AS taken"
	" WHERE ledger_entry.id = taken.taken_id AND ledger_entry.number IS NULL"
	" RETURNING id, number, kind, subject, time, account, commitment" };
const struct sql ledger_add_nodes = {
	.sqlite = "WITH RECURSIVE each (i) AS"
		" (SELECT 0 UNION ALL SELECT i + 1 FROM each WHERE i + 1 < $3)"
		" INSERT INTO ledger_node (place, hash) SELECT $1 + i, substr($2, 32 * i + 1, 32) FROM each",
	.postgresql = "INSERT INTO ledger_node (place, hash)"
		" SELECT $1::bigint + i, substr($2::bytea, 32 * i + 1, 32)"
		" FROM generate_series(0, $3::integer - 1) AS i" };
const struct sql ledger_add_checkpoint = { .text =
	"INSERT INTO ledger_checkpoint (size, note) VALUES ($1, $2)" };

const struct sql ledger_last_checkpoint = { .text =
	"SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1" };
const struct sql ledger_node_at = { .text = "SELECT hash FROM ledger_node WHERE place = $1" };
#define OF_SUBJECT(number, state) \
	"SELECT e.id AS id, " number ", e.kind, e.subject, e.time, e.account, p.payload" \
	" FROM ledger_entry AS e LEFT JOIN ledger_payload AS p ON p.entry_id = e.id" \
	" WHERE e.subject = $1 AND e.number IS " state
/* Each half has its index: by subject for the many, by id for the few that wait. */
const struct sql ledger_entries_of_subject = { .text = OF_SUBJECT("e.number", "NOT NULL")
	" UNION ALL " OF_SUBJECT("-1", "NULL") " ORDER BY id" };

#define OF_COMMITMENT(state) \
	"SELECT number FROM ledger_entry WHERE subject = $1 AND number IS " state " AND commitment = $2"
const struct sql ledger_number_of_commitment = { .text = OF_COMMITMENT("NOT NULL")
	" UNION ALL " OF_COMMITMENT("NULL") " LIMIT 1" };

#define WHOLE_ENTRY \
	"SELECT e.id, e.number, e.kind, e.subject, e.time, e.account, e.commitment," \
	" p.entry_id, p.salt, p.payload, p.destroyed_at" \
	" FROM ledger_entry AS e LEFT JOIN ledger_payload AS p ON p.entry_id = e.id "
const struct sql ledger_whole_entry = { .text = WHOLE_ENTRY "WHERE e.id = $1" };
const struct sql ledger_page_numbered = { .text = WHOLE_ENTRY
	"WHERE e.number IS NOT NULL AND e.number >= $1 AND (e.number > $1 OR e.id > $2)"
	" ORDER BY e.number, e.id LIMIT $3" };
const struct sql ledger_page_waiting = { .text = WHOLE_ENTRY
	"WHERE e.number IS NULL AND e.id > $1 ORDER BY e.id LIMIT $2" };
const struct sql ledger_page_nodes = { .text =
	"SELECT place, hash FROM ledger_node WHERE place >= $1 ORDER BY place LIMIT $2" };
const struct sql ledger_next_checkpoint = { .text =
	"SELECT size, note FROM ledger_checkpoint WHERE size > $1 ORDER BY size LIMIT 1" };
const struct sql ledger_counts = { .text =
	"SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_payload),"
	" (SELECT count(*) FROM ledger_node), (SELECT count(*) FROM ledger_checkpoint)" };

static const struct sql_named named[] = {
	{ "add_entry", &ledger_add_entry },
	{ "add_payload", &ledger_add_payload },
	{ "any_waiting", &ledger_any_waiting },
	{ "number_waiting", &ledger_number_waiting },
	{ "add_nodes", &ledger_add_nodes },
	{ "add_checkpoint", &ledger_add_checkpoint },
	{ "last_checkpoint", &ledger_last_checkpoint },
	{ "node_at", &ledger_node_at },
	{ "entries_of_subject", &ledger_entries_of_subject },
	{ "number_of_commitment", &ledger_number_of_commitment },
	{ "whole_entry", &ledger_whole_entry },
	{ "page_numbered", &ledger_page_numbered },
	{ "page_waiting", &ledger_page_waiting },
	{ "page_nodes", &ledger_page_nodes },
	{ "next_checkpoint", &ledger_next_checkpoint },
	{ "counts", &ledger_counts },
};
const struct sql_set ledger_statements = { "ledger", named, sizeof named / sizeof *named };
