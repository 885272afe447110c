/* Everything received and sent, sealed, with the hash of what it was. */
#include "request/request_int.h"

#include "base/auto.h"

static struct sv hash_bytes(const struct blob_id *id)
{
	return (struct sv){ (const char *)id->sha256, sizeof id->sha256 };
}

static bool take_hash(struct sv bytes, struct blob_id *ret)
{
	if (bytes.n != sizeof ret->sha256)
		return false;
	memcpy(ret->sha256, bytes.p, bytes.n);
	return true;
}

/** The place of a file binds it to its request and to what it is. */
static struct sv place_of(struct arena *a, int64_t request, const struct blob_id *sha256)
{
	char hex[BLOB_HEX];
	return sv_fmt(a, "request/%lld/file/%s", (long long)request, blob_hex(sha256, hex));
}

static int keep_file(const struct request_env *env, const struct seal_key *key, int64_t request,
	int event, const struct request_file *f, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)REQUEST_FILE_MAX * 2 + 65536);
	struct blob_id plain = blob_id_of(f->bytes), blob;
	struct sv sealed = seal_close(key, place_of(&a, request, &plain), f->bytes, env->act, &a);
	struct sv name = seal_close(key, request_place(&a, request, "name"), f->name, env->act, &a);
	if (a.failed)
		return request_no_memory(err);
	int rc = blob_put(env->db, sealed, env->act->now, &blob, err);
	if (rc)
		return rc;
	struct query q;
	query_start(&q, env->db, &request_sql_insert_document);
	query_int(&q, request);
	query_int(&q, event);
	query_text(&q, f->kind.n ? f->kind : SV("attachment"));
	query_text(&q, f->media_type);
	query_bytes(&q, name);
	query_bytes(&q, hash_bytes(&plain));
	query_int(&q, (int64_t)f->bytes.n);
	query_int(&q, env->act->now);
	query_bytes(&q, hash_bytes(&blob));
	return query_end(&q, err);
}

int request_keep_files(const struct request_env *env, const struct seal_key *key, int64_t request,
	int event, const struct request_file *files, size_t n, struct err *err)
{
	int rc = E_OK;
	if (n > REQUEST_FILES_MAX)
		return err_set(err, E_LIMIT, "一次最多交%d个文件，请分几次交。", REQUEST_FILES_MAX);
	for (size_t i = 0; i < n && !rc; i++) {
		if (files[i].bytes.n > REQUEST_FILE_MAX)
			return err_set(err, E_LIMIT, "第%zu个文件超过20 MB，请压缩或者分开后再交。", i + 1);
		rc = keep_file(env, key, request, event, &files[i], err);
	}
	return rc;
}

int request_documents(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_document **ret, size_t *ret_n, struct err *err)
{
	AUTO(seal_key_done) struct seal_key key = { 0 };
	struct request_document *list = NULL;
	size_t n = 0, cap = 0;
	struct query q;
	int failed = seal_key_load(env->db, env->master, r->applicant, &key, err);
	if (failed)
		return failed;
	query_start(&q, env->db, &request_sql_documents);
	query_int(&q, r->id);
	while (!failed && query_row(&q)) {
		list = arena_grow(a, list, n, &cap, sizeof *list);
		if (!list)
			break;
		struct request_document *d = &list[n++];
		*d = (struct request_document){ .id = query_get_int(&q, 0),
			.event = (int)query_get_int(&q, 1), .kind = query_copy(&q, 2, a),
			.media_type = query_copy(&q, 3, a), .size = query_get_int(&q, 6),
			.time = query_get_int(&q, 7) };
		failed = seal_open(&key, request_place(a, r->id, "name"), query_get_bytes(&q, 4), a,
			&d->name, err);
		take_hash(query_get_bytes(&q, 5), &d->sha256);
	}
	struct err why = { 0 };
	int rc = query_end(&q, &why);
	if (rc && !failed && err)
		*err = why;
	*ret = list;
	*ret_n = n;
	return failed ? failed : rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

int request_document_bytes(const struct request_env *env, const struct request *r, int64_t document,
	struct arena *a, struct sv *ret, struct err *err)
{
	AUTO(seal_key_done) struct seal_key key = { 0 };
	struct blob_id plain = { { 0 } }, blob = { { 0 } };
	struct sv sealed;
	struct query q;
	query_start(&q, env->db, &request_sql_document);
	query_int(&q, r->id);
	query_int(&q, document);
	bool found = query_row(&q) && take_hash(query_get_bytes(&q, 0), &plain)
		&& take_hash(query_get_bytes(&q, 1), &blob);
	int rc = query_end(&q, err);
	if (!rc && !found)
		rc = err_set(err, E_NOT_FOUND, "没有这个文件；请回到申请的页面重新打开。");
	if (!rc)
		rc = seal_key_load(env->db, env->master, r->applicant, &key, err);
	if (!rc)
		rc = blob_get(env->db, &blob, a, &sealed, err);
	if (!rc)
		rc = seal_open(&key, place_of(a, r->id, &plain), sealed, a, ret, err);
	if (rc)
		return rc;
	struct blob_id now = blob_id_of(*ret);
	if (memcmp(&now, &plain, sizeof now) == 0)
		return E_OK;
	err_set(err, E_DB, "这个文件与收到时不一样了，不能使用；请告知维护人员。");
	return err_detail(err, "document %lld does not match its hash", (long long)document);
}
