#include "app/counter.h"

#include "app/database.h"
#include "app/keyfile.h"
#include "app/machine.h"
#include "app/sealfile.h"

static int find_person(struct counter *c, const char *login, struct err *err)
{
	/* Nobody sees what everybody may see: the program reads for whoever sits at the machine. */
	c->who = (struct account){ .role = ROLE_ADMIN };
	if (!login)
		return E_OK;
	int rc = account_by_login(c->db, sv_of(login), &c->arena, &c->who, err);
	if (!rc && c->who.disabled)
		rc = err_set(err, E_FORBIDDEN, "账号“%s”已经停用。", login);
	return rc;
}

int counter_open(struct counter *c, const struct counter_options *o, enum db_mode mode,
	struct err *err)
{
	const char *where = database_where(o->db);
	char path[KEYFILE_PATH_MAX], seal[KEYFILE_PATH_MAX];
	*c = (struct counter){ 0 };
	arena_init(&c->arena, (size_t)256 << 20);
	keyfile_path(o->key, where, path);
	int rc = database_open(where, mode, &c->db, err);
	if (!rc)
		rc = keyfile_load(path, c->db, &c->key, err);
	if (!rc)
		rc = sealfile_load(sealfile_path(o->seal, path, seal), c->db, &c->master, err);
	if (!rc)
		rc = years_load(c->db, &c->arena, &c->calendar, err);
	if (!rc)
		rc = find_person(c, o->as, err);
	if (rc)
		return rc;
	c->act = machine_act(c->who.id);
	c->env = (struct request_env){ .db = c->db, .calendar = &c->calendar,
		.rules = &clock_default_rules, .master = &c->master, .who = &c->who, .act = &c->act,
		.today = date_in_china(c->act.now) };
	return E_OK;
}

int counter_close(struct counter *c, bool wrote, struct err *err)
{
	int rc = wrote && c->db ? keyfile_sequence(c->db, &c->key, err) : E_OK;
	db_close(c->db);
	seal_master_done(&c->master);
	arena_done(&c->arena);
	return rc;
}

int counter_unit(struct counter *c, const char *text, struct unit *ret, struct err *err)
{
	struct sv s = sv_of(text);
	struct err why = { 0 };
	if (!text && c->who.unit)
		return unit_get(c->db, c->who.unit, &c->arena, ret, err);
	if (!text)
		return err_set(err, E_USAGE, "请用 --unit 写明是哪个机关。");
	int rc = unit_by_code(c->db, s, &c->arena, ret, &why);
	if (rc == E_NOT_FOUND)
		rc = unit_by_public_id(c->db, s, &c->arena, ret, &why);
	if (rc == E_NOT_FOUND)
		return unit_by_name(c->db, s, &c->arena, ret, err);
	if (rc && err)
		*err = why;
	return rc;
}

int counter_date(const char *option, const char *text, struct date *ret, struct err *err)
{
	*ret = (struct date){ 0 };
	if (!text || date_parse(sv_of(text), ret))
		return E_OK;
	return err_set(err, E_USAGE, "--%s 要写成 2024-02-05 的样子，“%s”不是日期。", option, text);
}
