#include "doc/docx_parts.h"

#include "doc/print.h"

#include <stddef.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

/** A number of print.h inside a literal. The names are enumerators, so they are written out and
 * held against the enumerators below. */
#define PITCH "579"
#define BODY "32"
_Static_assert(LINE_PITCH == 579 && BODY_SIZE == 320 && TITLE_SIZE == 440, "see PITCH, BODY");
_Static_assert(PAGE_WIDTH == 11906 && PAGE_HEIGHT == 16838, "see w:pgSz");
_Static_assert(PAGE_TOP == 2098 && PAGE_RIGHT == 1474, "see w:pgMar");
_Static_assert(PAGE_BOTTOM == 1984 && PAGE_LEFT == 1587, "see w:pgMar");
_Static_assert(CELL_SIZE == 210 && CELL_SIZE_NARROW == 180 && CELL_PADDING == 57, "see cells");

const char docx_content_types[] = XML
	"<Types xmlns=\"" PACKAGE "content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
	"relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"" TYPE "document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>"
	"<Override PartName=\"/word/settings.xml\" ContentType=\"" TYPE "settings+xml\"/>"
	"<Override PartName=\"/word/footer1.xml\" ContentType=\"" TYPE "footer+xml\"/>"
	"<Override PartName=\"/word/footer2.xml\" ContentType=\"" TYPE "footer+xml\"/>"
	"<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-"
	"package.core-properties+xml\"/>"
	"</Types>";

const char docx_relations[] = XML
	"<Relationships xmlns=\"" PACKAGE "relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" Target=\"word/document.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" PACKAGE "relationships/metadata/core-properties\""
	" Target=\"docProps/core.xml\"/>"
	"</Relationships>";

const char docx_document_relations[] = XML
	"<Relationships xmlns=\"" PACKAGE "relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" OFFICE "styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" OFFICE "settings\" Target=\"settings.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"" OFFICE "footer\" Target=\"footer1.xml\"/>"
	"<Relationship Id=\"rId4\" Type=\"" OFFICE "footer\" Target=\"footer2.xml\"/>"
	"</Relationships>";

const char docx_settings[] = XML
	"<w:settings xmlns:w=\"" W "\">"
	"<w:defaultTabStop w:val=\"640\"/>"
	"<w:evenAndOddHeaders/>"
	"<w:characterSpacingControl w:val=\"compressPunctuation\"/>"
	"<w:compat><w:compatSetting w:name=\"compatibilityMode\""
	" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
	"</w:settings>";

/** 一字线 on both sides of the number; one character in from the outer edge. */
#define FOOTER(align, indent) XML \
	"<w:ftr xmlns:w=\"" W "\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>" indent \
	"<w:jc w:val=\"" align "\"/></w:pPr>" \
	"<w:r><w:t xml:space=\"preserve\">— </w:t></w:r>" \
	"<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple>" \
	"<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"

const char docx_footer_odd[] =
	FOOTER("right", "<w:ind w:rightChars=\"100\" w:right=\"280\"/>");
const char docx_footer_even[] =
	FOOTER("left", "<w:ind w:leftChars=\"100\" w:left=\"280\"/>");

/**
 * The grid that the page set-up of a word processor shows: 22 lines of 28 characters, each 0.207 pt
 * (in units of 1/4096 pt) narrower than 16 pt. The text itself comes to it by the spacing of Normal
 * and not by snapping to the grid, which LibreOffice works out from another size of type.
 */
const char docx_section[] =
	"<w:sectPr>"
	"<w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
	"<w:footerReference w:type=\"even\" r:id=\"rId4\"/>"
	"<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
	"<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\""
	" w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/>"
	"<w:cols w:space=\"425\"/>"
	"<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"" PITCH "\" w:charSpace=\"-849\"/>"
	"</w:sectPr>";

#define FONT(name) \
	"<w:rFonts w:ascii=\"" name "\" w:eastAsia=\"" name "\" w:hAnsi=\"" name "\"" \
	" w:cs=\"" name "\"/>"
#define SIZE(half_points) "<w:sz w:val=\"" half_points "\"/><w:szCs w:val=\"" half_points "\"/>"
#define SPACING(twips) "<w:spacing w:val=\"" twips "\"/>"
#define EXACT(twips, more) "<w:spacing " more " w:line=\"" twips "\" w:lineRule=\"exact\"/>"
#define NO_INDENT "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>"

#define STYLE(id, name, next, p, r) \
	"<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" name "\"/>" \
	"<w:basedOn w:val=\"Normal\"/><w:next w:val=\"" next "\"/><w:qFormat/>" \
	"<w:pPr>" p "</w:pPr><w:rPr>" r "</w:rPr></w:style>"

#define HEADING(n, level, font) \
	STYLE("Heading" n, "heading " n, "Normal", \
		"<w:keepNext/><w:keepLines/><w:outlineLvl w:val=\"" level "\"/>", FONT(font))

#define CELL(id, align, size) \
	STYLE(id, id, id, \
		"<w:spacing w:before=\"20\" w:after=\"20\" w:line=\"240\"" \
		" w:lineRule=\"auto\"/>" NO_INDENT "<w:jc w:val=\"" align "\"/>", SPACING("0") SIZE(size))

#define BORDER(side) "<w:" side " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
#define MARGIN(side, twips) "<w:" side " w:w=\"" twips "\" w:type=\"dxa\"/>"

const char *const docx_styles[] = { XML
	"<w:styles xmlns:w=\"" W "\">"
	"<w:docDefaults><w:rPrDefault><w:rPr>" FONT("仿宋_GB2312") SIZE(BODY)
	"<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>"
	"<w:pPrDefault/></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
	"<w:name w:val=\"Normal\"/><w:qFormat/><w:pPr>"
	"<w:snapToGrid w:val=\"0\"/>"
	EXACT(PITCH, "w:before=\"0\" w:after=\"0\"")
	"<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc w:val=\"both\"/></w:pPr>"
	"<w:rPr>" SPACING("-5") SIZE(BODY)
	"</w:rPr></w:style>"
	"<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\">"
	"<w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar>"
	MARGIN("top", "0") MARGIN("left", "57") MARGIN("bottom", "0") MARGIN("right", "57")
	"</w:tblCellMar></w:tblPr></w:style>",
	STYLE("Title", "Title", "Normal",
		"<w:keepNext/><w:keepLines/>" EXACT("680", "w:before=\"0\" w:after=\"" PITCH "\"")
		NO_INDENT "<w:jc w:val=\"center\"/>", FONT("方正小标宋简体") SPACING("0") SIZE("44"))
	HEADING("1", "0", "黑体")
	HEADING("2", "1", "楷体_GB2312")
	HEADING("3", "2", "仿宋_GB2312")
	STYLE("AfterTable", "After Table", "Normal",
		EXACT("240", "w:before=\"0\" w:after=\"0\"") NO_INDENT,
		SIZE("18"))
	STYLE("Footer", "footer", "Footer",
		"<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>" NO_INDENT,
		FONT("宋体") SPACING("0") SIZE("28")),
	CELL("Cell", "center", "21")
	CELL("CellLeft", "left", "21")
	CELL("CellNarrow", "center", "18")
	CELL("CellLeftNarrow", "left", "18")
	"<w:style w:type=\"table\" w:styleId=\"FormTable\"><w:name w:val=\"Form Table\"/>"
	"<w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>"
	BORDER("top") BORDER("left") BORDER("bottom") BORDER("right") BORDER("insideH")
	BORDER("insideV") "</w:tblBorders></w:tblPr></w:style>"
	"</w:styles>", NULL };
