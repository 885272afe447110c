#include "law/split.h"

static int check_items(const struct split_form *form, struct err *err)
{
	if (form->n < 1)
		return err_set(err, E_USAGE, "请至少写一项。");
	if (form->n > SPLIT_ITEMS_MAX)
		return err_set(err, E_LIMIT, "一件申请最多拆成%d项。", SPLIT_ITEMS_MAX);
	if (form->month_before < 0)
		return err_set(err, E_USAGE, "本月已经申请的件数不能是负数。");
	for (size_t i = 0; i < form->n; i++) {
		struct sv item = sv_trim(form->items[i]);
		if (!item.n)
			return err_set(err, E_USAGE, "第%zu项没有写内容。", i + 1);
		for (size_t k = 0; k < i; k++)
			if (sv_eq(item, sv_trim(form->items[k])))
				return err_set(err, E_USAGE, "第%zu项和第%zu项相同，请合并。", k + 1, i + 1);
	}
	return 0;
}

int split_form(const struct split_form *form, struct arena *a, struct split_piece **ret,
	struct err *err)
{
	struct fee before, with;
	int code = check_items(form, err);
	if (!code)
		code = fee_of(FEE_BY_ITEM, form->month_before, &before, err);
	if (code)
		return code;
	struct split_piece *pieces = arena_array(a, form->n, sizeof *pieces);
	if (!pieces)
		return err_set(err, E_NOMEM, "内存不足，申请没有拆分，请稍后再试。");
	for (size_t i = 0; i < form->n; i++, before = with) {
		int64_t number = form->month_before + (int64_t)i + 1;
		code = fee_of(FEE_BY_ITEM, number, &with, err);
		if (code)
			return code;
		pieces[i] = (struct split_piece){ .item = sv_trim(form->items[i]), .report = 1, .fee = 1,
			.clock = 1, .received = form->received, .month_number = number,
			.fee_amount = with.amount - before.amount };
	}
	*ret = pieces;
	return 0;
}
