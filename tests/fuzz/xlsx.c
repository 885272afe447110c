/* XLSX: a package, or the texts of sheet, shared strings and workbook; see pack.h. */
#include "doc/read.h"
#include "pack.h"
#include "walk.h"

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "xl/s.xml", "xl/t.xml", "xl/workbook.xml", NULL };
	static const char *const fixed[] = {
		"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a' Type='" REL "worksheet' "
		"Target='s.xml'/><Relationship Id='b' Type='" REL "sharedStrings' Target='t.xml'/>"
		"</Relationships>", NULL };
	AUTO(arena_done) struct arena packed;
	arena_init(&packed, 1 << 26);
	return fuzz_read(doc_read_xlsx,
		pack(&packed, (struct sv){ (const char *)data, size }, names, fixed));
}
