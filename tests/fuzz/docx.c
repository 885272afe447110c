/* DOCX: a package, or the texts of document, styles, numbering and properties; see pack.h. */
#include "doc/read.h"
#include "pack.h"
#include "walk.h"

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

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
	AUTO(arena_done) struct arena packed;
	arena_init(&packed, 1 << 26);
	return fuzz_read(doc_read_docx,
		pack(&packed, (struct sv){ (const char *)data, size }, names, fixed));
}
