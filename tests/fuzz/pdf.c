/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF, whole and damaged, as the worker takes it inside its cage. */
#include "take.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(take_pdf, (struct sv){ (const char *)data, size });
}
