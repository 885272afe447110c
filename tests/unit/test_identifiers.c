#include "unit.h"

#include "text/identifiers.h"

static unsigned seed = 99;

static unsigned roll(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % n;
}

/* ISO 7064 MOD 11-2 the other way: a running product instead of a table of weights. */
static char check_citizen(const char *p)
{
	int m = 0;
	for (int i = 0; i < 17; i++)
		m = (m + (p[i] - '0')) * 2 % 11;
	int c = (12 - m) % 11;
	return (char)(c == 10 ? 'X' : '0' + c);
}

/* Luhn from the left, digit by digit. */
static char check_luhn(const char *p, int n)
{
	int sum = 0;
	for (int i = 0; i < n; i++) {
		int d = p[i] - '0';
		if ((n - i) % 2 == 1)
			d = d * 2 / 10 + d * 2 % 10;
		sum += d;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

static void make_citizen(char *p)
{
	static const int regions[] = { 11, 13, 22, 34, 41, 44, 51, 53, 62, 65 };
	snprintf(p, 19, "%02d%02u%02u%04u%02u%02u%03u", regions[roll(10)], roll(60), roll(60),
		1930 + roll(90), 1 + roll(12), 1 + roll(28), roll(1000));
	p[17] = check_citizen(p);
	p[18] = '\0';
}

static int kind_of(const char *text)
{
	size_t at = 0;
	struct identifier id;
	return identifier_next(sv_of(text), &at, &id) ? (int)id.kind : -1;
}

static void test_citizen(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++) {
		char id[19], text[128];
		make_citizen(id);
		assert_true(identifier_is_citizen(sv_of(id)));
		snprintf(text, sizeof text, "申请人%s，已答复", id);
		assert_int_equal(kind_of(text), IDENTIFIER_CITIZEN);
		snprintf(text, sizeof text, "编号9%s", id);
		assert_int_not_equal(kind_of(text), IDENTIFIER_CITIZEN);
		snprintf(text, sizeof text, "A%sB", id);
		assert_int_equal(kind_of(text), -1);
		/* Any one wrong digit breaks the check. */
		int at = 14 + (int)roll(3);
		id[at] = (char)('0' + (id[at] - '0' + 1 + (int)roll(9)) % 10);
		assert_false(identifier_is_citizen(sv_of(id)));
		assert_int_not_equal(kind_of(id), IDENTIFIER_CITIZEN);
		assert_int_not_equal(kind_of(id), IDENTIFIER_BANK_CARD);
	}
	char id[] = "000000199001011234";
	id[17] = check_citizen(id);
	assert_false(identifier_is_citizen(sv_of(id)));
	char feb[] = "110105199002301234";
	feb[17] = check_citizen(feb);
	assert_false(identifier_is_citizen(sv_of(feb)));
}

static void test_old_citizen(void **state)
{
	(void)state;
	assert_int_equal(kind_of("身份证号：110105491231002"), IDENTIFIER_CITIZEN_OLD);
	assert_int_equal(kind_of("文件编号：110105491231002"), -1);
	assert_int_equal(kind_of("身份证号：110105491331002"), -1);
}

static void test_mobile(void **state)
{
	(void)state;
	static const char *const yes[] = { "电话13800001111。", "+86 138 0000 1111", "１３９００００１１１１",
		"8613700001111", "138-0000-1111", "手机13512345678 传真0537-1234567" };
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		assert_int_equal(kind_of(yes[i]), IDENTIFIER_MOBILE);
	static const char *const no[] = { "12800001111", "138000011112", "1380000111",
		"x13800001111", "0517-87222589", "1 380000 1111" };
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_int_equal(kind_of(no[i]), -1);
}

static void test_bank_card(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		int n = 16 + (int)roll(4);
		char card[24] = "62", grouped[32];
		for (int k = 2; k < n - 1; k++)
			card[k] = (char)('0' + (int)roll(10));
		card[6] = '9'; /* no year of birth begins with 9 */
		card[n - 1] = check_luhn(card, n - 1);
		card[n] = '\0';
		assert_true(identifier_is_luhn(sv_of(card)));
		assert_int_equal(kind_of(card), IDENTIFIER_BANK_CARD);
		int g = 0;
		for (int k = 0; k < n; k++) {
			if (k && k % 4 == 0)
				grouped[g++] = ' ';
			grouped[g++] = card[k];
		}
		grouped[g] = '\0';
		assert_int_equal(kind_of(grouped), IDENTIFIER_BANK_CARD);
		card[n - 1] = (char)('0' + (card[n - 1] - '0' + 1) % 10);
		assert_int_not_equal(kind_of(card), IDENTIFIER_BANK_CARD);
	}
	assert_int_equal(kind_of("4444444444444448"), IDENTIFIER_BANK_CARD);
	assert_int_equal(kind_of("3.4444444444444448"), -1);
	assert_int_equal(kind_of("0000000000000000"), -1);
}

static void test_credit_code(void **state)
{
	(void)state;
	assert_int_equal(kind_of("11341702486344515H"), IDENTIFIER_CREDIT_CODE);
	assert_int_equal(kind_of("12371082MB2843001W"), IDENTIFIER_CREDIT_CODE);
	assert_int_equal(kind_of("12371082MB2843001X"), -1);
}

static void test_mask(void **state)
{
	(void)state;
	struct identifier id;
	char buf[IDENTIFIER_MASK_MAX];
	size_t at = 0;
	struct sv text = SV("电话138 0000 1111，");
	assert_true(identifier_next(text, &at, &id));
	assert_true(sv_eq(identifier_mask(text, id, buf), SV("138****1111")));
	assert_false(identifier_next(text, &at, &id));
	text = SV("11010519491231002X");
	at = 0;
	assert_true(identifier_next(text, &at, &id));
	assert_true(sv_eq(identifier_mask(text, id, buf), SV("110*************2X")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_citizen),
		cmocka_unit_test(test_old_citizen),
		cmocka_unit_test(test_mobile),
		cmocka_unit_test(test_bank_card),
		cmocka_unit_test(test_credit_code),
		cmocka_unit_test(test_mask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
