/* The small machines inside the server, each against the simplest thing that does the same. */
#include "unit.h"

#include "http/address.h"
#include "http/peers.h"
#include "http/slow.h"
#include "http/wheel.h"

#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static uint32_t dice = 362436069u;

static unsigned roll(unsigned n)
{
	dice ^= dice << 13;
	dice ^= dice >> 17;
	dice ^= dice << 5;
	return dice % n;
}

enum { TIMERS = 500 };

struct watched {
	struct timer timer;
	bool fired;
};

static void fire(struct timer *t)
{
	((struct watched *)t)->fired = true;
}

static void deadlines_fire_once_and_in_time(void **state)
{
	(void)state;
	static struct wheel w;
	static struct watched timers[TIMERS];
	static bool set[TIMERS];
	uint64_t now = 1u << 30, slot = (uint64_t)1 << WHEEL_SHIFT;
	wheel_init(&w, now);
	for (int round = 0; round < 20000; round++) {
		unsigned i = roll(TIMERS);
		if (roll(8) == 0) {
			wheel_stop(&timers[i].timer);
			set[i] = false;
		} else {
			/* up to three turns of the wheel, and into the past */
			wheel_set(&w, &timers[i].timer, now - slot + (uint64_t)roll(1u << 30) * 3);
			set[i] = true;
			timers[i].fired = false;
		}
		if (roll(10))
			continue;
		now += roll(20) ? roll(1u << 24) : (uint64_t)roll(1u << 30) * 4;
		wheel_turn(&w, now, fire);
		for (unsigned k = 0; k < TIMERS; k++) {
			if (set[k] && timers[k].timer.at + 2 * slot <= now)
				assert_true(timers[k].fired);
			if (!set[k] || timers[k].timer.at > now)
				assert_false(timers[k].fired);
			if (timers[k].fired)
				set[k] = timers[k].fired = false;
		}
	}
}

static void addresses_are_counted(void **state)
{
	(void)state;
	enum { NETS = 40, MAX = 3 };
	struct peers p;
	unsigned count[NETS] = { 0 };
	assert_true(peers_init(&p, NETS * MAX, MAX));
	for (int round = 0; round < 100000; round++) {
		unsigned net = roll(NETS);
		struct address a = { .family = net < NETS / 2 ? 4 : 6 };
		a.bytes[a.family == 4 ? 15 : 7] = (unsigned char)net;
		if (a.family == 6)
			a.bytes[15] = (unsigned char)roll(256); /* anywhere in that net */
		if (roll(2) && count[net]) {
			peers_leave(&p, &a);
			count[net]--;
		} else {
			assert_int_equal(peers_enter(&p, &a), count[net] < MAX);
			count[net] += count[net] < MAX;
		}
	}
	peers_done(&p);
}

struct sum {
	struct job job;
	atomic_uint *total;
};

static void add(struct job *job)
{
	atomic_fetch_add(((struct sum *)job)->total, 1);
}

static void slow_work_is_all_done(void **state)
{
	(void)state;
	enum { JOBS = 2000 };
	static struct sum jobs[JOBS];
	atomic_uint total = 0;
	unsigned taken = 0;
	struct slow s;
	assert_true(slow_start(&s, 3, 100));
	for (int i = 0; i < JOBS; i++) {
		jobs[i] = (struct sum){ { .run = add }, &total };
		taken += slow_add(&s, &jobs[i].job);
	}
	slow_stop(&s);
	assert_int_equal(total, taken);
	assert_true(taken >= 100);
}

static void addresses_are_read_and_printed(void **state)
{
	(void)state;
	static const char *const same[] = { "192.0.2.7", "0.0.0.0", "2001:db8::7", "::1", "unix" };
	struct address a, b;
	char text[ADDRESS_TEXT_MAX];
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		assert_true(address_parse(sv_of(same[i]), &a));
		assert_string_equal(address_print(&a, text), same[i]);
	}
	assert_true(address_parse(SV("::ffff:192.0.2.7"), &a) && address_parse(SV("192.0.2.7"), &b));
	assert_true(address_same(&a, &b));
	static const char *const bad[] = { "", "1.2.3", "1.2.3.4 ", "01.2.3.4x", "host", "1.2.3.4:80",
		"[::1]", ":::", "fe80::1%lo" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(address_parse(sv_of(bad[i]), &a));
}

static void places_to_listen(void **state)
{
	(void)state;
	struct listener l, again;
	struct err err;
	static const char *const bad[] = { "", "8080", "localhost:80", "127.0.0.1", "127.0.0.1:",
		"127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x", "::1:80", "[127.0.0.1]:80", "unix:",
		"[::1]80", "unix:80" "/////////////////////////////////////////////////////////////"
		"////////////////////////////////////////////////////////" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(listener_open(bad[i], &l, &err), E_USAGE);
	assert_int_equal(listener_open("127.0.0.1:0", &l, &err), 0);
	assert_int_equal(listener_open(l.text, &again, &err), E_IO);
	assert_non_null(strstr(err.user, "占用"));
	listener_close(&l);
	assert_int_equal(listener_open("203.0.113.1:0", &l, &err), E_IO);

	char where[64];
	snprintf(where, sizeof where, "unix:/tmp/gongkai-%d.sock", (int)getpid());
	mode_t before = umask(0077);
	struct stat st;
	assert_int_equal(listener_open(where, &l, &err), 0);
	umask(before);
	assert_int_equal(stat(where + 5, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660); /* a proxy of the same group gets in */
	assert_int_equal(listener_open(where, &again, &err), E_IO); /* somebody listens */
	close(l.fd);                                                /* as kill -9 does */
	assert_int_equal(access(where + 5, F_OK), 0);
	assert_int_equal(listener_open(where, &again, &err), 0);
	listener_close(&again);
	assert_int_not_equal(access(where + 5, F_OK), 0);
	/* A file that is no socket is never removed. */
	FILE *f = fopen(where + 5, "w");
	assert_non_null(f);
	fclose(f);
	assert_int_equal(listener_open(where, &again, &err), E_IO);
	assert_int_equal(unlink(where + 5), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deadlines_fire_once_and_in_time),
		cmocka_unit_test(addresses_are_counted),
		cmocka_unit_test(slow_work_is_all_done),
		cmocka_unit_test(addresses_are_read_and_printed),
		cmocka_unit_test(places_to_listen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
