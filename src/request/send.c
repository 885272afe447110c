#include "request/send.h"

/** Which letter the step sends: its own, that of whom is asked, or, when it is signed, the answer. NULL: none. */
static const char *kind_of(const struct request_change *c)
{
	enum request_event e = c->deed.event;
	const struct answer *other;
	if (e == REQUEST_CONSULT)
		return letter_of_consultation(c->deed.party)->key;
	if (e != REQUEST_SIGN) {
		const char *k = c->step->letter;
		return e == REQUEST_SUBMIT || e == REQUEST_REGISTER || e == REQUEST_CONFIRM || !k || !*k ?
			NULL : k;
	}
	if (c->request.kind == REQUEST_DISCLOSURE) {
		const struct outcome *o = outcome_of_key(c->before.outcome);
		return o ? o->letter : NULL;
	}
	other = answer_of_key(c->request.kind, c->before.outcome);
	return other ? other->letter : NULL;
}

/** The letter that was sent before and not answered: a correction or a fee notice. */
static void put_earlier(const struct request_change *c, struct request_letter_of *of)
{
	for (size_t i = 0; i < c->n_deeds; i++) {
		const struct request_deed *d = &c->deeds[i];
		bool asked = d->event == REQUEST_ASK_CORRECTION || d->event == REQUEST_ASK_FEE;
		if (d->undone || !asked)
			continue;
		of->earlier_number = d->letter;
		of->earlier_date = d->day;
	}
}

static int fill(struct request_change *c, const char *kind, struct letter *ret, struct err *err)
{
	const struct request_env *env = c->env;
	struct request_value *values = NULL;
	struct request_party party = c->move->party;
	struct request_letter_of of = { .kind = kind, .values = c->move->values,
		.n_values = c->move->n_values, .number = c->deed.letter, .remark = c->deed.remark, .day = c->deed.day,
		.until = c->deed.until, .due = c->dates.due, .unknown_year = c->dates.unknown_year,
		.workdays = c->deed.workdays };
	int rc = E_OK;
	put_earlier(c, &of);
	if (c->deed.event == REQUEST_SIGN) {
		rc = request_draft_of(env, &c->request, &c->arena, &values, &of.n_values, err);
		of.values = values;
		of.remark = SV("");
	}
	if (c->deed.event == REQUEST_CONSULT) {
		party.id = c->deed.party_id;
		of.party = &party;
		of.party_code = sv_of(c->result->party_code);
		of.until = c->dates.due;
	}
	if (c->deed.event == REQUEST_ASK_FEE) {
		of.fee = (struct request_fee){ .by_page = c->move->by_page, .quantity = c->move->quantity,
			.amount = request_fee_amount(c->move->by_page, c->move->quantity) };
		of.until = c->dates.due;
	}
	if (c->deed.event == REQUEST_LAPSE) {
		of.until = c->before.state == REQUEST_AWAITING_FEE ? c->request.due : c->before.limit;
		if (!rc && c->before.state == REQUEST_AWAITING_FEE)
			rc = request_fee_of(env, &c->request, &of.fee, err);
	}
	return rc ? rc : request_letter_fill(env, &c->request, &of, &c->arena, ret, err);
}

/** Keep a letter as documents: DOCX, whose hash the ledger has, and PDF. @param number  its own */
static int keep(struct request_change *c, const char *kind, struct sv number, const struct letter *l,
	struct err *err)
{
	struct arena *a = &c->arena;
	struct err no_pdf = { 0 };
	struct sv docx, pdf;
	size_t n = 1;
	int rc = request_letter_file(l, DOC_DOCX, a, &docx, err);
	if (rc)
		return rc;
	struct request_file files[2] = { { .kind = sv_fmt(a, "letter:%s", kind), .bytes = docx,
		.name = sv_fmt(a, "%s %.*s.docx", l->kind->name, SV_ARG(number)),
		.media_type = SV("application/vnd.openxmlformats-officedocument.wordprocessingml.document") } };
	/* A machine without fonts or Pango still sends letters. */
	if (request_letter_file(l, DOC_PDF, a, &pdf, &no_pdf) == E_OK)
		files[n++] = (struct request_file){ .kind = files[0].kind, .bytes = pdf,
			.name = sv_fmt(a, "%s %.*s.pdf", l->kind->name, SV_ARG(number)),
			.media_type = SV("application/pdf") };
	if (!c->has_letter)
		c->letter = blob_id_of(docx);
	c->has_letter = true;
	return a->failed ? request_no_memory(err) :
		request_keep_files(c->env, &c->key, c->request.id, c->deed.number, files, n, err);
}

/** Whoever was asked and objected is told, with reasons, that it is disclosed all the same (art. 32). */
static int tell_party(struct request_change *c, const struct request_consultation *k,
	const struct request_letter_of *of_answer, struct err *err)
{
	static const char kind[] = "third_party_disclose_notice";
	struct letter letter;
	const struct request_party party = { .id = k->id, .name = k->name, .shown = k->shown };
	struct request_letter_of of = *of_answer;
	of.kind = kind;
	of.party = &party;
	int rc = request_letter_number(c->env, c->request.unit, &c->arena, &of.number, err);
	if (!rc)
		rc = request_letter_fill(c->env, &c->request, &of, &c->arena, &letter, err);
	return rc ? rc : keep(c, kind, of.number, &letter, err);
}

static int tell_parties(struct request_change *c, struct err *err)
{
	const struct outcome *o = outcome_of_key(c->before.outcome);
	struct request_consultation *list;
	struct request_value *values;
	struct request_letter_of of = { .day = c->deed.day };
	size_t n;
	if (!o || o->reply != REPLY_GRANTED)
		return E_OK;
	int rc = request_consultations(c->env, &c->request, &c->arena, &list, &n, err);
	if (!rc)
		rc = request_draft_of(c->env, &c->request, &c->arena, &values, &of.n_values, err);
	if (rc)
		return rc;
	of.values = values;
	for (size_t i = 0; i < n && !rc; i++)
		if (list[i].kind == CONSULT_THIRD_PARTY && (sv_eq(list[i].answer, SV("object"))
			|| sv_eq(list[i].answer, SV("partly"))))
			rc = tell_party(c, &list[i], &of, err);
	return rc;
}

int request_send_letter(struct request_change *c, struct err *err)
{
	const char *kind = kind_of(c);
	struct letter letter;
	struct query q;
	if (!kind)
		return E_OK;
	int rc = request_letter_number(c->env, c->request.unit, &c->arena, &c->deed.letter, err);
	if (!rc)
		rc = fill(c, kind, &letter, err);
	if (!rc)
		rc = keep(c, kind, c->deed.letter, &letter, err);
	if (rc || c->deed.event != REQUEST_SIGN)
		return rc;
	query_start(&q, c->env->db, &request_sql_set_number);
	query_int(&q, c->request.id);
	query_text(&q, c->deed.letter);
	rc = query_end(&q, err);
	return rc ? rc : tell_parties(c, err);
}
