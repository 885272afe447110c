/* gongkai serve: the portal and the desk. */
#include "app/command.h"
#include "app/config.h"
#include "app/log.h"
#include "app/server.h"
#include "base/auto.h"
#include "web/routes.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/** Tell systemd, when it started us (sd_notify(3), without its library). */
static void notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (!path || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof to.sun_path)
		return;
	memcpy(to.sun_path, path, strlen(path));
	if (to.sun_path[0] == '@')
		to.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	if (fd >= 0 && sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&to, n) < 0)
		log_line("error", "notify", "state=%s", state);
	if (fd >= 0)
		close(fd);
}

/** Print what the table or the settings hold. */
static int print_and_end(const struct config *c)
{
	AUTO(arena_done) struct arena a;
	struct str out;
	arena_init(&a, 1 << 22);
	str_init(&out, &a, 1 << 20);
	if (c->print_routes)
		routes_print(&out);
	else
		config_print(c, &out);
	fputs(str_z(&out), stdout);
	return EXIT_FINE;
}

/** The signals that end the server; taken by sigtimedwait, never by a handler. */
static void block_signals(sigset_t *ret)
{
	sigemptyset(ret);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGINT);
	pthread_sigmask(SIG_BLOCK, ret, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void serve_until_told(struct server *s, const sigset_t *signals)
{
	const struct timespec second = { .tv_sec = 1 };
	siginfo_t info;
	while (sigtimedwait(signals, &info, &second) < 0)
		server_tick(s);
	log_line("info", "stopping", "signal=%d", info.si_signo);
}

int command_serve(int argc, char **argv)
{
	struct config c;
	struct err err = { 0 };
	struct server *s;
	struct first_run first;
	sigset_t signals;
	if (config_read(&c, argc, argv, &err))
		return command_misused("serve", "%s", err.user);
	if (c.print_config || c.print_routes)
		return print_and_end(&c);
	/* Few heaps: each would keep what one busy moment needed. */
	mallopt(M_ARENA_MAX, 2);
	block_signals(&signals);
	if (server_start(&c, &s, &first, &err)) {
		command_complain(config_text(&c, SET_DB), &err);
		log_error("start", &err);
		return EXIT_TROUBLE;
	}
	if (first.happened)
		printf("首次启动：管理员登录名 %s，一次性密码 %s（登录后必须修改）\n", first.login, first.password);
	printf("gongkai 已启动：%s\n", server_address(s));
	fflush(stdout);
	memset(&first, 0, sizeof first);
	notify("READY=1");
	serve_until_told(s, &signals);
	notify("STOPPING=1");
	unsigned cut = server_stop(s);
	log_line("info", "stopped", "cut_off=%u", cut);
	return EXIT_FINE;
}
