/** The machine's clock and randomness, handed down to everything below src/app. */
#pragma once

#include "base/act.h"

/** Now, in seconds UTC. */
time_utc machine_now(void);

/** Random bytes of the kernel. Ends the program when it has none: nothing may go on with guessable ones. */
extern const struct entropy machine_entropy;

/** A deed of now. @param account  who does it; 0 = the program itself */
struct act machine_act(int64_t account);
