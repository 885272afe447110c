/* Requests that other portals send: any JSON is read or refused with a sentence; what was read holds nothing that
   is not text, and can be checked and put down as the text of a receipt. */
#include "target.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "web/intake_json.h"

static void is_text(struct sv s)
{
	require(utf8_valid(s));
	for (size_t i = 0; i < s.n; i++)
		require((unsigned char)s.p[i] >= ' ' || s.p[i] == '\n' || s.p[i] == '\t');
}

static void check(const struct intake_json *j, size_t size)
{
	const struct applicant *a = &j->in.applicant;
	const struct request_wish *w = &j->in.wish;
	const struct sv texts[] = { a->name, a->id_type, a->id_number, a->representative, a->contact,
		a->phone, a->email, a->address, a->postcode, a->agent, a->agent_id, a->agent_authority,
		w->title, w->text, w->medium, w->delivery, w->purpose, j->unit, j->unit_code,
		j->in.client_key };
	size_t all = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		is_text(texts[i]);
		all += texts[i].n;
	}
	require(a->kind < APP_TOTAL && j->in.n_files <= REQUEST_FILES_MAX);
	require((j->unit.n > 0) != (j->unit_code.n > 0) && j->in.client_key.n <= INTAKE_KEY_MAX);
	for (size_t i = 0; i < j->in.n_files; i++) {
		require(j->in.files[i].bytes.n > 0);
		all += j->in.files[i].bytes.n;
	}
	require(all <= size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	struct intake_json j;
	struct err err = { 0 };
	struct request_complaint list[20];
	arena_init(&a, 1 << 26);
	if (intake_json_read((struct sv){ (const char *)data, size }, &a, &j, &err)) {
		require(err.code != E_OK && err.user[0]);
		return 0;
	}
	check(&j, size);
	const struct request_ticket t = { .number = "2026-0001-00001", .code = "aaaa-bbbb-cccc-dddd" };
	require(request_check_intake(&j.in, list, 20) <= 20);
	struct sv text = request_content_text(&j.in, &t, SV("某机关"), &a);
	size_t lines = 0;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	/* A value never passes for a line of its own. */
	require(!text.n || lines == 25 + j.in.n_files);
	return 0;
}
