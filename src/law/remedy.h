/**
 * What the applicant can do against an answer (救济告知): reconsideration first, or the free choice of
 * reconsideration and litigation, or nothing at this stage; who hears it; in what time; and the paragraph that says so.
 * A wrong paragraph costs the office the case, so each decision comes with its reason and article.
 *
 * Sources: 行政复议法 (2023, in force 2024-01-01) art. 20 (60 days), 22 II (internet channel), 23 I (4) and II
 * (reconsideration first, and to be told so), 24 (who hears it); before: 行政复议法 (2017) art. 9, 12, 13, 15;
 * 行政诉讼法 art. 45 (15 days), 46 (6 months); 法释〔2025〕8号 art. 1 (first only for art. 14–16 refusals). What is not
 * settled is a setting in struct remedy_rules with the default of the house; the advice says so.
 *
 * Not known here: organs under vertical leadership (art. 27: the organ above), provinces (art. 24 II: themselves).
 * Their office writes the right name in its settings. Pure.
 */
#pragma once

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

/** Kinds of organs; org's unit kinds in the same order. */
enum remedy_unit {
	REMEDY_OF_GOVERNMENT, /* 县级以上人民政府 */
	REMEDY_OF_DEPARTMENT, /* 县级以上部门 */
	REMEDY_OF_TOWN,       /* 乡镇人民政府 */
	REMEDY_OF_STREET,     /* 街道办事处, 派出机关 */
	REMEDY_OF_OTHER,      /* 法律、法规授权的组织 */
	REMEDY_OF__MAX
};

/** What kind of decision it is, in the eyes of remedies. */
enum remedy_rule {
	REMEDY_RULE_NONE,     /* steps on the way: correction, extension, consultation, fee notice */
	REMEDY_RULE_REFUSAL,  /* art. 14, 15, 16 */
	REMEDY_RULE_PARTIAL,  /* art. 37: the withheld part is a refusal */
	REMEDY_RULE_QUERY,    /* art. 36 (7) */
	REMEDY_RULE_SILENCE,  /* no answer in time: no letter, the applicant's page tells */
	REMEDY_RULE_OTHER,    /* everything else that ends a request or concerns a third party */
	REMEDY_RULE__MAX
};

/** How the remedies stand to each other. */
enum remedy_way {
	REMEDY_WAY_NONE,
	REMEDY_WAY_FREE,      /* reconsideration or litigation */
	REMEDY_WAY_FIRST,     /* reconsideration first */
	REMEDY_WAY_SPLIT,     /* the withheld part first, the rest free */
	REMEDY_WAY__MAX
};

struct remedy_rules {
	struct date first_since; /* 2024-01-01 */
	bool partial_first;      /* [B] default true: 国办函〔2021〕132号 counts a part withheld as refused */
	bool query_first;        /* [C] default false: 法释〔2025〕8号 names art. 14–16 only */
	/* 行政复议法实施条例 as revised, reported in force since 2026-07-01, is said (art. 30, 31) to settle
	   `partial_first` (true) and `silence_first` (true): its text was not read, [C] */
	bool silence_first;      /* unsettled, default false: 法释〔2025〕8号 art. 2 says either; 行政复议法 art. 23 I (3)
	                            could be read to ask for reconsideration first */
	int reconsider_days, litigate_months, after_days; /* 60, 6, 15 */
};
extern const struct remedy_rules remedy_default_rules;

struct remedy_advice {
	enum remedy_way way;
	const char *organ;       /* who hears the reconsideration, in general: "设立该街道办事处的区（县）人民政府" */
	const char *organ_article;
	bool superior_too;       /* before 2024: of a department, or the department above */
	bool link_needed;        /* since 2024: served by internet, so the page for reconsideration must be told */
	int reconsider_days, litigate_months, after_days;
	const char *why;         /* why this way, a Chinese sentence */
	const char *article;
	bool settled;            /* false: rests on a setting, not on a clear word of the law */
};

/** What holds for a decision of that day. */
struct remedy_advice remedy_advise(enum remedy_rule rule, enum remedy_unit unit, struct date day,
	const struct remedy_rules *rules);

/** Names to be filled in; empty: not known. */
struct remedy_names {
	struct sv organ;         /* "北京市东城区人民政府" */
	struct sv superior;      /* 上一级主管部门, with superior_too only */
	struct sv court;         /* "北京市东城区人民法院" */
	struct sv link;          /* where reconsideration is applied for on the internet */
	bool by_internet;        /* the letter is served so */
	struct sv decision;      /* how the letter calls itself: "本答复书"; empty: "本答复" */
};

/**
 * The paragraph. Empty for REMEDY_WAY_NONE.
 * @return 0; E_USAGE: a name is missing, `err->field` "organ", "superior", "court" or "link"; E_NOMEM
 */
int remedy_text(const struct remedy_advice *advice, const struct remedy_names *names,
	struct arena *a, struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/** "reconsideration_first", "free_choice", "split", "none"; and in words: "复议前置". */
const char *remedy_way_key(enum remedy_way w);
const char *remedy_way_label(enum remedy_way w);
