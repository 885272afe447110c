/**
 * Notices out by mail: the daily look and the sending, for the thread of the server and for `gongkai notify`.
 * While it speaks with the mail server it holds neither a transaction nor a connection to the database.
 */
#pragma once

#include "app/mail.h"
#include "request/notice.h"
#include "store/pool.h"

struct mailer {
	const struct config *config;
	struct db_pool *pool;              /* borrowed from for each step; NULL: `db` */
	struct db *db;
	const struct seal_master *master;
	struct sv base_url;                /* without a slash at the end */
	const _Atomic bool *stop;          /* ends early when it becomes true; may be NULL */
};

/** How many of each. */
struct mailer_counts {
	int64_t made, sent, later, failed;
};

/** The daily look (request/notice.h) by the calendar that holds now. */
int mailer_look(const struct mailer *m, int64_t *ret_made, struct err *err)
	__attribute__((warn_unused_result));

/** Send what can be sent, until the mail server is away. Nothing when none is set. E_USAGE: the settings */
int mailer_send(const struct mailer *m, struct mailer_counts *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The message for a notice. */
struct mail mailer_compose(const struct mailer *m, const struct notice *n, struct sv to,
	struct arena *a);

/** Where links of messages lead: the setting, else the address that is listened at; without a slash at the end. */
struct sv mailer_base_url(const struct config *c, struct arena *a);
