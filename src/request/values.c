/* What is sealed is a small JSON object of strings. */
#include "request/request_int.h"

#include <jansson.h>
#include <stdlib.h>

int request_json_of(const struct request_value *v, size_t n, struct arena *a, struct sv *ret,
	struct err *err)
{
	json_t *o = json_object();
	bool bad = !o;
	for (size_t i = 0; i < n && !bad; i++) {
		char *key = arena_dup(a, v[i].key.p, v[i].key.n);
		bad = !key || json_object_set_new(o, key, json_stringn(v[i].text.n ? v[i].text.p : "", v[i].text.n)) != 0;
	}
	char *text = bad ? NULL : json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(o);
	if (!text)
		return err_set(err, E_FORMAT, "文字里有无法保存的字符，请检查后重新填写。");
	*ret = sv_dup(a, sv_of(text));
	free(text);
	return a->failed ? request_no_memory(err) : E_OK;
}

int request_values_of(struct sv json, struct arena *a, struct request_value **ret, size_t *ret_n,
	struct err *err)
{
	json_error_t where;
	json_t *o = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &where), *value;
	size_t n = json_object_size(o), i = 0;
	struct request_value *v = arena_array(a, n + 1, sizeof *v);
	const char *key;
	if (v)
		json_object_foreach(o, key, value)
			v[i++] = (struct request_value){ sv_dup(a, sv_of(key)),
				sv_dup(a, (struct sv){ json_string_value(value) ? json_string_value(value) : "",
					json_string_length(value) }) };
	bool bad = !json_is_object(o);
	json_decref(o);
	if (!v || a->failed)
		return request_no_memory(err);
	if (bad) {
		err_set(err, E_DB, "数据库里的内容损坏，请告知维护人员。");
		return err_detail(err, "what was sealed is no JSON object: %s", where.text);
	}
	*ret = v;
	*ret_n = i;
	return E_OK;
}

struct sv request_value_of(const struct request_value *v, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq(v[i].key, sv_of(key)))
			return v[i].text;
	return SV("");
}
