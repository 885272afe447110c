/** What the files of a connection share: its memory, its states, its answers. */
#pragma once

#include "http/conn.h"

struct conn {
	struct timer timer;
	struct conn *prev, *next;   /* in the list of the idle or the busy */
	struct conn *queue;         /* next of the ready, later of the dead */
	struct loop *loop;
	struct call *call;
	char *in;                   /* bytes that no state has used yet */
	size_t n_in, cap_in, scanned;
	uint64_t began;             /* first byte of the request; last one of the answer, lingering */
	uint64_t until;             /* deadline of a body */
	int fd;
	uint32_t events;            /* what epoll watches; 0 = not there */
	enum conn_state state;
	bool listed_idle, queued, counted;
	bool more_in_hand;          /* bytes after those that the state has just used */
	bool cut;                   /* close when the slow thread hands it back */
	struct address peer;
};

/** Microseconds of that many seconds. */
uint64_t conn_seconds(unsigned n);

/** Begin in the idle state. */
void conn_enlist(struct conn *c);

/** Close it; it is freed at the end of the loop's turn. Again is harmless. */
void conn_close(struct conn *c);

/** The end of each turn of a connection: wait for what its state wants. */
void conn_settle(struct conn *c);

/** Let it go on in the next turn without waiting for more bytes. */
void conn_make_ready(struct conn *c);

/** Add bytes to those in hand. @return false on exhaustion */
bool conn_append(struct conn *c, struct sv bytes);

/** What is left unused: the end of what is in hand, or of the loop's scratch. */
void conn_keep(struct conn *c, struct sv rest);

/** Answer `c->call` with a status and a sentence (NULL: the status' own), then close. */
void conn_refuse(struct conn *c, unsigned status, const char *sentence);

/** The same where no call has begun. */
void conn_refuse_head(struct conn *c, unsigned status);

/** The request is whole, or its body will not be read: have it answered. */
void conn_dispatch(struct conn *c);

/** Send what there is of the answer, and what follows from that. */
void conn_send(struct conn *c);

/** The answer is out, or nobody wants it any more. */
void conn_finish(struct conn *c, bool broken);
