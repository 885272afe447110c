#include "app/machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

time_utc machine_now(void)
{
	return (time_utc)time(NULL);
}

static void fill(void *context, void *p, size_t n)
{
	char *to = p;
	(void)context;
	while (n > 0) {
		ssize_t got = getrandom(to, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fputs("gongkai：系统不提供随机数，程序停止。\n", stderr);
			abort();
		}
		to += got;
		n -= (size_t)got;
	}
}

const struct entropy machine_entropy = { fill, NULL };

struct act machine_act(int64_t account)
{
	return (struct act){ .now = machine_now(), .account = account, .entropy = &machine_entropy };
}
