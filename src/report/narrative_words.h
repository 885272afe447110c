/**
 * The words the narrative rules know: what officials write around a figure, each with the part it
 * plays in a clause. Words are in the normal form of text/normal.h; the longest word wins, so a
 * word that only looks like another (申请人, 复议机关, 各类) is listed as neutral.
 * Private to the narrative rules.
 */
#pragma once

#include "text/words.h"

enum word {
	WORD_NEUTRAL,
	WORD_RECEIVE,     /* 收到 受理 */
	WORD_APPLICATION, /* 政府信息公开申请, 依申请公开: can be nothing else */
	WORD_APPLY,       /* 申请: of something */
	WORD_ANSWER,      /* 答复 */
	WORD_CLOSE,       /* 办结 */
	WORD_HANDLE,      /* 办理 处理 */
	WORD_RESULT,      /* 予以公开 …; arg = enum count */
	WORD_REASON,      /* 不掌握 …; arg = enum app_row */
	WORD_CARRY,       /* 结转; arg = enum carry */
	WORD_PREVIOUS,    /* 上年 */
	WORD_NEXT,        /* 下年度 */
	WORD_THIS_YEAR,   /* 本年度 */
	WORD_REVIEW,      /* 行政复议 …; arg = enum count */
	WORD_OUTCOME,     /* 结果维持 …; arg = REVIEW_… */
	WORD_BAD_OUTCOME, /* 败诉 纠错: says what became of a case, not how many there were */
	WORD_WHO,         /* 自然人 …; arg = column of 表三 */
	WORD_ARTICLE,     /* 行政许可 …; arg = enum count */
	WORD_DOCUMENT,    /* 规章, 规范性文件; arg = enum count */
	WORD_DOCUMENT_DO, /* 制发 废止 现行有效; arg = enum count_column */
	WORD_FEE,         /* 行政事业性收费 */
	WORD_DECISION,    /* 处理决定 */
	WORD_NOT,         /* 未 没有 无 */
	WORD_ALL,         /* 均 全部 */
	WORD_RATE,        /* 办结率 */
	WORD_COMPARE,     /* 同比 增长 */
	WORD_PART,        /* 其中 */
	WORD_INCLUDE,     /* 含 包括 */
	WORD_EACH,        /* 分别 各 */
	WORD_PLAN,        /* 下一步 计划 */
	WORD_TIME,        /* 上半年 季度 近三年: another stretch of time than the year */
	WORD_UNTIL,       /* 截至 */
	WORD_CHANNEL,     /* 邮寄 网上: part of the applications */
	WORD_PUBLISH,     /* 发布 公开: published items, not acts */
	WORD_INFO,        /* 信息 */
	WORD_TOPIC,       /* 涉及 关于 */
	WORD_SUBJECT,     /* 政府信息公开 */
	WORD_CAUSE,       /* 因 引发 */
	WORD_TRANSFER,    /* 转办 */
	WORD_OBJECT,      /* 投诉 建议 …: something else that is received and answered */
	WORD_ON_TIME,     /* 按时 */
	WORD_WIDE,        /* 全区 全市 */
	WORD_OFFICE,      /* 区政府办 本机关 */
	WORD_BELOW,       /* 各部门 乡镇: the units below */
	WORD_AND,
	WORD__MAX
};

enum carry { CARRY_EITHER, CARRY_OUT, CARRY_IN };

/** A tag of struct text_word is a word and its argument. */
static inline enum word word_of(int tag)
{
	return (enum word)(tag & 0xFF);
}
static inline int word_arg(int tag)
{
	return tag >> 8;
}

extern const struct text_word narrative_words[];
extern const size_t narrative_words_n;
