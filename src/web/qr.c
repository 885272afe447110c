#include "web/qr.h"

#include "base/late.h"

#include <qrencode.h>

enum { QUIET = 4, PATH_MAX_BYTES = 256 * 1024 };

#define QR_FUNCTIONS(X) X(QRcode_encodeData) X(QRcode_free)
struct qr_api {
	LATE_MEMBERS(QR_FUNCTIONS)
};

static bool load(struct qr_api *ret)
{
	struct qr_api api;
	const char *missing = NULL;
	void *library = late_open("libqrencode.so.4");
	if (library) {
		QR_FUNCTIONS(LATE_LOAD)
	}
	if (!library || missing)
		return false;
	*ret = api;
	return true;
}

/** Dark modules that stand side by side are one stroke. */
static void add_row(struct str *path, const unsigned char *row, int width, int y)
{
	for (int x = 0; x < width; x++) {
		int from = x;
		while (x < width && row[x] & 1)
			x++;
		if (x > from)
			str_addf(path, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
	}
}

static void draw(struct html *h, const QRcode *code, struct sv label, struct str *path,
	struct arena *a)
{
	int whole = code->width + 2 * QUIET;
	for (int y = 0; y < code->width; y++)
		add_row(path, code->data + (size_t)y * (size_t)code->width, code->width, y);
	html_open(h, "svg");
	html_attr_lit(h, "role", "img");
	html_attr(h, "aria-label", label);
	html_attr(h, "viewBox", sv_fmt(a, "0 0 %d %d", whole, whole));
	html_attr_lit(h, "shape-rendering", "crispEdges");
	html_open(h, "rect");
	html_attr_uint(h, "width", (unsigned)whole);
	html_attr_uint(h, "height", (unsigned)whole);
	html_attr_lit(h, "fill", "#fff");
	html_close(h);
	html_open(h, "path");
	html_attr_lit(h, "fill", "#000");
	html_attr(h, "d", str_sv(path));
	html_close(h);
	html_close(h);
}

struct html_markup qr_svg(struct sv text, struct sv label, struct arena *a)
{
	struct qr_api api;
	struct str out, path;
	struct html h;
	QRcode *code = NULL;
	if (text.n > 0 && text.n <= QR_TEXT_MAX && load(&api))
		code = api.QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
	if (!code)
		return (struct html_markup){ NULL };
	str_init(&out, a, PATH_MAX_BYTES * 2);
	str_init(&path, a, PATH_MAX_BYTES);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	draw(&h, code, label, &path, a);
	api.QRcode_free(code);
	return str_ok(&path) ? html_markup_take(&h) : (struct html_markup){ NULL };
}
