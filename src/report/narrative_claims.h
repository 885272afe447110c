/**
 * What a sentence claims: so many of this count. Private to the narrative rules.
 *
 * A clause (between commas, colons and brackets) is a row of words and figures. A figure belongs
 * to the words in front of it back to the figure before ("予以公开2件、不予公开1件"), or, when the
 * clause begins with a figure, to the words behind it ("1件结转下年度继续办理"). The words say which
 * count it is; words that make it another thing (同比, 投诉, 发布, 转办, 上半年 …) make it no claim
 * at all. What one sentence says twice with different figures is no claim either: it speaks of
 * parts.
 */
#pragma once

#include "report/narrative_counts.h"
#include "report/narrative_tokens.h"

enum claim_scope {
	SCOPE_PLAIN,  /* nothing said */
	SCOPE_WIDE,   /* 全区, 我市 */
	SCOPE_OFFICE  /* 区政府办, 本机关 */
};

enum { CLAIM_PARTS = 4 };

struct claim {
	struct counted parts[CLAIM_PARTS]; /* added together */
	int n_parts;
	int64_t micro;
	int decimals;
	enum unit unit;
	enum claim_scope scope;
	bool in_words;      /* zero said by 未收到 … */
	bool all_closed;    /* 全部办结: carried over must be 0; no figure of its own */
	bool weak;          /* the words leave room: never more than a warning */
	bool with_carried;  /* says itself that the figure holds what was carried in */
	bool included;      /* stands behind 含 or 其中 */
	bool handled;       /* 办理: received or answered */
	bool conflict;      /* the sentence says it twice */
	bool published;     /* 集中公开现行有效… : what is on the web site */
	size_t from, to;    /* of the normal form of the block: the clause up to the figure */
};

struct claims {
	struct claim *items;
	size_t n, cap;
};

/** What is known when a sentence begins. */
struct claim_context {
	int report_year;           /* 0 = unknown */
	enum form_section section;
	bool applications;         /* the block or the section speaks of applications */
	int year;                  /* the year spoken of, 0 = the report's own */
};

/**
 * The claims of the sentence in tokens [from, to) of a block.
 * @param context  carried from sentence to sentence of a block; updated
 * @return 0 or E_NOMEM
 */
int narrative_claims(const struct block *b, size_t from, size_t to,
	struct claim_context *context, struct arena *a, struct claims *ret)
	__attribute__((warn_unused_result));
