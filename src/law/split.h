/**
 * One form, several items (一事一申请): how many pieces it is for the annual report, for the fee and for the clock.
 * The same number for each: every item is one request with its own row in table three, one item of the month's
 * count of its applicant, and its own clock from the same day of receipt.
 *
 * Source: 国办函〔2020〕109号 art. 4 (items may be split into the smallest sensible units and counted as such, for the
 * fee). That the annual report counts alike is the reading of the house ([C]: no official word). Pure.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"
#include "law/fee.h"

enum { SPLIT_ITEMS_MAX = 50 };

/** A form: what it asks for, item by item; one item: it is not split. */
struct split_form {
	const struct sv *items;
	size_t n;
	int64_t received;       /* day of receipt */
	int64_t month_before;   /* what the applicant has asked for in this calendar month before */
};

/** What one item is. */
struct split_piece {
	struct sv item;
	int report, fee, clock; /* pieces it counts as in each: 1 */
	int64_t received;       /* its clock begins here */
	int64_t month_number;   /* the how-manieth of the applicant's month it is */
	int64_t fee_amount;     /* fen, if the fee goes by item: what it adds to the month's fee */
};

/**
 * Split a form.
 * @param ret  `form->n` pieces
 * @return 0; E_USAGE: no item, an empty one, the same one twice (blanks around it do not make it another); E_LIMIT:
 *         too many; E_NOMEM
 */
int split_form(const struct split_form *form, struct arena *a, struct split_piece **ret,
	struct err *err) __attribute__((warn_unused_result));
