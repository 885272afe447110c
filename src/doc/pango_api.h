/** The part of Pango and Cairo that PDFs are printed with, loaded on first use (late.h). */
#pragma once

#include "base/err.h"
#include "base/late.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define PANGO_FUNCTIONS(X) \
	X(cairo_create) X(cairo_destroy) X(cairo_font_options_create) X(cairo_font_options_destroy) \
	X(cairo_font_options_set_hint_metrics) X(cairo_font_options_set_hint_style) \
	X(cairo_move_to) X(cairo_pdf_surface_create_for_stream) X(cairo_pdf_surface_set_metadata) \
	X(cairo_rectangle) X(cairo_set_line_width) X(cairo_show_page) X(cairo_status) \
	X(cairo_status_to_string) X(cairo_stroke) X(cairo_surface_destroy) X(cairo_surface_finish) \
	X(cairo_surface_status) X(g_object_unref) X(pango_attr_letter_spacing_new) \
	X(pango_attr_list_insert) X(pango_attr_list_new) X(pango_attr_list_unref) \
	X(pango_cairo_context_set_font_options) X(pango_cairo_font_map_new) \
	X(pango_cairo_font_map_set_resolution) X(pango_cairo_show_layout_line) \
	X(pango_context_set_language) X(pango_context_set_round_glyph_positions) \
	X(pango_font_description_free) X(pango_font_description_new) \
	X(pango_font_description_set_absolute_size) X(pango_font_description_set_family) \
	X(pango_font_map_create_context) X(pango_font_map_get_family) \
	X(pango_language_from_string) X(pango_layout_get_line) X(pango_layout_get_line_count) \
	X(pango_layout_get_text) \
	X(pango_layout_line_get_extents) X(pango_layout_new) X(pango_layout_set_attributes) \
	X(pango_layout_set_font_description) X(pango_layout_set_indent) X(pango_layout_set_text) \
	X(pango_layout_set_width) X(pango_layout_set_wrap)

struct pango_api {
	LATE_MEMBERS(PANGO_FUNCTIONS)
};

/** Load the libraries. @return 0, or E_IO with a sentence saying what to install */
int pango_load(struct pango_api *ret, struct err *err);
