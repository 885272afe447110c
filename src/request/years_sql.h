/** Private to years.c: its statements. */
#pragma once

#include "store/store.h"

extern const struct sql years_sql_all, years_sql_put, years_sql_stamp;
