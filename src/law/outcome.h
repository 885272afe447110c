/**
 * Answers to a request (处理结果): which there are, by which article, in which row of table three of the annual report
 * they are counted, which letter says them, what that letter has to hold, and what the applicant can do against
 * them. One table; several outcomes may share a row of the report and differ in letter and article.
 *
 * Source: Regulation (国令711号) art. 14–16, 30, 32, 35–39; 国办公开办函〔2021〕30号 table three; 国办函〔2020〕109号. That
 * `already_public` counts as granted, `not_exist` and `not_ours` as not held is common practice, not an official word
 * ([B]); so is `not_government_info` under 其他. Pure.
 */
#pragma once

#include "law/element.h"
#include "law/form.h"
#include "law/remedy.h"

/** The seven answers of art. 36; answers by other articles are none of them. */
enum reply_type {
	REPLY_OUTSIDE,        /* art. 30, 35, 37–39, fee, withdrawal */
	REPLY_ALREADY_PUBLIC, /* (1) */
	REPLY_GRANTED,        /* (2) */
	REPLY_DENIED,         /* (3) */
	REPLY_NOT_EXIST,      /* (4) */
	REPLY_NOT_OURS,       /* (5) */
	REPLY_REPEAT,         /* (6) */
	REPLY_SPECIAL_LAW,    /* (7) */
	REPLY__MAX
};

/** An outcome. All strings are static. */
struct outcome {
	const char *key;          /* "not_exist": in the database, JSON, for ever */
	const char *label;        /* "信息不存在" */
	const char *article;      /* "条例第36条第4项" */
	enum reply_type reply;
	enum app_row row;         /* of table three, form of 2021 */
	const char *letter;       /* kind of law/letter.h */
	bool reason;              /* ELEMENT_REASON is among `needs` */
	uint64_t needs;           /* elements only this answer has, set of ELEMENT_BIT */
	enum remedy_rule remedy;
};

extern const struct outcome outcomes[];
extern const size_t n_outcomes;

/** By key; NULL when there is none. */
const struct outcome *outcome_of_key(struct sv key);

/** The row of table three in a layout: the form of 2019 has one row for all of （六）其他处理. */
enum app_row outcome_row(const struct outcome *o, enum form_layout layout);

/** "条例第36条第4项答复" …: the reply type in words. */
const char *reply_type_label(enum reply_type t);

/** What is known of a request when an answer is chosen. Zero: nothing happened, nobody was asked. */
struct outcome_facts {
	bool correction_asked, correction_received, correction_lapsed;
	bool fee_asked, fee_paid, fee_lapsed;
	bool reason_asked, reason_given, reason_lapsed; /* art. 35 */
	bool withdrawn;
	/* third parties, art. 32: how many of those asked … */
	int agreed, objected, partly, silent, waiting;
	int others_waiting;       /* co-authors and other organs who have not answered */
	bool third_party_told;    /* the notice of art. 32 is ready to go out with the answer, or gone */
	uint64_t given;           /* elements there are, set of ELEMENT_BIT */
};

/** Something that stands in the way. */
struct outcome_lack {
	const char *key;          /* of the element or fact: "search_scope", "correction_asked" */
	const char *why;          /* what is missing and what to do, a Chinese sentence */
	const char *article;
	bool element;             /* an element to write; false: something that has to happen first, or never can */
};

enum { OUTCOME_LACKS_MAX = 24 };

/**
 * May this outcome be chosen now? What is in the way, all of it.
 * @param ret  room for OUTCOME_LACKS_MAX
 * @return how many; 0: go ahead
 */
size_t outcome_may(const struct outcome *o, const struct outcome_facts *facts,
	struct outcome_lack ret[static OUTCOME_LACKS_MAX]);

/** A further letter that goes out with the answer: `third_party_disclose_notice` when granted against an objection
    (art. 32); NULL: none. */
const char *outcome_further_letter(const struct outcome *o, const struct outcome_facts *facts);
