// An office of four people takes a request from paper to the archive, with and without JavaScript; two of them at
// once; what others must not see; and what holds for every page.
import { launch } from "./browser.mjs";
import { matrix } from "./matrix.mjs";
import { axeFaults, frameFaults, htmlFaults, keyboardFaults, narrowFaults } from "./page_checks.mjs";
import { firstSignIn, PASSWORD, signIn } from "./people.mjs";
import { Site } from "./site.mjs";
import { expect, finish, test } from "./tap.mjs";
import { words as said } from "./visitor.mjs";

const [binary, root] = process.argv.slice(2);
const site = new Site(binary, root);
const browser = await launch();
const UNIT = "天坛街道办事处", OTHER = "金乡县金乡街道办事处";
const PEOPLE = { clerk: "clerk", reviewer: "reviewer", head: "office_head", approver: "approver" };

/** An invented identity number with the right check character. */
function identity(n) {
	const head = "11010119900301" + String(100 + n);
	const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
	return head + "10X98765432"[[...head].reduce((sum, c, i) => sum + c * weights[i], 0) % 11];
}

async function context(javaScriptEnabled = true) {
	const c = await browser.newContext({ javaScriptEnabled, locale: "zh-CN" });
	return c.newPage();
}

async function person(login, scripts) {
	const page = await context(scripts);
	await signIn(page, site.base, login, PASSWORD);
	return page;
}

/** Write a request down as a clerk does; its address. */
async function enter(page, over = {}) {
	await page.goto(site.base + "/desk/requests/new");
	const form = { channel: "counter", name: "王小明", id_number: identity(1), phone: "13800138000",
		title: "2024年老旧小区改造名单", text: "请提供2024年老旧小区改造的小区名单。", delivery: "pick_up", ...over };
	for (const [name, value] of Object.entries(form))
		if (await page.locator(`select#${name}`).count())
			await page.selectOption(`#${name}`, value);
		else
			await page.fill(`#${name}`, value);
	await page.click("main form button[type=submit]");
	await page.waitForLoadState();
	const link = page.locator("main .govuk-summary-list a").first();
	expect(await link.count(), await said(page));
	return link.getAttribute("href");
}

/** Take a step on the page of a request; `fields` by their names without the step's. */
async function step(page, path, event, fields = {}) {
	await page.goto(site.base + path);
	await fill(page, event, fields);
	await page.locator(`#step-${event} form button[type=submit]`).click();
	await page.waitForLoadState();
	return said(page);
}

async function fill(page, event, fields) {
	const box = page.locator(`#step-${event}`);
	expect(await box.count() === 1, `${event} is not offered: ${(await said(page)).slice(0, 300)}`);
	if (await box.getAttribute("open") === null)
		await box.locator("summary").first().click();
	for (const [name, value] of Object.entries(fields)) {
		const field = page.locator(`#${name}-${event}`);
		// The library's file field moves its id to its button.
		if (name === "files")
			await page.locator(`input[name=files-${event}]`).setInputFiles(value);
		else if (await field.evaluate((e) => e.tagName) === "SELECT")
			await field.selectOption(value);
		else
			await field.fill(value);
	}
}

async function draft(page, path, outcome, values) {
	await page.goto(`${site.base}${path}/draft?outcome=${outcome}`);
	for (const [name, value] of Object.entries(values))
		await page.fill(`#${name}`, value);
	await page.click("text=交审核");
	await page.waitForLoadState();
	return said(page);
}

const NOT_THERE = { search_scope: "2024年收文、发文登记簿和档案目录。", search_method: "按标题和关键词检索，并询问了城建科。" };

/* ── What an office needs before it can write letters ──────────────────────────────────────────── */

async function settings(scripts) {
	const head = await person("head", scripts);
	await head.goto(site.base + "/desk/office");
	const values = { code: "天坛街", reconsideration: "北京市东城区人民政府", court: "北京市东城区人民法院", phone: "010-12345678",
		name: "天坛街道综合办公室", address: "某路1号", fee_account: "某银行，账号000000" };
	for (const [name, value] of Object.entries(values))
		await head.fill(`#${name}`, value);
	await head.click("main form button[type=submit]");
	await head.waitForLoadState();
	expect((await said(head)).includes("已经保存"), await said(head));
	expect(await head.inputValue("#court") === values.court, "not kept");
	await head.fill("#number_pattern", "没有序号");
	await head.click("main form button[type=submit]");
	await head.waitForLoadState();
	expect(await head.locator("#number_pattern-error").count() === 1, "a pattern without a number is taken");
	await head.context().close();
}

async function letters() {
	const head = await person("head");
	await head.goto(site.base + "/desk/office/letters/not_exist");
	const text = await head.inputValue("#text");
	await head.fill("#text", text.replaceAll("{检索范围}", ""));
	await head.click("main button:has-text('保存')");
	await head.waitForLoadState();
	expect((await said(head)).includes("检索范围") && await head.locator("#text-error").count() === 1,
		"a required element could be taken out");
	await head.goto(site.base + "/desk/office/letters/not_exist");
	await head.fill("#text", text.replace("# ", "# 天坛街道"));
	await head.click("main button:has-text('预览')");
	await head.waitForLoadState();
	expect((await head.locator(".gk-letter__title").innerText()).includes("天坛街道"), "no preview");
	await head.click("main button:has-text('保存')");
	await head.waitForLoadState();
	expect((await said(head)).includes("本机关的文字"), "the own text is not kept");
	expect(!await head.isVisible("button[name=built_in]"), "one click throws the own text away");
	await head.click("main summary:has-text('恢复')");
	await head.click("button[name=built_in]");
	await head.waitForLoadState();
	expect((await said(head)).includes("通用的文字"), "the built-in text does not come back");
	await head.context().close();
}

/* ── From paper to the archive ─────────────────────────────────────────────────────────────────── */

async function way(scripts, n) {
	const label = scripts ? "with JavaScript" : "without JavaScript";
	const clerk = await person("clerk", scripts), reviewer = await person("reviewer", scripts);
	const approver = await person("approver", scripts);
	let path;
	await test(`${label}: the head of the office says what stands in letters`, () => settings(scripts));
	await test(`${label}: a form with faults comes back with all that was typed`, async () => {
		await clerk.goto(site.base + "/desk/requests/new");
		await clerk.fill("#name", "王小明");
		await clerk.fill("#id_number", "110101199003011234");
		await clerk.click("main form button[type=submit]");
		await clerk.waitForLoadState();
		expect(await clerk.inputValue("#name") === "王小明", "the name is gone");
		expect(await clerk.locator("#channel-error").count() === 1, await said(clerk));
	});
	await test(`${label}: a request on paper gets a number, a code, a signed receipt`, async () => {
		path = await enter(clerk, { id_number: identity(n) });
		const text = await said(clerk);
		expect(/\d{4}-\d{4}-\d{5}/.test(text), text);
		expect(/[a-z0-9]{4}(-[a-z0-9]{4}){3}/.test(text), "no code");
		expect(text.includes("gongkai-receipt-v1"), "no receipt");
	});
	await test(`${label}: it stands in the list, its applicant masked on its page`, async () => {
		await clerk.goto(site.base + "/desk/requests");
		expect(await clerk.locator(`a[href="${path}"]`).count() === 1, "not in the list");
		await clerk.goto(site.base + path);
		const text = await said(clerk);
		expect(text.includes("王*") && !text.includes("王小明") && !text.includes(identity(n)), "not masked");
		await clerk.click("form[action$=open] button");
		await clerk.waitForLoadState();
		expect(!(await said(clerk)).includes("王小明"), "shown without a reason");
		await clerk.fill("#why", "核对身份");
		await clerk.click("form[action$=open] button");
		await clerk.waitForLoadState();
		expect((await said(clerk)).includes("王小明"), "not shown");
		await clerk.goto(site.base + path);
		expect((await clerk.content()).includes("核对身份"), "the look is not shown");
	});
	await test(`${label}: handed on, asked of a third party, answered by it`, async () => {
		await step(clerk, path, "assign");
		const text = await step(clerk, path, "consult", { party: "third_party", party_name: "某建筑公司",
			party_shown: "施工合同的金额" });
		expect(text.includes("征求意见中"), text);
		await clerk.goto(site.base + path);
		const id = await clerk.locator("#party-consult_back option").first().getAttribute("value");
		const back = await step(clerk, path, "consult_back", { party: id, answer: "agree", remark: "同意公开。",
			files: { name: "意见.txt", mimeType: "text/plain", buffer: Buffer.from("同意") } });
		expect(back.includes("办理中") && back.includes("同意公开") && back.includes("意见.txt"), back);
	});
	await test(`${label}: a file is had back byte for byte`, async () => {
		const link = await clerk.locator('a:has-text("意见.txt")').getAttribute("href");
		const file = await clerk.request.get(site.base + link);
		expect((await file.text()) === "同意", `status ${file.status()}`);
	});
	await test(`${label}: only the head extends`, async () => {
		await clerk.goto(site.base + path);
		expect(await clerk.locator("#step-extend").count() === 0, "a clerk is offered to extend");
		const head = await person("head", scripts);
		const text = await step(head, path, "extend", { workdays: "10", remark: "需要检索历史档案。" });
		expect(text.includes("延长 10 个工作日"), text);
		await head.context().close();
	});
	await test(`${label}: an answer lacks an element, then holds all and is shown as it will go out`, async () => {
		const lacking = await draft(clerk, path, "not_exist", { search_scope: NOT_THERE.search_scope });
		expect(lacking.includes("还不能答复"), lacking);
		expect(await clerk.inputValue("#search_scope") === NOT_THERE.search_scope, "what was typed is gone");
		expect(lacking.includes("表三"), "no word of the cells that change");
		await clerk.fill("#search_method", NOT_THERE.search_method);
		await clerk.click("text=看答复书");
		await clerk.waitForLoadState();
		expect((await clerk.locator(".gk-letter").innerText()).includes("王小明"), await said(clerk));
		await clerk.click("text=交审核");
		await clerk.waitForLoadState();
		expect((await said(clerk)).includes("待审核"), await said(clerk));
	});
	await test(`${label}: who drafted neither reviews nor signs`, async () => {
		await clerk.goto(site.base + path);
		expect(await clerk.locator("#step-review form, #step-sign form").count() === 0, "the clerk may review");
		expect((await step(reviewer, path, "review")).includes("待签发"), "not reviewed");
		expect((await step(approver, path, "sign")).includes("待送达"), await said(approver));
	});
	await test(`${label}: the letter has its number, as a page, Word and PDF`, async () => {
		await approver.goto(site.base + path + "/letter");
		const text = await approver.locator(".gk-letter").innerText();
		expect(/天坛街公复〔\d{4}〕\d+号/.test(text) && text.includes("东城区人民法院"), text);
		for (const [format, magic] of [["docx", "PK"], ["pdf", "%PDF"]]) {
			const file = await approver.request.get(`${site.base}${path}/letter/${format}`);
			expect((await file.body()).subarray(0, magic.length).toString() === magic, `${format}: ${file.status()}`);
		}
	});
	await test(`${label}: served, archived`, async () => {
		expect((await step(clerk, path, "serve", { service: "direct" })).includes("已答复"), await said(clerk));
		expect((await step(clerk, path, "archive")).includes("已归档"), await said(clerk));
	});
	await test(`${label}: the year's report counts it, and its cell opens it`, async () => {
		const year = new Date(Date.now() + 8 * 3600e3).getUTCFullYear();
		await clerk.goto(`${site.base}/desk/requests/report?year=${year}`);
		await clerk.click('a[href*="cells/applications.unable_not_held.natural_person"]');
		await clerk.waitForLoadState();
		expect(await clerk.locator(`a[href="${path}"]`).count() === 1, await said(clerk));
		for (const format of ["docx", "pdf", "xlsx", "html", "csv", "json"]) {
			const file = await clerk.request.get(`${site.base}/desk/requests/report/${format}?year=${year}`);
			expect(file.status() === 200 && (await file.body()).length > 500, `${format}: ${file.status()}`);
		}
	});
	await test(`${label}: reconsideration is entered, and its result`, async () => {
		await clerk.goto(site.base + path);
		await clerk.locator("summary:has-text('登记复议或者诉讼')").click();
		await clerk.fill("#organ-new", "北京市东城区人民政府");
		const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
		await clerk.fill("#opened-new", today);
		await clerk.click("main button:has-text('登记')");
		await clerk.waitForLoadState();
		expect((await said(clerk)).includes("尚未审结"), await said(clerk));
	});
	for (const page of [clerk, reviewer, approver])
		await page.context().close();
	return path;
}

/* ── Two at once ───────────────────────────────────────────────────────────────────────────────── */

async function twoAtOnce() {
	const one = await person("clerk"), two = await person("head");
	const path = await enter(one, { id_number: identity(30), title: "某道路施工合同" });
	await test("two at once: the second is told, sees what is now, and loses nothing", async () => {
		await two.goto(site.base + path);
		await fill(two, "ask_correction", { remark: "请写明是哪一条道路。", until: "2099-01-05" });
		await step(one, path, "assign");
		await two.locator("#step-ask_correction form button[type=submit]").click();
		await two.waitForLoadState();
		const text = await said(two);
		expect(text.includes("别人可能刚刚办过") && text.includes("办理中"), text);
		expect(await two.inputValue("#remark-ask_correction") === "请写明是哪一条道路。", "what was typed is gone");
	});
	await test("two at once: what was typed in a form that is gone is shown to be copied", async () => {
		await two.goto(site.base + path);
		await fill(two, "note", { remark: "补一句。" });
		await fill(two, "consult", { party: "co_author", party_name: "某局", party_shown: "联合发文的正文" });
		await step(one, path, "withdraw", { remark: "申请人书面撤回。" });
		await two.locator("#step-consult form button[type=submit]").click();
		await two.waitForLoadState();
		const text = await said(two);
		expect(text.includes("联合发文的正文") && text.includes("可以复制"), text);
	});
	await test("a form sent twice takes one request in", async () => {
		await one.goto(site.base + "/desk/requests/new");
		const form = { csrf: await one.inputValue("input[name=csrf]"), client_key: await one.inputValue("input[name=client_key]"),
			channel: "counter", type: "disclosure", kind: "natural_person", name: "李丽", id_type: "居民身份证",
			id_number: identity(31), phone: "13800138001", title: "停车位规划", text: "请提供停车位规划图。", medium: "paper",
			delivery: "pick_up" };
		const numbers = [];
		for (let i = 0; i < 2; i++) {
			const answer = await one.request.post(site.base + "/desk/requests/new", { multipart: form });
			numbers.push(/\d{4}-\d{4}-\d{5}/.exec(await answer.text())?.[0]);
		}
		expect(numbers[0] && numbers[0] === numbers[1], numbers.join(" "));
	});
	await test("several at once: confirmed, handed on, each with its outcome", async () => {
		const fax = await enter(one, { channel: "fax", id_number: identity(32), title: "河道整治方案" });
		await one.goto(site.base + "/desk/requests?state=submitted");
		await one.check(`tr:has(a[href="${fax}"]) input[name=pick]`);
		await one.click("text=确认收到勾选的");
		await one.waitForLoadState();
		expect((await said(one)).includes("办好 1 件"), await said(one));
		await one.goto(site.base + "/desk/requests");
		for (const box of await one.locator("input[name=pick]").all())
			await box.check();
		await one.click("main button:has-text('分办')");
		await one.waitForLoadState();
		expect(/办好 \d+ 件/.test(await said(one)), await said(one));
		await one.goto(site.base + fax);
		expect((await said(one)).includes("办理中"), await said(one));
	});
	await one.context().close();
	await two.context().close();
	return path;
}

/* ── Who must not ──────────────────────────────────────────────────────────────────────────────── */

async function intrusions(path) {
	const other = await person("other"), boss = await person("boss"), clerk = await person("clerk");
	const token = await other.locator("input[name=csrf]").first().inputValue();
	await test("another unit's clerk: every address of it is not there", async () => {
		for (const tail of ["", "/draft", "/draft?outcome=not_exist", "/letter", "/letter/pdf", "/documents/1"])
			expect((await other.request.get(site.base + path + tail)).status() === 404, tail);
		for (const tail of ["/open", "/steps/note", "/remedies", "/draft"]) {
			const answer = await other.request.post(site.base + path + tail, { maxRedirects: 0, form: { csrf: token,
				why: "看看", expected: "closed", version: "3", outcome: "not_exist", "remark-note": "x" } });
			expect(answer.status() === 404, `${tail}: ${answer.status()}`);
		}
		await other.goto(site.base + "/desk/requests?state=all");
		expect(await other.locator(`a[href="${path}"]`).count() === 0, "in the other unit's list");
	});
	await test("another unit's request is not handed on in a bulk form, nor merged with", async () => {
		const id = path.split("/").pop();
		const answer = await other.request.post(site.base + "/desk/requests/assign", { maxRedirects: 0,
			form: { csrf: token, handler: "1", pick: `${id}.closed.3` } });
		expect((await answer.text()).includes("没有办的 1 件"), `status ${answer.status()}`);
	});
	await test("a document of another request is not had through one's own", async () => {
		const page = await clerk.request.get(site.base + path);
		const own = /documents\/(\d+)/.exec(await page.text())?.[1];
		const mine = await enter(other, { id_number: identity(40), title: "别的事情" });
		expect((await other.request.get(`${site.base}${mine}/documents/${own ?? 1}`)).status() === 404, "had");
	});
	await test("a supervisor reads what is beneath, masked, and does nothing", async () => {
		await boss.goto(site.base + path);
		const text = await said(boss);
		expect(!text.includes("王小明") && !text.includes("书面撤回"), "shown to a supervisor");
		expect(await boss.locator("form[action*='/steps/'], form[action$=open]").count() === 0, "a step is offered");
		for (const tail of ["/open", "/steps/note", "/remedies"])
			expect((await boss.request.post(site.base + path + tail, { maxRedirects: 0, form: {} })).status() === 403, tail);
		await boss.goto(site.base + "/desk/requests/units");
		expect((await said(boss)).includes(UNIT), await said(boss));
	});
	await test("an administrator manages and does not read requests", async () => {
		const admin = await person("admin");
		expect((await admin.request.get(site.base + path)).status() === 403, "an administrator reads it");
		await admin.context().close();
	});
	for (const [login, role] of [["clerk", "clerk"], ["reviewer", "reviewer"], ["head", "office_head"],
		["approver", "approver"], ["boss", "supervisor"]])
		await test(`every route for ${role}`, async () => {
			const page = await person(login);
			await matrix(site, role, page.request);
			await page.context().close();
		});
	for (const page of [other, boss, clerk])
		await page.context().close();
}

/* ── Every page ────────────────────────────────────────────────────────────────────────────────── */

async function pages(path) {
	const clerk = await person("clerk"), head = await person("head"), boss = await person("boss");
	const open = await enter(clerk, { id_number: identity(50), title: "社区食堂补贴名单" });
	await step(clerk, open, "assign");
	const visits = [[clerk, "/desk"], [clerk, "/desk/requests"], [clerk, "/desk/requests?state=all&urgency=overdue"],
		[clerk, "/desk/requests/new"], [clerk, open], [clerk, path], [clerk, open + "/draft"],
		[clerk, open + "/draft?outcome=partial"], [clerk, "/desk/requests/calendar"],
		[clerk, "/desk/requests/workload"], [clerk, "/desk/requests/report"], [head, open],
		[clerk, "/desk/requests/report/cells/applications.new_received.total"], [clerk, path + "/letter"],
		[head, "/desk/office"], [head, "/desk/office/letters/not_exist"], [boss, "/desk/requests"],
		[boss, "/desk/requests/units"], [boss, open]];
	for (const [page, address] of visits)
		await test(`page ${address.replace(/requests\/[a-z0-9]{12}/, "requests/ID")}`, async () => {
			const answer = await page.goto(site.base + address);
			expect(answer.status() === 200, `status ${answer.status()}`);
			const faults = [...await htmlFaults(await answer.text()), ...await frameFaults(page),
				...await axeFaults(page), ...await narrowFaults(page)];
			expect(faults.length === 0, faults.join("\n"));
		});
	await test("opened, every form of a request is accessible and fits a phone; keys reach it", async () => {
		await head.goto(site.base + open);
		await head.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
		const faults = [...await axeFaults(head), ...await narrowFaults(head), ...await keyboardFaults(head)];
		expect(faults.length === 0, faults.join("\n"));
	});
	await test("the calendar file: lines of RFC 5545, no words of people", async () => {
		const answer = await clerk.request.get(site.base + "/desk/requests.ics");
		const text = await answer.text();
		expect(answer.headers()["content-type"].startsWith("text/calendar"), answer.headers()["content-type"]);
		expect(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.endsWith("END:VCALENDAR\r\n"), text.slice(0, 80));
		const lines = text.split("\r\n");
		expect(lines.every((l) => Buffer.byteLength(l) <= 75 && !l.includes("\n")), "a line is too long");
		const count = (what) => lines.filter((l) => l === what).length;
		expect(count("BEGIN:VEVENT") > 0 && count("BEGIN:VEVENT") === count("END:VEVENT"), "events do not end");
		expect(!text.includes("王小明") && !text.includes("食堂"), "words of people in it");
	});
	await test("tables to keep are CSV with every cell quoted", async () => {
		for (const [page, address] of [[clerk, "/desk/requests.csv?state=all"], [clerk, "/desk/requests/workload.csv"],
			[boss, "/desk/requests/units.csv"]]) {
			const text = await (await page.request.get(site.base + address)).text();
			expect(text.split("\r\n").length > 2, `${address}: ${text.slice(0, 200)}`);
		}
	});
	for (const page of [clerk, head, boss])
		await page.context().close();
}

try {
	site.load();
	site.importNextYear();
	await site.start();
	const accounts = { admin: site.password, other: site.account("other", "clerk", OTHER),
		boss: site.account("boss", "supervisor", UNIT) };
	for (const [login, role] of Object.entries(PEOPLE))
		accounts[login] = site.account(login, role, UNIT);
	for (const [login, once] of Object.entries(accounts)) {
		const page = await context();
		await firstSignIn(page, site.base, login, once);
		await page.context().close();
	}
	await test("letters: own text with what must stay, preview, back to the built-in one", letters);
	const first = await way(true, 1);
	await way(false, 2);
	const path = await twoAtOnce();
	await intrusions(path);
	await pages(first);
	await test("the ledger and the database hold", async () => {
		await site.stop();
		site.run("ledger", "verify");
		site.run("selfcheck");
	});
} finally {
	await site.abandon(browser);
}
finish();
