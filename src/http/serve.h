/** The thread of a loop. */
#pragma once

#include "http/loop.h"

/** Accept and serve until the site is stopping and nothing runs any more. `context` is a struct loop. */
void *serve(void *context);
