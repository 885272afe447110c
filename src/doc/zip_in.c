#include "doc/zip_in.h"

#include "base/str.h"
#include "doc/doc.h"

#include <zlib.h>

enum { END = 22, CENTRAL = 46, LOCAL = 30, DESCRIPTOR = 16, VERSION_MAX = 20,
	FLAG_DESCRIPTOR = 8, FLAG_UTF8 = 0x800, FLAG_STRENGTH = 6, STORED = 0, DEFLATED = 8 };
enum { SIGN_END = 0x06054b50, SIGN_CENTRAL = 0x02014b50, SIGN_LOCAL = 0x04034b50,
	SIGN_DESCRIPTOR = 0x08074b50 };

/** One entry as the central directory has it. */
struct entry {
	struct sv name;
	uint32_t flags, method, crc, packed, size, at;
};

struct archive_in {
	struct sv zip;
	struct arena *arena;
	struct zip_part *parts;
	size_t n;         /* of the directory */
	size_t directory; /* where it begins */
	uint64_t inflated;
};

static uint32_t u16(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (uint32_t)(b[0] | b[1] << 8);
}

static uint32_t u32(const char *p)
{
	return u16(p) | u16(p + 2) << 16;
}

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
}

static int not_zip(struct err *err, const char *why)
{
	err_set(err, E_FORMAT, "不是完整的 ZIP 文件：缺了一段，或者结构被改动过。请使用原来的文件，不要解开后重新打包。");
	return err_detail(err, "zip: %s", why);
}

static int damaged(struct err *err, struct sv name, const char *why)
{
	err_set(err, E_FORMAT, "ZIP 里的 %.*s 损坏或者被改动过。", SV_ARG(name));
	return err_detail(err, "zip: %s", why);
}

static int too_much(struct err *err)
{
	return err_set(err, E_LIMIT, "ZIP 文件太大，或者展开后太大、文件太多，没有读取。");
}

bool zip_name_valid(struct sv name)
{
	if (!name.n || name.n > ZIP_NAME_MAX || name.p[0] == '/' || name.p[name.n - 1] == '/')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < '!' || name.p[i] > '~' || name.p[i] == '\\')
			return false;
	return !sv_has(name, SV("..")) && !sv_has(name, SV("//"));
}

/** Dates and owners only: nothing that gives the entry another name or another size. */
static bool extra_valid(struct sv extra)
{
	while (extra.n >= 4) {
		uint32_t id = u16(extra.p), n = u16(extra.p + 2);
		bool known = id == 0x5455 || id == 0x7875 || id == 0x6c78 || id == 0x000a;
		if (!known || n > extra.n - 4)
			return false;
		extra = sv_from(extra, 4 + n);
	}
	return extra.n == 0;
}

/** The end record, which has to be the last thing. */
static int find_directory(struct archive_in *in, struct err *err)
{
	if (in->zip.n > DOC_MAX_BYTES)
		return too_much(err);
	if (in->zip.n < END)
		return not_zip(err, "too short");
	const char *end = in->zip.p + in->zip.n - END;
	uint64_t size = u32(end + 12), at = u32(end + 16);
	if (u32(end) != SIGN_END || u32(end + 4) != 0 || u16(end + 20) != 0
		|| u16(end + 8) != u16(end + 10) || at + size != in->zip.n - END)
		return not_zip(err, "no end of the directory");
	in->n = u16(end + 8);
	in->directory = at;
	if (in->n > DOC_MAX_ENTRIES)
		return too_much(err);
	return in->n ? E_OK : not_zip(err, "empty");
}

static int read_entry(struct sv *rest, struct entry *e, struct err *err)
{
	const char *p = rest->p;
	if (rest->n < CENTRAL || u32(p) != SIGN_CENTRAL)
		return not_zip(err, "the directory is shorter than it says");
	size_t name = u16(p + 28), extra = u16(p + 30);
	if (rest->n < CENTRAL + name + extra)
		return not_zip(err, "the directory is cut off");
	*e = (struct entry){ .name = { p + CENTRAL, name }, .flags = u16(p + 8), .method = u16(p + 10),
		.crc = u32(p + 16), .packed = u32(p + 20), .size = u32(p + 24), .at = u32(p + 42) };
	if (!zip_name_valid(e->name))
		return not_zip(err, "a name that no part may have");
	uint32_t strange = e->flags & ~(uint32_t)(FLAG_DESCRIPTOR | FLAG_UTF8 | FLAG_STRENGTH);
	if (u16(p + 6) > VERSION_MAX || strange || (e->method != STORED && e->method != DEFLATED)
		|| u16(p + 32) || u16(p + 34) || !extra_valid((struct sv){ p + CENTRAL + name, extra })
		|| (e->method == STORED && e->packed != e->size))
		return damaged(err, e->name, "not plainly stored or deflated");
	*rest = sv_from(*rest, CENTRAL + name + extra);
	return E_OK;
}

/** A field of a local header: what the directory says, or nothing when a descriptor follows. */
static bool same(uint32_t local, uint32_t said, const struct entry *e)
{
	return local == said || (local == 0 && (e->flags & FLAG_DESCRIPTOR));
}

/** The packed bytes of an entry that begins at *at, which goes on to its end. */
static int find_packed(const struct archive_in *in, const struct entry *e, size_t *at,
	struct sv *ret, struct err *err)
{
	struct sv rest = sv_from(sv_head(in->zip, in->directory), *at);
	size_t name, extra, after = e->flags & FLAG_DESCRIPTOR ? DESCRIPTOR : 0;
	const char *p = rest.p;
	if (e->at != *at || rest.n < LOCAL || u32(p) != SIGN_LOCAL)
		return damaged(err, e->name, "not where the directory says");
	name = u16(p + 26);
	extra = u16(p + 28);
	if (rest.n < LOCAL + name + extra + (uint64_t)e->packed + after)
		return damaged(err, e->name, "cut off");
	if (!sv_eq((struct sv){ p + LOCAL, name }, e->name) || u16(p + 4) > VERSION_MAX
		|| u16(p + 6) != e->flags || u16(p + 8) != e->method || !same(u32(p + 14), e->crc, e)
		|| !same(u32(p + 18), e->packed, e) || !same(u32(p + 22), e->size, e)
		|| !extra_valid((struct sv){ p + LOCAL + name, extra }))
		return damaged(err, e->name, "the local header says something else");
	*ret = (struct sv){ p + LOCAL + name + extra, e->packed };
	p = ret->p + ret->n;
	if (after && (u32(p) != SIGN_DESCRIPTOR || u32(p + 4) != e->crc || u32(p + 8) != e->packed
			|| u32(p + 12) != e->size))
		return damaged(err, e->name, "the descriptor says something else");
	*at += LOCAL + name + extra + e->packed + after;
	return E_OK;
}

/** Exactly `n` bytes from exactly `packed`. */
static int inflate_all(struct sv packed, char *out, uint32_t n)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n,
		.next_out = (Bytef *)out, .avail_out = n };
	int rc = inflateInit2(&z, -MAX_WBITS);
	if (rc != Z_OK)
		return rc == Z_MEM_ERROR ? E_NOMEM : E_FORMAT;
	rc = inflate(&z, Z_FINISH);
	bool whole = rc == Z_STREAM_END && z.avail_in == 0 && z.avail_out == 0;
	inflateEnd(&z);
	return whole ? E_OK : rc == Z_MEM_ERROR ? E_NOMEM : E_FORMAT;
}

static int unpack(struct archive_in *in, const struct entry *e, struct sv packed,
	struct zip_part *ret, struct err *err)
{
	in->inflated += e->size;
	if (in->inflated > DOC_MAX_INFLATED)
		return too_much(err);
	/* One byte more, so that an empty part has a place too. */
	char *bytes = arena_alloc(in->arena, (size_t)e->size + 1);
	char *name = arena_dup(in->arena, e->name.p, e->name.n);
	if (!bytes || !name)
		return no_memory(err);
	int rc = E_OK;
	if (e->method == STORED && e->size)
		memcpy(bytes, packed.p, e->size);
	else if (e->method == DEFLATED)
		rc = inflate_all(packed, bytes, e->size);
	if (rc == E_NOMEM)
		return no_memory(err);
	if (rc || crc32(crc32(0, NULL, 0), (const Bytef *)bytes, e->size) != e->crc)
		return damaged(err, e->name, "it does not inflate to what the directory says");
	*ret = (struct zip_part){ name, { bytes, e->size } };
	return E_OK;
}

static bool stands_twice(const struct archive_in *in, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(in->parts[k].name, in->parts[i].name) == 0)
			return true;
	return false;
}

int zip_read(struct sv zip, struct arena *a, struct zip_part **ret, size_t *ret_n, struct err *err)
{
	struct archive_in in = { .zip = zip, .arena = a };
	struct entry e = { 0 };
	struct sv packed = { 0 };
	size_t at = 0;
	int rc = find_directory(&in, err);
	if (rc)
		return rc;
	struct sv rest = sv_from(sv_head(zip, zip.n - END), in.directory);
	in.parts = arena_array(a, in.n, sizeof *in.parts);
	if (!in.parts)
		return no_memory(err);
	for (size_t i = 0; i < in.n; i++) {
		rc = read_entry(&rest, &e, err);
		if (!rc)
			rc = find_packed(&in, &e, &at, &packed, err);
		if (!rc)
			rc = unpack(&in, &e, packed, &in.parts[i], err);
		if (!rc && stands_twice(&in, i))
			rc = damaged(err, e.name, "a name that stands twice");
		if (rc)
			return rc;
	}
	if (rest.n || at != in.directory)
		return not_zip(err, "something that belongs to no part");
	*ret = in.parts;
	*ret_n = in.n;
	return E_OK;
}
