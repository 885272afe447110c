#include "app/request_options.h"

#include "app/command.h"
#include "base/num.h"

#include <getopt.h>
#include <stddef.h>
#include <string.h>

enum { LISTED = 1, FLAG_OPEN, FLAG_HELP, LIST_SET, LIST_ITEM, LIST_FILE, TEXT };

/** An option whose text goes to a member. */
struct text_option {
	const char *name;
	size_t member;
};

#define OPTION(name, field) { name, offsetof(struct request_options, field) }
static const struct text_option texts[] = {
	OPTION("db", at.db), OPTION("key", at.key), OPTION("seal", at.seal), OPTION("as", at.as),
	OPTION("unit", unit), OPTION("channel", channel), OPTION("day", day), OPTION("kind", kind),
	OPTION("remark", remark), OPTION("outcome", outcome), OPTION("workdays", workdays),
	OPTION("until", until), OPTION("party", party), OPTION("party-id", party_id),
	OPTION("name", name), OPTION("contact", contact), OPTION("shown", shown),
	OPTION("answer", answer), OPTION("by", by), OPTION("quantity", quantity),
	OPTION("service", service), OPTION("with", other), OPTION("handler", handler),
	OPTION("state", state), OPTION("words", words_sought), OPTION("why", why),
	OPTION("receipt", receipt), OPTION("client-key", client_key),
	OPTION("applicant", applicant_kind), OPTION("id-type", id_type),
	OPTION("id-number", id_number), OPTION("phone", phone), OPTION("email", email),
	OPTION("address", address), OPTION("postcode", postcode),
	OPTION("representative", representative), OPTION("agent", agent),
	OPTION("agent-id", agent_id), OPTION("agent-authority", agent_authority),
	OPTION("title", title), OPTION("text", text), OPTION("medium", medium),
	OPTION("delivery", delivery), OPTION("purpose", purpose), OPTION("output", out),
};
#undef OPTION

enum { N_TEXTS = sizeof texts / sizeof *texts, N_OTHERS = 5 };

/** getopt's own list; `val` of a text option is TEXT and its place. */
static void make_options(struct option ret[N_TEXTS + N_OTHERS + 1])
{
	static const struct option others[N_OTHERS + 1] = {
		{ "open", no_argument, NULL, FLAG_OPEN }, { "needs-help", no_argument, NULL, FLAG_HELP },
		{ "set", required_argument, NULL, LIST_SET }, { "item", required_argument, NULL, LIST_ITEM },
		{ "file", required_argument, NULL, LIST_FILE }, { NULL, 0, NULL, 0 } };
	for (int i = 0; i < N_TEXTS; i++)
		ret[i] = (struct option){ texts[i].name, required_argument, NULL, 256 + i };
	memcpy(ret + N_TEXTS, others, sizeof others);
}

/** Add to one of the lists. @return false: it is full, or no "要素=内容" */
static bool add_to_list(struct request_options *o, int which, const char *text)
{
	const char *equals = strchr(text, '=');
	switch (which) {
	case LIST_SET:
		if (!equals || o->n_values == REQUEST_OPTION_LIST_MAX)
			return false;
		o->values[o->n_values++] = (struct request_value){
			{ text, (size_t)(equals - text) }, sv_of(equals + 1) };
		return true;
	case LIST_ITEM:
		if (o->n_items == REQUEST_OPTION_LIST_MAX)
			return false;
		o->items[o->n_items++] = sv_of(text);
		return true;
	default:
		if (o->n_files == REQUEST_FILES_MAX)
			return false;
		o->files[o->n_files++] = text;
		return true;
	}
}

int request_options_parse(const char *command, int argc, char **argv, struct request_options *ret)
{
	struct option options[N_TEXTS + N_OTHERS + 1];
	make_options(options);
	memset(ret, 0, sizeof *ret);
	ret->command = command;
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":o:", options, NULL)) != -1;) {
		if (o == ':')
			return command_misused(command, "“%s”后面缺少内容", argv[optind - 1]);
		if (o == '?')
			return command_misused(command, "不认识“%s”", argv[optind - 1]);
		if (o == 'o')
			ret->out = optarg;
		else if (o >= 256)
			*(const char **)((char *)ret + texts[o - 256].member) = optarg;
		else if (o == FLAG_OPEN)
			ret->open = true;
		else if (o == FLAG_HELP)
			ret->needs_help = true;
		else if (!add_to_list(ret, o, optarg))
			return command_misused(command, o == LIST_SET ? "--set 要写成 要素=内容，“%s”不是" :
				"“%s”太多了", optarg);
	}
	ret->words = argv + optind;
	ret->n_words = argc - optind;
	return EXIT_FINE;
}

/** The files named, read. */
static int read_files(const struct request_options *o, const char *kind, struct arena *a,
	const struct request_file **ret, struct err *err)
{
	struct request_file *files = arena_array(a, o->n_files + 1, sizeof *files);
	*ret = files;
	for (size_t i = 0; files && i < o->n_files; i++) {
		const char *slash = strrchr(o->files[i], '/');
		files[i] = (struct request_file){ .kind = sv_of(kind),
			.name = sv_of(slash ? slash + 1 : o->files[i]),
			.media_type = SV("application/octet-stream") };
		int rc = files_read(o->files[i], a, &files[i].bytes, err);
		if (rc)
			return rc;
	}
	return files ? E_OK : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

int request_options_intake(const struct request_options *o, int64_t unit, struct arena *a,
	struct request_intake *ret, struct err *err)
{
	const struct request_file *files;
	struct date day;
	int rc = counter_date("day", o->day, &day, err);
	if (!rc)
		rc = read_files(o, "attachment", a, &files, err);
	if (rc)
		return rc;
	*ret = (struct request_intake){ .unit = unit, .day = day,
		.kind = o->kind ? request_kind_of_key(sv_of(o->kind)) : REQUEST_DISCLOSURE,
		.channel = channel_of_key(sv_of(o->channel)),
		.applicant = { .kind = o->applicant_kind ? applicant_kind_of_key(sv_of(o->applicant_kind)) :
			APP_NATURAL_PERSON, .name = sv_of(o->name),
			.id_type = sv_of(o->id_type ? o->id_type : "居民身份证"), .id_number = sv_of(o->id_number),
			.representative = sv_of(o->representative), .contact = sv_of(o->contact),
			.phone = sv_of(o->phone), .email = sv_of(o->email), .address = sv_of(o->address),
			.postcode = sv_of(o->postcode), .agent = sv_of(o->agent), .agent_id = sv_of(o->agent_id),
			.agent_authority = sv_of(o->agent_authority), .needs_help = o->needs_help },
		.wish = { .title = sv_of(o->title), .text = sv_of(o->text),
			.medium = sv_of(o->medium ? o->medium : "paper"),
			.delivery = sv_of(o->delivery ? o->delivery : "pick_up"), .purpose = sv_of(o->purpose) },
		.files = files, .n_files = o->n_files, .client_key = sv_of(o->client_key) };
	if (ret->channel == CHANNEL__MAX)
		return err_set(err, E_USAGE, "--channel 要写 counter、post_signed、post_ordinary、web、fax、email 或 oral。");
	if (ret->kind == REQUEST_KIND__MAX)
		return err_set(err, E_USAGE, "--kind 要写 disclosure、rectification 或 complaint。");
	return E_OK;
}

static int number(const char *option, const char *text, int64_t *ret, struct err *err)
{
	*ret = 0;
	if (!text || num_parse_i64(sv_of(text), ret))
		return E_OK;
	return err_set(err, E_USAGE, "--%s 要写数字，“%s”不是。", option, text);
}

int request_options_move(const struct request_options *o, struct sv event, struct arena *a,
	struct request_move *ret, struct err *err)
{
	const struct request_file *files = NULL;
	struct date day, until;
	int64_t workdays = 0, quantity = 0, party = 0;
	int rc = counter_date("day", o->day, &day, err);
	if (!rc)
		rc = counter_date("until", o->until, &until, err);
	if (!rc)
		rc = number("workdays", o->workdays, &workdays, err);
	if (!rc)
		rc = number("quantity", o->quantity, &quantity, err);
	if (!rc)
		rc = number("party-id", o->party_id, &party, err);
	if (!rc)
		rc = read_files(o, sv_eq(event, SV("serve")) ? "information" : "evidence", a, &files, err);
	if (rc)
		return rc;
	*ret = (struct request_move){ .event = request_event_of_key(event), .day = day, .until = until,
		.remark = sv_of(o->remark), .outcome = sv_of(o->outcome), .values = o->values,
		.n_values = o->n_values, .workdays = (int)workdays, .quantity = quantity,
		.by_page = o->by && strcmp(o->by, "page") == 0, .service = sv_of(o->service),
		.party = { .kind = consulted_of_key(sv_of(o->party)), .id = party, .name = sv_of(o->name),
			.contact = sv_of(o->contact), .shown = sv_of(o->shown), .answer = sv_of(o->answer) },
		.items = o->items, .n_items = o->n_items, .files = files, .n_files = o->n_files };
	if (ret->event == REQUEST_EVENT__MAX)
		return err_set(err, E_USAGE, "没有“%.*s”这一步；gongkai request step --help 列出全部。",
			SV_ARG(event));
	return E_OK;
}
