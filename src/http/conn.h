/**
 * One connection: bytes in, calls, bytes out. Always in one state; what it waits for and how long
 * follows from the state alone.
 */
#pragma once

#include "http/loop.h"

enum conn_state {
	CONN_IDLE,   /* between requests */
	CONN_HEAD,   /* a head has begun */
	CONN_BODY,   /* the head is there, the body is not */
	CONN_WORK,   /* a slow thread has the call */
	CONN_SEND,   /* the answer does not fit into the socket */
	CONN_LINGER, /* answered; what the client still sends is read away, so that it reads the answer */
	CONN_DEAD    /* closed, freed at the end of the turn */
};

/** Take a connection over; its descriptor is closed when that fails. */
void conn_open(struct loop *l, int fd, const struct address *peer);

/** Something can be read, or written, or it broke. */
void conn_event(struct conn *c);

/** Serve those that have bytes in hand and have let others go first. */
void conn_go_on(struct loop *l);

/** A slow thread has done its part. */
void conn_resume(struct call *call);

/** Close the connection that has been idle longest. @return false when there is none */
bool conn_close_idle(struct loop *l);

/** Stop: close what is idle, unless a request has come in. What is busy goes on. */
void conn_drain(struct loop *l);

/** Stop now: close what does not run in a slow thread. */
void conn_cut(struct loop *l);

/** Close those whose time is over. */
void conn_turn(struct loop *l);

/** Free what was closed in this turn. */
void conn_bury(struct loop *l);
