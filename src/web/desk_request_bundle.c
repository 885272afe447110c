/* The case file of a request, for who handles it. */
#include "request/bundle.h"
#include "web/desk_request_page.h"
#include "web/pages.h"

int do_desk_request_bundle(struct visit *v, struct err *err)
{
	const struct request_env env = desk_env(v);
	struct request r;
	struct sv zip;
	int rc = desk_request_of(v, &r, err);
	if (!rc)
		rc = request_bundle(&env, &r, v->site->key, visit_text(v, "purpose"), v->arena, &zip, err);
	if (rc)
		return rc;
	http_set(v->response, SV("Cache-Control"), SV("no-store"));
	return visit_send(v, SV("application/zip"), zip, sv_fmt(v->arena, "案卷-%.*s.zip",
		SV_ARG(r.number)));
}
