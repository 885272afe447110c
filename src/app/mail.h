/**
 * Mail out: one message in plain text, to one address, by SMTP through libcurl (loaded when it is first used).
 *
 * Nothing that is put in can become a header: addresses are checked for what they may consist of, everything else goes
 * in as base64. Addresses, words and the password never reach the log, an error or a command line.
 *
 * Source: RFC 5322 (message), 2047 (subject), 2045 (body), 3834 (sent by a machine), 3207 and 8314 (TLS).
 */
#pragma once

#include "app/config.h"
#include "base/act.h"

#include <stdatomic.h>

struct mailer_curl;

/** The way to the mail server; made from the settings, used by one thread at a time. */
struct mail_server {
	const struct config *config;         /* outlives this */
	const _Atomic bool *stop;            /* gives up when it becomes true; may be NULL */
	struct mailer_curl *curl;
};

/** Is a mail server set? Without one nothing is ever sent. */
bool mail_is_set(const struct config *c);

/** Check the settings and load libcurl. E_USAGE (a setting, named), E_IO (no library; what to install) */
int mail_open(const struct config *c, const _Atomic bool *stop, struct mail_server *ret,
	struct err *err) __attribute__((warn_unused_result));

/** Accepts one that did not open. */
void mail_close(struct mail_server *s);

struct mail {
	struct sv from, to;          /* addresses alone: name@host */
	struct sv subject, body;     /* UTF-8; lines of the body end in "\n" */
	struct sv id;                /* left half of the Message-ID: letters, digits, '.', '-', '_' */
	time_utc date;
};

/** May it stand in a header and in SMTP: name@host of printable ASCII without brackets, quotes, commas, up to 254? */
bool mail_address_ok(struct sv address);

/** As it goes over the wire, lines ending in CRLF. Empty: an address or the id is not one, or no memory. */
struct sv mail_print(const struct mail *m, struct arena *a);

enum mail_outcome {
	MAIL_SENT,
	MAIL_AWAY,     /* no connection, no TLS, not let in: nothing to do with the message */
	MAIL_LATER,    /* not now (4xx, broken off) */
	MAIL_REFUSED   /* never (5xx, no address) */
};

/**
 * Send it. @param ret_why  of what was not sent: one sentence in Chinese without addresses; in `a`
 */
enum mail_outcome mail_send(struct mail_server *s, const struct mail *m, struct arena *a,
	struct sv *ret_why);
