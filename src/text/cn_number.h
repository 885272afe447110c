/**
 * Numbers as Chinese prose writes them: 1,234 · １２ · 7730.28 · 2.9万 · 14万余 · 十二 · 两百零三 ·
 * 二〇二三 · 壹拾贰 · 三四, and whether they are meant exactly.
 *
 * Works on any UTF-8 text; full width digits are understood, other variants (traditional 萬) only
 * in the normal form of text/normal.h.
 */
#pragma once

#include "base/sv.h"

#include <stdint.h>

/** Values are in millionths, so that amounts with six decimals stay exact. */
enum { CN_NUMBER_ONE = 1000000 };

struct cn_number {
	int64_t micro;    /* the value in millionths; at most 9 * 10^12 whole units */
	size_t from, to;  /* bytes of the number itself, without qualifiers */
	int decimals;     /* digits printed behind the point; 0 for Chinese numerals */
	bool approximate; /* 约 近 超过 … before, 余 多 左右 … behind, one end of a range, 三四 */
	bool rounded;     /* Arabic digits with 万 or 亿 behind: 2.9万 has lost its last digits */
	bool chinese;     /* written in Chinese numerals */
};

/**
 * The number that begins at byte `at`. Arabic digits that continue a longer number or a Latin
 * word (GB2312) are none. A comma joins groups of three only: 1,23 is 1 and then 23.
 * 万 and 亿 behind Arabic digits are taken in, except before 元: 3万元 is 3 (of 万元).
 * @return false when none begins there
 */
bool cn_number_at(struct sv text, size_t at, struct cn_number *ret);

/** The first number at or behind `at`. @return false when there is none */
bool cn_number_next(struct sv text, size_t at, struct cn_number *ret);

/** The value when it is whole. */
bool cn_number_whole(const struct cn_number *n, int64_t *ret);
