#include "web/assets.h"

#include <assert.h>

const struct asset *asset_find(struct sv url)
{
	for (size_t i = 0; i < n_assets; i++)
		if (sv_eq(assets[i].url, url))
			return &assets[i];
	return NULL;
}

struct sv asset_url(const char *name)
{
	for (size_t i = 0; i < n_assets; i++)
		if (sv_eq(assets[i].name, sv_of(name)))
			return assets[i].url;
	assert(!"an asset of that name");
	return SV("");
}
