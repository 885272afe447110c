#include "http/address.h"

#include "base/num.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };

static struct address of_ip6(const unsigned char *bytes)
{
	struct address a = { .family = 6 };
	if (memcmp(bytes, mapped, sizeof mapped) == 0) {
		a.family = 4;
		memcpy(a.bytes + 12, bytes + 12, 4);
	} else {
		memcpy(a.bytes, bytes, 16);
	}
	return a;
}

struct address address_of(const struct sockaddr_storage *s)
{
	struct address a = { 0 };
	if (s->ss_family == AF_INET) {
		a.family = 4;
		memcpy(a.bytes + 12, &((const struct sockaddr_in *)s)->sin_addr, 4);
	} else if (s->ss_family == AF_INET6) {
		a = of_ip6(((const struct sockaddr_in6 *)s)->sin6_addr.s6_addr);
	}
	return a;
}

bool address_parse(struct sv text, struct address *ret)
{
	char z[INET6_ADDRSTRLEN];
	struct address a = { 0 };
	if (sv_eq(text, SV("unix"))) {
		*ret = a;
		return true;
	}
	if (text.n == 0 || text.n >= sizeof z || memchr(text.p, '\0', text.n))
		return false;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	unsigned char ip6[16];
	if (inet_pton(AF_INET, z, a.bytes + 12) == 1)
		a.family = 4;
	else if (inet_pton(AF_INET6, z, ip6) == 1)
		a = of_ip6(ip6);
	else
		return false;
	*ret = a;
	return true;
}

const char *address_print(const struct address *a, char buf[static ADDRESS_TEXT_MAX])
{
	if (a->family == 4)
		inet_ntop(AF_INET, a->bytes + 12, buf, ADDRESS_TEXT_MAX);
	else if (a->family == 6)
		inet_ntop(AF_INET6, a->bytes, buf, ADDRESS_TEXT_MAX);
	else
		memcpy(buf, "unix", sizeof "unix");
	return buf;
}

bool address_same(const struct address *a, const struct address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

union any_address {
	struct sockaddr any;
	struct sockaddr_storage storage;
	struct sockaddr_in ip4;
	struct sockaddr_in6 ip6;
	struct sockaddr_un file;
};

static int bad_listen(const char *where, struct err *err)
{
	return err_set(err, E_USAGE,
		"监听地址“%.100s”无法识别，应写成 127.0.0.1:8080、[::1]:8080 或 unix:/路径。", where);
}

static bool parse_ip(struct sv s, union any_address *ret, socklen_t *n)
{
	size_t colon = sv_find_last(s, SV(":"));
	int64_t port;
	struct address a;
	if (colon == SV_NONE || !num_parse_i64(sv_from(s, colon + 1), &port) || port < 0 ||
		port > 65535)
		return false;
	struct sv host = sv_head(s, colon);
	bool brackets = sv_starts(host, SV("[")) && sv_ends(host, SV("]")) && host.n > 2;
	if (brackets)
		host = (struct sv){ host.p + 1, host.n - 2 };
	if (!address_parse(host, &a) || !a.family || brackets != (a.family == 6))
		return false;
	*ret = (union any_address){ 0 };
	if (a.family == 4) {
		ret->ip4.sin_family = AF_INET;
		ret->ip4.sin_port = htons((uint16_t)port);
		memcpy(&ret->ip4.sin_addr, a.bytes + 12, 4);
		*n = sizeof ret->ip4;
	} else {
		ret->ip6.sin6_family = AF_INET6;
		ret->ip6.sin6_port = htons((uint16_t)port);
		memcpy(&ret->ip6.sin6_addr, a.bytes, 16);
		*n = sizeof ret->ip6;
	}
	return true;
}

static bool parse_file(struct sv path, union any_address *ret, socklen_t *n)
{
	*ret = (union any_address){ .file.sun_family = AF_UNIX };
	if (path.n == 0 || path.n >= sizeof ret->file.sun_path)
		return false;
	memcpy(ret->file.sun_path, path.p, path.n);
	*n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.n + 1);
	return true;
}

/** A socket file to which nobody listens: what is left of a server that was killed. */
static bool is_left_over(const union any_address *a, socklen_t n)
{
	struct stat st;
	if (lstat(a->file.sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return false;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool refused = fd >= 0 && connect(fd, &a->any, n) != 0 && errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return refused;
}

static int cannot_listen(const char *where, struct err *err)
{
	int e = errno;
	if (e == EADDRINUSE)
		err_set(err, E_IO, "地址 %.100s 已被其他程序占用。请关闭该程序，或换一个端口。", where);
	else if (e == EACCES)
		err_set(err, E_IO, "没有权限监听 %.100s。请换用 1024 以上的端口，或换一个目录。", where);
	else
		err_set(err, E_IO, "无法监听 %.100s：本机没有这个地址，或路径不可用。", where);
	return err_detail(err, "listen on %.100s: %s", where, strerrordesc_np(e));
}

static int open_socket(const union any_address *a, socklen_t n)
{
	int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	int on = 1;
	if (a->any.sa_family != AF_UNIX) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted ones inherit it */
	} else if (is_left_over(a, n)) {
		unlink(a->file.sun_path);
	}
	/* Before anybody can connect; the umask may have taken it from the group, to which the proxy belongs. */
	if (bind(fd, &a->any, n) == 0 &&
		(a->any.sa_family != AF_UNIX || chmod(a->file.sun_path, 0660) == 0) &&
		listen(fd, SOMAXCONN) == 0)
		return fd;
	int e = errno;
	close(fd);
	errno = e;
	return -1;
}

int listener_open(const char *where, struct listener *ret, struct err *err)
{
	union any_address a;
	socklen_t n;
	bool file = sv_starts(sv_of(where), SV("unix:"));
	if (!(file ? parse_file(sv_of(where + 5), &a, &n) : parse_ip(sv_of(where), &a, &n)))
		return bad_listen(where, err);
	*ret = (struct listener){ .fd = open_socket(&a, n) };
	if (ret->fd < 0)
		return cannot_listen(where, err);
	if (file) {
		snprintf(ret->text, sizeof ret->text, "%s", where);
		snprintf(ret->file, sizeof ret->file, "%s", where + 5);
		return 0;
	}
	n = sizeof a;
	getsockname(ret->fd, &a.any, &n);
	struct address address = address_of(&a.storage);
	char text[ADDRESS_TEXT_MAX];
	snprintf(ret->text, sizeof ret->text, a.any.sa_family == AF_INET6 ? "[%s]:%d" : "%s:%d",
		address_print(&address, text),
		ntohs(a.any.sa_family == AF_INET6 ? a.ip6.sin6_port : a.ip4.sin_port));
	return 0;
}

void listener_close(struct listener *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	if (l->file[0])
		unlink(l->file);
}
