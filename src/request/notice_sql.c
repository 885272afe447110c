/* Tables and statements of notices. */
#include "request/notice_sql.h"

#include "store/dialect.h"

/* `next` is the moment before which a waiting one is not sent; `claimed` the moment a process took it. */
#define NOTICES(ID, INT, BYTES, STRICT) \
	"CREATE TABLE notice (id " ID ", request " INT " NOT NULL REFERENCES request (id), unit " INT \
	" NOT NULL REFERENCES unit (id), kind TEXT NOT NULL, audience TEXT NOT NULL, day TEXT NOT NULL," \
	" due TEXT NOT NULL, state TEXT NOT NULL, attempts " INT " NOT NULL, made " INT " NOT NULL," \
	" next " INT " NOT NULL, claimed " INT " NOT NULL, done " INT " NOT NULL, why TEXT NOT NULL," \
	" UNIQUE (request, kind, day))" STRICT ";" \
	"CREATE INDEX notice_unit ON notice (unit, id);" \
	"CREATE INDEX notice_made ON notice (made);" \
	"CREATE INDEX notice_unsent ON notice (id) WHERE state IN ('waiting', 'sending');"

static const struct migration migrations[] = {
	{ "notices", SQL_SQLITE(NOTICES), SQL_POSTGRESQL(NOTICES) },
};
static const char *const tables[] = { "notice" };
const struct schema notice_schema = { "notice", migrations, 1, tables, 1 };

#define INSERT \
	"INSERT INTO notice (request, unit, kind, audience, day, due, state, attempts, made, next," \
	" claimed, done, why) "
#define ONCE " ON CONFLICT (request, kind, day) DO NOTHING"

const struct sql notice_sql_add = { .text =
	INSERT "VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, 0, 0, 0, '')" ONCE };

/* $1 today, $2 the last day that is soon, $3 now. Overdue: every time; else once for a due date. */
const struct sql notice_sql_daily = { .text =
	INSERT "SELECT r.id, r.unit, CASE WHEN r.due_unknown = 1 THEN 'unknown'"
	" WHEN r.due < $1 THEN 'overdue' ELSE 'soon' END, 'office', $1, r.due, 'waiting', 0,"
	" CAST($3 AS bigint), 0, 0, 0, '' FROM request r"
	" WHERE r.open = 1 AND r.due <= $2 AND (r.due <> '' OR r.due_unknown = 1)"
	" AND ((r.due <> '' AND r.due < $1) OR NOT EXISTS (SELECT 1 FROM notice n"
	" WHERE n.request = r.id AND n.unit = r.unit AND n.due = r.due"
	" AND n.kind = CASE WHEN r.due_unknown = 1 THEN 'unknown' ELSE 'soon' END))" ONCE };

const struct sql notice_sql_forget = { .text = "DELETE FROM notice WHERE made < $1" };

#define NOTICE \
	"SELECT n.id, n.request, n.unit, n.kind, n.state, n.day, n.due, n.attempts, n.made, n.done, n.why," \
	" r.public_id, r.number, r.title, u.name, r.state" \
	" FROM notice n JOIN request r ON r.id = n.request JOIN unit u ON u.id = n.unit"

/* Of one request and kind only the newest: what was said of it before is said again there. */
const struct sql notice_sql_list = { .text =
	NOTICE " WHERE n.unit = $1 AND n.audience = 'office' AND r.unit = n.unit"
	" AND (r.open = 1 OR n.day = $2) AND NOT EXISTS (SELECT 1 FROM notice l"
	" WHERE l.request = n.request AND l.kind = n.kind AND l.day > n.day)"
	" ORDER BY n.id DESC LIMIT $3" };

/* $1 now, $2 before when a claim is nobody's any more, $3 how many. */
#define TO_BE_HAD \
	"((n.state = 'waiting' AND n.next <= $1) OR (n.state = 'sending' AND n.claimed < $2))"
const struct sql notice_sql_ready = { .text =
	NOTICE " WHERE n.state IN ('waiting', 'sending') AND " TO_BE_HAD
	" AND (n.audience = 'applicant' OR EXISTS (SELECT 1 FROM office_setting s"
	" WHERE s.unit = n.unit AND s.name = 'smtp_to')) ORDER BY n.id LIMIT $3" };

const struct sql notice_sql_claim = { .text =
	"UPDATE notice SET state = 'sending', claimed = $1, attempts = attempts + 1 WHERE id = $3"
	" AND ((state = 'waiting' AND next <= $1) OR (state = 'sending' AND claimed < $2))"
	" RETURNING attempts" };

/* Only whoever holds the claim ($2) ends it. */
const struct sql notice_sql_end = { .text =
	"UPDATE notice SET state = $3, attempts = $4, next = $5, done = $6, why = $7"
	" WHERE id = $1 AND state = 'sending' AND claimed = $2" };

const struct sql notice_sql_expire = { .text =
	"UPDATE notice SET state = 'failed', done = $1, why = $3 WHERE state = 'waiting' AND made < $2" };

#define NAMED(name) { #name, &notice_sql_##name },
static const struct sql_named named[] = { NOTICE_STATEMENTS(NAMED) };
const struct sql_set notice_statements = { "notice", named, sizeof named / sizeof *named };
