#include "http/http.h"

#include <stdatomic.h>
#include <stdlib.h>

struct http_shared {
	atomic_uint uses;
	size_t n;
	char bytes[];
};

struct http_shared *http_shared_new(struct sv bytes)
{
	struct http_shared *s = malloc(sizeof *s + bytes.n);
	if (!s)
		return NULL;
	atomic_init(&s->uses, 1);
	s->n = bytes.n;
	if (bytes.n)
		memcpy(s->bytes, bytes.p, bytes.n);
	return s;
}

struct http_shared *http_shared_keep(struct http_shared *s)
{
	if (s)
		atomic_fetch_add_explicit(&s->uses, 1, memory_order_relaxed);
	return s;
}

void http_shared_drop(struct http_shared *s)
{
	if (s && atomic_fetch_sub_explicit(&s->uses, 1, memory_order_acq_rel) == 1)
		free(s);
}

struct sv http_shared_bytes(const struct http_shared *s)
{
	return s ? (struct sv){ s->bytes, s->n } : (struct sv){ "", 0 };
}
