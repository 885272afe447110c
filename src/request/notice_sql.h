/** Private to notice.c and notice_send.c: the statements. */
#pragma once

#include "request/notice.h"

#define NOTICE_STATEMENTS(X) \
	X(add) X(daily) X(forget) X(list) X(ready) X(claim) X(end) X(expire)

#define NOTICE_STATEMENT(name) extern const struct sql notice_sql_##name;
NOTICE_STATEMENTS(NOTICE_STATEMENT)
