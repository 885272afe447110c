/** Private to remedy.c: its statements. */
#pragma once

#include "store/store.h"

extern const struct sql remedy_sql_insert, remedy_sql_change, remedy_sql_of_request,
	remedy_sql_by_id, remedy_sql_list, remedy_sql_count, remedy_sql_list_cell;
