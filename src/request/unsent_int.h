/** Private to unsent.c and unsent_sql.c: the statements. */
#pragma once

#include "request/unsent.h"

#define UNSENT_STATEMENTS(X) \
	X(find) X(insert) X(update) X(delete) X(add_file) X(files) X(file_bytes) X(delete_file) \
	X(delete_files) X(sum) X(sum_all) X(sweep)

#define UNSENT_STATEMENT(name) extern const struct sql unsent_sql_##name;
UNSENT_STATEMENTS(UNSENT_STATEMENT)
