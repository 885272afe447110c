#include "request/move_int.h"

#include "law/outcome.h"

int request_check_outcome(struct request_change *c, struct err *err)
{
	if (!outcome_of_key(c->move->outcome))
		return err_set(err, E_USAGE, "请选择怎样答复。");
	c->deed.outcome = c->move->outcome;
	return E_OK;
}
