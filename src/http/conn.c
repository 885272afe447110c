#include "http/answer.h"
#include "http/conn_int.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	REQUESTS_A_TURN = 16,  /* pipelined ones, before others are served */
	READ_HEAD = 16 * 1024, /* bytes at once while no body is expected */
};

/** The head is there: may the body come? Decided before any of it is read. */
static void begin_body(struct conn *c)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct call *call = c->call;
	const struct http_options *o = &c->loop->site->o;
	struct body *b = &call->body;
	struct err err;
	int rc = body_begin(b, &call->head, o, &call->arena, &err);
	if (rc) {
		conn_refuse(c, answer_status(rc), err.user);
		return;
	}
	bool upload = b->kind == BODY_MULTIPART;
	if (upload && o->may_upload && !o->may_upload(o->context, &call->request)) {
		call->request.upload_refused = call->unread = true;
		call->keep = false;
		conn_dispatch(c);
		return;
	}
	if (b->whole) {
		conn_dispatch(c);
		return;
	}
	c->state = CONN_BODY;
	c->until = c->began + conn_seconds(upload ? o->upload_seconds : o->request_seconds);
	if (call->head.expects_continue && !c->more_in_hand &&
		send(c->fd, go_on, sizeof go_on - 1, MSG_NOSIGNAL) != sizeof go_on - 1)
		conn_close(c);
}

/** @return length of a whole head; 0 when it is not there, or was refused */
static size_t find_head(struct conn *c, struct sv in)
{
	size_t max = c->loop->site->o.max_head, n = 0;
	enum head_end end = head_find(in, &c->scanned, &n);
	if (end == HEAD_BAD) {
		conn_refuse_head(c, 400);
		return 0;
	}
	if (end == HEAD_MORE ? in.n < max : n <= max)
		return n;
	conn_refuse_head(c, memchr(in.p, '\n', max) ? 431 : 414);
	return 0;
}

static bool step_head(struct conn *c, struct sv *in)
{
	if (in->n == 0)
		return false;
	if (c->state == CONN_IDLE) {
		c->state = CONN_HEAD;
		c->began = c->loop->now;
		c->scanned = 0;
	}
	size_t n = find_head(c, *in);
	if (n == 0)
		return false;
	c->call = call_new(c->loop, c, &c->peer);
	if (!c->call) {
		conn_close(c);
		return false;
	}
	unsigned status = call_take_head(c->call, sv_head(*in, n), &c->peer);
	*in = sv_from(*in, n);
	c->more_in_hand = in->n > 0;
	if (status)
		conn_refuse(c, status, NULL);
	else
		begin_body(c);
	return true;
}

static bool step_body(struct conn *c, struct sv *in)
{
	struct err err;
	if (in->n == 0)
		return false;
	int rc = body_take(&c->call->body, in, &err);
	c->more_in_hand = in->n > 0;
	if (rc)
		conn_refuse(c, answer_status(rc), err.user);
	else if (c->call->body.whole)
		conn_dispatch(c);
	return true;
}

/** Use what can be used now. @return the rest */
static struct sv use(struct conn *c, struct sv in)
{
	bool on = true;
	for (unsigned requests = 0; on;) {
		if (c->state == CONN_IDLE && in.n && requests++ == REQUESTS_A_TURN) {
			conn_make_ready(c);
			break;
		}
		if (c->state == CONN_IDLE || c->state == CONN_HEAD)
			on = step_head(c, &in);
		else
			on = c->state == CONN_BODY && step_body(c, &in);
	}
	return in;
}

static void use_in_hand(struct conn *c)
{
	conn_keep(c, use(c, (struct sv){ c->in, c->n_in }));
}

static void read_some(struct conn *c)
{
	struct loop *l = c->loop;
	size_t room = c->state == CONN_BODY || c->state == CONN_LINGER ? LOOP_SCRATCH : READ_HEAD;
	ssize_t n = recv(c->fd, l->scratch, room, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		/* An upload that was cut off half way ends here: nobody hears of it. */
		conn_close(c);
		return;
	}
	struct sv in = { l->scratch, (size_t)n };
	if (c->state == CONN_LINGER)
		return;
	if (c->n_in == 0)
		conn_keep(c, use(c, in));
	else if (conn_append(c, in))
		use_in_hand(c);
	else
		conn_close(c);
}

void conn_open(struct loop *l, int fd, const struct address *peer)
{
	struct site *site = l->site;
	bool count = peer->family && !(site->has_trusted && address_same(peer, &site->trusted));
	if (count && !peers_enter(&site->peers, peer)) {
		loop_count(l, COUNT_LIMIT, 1);
		answer_no(l, fd, 429);
		close(fd);
		return;
	}
	struct conn *c = calloc(1, sizeof *c);
	if (!c) {
		if (count)
			peers_leave(&site->peers, peer);
		close(fd);
		return;
	}
	c->loop = l;
	c->fd = fd;
	c->peer = *peer;
	c->counted = count;
	atomic_fetch_add(&site->open, 1);
	conn_enlist(c);
	conn_settle(c);
}

void conn_event(struct conn *c)
{
	if (c->state == CONN_SEND) {
		conn_send(c);
		if (c->state == CONN_IDLE && c->n_in)
			conn_make_ready(c);
	} else if (c->state != CONN_WORK && c->state != CONN_DEAD && !c->queued) {
		/* Who is queued has whole requests in hand: they come before what, or the end that, follows. */
		read_some(c);
	}
	conn_settle(c);
}

void conn_go_on(struct loop *l)
{
	struct conn *next, *c = l->ready;
	l->ready = NULL;
	for (; c; c = next) {
		next = c->queue;
		c->queued = false;
		if (c->state == CONN_DEAD) {
			c->queue = l->dead;
			l->dead = c;
			continue;
		}
		if (c->state == CONN_IDLE)
			use_in_hand(c);
		conn_settle(c);
	}
}

bool conn_close_idle(struct loop *l)
{
	struct conn *c = l->idle.first;
	if (c)
		conn_close(c);
	return c;
}

void conn_drain(struct loop *l)
{
	struct conn *next;
	for (struct conn *c = l->idle.first; c; c = next) {
		next = c->next;
		conn_event(c);
	}
}

void conn_cut(struct loop *l)
{
	struct conn *next;
	for (struct conn *c = l->busy.first; c; c = next) {
		next = c->next;
		if (c->state != CONN_LINGER && !c->cut)
			l->cut++;
		if (c->state == CONN_WORK)
			c->cut = true;
		else
			conn_close(c);
	}
	while (l->idle.first)
		conn_close(l->idle.first);
}

static void expire(struct timer *t)
{
	struct conn *c = (struct conn *)((char *)t - offsetof(struct conn, timer));
	switch (c->state) {
	case CONN_HEAD:
		conn_refuse_head(c, 408);
		break;
	case CONN_BODY:
		conn_refuse(c, 408, NULL);
		break;
	case CONN_SEND:
		loop_count(c->loop, COUNT_TIMED_OUT, 1);
		conn_finish(c, true);
		break;
	default:
		conn_close(c);
	}
	conn_settle(c);
}

void conn_turn(struct loop *l)
{
	wheel_turn(&l->wheel, l->now, expire);
}

void conn_bury(struct loop *l)
{
	while (l->dead) {
		struct conn *c = l->dead;
		l->dead = c->queue;
		free(c);
	}
}
