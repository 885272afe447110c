/**
 * Text made safe for its place in markup. Private to this folder: everybody else uses html.h or a
 * template.
 */
#pragma once

#include "base/str.h"

/**
 * Append text so that a parser gives it back: as content, or as a part of a double-quoted value.
 * Malformed bytes and control characters become U+FFFD.
 */
void escape_text(struct str *out, struct sv text);
void escape_attribute(struct str *out, struct sv text);

/** Append text that is the same in both places and has no line end. @return false, nothing appended: it is not such */
bool escape_plain(struct str *out, struct sv text);
