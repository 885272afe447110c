/** Where to listen, and who is at the other end. */
#pragma once

#include "base/err.h"
#include "base/sv.h"

#include <stdint.h>
#include <sys/socket.h>

enum { ADDRESS_TEXT_MAX = 64, LISTEN_TEXT_MAX = 160 };

/** One end of a connection without its port. IPv4 in the last four bytes, all zero for a socket file. */
struct address {
	unsigned char family; /* 0 a socket file, 4, 6 */
	unsigned char bytes[16];
};

/** From what accept says; IPv4 inside IPv6 becomes IPv4. */
struct address address_of(const struct sockaddr_storage *s);

/** "192.0.2.7", "2001:db8::7", "unix". @return false of anything else */
bool address_parse(struct sv text, struct address *ret);

/** Print it. @return `buf` */
const char *address_print(const struct address *a, char buf[static ADDRESS_TEXT_MAX]);

/** The same end? */
bool address_same(const struct address *a, const struct address *b);

struct listener {
	int fd;                       /* not blocking */
	char text[LISTEN_TEXT_MAX];   /* with the real port */
	char file[LISTEN_TEXT_MAX];   /* of a socket file, else empty */
};

/**
 * Bind and listen: "127.0.0.1:8080", "[::1]:8080", "unix:/run/x.sock". A socket file that nobody
 * listens to any more is replaced.
 * @return 0, E_USAGE, E_IO
 */
int listener_open(const char *where, struct listener *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Listen no more, remove the socket file. Once. */
void listener_close(struct listener *l);
