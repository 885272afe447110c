/* Keys and checkpoints as text. */
#include "unit.h"
#include "unit_arena.h"

#include "ledger/note.h"

#include <sodium.h>

static void count_up(void *context, void *p, size_t n)
{
	unsigned char *next = context;
	for (size_t i = 0; i < n; i++)
		((unsigned char *)p)[i] = (*next)++;
}

static struct ledger_key make_key(const char *origin, unsigned char first)
{
	struct ledger_key key;
	struct entropy e = { count_up, &first };
	ledger_key_make(&key, origin, &e);
	return key;
}

static struct ledger_head head(void)
{
	struct ledger_head h = { .size = 20852163, .time = 1763702548 };
	for (int i = 0; i < LEDGER_HASH; i++)
		h.root.b[i] = (unsigned char)(7 * i);
	return h;
}

static struct sv print_note(const struct ledger_head *h, const struct ledger_key *key)
{
	struct str out;
	str_init(&out, &arena, NOTE_MAX);
	note_print(h, key, &out);
	assert_true(str_ok(&out));
	return str_sv(&out);
}

/* The example key of golang.org/x/mod/sumdb/note, from which C2SP took the form. */
static void the_public_key_is_the_vkey_of_c2sp(void **state)
{
	(void)state;
	struct ledger_key key = { .origin = "PeterNeumann" };
	unsigned char typed[33];
	size_t n;
	const char *base64 = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	assert_int_equal(sodium_base642bin(typed, sizeof typed, base64, strlen(base64), NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL), 0);
	assert_int_equal(n, 33);
	memcpy(key.public_, typed + 1, 32);
	struct str out;
	str_init(&out, &arena, 1000);
	ledger_key_print_public(&key, &out);
	assert_string_equal(str_z(&out),
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
}

static void a_key_reads_back_as_it_was_printed(void **state)
{
	(void)state;
	struct ledger_key key = make_key("gongkai.example/ledger", 3), back;
	struct str out;
	struct err err = { 0 };
	str_init(&out, &arena, 1000);
	ledger_key_print(&key, &out);
	assert_int_equal(ledger_key_parse(str_sv(&out), &back, &err), E_OK);
	assert_memory_equal(&key, &back, sizeof key);
	/* Without the last line end, too: editors take it away. */
	assert_int_equal(ledger_key_parse(sv_head(str_sv(&out), out.n - 1), &back, &err), E_OK);
}

static void broken_key_files_are_refused_with_a_sentence(void **state)
{
	(void)state;
	struct ledger_key key = make_key("a/b", 3), back;
	struct str out;
	str_init(&out, &arena, 1000);
	ledger_key_print(&key, &out);
	struct sv good = str_sv(&out);
	for (size_t n = 0; n + 1 < good.n; n++) {
		struct err err = { 0 };
		assert_int_equal(ledger_key_parse(sv_head(good, n), &back, &err), E_FORMAT);
		assert_true(err.user[0]);
	}
	static const char *const bad[] = { "a b\n", "a+b\n", "\n", "\xE5\x8E\xBF\n", "a/b\nx\n" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		struct sv text = sv_fmt(&arena, "%s%.*s", bad[i], SV_ARG(sv_from(good, 4)));
		assert_int_equal(ledger_key_parse(text, &back, &err), E_FORMAT);
	}
}

static void a_note_reads_back_and_its_signature_holds(void **state)
{
	(void)state;
	struct ledger_key key = make_key("gongkai.example/ledger", 3);
	struct ledger_head h = head();
	struct sv bytes = print_note(&h, &key);
	struct note note;
	struct err err = { 0 };
	assert_true(sv_starts(bytes, SV("gongkai.example/ledger\n20852163\n"
		"AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=\ntime 1763702548\n\n"
		"\xE2\x80\x94 gongkai.example/ledger ")));
	assert_int_equal(note_parse(bytes, &note, &err), E_OK);
	assert_true(sv_eq(note.origin, sv_of(key.origin)));
	assert_int_equal(note.head.size, h.size);
	assert_int_equal(note.head.time, h.time);
	assert_memory_equal(&note.head.root, &h.root, sizeof h.root);
	assert_true(note_is_signed(&note, &key));
}

static bool stands(struct sv bytes, const struct ledger_key *key)
{
	struct note note;
	return note_parse(bytes, &note, NULL) == E_OK && note_is_signed(&note, key);
}

/* Every byte of a note matters: no bit of it can be turned, and nothing cut off. */
static void no_bit_of_a_note_can_be_changed(void **state)
{
	(void)state;
	struct ledger_key key = make_key("gongkai.example/ledger", 3);
	struct ledger_head h = head();
	struct sv bytes = print_note(&h, &key);
	char *copy = arena_dup(&arena, bytes.p, bytes.n);
	struct sv changed = { copy, bytes.n };
	assert_true(stands(changed, &key));
	for (size_t i = 0; i < bytes.n; i++) {
		for (int bit = 0; bit < 8; bit++) {
			copy[i] = (char)(bytes.p[i] ^ 1 << bit);
			assert_false(stands(changed, &key));
		}
		copy[i] = bytes.p[i];
		assert_false(stands(sv_head(changed, i), &key));
	}
}

static void only_the_own_key_counts(void **state)
{
	(void)state;
	struct ledger_key key = make_key("gongkai.example/ledger", 3);
	struct ledger_key same_name = make_key("gongkai.example/ledger", 4);
	struct ledger_key same_bytes = make_key("gongkai.example/other", 3);
	struct ledger_head h = head();
	struct sv bytes = print_note(&h, &key);
	assert_false(stands(bytes, &same_name));
	assert_false(stands(bytes, &same_bytes));
}

/* A witness signs beside the ledger; a wrong signature in the ledger's own name is never overlooked. */
static void other_signatures_may_stand_beside(void **state)
{
	(void)state;
	struct ledger_key key = make_key("gongkai.example/ledger", 3);
	struct ledger_head h = head(), other = head();
	other.size++;
	struct sv bytes = print_note(&h, &key), forged = print_note(&other, &key);
	struct sv witness = SV("\xE2\x80\x94 witness.example AAAAAAAAAAAA\n");
	struct sv line = sv_from(forged, sv_find(forged, SV("\n\n")) + 2);
	assert_true(stands(sv_fmt(&arena, "%.*s%.*s", SV_ARG(bytes), SV_ARG(witness)), &key));
	assert_false(stands(sv_fmt(&arena, "%.*s%.*s", SV_ARG(bytes), SV_ARG(line)), &key));
	struct sv many = bytes;
	for (int i = 1; i < NOTE_SIGNATURES_MAX; i++)
		many = sv_fmt(&arena, "%.*s%.*s", SV_ARG(many), SV_ARG(witness));
	assert_true(stands(many, &key));
	assert_false(stands(sv_fmt(&arena, "%.*s%.*s", SV_ARG(many), SV_ARG(witness)), &key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_public_key_is_the_vkey_of_c2sp),
		cmocka_unit_test(a_key_reads_back_as_it_was_printed),
		cmocka_unit_test(broken_key_files_are_refused_with_a_sentence),
		cmocka_unit_test(a_note_reads_back_and_its_signature_holds),
		cmocka_unit_test(no_bit_of_a_note_can_be_changed),
		cmocka_unit_test(only_the_own_key_counts),
		cmocka_unit_test(other_signatures_may_stand_beside),
	};
	return cmocka_run_group_tests_name("note", tests, setup, teardown);
}
