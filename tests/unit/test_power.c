/*
 * Loss of power while the pool's writers commit: SQLite runs on a file system that forgets what was not flushed.
 * What tx_commit acknowledged is there afterwards, and what a reader was shown, whatever else reached the disk.
 */
#include "store/pool.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WRITERS = 4, SHOWERS = 2, ROUNDS = 24, ROWS_MAX = 1 << 16, SECTOR = 512, LOG_PAGES = 60 };

/* ── A disk that forgets ───────────────────────────────────────────────────────────────────── */

/** What the disk holds of one file for certain. */
struct image {
	char ending[8];
	unsigned char *bytes;
	size_t n;
	uint64_t of;       /* the flush that brought it */
};

static struct {
	pthread_mutex_t lock;
	char path[256];
	struct image images[2]; /* the database and its log */
	sqlite3_vfs *below, vfs;
	unsigned slow_us;  /* of a flush */
	uint64_t flushes;
	bool fails;
} disk = { .lock = PTHREAD_MUTEX_INITIALIZER, .images = { { .ending = "" }, { .ending = "-wal" } } };

struct file {
	sqlite3_file base;
	struct image *image;
	sqlite3_file *below;
};

static struct file *of(sqlite3_file *f)
{
	return (struct file *)f;
}

#define BELOW(f, method, ...) of(f)->below->pMethods->method(of(f)->below __VA_OPT__(, ) __VA_ARGS__)

static int on_close(sqlite3_file *f) { return BELOW(f, xClose); }
static int on_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) { return BELOW(f, xRead, p, n, at); }
static int on_size(sqlite3_file *f, sqlite3_int64 *n) { return BELOW(f, xFileSize, n); }
static int on_lock(sqlite3_file *f, int level) { return BELOW(f, xLock, level); }
static int on_unlock(sqlite3_file *f, int level) { return BELOW(f, xUnlock, level); }
static int on_reserved(sqlite3_file *f, int *ret) { return BELOW(f, xCheckReservedLock, ret); }
static int on_control(sqlite3_file *f, int op, void *arg) { return BELOW(f, xFileControl, op, arg); }
static int on_sector(sqlite3_file *f) { return BELOW(f, xSectorSize); }
static int on_traits(sqlite3_file *f) { return BELOW(f, xDeviceCharacteristics); }
static int on_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
	return BELOW(f, xShmMap, page, size, extend, ret);
}
static int on_shm_lock(sqlite3_file *f, int at, int n, int flags) { return BELOW(f, xShmLock, at, n, flags); }
static void on_barrier(sqlite3_file *f) { BELOW(f, xShmBarrier); }
static int on_unmap(sqlite3_file *f, int remove) { return BELOW(f, xShmUnmap, remove); }

static int on_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	pthread_mutex_lock(&disk.lock);
	int rc = BELOW(f, xWrite, p, n, at);
	pthread_mutex_unlock(&disk.lock);
	return rc;
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	pthread_mutex_lock(&disk.lock);
	int rc = BELOW(f, xTruncate, n);
	pthread_mutex_unlock(&disk.lock);
	return rc;
}

static unsigned char *all_of(struct file *f, size_t *ret_n)
{
	sqlite3_int64 n = 0;
	assert_int_equal(BELOW(&f->base, xFileSize, &n), SQLITE_OK);
	unsigned char *bytes = malloc((size_t)n + 1);
	assert_non_null(bytes);
	if (n)
		assert_int_equal(BELOW(&f->base, xRead, bytes, (int)n, 0), SQLITE_OK);
	*ret_n = (size_t)n;
	return bytes;
}

/* A flush promises what was written before it began, and has kept its promise when it ends. */
static int on_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	size_t n;
	struct image *image = of(f)->image;
	if (!image)
		return SQLITE_OK;
	pthread_mutex_lock(&disk.lock);
	unsigned char *bytes = all_of(of(f), &n);
	uint64_t mine = ++disk.flushes;
	bool fails = disk.fails;
	pthread_mutex_unlock(&disk.lock);
	usleep(disk.slow_us);
	pthread_mutex_lock(&disk.lock);
	if (!fails && image->of < mine) {
		unsigned char *before = image->bytes;
		*image = (struct image){ .bytes = bytes, .n = n, .of = mine };
		bytes = before;
	}
	pthread_mutex_unlock(&disk.lock);
	free(bytes);
	return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static const sqlite3_io_methods methods = { .iVersion = 2, .xClose = on_close, .xRead = on_read, .xWrite = on_write,
	.xTruncate = on_truncate, .xSync = on_sync, .xFileSize = on_size, .xLock = on_lock, .xUnlock = on_unlock,
	.xCheckReservedLock = on_reserved, .xFileControl = on_control, .xSectorSize = on_sector,
	.xDeviceCharacteristics = on_traits, .xShmMap = on_map, .xShmLock = on_shm_lock, .xShmBarrier = on_barrier,
	.xShmUnmap = on_unmap };

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	(void)vfs;
	size_t n = strlen(disk.path);
	*of(f) = (struct file){ .below = (sqlite3_file *)(of(f) + 1) };
	if (n && name && strncmp(name, disk.path, n) == 0)
		of(f)->image = name[n] == '\0' ? &disk.images[0] : strcmp(name + n, "-wal") == 0 ? &disk.images[1] : NULL;
	int rc = disk.below->xOpen(disk.below, name, of(f)->below, flags, ret_flags);
	f->pMethods = of(f)->below->pMethods ? &methods : NULL;
	return rc;
}

static void disk_mount(void)
{
	disk.below = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.below;
	disk.vfs.pNext = NULL;
	disk.vfs.zName = "forgets";
	disk.vfs.szOsFile = (int)sizeof(struct file) + disk.below->szOsFile;
	disk.vfs.xOpen = on_open;
	assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

static void disk_fails(bool fails)
{
	pthread_mutex_lock(&disk.lock);
	disk.fails = fails;
	pthread_mutex_unlock(&disk.lock);
}

static uint64_t dice(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void read_now(const char *name, unsigned char **ret, size_t *ret_n)
{
	FILE *f = fopen(name, "rb");
	*ret = NULL;
	*ret_n = 0;
	if (!f)
		return;
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	*ret_n = (size_t)ftell(f);
	rewind(f);
	*ret = malloc(*ret_n + 1);
	assert_non_null(*ret);
	assert_int_equal(fread(*ret, 1, *ret_n, f), *ret_n);
	fclose(f);
}

/** Every sector is the one flushed last or, when `some` of the rest reached the disk, perhaps the newest. */
static void write_what_is_left(const struct image *image, const char *from, const char *to, bool some,
	uint64_t *state)
{
	unsigned char *newest;
	size_t n_newest;
	read_now(from, &newest, &n_newest);
	size_t n = some && n_newest > image->n ? n_newest : image->n;
	unsigned char *left = calloc(1, n + SECTOR);
	assert_non_null(left);
	if (image->n)
		memcpy(left, image->bytes, image->n);
	for (size_t at = 0; some && at < n_newest; at += SECTOR)
		if (dice(state) % 2)
			memcpy(left + at, newest + at, n_newest - at < SECTOR ? n_newest - at : SECTOR);
	FILE *f = fopen(to, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(left, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	free(left);
	free(newest);
}

/* ── An office at work ─────────────────────────────────────────────────────────────────────── */

static const struct migration migrations[] = { { "kept", "CREATE TABLE kept (id INTEGER PRIMARY KEY, bytes BLOB) STRICT",
	NULL } };
static const char *const tables[] = { "kept" };
static const struct schema schema = { "kept", migrations, 1, tables, 1 };
static const struct schema *const schemas[] = { &schema };
static const struct sql keep = { .text = "INSERT INTO kept (bytes) VALUES ($1) RETURNING id" };
static const struct sql count = { .text = "SELECT count(*) FROM kept" };
static const struct sql has = { .text = "SELECT 1 FROM kept WHERE id = $1" };

static struct {
	struct db_pool *pool;
	pthread_mutex_t lock;
	int64_t acknowledged[ROWS_MAX], shown;
	size_t n, refused, lost; /* lost: may or may not be on the disk */
	bool over;
} office = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int64_t counted(struct db *db)
{
	struct query q;
	struct err err = { 0 };
	query_start(&q, db, &count);
	int64_t n = query_row(&q) ? query_get_int(&q, 0) : -1;
	assert_int_equal(query_end(&q, &err), 0);
	return n;
}

static bool is_over(void)
{
	return __atomic_load_n(&office.over, __ATOMIC_SEQ_CST);
}

static int insert(struct db *db, size_t n, int64_t *ret_id, struct err *err)
{
	static const char bytes[9000];
	struct query q;
	query_start(&q, db, &keep);
	query_bytes(&q, (struct sv){ bytes, n });
	*ret_id = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}

struct deed {
	size_t n;
	bool bad;
	int64_t id;
	int times;
};

static int do_deed(struct db *db, void *context, struct err *err)
{
	struct deed *d = context;
	d->times++;
	int rc = insert(db, d->n, &d->id, err);
	return rc ? rc : d->bad ? err_set(err, E_FORMAT, "不行") : 0;
}

/** With what others do. One in eight fails, and takes nobody along. */
static int write_together(struct db *db, uint64_t *state, int64_t *ret_id, struct err *err)
{
	struct deed d = { .n = (size_t)(dice(state) % 9000), .bad = dice(state) % 8 == 0 };
	int rc = tx_together(db, (struct tx_deed){ do_deed, &d }, err);
	assert_true(d.bad ? rc != 0 : rc != E_FORMAT);
	assert_in_range(d.times, rc == 0 || rc == E_FORMAT, 2);
	*ret_id = rc ? 0 : d.id;
	return rc == E_FORMAT ? 0 : rc;
}

/** In a transaction, or as a statement that commits by itself. */
static int write_one(struct db *db, uint64_t *state, int64_t *ret_id, struct err *err)
{
	bool alone = dice(state) % 8 == 0;
	int rc = alone ? 0 : tx_begin_write(db, __func__, err);
	if (rc)
		return rc;
	rc = insert(db, (size_t)(dice(state) % 9000), ret_id, err);
	if (alone)
		return rc;
	/* Some are given up: the turn must go on. */
	if (!rc && dice(state) % 8)
		return tx_commit(db, err);
	tx_rollback(db);
	*ret_id = 0;
	return rc;
}

static void *write_on(void *context)
{
	uint64_t state = (uint64_t)(uintptr_t)context;
	while (!is_over()) {
		struct db *db;
		struct err err = { 0 };
		int64_t id = 0;
		assert_int_equal(db_pool_take(office.pool, DB_WRITE, 30000, &db, &err), 0);
		sqlite3_wal_autocheckpoint(db_sqlite_handle(db), LOG_PAGES);
		int rc = dice(&state) % 2 ? write_one(db, &state, &id, &err)
			: write_together(db, &state, &id, &err);
		assert_true(rc == 0 || rc == E_IO || rc == E_DB);
		db_pool_give(office.pool, db);
		pthread_mutex_lock(&office.lock);
		office.refused += rc != 0;
		office.lost += rc == E_IO;
		if (!rc && id && office.n < ROWS_MAX)
			office.acknowledged[office.n++] = id;
		pthread_mutex_unlock(&office.lock);
	}
	return NULL;
}

static void *show(void *context)
{
	(void)context;
	while (!is_over()) {
		struct db *db;
		struct err err = { 0 };
		assert_int_equal(db_pool_take(office.pool, DB_READ, 30000, &db, &err), 0);
		int64_t n = counted(db);
		db_pool_give(office.pool, db);
		pthread_mutex_lock(&office.lock);
		office.shown = n > office.shown ? n : office.shown;
		pthread_mutex_unlock(&office.lock);
	}
	return NULL;
}

struct places {
	char folder[128], from[160], to[160];
};

static void name_log(const char *name, char buf[168])
{
	snprintf(buf, 168, "%s-wal", name);
}

static void open_office(struct places *p)
{
	struct db *db;
	struct err err = { 0 };
	snprintf(p->folder, sizeof p->folder, "/tmp/gongkai-power-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->from, sizeof p->from, "%s/a.db", p->folder);
	snprintf(p->to, sizeof p->to, "%s/b.db", p->folder);
	for (int i = 0; i < 2; i++) {
		free(disk.images[i].bytes);
		disk.images[i].bytes = NULL;
		disk.images[i].n = 0;
		disk.images[i].of = 0;
	}
	disk.fails = false;
	snprintf(disk.path, sizeof disk.path, "%s", p->from);
	assert_int_equal(db_open(p->from, DB_WRITE, &db, &err), 0);
	assert_int_equal(db_migrate(db, schemas, 1, 1700000000, &err), 0);
	db_close(db);
	assert_int_equal(db_pool_open(p->from, SHOWERS, WRITERS, &office.pool, &err), 0);
	office.n = office.refused = office.lost = 0;
	office.shown = 0;
	office.over = false;
}

static void close_office(struct places *p)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char name[180];
	db_pool_close(office.pool);
	disk.path[0] = '\0';
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", p->from, endings[i]);
		unlink(name);
		snprintf(name, sizeof name, "%s%s", p->to, endings[i]);
		unlink(name);
	}
	rmdir(p->folder);
}

/** The power goes: what was said by then, and what the disk holds. */
static void cut(struct places *p, bool some, uint64_t *state, size_t *ret_n, int64_t *ret_shown)
{
	char from[168], to[168];
	name_log(p->from, from);
	name_log(p->to, to);
	pthread_mutex_lock(&office.lock);
	*ret_n = office.n;
	*ret_shown = office.shown;
	pthread_mutex_unlock(&office.lock);
	pthread_mutex_lock(&disk.lock);
	write_what_is_left(&disk.images[0], p->from, p->to, some, state);
	write_what_is_left(&disk.images[1], from, to, some, state);
	pthread_mutex_unlock(&disk.lock);
}

static void check_what_is_left(const struct places *p, size_t n, int64_t shown)
{
	struct db *db;
	struct err err = { 0 };
	assert_int_equal(db_open(p->to, DB_WRITE, &db, &err), 0);
	assert_int_equal(db_check_integrity(db, &err), 0);
	assert_true(counted(db) >= shown);
	for (size_t i = 0; i < n; i++) {
		struct query q;
		query_start(&q, db, &has);
		query_int(&q, office.acknowledged[i]);
		assert_true(query_row(&q));
		assert_int_equal(query_end(&q, &err), 0);
	}
	db_close(db);
}

static void start_all(pthread_t threads[WRITERS + SHOWERS], unsigned round)
{
	for (int i = 0; i < WRITERS + SHOWERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, i < WRITERS ? write_on : show,
			(void *)(uintptr_t)(round * 100 + (unsigned)i + 1)), 0);
}

/** Let them work: some time, and until something was acknowledged, however busy the machine is. */
static void let_work(unsigned us)
{
	size_t n = 0;
	usleep(us);
	for (int i = 0; i < 10000 && n < 2; i++) {
		pthread_mutex_lock(&office.lock);
		n = office.n;
		pthread_mutex_unlock(&office.lock);
		usleep(n < 2 ? 1000 : 0);
	}
}

static void end_all(pthread_t threads[WRITERS + SHOWERS])
{
	__atomic_store_n(&office.over, true, __ATOMIC_SEQ_CST);
	for (int i = 0; i < WRITERS + SHOWERS; i++)
		pthread_join(threads[i], NULL);
}

/** A deed that failed left nothing, and one that was done anew is there once. */
static void check_each_is_there_once(void)
{
	struct db *db;
	struct err err = { 0 };
	assert_int_equal(office.refused, 0);
	assert_int_equal(db_pool_take(office.pool, DB_READ, 1000, &db, &err), 0);
	assert_int_equal(counted(db), office.n);
	db_pool_give(office.pool, db);
}

static void test_what_was_said_survives_loss_of_power(void **state)
{
	(void)state;
	size_t all = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct places p;
		pthread_t threads[WRITERS + SHOWERS];
		uint64_t random = round + 1;
		size_t n;
		int64_t shown;
		disk.slow_us = round % 3 * 700;
		open_office(&p);
		start_all(threads, round);
		let_work(20000 + (unsigned)dice(&random) % 100000);
		cut(&p, round % 2, &random, &n, &shown);
		end_all(threads);
		check_what_is_left(&p, n, shown);
		check_each_is_there_once();
		all += n;
		close_office(&p);
	}
	assert_true(all > ROUNDS);
}

static size_t lost(void)
{
	pthread_mutex_lock(&office.lock);
	size_t n = office.lost;
	pthread_mutex_unlock(&office.lock);
	return n;
}

/* A disk that failed once may say yes the next time without having kept anything. */
static void test_nothing_is_taken_after_a_flush_that_failed(void **state)
{
	(void)state;
	struct places p;
	pthread_t threads[WRITERS + SHOWERS];
	size_t n;
	int64_t shown;
	uint64_t random = 1;
	struct db *db;
	struct err err = { 0 };
	int64_t id;
	disk.slow_us = 500;
	open_office(&p);
	start_all(threads, 99);
	let_work(30000);
	disk_fails(true);
	for (int i = 0; i < 10000 && lost() < WRITERS; i++)
		usleep(1000);
	disk_fails(false);
	end_all(threads);
	assert_true(office.lost >= WRITERS);
	cut(&p, false, &random, &n, &shown);
	check_what_is_left(&p, n, 0);
	assert_int_equal(db_pool_take(office.pool, DB_WRITE, 1000, &db, &err), 0);
	assert_int_equal(write_one(db, &random, &id, &err), E_IO);
	assert_non_null(strstr(err.user, "磁盘"));
	db_pool_give(office.pool, db);
	assert_int_equal(db_pool_take(office.pool, DB_READ, 1000, &db, &err), 0);
	assert_true(counted(db) > 0);
	db_pool_give(office.pool, db);
	close_office(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_said_survives_loss_of_power),
		cmocka_unit_test(test_nothing_is_taken_after_a_flush_that_failed),
	};
	disk_mount();
	int bad = cmocka_run_group_tests(tests, NULL, NULL);
	for (int i = 0; i < 2; i++)
		free(disk.images[i].bytes);
	return bad;
}
