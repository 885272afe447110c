// What a citizen writes that is no application: a complaint (art. 47, 51), a rectification of his own record (art. 41);
// and reasons given when an office asks for them (art. 35). With and without JavaScript, on a phone; answered by the
// office with its letter; and what must not open.
import { launch } from "./browser.mjs";
import { letterFaults } from "./page_checks.mjs";
import { Site } from "./site.mjs";
import { expect, expectNone, finish, test } from "./tap.mjs";
import { check, submit, visitor, words } from "./visitor.mjs";

const [binary, root] = process.argv.slice(2);
const site = new Site(binary, root);
const browser = await launch();
const OFFICE = "天坛街道办事处";
// Invented: the check character holds, nobody has it.
const PERSON = { name: "李试验", id: "11010519491231002X", phone: "010-65432100" };
const DAYS = /\d+个工作日/;

const step = (login, number, event, ...flags) => site.run("request", "step", "--as", login, ...flags, event, number);

/** What a step says that is refused; "" when it is not. */
function refused(...of) {
	try {
		step(...of);
	} catch (e) {
		return e.message;
	}
	return "";
}

const person = (...how) => visitor(browser, 20000, ...how);

async function open(page, number, code) {
	await page.goto(site.base + "/follow");
	await page.fill("#number", number);
	await page.fill("#code", code);
	await page.press("#code", "Enter");
	await page.waitForLoadState();
}

/** The steps of both forms. Each fills its page. */
const FORMS = {
	complaint: { noun: "投诉举报", link: "a:has-text('投诉、举报：')", steps: {
		about: async (p) => { await p.fill("#about_unit", "某局"); await p.check("input[value=unanswered]");
			await p.fill("#about_number", "2026-0001-00012"); },
		facts: async (p) => { await p.fill("#title", "申请了名单没有答复"); await p.fill("#facts", "三月二日提交，\n至今没有。");
			await p.fill("#want", "督促它答复。"); },
		by: (p) => p.check("input[value=natural_person]"),
		name: async (p) => { await p.fill("#name", PERSON.name); await p.fill("#phone", PERSON.phone); } },
	typed: ["某局", "没有按时答复", "2026-0001-00012", "至今没有。", "督促它答复。", PERSON.name, PERSON.phone],
	missing: { about: 2, facts: 3, by: 1, name: 2 },
	answer: "complaint_founded", element: "complaint_result", label: "处理情况", letter: "投诉举报答复书" },
	rectification: { noun: "更正申请", link: "a:has-text('申请更正：')", steps: {
		record: async (p) => { await p.fill("#title", "公租房保障资格登记表"); await p.fill("#wrong", "家庭人数写成二人");
			await p.fill("#right", "三人"); await p.fill("#proof", "户口簿"); },
		kind: (p) => p.check("input[value=natural_person]"),
		who: async (p) => { await p.fill("#name", PERSON.name); await p.check("input[name=id_type] >> nth=0");
			await p.fill("#id_number", PERSON.id); },
		contact: (p) => p.fill("#phone", PERSON.phone),
		agent: (p) => p.check("input[name=has_agent][value=no]") },
	typed: ["公租房保障资格登记表", "家庭人数写成二人", "三人", "户口簿", PERSON.name, PERSON.id, PERSON.phone],
	missing: { record: 4, kind: 1, who: 3, contact: 1, agent: 1 },
	answer: "rectified", element: "record_result", label: "更正结果", letter: "更正告知书" },
};

async function way(kind, scripts, width) {
	const form = FORMS[kind], label = `${kind}, ${scripts ? "with" : "without"} JavaScript at ${width} px`;
	const [c, page] = await person(scripts, width);
	const look = async (name) => { if (scripts) await check(page, `${kind} ${name}`); };
	let ticket;
	await test(`${label}: begun, and no limit is promised`, async () => {
		await page.goto(site.base + "/apply");
		await page.click(form.link);
		await look("units");
		await page.click(`text=${OFFICE}`);
		const text = await words(page);
		expect(text.includes("法律没有规定") && !DAYS.test(text), text);
		await look("begin");
		await submit(page);
	});
	await test(`${label}: every step says what it misses, each complaint leads to its field`, async () => {
		for (const [name, least] of Object.entries(form.missing)) {
			expect(page.url().endsWith(`/apply/steps/${name}`), `${page.url()} is not ${name}`);
			await look(name);
			await submit(page);
			const links = await page.locator(".govuk-error-summary__list a").all();
			expect(links.length >= least, `${name}: ${links.length} of ${least}: ${await words(page)}`);
			for (const a of links)
				expect(await page.locator(await a.getAttribute("href")).count() === 1, "a complaint leads nowhere");
			await form.steps[name](page);
			await submit(page);
		}
	});
	await test(`${label}: resumed where it was left, with a file`, async () => {
		expect(page.url().endsWith("/apply/files"), page.url());
		await page.goto(site.base + "/apply");
		await page.goto(site.base + "/apply/files");
		await look("files");
		await page.setInputFiles("input[type=file]", [{ name: "证据.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
		await page.click("button[value=check]");
		await page.waitForLoadState();
		const text = await words(page);
		for (const typed of [...form.typed, "证据.txt"])
			expect(text.includes(typed), `the summary lacks ${typed}`);
		await look("check");
	});
	await test(`${label}: sent, with a signed receipt`, async () => {
		await page.click(`button:has-text('提交${form.noun}')`);
		await page.waitForURL(/\/apply\/receipt/);
		ticket = { number: await page.locator("main input[name=number]").inputValue(),
			code: await page.locator("main input[name=code]").inputValue() };
		const text = await words(page);
		expect(text.includes(`${form.noun}已经提交`) && !DAYS.test(text), text);
		await look("receipt");
		const receipt = await (await c.request.get(site.base + "/apply/receipt/text")).text();
		expect(receipt.startsWith("gongkai-receipt-v1\n") && !receipt.includes(PERSON.name), receipt);
		const content = await (await c.request.get(site.base + "/apply/receipt/content")).text();
		expect(content.includes(`kind: ${kind}\n`) && content.includes(PERSON.name)
			&& (kind === "rectification") === content.includes(PERSON.id), content);
	});
	await test(`${label}: followed by number and code, without a clock of days`, async () => {
		await c.clearCookies();
		await open(page, ticket.number, ticket.code);
		step("clerk.one", ticket.number, "confirm");
		step("clerk.one", ticket.number, "assign");
		await page.reload();
		const text = await words(page);
		expect(text.includes(form.noun) && text.includes("办理中") && text.includes("法律没有规定办理的期限"), text);
		expect(!DAYS.test(text) && !text.includes("答复期限") && !text.includes("不服") && !text.includes("逾期"), text);
		await look("followed");
	});
	await test(`${label}: no letter without its element; then answered, and the citizen has it`, async () => {
		const draft = (...set) => ["clerk.one", ticket.number, "draft", "--outcome", form.answer, ...set];
		step(...draft());
		step("check.one", ticket.number, "review");
		expect(refused("sign.one", ticket.number, "sign").includes(form.label), `signed without ${form.label}`);
		step("sign.one", ticket.number, "send_back", "--remark", "缺内容");
		step(...draft("--set", `${form.element}=已经处理好`));
		step("check.one", ticket.number, "review");
		step("sign.one", ticket.number, "sign");
		await page.reload();
		expect(!(await words(page)).includes(form.letter), "the letter is there before it was served");
		step("clerk.one", ticket.number, "serve", "--service", "mail");
		await page.reload();
		const text = await words(page);
		expect(text.includes("已答复") && text.includes(form.letter), text);
		expectNone(await letterFaults(page, site.base, form.letter));
		await look("answered");
	});
	await c.close();
	return ticket;
}

/** An application that was sent. */
function added(title) {
	const said = site.run("request", "add", "--as", "clerk.one", "--channel", "counter", "--name", PERSON.name, "--id-number",
		PERSON.id, "--phone", PERSON.phone, "--title", title, "--medium", "paper", "--delivery", "pick_up");
	return { number: /\d{4}-\d{4}-\d{5}/.exec(said)[0], code: /(?:[a-z0-9]{4}-){3}[a-z0-9]{4}/.exec(said)[0] };
}

async function intrusions(one, other) {
	await test("another's number or code opens nothing", async () => {
		const [c, page] = await person(false);
		for (const [number, code] of [[one.number, other.code], [other.number, one.code]]) {
			await open(page, number, code);
			expect(new URL(page.url()).pathname === "/follow", `${number} was opened`);
		}
		for (const path of ["/follow/request", "/apply/receipt", "/apply/check", "/apply/receipt/content"]) {
			const answer = await c.request.get(site.base + path, { maxRedirects: 0 });
			expect(answer.status() !== 200, `${path} is open: ${answer.status()}`);
		}
		await c.close();
	});
	await test("a complaint is tied to a request only by whoever has its code", async () => {
		const [c, page] = await person(false);
		await page.goto(site.base + "/apply/begin?for=complaint&about=yes");
		await submit(page);
		expect(new URL(page.url()).pathname === "/follow", page.url());
		await c.close();
	});
	await test("a form that cannot be from the page is refused, an unknown kind is none", async () => {
		const [c, page] = await person(false);
		const answer = await c.request.post(site.base + "/apply/begin", { form: { for: "complaint" }, maxRedirects: 0 });
		expect(answer.status() === 403, `status ${answer.status()}`);
		await page.goto(site.base + "/apply/begin?for=nonsense");
		expect(new URL(page.url()).pathname === "/apply/unit", page.url());
		await c.close();
	});
	await test("a step of another form is not shown, an application that was begun is told of", async () => {
		const [c, page] = await person(false);
		await page.goto(site.base + "/apply/unit?for=complaint");
		await page.click(`text=${OFFICE}`);
		await submit(page);
		await page.goto(site.base + "/apply/steps/what");
		expect(page.url().endsWith("/apply/steps/about"), page.url());
		await page.goto(site.base + "/apply/unit");
		await page.click(`text=${OFFICE}`);
		expect((await words(page)).includes("投诉举报还没有填完"), await words(page));
		await c.close();
	});
}

async function fromRequest() {
	await test("not satisfied: from the request to a complaint that knows its number", async () => {
		const [c, page] = await person();
		const mine = added("改造名单");
		await open(page, mine.number, mine.code);
		await page.click("text=对办理不满意");
		await check(page, "complaint about a request");
		await submit(page);
		await page.click("text=汇源办事处");
		await submit(page);
		expect(await page.inputValue("#about_number") === mine.number && await page.inputValue("#about_unit") === OFFICE,
			"the number or the organ is not there");
		await c.close();
	});
}

async function reasons() {
	for (const [scripts, width] of [[true, 1280], [false, 320]])
		await test(`asked why so many, ${scripts ? "with" : "without"} JavaScript: gives reasons, once`, async () => {
			const [c, page] = await person(scripts, width);
			const mine = added(`第${width}件申请`);
			step("clerk.one", mine.number, "assign");
			await open(page, mine.number, mine.code);
			expect(await page.locator("a[href='/follow/do/reason']").count() === 0, "may give reasons nobody asked for");
			const until = new Date(Date.now() + 20 * 86400e3).toISOString().slice(0, 10);
			step("clerk.one", mine.number, "ask_reason", "--remark", "本月已有四十件，请说明理由。", "--until", until);
			await page.reload();
			expect((await words(page)).includes("机关在等您说明理由"), await words(page));
			await page.click("main a.govuk-button:has-text('说明理由')");
			expect((await words(page)).includes("本月已有四十件"), "what is asked is not shown");
			if (scripts)
				await check(page, "reasons");
			await submit(page);
			expect((await words(page)).includes("请填写“理由”"), await words(page));
			await page.fill("#text", "每件是不同小区的。");
			await submit(page);
			const text = await words(page);
			expect(text.includes("您说明了理由") && text.includes("每件是不同小区的"), text);
			expect(await page.locator("a[href='/follow/do/reason']").count() === 0, "may give them twice");
			const again = await c.request.get(site.base + "/follow/do/reason");
			expect(again.status() === 409 || again.status() === 422 || again.status() === 403, `status ${again.status()}`);
			await c.close();
		});
}

try {
	site.load();
	for (const [login, role] of [["clerk.one", "clerk"], ["check.one", "reviewer"], ["head.one", "office_head"],
		["sign.one", "approver"]])
		site.account(login, role, OFFICE);
	for (const [key, value] of [["code", "天坛街"], ["phone", "010-67000000"], ["reconsideration", "北京市东城区人民政府"],
		["court", "北京市东城区人民法院"]])
		site.run("office", "set", "--as", "head.one", key, value);
	await site.start();
	const complaint = await way("complaint", true, 1280);
	await way("complaint", false, 320);
	await way("rectification", true, 1280);
	const rectification = await way("rectification", false, 320);
	await intrusions(complaint, rectification);
	await fromRequest();
	await reasons();
	await test("nothing personal is in the log, nothing went wrong inside, the ledger holds", async () => {
		await site.stop();
		for (const secret of [PERSON.name, PERSON.id, PERSON.phone, complaint.code, rectification.code])
			expect(!site.log.includes(secret), `the log holds ${secret}`);
		expectNone(site.log.split("\n").filter((l) => l.includes("level=error")));
		site.run("ledger", "verify");
		site.run("selfcheck");
	});
} finally {
	await site.abandon(browser);
}
finish();
