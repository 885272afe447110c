/* Views of the templates that test_template.c renders: a member of every kind. */
#pragma once

#include "html/template.h"

struct probe_inner {
	struct sv name;
};

struct probe_row {
	struct sv name;
	struct probe_inner inner;
	const struct sv *tags;
	size_t n_tags;
};

struct probe_tree {
	struct sv name;
	const struct probe_tree *children;
	size_t n_children;
};

struct probe {
	struct sv text, url;
	const char *z;
	char chars[24];
	unsigned count;
	int64_t below;
	bool yes;
	struct html_markup markup;
	const struct probe_inner *maybe;
	const struct probe_row *rows;
	size_t n_rows;
	struct probe_tree tree;
};
