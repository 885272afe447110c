#include "app/desk.h"

#include "app/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_program(const char *path)
{
	return access(path, X_OK) == 0;
}

/** The PDF worker: named by the environment, beside this program, or where it is installed. */
static void find_pdf_worker(struct desk *d)
{
	const char *named = getenv("GONGKAI_PDF_WORKER");
	if (named) {
		snprintf(d->pdf_worker, sizeof d->pdf_worker, "%s", named);
		return;
	}
	char self[3072];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0)
		return;
	self[n] = '\0';
	char *slash = strrchr(self, '/');
	if (!slash)
		return;
	*slash = '\0';
	static const char *const places[] = { "gongkai-pdf", "worker/pdf/gongkai-pdf",
		"../libexec/gongkai/gongkai-pdf", "../../worker/pdf/gongkai-pdf" };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		snprintf(d->pdf_worker, sizeof d->pdf_worker, "%s/%s", self, places[i]);
		if (is_program(d->pdf_worker))
			return;
	}
	d->pdf_worker[0] = '\0';
}

void desk_init(struct desk *d)
{
	memset(d, 0, sizeof *d);
	find_pdf_worker(d);
	static const char *const places[] = { "/usr/bin/antiword", "/usr/local/bin/antiword" };
	for (size_t i = 0; i < sizeof places / sizeof *places && !d->antiword[0]; i++)
		if (is_program(places[i]))
			snprintf(d->antiword, sizeof d->antiword, "%s", places[i]);
}

int desk_read_bytes(struct desk *d, struct sv bytes, struct arena *a, struct report **ret,
	struct err *err)
{
	struct doc *doc;
	int rc = E_OK;
	if (!d->open) {
		const struct doc_reader_options options = {
			.pdf_worker = d->pdf_worker[0] ? d->pdf_worker : NULL,
			.antiword = d->antiword[0] ? d->antiword : NULL };
		rc = doc_reader_open(&options, &d->reader, err);
		d->open = rc == E_OK;
	}
	if (!rc)
		rc = doc_reader_read(d->reader, bytes, a, &doc, err);
	return rc ? rc : report_read(doc, a, ret, err);
}

int desk_read(struct desk *d, const char *path, struct arena *a, struct report **ret,
	struct err *err)
{
	struct sv bytes;
	int rc = files_read(path, a, &bytes, err);
	return rc ? rc : desk_read_bytes(d, bytes, a, ret, err);
}

void desk_done(struct desk *d)
{
	if (d->open)
		doc_reader_close(d->reader);
	d->reader = NULL;
	d->open = false;
}
