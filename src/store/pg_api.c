#include "store/pg_api.h"

int pg_load(struct pg_api *ret, struct err *err)
{
	struct pg_api api;
	void *library = late_open("libpq.so.5");
	const char *missing = library ? NULL : "libpq.so.5";
	if (library) {
		PG_FUNCTIONS(LATE_LOAD)
	}
	if (missing) {
		err_set(err, E_IO, "使用 PostgreSQL 需要它的客户端库，请安装 libpq5。");
		return err_detail(err, "cannot load %s", missing);
	}
	*ret = api;
	return 0;
}
