/* The self-check of filings sees what the search index has too little, too much, or otherwise. */
#include "filing_probe.h"

static const struct sql empty_index = {
	.sqlite = "INSERT INTO search_index (search_index) VALUES ('delete-all')",
	.postgresql = "UPDATE search_document SET words = CAST('' AS tsvector)" };

/** A few filings in every state; the ids of the published ones. */
static size_t fill(struct probe *p, int64_t published[], size_t max)
{
	size_t n = 0;
	for (int year = 2010; year < 2025; year++) {
		enum filing_state state = (enum filing_state)(year % FILING_STATE__MAX);
		int64_t id = probe_in_state(p, 2 + year % 3, year, state);
		if (state == FILING_PUBLISHED && n < max)
			published[n++] = id;
	}
	return n;
}

static struct search_document document_of(struct probe *p, int64_t id)
{
	struct filing f = probe_get(p, id);
	return (struct search_document){ .kind = SEARCH_REPORT, .subject = f.id, .unit = f.unit,
		.year = f.year, .order = f.published, .title = f.title, .body = SV("正文") };
}

static void must_be_wrong(struct probe *p, const char *how)
{
	struct err err = { 0 };
	if (filing_check(p->db, &err) != E_DB)
		fail_msg("not seen: %s", how);
	assert_true(strlen(err.user) > 20);
}

/** Change the index behind the back of filings, see it said, make the index anew, see it well. */
static void damage(struct probe *p, const char *how, const struct search_document *put, int64_t remove)
{
	struct err err = { 0 };
	const struct act act = probe_act(p, 0);
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	if (put)
		probe_need(search_put(p->db, put, &err), &err);
	if (remove)
		probe_need(search_remove(p->db, SEARCH_REPORT, remove, &err), &err);
	probe_need(tx_commit(p->db, &err), &err);
	must_be_wrong(p, how);
	probe_need(filing_reindex(p->db, &act, &err), &err);
}

static void each_difference_is_seen(void **state)
{
	struct probe *p = *state;
	int64_t published[8];
	struct err err = { 0 };
	size_t n = fill(p, published, 8);
	assert_true(n >= 2);
	probe_check(p);
	for (size_t i = 0; i < n; i++) {
		struct search_document d = document_of(p, published[i]);
		damage(p, "one missing", NULL, published[i]);
		probe_check(p);
		d.title = SV("另一个标题");
		damage(p, "another title", &d, 0);
		d = document_of(p, published[i]);
		d.year--;
		damage(p, "another year", &d, 0);
		d = document_of(p, published[i]);
		d.unit = p->unit[1];
		damage(p, "another unit", &d, 0);
		probe_check(p);
		/* One for another: as many, and yet not the same. */
		d = document_of(p, published[i]);
		d.subject = 1000000;
		damage(p, "one for another", &d, published[i]);
		must_be_wrong(p, "one that is no filing's");
		probe_need(tx_begin_write(p->db, __func__, &err), &err);
		probe_need(search_remove(p->db, SEARCH_REPORT, 1000000, &err), &err);
		probe_need(tx_commit(p->db, &err), &err);
		probe_check(p);
	}
}

/* The rows are there and their words are not. */
static void words_that_are_gone_are_seen(void **state)
{
	struct probe *p = *state;
	int64_t published[8];
	struct err err = { 0 };
	assert_true(fill(p, published, 8) >= 2);
	probe_check(p);
	probe_need(db_run(p->db, &empty_index, &err), &err);
	must_be_wrong(p, "an empty index");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_difference_is_seen, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(words_that_are_gone_are_seen, probe_setup, probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
