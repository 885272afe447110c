/**
 * The reading room: a process of its own that parses uploaded documents for the server. The server has
 * threads and must not fork; the room has none, keeps a sandboxed child (doc/reader.h) and is started
 * anew when it dies. It is this program run as `gongkai --reading-room` with a socket as descriptor 3.
 */
#pragma once

#include "doc/doc.h"

struct rooms;

/** Start `n` rooms. @return 0, E_IO, E_NOMEM */
int rooms_open(unsigned n, struct rooms **ret, struct err *err) __attribute__((warn_unused_result));

/** Parse a document in a room that is free; waits for one. Safe for threads. */
int rooms_read(struct rooms *r, struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
	__attribute__((warn_unused_result));

/** Send everybody home. Accepts NULL. */
void rooms_close(struct rooms *r);

/** What runs in the room. @return exit status */
int room_main(void);
