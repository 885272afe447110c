#include "http/answer.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

enum { HEAD_ROOM = 512, SEND_BYTES_A_SECOND = 4096 };

struct said {
	unsigned status;
	const char *phrase;   /* for programs */
	const char *sentence; /* for people; NULL where the server itself never answers so */
};

static const struct said table[] = {
	{ 200, "OK", NULL },
	{ 201, "Created", NULL },
	{ 204, "No Content", NULL },
	{ 301, "Moved Permanently", NULL },
	{ 302, "Found", NULL },
	{ 303, "See Other", NULL },
	{ 304, "Not Modified", NULL },
	{ 307, "Temporary Redirect", NULL },
	{ 308, "Permanent Redirect", NULL },
	{ 400, "Bad Request",
		"请求不符合 HTTP 规范，服务器没有处理。请用浏览器重新打开页面；"
		"如果是程序发出的，请检查它的请求格式。" },
	{ 401, "Unauthorized", NULL },
	{ 403, "Forbidden", NULL },
	{ 404, "Not Found", NULL },
	{ 405, "Method Not Allowed", NULL },
	{ 406, "Not Acceptable", NULL },
	{ 408, "Request Timeout", "请求发送得太慢，超过了时限，服务器没有处理。请检查网络后重试。" },
	{ 409, "Conflict", NULL },
	{ 410, "Gone", NULL },
	{ 412, "Precondition Failed", NULL },
	{ 413, "Content Too Large", "提交的内容超过上限，服务器没有接收。请分几次提交。" },
	{ 414, "URI Too Long", "网址太长，服务器没有处理。请缩短查询条件后重试。" },
	{ 415, "Unsupported Media Type", NULL },
	{ 416, "Range Not Satisfiable", NULL },
	{ 417, "Expectation Failed", "请求带有服务器不支持的 Expect 要求，没有处理。" },
	{ 422, "Unprocessable Content", NULL },
	{ 429, "Too Many Requests", "来自您所在网络的连接太多，请稍后再试。" },
	{ 431, "Request Header Fields Too Large",
		"请求头太大，服务器没有处理。请清除本网站的 Cookie 后重试。" },
	{ 500, "Internal Server Error", "服务器内部出错，本次请求没有完成。请稍后重试，或联系管理员。" },
	{ 501, "Not Implemented", "请求使用了服务器不支持的传输编码，没有处理。" },
	{ 503, "Service Unavailable", "服务器正忙，请稍后再试。" },
	{ 505, "HTTP Version Not Supported", "服务器只支持 HTTP/1.0 和 HTTP/1.1。" },
	{ 507, "Insufficient Storage",
		"服务器磁盘空间不足，本次提交没有保存。请稍后重试，或联系管理员清理空间。" },
};

static const struct said *find(unsigned status)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].status == status)
			return &table[i];
	return NULL;
}

static const char *own_sentence(unsigned status)
{
	const struct said *s = find(status);
	return s && s->sentence ? s->sentence : "服务器没有处理这个请求。";
}

void answer_refuse(struct call *c, unsigned status, const char *sentence)
{
	struct http_response *r = &c->response;
	http_response_done(r);
	*r = (struct http_response){ .status = status };
	http_set(r, SV("Content-Type"), SV("text/plain; charset=utf-8"));
	http_set(r, SV("Cache-Control"), SV("no-store"));
	if (status == 503)
		http_set(r, SV("Retry-After"), SV("5"));
	if (sentence)
		r->body = sv_dup(&c->arena, sv_of(sentence));
	if (r->body.n == 0)
		r->body = sv_of(own_sentence(status));
	c->keep = false;
}

unsigned answer_status(enum err_code code)
{
	switch (code) {
	case E_FORMAT:
		return 400;
	case E_LIMIT:
		return 413;
	case E_FULL:
		return 507;
	case E_NOMEM:
		return 503;
	default:
		return 500;
	}
}

static void add_status_line(struct str *out, unsigned status)
{
	const struct said *s = find(status);
	str_add(out, SV("HTTP/1.1 "));
	str_add_uint(out, status);
	str_addc(out, ' ');
	str_addz(out, s ? s->phrase : "");
	str_add(out, SV("\r\n"));
}

static bool has_no_body(unsigned status)
{
	return status == 204 || status == 304;
}

static void add_head(struct call *c, struct str *out, size_t length)
{
	const struct http_response *r = &c->response;
	add_status_line(out, r->status);
	str_add(out, loop_date(c->loop));
	for (size_t i = 0; i < r->n_headers; i++) {
		str_add(out, r->headers[i].name);
		str_add(out, SV(": "));
		str_add(out, r->headers[i].value);
		str_add(out, SV("\r\n"));
	}
	if (c->streams && !c->head.http10) {
		str_add(out, SV("Transfer-Encoding: chunked\r\n"));
	} else if (!c->streams && !has_no_body(r->status)) {
		str_add(out, SV("Content-Length: "));
		str_add_uint(out, length);
		str_add(out, SV("\r\n"));
	}
	if (!c->keep)
		str_add(out, SV("Connection: close\r\n"));
	else if (c->head.http10)
		str_add(out, SV("Connection: keep-alive\r\n"));
	str_add(out, SV("\r\n"));
}

static void add_out(struct call *c, struct sv bytes)
{
	if (bytes.n)
		c->out[c->n_out++] = (struct iovec){ (void *)bytes.p, bytes.n };
}

/** Who takes less than this much a second holds the connection for nothing. */
static void set_deadline(struct call *c, size_t n)
{
	const struct loop *l = c->loop;
	c->until = l->now + l->site->o.request_seconds * UINT64_C(1000000) +
		n * UINT64_C(1000000) / SEND_BYTES_A_SECOND;
}

/** What a handler must not answer, and what it could not build, becomes a 500. */
static void check_response(struct call *c)
{
	struct http_response *r = &c->response;
	if (!r->broken && r->status >= 200 && r->status <= 599)
		return;
	answer_refuse(c, 500, NULL);
}

void answer_begin(struct call *c)
{
	struct http_response *r = &c->response;
	check_response(c);
	if (c->loop->draining)
		c->keep = false;
	c->streams = r->more;
	if (c->streams && c->head.http10)
		c->keep = false;
	struct sv body = r->shared ? http_shared_bytes(r->shared) : r->body;
	if (has_no_body(r->status))
		body.n = 0;
	struct str head;
	str_init(&head, &c->arena, SIZE_MAX / 4);
	str_reserve(&head, HEAD_ROOM);
	add_head(c, &head, body.n);
	if (!str_ok(&head)) {
		c->keep = false; /* not even room for the head: nothing is sent */
		return;
	}
	if (c->request.method == HTTP_HEAD || has_no_body(r->status)) {
		c->streams = false;
		body.n = 0;
	}
	add_out(c, str_sv(&head));
	add_out(c, body);
	set_deadline(c, head.n + body.n);
}

void answer_piece(struct call *c)
{
	struct sv bytes = str_sv(&c->piece);
	if (!str_ok(&c->piece)) {
		c->keep = c->streams = false; /* cut: without its last chunk the client knows */
		return;
	}
	c->streams = !c->ended;
	if (c->head.http10) {
		add_out(c, bytes);
	} else {
		int n = bytes.n ? snprintf(c->size_line, sizeof c->size_line, "%zx\r\n", bytes.n) : 0;
		add_out(c, (struct sv){ c->size_line, (size_t)n });
		add_out(c, bytes);
		if (bytes.n)
			add_out(c, SV("\r\n"));
		if (c->ended)
			add_out(c, SV("0\r\n\r\n"));
	}
	set_deadline(c, bytes.n);
}

static void advance(struct call *c, size_t n)
{
	unsigned gone = 0;
	c->sent += n;
	while (gone < c->n_out && n >= c->out[gone].iov_len)
		n -= c->out[gone++].iov_len;
	c->n_out -= gone;
	memmove(c->out, c->out + gone, c->n_out * sizeof *c->out);
	if (c->n_out) {
		c->out[0].iov_base = (char *)c->out[0].iov_base + n;
		c->out[0].iov_len -= n;
	}
}

enum answer_sent answer_send(struct call *c, int fd)
{
	while (c->n_out) {
		struct msghdr m = { .msg_iov = c->out, .msg_iovlen = c->n_out };
		ssize_t n = sendmsg(fd, &m, MSG_NOSIGNAL | (c->streams ? MSG_MORE : 0));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? ANSWER_WAIT : ANSWER_BROKEN;
		advance(c, (size_t)n);
	}
	return ANSWER_ALL;
}

void answer_no(struct loop *l, int fd, unsigned status)
{
	char text[640];
	const char *sentence = own_sentence(status);
	const struct said *s = find(status);
	int n = snprintf(text, sizeof text,
		"HTTP/1.1 %u %s\r\n%sContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n"
		"Connection: close\r\n\r\n%s\n",
		status, s ? s->phrase : "", loop_date(l).p, strlen(sentence) + 1, sentence);
	if (n > 0 && (size_t)n < sizeof text)
		send(fd, text, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
}
