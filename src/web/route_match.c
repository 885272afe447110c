#include "web/routes.h"

#include <string.h>

/** The next piece of a path after its '/', taken off. */
static struct sv next_piece(struct sv *path)
{
	struct sv rest = sv_from(*path, 1);
	size_t slash = sv_find(rest, SV("/"));
	struct sv piece = slash == SV_NONE ? rest : sv_head(rest, slash);
	*path = sv_from(*path, 1 + piece.n);
	return piece;
}

/** Does a piece fit "{id}", "{id}.atom" or a word? A name's value is put in *ret. */
static bool piece_fits(struct sv want, struct sv have, struct sv *ret, bool *ret_named)
{
	*ret_named = sv_starts(want, SV("{"));
	if (!*ret_named)
		return sv_eq(want, have);
	struct sv tail = sv_from(want, sv_find(want, SV("}")) + 1);
	if (have.n <= tail.n || !sv_ends(have, tail))
		return false;
	*ret = sv_head(have, have.n - tail.n);
	return true;
}

bool route_fits(const char *pattern, struct sv path, struct sv pieces[static 4], size_t *ret_n)
{
	struct sv want = sv_of(pattern);
	*ret_n = 0;
	while (want.n && path.n) {
		struct sv value;
		bool named;
		if (!piece_fits(next_piece(&want), next_piece(&path), &value, &named))
			return false;
		if (named)
			pieces[(*ret_n)++] = value;
	}
	return !want.n && !path.n;
}

bool route_find(enum http_method method, struct sv path, struct route_match *ret)
{
	*ret = (struct route_match){ 0 };
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	for (size_t i = 0; i < n_routes; i++) {
		struct sv pieces[4];
		size_t n;
		if (!route_fits(routes[i].pattern, path, pieces, &n))
			continue;
		ret->methods |= 1u << routes[i].method;
		if (routes[i].method != wanted)
			continue;
		ret->route = &routes[i];
		ret->n_pieces = n;
		memcpy(ret->pieces, pieces, sizeof pieces);
		return true;
	}
	return false;
}

static void print_roles(const struct route *r, struct str *out)
{
	if (r->portal) {
		str_addz(out, "portals");
		return;
	}
	if (r->roles == FOR_ALL) {
		str_addz(out, "everybody");
		return;
	}
	const char *gap = "";
	for (int role = 0; role < ROLE__MAX; role++)
		if (r->roles & 1u << role) {
			str_addf(out, "%s%s", gap, role_key((enum role)role));
			gap = ", ";
		}
}

static void print_parameters(const struct route *r, struct str *out)
{
	static const char *const places[] = { "path", "query", "form" };
	static const char *const kinds[] = { "id", "text", "number", "word" };
	const char *gap = "";
	for (const struct parameter *p = r->parameters;
		p < r->parameters + ROUTE_PARAMETERS_MAX && p->name; p++) {
		str_addf(out, "%s`%s` (%s, %s", gap, p->name, places[p->place], kinds[p->kind]);
		if (p->kind != PARAMETER_ID)
			str_addf(out, " %lld–%lld", (long long)p->min, (long long)p->max);
		str_addf(out, "%s)", p->required ? "" : ", optional");
		gap = ", ";
	}
}

void routes_print(struct str *out)
{
	str_addz(out, "# Routes\n\nPrinted by `gongkai serve --print-routes` from `src/web/routes.c`. "
		"Every POST carries the form token of its session, or of a visitor's cookie; those of other portals"
		" carry the portal's own token instead.\n\n"
		"| method | address | for | parameters | |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < n_routes; i++) {
		const struct route *r = &routes[i];
		str_addf(out, "| %s | `%s` | ", r->method == HTTP_GET ? "GET" : "POST", r->pattern);
		print_roles(r, out);
		str_addz(out, " | ");
		print_parameters(r, out);
		str_addf(out, " | %s%s%s |\n", r->cached ? "cached " : "", r->upload ? "upload " : "",
			r->writes ? "writes" : r->slow ? "slow" : "");
	}
}
