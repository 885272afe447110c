#include "app/config.h"

#include "base/date.h"
#include "base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct known {
	const char *name;        /* in the file; --name with '-' for '_'; GONGKAI_NAME */
	const char *value;       /* default */
	int64_t min, max;        /* of a number; max 0: a text */
	bool secret;
	bool no_flag;            /* from the file or the environment only */
	bool day;                /* of every year: "01-31" */
};

static const struct known known[SETTING__MAX] = {
	[SET_DB] = { "db", "data/gongkai.db", 0, 0, false, false },
	[SET_KEY] = { "key", "", 0, 0, false, false },
	[SET_LISTEN] = { "listen", "127.0.0.1:8080", 0, 0, false, false },
	[SET_BASE_URL] = { "base_url", "", 0, 0, false, false },
	[SET_NAME] = { "name", "政府信息公开", 0, 0, false, false },
	[SET_UNIT] = { "unit", "", 0, 0, false, false },
	[SET_TRUSTED_PROXY] = { "trusted_proxy", "", 0, 0, false, false },
	[SET_THREADS] = { "threads", "0", 0, 64, false, false },
	[SET_MAX_UPLOAD_MB] = { "max_upload_mb", "256", 1, 4096, false, false },
	[SET_CACHE_MB] = { "cache_mb", "64", 0, 65536, false, false },
	[SET_TEMPORARY] = { "temporary", "/tmp", 0, 0, false, false },
	[SET_METRICS_TOKEN] = { "metrics_token", "", 0, 0, true, false },
	[SET_SEAL] = { "seal", "", 0, 0, false, false },
	[SET_TOWN_DUE] = { "town_due", "01-31", 0, 0, false, false, true },
	[SET_PORTAL_TOKENS] = { "portal_tokens", "", 0, 0, true, false },
	[SET_SMTP_URL] = { "smtp_url", "", 0, 0, false, false },
	[SET_SMTP_FROM] = { "smtp_from", "", 0, 0, false, false },
	[SET_SMTP_TLS] = { "smtp_tls", "required", 0, 0, false, false },
	[SET_SMTP_CA] = { "smtp_ca", "", 0, 0, false, false },
	[SET_SMTP_USER] = { "smtp_user", "", 0, 0, false, false },
	[SET_SMTP_PASSWORD] = { "smtp_password", "", 0, 0, true, true },
};

/** The flag of a setting: "--base-url". */
static void flag_of(enum setting s, char buf[static 64])
{
	snprintf(buf, 64, "--%s", known[s].name);
	for (char *p = buf + 2; *p; p++)
		*p = *p == '_' ? '-' : *p;
}

static void variable_of(enum setting s, char buf[static 64])
{
	snprintf(buf, 64, "GONGKAI_%s", known[s].name);
	for (char *p = buf; *p; p++)
		*p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
}

bool config_day(const char *text, int *ret_month, int *ret_day)
{
	struct date d;
	char whole[16];
	snprintf(whole, sizeof whole, "2001-%s", text); /* a year without 29 February: the day is in every year */
	if (strlen(text) != 5 || !date_parse(sv_of(whole), &d))
		return false;
	*ret_month = d.month;
	*ret_day = d.day;
	return true;
}

static int set(struct config *c, enum setting s, struct sv value, const char *whence, struct err *err)
{
	const struct known *k = &known[s];
	int64_t n;
	if (value.n >= CONFIG_VALUE_MAX)
		return err_set(err, E_USAGE, "%s：%s 的值太长", whence, k->name);
	if (k->max && (!num_parse_i64(value, &n) || n < k->min || n > k->max))
		return err_set(err, E_USAGE, "%s：%s 要是%lld到%lld之间的整数，不能是“%.*s”", whence, k->name,
			(long long)k->min, (long long)k->max, SV_ARG(value));
	snprintf(c->values[s].text, CONFIG_VALUE_MAX, "%.*s", SV_ARG(value));
	int month, day;
	if (k->day && !config_day(c->values[s].text, &month, &day))
		return err_set(err, E_USAGE, "%s：%s 要写成每年都有的“月-日”，如 02-20，不能是“%.*s”", whence, k->name,
			SV_ARG(value));
	snprintf(c->values[s].whence, sizeof c->values[s].whence, "%s", whence);
	return E_OK;
}

static enum setting setting_of_name(struct sv name)
{
	int s = 0;
	while (s < SETTING__MAX && !sv_eq(name, sv_of(known[s].name)))
		s++;
	return (enum setting)s;
}

static int read_line(struct config *c, struct sv line, const char *whence, struct err *err)
{
	line = sv_trim(line);
	if (!line.n || line.p[0] == '#')
		return E_OK;
	size_t equals = sv_find(line, SV("="));
	if (equals == SV_NONE)
		return err_set(err, E_USAGE, "%s：要写成“名称 = 值”的样子", whence);
	struct sv name = sv_trim(sv_head(line, equals));
	enum setting s = setting_of_name(name);
	if (s == SETTING__MAX)
		return err_set(err, E_USAGE, "%s：没有“%.*s”这个设置", whence, SV_ARG(name));
	return set(c, s, sv_trim(sv_from(line, equals + 1)), whence, err);
}

static int read_file(struct config *c, struct err *err)
{
	char line[CONFIG_VALUE_MAX + 256];
	FILE *f = fopen(c->file, "re");
	if (!f)
		return err_set(err, E_NOT_FOUND, "设置文件“%s”打不开，请检查路径和权限", c->file);
	int rc = E_OK;
	for (unsigned number = 1; !rc && fgets(line, sizeof line, f); number++) {
		char whence[300];
		snprintf(whence, sizeof whence, "%.250s:%u", c->file, number);
		rc = read_line(c, sv_of(line), whence, err);
	}
	fclose(f);
	return rc;
}

static int read_environment(struct config *c, struct err *err)
{
	for (int s = 0; s < SETTING__MAX; s++) {
		char name[64], whence[128];
		variable_of((enum setting)s, name);
		const char *value = getenv(name);
		snprintf(whence, sizeof whence, "environment %s", name);
		int rc = value && *value ? set(c, (enum setting)s, sv_of(value), whence, err) : E_OK;
		if (rc)
			return rc;
	}
	return E_OK;
}

/** Is argument `i` that flag? Its value is the next argument, or behind '='. */
static bool is_flag(const char *argument, const char *flag, const char **ret_value)
{
	size_t n = strlen(flag);
	*ret_value = NULL;
	if (strncmp(argument, flag, n) != 0 || (argument[n] != '\0' && argument[n] != '='))
		return false;
	*ret_value = argument[n] == '=' ? argument + n + 1 : NULL;
	return true;
}

static int read_flag(struct config *c, int argc, char **argv, int *i, struct err *err)
{
	const char *value;
	for (int s = 0; s <= SETTING__MAX; s++) {
		char flag[64] = "--config";
		if (s < SETTING__MAX)
			flag_of((enum setting)s, flag);
		if (!is_flag(argv[*i], flag, &value))
			continue;
		if (s < SETTING__MAX && known[s].no_flag)
			return err_set(err, E_USAGE, "%s 不能写在命令行里，别人看得见；请写在设置文件里", known[s].name);
		if (!value && ++*i >= argc)
			return err_set(err, E_USAGE, "“%s”后面缺少内容", flag);
		value = value ? value : argv[*i];
		if (s == SETTING__MAX) {
			snprintf(c->file, sizeof c->file, "%s", value);
			return E_OK;
		}
		char whence[80];
		snprintf(whence, sizeof whence, "flag %s", flag);
		return set(c, (enum setting)s, sv_of(value), whence, err);
	}
	return err_set(err, E_USAGE, "不认识“%s”", argv[*i]);
}

static int read_flags(struct config *c, int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--print-config") == 0) {
			c->print_config = true;
		} else if (strcmp(argv[i], "--print-routes") == 0) {
			c->print_routes = true;
		} else {
			int rc = read_flag(c, argc, argv, &i, err);
			if (rc)
				return rc;
		}
	}
	return E_OK;
}

int config_read(struct config *c, int argc, char **argv, struct err *err)
{
	memset(c, 0, sizeof *c);
	struct config flags = { .file = "" };
	const char *file = getenv("GONGKAI_CONFIG");
	int rc = read_flags(&flags, argc, argv, err);
	for (int s = 0; s < SETTING__MAX && !rc; s++)
		rc = set(c, (enum setting)s, sv_of(known[s].value), "default", err);
	snprintf(c->file, sizeof c->file, "%s", flags.file[0] ? flags.file : file ? file : "");
	if (!rc && c->file[0])
		rc = read_file(c, err);
	if (!rc)
		rc = read_environment(c, err);
	for (int s = 0; s < SETTING__MAX && !rc; s++)
		if (flags.values[s].whence[0])
			c->values[s] = flags.values[s];
	c->print_config = flags.print_config;
	c->print_routes = flags.print_routes;
	return rc;
}

unsigned config_number(const struct config *c, enum setting s)
{
	int64_t n = 0;
	return num_parse_i64(sv_of(c->values[s].text), &n) ? (unsigned)n : 0;
}

/** A PostgreSQL address without its password. */
static void print_address(struct str *out, struct sv address)
{
	size_t scheme = sv_find(address, SV("://")), at = sv_find(address, SV("@"));
	struct sv user = scheme == SV_NONE || at == SV_NONE || at < scheme ? (struct sv){ "", 0 }
		: sv_from(sv_head(address, at), scheme + 3);
	size_t colon = sv_find(user, SV(":"));
	if (colon == SV_NONE) {
		str_add(out, address);
		return;
	}
	str_add(out, sv_head(address, scheme + 3 + colon));
	str_addz(out, ":***");
	str_add(out, sv_from(address, at));
}

void config_print(const struct config *c, struct str *out)
{
	for (int s = 0; s < SETTING__MAX; s++) {
		const struct config_value *v = &c->values[s];
		str_addf(out, "%s = ", known[s].name);
		if (known[s].secret)
			str_addz(out, v->text[0] ? "***" : "");
		else if (s == SET_DB)
			print_address(out, sv_of(v->text));
		else
			str_addz(out, v->text);
		str_addf(out, "  # %s\n", v->whence);
	}
}
