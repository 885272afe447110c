/* Tables and statements of requests. */
#include "request/request_int.h"

#include "store/dialect.h"

/* Dates are texts, '' for none; what is sealed is bytes. Whoever acted and what was entered are named by
   number only: accounts and the ledger are never deleted. */
#define REQUESTS(ID, INT, BYTES, STRICT) \
	"CREATE TABLE applicant (id " ID ", unit " INT " NOT NULL REFERENCES unit (id)," \
	" mark " BYTES " NOT NULL, added " INT " NOT NULL, UNIQUE (unit, mark))" STRICT ";" \
	"CREATE TABLE request (id " ID ", public_id TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE," \
	" kind TEXT NOT NULL, unit " INT " NOT NULL REFERENCES unit (id), state TEXT NOT NULL," \
	" open " INT " NOT NULL, channel TEXT NOT NULL," \
	" applicant " INT " NOT NULL REFERENCES applicant (id), applicant_kind TEXT NOT NULL," \
	" title TEXT NOT NULL, submitted " INT " NOT NULL, submitted_on TEXT NOT NULL," \
	" received_on TEXT NOT NULL, first_received_on TEXT NOT NULL, due TEXT NOT NULL," \
	" due_unknown " INT " NOT NULL, until_on TEXT NOT NULL, limit_on TEXT NOT NULL," \
	" closed_on TEXT NOT NULL, outcome TEXT NOT NULL, counted TEXT NOT NULL," \
	" replied_on TEXT NOT NULL, service TEXT NOT NULL, letter_number TEXT NOT NULL," \
	" handler " INT " NOT NULL, drafter " INT " NOT NULL, lead " INT " NOT NULL," \
	" split_from " INT " NOT NULL, about " INT " NOT NULL, n_events " INT " NOT NULL," \
	" reopened " INT " NOT NULL, needs_help " INT " NOT NULL, changed " INT " NOT NULL," \
	" code " BYTES " NOT NULL, client_key TEXT, inside " BYTES " NOT NULL, draft " BYTES "," \
	" UNIQUE (unit, client_key))" STRICT ";"

#define INDEXES(ID, INT, BYTES, STRICT) \
	"CREATE INDEX request_open ON request (unit, due, id, state, handler) WHERE open = 1;" \
	"CREATE INDEX request_due ON request (due, id) WHERE open = 1;" \
	"CREATE INDEX request_handler ON request (handler, due, id, state) WHERE open = 1;" \
	"CREATE INDEX request_unit ON request (unit, id);" \
	"CREATE INDEX request_state ON request (unit, state, id);" \
	"CREATE INDEX request_applicant ON request (applicant, first_received_on);" \
	"CREATE INDEX request_new ON request (unit, kind, applicant_kind, first_received_on, id)" \
	" WHERE first_received_on <> '';" \
	"CREATE INDEX request_pending ON request" \
	" (unit, kind, applicant_kind, first_received_on, id, closed_on)" \
	" WHERE closed_on = '' AND first_received_on <> '';" \
	"CREATE INDEX request_closed ON request" \
	" (unit, kind, closed_on, id, first_received_on, counted, applicant_kind)" \
	" WHERE closed_on <> '';" \
	"CREATE INDEX request_cell ON request" \
	" (unit, kind, counted, applicant_kind, closed_on, id, first_received_on)" \
	" WHERE closed_on <> '';" \
	"CREATE INDEX request_lead ON request (lead) WHERE lead <> 0;" \
	"CREATE INDEX request_split ON request (split_from) WHERE split_from <> 0;"

#define EVENTS(ID, INT, BYTES, STRICT) \
	"CREATE TABLE request_event (id " ID ", request " INT " NOT NULL REFERENCES request (id)," \
	" number " INT " NOT NULL, event TEXT NOT NULL, from_state TEXT NOT NULL," \
	" to_state TEXT NOT NULL, day TEXT NOT NULL, time " INT " NOT NULL, account " INT " NOT NULL," \
	" entry " INT " NOT NULL, sealed " BYTES ", outcome TEXT NOT NULL, party TEXT NOT NULL," \
	" party_id " INT " NOT NULL, workdays " INT " NOT NULL, until_on TEXT NOT NULL," \
	" object " INT " NOT NULL, word TEXT NOT NULL, letter TEXT NOT NULL, undone " INT " NOT NULL," \
	" UNIQUE (request, number))" STRICT ";" \
	"CREATE INDEX request_event_fee ON request_event (day) WHERE event = 'ask_fee';" \
	"CREATE TABLE request_party (id " ID ", request " INT " NOT NULL REFERENCES request (id)," \
	" kind TEXT NOT NULL, code " BYTES " NOT NULL, sealed " BYTES " NOT NULL)" STRICT ";" \
	"CREATE INDEX request_party_request ON request_party (request);" \
	"CREATE TABLE request_document (id " ID ", request " INT " NOT NULL REFERENCES request (id)," \
	" event " INT " NOT NULL, kind TEXT NOT NULL, media_type TEXT NOT NULL," \
	" name " BYTES " NOT NULL, sha256 " BYTES " NOT NULL, size " INT " NOT NULL," \
	" time " INT " NOT NULL, blob " BYTES " NOT NULL REFERENCES blob (sha256))" STRICT ";" \
	"CREATE INDEX request_document_request ON request_document (request, id);" \
	"CREATE TABLE request_look (id " ID ", request " INT " NOT NULL REFERENCES request (id)," \
	" account " INT " NOT NULL, time " INT " NOT NULL, why TEXT NOT NULL)" STRICT ";" \
	"CREATE INDEX request_look_request ON request_look (request, id);" \
	"CREATE TABLE request_sketch (unit " INT " NOT NULL, mark " INT " NOT NULL," \
	" request " INT " NOT NULL REFERENCES request (id), PRIMARY KEY (unit, mark, request))" STRICT ";"

/* Found by unit and mark alone: without a table beside its key half as much is written. */
#define SQLITE_SKETCHES \
	"CREATE TABLE sketches (unit INTEGER NOT NULL, mark INTEGER NOT NULL," \
	" request INTEGER NOT NULL REFERENCES request (id), PRIMARY KEY (unit, mark, request))" \
	" STRICT, WITHOUT ROWID;" \
	"INSERT INTO sketches SELECT unit, mark, request FROM request_sketch;" \
	"DROP TABLE request_sketch; ALTER TABLE sketches RENAME TO request_sketch;"

static const struct migration migrations[] = {
	{ "requests", SQL_SQLITE(REQUESTS), SQL_POSTGRESQL(REQUESTS) },
	{ "indexes of requests", SQL_SQLITE(INDEXES), SQL_POSTGRESQL(INDEXES) },
	{ "what happens to requests", SQL_SQLITE(EVENTS), SQL_POSTGRESQL(EVENTS) },
	{ "sketches in their key", SQLITE_SKETCHES, "SELECT 1" },
};
static const char *const tables[] = { "applicant", "request", "request_event", "request_party",
	"request_document", "request_look", "request_sketch" };
const struct schema request_schema = { "request", migrations,
	sizeof migrations / sizeof *migrations, tables, sizeof tables / sizeof *tables };

#define COLUMNS \
	"r.id, r.public_id, r.number, r.kind, r.unit, u.name, u.public_id, u.kind, r.state, r.channel," \
	" r.applicant, r.applicant_kind, r.title, r.submitted, r.submitted_on, r.received_on," \
	" r.first_received_on, r.due, r.due_unknown, r.until_on, r.limit_on, r.closed_on, r.outcome," \
	" r.replied_on, r.service, r.letter_number, r.handler, r.drafter, r.lead, r.split_from, r.about," \
	" r.n_events, r.reopened, r.needs_help, r.changed, r.counted," \
	" CASE WHEN EXISTS (SELECT 1 FROM applicant_key k WHERE k.applicant = r.applicant)" \
	" THEN 0 ELSE 1 END"
/* Every request has its unit; a left join is taken in the order it is written. */
#define REQUEST " FROM request r LEFT JOIN unit u ON u.id = r.unit"

/* ---- writing ---------------------------------------------------------------------------------- */

const struct sql request_sql_applicant_find = { .text =
	"SELECT id FROM applicant WHERE unit = $1 AND mark = $2" };

const struct sql request_sql_applicant_add = { .text =
	"INSERT INTO applicant (unit, mark, added) VALUES ($1, $2, $3) RETURNING id" };

/* Not open before its first deed is there: the indexes of open ones are written once. */
const struct sql request_sql_insert = { .text =
	"INSERT INTO request (public_id, number, kind, unit, state, open, channel, applicant,"
	" applicant_kind, title, submitted, submitted_on, received_on, first_received_on, due,"
	" due_unknown, until_on, limit_on, closed_on, outcome, counted, replied_on, service,"
	" letter_number, handler, drafter, lead, split_from, about, n_events, reopened, needs_help,"
	" changed, code, client_key, inside)"
	" VALUES ($1, $2, $3, $4, 'none', 0, $5, $6, $7, $8, $9, $10, '', '', '', 0, '', '', '', '', '',"
	" '', '', '', 0, 0, 0, $11, $12, 0, 0, $13, $9, $14, $15, $16) RETURNING id" };

const struct sql request_sql_move = { .text =
	"UPDATE request SET state = $3, open = $4, submitted_on = $5, received_on = $6,"
	" first_received_on = $7, due = $8, due_unknown = $9, until_on = $10, limit_on = $11,"
	" closed_on = $12, outcome = $13, counted = $14, replied_on = $15, service = $16, handler = $17,"
	" drafter = $18, lead = $19, n_events = $20, reopened = $21, changed = $22, unit = $23"
	" WHERE id = $1 AND n_events = $2" };

const struct sql request_sql_insert_event = { .text =
	"INSERT INTO request_event (request, number, event, from_state, to_state, day, time, account,"
	" entry, sealed, outcome, party, party_id, workdays, until_on, object, word, letter, undone)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0)"
	" RETURNING id" };

const struct sql request_sql_undo_event = { .text =
	"UPDATE request_event SET undone = 1 WHERE request = $1 AND number = $2" };

const struct sql request_sql_insert_party = { .text =
	"INSERT INTO request_party (request, kind, code, sealed) VALUES ($1, $2, $3, $4) RETURNING id" };

const struct sql request_sql_set_party_code = { .text =
	"UPDATE request_party SET code = $2 WHERE id = $1" };

const struct sql request_sql_insert_document = { .text =
	"INSERT INTO request_document (request, event, kind, media_type, name, sha256, size, time, blob)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };

const struct sql request_sql_insert_look = { .text =
	"INSERT INTO request_look (request, account, time, why) VALUES ($1, $2, $3, $4)" };

/* Up to sixteen marks at once, from $3 on; null where there are fewer. */
#define MARK(N) " UNION ALL SELECT CAST(" N " AS BIGINT)"
const struct sql request_sql_insert_sketch = { .text =
	"INSERT INTO request_sketch (unit, mark, request) SELECT CAST($1 AS BIGINT), m.mark,"
	" CAST($2 AS BIGINT) FROM (SELECT CAST($3 AS BIGINT) AS mark" MARK("$4") MARK("$5") MARK("$6")
	MARK("$7") MARK("$8") MARK("$9") MARK("$10") MARK("$11") MARK("$12") MARK("$13") MARK("$14")
	MARK("$15") MARK("$16") MARK("$17") MARK("$18") ") m WHERE m.mark IS NOT NULL" };

const struct sql request_sql_set_inside = { .text = "UPDATE request SET inside = $2 WHERE id = $1" };

const struct sql request_sql_set_number = { .text =
	"UPDATE request SET letter_number = $2 WHERE id = $1" };

const struct sql request_sql_set_draft = { .text = "UPDATE request SET draft = $2 WHERE id = $1" };

/* ---- one request ------------------------------------------------------------------------------ */

const struct sql request_sql_by_id = { .text = "SELECT " COLUMNS REQUEST " WHERE r.id = $1" };
const struct sql request_sql_by_public_id = { .text =
	"SELECT " COLUMNS REQUEST " WHERE r.public_id = $1" };
const struct sql request_sql_by_number = { .text =
	"SELECT " COLUMNS REQUEST " WHERE r.number = $1" };
const struct sql request_sql_by_code = { .text =
	"SELECT " COLUMNS ", r.code" REQUEST " WHERE r.number = $1" };
const struct sql request_sql_by_client_key = { .text =
	"SELECT " COLUMNS REQUEST " WHERE r.unit = $1 AND r.client_key = $2" };

const struct sql request_sql_row_of_event = { .text =
	"SELECT entry FROM request_event WHERE request = $1 AND number = $2" };

const struct sql request_sql_followers = { .text =
	"SELECT id FROM request WHERE lead = $1 AND lead <> 0 AND state = 'merged' ORDER BY id" };

/* Any that ever followed it to an answer. */
const struct sql request_sql_led = { .text = "SELECT id FROM request WHERE lead = $1 AND lead <> 0 LIMIT 1" };

const struct sql request_sql_history = { .text =
	"SELECT e.id, e.number, e.event, e.from_state, e.to_state, e.day, e.time, e.account, e.entry,"
	" e.sealed, e.outcome, e.party, e.party_id, e.workdays, e.until_on, e.object, e.word, e.undone, e.letter,"
	" a.name FROM request_event e LEFT JOIN account a ON a.id = e.account"
	" WHERE e.request = $1 ORDER BY e.number" };

const struct sql request_sql_parties = { .text =
	"SELECT id, kind, sealed FROM request_party WHERE request = $1 ORDER BY id" };

const struct sql request_sql_party_by_id = { .text =
	"SELECT request, code FROM request_party WHERE id = $1" };

const struct sql request_sql_inside = { .text = "SELECT inside FROM request WHERE id = $1" };

const struct sql request_sql_draft = { .text = "SELECT draft FROM request WHERE id = $1" };

const struct sql request_sql_documents = { .text =
	"SELECT id, event, kind, media_type, name, sha256, size, time FROM request_document"
	" WHERE request = $1 ORDER BY id" };

const struct sql request_sql_document = { .text =
	"SELECT sha256, blob FROM request_document WHERE request = $1 AND id = $2" };

const struct sql request_sql_looks = { .text =
	"SELECT l.account, a.name, l.time, l.why FROM request_look l"
	" LEFT JOIN account a ON a.id = l.account WHERE l.request = $1 ORDER BY l.id DESC LIMIT 500" };

const struct sql request_sql_month_count = { .text =
	"SELECT count(*) FROM request WHERE applicant = $1 AND first_received_on >= $2"
	" AND first_received_on <= $3 AND kind = 'disclosure' AND id <= $4" };

/* ---- lists ------------------------------------------------------------------------------------ */

/* What else may be asked of a list: $4 or $6 state, and then kind, words, handler; the empty text and 0 ask nothing. */
#define IN_STATE(N) " AND (r.state = " N " OR " N " = '')"
#define OF_KIND(N) " AND (r.kind = " N " OR " N " = '')"
#define HAS_WORDS(N) " AND (r.title LIKE " N " ESCAPE '\\' OR r.number LIKE " N " ESCAPE '\\')"
#define OF_HANDLER(N) " AND (r.handler = " N " OR " N " = 0)"
#define MORE_OPEN IN_STATE("$6") OF_KIND("$7") HAS_WORDS("$8")
#define MORE_NEWEST IN_STATE("$4") OF_KIND("$5") HAS_WORDS("$6") OF_HANDLER("$7")

/* Open ones in the order of the day they are due: $1 unit, $2 and $3 behind which, $4 up to which day, $5 how
   many. */
#define OPEN_BY_DUE "r.open = 1 AND (r.due, r.id) > ($2, $3) AND r.due <= $4"
#define OPEN_OF_UNIT "SELECT " COLUMNS REQUEST " WHERE r.unit = $1 AND " OPEN_BY_DUE
#define OPEN_ANYWHERE "SELECT " COLUMNS REQUEST " WHERE " OPEN_BY_DUE
#define BY_DUE " ORDER BY r.due, r.id LIMIT $5"

const struct sql request_sql_list_open = { .text = OPEN_OF_UNIT BY_DUE };
const struct sql request_sql_list_open_state = { .text = OPEN_OF_UNIT " AND r.state = $6" BY_DUE };
const struct sql request_sql_list_open_more = { .text = OPEN_OF_UNIT MORE_OPEN BY_DUE };
const struct sql request_sql_list_open_handler = { .text =
	OPEN_OF_UNIT " AND r.handler = $9" MORE_OPEN BY_DUE };

/* Of a unit and all beneath it, in the order of the list and not unit by unit; what has BENEATH has a twin for everything, which takes $1 and ignores it. */
#define BENEATH " AND r.unit + 0 IN (SELECT unit FROM unit_above WHERE above = $1)"
#define EVERYTHING " AND $1 = 0"
const struct sql request_sql_list_within = { .text = OPEN_ANYWHERE BENEATH IN_STATE("$6") BY_DUE };
const struct sql request_sql_list_all = { .text = OPEN_ANYWHERE EVERYTHING IN_STATE("$6") BY_DUE };
const struct sql request_sql_list_within_more = { .text = OPEN_ANYWHERE BENEATH MORE_OPEN BY_DUE };
const struct sql request_sql_list_all_more = { .text = OPEN_ANYWHERE EVERYTHING MORE_OPEN BY_DUE };
const struct sql request_sql_list_handler = { .text = OPEN_ANYWHERE " AND r.handler = $9"
	" AND (r.unit + 0 IN (SELECT unit FROM unit_above WHERE above = $1) OR $1 = 0)" MORE_OPEN BY_DUE };

/* Newest first: $1 unit, $2 before which id, $3 how many. */
#define NEWEST_OF_UNIT "SELECT " COLUMNS REQUEST " WHERE r.unit = $1 AND r.id < $2"
#define NEWEST_ANYWHERE "SELECT " COLUMNS REQUEST " WHERE r.id < $2"
#define NEWEST_FIRST " ORDER BY r.id DESC LIMIT $3"
const struct sql request_sql_list_newest = { .text = NEWEST_OF_UNIT NEWEST_FIRST };
const struct sql request_sql_list_newest_state = { .text =
	NEWEST_OF_UNIT " AND r.state = $4" NEWEST_FIRST };
const struct sql request_sql_list_newest_more = { .text = NEWEST_OF_UNIT MORE_NEWEST NEWEST_FIRST };
const struct sql request_sql_list_within_newest = { .text =
	NEWEST_ANYWHERE BENEATH IN_STATE("$4") NEWEST_FIRST };
const struct sql request_sql_list_all_newest = { .text =
	NEWEST_ANYWHERE EVERYTHING IN_STATE("$4") NEWEST_FIRST };
const struct sql request_sql_list_words = { .text =
	NEWEST_ANYWHERE BENEATH MORE_NEWEST NEWEST_FIRST };
const struct sql request_sql_list_all_words = { .text =
	NEWEST_ANYWHERE EVERYTHING MORE_NEWEST NEWEST_FIRST };

const struct sql request_sql_list_children = { .text =
	"SELECT " COLUMNS REQUEST " WHERE r.split_from = $1 AND r.split_from <> 0 ORDER BY r.id LIMIT $2" };

/* ---- counts of open ones: $1 unit, $2 today, $3 the day up to which one is due soon --------------- */

#define URGENCY \
	" count(*), sum(CASE WHEN due <> '' AND due < $2 THEN 1 ELSE 0 END)," \
	" sum(CASE WHEN due >= $2 AND due <= $3 THEN 1 ELSE 0 END)," \
	" sum(CASE WHEN due = '' THEN 1 ELSE 0 END)"

const struct sql request_sql_count_open_within = { .text =
	"SELECT state," URGENCY " FROM request r WHERE open = 1"
	" AND r.unit IN (SELECT unit FROM unit_above WHERE above = $1) GROUP BY state" };
const struct sql request_sql_count_open_all = { .text =
	"SELECT state," URGENCY " FROM request r WHERE open = 1" EVERYTHING " GROUP BY state" };
const struct sql request_sql_count_open_handler = { .text =
	"SELECT state," URGENCY " FROM request WHERE handler = $1 AND open = 1 GROUP BY state" };

const struct sql request_sql_count_units = { .text =
	"SELECT u.id, u.public_id, u.code, u.division, u.name, u.kind, u.parent, u.closed, r.state,"
	URGENCY " FROM request r JOIN unit u ON u.id = r.unit WHERE r.open = 1"
	" AND (r.unit IN (SELECT unit FROM unit_above WHERE above = $1) OR $1 = 0) AND r.unit > $4 GROUP BY u.id, u.public_id, u.code, u.division, u.name, u.kind, u.parent,"
	" u.closed, r.state ORDER BY u.id, r.state" };

const struct sql request_sql_workload = { .text =
	"SELECT r.handler, a.name, r.state," URGENCY " FROM request r"
	" LEFT JOIN account a ON a.id = r.handler WHERE r.unit = $1 AND r.open = 1"
	" GROUP BY r.handler, a.name, r.state ORDER BY r.handler, r.state" };

/* ---- dates anew ------------------------------------------------------------------------------- */

const struct sql request_sql_open_ids = { .text =
	"SELECT id FROM request WHERE open = 1 AND id > $1 ORDER BY id LIMIT $2" };

const struct sql request_sql_set_due = { .text =
	"UPDATE request SET received_on = $2, first_received_on = $3, due = $4, due_unknown = $5"
	" WHERE id = $1" };

/* ---- counted for the annual report: $1 unit, $2 first day, $3 last day --------------------------- */

#define COUNTED " FROM request WHERE unit = $1 AND kind = 'disclosure'"
#define RECEIVED " AND first_received_on <> ''"
/* The same, said so that no index of what was received is asked: the days of closing lead. */
#define WAS_RECEIVED " AND NOT first_received_on = ''"

const struct sql request_sql_count_new = { .text =
	"SELECT applicant_kind, count(*)" COUNTED RECEIVED " AND first_received_on >= $2"
	" AND first_received_on <= $3 AND applicant_kind = $4 GROUP BY applicant_kind" };

/* All that were closed; those of one result ($4) and kind of applicant ($5), a stretch of an index each. */
#define CLOSED " AND closed_on <> '' AND closed_on >= $2 AND closed_on <= $3"
const struct sql request_sql_count_closed = { .text =
	"SELECT count(*)" COUNTED WAS_RECEIVED CLOSED };
const struct sql request_sql_count_result = { .text =
	"SELECT count(*)" COUNTED WAS_RECEIVED CLOSED " AND counted = $4 AND applicant_kind = $5" };

/* Received before $2 and not closed at all; not closed before it. */
const struct sql request_sql_count_pending = { .text =
	"SELECT applicant_kind, count(*)" COUNTED RECEIVED " AND closed_on = '' AND first_received_on < $2"
	" GROUP BY applicant_kind" };
const struct sql request_sql_count_later = { .text =
	"SELECT applicant_kind, count(*)" COUNTED WAS_RECEIVED " AND closed_on <> '' AND closed_on >= $2"
	" AND NOT first_received_on >= $2 GROUP BY applicant_kind" };

/* Fee notices: basis, quantity, how many, how many of them paid. Few are asked a fee: the notices lead the join. */
const struct sql request_sql_count_fees = { .text =
	"SELECT e.word, e.object, count(*), sum(CASE WHEN EXISTS (SELECT 1 FROM request_event p"
	" WHERE p.request = e.request AND p.event = 'pay' AND p.undone = 0) THEN 1 ELSE 0 END)"
	" FROM request_event e CROSS JOIN request r"
	" WHERE r.id = e.request AND r.unit = $1 AND e.event = 'ask_fee' AND e.undone = 0"
	" AND e.day >= $2 AND e.day <= $3 GROUP BY e.word, e.object" };

/* What a cell counts, by a date and id: $1 unit, $2 and $3 behind which, $4 up to which day, $5 how many. */
#define LISTED "SELECT " COLUMNS REQUEST " WHERE r.unit = $1 AND r.kind = 'disclosure'"
#define BY_RECEIPT " AND r.first_received_on <> '' AND (r.first_received_on, r.id) > ($2, $3) AND r.first_received_on <= $4" \
	" AND r.applicant_kind = $6 ORDER BY r.first_received_on, r.id LIMIT $5"
#define BY_CLOSING " AND r.first_received_on > '' AND r.closed_on <> '' AND (r.closed_on, r.id) > ($2, $3) AND r.closed_on <= $4"
#define IN_ORDER " ORDER BY r.closed_on, r.id LIMIT $5"

const struct sql request_sql_list_new = { .text = LISTED BY_RECEIPT };
const struct sql request_sql_list_pending = { .text = LISTED " AND r.closed_on = ''" BY_RECEIPT };
const struct sql request_sql_list_closed = { .text = LISTED BY_CLOSING IN_ORDER };
const struct sql request_sql_list_result = { .text =
	LISTED BY_CLOSING " AND r.applicant_kind = $6 AND r.counted = $7" IN_ORDER };
const struct sql request_sql_list_later = { .text =
	LISTED BY_CLOSING " AND ($6 = '' OR r.applicant_kind = $6) AND r.first_received_on < $7" IN_ORDER };

/* ---- alike ------------------------------------------------------------------------------------ */

/* Those of unit $1, request $2 aside, that share most of sixteen marks; null where there are fewer. Of each mark the
   newest: what many have in common says little, and a page does not wait for a hundred thousand of them. */
#define WITH(N) "SELECT request FROM (SELECT request FROM request_sketch WHERE unit = $1 AND mark = " N \
	" AND request <> $2 ORDER BY request DESC LIMIT 200) AS newest"
#define AND_WITH(N) " UNION ALL " WITH(N)
const struct sql request_sql_alike = { .text =
	"SELECT request, count(*) FROM (" WITH("$4") AND_WITH("$5") AND_WITH("$6") AND_WITH("$7") AND_WITH("$8")
	AND_WITH("$9") AND_WITH("$10") AND_WITH("$11") AND_WITH("$12") AND_WITH("$13") AND_WITH("$14")
	AND_WITH("$15") AND_WITH("$16") AND_WITH("$17") AND_WITH("$18") AND_WITH("$19")
	") AS o GROUP BY request ORDER BY count(*) DESC, request DESC LIMIT $3" };

/* ---- every one -------------------------------------------------------------------------------- */

const struct sql request_sql_all_ids = { .text =
	"SELECT id FROM request WHERE id > $1 ORDER BY id LIMIT $2" };

#define NAMED(name) { #name, &request_sql_##name },
static const struct sql_named named[] = { REQUEST_STATEMENTS(NAMED) };

const struct sql_set request_statements = { "request", named, sizeof named / sizeof *named };
