/** The head of one part of multipart/form-data, and the parameters of a header. */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

enum { PART_NAME_MAX = 200 }; /* bytes of a file's name */

struct part {
	struct sv name;
	struct sv file;   /* cleaned name of a file */
	bool is_file;
};

/**
 * A parameter of a header, as "boundary" of "multipart/form-data; boundary=x": token or quoted text
 * in which \" and \\ stand for " and \; an escaped quote at the very end ends the text.
 *
 * @return 1 found, 0 absent, -1 there twice, or the header is malformed
 */
int part_parameter(struct sv header, struct sv name, struct arena *a, struct sv *ret);

/**
 * Read the lines before a part's content, without the empty one that ends them.
 * @return false when they are malformed or there is no name
 */
bool part_parse(struct sv lines, struct arena *a, struct part *ret);

/**
 * A file's name as it may be shown and kept: what follows the last slash or backslash, UTF-8, without
 * control characters and those that turn the direction of writing, at most PART_NAME_MAX bytes with
 * its ending; "未命名" when nothing is left.
 */
struct sv part_file_name(struct sv raw, struct arena *a);
