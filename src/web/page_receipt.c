/* Receipts: checked step by step for whoever holds one, proved to whoever knows their commitment. */
#include "ledger/receipt.h"
#include "web/apply.h"
#include "web/pages.h"
#include "web/templates.h"
#include "web/views_receipt.h"

#include <inttypes.h>
#include <sodium.h>

enum { STEPS = 5, FACTS = 6 };

static const struct view_tag good = { SV_INIT("成立"), SV_INIT("green") },
	bad = { SV_INIT("不成立"), SV_INIT("red") }, open = { SV_INIT("没有核对"), SV_INIT("grey") };

static struct sv vkey_of(struct visit *v)
{
	struct str s;
	str_init(&s, v->arena, 1000);
	ledger_key_print_public(v->site->key, &s);
	return str_sv(&s);
}

/** As a browser or an editor hands it on: line ends of Windows, blanks around it. */
static struct sv plain(struct visit *v, struct sv typed)
{
	struct str s;
	/* Notepad puts a mark before UTF-8. */
	if (sv_starts(typed, SV("\xEF\xBB\xBF")))
		typed = sv_from(typed, 3);
	typed = sv_trim(typed);
	str_init(&s, v->arena, RECEIPT_MAX * 2);
	for (size_t i = 0; i < typed.n; i++)
		if (typed.p[i] != '\r')
			str_addc(&s, typed.p[i]);
	if (s.n)
		str_addc(&s, '\n');
	return str_sv(&s);
}

static void add(struct view_receipt_verify *view, struct view_receipt_step *steps, const char *what,
	struct view_tag tag, const char *said)
{
	steps[view->n_steps++] = (struct view_receipt_step){ sv_of(what), sv_of(said), tag };
	view->holds = view->holds && !sv_eq(tag.colour, bad.colour);
}

static const struct view_facts *facts_of(struct visit *v, const struct ledger_receipt *r,
	const struct ledger_receipt_verdict *verdict)
{
	struct view_fact *list = arena_array(v->arena, FACTS, sizeof *list);
	struct view_facts *facts = arena_alloc(v->arena, sizeof *facts);
	if (!list || !facts)
		return NULL;
	const struct view_fact all[] = { { .key = SV("时间"), .value = visit_moment(v, r->time) },
		{ .key = SV("事项"), .value = r->kind }, { .key = SV("对象"), .value = r->subject },
		{ .key = SV("内容"), .value = r->payload }, { .key = SV("签发的公钥"), .value = r->vkey },
		{ .key = SV("账本编号"), .value = sv_fmt(v->arena, "%" PRId64 "（检查点共%" PRId64 "条，签署于%.*s）",
			r->number, r->size, SV_ARG(visit_moment(v, verdict->head.time))) } };
	facts->facts = list;
	facts->n_facts = verdict->proved ? FACTS : FACTS - 1;
	memcpy(list, all, sizeof all);
	return facts;
}

/** A receipt without proof gets one, when it is from our ledger. */
static int complete(struct visit *v, struct ledger_receipt *r, struct view_receipt_verify *view,
	struct view_receipt_step *steps, struct ledger_receipt_verdict *verdict, struct err *err)
{
	struct err why = { 0 };
	struct sv text;
	int rc = ledger_receipt_renew(v->db, r, v->arena, &text, &why);
	if (rc == E_NOT_FOUND) {
		add(view, steps, "入账", bad, "本网站的账本里没有这条记录。签名却成立：请保存好回执，并告知机关。");
		return E_OK;
	}
	if (!rc)
		rc = ledger_receipt_parse(text, r, &why);
	if (rc) {
		*err = why;
		return rc;
	}
	ledger_receipt_check(r, v->site->key, verdict);
	if (verdict->proved) {
		add(view, steps, "入账", good, "账本里有这条记录；证明已经取来，在下面。");
		view->text = text;
	} else {
		add(view, steps, "入账", open, "记录已经收下，还没有编号，要等几秒。请过一会儿再核对一次。");
	}
	return E_OK;
}

/** The key he holds against that of the receipt and ours. @return false: it is none, `err` says why */
static bool check_key(struct visit *v, const struct ledger_receipt *r, struct sv typed,
	struct view_receipt_verify *view, struct view_receipt_step *steps, struct ledger_key *ret,
	struct err *err)
{
	bool ours = sv_eq(r->vkey, vkey_of(v));
	if (!typed.n) {
		*ret = *v->site->key;
		add(view, steps, "公钥", ours ? open : bad, ours ?
			"与本网站公布的公钥相同；请再与机关在别处公布的比对" : "不是本网站的公钥：这张回执不是这里签发的");
		return true;
	}
	if (ledger_key_parse_public(typed, ret, err))
		return false;
	add(view, steps, "公钥", sv_eq(r->vkey, typed) ? good : bad, sv_eq(r->vkey, typed) ?
		"与您填写的公钥相同" : "与您填写的公钥不同");
	return true;
}

static int check(struct visit *v, struct sv text, struct sv typed, struct view_receipt_verify *view,
	const char **ret_key_why, struct err *err)
{
	struct ledger_receipt *r = arena_alloc(v->arena, sizeof *r);
	struct view_receipt_step *steps = arena_array(v->arena, STEPS, sizeof *steps);
	struct err *why = arena_alloc(v->arena, sizeof *why);
	struct ledger_receipt_verdict verdict;
	struct ledger_key key;
	if (!r || !steps || !why)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	view->steps = steps;
	view->holds = view->checked = true;
	if (ledger_receipt_parse(text, r, why)) {
		add(view, steps, "格式", bad, why->user);
		return E_OK;
	}
	add(view, steps, "格式", good, "是一张完整的回执");
	if (!check_key(v, r, typed, view, steps, &key, why)) {
		*ret_key_why = why->user;
		view->checked = false;
		return E_OK;
	}
	ledger_receipt_check(r, &key, &verdict);
	add(view, steps, "签名", verdict.signed_ ? good : bad, verdict.signed_ ?
		"用这个公钥验得出来，回执没有被改动" : "不是这个公钥签的，或者被改动过");
	int rc = E_OK;
	if (r->has_proof)
		add(view, steps, "入账", verdict.proved ? good : bad, verdict.proved ?
			"记录在签了名的账本里，事后改不了、删不掉" : "证明与回执对不上，或者被改动过");
	else if (verdict.signed_ && sv_eq(r->vkey, vkey_of(v)))
		rc = complete(v, r, view, steps, &verdict, err);
	else
		add(view, steps, "入账", open, "回执里没有证明");
	view->facts = facts_of(v, r, &verdict);
	return rc;
}

/** What was wrong with each field; NULL: nothing. */
struct wrong {
	const char *file, *receipt, *key;
};

static void add_problem(struct visit *v, struct view_problem *problems, const char *why,
	const char *where)
{
	if (why)
		problems[v->n_problems++] = (struct view_problem){ sv_of(why), sv_of(where) };
}

static int show(struct visit *v, struct view_receipt_verify *view, struct wrong wrong,
	struct err *err)
{
	static const struct crumb crumbs[] = { { SV_INIT("申请公开"), SV_INIT("/apply") },
		{ SV_INIT("核对回执"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	struct view_problem problems[3];
	add_problem(v, problems, wrong.file, "#file");
	add_problem(v, problems, wrong.receipt, "#receipt");
	add_problem(v, problems, wrong.key, "#key");
	if (v->stale && !v->n_problems)
		problems[v->n_problems++] = apply_stale;
	v->problems = problems;
	const struct view_file_field file = { .name = SV("file"), .label = SV("回执文件"),
		.hint = SV("选择当时保存的回执文件，不超过128 KB"), .error = sv_of(wrong.file) };
	const struct view_text_field receipt = { .name = SV("receipt"), .label = SV("或者：回执全文"),
		.hint = SV("打开保存的回执文件，从“gongkai-receipt-v1”到最后一行，全部复制到这里；选了文件的不用填"),
		.rows = 12, .value = sv_trim(visit_text(v, "receipt")), .error = sv_of(wrong.receipt) },
		key = { .name = SV("key"), .label = SV("机关公布的公钥（可以不填）"),
		.hint = SV("从机关的公告等别的地方取得的更可靠；不填就用本网站的"),
		.value = sv_trim(visit_text(v, "key")), .error = sv_of(wrong.key) };
	view->action = SV("/receipts/verify");
	view->key_url = SV("/ledger/key");
	view->vkey = vkey_of(v);
	view->file = &file;
	view->receipt = &receipt;
	view->key = &key;
	view->conclusion = view->holds ? SV("没有发现不对的地方。") : SV("这张回执不成立，原因见下面。");
	view->frame = visit_frame(v, SV("核对回执"), crumbs);
	view->frame.csrf = visit_form_token(v);
	return VISIT_RENDER(v, v->stale ? 403 : v->n_problems ? 422 : 200, template_receipt_verify, view,
		err);
}

/** The receipt that was uploaded, or else pasted. @return false: `ret` says why there is none */
static bool take_receipt(struct visit *v, struct sv *text, struct wrong *ret)
{
	const struct http_request *r = v->request;
	*text = visit_text(v, "receipt");
	for (size_t i = 0; i < r->n_files; i++) {
		if (!r->files[i].name.n && !r->files[i].bytes.n)
			continue; /* a browser sends the field also when nothing was chosen */
		*text = r->files[i].bytes;
		if (text->n > RECEIPT_MAX)
			ret->file = "这个文件太大，不是回执：回执不超过128 KB。请选择当时保存的回执文件。";
		else if (!text->n)
			ret->file = "这个文件是空的。请选择当时保存的回执文件。";
	}
	*text = ret->file ? SV("") : plain(v, *text);
	if (!text->n && !ret->file)
		ret->file = "请选择回执文件，或者把回执全文复制到下面。";
	return !ret->file;
}

int do_receipt_verify(struct visit *v, struct err *err)
{
	struct view_receipt_verify view = { 0 };
	struct wrong wrong = { 0 };
	struct sv text;
	if (v->stale && v->request->upload_refused)
		wrong.file = "文件太大，没有收下：回执不超过128 KB。请选择当时保存的回执文件。";
	if (v->stale || !take_receipt(v, &text, &wrong))
		return show(v, &view, wrong, err);
	int rc = check(v, text, sv_trim(visit_text(v, "key")), &view, &wrong.key, err);
	return rc ? rc : show(v, &view, wrong, err);
}

/** The proof of the request and commitment in the address. */
static int proof_of(struct visit *v, struct sv *ret, struct err *err)
{
	struct ledger_hash commitment;
	struct sv hex = visit_text(v, "commitment");
	size_t n = 0;
	struct sv subject = sv_fmt(v->arena, "request/%.*s", SV_ARG(visit_text(v, "id")));
	if (hex.n != 2 * LEDGER_HASH || sodium_hex2bin(commitment.b, sizeof commitment.b, hex.p, hex.n,
			NULL, &n, NULL) != 0 || n != LEDGER_HASH)
		return err_set(err, E_NOT_FOUND, "账本里没有这条记录。");
	int rc = ledger_proof_of(v->db, subject, &commitment, v->arena, ret, err);
	return rc || ret->n ? rc : err_set(err, E_BUSY, "这条记录还没有编号，请过几秒再取。");
}

/* With an address from the code on paper: what the ledger has of it. */
int page_receipt_verify(struct visit *v, struct err *err)
{
	struct view_receipt_verify view = { 0 };
	int rc = visit_text(v, "id").n ? proof_of(v, &view.proof, err) : E_OK;
	return rc ? rc : show(v, &view, (struct wrong){ 0 }, err);
}

int page_receipt_proof(struct visit *v, struct err *err)
{
	struct sv proof;
	int rc = proof_of(v, &proof, err);
	http_set(v->response, SV("Cache-Control"), SV("no-store"));
	return rc ? rc : visit_send(v, SV("text/plain; charset=utf-8"), proof, SV(""));
}

int page_ledger_key(struct visit *v, struct err *err)
{
	(void)err;
	return visit_send(v, SV("text/plain; charset=utf-8"), sv_fmt(v->arena, "%.*s\n",
		SV_ARG(vkey_of(v))), SV(""));
}

struct sv receipt_url(struct visit *v, struct sv receipt)
{
	static const char subject[] = "request/";
	struct ledger_receipt *r = arena_alloc(v->arena, sizeof *r);
	char hex[2 * LEDGER_HASH + 1];
	if (!r || ledger_receipt_parse(receipt, r, NULL) || !sv_starts(r->subject, sv_of(subject)))
		return SV("");
	struct ledger_hash commitment = ledger_receipt_commitment(r);
	struct sv id = sv_from(r->subject, sizeof subject - 1);
	sodium_bin2hex(hex, sizeof hex, commitment.b, LEDGER_HASH);
	return sv_fmt(v->arena, "%.*s/receipts/verify?id=%.*s&commitment=%s", SV_ARG(v->site->base_url),
		SV_ARG(id), hex);
}
