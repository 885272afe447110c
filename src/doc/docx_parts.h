/**
 * The parts of a DOCX that are the same in every document: types, relations, settings, footers and
 * the styles of GB/T 9704-2012. Elements stand in the order that the schema of ECMA-376 asks for.
 *
 * Styles: Title, Heading1 … Heading3, Normal, AfterTable (the paragraph that must follow a table),
 * and for cells Cell, CellLeft and the smaller CellNarrow, CellLeftNarrow.
 */
#pragma once

extern const char docx_content_types[], docx_relations[], docx_document_relations[];
extern const char docx_settings[], docx_footer_odd[], docx_footer_even[];

/** The styles, in pieces to be joined (a literal has a longest length); ends in NULL. */
extern const char *const docx_styles[];

/** The w:sectPr that ends the body: page, margins, footers, grid of lines and characters. */
extern const char docx_section[];
