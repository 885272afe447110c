#include "doc/read.h"

/** Files people hand in that are no document we read, by how they begin, and what to do. */
static const struct stranger {
	struct sv magic;
	size_t at;
	const char *sentence;
} strangers[] = {
	{ SV_INIT("\xFF\xD8\xFF"), 0, "这是一张图片（JPEG），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("\x89PNG"), 0, "这是一张图片（PNG），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("GIF8"), 0, "这是一张图片（GIF），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("BM"), 0, "这像是一张图片（BMP），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("II*"), 0, "这是扫描件（TIFF），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("MM\0*"), 0, "这是扫描件（TIFF），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("WEBP"), 8, "这是一张图片（WebP），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("AT&TFORM"), 0, "这是扫描件（DjVu），读不出文字；请改交文字版 PDF 或 Word 文件。" },
	{ SV_INIT("{\\rtf"), 0, "这是 RTF 文件；请用 Word 或 WPS 打开后另存为 .docx。" },
	{ SV_INIT("MIME-Version:"), 0, "这是单个文件网页（.mht）；请用 Word 打开后另存为 .docx，"
		"或另存为普通网页（.html）。" },
	{ SV_INIT("<?xml"), 0, "这是 XML 文件，不是网页；请用生成它的软件打开后另存为 .docx。" },
	{ SV_INIT("Rar!"), 0, "这是压缩包（RAR）；请解压后把里面的文件交来。" },
	{ SV_INIT("7z\xBC\xAF\x27\x1C"), 0, "这是压缩包（7z）；请解压后把里面的文件交来。" },
	{ SV_INIT("\x1F\x8B"), 0, "这是压缩包（gzip）；请解压后把里面的文件交来。" },
	{ SV_INIT("BZh"), 0, "这是压缩包（bzip2）；请解压后把里面的文件交来。" },
	{ SV_INIT("\xFD" "7zXZ"), 0, "这是压缩包（xz）；请解压后把里面的文件交来。" },
	{ SV_INIT("ustar"), 257, "这是归档文件（tar）；请解开后把里面的文件交来。" },
	{ SV_INIT("MZ"), 0, "这是程序文件，不是文档；请检查是否选错了文件。" },
	{ SV_INIT("\x7F" "ELF"), 0, "这是程序文件，不是文档；请检查是否选错了文件。" },
	{ SV_INIT("SQLite format 3"), 0, "这是数据库文件，不是文档；请检查是否选错了文件。" },
	{ SV_INIT("%!PS"), 0, "这是打印文件（PostScript）；请改交文字版 PDF 或 Word 文件。" },
};

/** The same for ZIP files, by the name of an entry or the type that the first one states. */
static const struct stranger zips[] = {
	{ SV_INIT("OFD.xml"), 0, "这是 OFD 版式文件；请导出为文字版 PDF 或另存为 .docx。" },
	{ SV_INIT("application/vnd.oasis.opendocument"), 0, "这是 OpenDocument 文件；请另存为 .docx 或 .xlsx。" },
	{ SV_INIT("ppt/"), 0, "这是演示文稿（.pptx）；请将报告另存为 .docx。" },
	{ SV_INIT(""), 0, "这是压缩包（ZIP），里面不是 Word 或 Excel 文件；请解压后把里面的文件交来。" },
};

static int refuse_zip(struct sv bytes, struct err *err)
{
	size_t i = 0;
	while (!sv_has(bytes, zips[i].magic)) /* the last is empty and always there */
		i++;
	return err_set(err, E_FORMAT, "%s", zips[i].sentence);
}

/** Say what it seems to be. */
static int refuse(struct sv bytes, struct err *err)
{
	if (sv_trim(bytes).n == 0)
		return err_set(err, E_FORMAT, "这是空文件，没有内容；请检查文件是否保存或上传完整。");
	if (sv_starts(bytes, SV("PK\x03\x04")))
		return refuse_zip(bytes, err);
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		if (sv_starts(sv_from(bytes, strangers[i].at), strangers[i].magic))
			return err_set(err, E_FORMAT, "%s", strangers[i].sentence);
	return err_set(err, E_FORMAT, "不认识这种文件，也不是文字；请改交网页（.html）、Word（.docx）、"
		"Excel（.xlsx）、文字版 PDF 或纯文本。WPS 文件请在 WPS 中另存为 .docx。");
}

int doc_parse(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	static int (*const readers[DOC_FORMAT__MAX])(struct sv bytes, struct arena *a,
		struct doc **ret, struct err *err) = {
		[DOC_HTML] = doc_read_html, [DOC_DOCX] = doc_read_docx, [DOC_XLSX] = doc_read_xlsx,
		[DOC_TEXT] = doc_read_text, [DOC_CSV] = doc_read_csv,   [DOC_JSON] = doc_read_json,
	};
	if (bytes.n > DOC_MAX_BYTES)
		return err_set(err, E_LIMIT, "文件超过 %d MB，没有读取；请拆分后再试。",
			DOC_MAX_BYTES / (1024 * 1024));
	enum doc_format f = doc_sniff(bytes);
	if (readers[f])
		return readers[f](bytes, a, ret, err);
	if (f == DOC_PDF)
		return err_set(err, E_UNSUPPORTED, "这里不能直接读 PDF；请安装 gongkai-pdf 后再试，"
			"或改交 Word 文件、网页。");
	if (f == DOC_LEGACY_DOC)
		return err_set(err, E_UNSUPPORTED, "这是旧版 Office 文件（.doc、.xls、.wps 或加密文件）；"
			"请用 Word 或 WPS 去掉密码，另存为 .docx 或 .xlsx。");
	return refuse(bytes, err);
}
