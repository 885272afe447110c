#include "http/body.h"

#include "http/chars.h"

static int too_large(const struct body *b, struct err *err)
{
	const char *what = b->kind == BODY_MULTIPART ? "一次上传的文件" : "提交的内容";
	if (b->max >= 1024 * 1024)
		return err_set(err, E_LIMIT, "%s超过 %u MB 的上限，服务器没有接收。请分几次提交。",
			what, (unsigned)(b->max >> 20));
	return err_set(err, E_LIMIT, "%s超过 %u 字节的上限，服务器没有接收。请分几次提交。", what,
		(unsigned)b->max);
}

/** "multipart/form-data; boundary=x" without its parameters. */
static struct sv media_type(struct sv type)
{
	const char *end = memchr(type.p, ';', type.n);
	return chars_trim(end ? sv_head(type, (size_t)(end - type.p)) : type);
}

int body_begin(struct body *b, const struct head *h, const struct http_options *o, struct arena *a,
	struct err *err)
{
	struct sv type = h->content_type.n ? media_type(h->content_type) : (struct sv){ "", 0 };
	*b = (struct body){ .chunked = h->chunked, .left = h->length,
		.whole = !h->chunked && h->length == 0, .max = o->max_form };
	b->spool = (struct spool){ .folder = o->temporary, .max_memory = o->max_form };
	if (chars_same(type, SV("application/x-www-form-urlencoded")))
		b->kind = BODY_FORM;
	if (chars_same(type, SV("multipart/form-data"))) {
		b->kind = BODY_MULTIPART;
		b->max = o->max_upload;
		b->spool.max_memory = HTTP_MEMORY_FILE;
		int rc = multipart_init(&b->multipart, h->content_type, a, o->max_form, err);
		if (rc)
			return rc;
	}
	return b->left > b->max ? too_large(b, err) : 0;
}

static int take_content(struct body *b, struct sv data, struct err *err)
{
	if (data.n > b->max - b->taken)
		return too_large(b, err);
	b->taken += data.n;
	if (b->kind == BODY_MULTIPART)
		return multipart_feed(&b->multipart, data, &b->spool, err);
	return spool_add(&b->spool, data, err);
}

static int take_chunked(struct body *b, struct sv *in, struct err *err)
{
	for (;;) {
		struct sv data;
		int rc = 0;
		switch (chunked_next(&b->dechunk, in, &data)) {
		case CHUNKED_MORE:
			return 0;
		case CHUNKED_END:
			b->whole = true;
			return 0;
		case CHUNKED_DATA:
			rc = take_content(b, data, err);
			break;
		case CHUNKED_BAD:
			rc = err_set(err, E_FORMAT, "请求的分块格式不正确，服务器没有处理。");
			break;
		}
		if (rc)
			return rc;
	}
}

int body_take(struct body *b, struct sv *in, struct err *err)
{
	if (b->chunked)
		return take_chunked(b, in, err);
	struct sv data = b->left < in->n ? sv_head(*in, (size_t)b->left) : *in;
	*in = sv_from(*in, data.n);
	b->left -= data.n;
	b->whole = b->left == 0;
	return take_content(b, data, err);
}

int body_finish(struct body *b, struct http_request *r, struct err *err)
{
	struct sv bytes;
	int rc = spool_whole(&b->spool, &bytes, err);
	if (rc)
		return rc;
	if (b->kind == BODY_FORM) {
		struct http_field *form;
		rc = http_fields_parse(bytes, r->arena, &form, &r->n_form, err);
		r->form = rc ? NULL : form;
		return rc;
	}
	if (b->kind == BODY_MULTIPART)
		return multipart_finish(&b->multipart, bytes, r, err);
	r->body = bytes;
	return 0;
}

void body_done(struct body *b)
{
	spool_done(&b->spool);
}
