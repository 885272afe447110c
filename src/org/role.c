#include "org/org_int.h"

static const char *const role_keys[ROLE__MAX] = {
	[ROLE_PUBLIC] = "public", [ROLE_CLERK] = "clerk", [ROLE_REVIEWER] = "reviewer",
	[ROLE_OFFICE_HEAD] = "office_head", [ROLE_APPROVER] = "approver",
	[ROLE_SUPERVISOR] = "supervisor", [ROLE_ADMIN] = "admin",
};

const char *role_key(enum role r)
{
	return role_keys[r];
}

const char *role_label(enum role r)
{
	static const char *const labels[ROLE__MAX] = {
		[ROLE_PUBLIC] = "公众", [ROLE_CLERK] = "经办人", [ROLE_REVIEWER] = "审核人",
		[ROLE_OFFICE_HEAD] = "公开工作机构负责人", [ROLE_APPROVER] = "审签领导",
		[ROLE_SUPERVISOR] = "主管", [ROLE_ADMIN] = "管理员",
	};
	return labels[r];
}

enum role role_of_key(struct sv key)
{
	int r = 0;
	while (r < ROLE__MAX && !sv_eq(key, sv_of(role_keys[r])))
		r++;
	return (enum role)r;
}

void org_random_letters(const struct entropy *entropy, char *p, size_t n)
{
	/* 31 signs: no 0 and o, no 1, i and l. Bytes from 248 on are thrown away, so that none is likelier. */
	static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz";
	enum { N = sizeof letters - 1, FAIR = 256 / N * N };
	for (size_t i = 0; i < n;) {
		unsigned char byte;
		entropy->fill(entropy->context, &byte, 1);
		if (byte < FAIR)
			p[i++] = letters[byte % N];
	}
}

const char *public_id_make(const struct entropy *entropy, char buf[static PUBLIC_ID_MAX])
{
	org_random_letters(entropy, buf, PUBLIC_ID_MAX - 1);
	buf[PUBLIC_ID_MAX - 1] = '\0';
	return buf;
}

struct sv org_subject(struct arena *a, const char *kind, struct sv public_id)
{
	return sv_fmt(a, "%s/%.*s", kind, SV_ARG(public_id));
}

int org_enter(struct db *db, const char *what, const char *kind, struct sv public_id,
	struct sv payload, const struct act *act, struct err *err)
{
	struct arena a;
	arena_init(&a, 4096);
	const struct ledger_event e = { sv_of(what), org_subject(&a, kind, public_id), payload };
	int rc = ledger_enter(db, &e, act, NULL, err);
	arena_done(&a);
	return rc;
}
