/**
 * Settings of `gongkai serve`: a flag wins over the environment, that over the file, that over the
 * default. The file holds `name = value` lines; # begins a remark.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

enum setting {
	SET_DB,
	SET_KEY,
	SET_LISTEN,
	SET_BASE_URL,
	SET_NAME,
	SET_UNIT,
	SET_TRUSTED_PROXY,
	SET_THREADS,
	SET_MAX_UPLOAD_MB,
	SET_CACHE_MB,
	SET_TEMPORARY,
	SET_METRICS_TOKEN,
	SET_SEAL,
	SET_TOWN_DUE,
	SET_PORTAL_TOKENS,
	SET_SMTP_URL,       /* empty: no mail is sent */
	SET_SMTP_FROM,
	SET_SMTP_TLS,       /* "required", "none" */
	SET_SMTP_CA,        /* file of the certificates that are trusted; empty: those of the machine */
	SET_SMTP_USER,
	SET_SMTP_PASSWORD,  /* never on the command line, where everybody on the machine reads it */
	SETTING__MAX
};

enum { CONFIG_VALUE_MAX = 1024 };

struct config_value {
	char text[CONFIG_VALUE_MAX];
	char whence[300];   /* "default", "environment GONGKAI_DB", "flag --db", "/etc/gongkai.conf:3" */
};

struct config {
	struct config_value values[SETTING__MAX];
	char file[CONFIG_VALUE_MAX];   /* of --config, or GONGKAI_CONFIG; empty: none */
	bool print_config, print_routes;
};

/** Flags of the command line; argv[0] is passed over. E_USAGE with a sentence. */
int config_read(struct config *c, int argc, char **argv, struct err *err)
	__attribute__((warn_unused_result));

/** The value of a setting. */
static inline const char *config_text(const struct config *c, enum setting s)
{
	return c->values[s].text;
}

/** The value of one that is a number. */
unsigned config_number(const struct config *c, enum setting s);

/** A day of every year, "02-20". @return false of anything else, and of 29 February */
bool config_day(const char *text, int *ret_month, int *ret_day);

/** Every setting, its value and whence it is, for --print-config. Secrets are masked. */
void config_print(const struct config *c, struct str *out);
