/** Letters on pages. Private to src/web. */
#pragma once

#include "law/letter.h"
#include "web/views_request.h"
#include "web/visit.h"

/** A letter as paragraphs of a page; NULL on exhaustion. */
const struct view_paragraph *desk_paragraphs(struct visit *v, const struct letter *l, size_t *ret_n);
