/* XLSX: a package, or the texts of sheet, shared strings and workbook; see pack.h. */
#include "base/auto.h"
#include "doc/read.h"
#include "pack.h"

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "xl/s.xml", "xl/t.xml", "xl/workbook.xml", NULL };
	static const char *const fixed[] = {
		"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a' Type='" REL "worksheet' "
		"Target='s.xml'/><Relationship Id='b' Type='" REL "sharedStrings' Target='t.xml'/>"
		"</Relationships>", NULL };
	AUTO(arena_done) struct arena a;
	AUTO(arena_done) struct arena packed;
	arena_init(&a, 1 << 26);
	arena_init(&packed, 1 << 26);
	struct doc *d = NULL;
	struct err err = { 0 };
	struct sv zip = pack(&packed, (struct sv){ (const char *)data, size }, names, fixed);
	if (doc_read_xlsx(zip, &a, &d, &err) == 0)
		for (size_t i = 0; i < d->n_blocks; i++)
			if (d->blocks[i].table)
				doc_cell_at(d->blocks[i].table, 1, 1);
	return 0;
}
