/** The part of libpq that is used, loaded on first use (base/late.h). Private to src/store. */
#pragma once

#include "base/err.h"
#include "base/late.h"

#include <libpq-fe.h>

#define PG_FUNCTIONS(X) \
	X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconnectdb) X(PQconsumeInput) X(PQerrorMessage) X(PQexec) \
	X(PQexecPrepared) X(PQfinish) X(PQftype) X(PQgetisnull) X(PQgetlength) X(PQgetvalue) \
	X(PQntuples) X(PQprepare) X(PQresultErrorField) X(PQresultStatus) X(PQstatus)

struct pg_api {
	LATE_MEMBERS(PG_FUNCTIONS)
};

/** Load the library. @return 0, or E_IO with a sentence saying what to install */
int pg_load(struct pg_api *ret, struct err *err);
