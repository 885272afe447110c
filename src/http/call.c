#include "http/call.h"

#include "http/chars.h"

#include <stdlib.h>

enum { SPARE_ARENA_MAX = 256 * 1024 }; /* the page of a report takes about half of it */

struct call *call_new(struct loop *l, struct conn *conn, const struct address *peer)
{
	struct call *c = l->spare;
	if (c) {
		l->spare = c->next;
		l->n_spare--;
	} else {
		c = calloc(1, sizeof *c);
		if (!c)
			return NULL;
		arena_init(&c->arena, l->site->o.max_memory);
		c->loop = l;
	}
	c->conn = conn;
	c->started = l->now;
	char text[ADDRESS_TEXT_MAX];
	c->request = (struct http_request){ .method = HTTP_OTHER_METHOD, .arena = &c->arena,
		.peer = sv_dup(&c->arena, sv_of(address_print(peer, text))) };
	return c;
}

/** Ready for the next request but for the arena; the fields of the head need no clearing. */
static void clear(struct call *c)
{
	http_response_done(&c->response);
	body_done(&c->body);
	arena_done(&c->piece_arena);
	c->piece_arena = (struct arena){ 0 }; /* the next long answer begins a builder of its own */
	c->head.n_fields = 0;
	c->response = (struct http_response){ 0 };
	c->keep = c->unread = c->slow = c->streams = c->ended = false;
	c->n_out = 0;
	c->sent = c->until = 0;
}

void call_free(struct call *c)
{
	if (!c)
		return;
	struct loop *l = c->loop;
	clear(c);
	if (l->n_spare == LOOP_SPARE_CALLS || l->draining || c->arena.used > SPARE_ARENA_MAX) {
		arena_done(&c->arena);
		free(c);
		return;
	}
	arena_reset(&c->arena);
	c->next = l->spare;
	l->spare = c;
	l->n_spare++;
}

void call_free_spare(struct loop *l)
{
	while (l->spare) {
		struct call *c = l->spare;
		l->spare = c->next;
		arena_done(&c->arena);
		free(c);
	}
}

/** The last value of a list that each proxy on the way adds to; ours wrote the last one. */
static struct sv last_value(const struct head *h, struct sv name)
{
	struct sv value = { "", 0 };
	for (size_t i = 0; i < h->n_fields; i++)
		if (chars_same(h->fields[i].name, name))
			value = h->fields[i].value;
	size_t comma = sv_find_last(value, SV(","));
	return chars_trim(comma == SV_NONE ? value : sv_from(value, comma + 1));
}

static void believe_proxy(struct call *c)
{
	struct http_request *r = &c->request;
	struct sv said = last_value(&c->head, SV("X-Forwarded-For"));
	struct address a;
	char text[ADDRESS_TEXT_MAX];
	if (address_parse(said, &a) && a.family)
		r->peer = sv_dup(&c->arena, sv_of(address_print(&a, text)));
	r->secure = chars_same(last_value(&c->head, SV("X-Forwarded-Proto")), SV("https"));
}

unsigned call_take_head(struct call *c, struct sv bytes, const struct address *peer)
{
	const struct site *site = c->loop->site;
	struct http_request *r = &c->request;
	char *copy = arena_dup(&c->arena, bytes.p, bytes.n);
	if (!copy)
		return 503;
	unsigned status = head_parse((struct sv){ copy, bytes.n }, &c->head);
	if (status)
		return status;
	const struct head *h = &c->head;
	struct http_field *query;
	struct sv path;
	if (!http_path_parse(h->path, &c->arena, &path))
		return 400;
	int rc = http_fields_parse(h->query, &c->arena, &query, &r->n_query, NULL);
	if (rc)
		return rc == E_NOMEM ? 503 : 400;
	r->method = h->method;
	r->path = path;
	r->query = query;
	r->target = h->target;
	r->host = h->host.p ? h->host : (struct sv){ "", 0 };
	r->content_type = h->content_type.p ? h->content_type : (struct sv){ "", 0 };
	r->body = (struct sv){ "", 0 };
	r->private_ = &c->head;
	if (site->has_trusted && address_same(peer, &site->trusted))
		believe_proxy(c);
	c->keep = h->keep_alive;
	return 0;
}

void call_run(struct call *c)
{
	const struct http_options *o = &c->loop->site->o;
	o->handle(o->context, &c->request, &c->response);
}

void call_run_piece(struct call *c)
{
	if (!c->piece_arena.max) {
		arena_init(&c->piece_arena, 4 * (size_t)HTTP_PIECE_MAX);
		str_init(&c->piece, &c->piece_arena, HTTP_PIECE_MAX);
	}
	str_clear(&c->piece);
	c->ended = !c->response.more(c->response.more_context, &c->piece);
}

void call_hand_back(struct call *c)
{
	struct loop *l = c->loop;
	pthread_mutex_lock(&l->lock);
	c->next = l->done;
	l->done = c;
	pthread_mutex_unlock(&l->lock);
	loop_wake(l);
}
