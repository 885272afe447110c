#include "doc/zip_out.h"

#include "base/auto.h"
#include "doc/print.h"

#include <archive.h>
#include <archive_entry.h>

static void archive_done(struct archive **a)
{
	archive_write_free(*a);
}

static la_ssize_t append(struct archive *archive, void *client, const void *bytes, size_t n)
{
	struct str *out = client;
	(void)archive;
	str_add(out, (struct sv){ bytes, n });
	return str_ok(out) ? (la_ssize_t)n : -1;
}

static bool add_part(struct archive *archive, const struct zip_part *part)
{
	struct archive_entry *e = archive_entry_new();
	if (!e)
		return false;
	archive_entry_set_pathname(e, part->name);
	archive_entry_set_size(e, (la_int64_t)part->bytes.n);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_mtime(e, PRINT_EPOCH, 0);
	bool ok = archive_write_header(archive, e) == ARCHIVE_OK &&
		archive_write_data(archive, part->bytes.p, part->bytes.n) == (la_ssize_t)part->bytes.n;
	archive_entry_free(e);
	return ok;
}

int zip_write(const struct zip_part *parts, size_t n, struct arena *a, struct sv *ret,
	struct err *err)
{
	struct str out;
	str_init(&out, a, DOC_MAX_BYTES);
	AUTO(archive_done) struct archive *archive = archive_write_new();
	bool ok = archive && archive_write_set_format_zip(archive) == ARCHIVE_OK &&
		archive_write_set_options(archive, "zip:compression=deflate") == ARCHIVE_OK &&
		archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
		archive_write_open2(archive, &out, NULL, append, NULL, NULL) == ARCHIVE_OK;
	for (size_t i = 0; ok && i < n; i++)
		ok = add_part(archive, &parts[i]);
	ok = ok && archive_write_close(archive) == ARCHIVE_OK;
	if (!ok && str_ok(&out)) {
		err_set(err, E_NOMEM, "文件打包没有完成，请关闭其他程序后重试");
		return err_detail(err, "libarchive: %s", archive ? archive_error_string(archive) : "none");
	}
	return print_finish(&out, ret, err);
}
