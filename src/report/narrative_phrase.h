/**
 * The words that belong to one figure, or to a clause without a figure, boiled down to what they
 * say. Private to the narrative rules.
 */
#pragma once

#include "report/narrative_counts.h"
#include "report/narrative_tokens.h"

enum { PHRASE_RESULTS = 4, PHRASE_ZEROS = 4 };

struct phrase {
	bool blocked;      /* something that makes the figure another thing */
	bool receive, application, apply, answer, close, handle, on_time;
	bool channel, topic, publish, info, decision, include, each, fee;
	bool object;       /* 投诉, 建议: something else is received */
	bool previous;     /* 上年 without 结转 */
	bool carried;      /* 结转 without a direction */
	enum carry carry;  /* CARRY_EITHER = none */
	enum count results[PHRASE_RESULTS]; /* joined by 和 or 、: added */
	int n_results;
	int reason;        /* enum app_row, -1 = none */
	enum count review; /* the last one; COUNT_NONE = none */
	bool both_reviews; /* 行政复议和行政诉讼 */
	bool has_outcome, bad_outcome;
	int outcome;
	int who;           /* column of 表三, -1 = none */
	enum count article;
	int n_articles;
	enum count document;
	bool both_documents, plain_documents; /* 规范性文件 without 行政 */
	int document_do;   /* enum count_column, -1 = none */
	bool two_verbs;
};

/** Boil down tokens [t, t + n), the figure itself among them or not. */
void phrase_read(const struct block *b, const struct token *t, size_t n, int year,
	struct phrase *ret);

/** Is there nothing but small words between the last known word and the figure t[figure]? */
bool phrase_is_close(const struct block *b, const struct token *t, size_t figure);

/** Does the clause put its figures in front of their words: 1件结转下年度办理? */
bool phrase_stands_behind(const struct token *t, size_t n);

/**
 * Counts that a clause without a figure says to be zero: 未收到…申请, 未发生行政复议、行政诉讼.
 * @return how many; at most PHRASE_ZEROS
 */
int phrase_zero(const struct token *t, size_t n, bool applications,
	struct counted ret[static PHRASE_ZEROS], bool *ret_weak);

/** Does the clause say that every application is done: 均已办结, 办结率100%? */
bool phrase_all_closed(const struct token *t, size_t n);
