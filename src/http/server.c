#include "http/serve.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SLOW_WAITING = 256, DESCRIPTORS_FOR_OTHERS = 256, CONNECTIONS_MIN = 64 };

struct http_server {
	struct site site;
	struct arena arena;       /* of the texts in the options */
	struct loop **loops;
	unsigned n_loops, n_running;
};

static unsigned or(unsigned n, unsigned otherwise)
{
	return n ? n : otherwise;
}

static size_t or_size(size_t n, size_t otherwise)
{
	return n ? n : otherwise;
}

/** As many descriptors as we may have; that many less those of files and databases can be connections. */
static unsigned most_connections(unsigned wanted)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return wanted;
	if (r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &r) != 0 || getrlimit(RLIMIT_NOFILE, &r) != 0)
			return wanted;
	}
	if (r.rlim_cur < DESCRIPTORS_FOR_OTHERS + CONNECTIONS_MIN)
		return CONNECTIONS_MIN;
	rlim_t room = r.rlim_cur - DESCRIPTORS_FOR_OTHERS;
	return wanted < room ? wanted : (unsigned)room;
}

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，无法启动服务。");
}

static int fill_options(struct http_server *s, const struct http_options *o, struct err *err)
{
	struct http_options *f = &s->site.o;
	*f = *o;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	f->threads = or(o->threads, processors > 0 ? (unsigned)processors : 1);
	f->max_connections = most_connections(or(o->max_connections, 16384));
	f->max_per_address = or(o->max_per_address, 1024);
	f->request_seconds = or(o->request_seconds, 30);
	f->upload_seconds = or(o->upload_seconds, 600);
	f->idle_seconds = or(o->idle_seconds, 60);
	f->slow_threads = or(o->slow_threads, 4);
	f->max_head = or_size(o->max_head, 16 * 1024);
	f->max_form = or_size(o->max_form, (size_t)1 << 20);
	f->max_upload = or_size(o->max_upload, (size_t)256 << 20);
	f->max_memory = or_size(o->max_memory, (size_t)64 << 20);
	f->temporary = sv_dup(&s->arena, sv_of(o->temporary ? o->temporary : "/tmp")).p;
	s->site.has_trusted = o->trusted_proxy;
	if (o->trusted_proxy && !address_parse(sv_of(o->trusted_proxy), &s->site.trusted))
		return err_set(err, E_USAGE, "可信代理“%.100s”不是一个 IP 地址。", o->trusted_proxy);
	return s->arena.failed ? no_memory(err) : 0;
}

/** Everything but the listener, after the threads have ended. */
static void release(struct http_server *s)
{
	slow_stop(&s->site.slow);
	for (unsigned i = 0; i < s->n_loops; i++)
		loop_free(s->loops[i]);
	peers_done(&s->site.peers);
	free(s->loops);
	arena_done(&s->arena);
	free(s);
}

/** Signals are the business of the program's first thread. */
static bool start_threads(struct http_server *s)
{
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	bool ok = !s->site.o.is_slow ||
		slow_start(&s->site.slow, s->site.o.slow_threads, SLOW_WAITING);
	for (unsigned i = 0; ok && i < s->n_loops; i++) {
		ok = pthread_create(&s->loops[i]->thread, NULL, serve, s->loops[i]) == 0;
		s->n_running += ok;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return ok;
}

static bool make_loops(struct http_server *s)
{
	s->loops = calloc(s->site.o.threads, sizeof(struct loop *));
	if (!s->loops ||
		!peers_init(&s->site.peers, s->site.o.max_connections, s->site.o.max_per_address))
		return false;
	for (unsigned i = 0; i < s->site.o.threads; i++) {
		s->loops[i] = loop_new(&s->site);
		if (!s->loops[i])
			return false;
		s->n_loops++;
	}
	return true;
}

int http_start(const struct http_options *o, struct http_server **ret, struct err *err)
{
	if (!o->listen || !o->handle || !o->clock)
		return err_set(err, E_USAGE, "没有给出监听地址或处理请求的程序。");
	struct http_server *s = calloc(1, sizeof *s);
	if (!s)
		return no_memory(err);
	arena_init(&s->arena, 64 * 1024);
	int rc = fill_options(s, o, err);
	if (!rc)
		rc = listener_open(o->listen, &s->site.listener, err);
	if (rc) {
		release(s);
		return rc;
	}
	bool ok = make_loops(s);
	atomic_store(&s->site.taking, s->n_loops);
	if (!ok || !start_threads(s)) {
		/* The last loop that runs closes the door; those that do not cannot. */
		unsigned missing = s->n_loops - s->n_running;
		if (atomic_fetch_sub(&s->site.taking, missing) == missing)
			listener_close(&s->site.listener);
		http_stop(s, 0);
		return no_memory(err);
	}
	*ret = s;
	return 0;
}

const char *http_address(const struct http_server *s)
{
	return s->site.listener.text;
}

void http_count(struct http_server *s, struct http_counts *ret)
{
	uint64_t sum[COUNT__MAX] = { 0 };
	for (unsigned i = 0; i < s->n_loops; i++)
		for (int k = 0; k < COUNT__MAX; k++)
			sum[k] += atomic_load_explicit(&s->loops[i]->counters[k], memory_order_relaxed);
	*ret = (struct http_counts){ .requests = sum[COUNT_REQUESTS],
		.refused_syntax = sum[COUNT_SYNTAX], .refused_limit = sum[COUNT_LIMIT],
		.timed_out = sum[COUNT_TIMED_OUT], .bytes_out = sum[COUNT_BYTES],
		.open_connections = atomic_load(&s->site.open) };
	memcpy(ret->status, sum + COUNT_STATUS, sizeof ret->status);
}

unsigned http_stop(struct http_server *s, unsigned seconds)
{
	const struct http_options *o = &s->site.o;
	unsigned cut = 0;
	atomic_store(&s->site.stop_at, o->clock(o->context) + seconds * UINT64_C(1000000));
	atomic_store(&s->site.stopping, true);
	for (unsigned i = 0; i < s->n_running; i++)
		loop_wake(s->loops[i]);
	for (unsigned i = 0; i < s->n_running; i++) {
		pthread_join(s->loops[i]->thread, NULL);
		cut += s->loops[i]->cut;
	}
	release(s);
	return cut;
}
