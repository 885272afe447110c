/*
 * What an office does to a request, for the tests of what its applicant sees of it: one step through the library,
 * as somebody of the office.
 *
 * usage: office_step DB SEALFILE LOGIN NUMBER EVENT [NAME=VALUE…]
 * NAMEs: remark, until, workdays, service, outcome, quantity, party (kind), party_name, shown, answer, file (its
 * text; file_kind, file_name), value.ELEMENT. Prints "state", and "party CODE" of a consultation.
 */
#include "request/request.h"

#include "base/num.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static void fill(void *context, void *p, size_t n)
{
	(void)context;
	if (getrandom(p, n, 0) != (ssize_t)n)
		_exit(3);
}
static const struct entropy entropy = { fill, NULL };

enum { VALUES_MAX = 20 };
struct step {
	struct request_move move;
	struct request_value values[VALUES_MAX];
	struct request_file file;
};

static struct sv after(struct sv word, const char *name)
{
	size_t n = strlen(name);
	return sv_starts(word, sv_of(name)) && word.n > n && word.p[n] == '=' ? sv_from(word, n + 1)
		: (struct sv){ NULL, 0 };
}

static bool take_word(struct step *s, struct sv word)
{
	struct request_move *m = &s->move;
	struct { const char *name; struct sv *to; } texts[] = { { "remark", &m->remark },
		{ "service", &m->service }, { "outcome", &m->outcome }, { "party_name", &m->party.name },
		{ "shown", &m->party.shown }, { "answer", &m->party.answer }, { "file", &s->file.bytes },
		{ "file_kind", &s->file.kind }, { "file_name", &s->file.name } };
	int64_t n = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (after(word, texts[i].name).p) {
			*texts[i].to = after(word, texts[i].name);
			return true;
		}
	if (after(word, "until").p)
		return date_parse(after(word, "until"), &m->until);
	if (after(word, "party").p)
		return (m->party.kind = consulted_of_key(after(word, "party"))) != CONSULT__MAX;
	if (after(word, "workdays").p && num_parse_i64(after(word, "workdays"), &n))
		return m->workdays = (int)n, true;
	if (after(word, "quantity").p && num_parse_i64(after(word, "quantity"), &n))
		return m->by_page = true, m->quantity = n, true;
	size_t equals = sv_find(word, SV("="));
	if (!sv_starts(word, SV("value.")) || equals == SV_NONE || m->n_values == VALUES_MAX)
		return false;
	s->values[m->n_values++] = (struct request_value){ sv_head(sv_from(word, 6), equals - 6),
		sv_from(word, equals + 1) };
	return true;
}

static int read_master(const char *path, struct seal_master *ret, struct err *err)
{
	char text[1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
	if (fd >= 0)
		close(fd);
	return n < 0 ? err_set(err, E_IO, "no %s", path) : seal_master_parse((struct sv){ text, (size_t)n },
		ret, err);
}

static int find_account(struct db *db, const char *login, struct arena *a, struct account *ret,
	struct err *err)
{
	struct account *list;
	size_t n;
	int rc = account_list(db, SV(""), 100, a, &list, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		if (sv_eq(list[i].login, sv_of(login))) {
			*ret = list[i];
			return E_OK;
		}
	return rc ? rc : err_set(err, E_NOT_FOUND, "no account %s", login);
}

static int run(struct db *db, char **argv, struct step *s, struct arena *a, struct err *err)
{
	struct seal_master master;
	struct account who;
	struct calendar calendar;
	struct request r;
	struct request_moved moved;
	int rc = read_master(argv[2], &master, err);
	if (!rc)
		rc = find_account(db, argv[3], a, &who, err);
	if (!rc)
		rc = calendar_make(calendar_built_in, calendar_n_built_in, a, &calendar, err);
	if (rc)
		return rc;
	const struct act act = { time(NULL), who.id, &entropy };
	const struct request_env env = { db, &calendar, &clock_default_rules, &master, &who, &act,
		date_in_china(act.now) };
	rc = request_by_number(&env, sv_of(argv[4]), a, &r, err);
	s->move.expected = r.state;
	if (!rc)
		rc = request_apply(&env, r.id, &s->move, &moved, err);
	if (!rc)
		printf("%s\n", request_state_key(moved.state));
	if (!rc && moved.party)
		printf("%lld %s\n", (long long)moved.party, moved.party_code);
	return rc;
}

int main(int argc, char **argv)
{
	static struct step s;
	struct arena a;
	struct db *db;
	struct err err = { 0 };
	if (argc < 6)
		return 2;
	arena_init(&a, 1 << 26);
	s.move.event = request_event_of_key(sv_of(argv[5]));
	s.move.values = s.values;
	s.file = (struct request_file){ .media_type = SV("text/plain") };
	for (int i = 6; i < argc; i++)
		if (!take_word(&s, sv_of(argv[i])))
			return fprintf(stderr, "what is %s?\n", argv[i]), 2;
	s.move.files = &s.file;
	s.move.n_files = s.file.bytes.n > 0;
	int rc = db_open(argv[1], DB_WRITE, &db, &err);
	if (!rc) {
		rc = run(db, argv, &s, &a, &err);
		db_close(db);
	}
	if (rc)
		fprintf(stderr, "%s %s %s\n", err_name(err.code), err.user, err.detail);
	arena_done(&a);
	return rc ? 1 : 0;
}
