/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "take.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "flow.h"
#include "furniture.h"

#define SCRATCH_MAX ((size_t)192 * 1024 * 1024)
#define SCAN_GLYPHS 8 /* characters a page, on average: a stamp on a scan */

static int damaged(struct err *err, const char *why)
{
	err_set(err, E_FORMAT, "这个 PDF 已损坏或不完整，无法读取；请重新下载，或用原软件重新导出后再试。");
	return err_detail(err, "pdf: %s", why);
}

static int out_of_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "这个 PDF 的内容过多，超出内存上限；请拆分后再试。");
}

static int open_pdf(struct sv bytes, PopplerDocument **ret, struct err *err)
{
	g_autoptr(GBytes) held = g_bytes_new_static(bytes.p, bytes.n);
	g_autoptr(GError) why = NULL;
	*ret = poppler_document_new_from_bytes(held, NULL, &why);
	if (*ret)
		return E_OK;
	if (g_error_matches(why, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)) {
		err_set(err, E_ENCRYPTED, "这个 PDF 有打开密码；请取消密码保护后再试。");
		return E_ENCRYPTED;
	}
	return damaged(err, why ? why->message : "cannot open");
}

static int read_sheets(PopplerDocument *pdf, size_t n, struct arena *a, struct sheet *sheets,
	struct err *err)
{
	AUTO(arena_done) struct arena scratch;
	arena_init(&scratch, SCRATCH_MAX);
	for (size_t i = 0; i < n; i++) {
		PopplerPage *pp = poppler_document_get_page(pdf, (int)i);
		if (!pp)
			return damaged(err, "page cannot be read");
		int code = sheet_read(pp, (uint32_t)i + 1, a, &scratch, &sheets[i]);
		g_object_unref(pp);
		if (code)
			return out_of_memory(err);
		arena_reset(&scratch);
	}
	return furniture_drop(sheets, n, &scratch) ? out_of_memory(err) : E_OK;
}

static bool is_scan(const struct sheet *sheets, size_t n)
{
	size_t glyphs = 0, pictured = 0;
	for (size_t i = 0; i < n; i++) {
		glyphs += sheets[i].n_glyphs;
		pictured += sheets[i].pictured;
	}
	return glyphs == 0 || (glyphs < SCAN_GLYPHS * n && 2 * pictured > n);
}

/** The title from the file's properties, when it is text. */
static struct sv title_of(PopplerDocument *pdf, struct arena *a)
{
	g_autofree char *title = poppler_document_get_title(pdf);
	struct sv s = sv_trim(sv_of(title));
	return utf8_valid(s) ? sv_dup(a, s) : SV("");
}

static int take_open(PopplerDocument *pdf, struct arena *a, struct doc **ret, struct err *err)
{
	int n = poppler_document_get_n_pages(pdf);
	if (n <= 0)
		return damaged(err, "no pages");
	if (n > DOC_MAX_PAGES)
		return err_set(err, E_LIMIT, "这个 PDF 有 %d 页，超过上限 %d 页；请只保留年度报告部分后再试。", n,
			DOC_MAX_PAGES);
	struct sheet *sheets = arena_array(a, (size_t)n, sizeof *sheets);
	struct doc *d = sheets ? doc_new(a, DOC_PDF) : NULL;
	if (!d)
		return out_of_memory(err);
	int code = read_sheets(pdf, (size_t)n, a, sheets, err);
	if (code)
		return code;
	if (is_scan(sheets, (size_t)n))
		return err_set(err, E_UNSUPPORTED, "这个 PDF 是扫描图片，没有文字层；请提供文字版 PDF 或 Word "
			"文件，或先做文字识别(OCR)。");
	d->title = title_of(pdf, a);
	code = flow_sheets(sheets, (size_t)n, d);
	if (code == E_LIMIT)
		return err_set(err, E_LIMIT, "这个 PDF 里的表格过大；请只保留年度报告部分后再试。");
	if (code)
		return out_of_memory(err);
	*ret = d;
	return E_OK;
}

int take_pdf(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	PopplerDocument *pdf;
	int code = open_pdf(bytes, &pdf, err);
	if (code)
		return code;
	code = take_open(pdf, a, ret, err);
	g_object_unref(pdf);
	return code;
}
