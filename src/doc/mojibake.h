/**
 * Chinese UTF-8 that some program took for GBK and saved as UTF-8 again: （一） has become 锛堜竴锛.
 * Seen in data exports. Each three bytes of the original stand as one and a half characters;
 * putting them back into GBK gives the original bytes, except where a pair of bytes was no GBK
 * character: there '?' or U+FFFD stands and the bytes are lost.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

/**
 * @param text  clean UTF-8
 * @param ret   the text before the wrong conversion; lost bytes are U+FFFD
 * @return false when the text is no such text (or memory ran out): `ret` is not set
 */
bool mojibake_repair(struct sv text, struct arena *a, struct sv *ret);
