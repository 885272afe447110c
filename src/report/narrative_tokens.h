/**
 * The narrative of a section as tokens: figures with their units, years, signs and the words of
 * narrative_words.h. Private to the narrative rules.
 *
 * A section is cut into blocks first: a heading, a numbered paragraph, what stands between. Line
 * breaks inside a block mean nothing (pages are broken anywhere). Lines that hold table borders
 * or labels of the tables are left out: figures are never taken from a table that leaked into the
 * text. Titles in 《 》 are one sign.
 */
#pragma once

#include "report/narrative_words.h"
#include "report/report.h"
#include "text/normal.h"

enum unit {
	UNIT_NONE,
	UNIT_PIECE, /* 件 */
	UNIT_ITEM,  /* 条 */
	UNIT_COPY,  /* 份 */
	UNIT_MATTER, /* 项 */
	UNIT_CASE,  /* 宗 起 例 */
	UNIT_TIME,  /* 次 */
	UNIT_THING, /* 个 部 */
	UNIT_YUAN,
	UNIT_WAN_YUAN,
	UNIT_PERCENT,
	UNIT_MONTH,
	UNIT_OTHER, /* 日 页 人 …: counts something else */
	UNIT__MAX
};

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_YEAR, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	enum word word;
	int arg;          /* of the word; the year */
	char sign;        /* , ; : ( ) . for 。!? and / for 、 */
	enum unit unit;
	int64_t micro;
	int decimals;
	bool approximate; /* never compared */
	size_t from, to;  /* bytes of the normal form, unit included */
};

struct block {
	struct sv original;       /* in the section */
	struct text_normal normal;
	struct token *tokens;
	size_t n;
	bool heading;             /* nothing but a heading */
	struct block *next;
};

/** Cut a section into blocks of tokens. @return 0 or an error code */
int narrative_tokens(struct sv section, const struct text_words *words, struct arena *a,
	struct block **ret) __attribute__((warn_unused_result));

/** Does the token hold this sign? */
static inline bool token_is_sign(const struct token *t, char sign)
{
	return t->kind == TOKEN_SIGN && t->sign == sign;
}

/** Is it this word? */
static inline bool token_is(const struct token *t, enum word word)
{
	return t->kind == TOKEN_WORD && t->word == word;
}

/** Does the token end a sentence? */
static inline bool token_ends(const struct token *t)
{
	return token_is_sign(t, '.');
}

/** A figure that counts things or money. */
static inline bool token_counts(const struct token *t)
{
	return t->kind == TOKEN_NUMBER && t->unit >= UNIT_PIECE && t->unit <= UNIT_WAN_YUAN;
}
