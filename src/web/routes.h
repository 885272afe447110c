/**
 * The one table of what can be asked for: method, address, who may, with which parameters and limits, and
 * which function answers. What is not in it does not exist; a route that names no role is served to
 * nobody. docs/ROUTES.md is printed from it.
 */
#pragma once

#include "http/http.h"
#include "org/org.h"

struct visit;

enum parameter_place { IN_PATH, IN_QUERY, IN_FORM };

enum parameter_kind {
	PARAMETER_ID,     /* a public id: 12 letters and digits */
	PARAMETER_TEXT,   /* min … max characters, without control characters but line ends */
	PARAMETER_INT,    /* min … max */
	PARAMETER_WORD    /* letters, digits, '-', '_', '.'; min … max bytes */
};

struct parameter {
	const char *name;
	enum parameter_place place;
	enum parameter_kind kind;
	int64_t min, max;
	bool required;
	const char *label;      /* what it is called in a message */
};

enum route_kind {
	ROUTE_PAGE,    /* HTML */
	ROUTE_FILE,    /* a download */
	ROUTE_DATA     /* JSON, XML, text: errors are JSON too */
};

enum { ROUTE_PARAMETERS_MAX = 10 };

/** Sets of roles. */
enum {
	FOR_PUBLIC = 1u << ROLE_PUBLIC,
	FOR_CLERKS = 1u << ROLE_CLERK,
	FOR_OFFICE = ROLES_OF_OFFICE,
	FOR_SUPERVISORS = 1u << ROLE_SUPERVISOR,
	FOR_ADMINS = 1u << ROLE_ADMIN,
	FOR_STAFF = FOR_OFFICE | FOR_SUPERVISORS | FOR_ADMINS,
	FOR_ALL = FOR_PUBLIC | FOR_STAFF
};

struct route {
	enum http_method method;    /* HTTP_GET (serves HEAD too) or HTTP_POST */
	const char *pattern;        /* "/reports/{id}" */
	unsigned roles;
	enum route_kind kind;
	bool cached;                /* the same bytes for everybody, kept until something changes */
	bool writes;                /* is lent a writing connection */
	bool slow;                  /* computes long: runs beside the event loop, as what writes does anyway */
	bool upload;                /* takes multipart/form-data */
	uint32_t upload_small;      /* anybody may upload that many bytes in all; 0: only who is known */
	bool no_database;           /* is lent no connection */
	bool while_must_change;     /* may be used before the one-time password is changed */
	bool shown_again;           /* a form whose token is too old is handled with `stale` set and a reading
	                               connection: it shows what was typed once more, with a fresh token */
	bool portal;                /* for other portals' programs: a token of theirs instead of a form's */
	/** Answers; 0, or an error that becomes a page. */
	int (*handle)(struct visit *v, struct err *err);
	struct parameter parameters[ROUTE_PARAMETERS_MAX];
};

extern const struct route routes[];
extern const size_t n_routes;

/** Pieces of a path that stand for {names} of the pattern, in order. */
struct route_match {
	const struct route *route;
	struct sv pieces[4];
	size_t n_pieces;
	unsigned methods;           /* set of 1u << method that the path has, for Allow */
};

/** Find the route. @return false: no such path, or not with this method (then methods is not 0) */
bool route_find(enum http_method method, struct sv path, struct route_match *ret);

/** Does `path` fit `pattern`? */
bool route_fits(const char *pattern, struct sv path, struct sv pieces[static 4], size_t *ret_n);

/** docs/ROUTES.md from the table. */
void routes_print(struct str *out);
