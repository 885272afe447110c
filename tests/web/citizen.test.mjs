// Disclosure on request as a citizen has it: found out about, applied for, followed, corrected, withdrawn, answered;
// with and without JavaScript, on a phone, by keyboard; and what must not work on the way.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { htmlFaults, letterFaults } from "./page_checks.mjs";
import { Site } from "./site.mjs";
import { expect, expectNone, finish, test } from "./tap.mjs";
import { check, submit, visitor, words } from "./visitor.mjs";

const jsQR = await import("jsqr").then((m) => m.default, () => null);
if (!jsQR)
	console.log("# jsqr is not installed, so the code on the receipt is not read: npm ci in tests/web");
const [binary, root] = process.argv.slice(2);
const site = new Site(binary, root);
const browser = await launch();
const OFFICE = "天坛街道办事处";
const TOKEN = "a-token-of-the-city-portal";
// Invented: the check characters hold, nobody has them.
const PERSON = { name: "李试验", id: "11010519491231002X", phone: "010-65432100", email: "li@example.com" };
const CREDIT = "91110000600037341L";

/** Somebody of the office takes a step. @return what was printed */
function office(login, number, event, ...words) {
	return site.run("request", "step", "--as", login, ...words, event, number);
}

/** A file of the office. @return its path */
function file(name, text) {
	writeFileSync(join(site.folder, name), text);
	return join(site.folder, name);
}

const person = (...how) => visitor(browser, 30000, ...how);

/** The markup of a page as sent, for those that a GET shows. */
async function checkSent(context, paths) {
	for (const path of paths)
		await test(`markup of ${path}`, async () => {
			const answer = await context.request.get(site.base + path);
			expect(answer.status() === 200, `status ${answer.status()}`);
			expectNone(await htmlFaults(await answer.text()));
			if (path !== "/apply" && path !== "/apply/unit")
				expect(answer.headers()["cache-control"] === "no-store", answer.headers()["cache-control"]);
		});
}

/** Fill a draft up to the summary. @return nothing; the page stands at /apply/check */
async function fill(page, title, look = async () => {}) {
	await page.goto(site.base + "/apply");
	await look("start");
	await page.click("text=开始申请");
	await look("units");
	await page.fill("#name", "天坛");
	await page.press("#name", "Enter");
	await page.click(`text=${OFFICE}`);
	await look("find");
	await page.fill("#words", "老旧小区");
	await page.press("#words", "Enter");
	await page.waitForLoadState();
	await look("found");
	await page.click("text=继续申请");
	await look("what");
	await page.fill("#title", title);
	await page.fill("#text", "街道2024年的改造小区名单，\n以及每个小区改了什么。");
	await submit(page);
	await look("how");
	await page.check("input[name=medium][value=email]");
	await page.check("input[name=delivery][value=email]");
	await submit(page);
	await look("kind");
	await page.check("input[name=kind][value=natural_person]");
	await submit(page);
	await look("who");
	await page.fill("#name", PERSON.name);
	await page.check("input[name=id_type] >> nth=0");
	await page.fill("#id_number", PERSON.id);
	await submit(page);
	await look("reach");
	await page.fill("#phone", PERSON.phone);
	await page.fill("#email", PERSON.email);
	await submit(page);
	await look("agent");
	await page.check("input[name=has_agent][value=no]");
	await submit(page);
	await look("more");
	await submit(page);
	await look("files");
	await page.setInputFiles("input[type=file]", [{ name: "身份证明.txt", mimeType: "text/plain",
		buffer: Buffer.from("复印件") }]);
	await page.click("button[value=check]");
	await page.waitForLoadState();
	await look("check");
}

/** Send what stands at the summary. @return number and code */
async function send(page) {
	await page.click("button:has-text('提交申请')");
	await page.waitForURL(/\/apply\/receipt/);
	return { number: await page.locator("main input[name=number]").inputValue(),
		code: await page.locator("main input[name=code]").inputValue() };
}

async function open(page, number, code) {
	await page.goto(site.base + "/follow");
	await page.fill("#number", number);
	await page.fill("#code", code);
	await page.press("#code", "Enter");
	await page.waitForLoadState();
}

/** What a camera reads of a code, from the strokes it is drawn with. */
function scanned(viewBox, path) {
	const size = Number(viewBox.split(" ")[2]), zoom = 4, width = size * zoom;
	const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
	for (const [, x, y, n] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
		for (let row = Number(y) * zoom; row < (Number(y) + 1) * zoom; row++)
			for (let column = Number(x) * zoom; column < (Number(x) + Number(n)) * zoom; column++)
				pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
	return jsQR(pixels, width, width)?.data ?? "nothing";
}

// ── The whole way ──

async function way(scripts, width) {
	const label = `${scripts ? "with" : "without"} JavaScript at ${width} px`;
	const [c, page] = await person(scripts, width);
	const said = [];
	page.on("console", (m) => { if (m.type() === "error" && !m.text().includes("status of 4")) said.push(m.text()); });
	let ticket;
	await test(`${label}: applied`, async () => {
		await fill(page, "2024年老旧小区改造名单", async (name) => {
			expect(page.url().startsWith(site.base), page.url());
			if (scripts && width === 1280)
				await check(page, name);
		});
		const text = await words(page);
		for (const typed of ["2024年老旧小区改造名单", PERSON.name, PERSON.id, PERSON.phone, PERSON.email, "身份证明.txt"])
			expect(text.includes(typed), `the summary lacks ${typed}`);
		ticket = await send(page);
		expect(/^[\d-]{10,}$/.test(ticket.number) && /^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/.test(ticket.code),
			JSON.stringify(ticket));
		if (scripts && width === 1280)
			await check(page, "receipt");
	});
	await test(`${label}: the receipt is signed, and can be saved`, async () => {
		const file = await c.request.get(site.base + "/apply/receipt/text");
		const text = await file.text();
		expect(text.startsWith("gongkai-receipt-v1\n") && text.includes("kind request.submitted\n")
			&& file.headers()["content-disposition"].includes("attachment"), text);
		for (const secret of [PERSON.name, PERSON.id, PERSON.email, ticket.code])
			expect(!text.includes(secret), `the receipt holds ${secret}`);
		const content = await (await c.request.get(site.base + "/apply/receipt/content")).text();
		expect(content.includes(PERSON.name) && content.includes(`number: ${ticket.number}\n`), content);
	});
	if (jsQR)
		await test(`${label}: a phone reads where the proof of the receipt is`, async () => {
			const text = scanned(await page.locator(".gk-qr svg").getAttribute("viewBox"),
				await page.locator(".gk-qr path").getAttribute("d"));
			expect(/^http:\/\/[^/]+\/receipts\/verify\?id=/.test(text), text);
			const here = site.base + text.replace(/^http:\/\/[^/]+/, ""); // the port is not known to the settings
			let answer;
			for (let i = 0; i < 30 && answer?.status() !== 200; i++) {
				await page.waitForTimeout(100);
				answer = await c.request.get(here);
			}
			expect((await answer.text()).includes("账本里有这条记录"), `${answer.status()}`);
		});
	await test(`${label}: followed from the receipt, and by number and code`, async () => {
		await page.click("text=看办理情况");
		await page.waitForURL(/\/follow\/request/);
		expect((await words(page)).includes("等机关确认"), await words(page));
		await c.clearCookies();
		await page.goto(site.base + "/follow/request");
		expect(new URL(page.url()).pathname === "/follow", page.url());
		await open(page, ` ${ticket.number} `, ticket.code.toUpperCase().replaceAll("-", " "));
		expect(page.url().endsWith("/follow/request"), await words(page));
		if (scripts && width === 1280)
			await check(page, "request");
	});
	await test(`${label}: confirmed, the clock runs and says why`, async () => {
		office("clerk.one", ticket.number, "confirm");
		office("clerk.one", ticket.number, "assign");
		await page.reload();
		await page.click("summary:has-text('期限是怎么算的')");
		const text = await words(page);
		expect(text.includes("答复期限") && text.includes("还剩20个工作日") && text.includes("第20天"), text);
		const counted = await page.locator(".gk-days tbody tr:not(.gk-days__off)").count();
		expect(counted === 20, `${counted} days counted`);
		if (scripts && width === 1280)
			await check(page, "request that runs");
	});
	await test(`${label}: a correction is asked for and given, with a file`, async () => {
		const until = new Date(Date.now() + 20 * 86400e3).toISOString().slice(0, 10);
		office("clerk.one", ticket.number, "ask_correction", "--remark", "请说明是哪几个社区。", "--until", until);
		await page.reload();
		expectNone(await letterFaults(page, site.base, "补正"));
		await page.click("text=补正申请内容");
		expect((await words(page)).includes("请说明是哪几个社区"), "what is asked is not shown");
		if (scripts && width === 1280)
			await check(page, "correct");
		await submit(page);
		expect((await words(page)).includes("请填写"), "an empty correction is taken");
		await page.fill("#text", "金鱼池社区和东厅社区。");
		await page.setInputFiles("input[type=file]", [{ name: "说明.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
		await submit(page);
		const text = await words(page);
		expect(text.includes("补正已经交给机关") && text.includes("金鱼池社区") && text.includes("说明.txt"), text);
	});
	await test(`${label}: a word is added`, async () => {
		await page.click("text=补充一句话");
		await page.fill("#text", "电话白天打得通。");
		await submit(page);
		expect((await words(page)).includes("电话白天打得通"), "not there");
	});
	await test(`${label}: withdrawn only after saying so`, async () => {
		await page.click("text=撤回申请");
		if (scripts && width === 1280)
			await check(page, "withdraw");
		await page.click("main button.govuk-button--warning");
		await page.waitForLoadState();
		const text = await words(page);
		expect(text.includes("已经撤回") && !text.includes("撤回申请\n"), text);
	});
	await test(`${label}: nothing personal in an address or the console`, async () => {
		expectNone(said);
		for (const secret of [PERSON.name, PERSON.id, PERSON.phone, PERSON.email, ticket.code, encodeURIComponent(PERSON.name)])
			expect(!page.url().includes(secret), page.url());
	});
	await c.close();
	return ticket;
}

// ── Wrong, twice, late, gone ──

async function mistakes() {
	const [c, page] = await person();
	await test("what is wrong is said above and at the field, and nothing typed is lost", async () => {
		await fill(page, "错误试验");
		await page.goto(site.base + "/apply/steps/who");
		await page.fill("#name", "");
		await page.fill("#id_number", "110105194912310021");
		await submit(page);
		expect(await page.locator(".govuk-error-summary a[href='#name'], .govuk-error-summary a[href='#id_number']").count() === 2,
			await words(page));
		expect(await page.inputValue("#id_number") === "110105194912310021", "the number is lost");
		expect((await page.title()).startsWith("错误"), await page.title());
		await check(page, "who with errors");
		await page.click(".govuk-error-summary a[href='#id_number']");
		expect(await page.evaluate(() => document.activeElement.id) === "id_number", "the link does not lead to the field");
		await page.goto(site.base + "/apply/check");
		expect(await page.locator("button:has-text('提交申请')").count() === 0, "incomplete, but can be sent");
		await check(page, "summary of what is incomplete");
		await page.click("text=去填好");
		await page.fill("#name", PERSON.name);
		await page.fill("#id_number", PERSON.id);
		await submit(page);
		expect(page.url().endsWith("/apply/check"), page.url());
	});
	await test("an organisation is asked other things", async () => {
		await page.goto(site.base + "/apply/steps/kind");
		await page.check("input[name=kind][value=legal_service]");
		await submit(page);
		expect(page.url().endsWith("/apply/steps/who"), page.url());
		expect(await page.locator("input[name=id_type]").count() === 0, "an organisation is asked for a passport");
		await page.fill("#name", "试验律师事务所");
		await page.fill("#id_number", CREDIT);
		await submit(page);
		expect(page.url().endsWith("/apply/check"), page.url() + await words(page));
		expect((await words(page)).includes("试验律师事务所"), "not in the summary");
	});
	await test("every step says what it misses", async () => {
		const [n, empty] = await person(false);
		await empty.goto(site.base + "/apply/unit");
		await empty.click(`text=${OFFICE}`);
		await empty.click("button:has-text('直接填写')");
		for (const [step, least] of [["what", 1], ["how", 2], ["kind", 1], ["who", 3], ["reach", 1], ["agent", 1]]) {
			await empty.goto(`${site.base}/apply/steps/${step}`);
			await submit(empty);
			const found = await empty.locator(".govuk-error-summary__list a").count();
			expect(found >= least, `${step}: ${found} of ${least}: ${await words(empty)}`);
			for (const a of await empty.locator(".govuk-error-summary__list a").all())
				expect(await empty.locator(await a.getAttribute("href")).count() === 1, "a complaint leads nowhere");
		}
		await empty.goto(site.base + "/apply/find");
		await empty.click("button:has-text('查找')");
		expect((await words(empty)).includes("请写要找的词"), await words(empty));
		await n.close();
	});
	await test("files: too many bytes, an empty one, one taken out", async () => {
		// A large file is on its way for a while before the page it leads to begins.
		const press = (button) => Promise.all([page.waitForNavigation(), page.click(button)]);
		await page.goto(site.base + "/apply/files");
		await page.setInputFiles("input[type=file]", [{ name: "空.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) }]);
		await press("button[value=more]");
		expect((await words(page)).includes("空的"), await words(page));
		await page.setInputFiles("input[type=file]", file("大.bin", Buffer.alloc(21 * 1024 * 1024)));
		await press("button[value=more]");
		expect((await words(page)).includes("20 MB"), await words(page));
		await check(page, "files with an error");
		await press("button:has-text('删去')");
		expect(await page.locator(".gk-file").count() === 0, "still there");
	});
	await test("two tabs: neither undoes the other", async () => {
		const other = await c.newPage();
		await other.goto(site.base + "/apply/steps/more");
		await page.goto(site.base + "/apply/steps/reach");
		await page.fill("#phone", "010-11112222");
		await submit(page);
		await other.fill("#purpose", "写论文");
		await submit(other);
		const text = await words(other);
		expect(text.includes("010-11112222") && text.includes("写论文"), text);
		await other.close();
	});
	await test("sent once, however often the button is pressed and wherever back leads", async () => {
		const other = await c.newPage();
		await page.goto(site.base + "/apply/check");
		await other.goto(site.base + "/apply/check");
		const first = await send(page), second = await send(other);
		expect(first.number === second.number, "sent twice");
		await page.goBack();
		await page.reload();
		expect(page.url().endsWith("/apply/receipt"), page.url());
		await page.goto(site.base + "/apply/steps/what");
		expect(page.url().endsWith("/apply/receipt"), page.url());
		await other.close();
	});
	await test("what is cleared is gone", async () => {
		await page.click("button:has-text('清除这一页')");
		await page.waitForLoadState();
		expect((await words(page)).includes("已经清除"), await words(page));
		await page.goto(site.base + "/apply/receipt");
		expect(new URL(page.url()).pathname === "/apply", page.url());
	});
	await c.close();
}

async function stale() {
	await test("a form whose token is gone is shown again with what was typed, and changes nothing", async () => {
		const [c, page] = await person();
		await fill(page, "原来的名称");
		await page.goto(site.base + "/apply/steps/what");
		await page.fill("#title", "改过的名称");
		await c.clearCookies({ name: "gk_pre" });
		await submit(page);
		expect((await words(page)).includes("打开得太久") && await page.inputValue("#title") === "改过的名称", await words(page));
		const kept = await c.newPage();
		await kept.goto(site.base + "/apply/check");
		expect((await words(kept)).includes("原来的名称"), "it was changed without a token");
		await check(page, "a form that lay open too long");
		await submit(page);
		await page.goto(site.base + "/apply/check");
		expect((await words(page)).includes("改过的名称"), "the second time does not work either");
		await c.close();
	});
	await test("a form of another site is refused", async () => {
		const [c, page] = await person();
		await fill(page, "别的网站");
		const csrf = await page.locator("input[name=csrf]").first().inputValue();
		const answer = await c.request.post(site.base + "/apply/send", { form: { csrf }, maxRedirects: 0,
			headers: { Origin: "https://evil.example" } });
		expect(answer.status() === 403, `status ${answer.status()}`);
		await page.goto(site.base + "/apply/check");
		expect(page.url().endsWith("/apply/check"), "it was sent");
		await c.close();
	});
	await test("typed where the draft is gone: begun anew with it", async () => {
		const [c, page] = await person(false);
		await fill(page, "旧的");
		await page.goto(site.base + "/apply/steps/what");
		await page.fill("#title", "新写的");
		await c.clearCookies({ name: "gk_draft" });
		await submit(page);
		await page.goto(site.base + "/apply/steps/what");
		expect(await page.inputValue("#title") === "新写的", "lost");
		await c.close();
	});
	await test("after a restart the draft is there, and a form that was open is shown again", async () => {
		const [c, page] = await person(false);
		await fill(page, "重启以前");
		await page.goto(site.base + "/apply/steps/what");
		const port = new URL(site.base).port;
		await site.stop();
		await site.start("--listen", `127.0.0.1:${port}`, "--portal-tokens", `city:${TOKEN} short:abc`);
		await page.fill("#title", "重启以后");
		await submit(page);
		expect(await page.inputValue("#title") === "重启以后", await words(page));
		await submit(page);
		await page.goto(site.base + "/apply/check");
		expect((await words(page)).includes("重启以后"), await words(page));
		await c.close();
	});
}

// ── Others' requests ──

async function intrusions(mine) {
	const [c, page] = await person();
	await fill(page, "别人的申请");
	const theirs = await send(page);
	await test("a wrong number, a wrong code, another's code: one and the same answer", async () => {
		const answers = [];
		for (const [number, code] of [["2026-0001-99999", theirs.code], [mine.number, theirs.code], [theirs.number, mine.code],
			[theirs.number, "aaaa-bbbb-cccc-dddd"], ["'; DROP TABLE request", "x"]]) {
			await open(page, number, code);
			expect(page.url().endsWith("/follow"), `${number} was opened`);
			answers.push(await words(page));
		}
		expect(new Set(answers).size === 1, answers.join("\n----\n"));
		await check(page, "follow with an error");
	});
	await test("files of another request are not given out", async () => {
		const [n, other] = await person();
		await open(other, mine.number, mine.code);
		const links = await other.$$eval("a[href^='/follow/files/']", (all) => all.map((a) => a.getAttribute("href")));
		expect(links.length >= 2, "no files to try");
		for (const link of links)
			expect((await n.request.get(site.base + link)).status() === 200, "his own is refused");
		await open(page, theirs.number, theirs.code);
		for (const link of links)
			expect((await c.request.get(site.base + link)).status() === 404, `${link} of another is given out`);
		await n.close();
	});
	await test("a pass that was changed or made up opens nothing", async () => {
		const pass = (await c.cookies()).find((k) => k.name === "gk_follow");
		expect(pass.httpOnly && pass.sameSite === "Lax" && !pass.value.includes(theirs.number), JSON.stringify(pass));
		for (let i = 0; i < pass.value.length; i += 7) {
			const bent = pass.value.slice(0, i) + (pass.value[i] === "A" ? "B" : "A") + pass.value.slice(i + 1);
			const answer = await c.request.get(site.base + "/follow/request",
				{ headers: { Cookie: `gk_follow=${bent}` }, maxRedirects: 0 });
			expect(answer.status() === 303, `a bent pass gave ${answer.status()}`);
		}
		const asOpinion = await c.request.get(site.base + "/opinion/answer",
			{ headers: { Cookie: `gk_opinion=${pass.value}` }, maxRedirects: 0 });
		expect(asOpinion.status() === 303, "a pass of a request opens an opinion");
	});
	await test("a form of one request does not act on another that was opened since", async () => {
		await open(page, theirs.number, theirs.code);
		await page.goto(site.base + "/follow/do/note");
		await page.fill("#text", "写给第一件的话");
		const tab = await c.newPage();
		await fill(tab, "第二件");
		const second = await send(tab);
		await open(tab, second.number, second.code);
		await submit(page);
		expect((await words(page)).includes(second.number), await words(page));
		await tab.reload();
		expect(!(await words(tab)).includes("写给第一件的话"), "it went to the other");
	});
	await test("what only the office sees is not shown", async () => {
		office("clerk.one", theirs.number, "confirm");
		office("clerk.one", theirs.number, "note", "--remark", "内部意见：请领导定", "--file",
			file("内部.txt", "内部材料"));
		await open(page, theirs.number, theirs.code);
		const text = await words(page);
		expect(!text.includes("内部") && !text.includes("clerk.one"), text);
	});
	await test("nothing personal is in the log", () => {
		for (const secret of [PERSON.name, PERSON.id, PERSON.phone, PERSON.email, mine.code, theirs.code, "李试验"])
			expect(!site.log.includes(secret), `the log holds ${secret}`);
	});
	await c.close();
	return theirs;
}

// ── Asked about a request ──

async function opinions(theirs) {
	office("clerk.one", theirs.number, "assign");
	const consult = (...words) => /(\d+)\D*?((?:[a-z0-9]{4}-){3}[a-z0-9]{4})/
		.exec(office("clerk.one", theirs.number, "consult", ...words)).slice(1).join(" ");
	const asked = consult("--party", "third_party", "--name", "某公司", "--contact", "北京市某街1号", "--shown", "施工合同中的单价");
	const author = consult("--party", "co_author", "--name", "某局", "--contact", "北京市某街2号", "--shown", "联合发文的附件");
	for (const [line, scripts, shown, silence] of [[asked, true, "施工合同中的单价", "第三十二条"],
		[author, false, "联合发文的附件", "视为同意公开"]]) {
		const [id, code] = line.split(" ");
		const [c, page] = await person(scripts);
		await test(`asked, ${scripts ? "with" : "without"} JavaScript: sees what and until when, never who`, async () => {
			await page.goto(site.base + "/opinion");
			if (scripts)
				await check(page, "opinion form");
			await page.fill("#number", id);
			await page.fill("#code", code);
			await submit(page);
			const text = await words(page);
			expect(text.includes(shown) && text.includes(silence) && text.includes("15个工作日"), text);
			for (const secret of [PERSON.name, PERSON.id, PERSON.email, "别人的申请", theirs.number])
				expect(!text.includes(secret), `it shows ${secret}`);
			if (scripts)
				await check(page, "opinion");
		});
		await test(`asked, ${scripts ? "with" : "without"} JavaScript: objects with reasons, once`, async () => {
			await submit(page);
			expect((await words(page)).includes("请选择您的意见"), await words(page));
			await page.check("input[value=object]");
			await submit(page);
			expect((await words(page)).includes("请写明理由"), await words(page));
			expect(await page.isChecked("input[value=object]"), "the choice is lost");
			await page.fill("#reason", "单价是商业秘密。");
			await submit(page);
			expect((await words(page)).includes("不同意公开") && (await words(page)).includes("已经交给"), await words(page));
			if (scripts)
				await check(page, "opinion that was given");
		});
		await c.close();
	}
	await test("the applicant learns neither whom was asked nor what they said", async () => {
		const [c, page] = await person();
		await open(page, theirs.number, theirs.code);
		const text = await words(page);
		expect(text.includes("征求意见"), text);
		for (const secret of ["某公司", "某局", "商业秘密", "意见征询书", "共同制作机关征求"])
			expect(!text.includes(secret), `it shows ${secret}`);
		await c.close();
	});
	await test("a wrong code of an opinion opens nothing", async () => {
		const [c, page] = await person();
		const answers = [];
		for (const [id, code] of [[asked.split(" ")[0], author.split(" ")[1]], ["999999", author.split(" ")[1]], ["abc", "x"],
			["-1", theirs.code]]) {
			await page.goto(site.base + "/opinion");
			await page.fill("#number", id);
			await page.fill("#code", code);
			await submit(page);
			expect(page.url().endsWith("/opinion"), `${id} was opened`);
			answers.push(await words(page));
		}
		expect(new Set(answers).size === 1, answers.join("\n----\n"));
		await c.close();
	});
}

/** Who guesses is stopped, and nothing he types is tried any more, right or wrong. */
async function guessing(mine) {
	await test("who guesses at codes is stopped, and told until when", async () => {
		const [c, page] = await person(false);
		let stopped;
		for (let i = 0; i < 25 && !stopped; i++) {
			await open(page, mine.number, `aaaa-bbbb-cccc-${1000 + i}`);
			stopped = /(\d+)分钟后再试/.exec(await words(page));
		}
		expect(stopped && Number(stopped[1]) <= 15, "never stopped");
		await open(page, mine.number, mine.code);
		expect(page.url().endsWith("/follow"), "the right code is told from a wrong one");
		const csrf = await page.locator("input[name=csrf]").first().inputValue();
		const answer = await c.request.post(site.base + "/opinion", { form: { csrf, number: "1", code: "x" }, maxRedirects: 0 });
		expect(answer.status() === 429 && Number(answer.headers()["retry-after"]) > 0, `status ${answer.status()}`);
		await c.close();
	});
}

// ── Answered, and not satisfied ──

async function answers() {
	const [c, page] = await person();
	await fill(page, "会议讨论稿");
	const { number, code } = await send(page);
	const text = async () => { await page.goto(site.base + "/follow/request"); return words(page); };
	await open(page, number, code);
	office("clerk.one", number, "confirm");
	office("clerk.one", number, "assign");
	await test("a fee: how much, why, until when, how", async () => {
		office("clerk.one", number, "ask_fee", "--by", "page", "--quantity", "150");
		expect((await text()).includes("信息处理费"), await text());
		await page.click("text=看怎样缴费");
		const said = await words(page);
		// 70 pages at 10 yuan and 50 at 20.
		expect(said.includes("1700.00元") && said.includes("150页") && said.includes("任一网点") && said.includes("最晚"), said);
		await check(page, "fee");
		office("clerk.one", number, "pay");
	});
	await test("an answer is there when it was served, not before", async () => {
		office("clerk.one", number, "draft", "--outcome", "denied_process_info", "--set", "reason=属于讨论稿，尚未定稿");
		office("check.one", number, "review");
		office("sign.one", number, "sign");
		const before = await text();
		expect(!before.includes("不予公开") && !before.includes("讨论稿，尚未") && !before.includes("不服"), before);
		office("clerk.one", number, "serve", "--service", "mail");
		const after = await text();
		expect(after.includes("已答复") && /不予公开.*\.docx/.test(after) && after.includes("不服答复怎么办"), after);
		await check(page, "request that was answered");
	});
	await test("the right remedy for a refusal, and its form filled in", async () => {
		await page.click("a:has-text('不服答复怎么办')");
		const said = await words(page);
		expect(said.includes("北京市东城区人民政府") && said.includes("不能直接起诉") && said.includes("60日"), said);
		await check(page, "remedy");
		await page.click("text=打开行政复议申请书");
		const form = await words(page);
		for (const word of [PERSON.name, PERSON.id, number, OFFICE, "北京市东城区人民政府", "会议讨论稿", "撤销"])
			expect(form.includes(word), `the form lacks ${word}: ${form}`);
		await check(page, "form of reconsideration");
	});
	await test("no answer in time: said, and what can be done", async () => {
		const said = site.run("request", "add", "--as", "clerk.one", "--channel", "counter", "--day", "2026-03-02", "--name",
			PERSON.name, "--id-number", PERSON.id, "--phone", PERSON.phone, "--title", "一直没有答复的", "--medium", "paper",
			"--delivery", "pick_up");
		await open(page, /\d{4}-\d{4}-\d{5}/.exec(said)[0], /(?:[a-z0-9]{4}-){3}[a-z0-9]{4}/.exec(said)[0]);
		expect((await words(page)).includes("已经超过"), await words(page));
		await page.click("a:has-text('逾期不答复怎么办')");
		expect((await words(page)).includes("没有答复的"), await words(page));
		await check(page, "remedy against silence");
		await page.click("text=打开行政复议申请书");
		expect((await words(page)).includes("至今没有答复"), await words(page));
	});
	await test("who leaves is out", async () => {
		await page.goto(site.base + "/follow/request");
		await page.click("text=看完了，退出");
		await page.waitForLoadState();
		await page.goto(site.base + "/follow/request");
		expect(page.url().includes("/follow?"), page.url());
	});
	await c.close();
}

// ── Other portals ──

function intake(key, change = {}) {
	return { client_key: key, unit: site.unit, applicant: { kind: "natural_person", name: "王接口", id_type: "居民身份证",
		id_number: PERSON.id, phone: "13800138000", ...change.applicant }, wish: { title: "接口来的申请", text: "通过其他平台",
		medium: "paper", delivery: "pick_up", ...change.wish }, ...change.root };
}

async function portals() {
	const [c, page] = await person();
	await page.goto(site.base + "/apply/unit");
	site.unit = new URL(await page.locator(`a:has-text("${OFFICE}")`).getAttribute("href"), site.base).searchParams.get("unit");
	const post = (data, headers = { Authorization: `Bearer ${TOKEN}` }) =>
		c.request.post(site.base + "/api/v1/requests", { data, headers });
	let first;
	await test("a portal hands in, once for one key, and asks where it stands", async () => {
		const answer = await post(intake("k-1"));
		first = await answer.json();
		expect(answer.status() === 201 && first.number && first.code && first.receipt.startsWith("gongkai-receipt-v1"),
			JSON.stringify(first));
		const again = await post(intake("k-1"));
		const second = await again.json();
		expect(again.status() === 200 && second.number === first.number && second.again && second.code === null,
			JSON.stringify(second));
		const where = await c.request.get(`${site.base}/api/v1/requests/${first.number}`,
			{ headers: { Authorization: `Bearer ${TOKEN}`, "X-Request-Code": first.code } });
		const standing = await where.json();
		expect(standing.state === "submitted" && where.headers()["cache-control"] === "no-store", JSON.stringify(standing));
		office("clerk.one", first.number, "confirm");
		const later = await (await c.request.get(`${site.base}/api/v1/requests/${first.number}`,
			{ headers: { Authorization: `Bearer ${TOKEN}`, "X-Request-Code": first.code } })).json();
		expect(later.reply_due && later.workdays_left === 20
			&& later.explanation.filter((d) => d.counted).length === 20, JSON.stringify(later));
	});
	await test("eight at once with one key are one request", async () => {
		const all = await Promise.all(Array.from({ length: 8 }, () => post(intake("k-same")).then((a) => a.json())));
		expect(new Set(all.map((a) => a.number)).size === 1 && all.filter((a) => a.code).length === 1, JSON.stringify(all));
	});
	await test("without a token, with a wrong one, with one too short: nothing", async () => {
		for (const headers of [{}, { Authorization: "Bearer wrong" }, { Authorization: `Basic ${TOKEN}` },
			{ Authorization: "Bearer abc" }, { Authorization: "Bearer " }]) {
			expect((await post(intake("k-2"), headers)).status() === 403, JSON.stringify(headers));
			expect((await c.request.get(`${site.base}/api/v1/requests/${first.number}`,
				{ headers: { ...headers, "X-Request-Code": first.code } })).status() === 403, JSON.stringify(headers));
		}
	});
	await test("a code of another request opens none", async () => {
		const other = await (await post(intake("k-3"))).json();
		for (const [number, code] of [[first.number, other.code], [other.number, ""], ["2026-9999-00001", first.code]]) {
			const answer = await c.request.get(`${site.base}/api/v1/requests/${number}`,
				{ headers: { Authorization: `Bearer ${TOKEN}`, "X-Request-Code": code } });
			expect(answer.status() === 404, `${number}: ${answer.status()}`);
		}
	});
	await test("what is wrong is said with its place", async () => {
		for (const [data, field] of [[intake("k-4", { applicant: { phone: "" } }), "phone"],
			[intake("k-4", { applicant: { kind: "king" } }), "applicant.kind"],
			[intake("k-4", { applicant: { name: 7 } }), "applicant.name"],
			[intake("k-4", { wish: { colour: "red" } }), "wish.colour"],
			[intake("", {}), "client_key"], [intake("k-4", { root: { unit: "222222222222" } }), "unit"],
			[intake("k-4", { root: { files: [{ name: "x", base64: "!!" }] } }), "files.base64"],
			["{\"unit\":", null], ["[]", ""]]) {
			const answer = await post(data);
			const said = (await answer.json()).error;
			expect([404, 422].includes(answer.status()) && said.message && (field === null || (said.field ?? "") === field),
				`${field}: ${answer.status()} ${JSON.stringify(said)}`);
		}
	});
	await c.close();
}

try {
	site.load();
	for (const [login, role] of [["clerk.one", "clerk"], ["check.one", "reviewer"], ["head.one", "office_head"],
		["sign.one", "approver"]])
		site.account(login, role, OFFICE);
	for (const [key, value] of [["code", "天坛街"], ["phone", "010-67000000"], ["address", "北京市东城区某路1号"],
		["reconsideration", "北京市东城区人民政府"], ["reconsideration_url", "https://xzfy.example.gov.cn/"], ["court", "北京市东城区人民法院"],
		["fee_account", "到中国工商银行任一网点，凭收费通知书编号缴入国库"]])
		site.run("office", "set", "--as", "head.one", key, value);
	await site.start("--portal-tokens", `city:${TOKEN} short:abc`);
	const mine = await way(true, 1280);
	await way(false, 320);
	await mistakes();
	await stale();
	const theirs = await intrusions(mine);
	await opinions(theirs);
	await answers();
	await portals();
	const [c, page] = await person();
	await fill(page, "标记检查");
	await checkSent(c, ["/apply", "/apply/unit", "/apply/find", "/apply/steps/what", "/apply/steps/how", "/apply/steps/kind",
		"/apply/steps/who", "/apply/steps/reach", "/apply/steps/agent", "/apply/steps/more", "/apply/files", "/apply/check",
		"/follow", "/opinion"]);
	const last = await send(page);
	await open(page, last.number, last.code);
	await checkSent(c, ["/apply/receipt", "/follow/request", "/follow/do/note", "/follow/do/withdraw"]);
	await guessing(last);
	await test("the ledger and the database hold", async () => {
		await site.stop();
		site.run("ledger", "verify");
		site.run("selfcheck");
	});
	await test("nothing went wrong inside", () =>
		expectNone(site.log.split("\n").filter((l) => l.includes("level=error"))));
} finally {
	await site.abandon(browser);
}
finish();
