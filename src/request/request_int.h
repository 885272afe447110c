/** Private to src/request: its statements (request_sql.c) and what its files share. */
#pragma once

#include "request/fold.h"

/* Writing; one request (what gives requests has the columns that request_take reads); lists; counts; kept
   against counted. */
#define REQUEST_STATEMENTS(X) \
	X(applicant_find) X(applicant_add) X(insert) X(move) X(insert_event) X(undo_event) \
	X(insert_party) X(set_party_code) X(insert_document) X(insert_look) X(insert_sketch) X(set_inside) X(set_number) X(set_draft) \
	X(by_id) X(by_public_id) X(by_number) X(by_code) X(by_client_key) X(row_of_event) X(followers) X(led) \
	X(history) X(parties) X(party_by_id) X(inside) X(draft) X(documents) X(document) X(looks) \
	X(month_count) \
	X(list_open) X(list_open_state) X(list_open_more) X(list_open_handler) X(list_within) X(list_all) \
	X(list_within_more) X(list_all_more) X(list_handler) X(list_newest) X(list_newest_state) \
	X(list_newest_more) X(list_within_newest) X(list_all_newest) X(list_words) X(list_all_words) \
	X(list_children) X(count_open_within) X(count_open_all) X(count_open_handler) X(count_units) X(workload) \
	X(open_ids) X(set_due) \
	X(count_new) X(count_closed) X(count_result) X(count_pending) X(count_later) X(count_fees) \
	X(list_new) X(list_pending) X(list_closed) X(list_result) X(list_later) \
	X(alike) X(all_ids)

#define REQUEST_STATEMENT(name) extern const struct sql request_sql_##name;
REQUEST_STATEMENTS(REQUEST_STATEMENT)

enum { REQUEST_COLUMNS = 37 };

/** A request from the columns of a row from `at` on, its text copied to `a`. */
void request_take(struct query *q, int at, struct arena *a, struct request *ret);

/** Date as stored and back; {0} is the empty text. */
struct sv request_date_text(struct date d, char buf[static DATE_TEXT_MAX]);
struct date request_date_of(struct sv text);

/** "内存不足" in the words of this folder. */
int request_no_memory(struct err *err);

/** The request whatever the account covers; for this folder. */
int request_load(struct db *db, int64_t id, struct arena *a, struct request *ret, struct err *err)
	__attribute__((warn_unused_result));

/** May this account see requests of the unit? A citizen may not, here. E_NOT_FOUND when not. */
int request_check_cover(const struct request_env *env, int64_t unit, struct err *err)
	__attribute__((warn_unused_result));

/** The deeds of a request as the fold reads them, oldest first, with what only a reader wants to see. */
int request_deeds(struct db *db, int64_t request, struct arena *a, struct request_deed **ret,
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** "request/17/inside": the place of something sealed. */
struct sv request_place(struct arena *a, int64_t request, const char *what);

/** An opened JSON object of strings, and back. E_FORMAT */
int request_json_of(const struct request_value *v, size_t n, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));
int request_values_of(struct sv json, struct arena *a, struct request_value **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/** One address of e-mail that a message can be sent to? Letters outside ASCII are not taken. */
bool request_is_email(struct sv s);

/** One value by its key; empty when there is none. */
struct sv request_value_of(const struct request_value *v, size_t n, const char *key);

/** Check and keep the files of a step: sealed, with their hashes. */
int request_keep_files(const struct request_env *env, const struct seal_key *key, int64_t request,
	int event, const struct request_file *files, size_t n, struct err *err)
	__attribute__((warn_unused_result));

/** Keep the marks by which alike requests find each other; `text` is title and wish. */
int request_keep_sketch(const struct request_env *env, int64_t unit, int64_t request,
	struct sv text, struct err *err) __attribute__((warn_unused_result));

/** The dates that follow from where a request stands: kept in its row. */
struct request_dates {
	struct date received, first_received, due;
	bool due_unknown;
	int unknown_year;    /* whose calendar `due` waits for; 0: none */
};
/** Of `r` the kind and the channel are read: only disclosure has limits in law (art. 33), and another kind no date
    but one that somebody set. */
int request_dates_of(const struct request_env *env, const struct request *r,
	const struct request_standing *s, struct arena *a, struct request_dates *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Refuse for want of a calendar. @param what  "延长后的答复期限"  @return E_USAGE, `err->field` set */
int request_no_calendar(int year, const char *what, const char *field, struct err *err);

/** The hash by which a code is known: of the number and the code. */
struct blob_id request_code_hash(struct sv number, struct sv code);

/** A code of four groups of four letters and digits. */
void request_code_make(const struct entropy *e, char buf[static REQUEST_CODE_MAX]);

/** A code as it was typed, without blanks and dashes, in small letters. */
struct sv request_code_plain(struct sv typed, struct arena *a);
