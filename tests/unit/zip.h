/* Packages for tests: a ZIP file from names and texts, and the least a DOCX or XLSX needs. */
#pragma once

#include "unit.h"

#include <archive.h>
#include <archive_entry.h>

struct unit_part {
	const char *name, *text;
	size_t n; /* 0: text is a C string */
};

/* `options` as for archive_write_set_options, e.g. "zip:encryption=traditional"; NULL for none. */
static inline struct sv unit_zip_with(struct arena *a, const struct unit_part *parts, size_t n,
	const char *options)
{
	size_t room = 1 << 16, used = 0;
	for (size_t i = 0; i < n; i++)
		room += 1024 + (parts[i].n ? parts[i].n : strlen(parts[i].text)) * 2;
	char *out = arena_alloc(a, room);
	assert_non_null(out);
	struct archive *ar = archive_write_new();
	assert_int_equal(archive_write_set_format_zip(ar), ARCHIVE_OK);
	if (options) {
		assert_int_equal(archive_write_set_options(ar, options), ARCHIVE_OK);
		archive_write_set_passphrase(ar, "secret");
	}
	assert_int_equal(archive_write_open_memory(ar, out, room, &used), ARCHIVE_OK);
	for (size_t i = 0; i < n; i++) {
		size_t size = parts[i].n ? parts[i].n : strlen(parts[i].text);
		struct archive_entry *e = archive_entry_new();
		archive_entry_set_pathname(e, parts[i].name);
		archive_entry_set_size(e, (la_int64_t)size);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		assert_int_equal(archive_write_header(ar, e), ARCHIVE_OK);
		assert_int_equal(archive_write_data(ar, parts[i].text, size), (la_ssize_t)size);
		archive_entry_free(e);
	}
	archive_write_close(ar);
	archive_write_free(ar);
	return (struct sv){ out, used };
}

static inline struct sv unit_zip(struct arena *a, const struct unit_part *parts, size_t n)
{
	return unit_zip_with(a, parts, n, NULL);
}

#define UNIT_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define UNIT_RELS(body) \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" body \
	"</Relationships>"
#define UNIT_W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

/* A DOCX with that inside <w:body>, and styles and numbering unless NULL. */
static inline struct sv unit_docx(struct arena *a, const char *body, const char *styles,
	const char *numbering)
{
	size_t n = strlen(body) + 1024;
	char *main_part = arena_alloc(a, n);
	assert_non_null(main_part);
	snprintf(main_part, n, "<?xml version=\"1.0\"?><w:document " UNIT_W " xmlns:mc=\"http://schemas."
		"openxmlformats.org/markup-compatibility/2006\"><w:body>%s</w:body></w:document>", body);
	const struct unit_part parts[] = {
		{ "_rels/.rels", UNIT_RELS("<Relationship Id=\"r1\" Type=\"" UNIT_REL "officeDocument\" "
			"Target=\"word/document.xml\"/>"), 0 },
		{ "word/_rels/document.xml.rels", UNIT_RELS("<Relationship Id=\"r1\" Type=\"" UNIT_REL
			"styles\" Target=\"styles.xml\"/><Relationship Id=\"r2\" Type=\"" UNIT_REL
			"numbering\" Target=\"/word/numbering.xml\"/>"), 0 },
		{ "word/document.xml", main_part, 0 },
		{ "word/styles.xml", styles ? styles : "<w:styles " UNIT_W "/>", 0 },
		{ "word/numbering.xml", numbering ? numbering : "<w:numbering " UNIT_W "/>", 0 },
	};
	return unit_zip(a, parts, 5);
}
