/** The response on the wire. */
#pragma once

#include "http/call.h"

/** Answer with a status and a sentence (NULL: the status' own), as plain text; then close. */
void answer_refuse(struct call *c, unsigned status, const char *sentence);

/** Status of an error that ends a request. */
unsigned answer_status(enum err_code code);

/** Make what is to be sent of the response, the whole or what begins it. In the loop's thread. */
void answer_begin(struct call *c);

/** Make what is to be sent of the piece at hand. */
void answer_piece(struct call *c);

enum answer_sent { ANSWER_ALL, ANSWER_WAIT, ANSWER_BROKEN };

/** Send as much as the socket takes. */
enum answer_sent answer_send(struct call *c, int fd);

/** Say "no" to a connection that is not taken, as far as the socket takes it. */
void answer_no(struct loop *l, int fd, unsigned status);
