/* One form, several items (一事一申请): every item becomes a request with a number, a clock and a cell of its own. */
#include "request/move_int.h"

/** The deeds that hold, again, under the new request: the same days, so the same clock. */
static int copy_history(struct request_change *c, int64_t id, struct request_deed *split,
	struct request_standing *s, struct err *err)
{
	struct request_deed *copy = arena_array(&c->arena, c->n_deeds + 1, sizeof *copy);
	size_t n = 0;
	int rc = E_OK;
	if (!copy)
		return request_no_memory(err);
	for (size_t i = 0; i < c->n_deeds && !rc; i++) {
		if (c->deeds[i].undone || c->deeds[i].event == REQUEST_UNDO
			|| c->deeds[i].event == REQUEST_NOTE || c->deeds[i].event == REQUEST_SPLIT)
			continue;
		copy[n] = c->deeds[i];
		copy[n].number = (int)n + 1;
		if (copy[n].remark.n)
			rc = seal_open(&c->key, request_place(&c->arena, c->request.id, "remark"),
				copy[n].remark, &c->arena, &copy[n].remark, err);
		if (!rc)
			rc = request_insert_deed(c->env, &c->key, id, &copy[n], err);
		n++;
	}
	if (rc)
		return rc;
	split->number = (int)n + 1;
	copy[n++] = *split;
	request_fold(copy, n, s);
	return request_insert_deed(c->env, &c->key, id, split, err);
}

static int split_one(struct request_change *c, const struct request_intake *in, struct sv code,
	struct err *err)
{
	const struct request_env *env = c->env;
	struct request_new row = { .in = in, .applicant = c->request.applicant,
		.split_from = c->request.id, .submitted = c->request.submitted,
		.submitted_on = c->request.submitted_on, .code = code.p };
	struct request_standing *s = arena_alloc(&c->arena, sizeof *s);
	struct request_dates dates;
	struct request_deed deed = c->deed;
	int64_t id;
	if (!s)
		return request_no_memory(err);
	int rc = request_insert(env, &row, &c->key, &id, err);
	if (rc)
		return rc;
	const struct request r = { .public_id = sv_of(row.public_id), .number = sv_of(row.number) };
	rc = request_enter(env, &r, c->step->entry, &deed, sv_fmt(&c->arena, ",\"split_from\":\"%.*s\"",
		SV_ARG(c->request.number)), &deed.entry, err);
	if (!rc)
		rc = copy_history(c, id, &deed, s, err);
	if (!rc)
		rc = request_dates_of(env, &c->request, s, &c->arena, &dates, err);
	return rc ? rc : request_save(env, id, 0, c->request.unit, s, &dates, err);
}

int request_split_off(struct request_change *c, struct err *err)
{
	struct request_inside inside;
	char code[REQUEST_CODE_MAX];
	struct account citizen = { .role = ROLE_PUBLIC };
	struct request_env env = *c->env;
	/* The program reads what it copies; nobody looks. */
	env.who = &citizen;
	int rc = request_open(&env, &c->request, SV(""), &c->arena, &inside, err);
	for (size_t i = 1; !rc && i < c->move->n_items; i++) {
		const struct request_intake in = { .kind = c->request.kind, .unit = c->request.unit,
			.channel = c->request.channel, .applicant = inside.applicant,
			.wish = { sv_trim(c->move->items[i]), inside.wish.text, inside.wish.medium,
				inside.wish.delivery, inside.wish.purpose } };
		request_code_make(c->env->act->entropy, code);
		rc = split_one(c, &in, request_code_plain(sv_of(code), &c->arena), err);
	}
	return rc;
}
