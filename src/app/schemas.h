/** Every folder's tables and statements, in one place. */
#pragma once

#include "store/store.h"

/** In the order in which they are made: a folder's tables refer to those before. */
extern const struct schema *const app_schemas[];
extern const size_t app_n_schemas;

/** For the test that prepares every statement on both databases, and for selfcheck. */
extern const struct sql_set *const app_statements[];
extern const size_t app_n_statements;
