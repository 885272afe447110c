/** Private to seal.c: its statements. */
#pragma once

#include "store/store.h"

extern const struct sql seal_sql_insert, seal_sql_find, seal_sql_blank, seal_sql_delete, seal_sql_any;
