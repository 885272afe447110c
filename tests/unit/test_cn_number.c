#include "unit.h"

#include "text/cn_number.h"

#include <inttypes.h>

static char *add(char *out, const char *z)
{
	memcpy(out + strlen(out), z, strlen(z) + 1);
	return out;
}

/* Independent of the parser: the schoolbook way of writing a number. */
static void spell_section(int v, bool lead, char *out)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八",
		"九" };
	static const char *const units[] = { "千", "百", "十", "" };
	static const int powers[] = { 1000, 100, 10, 1 };
	bool zero = false, begun = lead;
	for (int i = 0; i < 4; i++) {
		int d = v / powers[i] % 10;
		if (d == 0) {
			zero = begun;
			continue;
		}
		if (zero)
			add(out, digits[0]);
		zero = false;
		if (!(d == 1 && i == 2 && !begun))
			add(out, digits[d]);
		add(out, units[i]);
		begun = true;
	}
}

static const char *spell(int64_t v, char *out)
{
	out[0] = '\0';
	if (v == 0)
		return add(out, "零");
	int64_t yi = v / 100000000;
	int wan = (int)(v / 10000 % 10000), low = (int)(v % 10000);
	if (yi >= 10000) {
		spell_section((int)(yi / 10000), false, out);
		add(out, "万");
	}
	if (yi % 10000)
		spell_section((int)(yi % 10000), yi >= 10000, out);
	if (yi)
		add(out, "亿");
	if (wan) {
		spell_section(wan, yi != 0, out);
		add(out, "万");
	}
	if (low) {
		if (v > 9999 && !wan)
			add(out, "零");
		spell_section(low, wan != 0, out);
	}
	return out;
}

static int64_t whole(const char *z)
{
	struct cn_number n;
	struct sv s = sv_of(z);
	int64_t v;
	if (!cn_number_at(s, 0, &n) || n.to != s.n || !cn_number_whole(&n, &v))
		return -1;
	assert_false(n.approximate);
	return v;
}

static void assert_round_trip(int64_t v)
{
	char buf[256];
	if (whole(spell(v, buf)) != v)
		fail_msg("%" PRId64 " spelt %s reads %" PRId64, v, buf, whole(buf));
	snprintf(buf, sizeof buf, "%" PRId64, v);
	assert_int_equal(whole(buf), v);
	if (v >= 1000 && v < 1000000)
		snprintf(buf, sizeof buf, "%" PRId64 ",%03" PRId64, v / 1000, v % 1000);
	assert_int_equal(whole(buf), v);
}

static void test_round_trip(void **state)
{
	(void)state;
	for (int64_t v = 0; v < 100000; v++)
		assert_round_trip(v);
	uint64_t seed = 12345;
	for (int i = 0; i < 20000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		assert_round_trip((int64_t)((seed >> 20) % 1000000000000));
	}
}

static void test_wordings(void **state)
{
	(void)state;
	assert_int_equal(whole("两百零三"), 203);
	assert_int_equal(whole("一百二"), 120);
	assert_int_equal(whole("两万三"), 23000);
	assert_int_equal(whole("廿三"), 23);
	assert_int_equal(whole("壹佰贰拾"), 120);
	assert_int_equal(whole("二〇二三"), 2023);
	assert_int_equal(whole("１２３"), 123);
	assert_int_equal(whole("1，234"), 1234);
	assert_int_equal(whole("3百"), 300);
}

static struct cn_number first(const char *z)
{
	struct cn_number n = { 0 };
	assert_true(cn_number_next(sv_of(z), 0, &n));
	return n;
}

static void test_qualifiers(void **state)
{
	(void)state;
	static const char *const vague[] = { "约20件", "近一百二十件", "100余条", "20多件", "3至5件",
		"3-5件", "超过8件", "10件", "三四件", "二三十件", "数十件", "十余件", "14万余件",
		"十二三件", "30左右" };
	for (size_t i = 0; i < sizeof vague / sizeof *vague; i++)
		if (first(vague[i]).approximate != (i != 7))
			fail_msg("%s", vague[i]);
	struct cn_number n = first("2.9万件");
	assert_int_equal(n.micro, INT64_C(29000) * CN_NUMBER_ONE);
	assert_true(n.rounded);
	n = first("7730.28万元");
	assert_int_equal(n.micro, INT64_C(7730280000));
	assert_int_equal(n.decimals, 2);
	assert_false(n.rounded);
	assert_false(first("申请数3件").approximate);
}

static void test_refused(void **state)
{
	(void)state;
	struct cn_number n;
	assert_false(cn_number_next(SV("GB2312"), 0, &n));
	assert_false(cn_number_next(SV("5G"), 0, &n));
	assert_false(cn_number_next(SV("99999999999999999999"), 0, &n));
	assert_false(cn_number_next(SV("亿万"), 0, &n));
	assert_false(cn_number_next(SV(""), 0, &n));
	n = first("维持1,23");
	assert_int_equal(n.micro, CN_NUMBER_ONE);
	n = first("1234,567");
	assert_int_equal(n.micro, INT64_C(1234) * CN_NUMBER_ONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_wordings),
		cmocka_unit_test(test_qualifiers),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
