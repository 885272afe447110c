/* What the steps of a request say to the person who takes them. */
#include "web/desk_request_steps.h"

const struct step_words step_words[REQUEST_EVENT__MAX] = {
	[REQUEST_CONFIRM] = { .is_main = true, .day = true,
		.about = "和申请人联系上、双方确认收到的那一天，是收到申请之日（条例第31条）。" },
	[REQUEST_TRANSFER] = { .about = "在确认收到以前，转给它本来要找的机关。", .remark = "为什么转交" },
	[REQUEST_ASK_CORRECTION] = { .day = true, .about = "收到申请后7个工作日内，一次说全要补正的事项和合理期限（条例第30条）。"
		"补正只能要求一次。", .remark = "要补正什么", .remark_hint = "会写进《补正告知书》，请一次说全",
		.until = "请申请人在这一天以前补正" },
	[REQUEST_CORRECT] = { .is_main = true, .day = true, .files = true,
		.about = "收到补正材料，答复期限从这一天的第二天重新计算（条例第30条）。", .remark = "补正了什么" },
	[REQUEST_LAPSE] = { .is_main = true, .warning = true, .day = true,
		.about = "申请人在期限内没有补正或者缴费，不再处理这件申请。" },
	[REQUEST_ASSIGN] = { .is_main = true, .about = "交给一位承办人办理。" },
	[REQUEST_SPLIT] = { .about = "一张申请表里有几项不相干的内容，按“一事一申请”分开办，各有编号、期限和统计。",
		.remark = "为什么拆分" },
	[REQUEST_CONSULT] = { .day = true, .about = "书面征求第三方（第32条）、共同制作机关（第34条）或者其他机关的意见；"
		"期间不计入答复期限（第33条）。", .remark = "要对方说明什么（可以不写）" },
	[REQUEST_CONSULT_BACK] = { .is_main = true, .day = true, .files = true,
		.about = "收到意见的第二天，答复期限继续计算。", .remark = "意见的内容" },
	[REQUEST_CONSULT_SILENT] = { .is_main = true, .about = "对方15个工作日没有答复：第三方的，由本机关自行决定（第32条）；"
		"共同制作机关的，视为同意公开（第34条）。" },
	[REQUEST_EXTEND] = { .day = true, .about = "由公开工作机构负责人同意，最多延长20个工作日，只能一次，并在原期限内告知申请人（第33条）。",
		.remark = "为什么延长", .remark_hint = "会写进《延长答复期限告知书》" },
	[REQUEST_ASK_REASON] = { .about = "申请的数量、频次明显超过合理范围的，可以要求说明理由（第35条）。", .remark = "要说明什么",
		.until = "请申请人在这一天以前说明" },
	[REQUEST_GIVE_REASON] = { .files = true, .about = "记下申请人说明的理由。", .remark = "申请人的理由" },
	[REQUEST_DELAY] = { .about = "理由合理但来不及答复的，确定一个合理的延迟期限并告知（第35条）。", .remark = "为什么延迟",
		.until = "延迟到哪一天答复" },
	[REQUEST_ASK_FEE] = { .day = true, .about = "超过合理数量、频次的，可以收信息处理费；按件、按量只能选一种（国办函〔2020〕109号）。" },
	[REQUEST_PAY] = { .is_main = true, .day = true, .files = true, .about = "缴清的第二天，答复期限重新计算。",
		.remark = "票据号码等（可以不写）" },
	[REQUEST_DRAFT] = { .is_main = true, .about = "选择怎样答复，下一页填写答复书要写的内容。" },
	[REQUEST_REVIEW] = { .is_main = true, .about = "审核通过，交领导签发。", .remark = "审核意见（可以不写）" },
	[REQUEST_SEND_BACK] = { .warning = true, .about = "退回承办人重新拟办。", .remark = "退回的意见" },
	[REQUEST_SIGN] = { .is_main = true, .about = "签发后给答复书编号，交送达。", .remark = "签发意见（可以不写）" },
	[REQUEST_SERVE] = { .is_main = true, .day = true, .files = true,
		.about = "直接、委托送达的，申请人签收的那一天是答复日；邮寄的，交邮的那一天是（国办公开办函〔2016〕235号）。" },
	[REQUEST_WITHDRAW] = { .warning = true, .day = true, .files = true,
		.about = "申请人书面或者在网上撤回申请，不再办理。", .remark = "申请人怎样撤回的" },
	[REQUEST_MERGE] = { .about = "和本机关的另一件相同的申请一起答复；期限各算各的。", .remark = "为什么并案" },
	[REQUEST_UNMERGE] = { .about = "分开来单独办理。", .remark = "为什么取消并案" },
	[REQUEST_ARCHIVE] = { .is_main = true, .about = "材料齐全，归入案卷（条例第45条）。" },
	[REQUEST_REOPEN] = { .warning = true, .about = "复议、判决要求重新答复，或者本机关发现答复有错。", .remark = "依据什么重新办理",
		.until = "应当在哪一天以前重新答复" },
	[REQUEST_NOTE] = { .files = true, .about = "补记一件事，或者补充材料；状态不变。", .remark = "记什么" },
	[REQUEST_UNDO] = { .warning = true, .about = "上一步办错了。原来的记录留着，注明已经撤销和理由。", .remark = "为什么撤销" },
};

struct sv step_field(struct visit *v, const char *name, enum request_event e)
{
	return sv_fmt(v->arena, "%s-%s", name, request_event_key(e));
}
