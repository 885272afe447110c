#include "app/schemas.h"

#include "ledger/ledger.h"
#include "org/org.h"
#include "report/filing.h"
#include "request/notice.h"
#include "request/office.h"
#include "request/remedy.h"
#include "request/retention.h"
#include "request/unsent.h"
#include "request/years.h"
#include "search/search.h"
#include "store/blob.h"

const struct schema *const app_schemas[] = { &blob_schema, &ledger_schema, &org_schema,
	&search_schema, &filing_schema, &seal_schema, &office_schema, &request_schema, &remedy_schema,
	&unsent_schema, &years_schema, &notice_schema };
const size_t app_n_schemas = sizeof app_schemas / sizeof *app_schemas;

const struct sql_set *const app_statements[] = { &blob_statements, &ledger_statements,
	&org_statements, &search_statements, &filing_statements, &seal_statements, &office_statements,
	&request_statements, &remedy_statements, &unsent_statements, &years_statements,
	&retention_statements, &notice_statements };
const size_t app_n_statements = sizeof app_statements / sizeof *app_statements;
