#include "app/command.h"
#include "app/room.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct command {
	const char *name;    /* "report check" */
	const char *line;    /* what it does, one line */
	const char *help;    /* arguments and options */
	int (*run)(int argc, char **argv);
};

static int run_version(int argc, char **argv);
static int run_help(int argc, char **argv);

static const struct command commands[] = {
	{ "report read", "读出报告里的单位、年度、表格和文字",
		"gongkai report read [--format json|table] 文件…\n\n"
		"  --format table   表格形式，给人看（缺省）\n"
		"  --format json    每个文件一行 JSON，给程序用（docs/report.schema.json）\n",
		command_report_read },
	{ "report check", "检查报告，列出查出的问题和依据",
		"gongkai report check [选项] 文件或目录…\n\n"
		"  --format text    给人看（缺省）\n"
		"  --format json    每个文件一行 JSON（docs/report.schema.json）\n"
		"  --previous 文件或目录   上一年度的报告，用来核对结转、现行有效件数和雷同\n"
		"  --jobs N         用几个进程（缺省：全部处理器核）\n\n"
		"目录会逐层查找其中的文件。文件类型看内容，不看扩展名。\n"
		"退出状态：0 没有错误（可能有提示）；1 查出错误；2 有文件读不了。\n",
		command_report_check },
	{ "report diff", "比较两份报告：两个年度，或两个单位",
		"gongkai report diff [--format text|json] 文件A 文件B\n\n"
		"逐格列出不同的数字，逐部分给出文字相同的比例。\n"
		"退出状态：0 数字全部相同；1 有不同；2 有文件读不了。\n",
		command_report_diff },
	{ "report sum", "汇总各单位的报告",
		"gongkai report sum [选项] 文件或目录…\n\n"
		"  --unit 名称      汇总单位的名称（缺省：合计）\n"
		"  --expect 文件    应报单位名单，每行一个；列出没有交的\n"
		"  -o 文件          写成统一格式，类型看扩展名：\n"
		"                   .docx .pdf .html .xlsx .json .csv；不写则打印表格\n\n"
		"看不清的、空白的、不是数字的单元格不计入合计，并逐一列出。\n"
		"退出状态：0 各报告的数字都成立；1 有不成立或缺少的；2 有文件读不了。\n",
		command_report_sum },
	{ "report write", "按统一格式写出报告",
		"gongkai report write --to html|docx|pdf|xlsx|json|csv -o 输出文件 文件\n\n"
		"  --to 格式        输出格式（缺省看输出文件的扩展名）\n"
		"  -o 文件          输出到哪里；- 是标准输出\n\n"
		"数字和文字照原样写出，不替您改正。\n",
		command_report_write },
	{ "report import", "把报告收进数据库",
		"gongkai report import [选项] 文件或目录…\n\n"
		"  --db 位置        数据库：文件，或 postgresql://…（缺省：环境变量 GONGKAI_DB，\n"
		"                   再缺省 data/gongkai.db；没有就新建）\n"
		"  --unit 代码或名称  这些报告是哪个单位的（缺省：按报告上印的名称找）\n"
		"  --add-units      没有登记过的单位，登记为新单位\n"
		"  --state 状态     收下后办到哪一步：received 已收到（缺省）、accepted 已受理、\n"
		"                   published 已公布\n"
		"  --key 文件       签署账本的密钥（缺省：环境变量 GONGKAI_KEY，再缺省数据库文件名加 .key；\n"
		"                   第一次使用时生成，请另外保存一份）\n"
		"  --jobs N         用几个进程读文件（缺省：全部处理器核）\n\n"
		"报告先检查再收下；有错误的也收下，错误记在报告里。显示已收下的就一定存好了。\n"
		"退出状态：0 全部收下；1 有没有收下的；2 有文件读不了，或数据库出错。\n",
		command_report_import },
	{ "serve", "启动网站：公开门户和报送审核",
		"gongkai serve [选项]\n\n"
		"  --db 文件或地址        数据库文件，或 postgresql://…（缺省：data/gongkai.db）\n"
		"  --listen 地址          例如 127.0.0.1:8080、[::1]:8080、unix:/run/gongkai.sock\n"
		"  --base-url 网址        对外的网址；以 https:// 开头时 cookie 只走加密连接\n"
		"  --name 名称            网站名称\n"
		"  --unit 机关            主办机关\n"
		"  --config 文件          设置文件，每行“名称 = 值”\n"
		"  --trusted-proxy 地址   前面的反向代理；unix 表示经套接字来的\n"
		"  --key 文件             账本密钥（缺省：数据库文件名加 .key）\n"
		"  --threads N            事件线程（缺省：每个处理器核一个）\n"
		"  --max-upload-mb N      一次上传的上限\n"
		"  --cache-mb N           页面缓存\n"
		"  --temporary 目录       大文件上传时的临时目录\n"
		"  --town-due 月-日       乡镇、街道每年报送年度报告的截止日（缺省：01-31；由县级规定）\n"
		"  --metrics-token 口令   /metrics 的口令（缺省：只给本机）\n"
		"  --print-config         列出每项设置的值和来源，不启动\n"
		"  --print-routes         列出全部网址和权限，不启动\n\n"
		"设置的先后：命令行、环境变量 GONGKAI_…、设置文件、缺省值。\n"
		"收到 SIGTERM 或 SIGINT 时，做完手头的请求再退出。\n",
		command_serve },
	{ "backup", "备份整个数据库，可以在运行时做，做完核对",
		"gongkai backup [--db 文件或地址] 备份文件\n\n"
		"备份是一个 SQLite 文件，不论数据库是哪一种；恢复时可以换一种。不会覆盖已有的文件。\n"
		"两个密钥文件不在备份里，请另外保存，不要和备份放在一起：\n"
		"  账本的（.key）    丢了，账本还能核对，但不能再记，也不能再签回执\n"
		"  个人信息的（.seal）  丢了，申请人的信息和申请的内容谁也打不开\n",
		command_backup },
	{ "restore", "从备份恢复到一个空的数据库",
		"gongkai restore [--db 文件或地址] 备份文件\n\n先核对备份，再恢复；数据库里已有内容时不恢复。\n",
		command_restore },
	{ "user add", "建立账户，给出一次性密码",
		"gongkai user add --role 角色 [--unit 机关] [--name 姓名] 登录名\n\n"
		"  --role 角色   clerk 经办人、reviewer 审核人、office_head 公开工作机构负责人、\n"
		"                approver 审签领导、supervisor 主管、admin 管理员\n"
		"  --unit 机关   机关的名称或统一社会信用代码；不写：全局管理员\n"
		"  --db 文件或地址、--key 文件   同 gongkai serve\n",
		command_user_add },
	{ "user reset", "重设密码，原来的登录全部失效", "gongkai user reset [--db …] 登录名\n",
		command_user_reset },
	{ "user disable", "停用账户", "gongkai user disable [--db …] 登录名\n", command_user_disable },
	{ "user enable", "启用账户", "gongkai user enable [--db …] 登录名\n", command_user_enable },
	{ "user list", "列出账户", "gongkai user list [--db …]\n", command_user_list },
	{ "ledger verify", "核对账本：每条记录、每个指纹、每个签名",
		"gongkai ledger verify [--db 文件或地址] [--key 文件]\n\n"
		"退出状态：0 全部成立；1 有不成立的，指出是哪一条；2 打不开。\n",
		command_ledger_verify },
	{ "receipt verify", "核对回执：不用联网，不用相信网站",
		"gongkai receipt verify [--key 公钥] [--content 原文] 回执文件\n\n"
		"  --key 公钥       机关公布的公钥（名称+指纹+公钥），或者存着它的文件；\n"
		"                   不写就用回执里的，那只说明回执没有被改动，不说明是机关签的\n"
		"  --content 文件   提交时保存的原文，核对回执所指的就是它\n\n"
		"退出状态：0 成立；1 不成立；2 文件读不了。\n",
		command_receipt_verify },
	{ "receipt proof", "取得回执的入账证明",
		"gongkai receipt proof [--db 文件或地址] [--key 文件] 回执文件或对象\n\n"
		"给出带证明的回执，写到标准输出。也可以写对象（例如 request/7kq2mzb4t9xw），\n"
		"给出关于它的第一条记录的回执；这时要用账本的密钥文件。\n"
		"退出状态：0 有证明；1 还没有编号，过几秒再取；2 没有这条记录，或打不开。\n",
		command_receipt_proof },
	{ "bundle verify", "核对案卷：不用联网，不用数据库，不用解开",
		"gongkai bundle verify [--key 公钥] 案卷.zip…\n\n"
		"  --key 公钥   机关公布的公钥（名称+指纹+公钥），或者存着它的文件；\n"
		"               不写就用案卷里的，那只说明案卷没有被改动，不说明是机关制作的\n\n"
		"核对清单的签名，每个文件都在、大小和 SHA-256 相符、没有多出的，每条账本记录的签名和\n"
		"入账证明；不对的逐一列出是哪个文件。案卷由 gongkai request bundle 或网站上的“案卷”制作。\n"
		"退出状态：0 成立；1 不成立；2 文件读不了。\n",
		command_bundle_verify },
	{ "retention", "销毁保存期满的个人信息",
		"gongkai retention [选项]\n\n"
		"  --years N        申请全部办结满N年的申请人，缺省10年（条例没有规定保存多久；\n"
		"                   这是文书档案最短的保管期限，本机关的期限更长的请照写）\n"
		"  --before 日期    或者写明：在这一天以前全部办结的\n"
		"  --do             销毁；不写就只列出来\n"
		"  --db 文件或地址、--key 文件   同 gongkai serve\n\n"
		"销毁的是申请人的密钥：他填写的、提交的、收到的从此谁也打不开。编号、日期、\n"
		"结果和账本留着。还在办理、在复议诉讼中的不销毁。\n"
		"旧备份里还有密钥，要按同样的期限销毁。\n",
		command_retention },
	{ "selfcheck", "自查：权限、数据库、账本、索引",
		"gongkai selfcheck [--db 文件或地址] [--key 文件]\n\n"
		"退出状态：0 全部正常；1 有不对的；2 打不开。\n",
		command_selfcheck },
	{ "report build", "从办件生成年度报告：表三、表四逐件统计",
		"gongkai report build --year 年度 [--unit 机关] [--deliver --as 登录名] -o 文件\n\n"
		"  -o 文件    类型看扩展名：.docx .pdf .html .xlsx .json .csv\n"
		"  --deliver  同时报送：这份文件存档，它的指纹记入账本\n"
		"  --db、--key、--seal   同 gongkai serve\n\n"
		"第一、二、五部分由机关填写，其余各格都由办件统计；检查的结果列在标准错误。\n",
		command_report_build },
	{ "request add", "登记一件申请，给出编号和查询码",
		"gongkai request add --as 登录名 --channel 渠道 --name 姓名 --id-number 证件号码 \\\n"
		"    --title 名称 [--text 描述] [选项]\n\n"
		"  --channel   counter 当面、post_signed 邮寄（签收）、post_ordinary 平常信函、web、fax、email、oral\n"
		"  --day       提交、签收的日期，缺省今天\n"
		"  --unit      机关，缺省登录名所在的机关\n"
		"  --kind      disclosure（缺省）、rectification 更正、complaint 投诉举报\n"
		"  --applicant natural_person（缺省）、commercial、research、public_welfare、legal_service、other\n"
		"  --id-type --phone --email --address --postcode --representative --contact\n"
		"  --agent --agent-id --agent-authority --needs-help --purpose\n"
		"  --medium    paper（缺省）、email、disc        --delivery  pick_up（缺省）、post、email\n"
		"  --file 文件   附件，可以写多次\n"
		"  --client-key 键   同一个键只登记一次\n"
		"  --receipt 文件   把签名的回执写到文件\n",
		command_request_add },
	{ "request list", "列出申请",
		"gongkai request list [--unit 机关] [--open] [--state 状态] [--words 词]\n\n"
		"  --open   办理中的，按期限排列；缺省按登记先后，新的在前\n",
		command_request_list },
	{ "request show", "看一件申请：内容、办理经过、文件",
		"gongkai request show [--why 事由 --as 登录名] 编号\n\n"
		"申请人的信息缺省隐去；写明事由的显示出来，并且记下谁在什么时候看过。\n",
		command_request_show },
	{ "request step", "办一步",
		"gongkai request step --as 登录名 [选项] 办什么 编号\n\n"
		"  confirm 确认收到      ask_correction 告知补正   correct 补正        lapse 逾期不再处理\n"
		"  assign 分办           split 拆分               consult 征求意见     consult_back 收到意见\n"
		"  consult_silent 逾期未答  extend 延期            ask_reason 要求说明理由  give_reason 说明理由\n"
		"  delay 延迟            ask_fee 通知缴费          pay 缴费            draft 拟办\n"
		"  review 审核           send_back 退回           sign 签发           serve 送达\n"
		"  withdraw 撤回         merge 并案               unmerge 取消并案     archive 归档\n"
		"  reopen 重新办理        note 记录                transfer 转交       undo 撤销上一步\n\n"
		"  --day 日期  --remark 说明  --until 日期  --workdays N  --handler 登录名  --unit 机关\n"
		"  --outcome 结果 --set 要素=内容 …     拟办：怎样答复，文书的要素\n"
		"  --party third_party|co_author|other_organ --name --contact --shown   征求谁的意见、给他看什么\n"
		"  --answer agree|object|partly --party-id N    对方的意见\n"
		"  --by item|page --quantity N    收费的方式和数量\n"
		"  --service direct|entrusted|mail|electronic   送达方式\n"
		"  --with 编号   并入哪一件     --item 名称 …   拆成哪几项     --file 文件 …\n",
		command_request_step },
	{ "request clock", "一件申请的期限，逐日说明（JSON，同 gongkai clock）",
		"gongkai request clock 编号\n", command_request_clock },
	{ "request letter", "生成或预览文书",
		"gongkai request letter --kind 种类 [--set 要素=内容 …] [--remark …] [--until …] [-o 文件] 编号\n\n"
		"  -o 文件   .docx、.pdf 或 .html；不写则打印文字\n\n"
		"缺少要素的文书不生成，指出缺少什么。\n",
		command_request_letter },
	{ "request bundle", "把一件申请做成案卷：一个不用联网就能核对的 ZIP 文件",
		"gongkai request bundle --as 登录名 --why 用途 -o 文件.zip 申请编号\n\n"
		"里面有收到和发出的全部文件、经过、逐日的期限说明、账本记录和入账证明、公钥、\n"
		"签名的清单和核对方法。打开个人信息会记在查看记录里。\n",
		command_request_bundle },
	{ "request save", "取出一件申请里的文件",
		"gongkai request save -o 文件 编号 文件编号\n", command_request_save },
	{ "office show", "列出一个机关的设置", "gongkai office show [--unit 机关] [--as 登录名]\n",
		command_office_show },
	{ "office set", "改一项设置：机关代字、复议机关、联系电话等",
		"gongkai office set --as 登录名 [--unit 机关] 设置 内容\n\n内容写空的（\"\"）就取消这项设置。\n",
		command_office_set },
	{ "notify", "提醒：查找到期的申请，发送邮件",
		"gongkai notify [--dry-run] [选项]\n\n"
		"  --dry-run          只列出会发送什么，不记录，不发送\n"
		"  --config 文件      设置文件，同 gongkai serve；其他选项也相同\n"
		"  --smtp-url 地址    邮件服务器：smtp://主机:端口 或 smtps://主机:端口；不写就不发送\n"
		"  --smtp-from 地址   发件地址\n"
		"  --smtp-tls none    不加密（只用于本机的邮件服务器；缺省 required）\n"
		"  --smtp-ca 文件     信任的证书（缺省：系统的）\n"
		"  --smtp-user 名称   密码写在设置文件的 smtp_password 或环境变量 GONGKAI_SMTP_PASSWORD 里\n\n"
		"收件地址由机关设置：gongkai office set smtp_to 地址。网站运行时每天自动做，不必再用这个命令。\n"
		"退出状态：0 全部发出；1 有没有发出的；2 设置不对，或数据库出错。\n",
		command_notify },
	{ "calendar list", "列出工作日历：内置的和导入的", "gongkai calendar list [--db …]\n",
		command_calendar_list },
	{ "calendar import", "导入一年的放假安排，重算办理中申请的期限",
		"gongkai calendar import [--preview] 文件.json\n\n"
		"  --preview   只看哪些申请的期限会变，不导入\n\n"
		"文件的样子：{\"2027\": {\"source\": \"通知全称\", \"holidays\": [\"2027-01-01\"], \"workdays\": []}}\n"
		"没有官方通知的年度不推算。\n",
		command_calendar_import },
	{ "demo", "在新的数据库里放一个演示的机关：四个人，三年的申请",
		"gongkai demo --unit 机关 [--requests 件数]\n\n"
		"人和事都是编的；证件号码不是任何机关发的。已有申请的数据库不加演示数据。\n",
		command_demo },
	{ "clock", "按法定规则计算一件申请的期限，逐日说明理由",
		"gongkai clock 文件.json\n\n"
		"文件里写申请渠道和发生过的事；- 是标准输入。例如：\n"
		"  {\"channel\":\"counter\",\"events\":[{\"date\":\"2024-02-05\",\"event\":\"submitted\"}]}\n\n"
		"  channel  counter post_signed post_ordinary web fax email oral\n"
		"  event    submitted confirmed correction_asked corrected replied fee_asked fee_paid\n"
		"           consult_sent consult_back（另写 to：third_party co_author other_organ）\n"
		"           extended（另写 workdays）\n"
		"  today    今天的日期，可以不写\n\n"
		"没有官方节假日安排的年度不推算，列在 unknown_calendar_years 里。\n"
		"退出状态：0 算出来了；1 有不能成立的事（列在 refused 里）；2 文件读不了。\n",
		command_clock },
	{ "fee", "计算信息处理费",
		"gongkai fee --items 件数 | --pages 页数\n\n"
		"  --items N   按件：同一申请人一个自然月内的件数\n"
		"  --pages N   按量：一件申请的页数\n\n"
		"以分为单位，逐档列出。\n",
		command_fee },
	{ "version", "版本", "gongkai version\n", run_version },
	{ "help", "帮助", "gongkai help [命令]\n", run_help },
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

/** The second words of commands whose first is `first`: "read、check…". @return false: there are none */
static bool verbs_of(const char *first, char *buf, size_t size)
{
	size_t n = strlen(first), used = 0;
	for (int i = 0; i < N_COMMANDS; i++)
		if (strncmp(commands[i].name, first, n) == 0 && commands[i].name[n] == ' ' && used < size)
			used += (size_t)snprintf(buf + used, size - used, "%s%s", used ? "、" : "",
				commands[i].name + n + 1);
	return used > 0;
}

static int run_version(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return command_misused("version", "version 不需要参数");
	puts("gongkai " VERSION);
	return EXIT_FINE;
}

static void print_overview(FILE *to)
{
	fputs("gongkai（公开）：政府信息公开系统\n\n用法：gongkai 命令 [选项] 文件…\n\n", to);
	for (int i = 0; i < N_COMMANDS; i++)
		fprintf(to, "  %-14s %s\n", commands[i].name, commands[i].line);
	fputs("\n每个命令加 --help 看详细用法，例如：gongkai report check --help\n", to);
}

/** The command named by the first one or two words; *words is how many it took. */
static const struct command *find(int argc, char **argv, int *words)
{
	for (int i = 0; i < N_COMMANDS && argc > 0; i++) {
		const char *space = strchr(commands[i].name, ' ');
		size_t first = space ? (size_t)(space - commands[i].name) : strlen(commands[i].name);
		if (strlen(argv[0]) != first || strncmp(argv[0], commands[i].name, first) != 0)
			continue;
		*words = space ? 2 : 1;
		if (!space || (argc > 1 && strcmp(argv[1], space + 1) == 0))
			return &commands[i];
	}
	return NULL;
}

static int run_help(int argc, char **argv)
{
	int words;
	const struct command *c = find(argc - 1, argv + 1, &words);
	if (argc > 1 && !c)
		return command_misused(NULL, "没有“%s”这个命令", argv[1]);
	if (c)
		printf("%s\n\n用法：%s", c->line, c->help);
	else
		print_overview(stdout);
	return EXIT_FINE;
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

int main(int argc, char **argv)
{
	static char version[] = "version";
	if (argc < 2) {
		print_overview(stderr);
		return EXIT_TROUBLE;
	}
	char verbs[256];
	if (is_help(argv[1])
		|| (argc == 3 && is_help(argv[2]) && verbs_of(argv[1], verbs, sizeof verbs))) {
		print_overview(stdout);
		return EXIT_FINE;
	}
	if (strcmp(argv[1], "--reading-room") == 0 && argc == 2)
		return room_main();
	if (strcmp(argv[1], "--version") == 0)
		argv[1] = version;
	int words = 0;
	const struct command *c = find(argc - 1, argv + 1, &words);
	if (!c && verbs_of(argv[1], verbs, sizeof verbs))
		return argc < 3 ? command_misused(NULL, "%s 后面要写做什么：%s", argv[1], verbs) :
			command_misused(NULL, "没有“%s %s”这个命令；有：%s", argv[1], argv[2], verbs);
	if (!c)
		return command_misused(NULL, "没有“%s”这个命令", argv[1]);
	for (int i = 1 + words; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_help(argv[i])) {
			printf("%s\n\n用法：%s", c->line, c->help);
			return EXIT_FINE;
		}
	return c->run(argc - words, argv + words);
}
