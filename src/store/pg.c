/* PostgreSQL behind store.h, by libpq, which is loaded when the first connection is opened. */
#include "store/pg_api.h"
#include "store/store_int.h"
#include "store/store_sql.h"

#include "base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OID_BYTEA = 17, NUMBER_TEXT = 24, COLUMNS_MAX = 64 };

struct pg {
	struct pg_api api;
	PGconn *conn;
	unsigned n_prepared;
};

/** A prepared statement and what is bound to it now. Only one run of it is open at a time. */
struct own_statement {
	char name[16];
	const char *values[STORE_PARAMETERS_MAX];
	int lengths[STORE_PARAMETERS_MAX], formats[STORE_PARAMETERS_MAX];
	char numbers[STORE_PARAMETERS_MAX][NUMBER_TEXT];
	char *texts[STORE_PARAMETERS_MAX]; /* copies with a NUL, as libpq wants them */
	PGresult *result;
	int n_rows;
	uint64_t decoded;                  /* columns of this row whose bytea is decoded in place */
	int decoded_length[COLUMNS_MAX];
};

static struct pg *pg_of(const struct db *db)
{
	return db->own;
}

static struct own_statement *own_of(const struct query *q)
{
	return q->statement;
}

/** SQLSTATE to our codes. */
static int explain(struct db *db, const PGresult *result, struct err *err)
{
	struct pg *pg = pg_of(db);
	const char *state = result ? pg->api.PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	struct sv s = sv_of(state);
	if (pg->api.PQstatus(pg->conn) != CONNECTION_OK || sv_starts(s, SV("57P"))
		|| sv_starts(s, SV("08")) || !state)
		err_set(err, E_BUSY, "数据库暂时连不上，请稍后再试。");
	else if (sv_eq(s, SV("23505")) || sv_eq(s, SV("42P07")) || sv_eq(s, SV("42710")))
		err_set(err, E_EXISTS, "数据库里已经有了，没有保存。");
	else if (sv_starts(s, SV("40")))
		err_set(err, E_STALE, "别人刚刚改了同一条记录，请刷新后再试。");
	else if (sv_eq(s, SV("55P03")) || sv_starts(s, SV("533")))
		err_set(err, E_BUSY, "数据库正忙，请稍等几秒再试。");
	else if (sv_eq(s, SV("53100")))
		err_set(err, E_FULL, "磁盘已满，没有保存。请腾出空间后再试。");
	else
		err_set(err, E_DB, "数据库出错，没有保存。请稍后再试，仍然不行请告知维护人员。");
	/* The primary message only: DETAIL quotes the row, which may hold personal data. */
	const char *said = result ? pg->api.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	return err_detail(err, "postgresql %s: %s", state ? state : "-",
		said ? said : pg->api.PQerrorMessage(pg->conn));
}

static bool fine(const struct pg *pg, const PGresult *result)
{
	ExecStatusType s = pg->api.PQresultStatus(result);
	return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

static int exec(struct db *db, const char *script, struct err *err)
{
	struct pg *pg = pg_of(db);
	PGresult *result = pg->api.PQexec(pg->conn, script);
	int rc = fine(pg, result) ? E_OK : explain(db, result, err);
	/* After a failed statement COMMIT is answered with a rollback, which is no error to PostgreSQL. */
	if (!rc && script == store_commit.text
		&& strcmp(pg->api.PQcmdStatus(result), store_commit.text) != 0) {
		err_set(err, E_DB, "前面有一步没有做成，全部没有保存。请稍后再试。");
		rc = err_detail(err, "the end of a failed transaction was a rollback");
	}
	pg->api.PQclear(result);
	return rc;
}

static void close_db(struct db *db)
{
	struct pg *pg = pg_of(db);
	pg->api.PQfinish(pg->conn);
	free(pg);
}

static void forget(struct db *db, void *own)
{
	struct own_statement *s = own;
	pg_of(db)->api.PQclear(s->result);
	for (int i = 0; i < STORE_PARAMETERS_MAX; i++)
		free(s->texts[i]);
	free(s);
}

static int prepare(struct db *db, const char *text, void **ret, struct err *err)
{
	struct pg *pg = pg_of(db);
	struct own_statement *s = calloc(1, sizeof *s);
	if (!s)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	snprintf(s->name, sizeof s->name, "s%u", pg->n_prepared++);
	PGresult *result = pg->api.PQprepare(pg->conn, s->name, text, 0, NULL);
	int rc = fine(pg, result) ? E_OK : explain(db, result, err);
	pg->api.PQclear(result);
	if (rc) {
		free(s);
		return rc;
	}
	*ret = s;
	return E_OK;
}

/** The place of the next parameter, or −1 after noting that there are too many. */
static int place(struct query *q)
{
	if (q->next_parameter < STORE_PARAMETERS_MAX)
		return q->next_parameter;
	err_set(&q->err, E_DB, "程序出错：参数太多。请告知维护人员。");
	return query_fail(q);
}

static void bind_value(struct query *q, const char *p, size_t n, int format)
{
	int at = place(q);
	if (at < 0)
		return;
	struct own_statement *s = own_of(q);
	s->values[at] = p;
	s->lengths[at] = (int)n;
	s->formats[at] = format;
}

static void bind_int(struct query *q, int64_t value)
{
	int at = place(q);
	if (at < 0)
		return;
	char *number = own_of(q)->numbers[at];
	int n = snprintf(number, NUMBER_TEXT, "%lld", (long long)value);
	bind_value(q, number, (size_t)n, 0);
}

static void bind_text(struct query *q, struct sv value)
{
	int at = place(q);
	if (at < 0)
		return;
	struct own_statement *s = own_of(q);
	free(s->texts[at]);
	s->texts[at] = malloc(value.n + 1);
	if (!s->texts[at]) {
		err_set(&q->err, E_NOMEM, "内存不足，请稍后再试。");
		query_fail(q);
		return;
	}
	if (value.n)
		memcpy(s->texts[at], value.p, value.n);
	s->texts[at][value.n] = '\0';
	bind_value(q, s->texts[at], value.n, 0);
}

static void bind_bytes(struct query *q, struct sv value)
{
	bind_value(q, value.p ? value.p : "", value.n, 1);
}

static void bind_null(struct query *q)
{
	bind_value(q, NULL, 0, 0);
}

static int run(struct query *q)
{
	struct pg *pg = pg_of(q->db);
	struct own_statement *s = own_of(q);
	s->result = pg->api.PQexecPrepared(pg->conn, s->name, q->next_parameter, s->values, s->lengths,
		s->formats, 0);
	if (!fine(pg, s->result)) {
		explain(q->db, s->result, &q->err);
		return query_fail(q);
	}
	s->n_rows = pg->api.PQntuples(s->result);
	int64_t changes;
	if (num_parse_i64(sv_of(pg->api.PQcmdTuples(s->result)), &changes))
		q->changes = changes;
	q->started = true;
	return 0;
}

static int step(struct query *q)
{
	if (!q->started && run(q) < 0)
		return -1;
	own_of(q)->decoded = 0;
	return ++q->row < own_of(q)->n_rows ? 1 : 0;
}

static void reset(struct query *q)
{
	struct own_statement *s = own_of(q);
	pg_of(q->db)->api.PQclear(s->result);
	s->result = NULL;
	for (int i = 0; i < STORE_PARAMETERS_MAX; i++) {
		free(s->texts[i]);
		s->texts[i] = NULL;
	}
}

static bool is_null(struct query *q, int column)
{
	return pg_of(q->db)->api.PQgetisnull(own_of(q)->result, q->row, column);
}

static struct sv get_text(struct query *q, int column)
{
	const struct pg *pg = pg_of(q->db);
	const PGresult *r = own_of(q)->result;
	return (struct sv){ pg->api.PQgetvalue(r, q->row, column),
		(size_t)pg->api.PQgetlength(r, q->row, column) };
}

static int64_t get_int(struct query *q, int column)
{
	int64_t value = 0;
	struct sv text = get_text(q, column);
	if (sv_eq(text, SV("t")))
		return 1;
	return num_parse_i64(text, &value) ? value : 0;
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/** bytea comes as "\x…"; it is decoded where it lies. */
static struct sv get_bytes(struct query *q, int column)
{
	const struct pg *pg = pg_of(q->db);
	struct own_statement *s = own_of(q);
	struct sv text = get_text(q, column);
	if (pg->api.PQftype(s->result, column) != OID_BYTEA || column >= COLUMNS_MAX)
		return text;
	char *p = pg->api.PQgetvalue(s->result, q->row, column);
	uint64_t bit = (uint64_t)1 << column;
	if (!(s->decoded & bit)) {
		int n = 0;
		for (size_t i = 2; i + 1 < text.n; i += 2)
			p[n++] = (char)(hex_digit(text.p[i]) << 4 | hex_digit(text.p[i + 1]));
		s->decoded |= bit;
		s->decoded_length[column] = n;
	}
	return (struct sv){ p, (size_t)s->decoded_length[column] };
}

static bool alive(struct db *db)
{
	struct pg *pg = pg_of(db);
	if (pg->api.PQstatus(pg->conn) != CONNECTION_OK)
		return false;
	/* A server that went away while nobody asked shows when the socket is read. */
	return pg->api.PQconsumeInput(pg->conn) == 1 && pg->api.PQstatus(pg->conn) == CONNECTION_OK;
}

static int integrity(struct db *db, struct err *err)
{
	return exec(db, store_pg_one, err);
}

static const struct backend pg_backend = { close_db, exec, prepare, forget, bind_int, bind_text,
	bind_bytes, bind_null, step, reset, is_null, get_int, get_text, get_bytes, alive, integrity,
	NULL, NULL, NULL, &store_pg_begin_read, &store_pg_begin_write, false };

int pg_open(struct db *db, const char *address, struct err *err)
{
	struct pg *pg = calloc(1, sizeof *pg);
	if (!pg)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	int rc = pg_load(&pg->api, err);
	if (rc) {
		free(pg);
		return rc;
	}
	db->own = pg;
	db->backend = &pg_backend;
	pg->conn = pg->api.PQconnectdb(address);
	if (pg->api.PQstatus(pg->conn) != CONNECTION_OK) {
		err_set(err, E_BUSY, "数据库连不上：请检查 PostgreSQL 是否在运行，地址、用户名和密码是否正确。");
		err_detail(err, "%s", pg->api.PQerrorMessage(pg->conn));
		close_db(db);
		return E_BUSY;
	}
	rc = exec(db, store_pg_setup, err);
	if (!rc && db->mode == DB_READ)
		rc = exec(db, store_pg_setup_read, err);
	if (rc)
		close_db(db);
	return rc;
}
