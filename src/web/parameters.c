#include "web/parameters.h"

#include "base/num.h"
#include "base/utf8.h"

#include <stdio.h>

static bool is_word(struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
			|| c == '-' || c == '_' || c == '.';
		if (!good)
			return false;
	}
	return true;
}

static bool has_control(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t')
			return true;
	return false;
}

static int bad(const struct parameter *p, struct err *err, const char *why)
{
	if (p->place == IN_PATH)
		return err_set(err, E_NOT_FOUND, "没有这个页面，请检查网址。");
	err_set(err, E_USAGE, "“%s”%s", p->label ? p->label : p->name, why);
	if (err)
		snprintf(err->field, sizeof err->field, "%s", p->name);
	return E_USAGE;
}

static int check_value(struct visit *v, size_t i, struct sv value, struct err *err)
{
	const struct parameter *p = &v->route->parameters[i];
	int64_t n = 0;
	switch (p->kind) {
	case PARAMETER_ID:
		if (value.n != PUBLIC_ID_MAX - 1 || !is_word(value))
			return bad(p, err, "不是有效的编号。");
		break;
	case PARAMETER_WORD:
		if ((int64_t)value.n < p->min || (int64_t)value.n > p->max || !is_word(value))
			return bad(p, err, "里有不能用的字符，或者太长。");
		break;
	case PARAMETER_INT:
		if (!num_parse_i64(value, &n) || n < p->min || n > p->max)
			return bad(p, err, "不是有效的数。");
		break;
	case PARAMETER_TEXT:
		n = (int64_t)utf8_count(value);
		if (has_control(value))
			return bad(p, err, "里有看不见的控制字符，请重新输入。");
		if (n < p->min)
			return bad(p, err, "太短，请写完整。");
		if (n > p->max)
			return bad(p, err, "太长，请缩短。");
		break;
	}
	v->texts[i] = value;
	v->numbers[i] = p->kind == PARAMETER_INT ? n : 0;
	v->given[i] = true;
	return E_OK;
}

int parameters_check(struct visit *v, const struct route_match *m, struct err *err)
{
	size_t piece = 0;
	for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && v->route->parameters[i].name; i++) {
		const struct parameter *p = &v->route->parameters[i];
		struct sv name = sv_of(p->name);
		struct sv value = p->place == IN_PATH ? m->pieces[piece++]
			: p->place == IN_QUERY ? http_query(v->request, name) : http_form(v->request, name);
		if (p->kind != PARAMETER_TEXT || p->place != IN_FORM)
			value = sv_trim(value);
		if (value.n == 0 && !p->required)
			continue;
		if (value.n == 0)
			return bad(p, err, "还没有填。");
		int rc = check_value(v, i, value, err);
		if (rc)
			return rc;
	}
	return E_OK;
}

struct sv parameters_key(const struct visit *v)
{
	struct str key;
	str_init(&key, v->arena, 4096);
	str_add(&key, v->request->path);
	for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && v->route->parameters[i].name; i++)
		if (v->route->parameters[i].place == IN_QUERY && v->given[i]) {
			str_addf(&key, "&%s=", v->route->parameters[i].name);
			http_url_encode(&key, v->texts[i]);
		}
	return str_sv(&key);
}
