/**
 * The running server: the site with its database, the HTTP server in front, the reading rooms behind, and
 * the threads that number the ledger and keep house.
 */
#pragma once

#include "app/config.h"

struct server;

/** What the very first start made. */
struct first_run {
	bool happened;
	char login[16], password[32];
};

/** Open everything and begin to serve. Signals are the caller's. */
int server_start(const struct config *c, struct server **ret, struct first_run *ret_first,
	struct err *err) __attribute__((warn_unused_result));

/** The address to print: "http://127.0.0.1:8080". */
const char *server_address(const struct server *s);

/** Called every second: changes by other processes, ended sessions. */
void server_tick(struct server *s);

/** Finish what runs, number the ledger, close. @return requests that were cut off */
unsigned server_stop(struct server *s);
