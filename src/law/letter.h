/**
 * The letters of disclosure on request (依申请公开文书): which there are, what each must hold, and the text itself from
 * a template. A letter that lacks an element is not made; the element is named.
 *
 * A template is UTF-8 text, one paragraph a line; empty lines mean nothing. What a line is stands before it:
 *
 *     # 政府信息公开申请答复书      the title, the first line, once
 *     = {文号}                     the number
 *     : {申请人}：                 the salutation, at the left edge
 *     text                         a paragraph
 *     ## 回执                      a heading; `---` before it begins a new page
 *     + 附件：{附件}                what is attached
 *     > {机关名称}                 the signature, at the right: the organ; with {成文日期} the date
 *     | 送达文书 | {送达文书} |      a row of a table; rows that follow each other are one table
 *     ? text                       left out when one of its elements is not there; before the sign of any other
 *                                  line: `?+ 附件：{附件}`
 *
 * `{…}` is an element by its name (law/element.h); an unknown one is an error that names it. A line break in an
 * element begins a new paragraph of the same kind. What is filled in is never read as template.
 *
 * An office may put its own text in the place of a built-in one (data/letters/KEY.txt), as long as each required
 * element stands in a line that is not left out. Source: law.md §6 (宿迁 S12 and the articles named in each row);
 * there is no compulsory national form. Pure.
 */
#pragma once

#include "law/clock.h"
#include "law/element.h"
#include "law/fee.h"
#include "law/remedy.h"

/** Whom it goes to. */
enum letter_to {
	LETTER_TO_APPLICANT,
	LETTER_TO_PARTY,      /* third party, co-author, other organ */
	LETTER_TO_FILE        /* a form of the house, an envelope */
};

struct letter_kind {
	const char *key;         /* "not_exist": of templates, documents, series of numbers */
	const char *name;        /* in lists: "政府信息不存在答复书" */
	const char *article;     /* "条例第36条第4项" */
	enum letter_to to;
	uint64_t required, optional; /* sets of ELEMENT_BIT */
	enum remedy_rule remedy; /* REMEDY_RULE_NONE: no remedy paragraph; else ELEMENT_REMEDY is required */
	const char *calls_itself;    /* for the remedy paragraph: "本答复书" */
	/* what the law writes; NULL: not in this letter */
	const char *decision, *basis, *consequence, *not_counted, *answer_time;
};

extern const struct letter_kind letter_kinds[];
extern const size_t n_letter_kinds;

/** By key; NULL when there is none. */
const struct letter_kind *letter_kind_of_key(struct sv key);

/** The letter that asks a third party, a co-author, another organ. */
const struct letter_kind *letter_of_consultation(enum consulted to);

/** The built-in template of a kind. */
struct sv letter_template(const struct letter_kind *k);

/** Values by element; empty: not there. Those of ELEMENTS_BY_LAW are not looked at. */
struct letter_values {
	struct sv text[ELEMENT__MAX];
};

enum letter_part {
	LETTER_TITLE, LETTER_NUMBER, LETTER_SALUTATION, LETTER_BODY, LETTER_REMEDY, LETTER_HEADING,
	LETTER_ATTACHMENT, LETTER_ORGAN, LETTER_DATE, LETTER_PAGE /* a new one, no text */, LETTER_ROW
};

enum { LETTER_TEMPLATE_MAX = 32 * 1024, LETTER_LINES_MAX = 400, LETTER_CELLS_MAX = 8,
	LETTER_VALUE_MAX = 64 * 1024 };

struct letter_paragraph {
	enum letter_part part;
	struct sv text;
	struct sv cells[LETTER_CELLS_MAX]; /* of a row; text is empty then */
	size_t n_cells;
};

struct letter {
	const struct letter_kind *kind;
	struct letter_paragraph *paragraphs;
	size_t n;
};

/** What is not there though the letter requires it; 0: complete. */
uint64_t letter_missing(const struct letter_kind *k, const struct letter_values *v);

/**
 * Fill a template in.
 * @param text  the office's own template; empty: the built-in one
 * @return 0; E_USAGE: elements are missing, all named in `err->user`, the key of the first in `err->field`; E_FORMAT:
 *         the template or a value is none (the sentence says where); E_LIMIT; E_NOMEM
 */
int letter_fill(const struct letter_kind *k, struct sv text, const struct letter_values *v,
	struct arena *a, struct letter *ret, struct err *err) __attribute__((warn_unused_result));

/** May an office use this text? @return 0; E_USAGE: a required element is missing, `err->field` its key; E_FORMAT: an
    unknown element, a line that is none, no title; E_LIMIT */
int letter_check_template(const struct letter_kind *k, struct sv text, struct err *err)
	__attribute__((warn_unused_result));

/** The whole text, a paragraph a line; cells of a row with tabs between. */
struct sv letter_plain(const struct letter *l, struct arena *a);

/** "2024年2月5日", as GB/T 9704 writes dates. */
struct sv letter_date(struct date d, struct arena *a);

/** ELEMENT_FEE_STANDARD, …_DETAIL and …_AMOUNT of a fee. */
int letter_fee_values(const struct fee *f, struct arena *a, struct letter_values *ret,
	struct err *err) __attribute__((warn_unused_result));

/* ── The number (发文字号) ───────────────────────────────────────────────────────────────────── */

#define LETTER_NUMBER_PATTERN "{机关代字}公复〔{年}〕{序}号"
enum { LETTER_NUMBER_MAX = 120 /* bytes */ };

/** May an office number so? {年} and {序} once each, {机关代字} at most once, nothing else in braces. E_FORMAT */
int letter_check_number(struct sv pattern, struct err *err) __attribute__((warn_unused_result));

/** The number of the `sequence`-th letter of a year. E_FORMAT (pattern), E_USAGE (`code` is empty and asked for; year,
    sequence), E_LIMIT, E_NOMEM */
int letter_number(struct sv pattern, struct sv code, int year, int64_t sequence, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));
