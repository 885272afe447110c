/**
 * The printed names of the form (rows, columns, captions), found wherever they stand in a
 * document. A name is recognised by the words at its start that no other name has, so a label
 * that was torn by a line break, a page or a column of figures is still found.
 */
#pragma once

#include "law/form.h"
#include "report/atoms.h"

enum label_kind {
	LABEL_NONE,
	LABEL_APP_ROW,       /* .index = enum app_row */
	LABEL_APP_COLUMN,    /* .index = enum app_column */
	LABEL_APP_GROUP,     /* （三）不予公开 …: heads a group of rows, has no figures */
	LABEL_APP_CORNER,    /* 本列数据的勾稽关系为…, 申请人情况 */
	LABEL_CAPTION,       /* 第二十条第（X）项; .index = enum form_table_id */
	LABEL_ART_ROW,       /* row of a 第二十条 table; .index = first cell of the row */
	LABEL_ART_COLUMN,    /* .index = enum art_column */
	LABEL_ART_HEAD,      /* 信息内容 */
	LABEL_REVIEW_GROUP,  /* 行政复议, 未经复议直接起诉, 复议后起诉; .index = enum review_group */
	LABEL_REVIEW_COLUMN  /* 结果维持 … 总计; .index = 0 … 4 */
};

enum art_column {
	ART_ISSUED, ART_REPEALED, ART_IN_FORCE,      /* 2021 */
	ART_MADE, ART_PUBLISHED, ART_PUBLIC_TOTAL,   /* 2019 */
	ART_DECISIONS, ART_PREVIOUS, ART_CHANGE, ART_AMOUNT, ART_ITEMS, ART_TOTAL_AMOUNT
};

struct label {
	enum label_kind kind;
	int index;
	bool variant;     /* a wording that differs from the form's in its words */
	size_t from, to;  /* atoms, with its own number ("2.") in front */
};

/**
 * Find every label in atoms [from, to), left to right, longest first. Their atoms are marked, so
 * that the "2." of a label is not taken for a figure.
 *
 * @param ret  the labels, in the arena
 * @return 0 or E_NOMEM
 */
int label_find(struct flow *f, size_t from, size_t to, struct arena *arena, struct label **ret,
	size_t *ret_n);

/** The form's own wording of a label that has one, else "". */
const char *label_official(enum label_kind kind, int index);
