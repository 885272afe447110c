/* DOCX: a package, or the texts of document, styles, numbering and properties; see pack.h. */
#include "base/auto.h"
#include "doc/read.h"
#include "pack.h"

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "word/document.xml", "word/styles.xml",
		"word/numbering.xml", "docProps/core.xml", NULL };
	static const char *const fixed[] = {
		"_rels/.rels", "<Relationships><Relationship Id='a' Type='" REL "officeDocument' "
		"Target='word/document.xml'/><Relationship Id='b' Type='x/core-properties' "
		"Target='docProps/core.xml'/></Relationships>",
		"word/_rels/document.xml.rels", "<Relationships><Relationship Id='a' Type='" REL "styles' "
		"Target='styles.xml'/><Relationship Id='b' Type='" REL "numbering' "
		"Target='numbering.xml'/></Relationships>", NULL };
	AUTO(arena_done) struct arena a;
	AUTO(arena_done) struct arena packed;
	arena_init(&a, 1 << 26);
	arena_init(&packed, 1 << 26);
	struct doc *d = NULL;
	struct err err = { 0 };
	struct sv zip = pack(&packed, (struct sv){ (const char *)data, size }, names, fixed);
	if (doc_read_docx(zip, &a, &d, &err) == 0)
		for (size_t i = 0; i < d->n_blocks; i++)
			if (d->blocks[i].table)
				doc_cell_at(d->blocks[i].table, 1, 1);
	return 0;
}
