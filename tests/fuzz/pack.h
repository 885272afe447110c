/*
 * Input of the OOXML targets: a ZIP file as it is, or the texts of some parts with a line "%%"
 * between them, which are packed here. Fuzzing the texts reaches the readers behind the checksums.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

#include <archive.h>
#include <archive_entry.h>

static inline void pack_part(struct archive *ar, const char *name, struct sv text)
{
	struct archive_entry *e = archive_entry_new();
	archive_entry_set_pathname(e, name);
	archive_entry_set_size(e, (la_int64_t)text.n);
	archive_entry_set_filetype(e, AE_IFREG);
	if (archive_write_header(ar, e) == ARCHIVE_OK && text.n)
		archive_write_data(ar, text.p, text.n);
	archive_entry_free(e);
}

static inline struct sv pack(struct arena *a, struct sv input, const char *const *names,
	const char *const *fixed)
{
	if (sv_starts(input, SV("PK")))
		return input;
	size_t room = input.n + (1 << 14), used = 0;
	char *out = arena_alloc(a, room);
	struct archive *ar = archive_write_new();
	if (!out || !ar)
		return SV("");
	archive_write_set_format_zip(ar);
	archive_write_zip_set_compression_store(ar);
	archive_write_open_memory(ar, out, room, &used);
	for (; *fixed; fixed += 2)
		pack_part(ar, fixed[0], sv_of(fixed[1]));
	for (; *names; names++) {
		size_t cut = sv_find(input, SV("\n%%\n"));
		pack_part(ar, *names, sv_head(input, cut));
		input = sv_from(input, cut == SV_NONE ? cut : cut + 4);
	}
	archive_write_close(ar);
	archive_write_free(ar);
	return (struct sv){ out, used };
}
