/* Applications that were not sent: nobody but the holder of the secret reads them, they are all there for him,
   and they are gone when they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "database.h"
#include "request/unsent.h"

static const struct schema *const schemas[] = { &unsent_schema };
enum { NOW = 1763702548 };

struct world {
	struct test_db t;
	struct db *db;
	struct arena arena;
	uint64_t random;
	struct entropy entropy;
	struct act act;
	struct err err;
	char secret[UNSENT_SECRET_MAX];
};

static void fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	*state = w;
	test_db_make(&w->t);
	w->db = test_db_open_with(&w->t, schemas, 1);
	arena_init(&w->arena, (size_t)512 << 20);
	w->random = 11;
	w->entropy = (struct entropy){ fill, &w->random };
	w->act = (struct act){ .now = NOW, .entropy = &w->entropy };
	unsent_secret(&w->act, w->secret);
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	db_close(w->db);
	test_db_done(&w->t);
	arena_done(&w->arena);
	free(w);
	return 0;
}

static void ok(struct world *w, int rc)
{
	if (rc)
		fprintf(stderr, "# %s %s\n", w->err.user, w->err.detail);
	assert_int_equal(rc, 0);
}

static void begin(struct world *w)
{
	ok(w, tx_begin_write(w->db, __func__, &w->err));
}

static void save(struct world *w, struct unsent *u)
{
	begin(w);
	ok(w, unsent_save(w->db, u, sv_of(w->secret), &w->act, &w->arena, &w->err));
	ok(w, tx_commit(w->db, &w->err));
}

static int load(struct world *w, const char *secret, struct unsent *ret)
{
	return unsent_load(w->db, sv_of(secret), w->act.now, &w->arena, ret, &w->err);
}

static int64_t count(struct world *w, const struct sql *sql)
{
	struct query q;
	query_start(&q, w->db, sql);
	assert_true(query_row(&q));
	int64_t n = query_get_int(&q, 0);
	ok(w, query_end(&q, &w->err));
	return n;
}

static const char name[] = "李试验", wish[] = "第一行\n第二行 \"引号\" 尾";

static void kept(struct world *w, struct unsent *u)
{
	unsent_begin(sv_of(w->secret), u);
	assert_true(unsent_set(u, "name", sv_of(name)));
	assert_true(unsent_set(u, "text", sv_of(wish)));
	save(w, u);
	assert_true(u->id > 0);
}

static void what_was_typed_comes_back(void **state)
{
	struct world *w = *state;
	struct unsent u, again;
	kept(w, &u);
	ok(w, load(w, w->secret, &again));
	assert_int_equal(again.id, u.id);
	assert_int_equal(again.n_values, 2);
	assert_true(sv_eq(unsent_get(&again, "name"), sv_of(name)));
	assert_true(sv_eq(unsent_get(&again, "text"), sv_of(wish)));
	assert_int_equal(unsent_get(&again, "phone").n, 0);
	assert_true(unsent_set(&again, "name", SV("")));
	save(w, &again);
	ok(w, load(w, w->secret, &u));
	assert_int_equal(u.n_values, 1);
	assert_int_equal(unsent_get(&u, "name").n, 0);
}

static void another_secret_finds_nothing(void **state)
{
	struct world *w = *state;
	struct unsent u;
	kept(w, &u);
	char other[UNSENT_SECRET_MAX];
	for (int i = 0; i < 43; i++) {
		memcpy(other, w->secret, sizeof other);
		other[i] = other[i] == 'A' ? 'E' : 'A';
		assert_int_equal(load(w, other, &u), E_NOT_FOUND);
	}
	static const char *const none[] = { "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_false(unsent_is_secret(sv_of(none[i])));
		assert_int_equal(load(w, none[i], &u), E_NOT_FOUND);
	}
}

static bool stands_in(struct sv bytes, const char *word)
{
	return sv_has(bytes, sv_of(word));
}

static void the_database_holds_nothing_readable(void **state)
{
	static const struct sql rows = { .text =
		"SELECT u.handle, u.sealed, f.name, f.bytes FROM request_unsent u"
		" JOIN request_unsent_file f ON f.unsent = u.id" };
	struct world *w = *state;
	struct unsent u;
	struct query q;
	kept(w, &u);
	begin(w);
	ok(w, unsent_add_file(w->db, &u, SV("身份证.txt"), SV("号码是十八位"), &w->act, &w->arena, &w->err));
	ok(w, tx_commit(w->db, &w->err));
	query_start(&q, w->db, &rows);
	assert_true(query_row(&q));
	for (int i = 0; i < 4; i++) {
		struct sv bytes = query_get_bytes(&q, i);
		assert_true(bytes.n > 20);
		assert_false(stands_in(bytes, name) || stands_in(bytes, "第一行") || stands_in(bytes, "身份证")
			|| stands_in(bytes, "号码") || stands_in(bytes, "name") || stands_in(bytes, w->secret));
	}
	ok(w, query_end(&q, &w->err));
}

static void files_are_kept_in_order_and_within_limits(void **state)
{
	struct world *w = *state;
	struct unsent u;
	struct unsent_file *files;
	size_t n;
	static char big[REQUEST_FILE_MAX + 1];
	kept(w, &u);
	begin(w);
	assert_int_equal(unsent_add_file(w->db, &u, SV("大"), (struct sv){ big, sizeof big }, &w->act,
		&w->arena, &w->err), E_LIMIT);
	for (int i = 0; i < 2; i++)
		ok(w, unsent_add_file(w->db, &u, SV("近"), (struct sv){ big, REQUEST_FILE_MAX }, &w->act,
			&w->arena, &w->err));
	assert_int_equal(unsent_add_file(w->db, &u, SV("多"), (struct sv){ big, REQUEST_FILE_MAX }, &w->act,
		&w->arena, &w->err), E_LIMIT);
	ok(w, unsent_remove_file(w->db, &u, 0, &w->err));
	for (int i = 0; i < REQUEST_FILES_MAX; i++)
		ok(w, unsent_add_file(w->db, &u, sv_fmt(&w->arena, "第%d个", i), sv_fmt(&w->arena, "内容%d", i),
			&w->act, &w->arena, &w->err));
	assert_int_equal(unsent_add_file(w->db, &u, SV("又"), SV("x"), &w->act, &w->arena, &w->err),
		E_LIMIT);
	ok(w, unsent_files(w->db, &u, true, &w->arena, &files, &n, &w->err));
	assert_int_equal(n, REQUEST_FILES_MAX);
	for (size_t i = 0; i < n; i++) {
		assert_true(sv_eq(files[i].name, sv_fmt(&w->arena, "第%zu个", i)));
		assert_true(sv_eq(files[i].bytes, sv_fmt(&w->arena, "内容%zu", i)));
		assert_int_equal(files[i].size, (int64_t)files[i].bytes.n);
	}
	ok(w, unsent_remove_file(w->db, &u, files[3].id, &w->err));
	ok(w, unsent_files(w->db, &u, false, &w->arena, &files, &n, &w->err));
	assert_int_equal(n, REQUEST_FILES_MAX - 1);
	ok(w, tx_commit(w->db, &w->err));
}

/** A file of one draft is nothing to another, even when its row is moved. */
static void a_file_belongs_to_its_draft(void **state)
{
	static const struct sql steal = { .text =
		"UPDATE request_unsent_file SET unsent = (SELECT max(id) FROM request_unsent)" };
	struct world *w = *state;
	struct unsent mine, theirs;
	struct unsent_file *files;
	size_t n;
	kept(w, &mine);
	begin(w);
	ok(w, unsent_add_file(w->db, &mine, SV("我的"), SV("内容"), &w->act, &w->arena, &w->err));
	ok(w, tx_commit(w->db, &w->err));
	unsent_secret(&w->act, w->secret);
	kept(w, &theirs);
	ok(w, unsent_files(w->db, &mine, false, &w->arena, &files, &n, &w->err));
	assert_int_equal(n, 1);
	begin(w);
	ok(w, unsent_remove_file(w->db, &theirs, files[0].id, &w->err));
	ok(w, tx_commit(w->db, &w->err));
	begin(w);
	ok(w, db_run(w->db, &steal, &w->err));
	assert_int_equal(unsent_files(w->db, &theirs, true, &w->arena, &files, &n, &w->err), E_FORMAT);
	tx_rollback(w->db);
	ok(w, unsent_files(w->db, &mine, true, &w->arena, &files, &n, &w->err));
	assert_int_equal(n, 1);
}

static void kept_so_long_and_not_longer(void **state)
{
	static const struct sql drafts = { .text = "SELECT count(*) FROM request_unsent" },
		files = { .text = "SELECT count(*) FROM request_unsent_file" };
	struct world *w = *state;
	struct unsent u;
	for (int sent = 0; sent < 2; sent++) {
		int64_t keep = sent ? UNSENT_SENT_SECONDS : UNSENT_SECONDS;
		w->act.now = NOW;
		unsent_secret(&w->act, w->secret);
		kept(w, &u);
		u.sent = sent;
		save(w, &u);
		begin(w);
		ok(w, unsent_add_file(w->db, &u, SV("文件"), SV("内容"), &w->act, &w->arena, &w->err));
		ok(w, tx_commit(w->db, &w->err));
		w->act.now = NOW + keep;
		ok(w, load(w, w->secret, &u));
		ok(w, unsent_sweep(w->db, w->act.now, &w->err));
		assert_int_equal(count(w, &drafts), 1);
		w->act.now++;
		assert_int_equal(load(w, w->secret, &u), E_NOT_FOUND);
		ok(w, unsent_sweep(w->db, w->act.now, &w->err));
		assert_int_equal(count(w, &drafts), 0);
		assert_int_equal(count(w, &files), 0);
	}
}

static void dropped_is_gone(void **state)
{
	static const struct sql files = { .text = "SELECT count(*) FROM request_unsent_file" };
	struct world *w = *state;
	struct unsent u;
	kept(w, &u);
	begin(w);
	ok(w, unsent_add_file(w->db, &u, SV("文件"), SV("内容"), &w->act, &w->arena, &w->err));
	ok(w, unsent_drop(w->db, sv_of(w->secret), &w->err));
	ok(w, unsent_drop(w->db, sv_of(w->secret), &w->err));
	ok(w, tx_commit(w->db, &w->err));
	assert_int_equal(load(w, w->secret, &u), E_NOT_FOUND);
	assert_int_equal(count(w, &files), 0);
}

static void more_values_than_there_is_room_for(void **state)
{
	struct world *w = *state;
	struct unsent u;
	char names[UNSENT_VALUES_MAX + 1][8];
	unsent_begin(sv_of(w->secret), &u);
	for (int i = 0; i <= UNSENT_VALUES_MAX; i++) {
		snprintf(names[i], sizeof names[i], "k%d", i);
		assert_int_equal(unsent_set(&u, names[i], SV("v")), i < UNSENT_VALUES_MAX);
	}
	assert_true(unsent_set(&u, names[0], SV("w")));
	assert_int_equal(u.n_values, UNSENT_VALUES_MAX);
	assert_true(sv_eq(unsent_get(&u, names[0]), SV("w")));
}

static void every_statement_is_good(void **state)
{
	struct world *w = *state;
	ok(w, db_check_statements(w->db, &unsent_statements, &w->err));
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_typed_comes_back, setup, teardown),
		cmocka_unit_test_setup_teardown(another_secret_finds_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(the_database_holds_nothing_readable, setup, teardown),
		cmocka_unit_test_setup_teardown(files_are_kept_in_order_and_within_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_belongs_to_its_draft, setup, teardown),
		cmocka_unit_test_setup_teardown(kept_so_long_and_not_longer, setup, teardown),
		cmocka_unit_test_setup_teardown(dropped_is_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(more_values_than_there_is_room_for, setup, teardown),
		cmocka_unit_test_setup_teardown(every_statement_is_good, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
