/** What the page that checks receipts shows. */
#pragma once

#include "web/views.h"

/** One thing that was looked at. */
struct view_receipt_step {
	struct sv what, said;
	struct view_tag tag;
};

/** templates/receipt_verify.html. */
struct view_receipt_verify {
	struct view_frame frame;
	struct sv action, key_url, vkey;
	const struct view_file_field *file;
	const struct view_text_field *receipt, *key;
	bool checked;               /* there is a result */
	bool holds;
	struct sv conclusion;
	const struct view_receipt_step *steps;
	size_t n_steps;
	const struct view_facts *facts; /* what the receipt says; NULL: nothing that could be read */
	struct sv text;             /* the receipt with its newest proof, to be kept; may be empty */
	struct sv proof;            /* asked for by its code: the proof alone; may be empty */
};
