#include "store/blob.h"

#include "store/store_sql.h"

#include <assert.h>
#include <sodium.h>

struct blob_id blob_id_of(struct sv bytes)
{
	struct blob_id id;
	crypto_hash_sha256(id.sha256, (const unsigned char *)bytes.p, bytes.n);
	return id;
}

const char *blob_hex(const struct blob_id *id, char buf[static BLOB_HEX])
{
	return sodium_bin2hex(buf, BLOB_HEX, id->sha256, sizeof id->sha256);
}

bool blob_of_hex(struct sv hex, struct blob_id *ret)
{
	size_t n;
	return hex.n == BLOB_HEX - 1 && sodium_hex2bin(ret->sha256, sizeof ret->sha256, hex.p, hex.n,
		NULL, &n, NULL) == 0 && n == sizeof ret->sha256;
}

static struct sv id_bytes(const struct blob_id *id)
{
	return (struct sv){ (const char *)id->sha256, sizeof id->sha256 };
}

static int put_piece(struct db *db, const struct blob_id *id, int64_t number, struct sv piece,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &blob_add_piece);
	query_bytes(&q, id_bytes(id));
	query_int(&q, number);
	query_bytes(&q, piece);
	return query_end(&q, err);
}

int blob_put(struct db *db, struct sv bytes, time_utc now, struct blob_id *ret, struct err *err)
{
	assert(tx_is_open(db));
	struct blob_id id = blob_id_of(bytes);
	struct query q;
	query_start(&q, db, &blob_add);
	query_bytes(&q, id_bytes(&id));
	query_int(&q, (int64_t)bytes.n);
	query_int(&q, now);
	int rc = query_end(&q, err);
	if (!rc && query_changes(&q) > 0) {
		int64_t number = 0;
		for (size_t at = 0; at < bytes.n && !rc; at += BLOB_PIECE)
			rc = put_piece(db, &id, number++, sv_head(sv_from(bytes, at), BLOB_PIECE), err);
	}
	if (!rc)
		*ret = id;
	return rc;
}

static int blob_length(struct db *db, const struct blob_id *id, int64_t *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &blob_size);
	query_bytes(&q, id_bytes(id));
	*ret = query_row(&q) ? query_get_int(&q, 0) : -1;
	int rc = query_end(&q, err);
	if (!rc && *ret < 0)
		rc = err_set(err, E_NOT_FOUND, "没有这个文件。");
	return rc;
}

int blob_get(struct db *db, const struct blob_id *id, struct arena *a, struct sv *ret,
	struct err *err)
{
	int64_t size;
	int rc = blob_length(db, id, &size, err);
	if (rc)
		return rc;
	char *p = arena_alloc(a, (size_t)size + 1);
	if (!p)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	size_t n = 0;
	struct query q;
	query_start(&q, db, &blob_pieces);
	query_bytes(&q, id_bytes(id));
	bool fits = true;
	while (fits && query_row(&q)) {
		struct sv piece = query_get_bytes(&q, 0);
		fits = piece.n <= (size_t)size - n;
		if (fits)
			memcpy(p + n, piece.p, piece.n);
		n += piece.n;
	}
	rc = query_end(&q, err);
	if (rc)
		return rc;
	struct sv bytes = { p, n };
	struct blob_id found = fits ? blob_id_of(bytes) : (struct blob_id){ { 0 } };
	if (!fits || n != (size_t)size || memcmp(found.sha256, id->sha256, sizeof found.sha256) != 0)
		return err_set(err, E_DB, "数据库里的这个文件已损坏，请从备份恢复。");
	*ret = bytes;
	return E_OK;
}
