/* What was filled in, in words: before it is sent, and on the receipt. */
#include "web/apply.h"

static bool fill_facts(struct visit *v, const struct apply *p, const struct apply_step *s,
	struct view_apply_section *ret)
{
	struct view_fact *facts = arena_array(v->arena, APPLY_FIELDS_MAX, sizeof *facts);
	bool agent = sv_eq(unsent_get(&p->draft, "has_agent"), SV("yes"));
	if (!facts)
		return false;
	ret->title = sv_of(s->title);
	ret->url = visit_url(v, "/apply/steps/%s", s->key);
	ret->facts.facts = facts;
	for (size_t i = 0; i < APPLY_FIELDS_MAX && s->fields[i].key; i++) {
		const struct apply_field *f = &s->fields[i];
		struct sv words = apply_words(f, &p->draft);
		if (words.n && apply_asks(f, &p->draft) && (agent || !f->of_agent))
			facts[ret->facts.n_facts++] = (struct view_fact){ .key = sv_of(f->label), .value = words };
	}
	ret->empty = !ret->facts.n_facts;
	if (ret->empty)
		facts[ret->facts.n_facts++] = (struct view_fact){ .key = ret->title, .value = SV("没有填") };
	return true;
}

/** The files that wait, or the names of those that were sent. */
static int fill_files(struct visit *v, const struct apply *p, struct view_apply_section *ret,
	struct err *err)
{
	struct unsent_file *files;
	struct view_fact *facts = arena_array(v->arena, REQUEST_FILES_MAX + 1, sizeof *facts);
	struct sv sent = unsent_get(&p->draft, "files"), name;
	size_t n;
	int rc = unsent_files(v->db, &p->draft, false, v->arena, &files, &n, err);
	if (rc || !facts)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret = (struct view_apply_section){ SV("附件"), SV("/apply/files"), { facts, 0 }, false };
	for (size_t i = 0; i < n; i++)
		facts[ret->facts.n_facts++].value = files[i].name;
	while (sent.n && ret->facts.n_facts < REQUEST_FILES_MAX && sv_cut(&sent, '\n', &name))
		facts[ret->facts.n_facts++].value = name;
	for (size_t i = 0; i < ret->facts.n_facts; i++)
		facts[i].key = sv_fmt(v->arena, "附件%zu", i + 1);
	ret->empty = !ret->facts.n_facts;
	if (ret->empty)
		facts[ret->facts.n_facts++] = (struct view_fact){ .key = SV("附件"), .value = SV("没有") };
	return E_OK;
}

int apply_sections(struct visit *v, const struct apply *p, const struct view_apply_section **ret,
	size_t *ret_n, struct err *err)
{
	struct view_apply_section *list = arena_array(v->arena, apply_n_steps + 1, sizeof *list);
	bool ok = list;
	*ret_n = 0;
	for (size_t i = 0; ok && i < apply_n_steps; i++)
		if (apply_has_step(i, &p->draft))
			ok = fill_facts(v, p, &apply_steps[i], &list[(*ret_n)++]);
	if (!ok)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret = list;
	return fill_files(v, p, &list[(*ret_n)++], err);
}

int apply_facts(struct visit *v, const struct apply *p, struct view_facts *ret, struct err *err)
{
	const struct view_apply_section *sections;
	size_t n, all = 0;
	int rc = apply_sections(v, p, &sections, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		all += sections[i].facts.n_facts;
	struct view_fact *facts = rc ? NULL : arena_array(v->arena, all + 1, sizeof *facts);
	if (rc || !facts)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret = (struct view_facts){ facts, 0 };
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; !sections[i].empty && k < sections[i].facts.n_facts; k++)
			facts[ret->n_facts++] = sections[i].facts.facts[k];
	return E_OK;
}
