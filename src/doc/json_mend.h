/**
 * JSON that lost bytes, private to the JSON reader. Exports that went through a wrong conversion
 * (mojibake.h) lose the quote behind a character, so that a string runs on into what follows.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

/**
 * Make the text well-formed where that can be done without a guess: a string with a lost
 * character (U+FFFD) before what can only be structure ends there, line ends and tabs inside
 * strings are escaped, what is open at the end is closed.
 * @return the mended text in the arena; empty on exhaustion. It may still be no JSON.
 */
struct sv json_mend(struct sv text, struct arena *a);
