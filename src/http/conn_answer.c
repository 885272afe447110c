#include "http/answer.h"
#include "http/conn_int.h"

static void count_answer(struct conn *c)
{
	struct call *call = c->call;
	const struct http_options *o = &c->loop->site->o;
	unsigned status = call->response.status;
	loop_count(c->loop, COUNT_REQUESTS, 1);
	loop_count(c->loop, COUNT_STATUS + status / 100 % 6, 1);
	loop_count(c->loop, COUNT_BYTES, call->sent);
	if (o->log)
		o->log(o->context, &call->request, &call->response, call->sent,
			o->clock(o->context) - call->started);
}

void conn_finish(struct conn *c, bool broken)
{
	struct call *call = c->call;
	bool keep = call->keep && !broken;
	bool linger = (call->unread || c->more_in_hand || c->n_in) && !broken;
	count_answer(c);
	call_free(call);
	c->call = NULL;
	if (keep) {
		c->state = CONN_IDLE;
	} else if (linger && shutdown(c->fd, SHUT_WR) == 0) {
		c->state = CONN_LINGER;
		c->began = c->loop->now;
	} else {
		conn_close(c);
	}
}

/** Have a slow thread do something for the call. @return false when too much waits already */
static bool give_away(struct conn *c, void (*run)(struct job *job))
{
	c->call->job.run = run;
	c->state = CONN_WORK;
	return slow_add(&c->loop->site->slow, &c->call->job);
}

static void run_piece(struct job *job)
{
	struct call *call = (struct call *)job;
	call_run_piece(call);
	call_hand_back(call);
}

/** The next piece of a long answer. @return false when it is not there yet */
static bool next_piece(struct conn *c)
{
	struct call *call = c->call;
	if (call->slow) {
		if (give_away(c, run_piece))
			return false;
		c->state = CONN_SEND;
		call->keep = call->streams = false; /* overloaded: the answer is cut */
		return true;
	}
	call_run_piece(call);
	answer_piece(call);
	return true;
}

/* One piece a turn: a long answer must not hold up the others. */
void conn_send(struct conn *c)
{
	c->state = CONN_SEND;
	enum answer_sent sent = answer_send(c->call, c->fd);
	if (sent == ANSWER_ALL && c->call->streams) {
		if (!next_piece(c))
			return;
		sent = answer_send(c->call, c->fd);
	}
	if (sent == ANSWER_BROKEN || (sent == ANSWER_ALL && !c->call->streams))
		conn_finish(c, sent == ANSWER_BROKEN);
}

void conn_refuse(struct conn *c, unsigned status, const char *sentence)
{
	bool syntax = status == 400 || status == 417 || status == 501 || status == 505;
	loop_count(c->loop, status == 408 ? COUNT_TIMED_OUT : syntax ? COUNT_SYNTAX : COUNT_LIMIT, 1);
	answer_refuse(c->call, status, sentence);
	/* Who was too slow is not waited for any longer. */
	c->call->unread = status != 408;
	answer_begin(c->call);
	conn_send(c);
}

void conn_refuse_head(struct conn *c, unsigned status)
{
	c->call = call_new(c->loop, c, &c->peer);
	if (c->call)
		conn_refuse(c, status, NULL);
	else
		conn_close(c);
}

static void run_call(struct job *job)
{
	struct call *call = (struct call *)job;
	call_run(call);
	call_hand_back(call);
}

void conn_dispatch(struct conn *c)
{
	struct call *call = c->call;
	const struct http_options *o = &c->loop->site->o;
	struct err err;
	int rc = call->request.upload_refused ? 0 :
		body_finish(&call->body, &call->request, &err);
	if (rc) {
		conn_refuse(c, answer_status(rc), err.user);
		return;
	}
	call->started = o->clock(o->context);
	call->slow = o->is_slow && o->is_slow(o->context, &call->request);
	if (!call->slow) {
		call_run(call);
		answer_begin(call);
		conn_send(c);
	} else if (!give_away(c, run_call)) {
		conn_refuse(c, 503, NULL);
	}
}

void conn_resume(struct call *call)
{
	struct conn *c = call->conn;
	if (c->cut) {
		conn_finish(c, true);
		return;
	}
	if (call->streams)
		answer_piece(call);
	else
		answer_begin(call);
	conn_send(c);
	if (c->state == CONN_IDLE && c->n_in)
		conn_make_ready(c);
	conn_settle(c);
}
