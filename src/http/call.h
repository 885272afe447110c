/** One request and its answer, from the whole head until the last byte is sent. */
#pragma once

#include "http/body.h"
#include "http/loop.h"

#include <sys/uio.h>

enum { CALL_OUT_MAX = 4 };

struct call {
	struct job job;              /* first: a slow thread gets it */
	struct call *next;           /* in a list of its loop */
	struct loop *loop;
	struct conn *conn;
	struct arena arena;
	struct head head;
	struct http_request request;
	struct http_response response;
	struct body body;
	uint64_t started, until;     /* whole request; deadline of the sending */
	bool keep;                   /* the connection goes on after this */
	bool unread;                 /* bytes of the request are still to come: read them before closing */
	bool slow, streams, ended;   /* streams: by `more`; ended: it has said that there is no more */
	struct arena piece_arena;
	struct str piece;
	struct iovec out[CALL_OUT_MAX]; /* what is to be sent */
	unsigned n_out;
	uint64_t sent;
	char size_line[24];          /* of a chunk */
};

/** Begin one, of a loop's spare ones if there are. NULL on exhaustion. */
struct call *call_new(struct loop *l, struct conn *conn, const struct address *peer);

/** Release it and what its response holds. NULL is fine. */
void call_free(struct call *c);

/** Release those that a loop has kept for later. */
void call_free_spare(struct loop *l);

/**
 * Take the head.
 * @return 0, or the status to refuse it with
 */
unsigned call_take_head(struct call *c, struct sv bytes, const struct address *peer);

/** Have the handler answer it. In the loop or in a slow thread. */
void call_run(struct call *c);

/** Have the next piece of a long answer made. In the loop or in a slow thread. */
void call_run_piece(struct call *c);

/** Give it back to its loop; the last thing a slow thread does with it. */
void call_hand_back(struct call *c);
