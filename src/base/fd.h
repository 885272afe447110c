/** Bytes into a descriptor that may take them in pieces. */
#pragma once

#include "base/sv.h"

#include <stdbool.h>

/** Write all of it, whatever interrupts. @return false, with errno, when it cannot be written */
bool fd_write(int fd, struct sv bytes);
