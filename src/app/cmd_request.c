/* gongkai request: what an office does by hand with requests. */
#include "app/command.h"
#include "app/counter.h"
#include "app/keyfile.h"
#include "app/request_options.h"
#include "app/writing.h"
#include "base/auto.h"
#include "base/num.h"
#include "law/clock_json.h"
#include "ledger/receipt.h"
#include "request/bundle.h"
#include "request/letter.h"

#include <stdio.h>
#include <string.h>

typedef int deed(struct counter *c, struct request_options *o, struct err *err);

/** Open, do, close; what went wrong is said, with the field it is about. */
static int run(struct request_options *o, enum db_mode mode, deed *what)
{
	struct counter c;
	struct err err = { 0 }, late = { 0 };
	int rc = counter_open(&c, &o->at, mode, &err);
	if (!rc)
		rc = what(&c, o, &err);
	int closed = counter_close(&c, !rc && mode == DB_WRITE, &late);
	if (rc || closed)
		command_complain(o->command, rc ? &err : &late);
	return rc || closed ? EXIT_TROUBLE : EXIT_FINE;
}

static int find_request(struct counter *c, const struct request_options *o, struct request *ret,
	struct err *err)
{
	return request_by_number(&c->env, sv_of(o->words[0]), &c->arena, ret, err);
}

static const char *day(struct date d, char buf[static DATE_TEXT_MAX])
{
	return d.year ? date_print(d, buf) : "—";
}

/* ---- add --------------------------------------------------------------------------------------- */

static int print_ticket(struct counter *c, const struct request_options *o,
	const struct request_ticket *t, struct err *err)
{
	struct sv receipt;
	if (t->again)
		printf("这件申请以前登记过，编号 %s。\n", t->number);
	else
		printf("编号　　%s\n查询码　%s\n", t->number, t->code);
	if (!o->receipt)
		return E_OK;
	int rc = ledger_receipt_of(c->db, t->entry, &c->key, &c->arena, &receipt, err);
	return rc ? rc : files_write(o->receipt, receipt, err);
}

static int add(struct counter *c, struct request_options *o, struct err *err)
{
	struct request_intake in;
	struct request_ticket t;
	struct unit u;
	int rc = counter_unit(c, o->unit, &u, err);
	if (!rc)
		rc = request_options_intake(o, u.id, &c->arena, &in, err);
	if (!rc)
		rc = request_take_in(&c->env, &in, &t, err);
	return rc ? rc : print_ticket(c, o, &t, err);
}

int command_request_add(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request add", argc, argv, &o);
	if (!status && o.n_words)
		return command_misused("request add", "不需要“%s”", o.words[0]);
	return status ? status : run(&o, DB_WRITE, add);
}

/* ---- list -------------------------------------------------------------------------------------- */

static void print_row(const struct request *r)
{
	char due[DATE_TEXT_MAX];
	printf("%.*s  %s  %s  %.*s  %.*s\n", SV_ARG(r->number), request_state_label(r->state),
		r->due_unknown ? "未知（缺日历）" : day(r->due, due), SV_ARG(r->unit_name),
		SV_ARG(r->title));
}

static int list(struct counter *c, struct request_options *o, struct err *err)
{
	enum { BATCH = 200 };
	struct request_filter f = { .only_open = o->open, .kind = REQUEST_KIND__MAX,
		.words = sv_of(o->words_sought) };
	struct request_after after = { 0 };
	struct request *rows;
	struct unit u;
	size_t n = 0;
	int rc = E_OK;
	if (o->state && (f.state = request_state_of_key(sv_of(o->state))) == REQUEST_STATE__MAX)
		return err_set(err, E_USAGE, "没有“%s”这个状态。", o->state);
	if (o->unit || c->who.unit) {
		rc = counter_unit(c, o->unit, &u, err);
		f.unit = rc ? 0 : u.id;
	}
	do {
		if (!rc)
			rc = request_list(&c->env, &f, after, BATCH, &c->arena, &rows, &n, err);
		for (size_t i = 0; !rc && i < n; i++)
			print_row(&rows[i]);
		if (!rc && n)
			after = (struct request_after){ rows[n - 1].due, rows[n - 1].id };
	} while (!rc && n == BATCH);
	return rc;
}

int command_request_list(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request list", argc, argv, &o);
	if (!status && o.n_words)
		return command_misused("request list", "不需要“%s”", o.words[0]);
	return status ? status : run(&o, DB_READ, list);
}

/* ---- show -------------------------------------------------------------------------------------- */

static void print_inside(const struct request_inside *in)
{
	const struct applicant *p = &in->applicant;
	printf("申请人　%s %.*s\n证件　　%.*s %.*s\n", applicant_kind_label(p->kind), SV_ARG(p->name),
		SV_ARG(p->id_type), SV_ARG(p->id_number));
	printf("联系　　%.*s %.*s %.*s\n", SV_ARG(p->phone), SV_ARG(p->email), SV_ARG(p->address));
	printf("内容　　%.*s\n", SV_ARG(in->wish.text));
}

static int print_history(struct counter *c, const struct request *r, struct err *err)
{
	struct request_deed *d;
	size_t n;
	char text[DATE_TEXT_MAX];
	int rc = request_history(&c->env, r, &c->arena, &d, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		printf("  %s  %s → %s%s%s%.*s%s%.*s\n", day(d[i].day, text),
			request_event_label(d[i].event), request_state_label(d[i].to),
			d[i].undone ? "（已撤销）" : "", d[i].account_name.n ? "  " : "",
			SV_ARG(d[i].account_name), d[i].letter.n ? "  " : "", SV_ARG(d[i].letter));
	return rc;
}

static int print_documents(struct counter *c, const struct request *r, struct err *err)
{
	struct request_document *d;
	size_t n;
	char hex[BLOB_HEX];
	int rc = request_documents(&c->env, r, &c->arena, &d, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		printf("  文件%lld  %.*s  %lld字节  sha256 %.16s…\n", (long long)d[i].id,
			SV_ARG(d[i].name), (long long)d[i].size, blob_hex(&d[i].sha256, hex));
	return rc;
}

static int show(struct counter *c, struct request_options *o, struct err *err)
{
	struct request r;
	struct request_inside in;
	char received[DATE_TEXT_MAX], due[DATE_TEXT_MAX];
	int rc = find_request(c, o, &r, err);
	/* Opening is for who handles it, and is logged. */
	if (!rc)
		rc = o->why ? request_open(&c->env, &r, sv_of(o->why), &c->arena, &in, err) :
			request_open_masked(&c->env, &r, &c->arena, &in, err);
	if (rc)
		return rc;
	printf("编号　　%.*s\n机关　　%.*s\n标题　　%.*s\n状态　　%s\n", SV_ARG(r.number),
		SV_ARG(r.unit_name), SV_ARG(r.title), request_state_label(r.state));
	printf("收到　　%s（%s）\n期限　　%s\n", day(r.first_received_on, received),
		channel_label(r.channel), r.due_unknown ? "未知：缺少工作日历" : day(r.due, due));
	if (r.outcome.n)
		printf("结果　　%s\n", answer_label(r.kind, r.outcome));
	print_inside(&in);
	rc = print_history(c, &r, err);
	return rc ? rc : print_documents(c, &r, err);
}

int command_request_show(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request show", argc, argv, &o);
	if (!status && o.n_words != 1)
		return command_misused("request show", "要写一个申请编号");
	return status ? status : run(&o, o.why ? DB_WRITE : DB_READ, show);
}

/* ---- step -------------------------------------------------------------------------------------- */

static int step(struct counter *c, struct request_options *o, struct err *err)
{
	struct request r, other = { 0 };
	struct request_move m;
	struct request_moved moved;
	struct unit u = { 0 };
	char *event = o->words[0];
	o->words++;
	int rc = find_request(c, o, &r, err);
	if (!rc)
		rc = request_options_move(o, sv_of(event), &c->arena, &m, err);
	if (!rc && o->other)
		rc = request_by_number(&c->env, sv_of(o->other), &c->arena, &other, err);
	if (!rc && o->unit)
		rc = counter_unit(c, o->unit, &u, err);
	if (!rc && o->handler) {
		struct account a;
		rc = account_by_login(c->db, sv_of(o->handler), &c->arena, &a, err);
		m.handler = rc ? 0 : a.id;
	}
	if (rc)
		return rc;
	m.expected = r.state;
	m.n_events = r.n_events;
	m.other = other.id;
	m.unit = u.id;
	rc = request_apply(&c->env, r.id, &m, &moved, err);
	if (rc)
		return rc;
	printf("%.*s　%s → %s\n", SV_ARG(r.number), request_event_label(m.event),
		request_state_label(moved.state));
	if (moved.party)
		printf("征求意见编号　%lld\n查询码　　　　%s\n", (long long)moved.party, moved.party_code);
	return E_OK;
}

int command_request_step(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request step", argc, argv, &o);
	if (status)
		return status;
	if (o.n_words != 2)
		return command_misused("request step", "要写办什么和一个申请编号");
	if (!o.at.as)
		return command_misused("request step", "请用 --as 写明由谁办理");
	return run(&o, DB_WRITE, step);
}

/* ---- clock, letter, save ------------------------------------------------------------------------ */

static int clock_of(struct counter *c, struct request_options *o, struct err *err)
{
	struct request r;
	struct clock_result clock;
	struct clock_input in;
	struct sv out;
	int rc = find_request(c, o, &r, err);
	if (!rc)
		rc = request_clock(&c->env, &r, &c->arena, &clock, &in, err);
	if (!rc)
		rc = clock_json_print(&c->calendar, &in, &clock, &c->arena, &out, err);
	if (!rc)
		fwrite(out.p, 1, out.n, stdout);
	return rc;
}

int command_request_clock(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request clock", argc, argv, &o);
	if (!status && o.n_words != 1)
		return command_misused("request clock", "要写一个申请编号");
	return status ? status : run(&o, DB_READ, clock_of);
}

static int letter(struct counter *c, struct request_options *o, struct err *err)
{
	struct request r;
	struct letter l;
	struct sv bytes;
	struct request_letter_of of = { .kind = o->kind, .values = o->values, .n_values = o->n_values,
		.remark = sv_of(o->remark), .service = sv_of(o->service) };
	int rc = find_request(c, o, &r, err);
	if (!rc)
		rc = counter_date("until", o->until, &of.until, err);
	of.number = r.letter_number;
	if (!rc)
		rc = request_letter_fill(&c->env, &r, &of, &c->arena, &l, err);
	if (rc)
		return rc;
	if (!o->out) {
		struct sv text = letter_plain(&l, &c->arena);
		fwrite(text.p, 1, text.n, stdout);
		return E_OK;
	}
	rc = request_letter_file(&l, write_format(NULL, o->out), &c->arena, &bytes, err);
	return rc ? rc : files_write(o->out, bytes, err);
}

int command_request_letter(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request letter", argc, argv, &o);
	if (status)
		return status;
	if (o.n_words != 1 || !o.kind)
		return command_misused("request letter", "要写 --kind 文书种类和一个申请编号");
	return run(&o, DB_READ, letter);
}

static int save(struct counter *c, struct request_options *o, struct err *err)
{
	struct request r;
	struct sv bytes;
	int64_t id;
	int rc = find_request(c, o, &r, err);
	if (!rc && !num_parse_i64(sv_of(o->words[1]), &id))
		rc = err_set(err, E_USAGE, "“%s”不是文件的编号；gongkai request show 列出编号。", o->words[1]);
	if (!rc)
		rc = request_document_bytes(&c->env, &r, id, &c->arena, &bytes, err);
	return rc ? rc : files_write(o->out, bytes, err);
}

int command_request_save(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request save", argc, argv, &o);
	if (status)
		return status;
	if (o.n_words != 2 || !o.out)
		return command_misused("request save", "要写申请编号、文件编号和 -o 文件");
	return run(&o, DB_READ, save);
}

/* ---- bundle ------------------------------------------------------------------------------------ */

static int bundle(struct counter *c, struct request_options *o, struct err *err)
{
	struct request r;
	struct sv zip;
	/* What happened a moment ago is to be in the tree, or there is no proof of it. */
	int rc = keyfile_sequence(c->db, &c->key, err);
	if (!rc)
		rc = find_request(c, o, &r, err);
	if (!rc)
		rc = request_bundle(&c->env, &r, &c->key, sv_of(o->why), &c->arena, &zip, err);
	return rc ? rc : files_write(o->out, zip, err);
}

int command_request_bundle(int argc, char **argv)
{
	struct request_options o;
	int status = request_options_parse("request bundle", argc, argv, &o);
	if (status)
		return status;
	if (o.n_words != 1 || !o.out || !o.at.as)
		return command_misused("request bundle", "要写申请编号、--as 登录名和 -o 文件.zip");
	return run(&o, DB_WRITE, bundle);
}
