#include "http/multipart.h"

#include "base/utf8.h"
#include "http/chars.h"

enum { DELIMITER, AFTER, AFTER_DASH, PADDING, AFTER_CR, HEAD, CONTENT, END };

static int malformed(struct err *err, const char *what)
{
	err_set(err, E_FORMAT, "上传的表单格式不正确或不完整，服务器没有保存任何内容。请重新上传。");
	return err_detail(err, "multipart: %s", what);
}

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "服务器内存不足，请稍后重试。");
}

int multipart_init(struct multipart *m, struct sv type, struct arena *a, size_t max_fields,
	struct err *err)
{
	struct sv boundary;
	*m = (struct multipart){ .arena = a, .max_fields = max_fields };
	str_init(&m->head, a, MULTIPART_HEAD_MAX);
	if (part_parameter(type, SV("boundary"), a, &boundary) != 1 || boundary.n == 0 ||
		boundary.n > MULTIPART_BOUNDARY_MAX || boundary.p[boundary.n - 1] == ' ' ||
		!chars_all(boundary, CHARS_BOUNDARY))
		return malformed(err, "no boundary");
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, boundary.p, boundary.n);
	m->n_delimiter = 4 + boundary.n;
	m->matched = 2; /* as if a line end stood before the first delimiter */
	return 0;
}

/** The head of a part is whole: what is it? */
static int begin_part(struct multipart *m, struct err *err)
{
	if (!part_parse(sv_head(str_sv(&m->head), m->head.n - 2), m->arena, &m->part))
		return m->arena->failed ? no_memory(err) : malformed(err, "head of a part");
	str_clear(&m->head);
	m->state = CONTENT;
	if (!m->part.is_file) {
		if (m->n_fields == HTTP_FIELDS_MAX)
			return err_set(err, E_LIMIT, "提交的字段超过 %d 个，服务器没有处理。",
				HTTP_FIELDS_MAX);
		if (m->part.name.n > m->max_fields - m->field_bytes)
			return err_set(err, E_LIMIT, "提交的文字过长，服务器没有处理。");
		m->field_bytes += m->part.name.n;
		str_init(&m->value, m->arena, m->max_fields - m->field_bytes);
		return 0;
	}
	if (m->n_files == HTTP_FILES_MAX)
		return err_set(err, E_LIMIT, "一次最多上传 %d 个文件。请分几次上传。", HTTP_FILES_MAX);
	m->files = arena_grow(m->arena, m->files, m->n_files, &m->cap_files, sizeof *m->files);
	if (!m->files)
		return no_memory(err);
	m->files[m->n_files] = (struct http_file){ .field = m->part.name, .name = m->part.file };
	return 0;
}

static int add_content(struct multipart *m, struct sv bytes, struct spool *files, struct err *err)
{
	if (m->part.is_file) {
		m->files[m->n_files].bytes.n += bytes.n;
		return spool_add(files, bytes, err);
	}
	str_add(&m->value, bytes);
	if (str_ok(&m->value))
		return 0;
	return m->arena->failed ? no_memory(err) :
		err_set(err, E_LIMIT, "提交的文字过长，服务器没有处理。");
}

static int end_field(struct multipart *m, struct err *err)
{
	struct sv value = str_sv(&m->value);
	if (!utf8_valid(value) || memchr(value.p, '\0', value.n))
		return malformed(err, "field is not UTF-8 or holds NUL");
	m->fields = arena_grow(m->arena, m->fields, m->n_fields, &m->cap_fields, sizeof *m->fields);
	if (!m->fields)
		return no_memory(err);
	m->field_bytes += value.n;
	m->fields[m->n_fields++] = (struct http_field){ m->part.name, value };
	return 0;
}

/** A delimiter is whole: the part before it, if there is one, has ended. */
static int end_part(struct multipart *m, struct err *err)
{
	bool content = m->state == CONTENT;
	m->state = AFTER;
	m->matched = 0;
	if (!content)
		return 0;
	if (!m->part.is_file)
		return end_field(m, err);
	struct http_file *f = &m->files[m->n_files];
	if (f->name.n == 0 && f->bytes.n)
		f->name = part_file_name(f->name, m->arena);
	m->n_files += f->name.n > 0;
	return 0;
}

/** Bytes that looked like a delimiter and were content. */
static int give_back(struct multipart *m, struct spool *files, struct err *err)
{
	struct sv bytes = { m->delimiter, m->matched };
	m->matched = 0;
	if (m->state != CONTENT)
		return malformed(err, "text before the first delimiter");
	return bytes.n ? add_content(m, bytes, files, err) : 0;
}

/** Content up to what may be a delimiter. CR is only at the start of one, so nothing overlaps. */
static int take_content(struct multipart *m, struct sv *in, struct spool *files, struct err *err)
{
	int rc = 0;
	while (m->matched && in->n) {
		if (in->p[0] != m->delimiter[m->matched]) {
			rc = give_back(m, files, err);
			break;
		}
		*in = sv_from(*in, 1);
		if (++m->matched == m->n_delimiter)
			return end_part(m, err);
	}
	if (rc || in->n == 0)
		return rc;
	const char *cr = memchr(in->p, '\r', in->n);
	struct sv plain = cr ? sv_head(*in, (size_t)(cr - in->p)) : *in;
	if (plain.n) {
		rc = m->state == CONTENT ? add_content(m, plain, files, err) :
			malformed(err, "text before the first delimiter");
		*in = sv_from(*in, plain.n);
	}
	if (!rc && cr) {
		m->matched = 1;
		*in = sv_from(*in, 1);
	}
	return rc;
}

/** One byte of the line of a delimiter or of what follows the last one. */
static int take_line(struct multipart *m, char c, struct err *err)
{
	bool blank = c == ' ' || c == '\t';
	switch (m->state) {
	case AFTER:
	case PADDING:
		m->state = c == '\r' ? AFTER_CR : blank ? PADDING :
			c == '-' && m->state == AFTER ? AFTER_DASH : -1;
		break;
	case AFTER_DASH:
		m->state = c == '-' ? END : -1;
		break;
	case AFTER_CR:
		m->state = c == '\n' ? HEAD : -1;
		break;
	case END:
		m->state = c == '\r' || c == '\n' || blank ? END : -1;
		break;
	}
	return m->state < 0 ? malformed(err, "line of a delimiter") : 0;
}

static int take_head(struct multipart *m, char c, struct err *err)
{
	str_addc(&m->head, c);
	if (!str_ok(&m->head))
		return m->arena->failed ? no_memory(err) :
			err_set(err, E_LIMIT, "上传的文件名等信息过长，服务器没有处理。");
	struct sv head = str_sv(&m->head);
	if (c == '\n' && !sv_ends(head, SV("\r\n")))
		return malformed(err, "bare LF");
	if (sv_eq(head, SV("\r\n")))
		return malformed(err, "part without a head");
	return sv_ends(head, SV("\r\n\r\n")) ? begin_part(m, err) : 0;
}

int multipart_feed(struct multipart *m, struct sv in, struct spool *files, struct err *err)
{
	int rc = 0;
	while (in.n && !rc) {
		if (m->state == DELIMITER || m->state == CONTENT) {
			rc = take_content(m, &in, files, err);
			continue;
		}
		rc = m->state == HEAD ? take_head(m, in.p[0], err) : take_line(m, in.p[0], err);
		in = sv_from(in, 1);
	}
	return rc;
}

int multipart_finish(struct multipart *m, struct sv bytes, struct http_request *r, struct err *err)
{
	if (m->state != END)
		return malformed(err, "ends before the last delimiter");
	for (size_t i = 0; i < m->n_files; i++) {
		m->files[i].bytes.p = bytes.p;
		bytes = sv_from(bytes, m->files[i].bytes.n);
	}
	r->form = m->fields;
	r->n_form = m->n_fields;
	r->files = m->files;
	r->n_files = m->n_files;
	return 0;
}
