#include "doc/pango_api.h"

int pango_load(struct pango_api *ret, struct err *err)
{
	struct pango_api api;
	void *library = late_open("libpangocairo-1.0.so.0");
	const char *missing = library ? NULL : "libpangocairo-1.0.so.0";
	if (library) {
		PANGO_FUNCTIONS(LATE_LOAD)
	}
	if (missing) {
		err_set(err, E_IO, "生成 PDF 需要 Pango 排版库，请安装 libpangocairo-1.0-0");
		return err_detail(err, "cannot load %s", missing);
	}
	*ret = api;
	return 0;
}
