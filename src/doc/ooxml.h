/**
 * Office Open XML packages (ECMA-376 part 2), private to the DOCX and XLSX readers: a ZIP file
 * whose parts are XML and are found through relationship files.
 *
 * Parts are inflated and parsed as a stream, never whole, and only those asked for. Limits hold
 * for the package as a whole: DOC_MAX_ENTRIES, DOC_MAX_INFLATED over everything inflated,
 * DOC_MAX_RATIO for one part, DOC_MAX_NESTING of elements. A document type declaration is refused,
 * so there are no entities to expand, and nothing is ever loaded from outside the package.
 */
#pragma once

#include "doc/doc.h"

#include <libxml/xmlreader.h>

struct archive;

struct ooxml {
	struct sv zip;
	struct arena *arena;
	struct sv *names; /* of the entries */
	size_t n_names, cap_names;
	size_t inflated; /* so far, of all parts */
};

/** One relationship of a part. `target` is the name of a part, made absolute without leading /. */
struct ooxml_rel {
	struct sv id;
	struct sv kind; /* last step of the type, e.g. "styles", "worksheet" */
	struct sv target;
};

struct ooxml_rels {
	struct ooxml_rel *items;
	size_t n, cap;
};

enum ooxml_event { OOXML_START, OOXML_END, OOXML_TEXT };

/** A part being read. Zero it, open it, close it. */
struct ooxml_part {
	struct ooxml *pkg;
	struct archive *archive;
	xmlTextReader *xml;
	int64_t packed_from; /* where in the ZIP the bytes of this part begin */
	size_t inflated;     /* of this part */
	int fault;           /* E_LIMIT, E_FORMAT: why the stream stopped, 0 while it has not */
	const char *why;     /* the same for the log */

	enum ooxml_event event;
	const char *name; /* local name of the element, for START and END; until the next event */
	const char *ns;   /* its namespace, never NULL; until the next event */
	const char *text; /* of TEXT, white space too; until the next event */
	bool empty;       /* START of <x/>: its END comes next like any other */
	bool owed_end;
};

/**
 * List the entries of a package.
 * @return 0, E_FORMAT (no ZIP, truncated), E_ENCRYPTED, E_LIMIT, E_NOMEM
 */
int ooxml_open(struct sv zip, struct arena *a, struct ooxml *ret, struct err *err);

/** Is there a part of that name? */
bool ooxml_has(const struct ooxml *pkg, struct sv name);

/**
 * The relationships of a part ("" for the package itself); none when it has no such file.
 * External targets are left out.
 */
int ooxml_relations(struct ooxml *pkg, struct sv part, struct ooxml_rels *ret, struct err *err);

/** The first relationship of that kind whose part is there; NULL if none. */
const struct ooxml_rel *ooxml_rel_kind(const struct ooxml *pkg, const struct ooxml_rels *rels,
	const char *kind);

/** Begin to read a part. E_FORMAT with a sentence when it is not there. */
int ooxml_part_open(struct ooxml *pkg, struct sv name, struct ooxml_part *part, struct err *err);

/** Read XML text as if it were a part, with the same limits of nesting. */
int ooxml_text_open(struct sv xml, struct ooxml_part *part, struct err *err);

/** Go to the next event. @return false at the end and on a fault; then ask ooxml_part_fault */
bool ooxml_next(struct ooxml_part *part);

/** Pass over what is left of the element whose START was just seen, its END included. */
void ooxml_skip(struct ooxml_part *part);

/** Is the event a START or END of `name`? The namespace is not looked at. */
static inline bool ooxml_is(const struct ooxml_part *part, const char *name)
{
	return part->event != OOXML_TEXT && strcmp(part->name, name) == 0;
}

/** Value of the attribute with that local name, at a START; NULL if none. Until the next call. */
const char *ooxml_attr(struct ooxml_part *part, const char *name);

/** The same as a number in 0..max, or `otherwise` when it is missing or none. */
uint32_t ooxml_attr_u32(struct ooxml_part *part, const char *name, uint32_t max,
	uint32_t otherwise);

/** A switch like <w:vanish/> or <w:vanish w:val="false"/>. */
bool ooxml_attr_on(struct ooxml_part *part);

/** Why reading stopped, as a code with a sentence; 0 at a regular end. */
int ooxml_part_fault(const struct ooxml_part *part, struct err *err);

/** For AUTO. */
void ooxml_part_close(struct ooxml_part *part);
