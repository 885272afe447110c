#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

bool fd_write(int fd, struct sv bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = sv_from(bytes, (size_t)n);
	}
	return true;
}
