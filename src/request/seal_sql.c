#include "request/seal_sql.h"

#include "request/seal.h"
#include "store/dialect.h"

/* No reference to the applicant: sealing knows nothing of requests. */
#define KEYS(ID, INT, BYTES, STRICT) \
	"CREATE TABLE applicant_key (applicant " INT " NOT NULL PRIMARY KEY," \
	" wrapped " BYTES " NOT NULL)" STRICT ";"

static const struct migration migrations[] = {
	{ "keys of applicants", SQL_SQLITE(KEYS), SQL_POSTGRESQL(KEYS) },
};
static const char *const tables[] = { "applicant_key" };
const struct schema seal_schema = { "seal", migrations, 1, tables, 1 };

const struct sql seal_sql_insert = { .text =
	"INSERT INTO applicant_key (applicant, wrapped) VALUES ($1, $2)" };
const struct sql seal_sql_find = { .text =
	"SELECT wrapped FROM applicant_key WHERE applicant = $1" };
/* Where it stood, nothing of it stays: deleting alone leaves the bytes on a free place. */
const struct sql seal_sql_blank = {
	.sqlite = "UPDATE applicant_key SET wrapped = zeroblob(length(wrapped)) WHERE applicant = $1",
	.postgresql = "UPDATE applicant_key SET wrapped = '' WHERE applicant = $1" };
const struct sql seal_sql_delete = { .text = "DELETE FROM applicant_key WHERE applicant = $1" };
const struct sql seal_sql_any = { .text = "SELECT 1 FROM applicant_key LIMIT 1" };

static const struct sql_named named[] = { { "seal_sql_insert", &seal_sql_insert },
	{ "seal_sql_find", &seal_sql_find }, { "seal_sql_blank", &seal_sql_blank }, { "seal_sql_delete", &seal_sql_delete },
	{ "seal_sql_any", &seal_sql_any } };
const struct sql_set seal_statements = { "seal", named, sizeof named / sizeof *named };
