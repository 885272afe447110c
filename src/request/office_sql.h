/** Private to office.c: its statements. */
#pragma once

#include "store/store.h"

extern const struct sql office_sql_settings, office_sql_put, office_sql_take_back,
	office_sql_letter, office_sql_put_letter, office_sql_take_back_letter, office_sql_next;
