#include "law/fee.h"

enum { YUAN = 100, ITEM_STEP = 10, ITEM_FREE = 10, ITEM_FIRST_END = 30 };

/** Step `i` of a basis. */
static struct fee_step step_of(enum fee_basis basis, int64_t i)
{
	static const struct fee_step by_page[] = {
		{ 1, 30, 0, 0, 0 },
		{ 31, 100, 10 * YUAN, 0, 0 },
		{ 101, 200, 20 * YUAN, 0, 0 },
		{ 201, 0, 40 * YUAN, 0, 0 },
	};
	if (basis == FEE_BY_PAGE)
		return by_page[i];
	if (i == 0)
		return (struct fee_step){ 1, ITEM_FREE, 0, 0, 0 };
	if (i == 1)
		return (struct fee_step){ ITEM_FREE + 1, ITEM_FIRST_END, 100 * YUAN, 0, 0 };
	int64_t from = ITEM_FIRST_END + (i - 2) * ITEM_STEP + 1;
	return (struct fee_step){ from, from + ITEM_STEP - 1, i * 100 * YUAN, 0, 0 };
}

int fee_of(enum fee_basis basis, int64_t quantity, struct fee *ret, struct err *err)
{
	if (quantity < 0 || quantity > FEE_QUANTITY_MAX)
		return err_set(err, E_USAGE, "%s数要在0到%d之间。", basis == FEE_BY_ITEM ? "件" : "页",
			FEE_QUANTITY_MAX);
	*ret = (struct fee){ .basis = basis, .quantity = quantity };
	for (int64_t i = 0, counted = 0; counted < quantity; i++) {
		struct fee_step s = step_of(basis, i);
		int64_t end = s.to == 0 || s.to > quantity ? quantity : s.to;
		s.quantity = end - s.from + 1;
		s.amount = s.quantity * s.rate;
		ret->amount += s.amount;
		if (ret->n_steps < FEE_STEPS_SHOWN)
			ret->steps[ret->n_steps] = s;
		ret->n_steps++;
		counted = end;
	}
	return E_OK;
}
