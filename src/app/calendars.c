#include "app/calendars.h"

#include <stdlib.h>

enum { TAKE_MS = 5000 };

struct kept_calendar {
	struct kept_calendar *older;
	struct arena arena;
	struct calendar calendar;
};

static int load(struct calendars *c, struct db *db, struct err *err)
{
	struct kept_calendar *k = calloc(1, sizeof *k);
	if (!k)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	arena_init(&k->arena, 16 << 20);
	int rc = years_load(db, &k->arena, &k->calendar, err);
	if (rc) {
		arena_done(&k->arena);
		free(k);
		return rc;
	}
	k->older = c->newest;
	c->newest = k;
	return E_OK;
}

int calendars_refresh(struct calendars *c, struct db_pool *pool, const struct calendar **ret,
	struct err *err)
{
	struct db *db;
	int64_t stamp;
	int rc = db_pool_take(pool, DB_READ, TAKE_MS, &db, err);
	if (rc)
		return rc;
	rc = years_stamp(db, &stamp, err);
	if (!rc && (!c->newest || stamp != c->stamp))
		rc = load(c, db, err);
	db_pool_give(pool, db);
	if (rc)
		return rc;
	c->stamp = stamp;
	*ret = &c->newest->calendar;
	return E_OK;
}

void calendars_done(struct calendars *c)
{
	while (c->newest) {
		struct kept_calendar *k = c->newest;
		c->newest = k->older;
		arena_done(&k->arena);
		free(k);
	}
}
