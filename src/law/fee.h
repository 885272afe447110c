/**
 * The information-handling fee (信息处理费): what an applicant owes whose requests or pages pass the free
 * amount. One of the two bases for each request, never both; the amounts are worked out step by step, each
 * step's rate for the part that lies in it (超额累进).
 *
 * Money is integer fen. Source: 国办函〔2020〕109号.
 *   by item (按件), of one applicant in one calendar month: up to 10 free; 11–30 at 100 yuan; from 31 on in
 *     steps of ten, each 100 yuan dearer than the one before
 *   by page (按量), of one request: up to 30 free; 31–100 at 10 yuan; 101–200 at 20; from 201 at 40
 */
#pragma once

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum fee_basis { FEE_BY_ITEM, FEE_BY_PAGE };

/** The part of the amount that lies in one step. */
struct fee_step {
	int64_t from, to;      /* inclusive; to 0: no end */
	int64_t rate;          /* fen an item or page */
	int64_t quantity;      /* items or pages in this step */
	int64_t amount;        /* fen */
};

enum { FEE_QUANTITY_MAX = 100000, FEE_STEPS_SHOWN = 16 };

struct fee {
	enum fee_basis basis;
	int64_t quantity, amount;
	struct fee_step steps[FEE_STEPS_SHOWN]; /* the first ones that hold something; see n_steps */
	size_t n_steps;                         /* how many hold something, shown or not */
};

/** Work the fee out. @return 0, E_USAGE (quantity below 0 or above FEE_QUANTITY_MAX) */
int fee_of(enum fee_basis basis, int64_t quantity, struct fee *ret, struct err *err)
	__attribute__((warn_unused_result));
