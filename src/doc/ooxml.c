#include "doc/ooxml.h"

#include "base/auto.h"
#include "base/num.h"
#include "base/str.h"

#include <archive.h>
#include <archive_entry.h>

/* Under this size a part may inflate as it likes; see DOC_MAX_RATIO. */
enum { RATIO_FREE = 1024 * 1024, NAME_MAX_BYTES = 512 };

enum { XML_OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
	XML_PARSE_COMPACT };

static int say_truncated(struct err *err, const char *why)
{
	err_set(err, E_FORMAT, "文件不完整，可能上传或复制时中断，请重新获取。");
	return err_detail(err, "%s", why);
}

static int say_limit(struct err *err, const char *why)
{
	err_set(err, E_LIMIT, "文件展开后过大或层次过深，不像正常的文档，没有读取；"
		"请用原软件打开后另存为新文件再试。");
	return err_detail(err, "%s", why);
}

static int say_nomem(struct err *err)
{
	return err_set(err, E_NOMEM, "文件内容过多，超出了内存限额，请拆分后再试。");
}

static void free_archive(struct archive **a)
{
	if (*a)
		archive_read_free(*a);
}

/* Only the reader that goes by the central directory: what it lacks is truncated. */
static struct archive *open_zip(struct sv zip)
{
	struct archive *a = archive_read_new();
	if (a && archive_read_support_format_zip_seekable(a) == ARCHIVE_OK &&
	    archive_read_open_memory(a, zip.p, zip.n) == ARCHIVE_OK)
		return a;
	free_archive(&a);
	return NULL;
}

/** Name of an entry as a part name, empty when it is not one that a package may have. */
static struct sv entry_name(struct archive_entry *e)
{
	struct sv v = sv_of(archive_entry_pathname(e));
	if (v.n > 0 && v.p[0] == '/')
		v = sv_from(v, 1);
	if (v.n > NAME_MAX_BYTES || sv_has(v, SV("..")) || sv_has(v, SV("\\")))
		return SV("");
	return v;
}

static int add_name(struct ooxml *pkg, struct archive_entry *e, struct err *err)
{
	if (archive_entry_is_encrypted(e))
		return err_set(err, E_ENCRYPTED, "文件有密码保护，请去除密码后再提交。");
	if (pkg->n_names >= DOC_MAX_ENTRIES)
		return say_limit(err, "too many entries");
	struct sv *more = arena_grow(pkg->arena, pkg->names, pkg->n_names, &pkg->cap_names,
		sizeof *more);
	if (!more)
		return say_nomem(err);
	pkg->names = more;
	pkg->names[pkg->n_names++] = sv_dup(pkg->arena, entry_name(e));
	return pkg->arena->failed ? say_nomem(err) : 0;
}

int ooxml_open(struct sv zip, struct arena *a, struct ooxml *ret, struct err *err)
{
	*ret = (struct ooxml){ .zip = zip, .arena = a };
	AUTO(free_archive) struct archive *ar = open_zip(zip);
	struct archive_entry *e;
	int r, code;
	if (!ar)
		return say_truncated(err, "no central directory");
	while ((r = archive_read_next_header(ar, &e)) == ARCHIVE_OK || r == ARCHIVE_WARN)
		if ((code = add_name(ret, e, err)) != 0)
			return code;
	if (r != ARCHIVE_EOF || ret->n_names == 0)
		return say_truncated(err, archive_error_string(ar) ? archive_error_string(ar) : "empty");
	return 0;
}

bool ooxml_has(const struct ooxml *pkg, struct sv name)
{
	for (size_t i = 0; name.n && i < pkg->n_names; i++)
		if (sv_eq(pkg->names[i], name))
			return true;
	return false;
}

static int stop(struct ooxml_part *part, int fault, const char *why)
{
	if (!part->fault) {
		part->fault = fault;
		part->why = why;
	}
	return -1;
}

/** Read callback of libxml2. */
static int inflate_some(void *context, char *buffer, int n)
{
	struct ooxml_part *part = context;
	if (part->fault)
		return -1;
	la_ssize_t got = archive_read_data(part->archive, buffer, (size_t)n);
	if (got < 0)
		return stop(part, E_FORMAT, "part cannot be inflated");
	part->inflated += (size_t)got;
	part->pkg->inflated += (size_t)got;
	int64_t packed = archive_filter_bytes(part->archive, 0) - part->packed_from;
	if (part->pkg->inflated > DOC_MAX_INFLATED)
		return stop(part, E_LIMIT, "package inflates over the limit");
	if (part->inflated > RATIO_FREE &&
	    part->inflated / DOC_MAX_RATIO > (uint64_t)(packed > 0 ? packed : 0))
		return stop(part, E_LIMIT, "part inflates out of proportion");
	return (int)got;
}

/* libxml2 reports its own limits (depth, length of a text) as internal errors. */
static void on_xml_error(void *context, xmlErrorPtr e)
{
	struct ooxml_part *part = context;
	if (e->level < XML_ERR_ERROR)
		return;
	if (e->code == XML_ERR_INTERNAL_ERROR || e->code == XML_ERR_ENTITY_LOOP)
		stop(part, E_LIMIT, "XML over a limit of the parser");
	else if (e->level == XML_ERR_FATAL)
		stop(part, E_FORMAT, "malformed XML");
}

int ooxml_part_open(struct ooxml *pkg, struct sv name, struct ooxml_part *part, struct err *err)
{
	*part = (struct ooxml_part){ .pkg = pkg, .archive = open_zip(pkg->zip) };
	struct archive_entry *e;
	if (!part->archive)
		return say_nomem(err);
	do {
		int r = archive_read_next_header(part->archive, &e);
		if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
			return say_truncated(err, "part is missing");
	} while (!sv_eq(entry_name(e), name));
	part->packed_from = archive_filter_bytes(part->archive, 0);
	part->xml = xmlReaderForIO(inflate_some, NULL, part, NULL, NULL, XML_OPTIONS);
	if (!part->xml)
		return say_nomem(err);
	xmlTextReaderSetStructuredErrorHandler(part->xml, on_xml_error, part);
	return 0;
}

int ooxml_text_open(struct sv xml, struct ooxml_part *part, struct err *err)
{
	*part = (struct ooxml_part){ .xml = xmlReaderForMemory(xml.p, (int)xml.n, NULL, "UTF-8",
		XML_OPTIONS) };
	if (!part->xml)
		return say_nomem(err);
	xmlTextReaderSetStructuredErrorHandler(part->xml, on_xml_error, part);
	return 0;
}

void ooxml_part_close(struct ooxml_part *part)
{
	if (part->xml)
		xmlFreeTextReader(part->xml);
	free_archive(&part->archive);
	*part = (struct ooxml_part){ 0 };
}

/** Take the node the XML reader stands on. @return false when it is of no interest */
static bool take_node(struct ooxml_part *part)
{
	switch (xmlTextReaderNodeType(part->xml)) {
	case XML_READER_TYPE_ELEMENT:
		part->event = OOXML_START;
		part->empty = part->owed_end = xmlTextReaderIsEmptyElement(part->xml) == 1;
		break;
	case XML_READER_TYPE_END_ELEMENT:
		part->event = OOXML_END;
		break;
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_WHITESPACE:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
		part->event = OOXML_TEXT;
		part->text = (const char *)xmlTextReaderConstValue(part->xml);
		return part->text != NULL;
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
		stop(part, E_LIMIT, "document type declaration");
		return false;
	default:
		return false;
	}
	part->name = (const char *)xmlTextReaderConstLocalName(part->xml);
	part->ns = (const char *)xmlTextReaderConstNamespaceUri(part->xml);
	if (!part->ns)
		part->ns = "";
	if (xmlTextReaderDepth(part->xml) > DOC_MAX_NESTING)
		stop(part, E_LIMIT, "elements nested too deep");
	return part->name && !part->fault;
}

bool ooxml_next(struct ooxml_part *part)
{
	if (part->owed_end) {
		part->owed_end = false;
		part->event = OOXML_END;
		return true;
	}
	while (!part->fault) {
		int r = xmlTextReaderRead(part->xml);
		if (r < 0)
			stop(part, E_FORMAT, "malformed XML");
		if (r <= 0 || part->fault)
			return false;
		if (take_node(part))
			return true;
	}
	return false;
}

void ooxml_skip(struct ooxml_part *part)
{
	for (size_t depth = 1; depth > 0 && ooxml_next(part);) {
		if (part->event == OOXML_START)
			depth++;
		else if (part->event == OOXML_END)
			depth--;
	}
}

const char *ooxml_attr(struct ooxml_part *part, const char *name)
{
	const char *value = NULL;
	while (!value && xmlTextReaderMoveToNextAttribute(part->xml) == 1) {
		const char *local = (const char *)xmlTextReaderConstLocalName(part->xml);
		if (local && strcmp(local, name) == 0)
			value = (const char *)xmlTextReaderConstValue(part->xml);
	}
	xmlTextReaderMoveToElement(part->xml);
	return value;
}

uint32_t ooxml_attr_u32(struct ooxml_part *part, const char *name, uint32_t max,
	uint32_t otherwise)
{
	int64_t v;
	const char *text = ooxml_attr(part, name);
	if (!text || !num_parse_i64(sv_of(text), &v) || v < 0)
		return otherwise;
	return v > max ? max : (uint32_t)v;
}

bool ooxml_attr_on(struct ooxml_part *part)
{
	struct sv v = sv_of(ooxml_attr(part, "val"));
	return !sv_eq(v, SV("0")) && !sv_eq(v, SV("false")) && !sv_eq(v, SV("off"));
}

int ooxml_part_fault(const struct ooxml_part *part, struct err *err)
{
	if (part->fault == E_LIMIT)
		return say_limit(err, part->why);
	return part->fault ? say_truncated(err, part->why) : 0;
}

/** "xl/workbook.xml" -> folder "xl/" and file "workbook.xml". */
static struct sv split_name(struct sv part, struct sv *file)
{
	size_t slash = sv_find_last(part, SV("/"));
	struct sv folder = sv_head(part, slash == SV_NONE ? 0 : slash + 1);
	*file = sv_from(part, folder.n);
	return folder;
}

/** A relative target as a part name; targets that climb ("../") give one nobody has. */
static struct sv resolve(struct arena *a, struct sv folder, struct sv target)
{
	if (sv_starts(target, SV("/")))
		return sv_dup(a, sv_from(target, 1));
	if (sv_starts(target, SV("./")))
		target = sv_from(target, 2);
	return sv_fmt(a, "%.*s%.*s", SV_ARG(folder), SV_ARG(target));
}

static bool add_relation(struct ooxml_part *part, struct sv folder, struct ooxml_rels *rels)
{
	struct arena *a = part->pkg->arena;
	if (sv_eq(sv_of(ooxml_attr(part, "TargetMode")), SV("External")))
		return true;
	struct ooxml_rel *more = arena_grow(a, rels->items, rels->n, &rels->cap, sizeof *more);
	if (!more)
		return false;
	rels->items = more;
	struct ooxml_rel *rel = &rels->items[rels->n++];
	struct sv kind = sv_of(ooxml_attr(part, "Type")), file;
	split_name(kind, &file);
	rel->kind = sv_dup(a, file);
	rel->id = sv_dup(a, sv_of(ooxml_attr(part, "Id")));
	rel->target = resolve(a, folder, sv_of(ooxml_attr(part, "Target")));
	return !a->failed;
}

int ooxml_relations(struct ooxml *pkg, struct sv part, struct ooxml_rels *ret, struct err *err)
{
	struct sv file, folder = split_name(part, &file);
	struct sv name = sv_fmt(pkg->arena, "%.*s_rels/%.*s.rels", SV_ARG(folder), SV_ARG(file));
	*ret = (struct ooxml_rels){ 0 };
	if (!ooxml_has(pkg, name))
		return 0;
	AUTO(ooxml_part_close) struct ooxml_part rels = { 0 };
	int code = ooxml_part_open(pkg, name, &rels, err);
	if (code)
		return code;
	while (ooxml_next(&rels))
		if (rels.event == OOXML_START && ooxml_is(&rels, "Relationship") &&
		    !add_relation(&rels, folder, ret))
			return say_nomem(err);
	return ooxml_part_fault(&rels, err);
}

const struct ooxml_rel *ooxml_rel_kind(const struct ooxml *pkg, const struct ooxml_rels *rels,
	const char *kind)
{
	for (size_t i = 0; i < rels->n; i++)
		if (sv_eq(rels->items[i].kind, sv_of(kind)) && ooxml_has(pkg, rels->items[i].target))
			return &rels->items[i];
	return NULL;
}
