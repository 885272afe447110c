// The list of requests and what an office sets: every filter against the whole list, with and without JavaScript, and
// over its pages; the units of who oversees several; the superior department of letters; the notice of holidays.
import { launch } from "./browser.mjs";
import { axeFaults, htmlFaults, keyboardFaults, narrowFaults } from "./page_checks.mjs";
import { firstSignIn } from "./people.mjs";
import { Site } from "./site.mjs";
import { expect, expectNone, finish, test } from "./tap.mjs";
import { words } from "./visitor.mjs";

const [binary, root] = process.argv.slice(2);
const site = new Site(binary, root);
const browser = await launch();
const UNIT = "天坛街道办事处", OTHER = "汇源办事处", FOREIGN = "金乡县金乡街道办事处", ABOVE = "某区人民政府";
const DAY = 86400e3;
const today = day(0), LIST = "/desk/requests";

/** The day so many days from today in China, as 2026-11-21. */
function day(away) {
	return new Date(Date.now() + 8 * 3600e3 + away * DAY).toISOString().slice(0, 10);
}

/** The cookies of each who has signed in. */
const signedIn = {};

async function enterPassword(login, once) {
	const c = await browser.newContext({ locale: "zh-CN" });
	await firstSignIn(await c.newPage(), site.base, login, once);
	signedIn[login] = await c.storageState();
	await c.close();
}

async function person(login, javaScriptEnabled = true) {
	const c = await browser.newContext({ javaScriptEnabled, locale: "zh-CN", storageState: signedIn[login] });
	c.setDefaultTimeout(20000);
	return c.newPage();
}

const step = (login, number, event, ...flags) => site.run("request", "step", "--as", login, ...flags, event, number);

/** A request at the counter on a day, as the form sends it; its number. */
async function enter(page, csrf, n, title, on) {
	const form = { csrf, client_key: `list-test-key-${n}`.padEnd(22, "0"), channel: "counter", type: "disclosure", kind: "natural_person",
		name: "李试验", id_type: "居民身份证", id_number: "11010519491231002X", phone: "13800138000", title, day: on,
		text: `请提供${title}。`, medium: "paper", delivery: "pick_up" };
	const answer = await page.request.post(site.base + LIST + "/new", { multipart: form });
	const number = /\d{4}-\d{4}-\d{5}/.exec(await answer.text())?.[0];
	expect(number, `${title} on ${on}: ${answer.status()}`);
	return number;
}

/** What the rows of this page say. */
async function rows(page) {
	return page.locator("main tbody tr").evaluateAll((list) => list.map((tr) => {
		const tags = [...tr.querySelectorAll(".govuk-tag")].map((t) => t.textContent.trim());
		return { title: tr.querySelector("th a").textContent.trim(), number: /\d{4}-\d{4}-\d{5}/.exec(tr.textContent)[0],
			due: /\d{4}-\d{2}-\d{2}/.exec(tr.querySelector(".gk-cell--due").textContent)?.[0] ?? "",
			urgency: tags.length > 1 ? tags[0] : "", state: tags.at(-1), all: tr.textContent };
	}));
}

/** All rows, from this page on over the links to the next; how many pages. */
async function everything(page) {
	const all = [];
	for (let pages = 1; ; pages++) {
		all.push(...await rows(page));
		const next = page.locator("a[rel=next]");
		if (!await next.count() || pages > 9)
			return [all, pages];
		await next.click();
		await page.waitForLoadState();
	}
}

/** Ask through the form of the list. */
async function ask(page, fields, path = LIST) {
	await page.goto(site.base + path);
	await page.locator("summary:has-text('查找')").click();
	for (const [name, value] of Object.entries(fields))
		if (await page.locator(`select#${name}`).count())
			await page.selectOption(`#${name}`, value);
		else
			await page.fill(`#${name}`, value);
	await page.click("button:has-text('查看')");
	await page.waitForLoadState();
}

const numbersOf = (list) => list.map((r) => r.number).sort().join(" ");

/** The filters give what is right of the whole list, and something that is less than it. */
async function same(page, fields, whole, right, label) {
	await ask(page, fields);
	const [got] = await everything(page);
	const wanted = whole.filter(right);
	expect(wanted.length > 0 && wanted.length < whole.length, `${label}: ${wanted.length} of ${whole.length} tell nothing`);
	expect(numbersOf(got) === numbersOf(wanted), `${label}: got ${got.length}, wanted ${wanted.length}`);
	for (const [name, value] of Object.entries(fields))
		expect(await page.locator(`#${name}`).inputValue() === value, `${label}: ${name} is not kept in the form`);
	expect(await page.locator("main .govuk-inset-text li a").count() === Object.keys(fields).length,
		`${label}: what is asked is not said`);
}

async function filters(scripts, entered) {
	const label = scripts ? "with JavaScript" : "without JavaScript";
	const page = await person("head", scripts);
	let open, all;
	await test(`${label}: the list shows every open request once over its pages, the first due first`, async () => {
		await page.goto(site.base + LIST);
		const [list, pages] = await everything(page);
		open = list;
		expect(pages === 2 && new Set(list.map((r) => r.number)).size === list.length, `${list.length} on ${pages} pages`);
		expect(list.every((r, i) => !i || r.due >= list[i - 1].due), "not in the order of their days");
		await ask(page, { state: "all" });
		[all] = await everything(page);
		expect(numbersOf(all) === [...entered].sort().join(" "), `${all.length} of ${entered.length}`);
	});
	await test(`${label}: by state, one that is open and one that is closed`, async () => {
		await same(page, { state: "handling" }, open, (r) => r.state === "办理中", "handling");
		await same(page, { state: "closed" }, all, (r) => r.state === "已办结", "closed");
	});
	await test(`${label}: by urgency`, async () => {
		await same(page, { urgency: "overdue" }, open, (r) => r.urgency.includes("逾期"), "overdue");
		await same(page, { urgency: "soon" }, open, (r) => /今天到期|还剩 [1-3] 个工作日/.test(r.urgency), "soon");
		await ask(page, { urgency: "unknown" });
		expect((await words(page)).includes("没有符合条件的申请"), "a list without a row says nothing");
	});
	await test(`${label}: by day, by handler`, async () => {
		const until = open[Math.floor(open.length / 4)].due;
		await same(page, { due: until }, open, (r) => r.due <= until, `due by ${until}`);
		const me = await page.locator("#handler option").evaluateAll((list) => list.find((o) => o.text.startsWith("clerk")).value);
		await same(page, { handler: me }, open, (r) => r.state === "办理中", "handler");
	});
	await test(`${label}: by words, by number`, async () => {
		await same(page, { q: "采购合同" }, open, (r) => r.title.includes("采购合同"), "words");
		await same(page, { q: open[3].number }, open, (r) => r.number === open[3].number, "number");
		await ask(page, { q: "百分之%的_" });
		expect((await words(page)).includes("没有符合条件的申请"), "signs of a pattern find something");
	});
	await test(`${label}: several at once stay over the pages and in the table to keep, and are taken back one by one`, async () => {
		const right = (r) => r.title.includes("采购合同") && r.state !== "已办结";
		await same(page, { q: "采购合同", due: day(90) }, all, right, "two");
		expect(page.url().includes("after="), "the second page was not reached");
		const csv = await (await page.request.get(site.base + await page.locator("a:has-text('CSV')").getAttribute("href"))).text();
		expect(csv.trim().split("\r\n").length - 1 === all.filter(right).length, "the table is another list");
		await page.click("main a[rel=prev]");
		await page.waitForLoadState();
		expect((await rows(page)).length === 50 && await page.inputValue("#q") === "采购合同", "the way back loses the words");
		await page.locator("main .govuk-inset-text li:has-text('有这些字') a").click();
		await page.waitForLoadState();
		expect(!await page.inputValue("#q") && await page.inputValue("#due") === day(90), "another one was taken back");
		await page.click("text=清除全部条件");
		await page.waitForLoadState();
		expect(new URL(page.url()).search === "", page.url());
	});
	await test(`${label}: what no form sends is refused`, async () => {
		for (const query of ["state=nothing", "urgency=very", "due=2026-13-01", "handler=-1"])
			expect((await page.request.get(`${site.base}${LIST}?${query}`)).status() === 400, query);
	});
	await page.context().close();
}

/* ── Who oversees several ──────────────────────────────────────────────────────────────────── */

async function units(theirs, foreign) {
	const boss = await person("boss", false);
	const options = () => boss.locator("#unit option").evaluateAll((list) => list.map((o) => [o.text, o.value]));
	await test("the units beneath are there to choose, no others; a choice stays", async () => {
		await boss.goto(site.base + LIST);
		expect((await words(boss)).includes("全部机关") && await boss.locator("#handler").count() === 0, await words(boss));
		const there = (await options()).map(([text]) => text);
		for (const name of ["全部机关", UNIT, OTHER])
			expect(there.includes(name), `${name} is not there: ${there}`);
		expect(!there.includes(FOREIGN), "a unit that is not beneath is there");
		const unit = (await options()).find(([text]) => text === OTHER)[1];
		await ask(boss, { unit });
		const found = await rows(boss);
		expect(found.length === 1 && found[0].number === theirs, await words(boss));
		expect(await boss.inputValue("#unit") === unit, "not kept");
		expect(await boss.locator("#handler").count() === 1, "its people cannot be chosen");
		for (const link of await boss.locator(".gk-places a, .gk-figures a").all()) {
			const to = await link.getAttribute("href");
			expect(to.includes("/units") || to.includes("unit="), `${to} forgets the unit`);
		}
	});
	await test("a unit with another filter; without the unit it is all of them again", async () => {
		const unit = (await options()).find(([text]) => text === UNIT)[1];
		await ask(boss, { unit, q: "采购合同" });
		const [list, pages] = await everything(boss);
		expect(pages === 2 && list.every((r) => r.title.includes("采购合同")), `${list.length} on ${pages} pages`);
		expect(await boss.inputValue("#unit") === unit, "the second page forgets the unit");
		await boss.locator("main .govuk-inset-text li:has-text('机关') a").click();
		await boss.waitForLoadState();
		await ask(boss, { q: theirs });
		expect((await rows(boss)).map((r) => r.number).join() === theirs && (await rows(boss))[0].all.includes(OTHER), await words(boss));
		await ask(boss, { q: foreign });
		expect((await words(boss)).includes("没有符合条件的申请"), "a request of a unit that is not his");
	});
	await boss.context().close();
	await test("the list of several units fits a phone, is valid, is reached by keys", async () => {
		const page = await person("boss");
		const answer = await page.goto(`${site.base}${LIST}?q=${theirs}`);
		const html = await answer.text();
		await page.locator("summary:has-text('查找')").click();
		expectNone([...await htmlFaults(html), ...await axeFaults(page), ...await narrowFaults(page), ...await keyboardFaults(page)]);
		await page.context().close();
	});
}

/* ── The superior department ───────────────────────────────────────────────────────────────── */

async function superior() {
	const head = await person("head", false);
	const NAME = "某区住房和城乡建设委员会";
	const save = async (values) => {
		await head.goto(site.base + "/desk/office");
		for (const [name, value] of Object.entries(values))
			await head.fill(`#${name}`, value);
		await head.click("main form button:has-text('保存')");
		await head.waitForLoadState();
		expect((await words(head)).includes("已经保存"), await words(head));
	};
	const said = site.run("request", "add", "--as", "clerk", "--channel", "counter", "--day", "2023-03-01", "--name", "李试验",
		"--id-number", "11010519491231002X", "--phone", "13800138000", "--title", "2022年考核办法", "--text", "请公开全文");
	const number = /\d{4}-\d{4}-\d{5}/.exec(said)[0];
	const on = ["--day", "2023-03-02"];
	await test("a department's letter before 2024 is not made without the superior department, and says where it is set", async () => {
		await save({ code: "某办", reconsideration: ABOVE, court: "某区人民法院", phone: "010-10000000" });
		step("clerk", number, "assign", ...on);
		step("clerk", number, "draft", ...on, "--outcome", "not_exist", "--set", "search_scope=档案室", "--set",
			"search_method=按名称检索");
		step("check", number, "review", ...on);
		let refused = "";
		try {
			step("sign", number, "sign", ...on);
		} catch (e) {
			refused = e.message;
		}
		expect(refused.includes("上一级主管部门") && refused.includes("设置"), refused || "signed without it");
	});
	await test("set on the page it is kept, stands in the letter, and is taken back again", async () => {
		await save({ superior: NAME });
		expect(await head.inputValue("#superior") === NAME, "not kept");
		expect((await head.locator(".govuk-form-group:has(#superior)").innerText()).includes("只有部门要填"), "does not say for whom");
		step("sign", number, "sign", ...on);
		await head.goto(`${site.base}${LIST}?state=all`);
		await head.click(`tr:has-text('${number}') a`);
		await head.waitForLoadState();
		await head.goto(head.url() + "/letter");
		expect((await head.locator(".gk-letter").innerText()).includes(`向${ABOVE}或者${NAME}申请行政复议`), await words(head));
		await save({ superior: "" });
		expect(await head.inputValue("#superior") === "" && !site.run("office", "show", "--as", "head").includes(NAME), "not taken back");
	});
	await head.context().close();
}

/* ── A notice of holidays ──────────────────────────────────────────────────────────────────── */

const weekday = (text) => ![0, 6].includes(new Date(text + "T00:00:00Z").getUTCDay());
const next = (text) => new Date(Date.parse(text) + DAY).toISOString().slice(0, 10);

/** The twentieth working day after one, when these alone of the weekdays are off. */
function dueAfter(from, off) {
	let at = from;
	for (let n = 0; n < 20; n += weekday(at) && !off.includes(at) ? 1 : 0)
		at = next(at);
	return at;
}

async function calendar(number) {
	const admin = await person("admin", false), clerk = await person("clerk", false);
	const dueOf = async () => {
		await clerk.goto(`${site.base}${LIST}?q=${number}`);
		return (await rows(clerk))[0].due;
	};
	const fill = async (values) => {
		await admin.goto(site.base + "/desk/calendar");
		for (const [name, value] of Object.entries(values))
			await admin.fill(`#${name}`, value);
	};
	const press = async (what) => {
		await admin.click(`button[value=${what}]`);
		await admin.waitForLoadState();
	};
	const before = await dueOf(), year = before.slice(0, 4);
	// Days of the year with other ones before them, and the very day on which the answer is due.
	const days = ["01-01", "02-08", "02-09", "02-10", "04-05", "05-03", "06-09"].map((d) => `${year}-${d}`);
	const off = [...new Set([...days, before])].sort();
	const typed = off.map((d) => `${Number(d.slice(5, 7))}月${Number(d.slice(8))}日`).join("、");
	const notice = { year, source: `国务院办公厅关于${year}年部分节假日安排的通知（测试）`, holidays: typed, workdays: "" };
	const saturday = [...Array(7).keys()].map((i) => `${year}-03-0${i + 1}`).find((d) => new Date(d + "T00:00:00Z").getUTCDay() === 6);
	await test("a notice with a fault is refused with its sentence at its field, what was typed is kept, nothing moves", async () => {
		const faults = [[{ year: "明年" }, "year", "四位数字"], [{ source: "" }, "source", "通知"], [{ holidays: `${typed} 13月1日` }, "holidays", "13月1日"],
			[{ holidays: "1月1日" }, "holidays", "没有录全"], [{ workdays: next(next(saturday)) }, "workdays", "不是周末"]];
		for (const [i, [change, field, sentence]] of faults.entries()) {
			await fill({ ...notice, ...change });
			await press(i % 2 ? "preview" : "import");
			const error = admin.locator(`#${field}-error`);
			expect(await error.count() === 1 && (await error.innerText()).includes(sentence), `${field}: ${await words(admin)}`);
			expect(await admin.locator(`.govuk-error-summary a[href='#${field}']`).count() === 1, `${field} is not led to`);
			expect(await admin.inputValue("#source") === ({ ...notice, ...change }).source, "what was typed is gone");
		}
		expect(await dueOf() === before, "a refused notice moved a date");
	});
	const after = dueAfter(today, off);
	await test("a preview says what it read and what would move, and moves nothing", async () => {
		await fill(notice);
		await press("preview");
		const text = await words(admin);
		expect(text.includes("还没有导入") && text.includes(`放假${off.length}天，调休上班0天`), text);
		const row = await admin.locator(`tr:has-text('${number}')`).innerText();
		expect(row.includes(before) && row.includes(after) && after > before, `${row}, wanted ${before} to ${after}`);
		expect(await dueOf() === before, "the preview moved it");
		expect(await admin.inputValue("#holidays") === typed, "cannot be imported from here");
		expectNone([...await htmlFaults(await admin.content()), ...await narrowFaults(admin)]);
	});
	await test("imported: the dates move as the preview said, the year stands among the known ones", async () => {
		await press("import");
		const text = await words(admin);
		expect(text.includes("日历已经导入"), text);
		expect((await admin.locator(`tr:has-text('${notice.source}')`).innerText()).includes("导入"), text);
		expect(await dueOf() === after, `${await dueOf()} is not ${after}`);
		await fill(notice);
		await press("preview");
		expect((await words(admin)).includes("期限都不改变"), await words(admin));
	});
	for (const page of [admin, clerk])
		await page.context().close();
}

/* ── The office ────────────────────────────────────────────────────────────────────────────── */

/** Units one above the other, as an administrator registers them. */
async function arrange() {
	const admin = await person("admin", false);
	const save = async (address, values) => {
		await admin.goto(site.base + address);
		for (const [name, value] of Object.entries(values))
			await (name === "kind" ? admin.selectOption("#kind", { label: value }) : admin.fill(`#${name}`, value));
		await admin.click("main form button[type=submit]");
		await admin.waitForLoadState();
	};
	await save("/desk/units", { name: ABOVE, kind: "人民政府" });
	for (const [name, values] of [[UNIT, { parent: ABOVE, kind: "政府部门" }], [OTHER, { parent: ABOVE }]]) {
		await admin.goto(site.base + "/desk/units");
		await save(await admin.locator(`main tbody a:has-text('${name}')`).first().getAttribute("href"), values);
		expect((await words(admin)).includes("机关已经修改"), await words(admin));
	}
	await admin.context().close();
}

/** Requests of every age; their numbers, the one of today first. */
async function takeIn() {
	const clerk = await person("clerk");
	await clerk.goto(site.base + LIST + "/new");
	const csrf = await clerk.inputValue("input[name=csrf]");
	const numbers = [await enter(clerk, csrf, 0, "街道采购合同", today)];
	for (let n = 1; n < 53; n++)
		numbers.push(await enter(clerk, csrf, n, `${2000 + n}年采购合同`, day(-(n % 12))));
	for (let away = 24; away < 40; away++)
		numbers.push(await enter(clerk, csrf, away + 100, "加装电梯补贴", day(-away)));
	for (const away of [70, 90])
		numbers.push(await enter(clerk, csrf, away + 100, "河道整治方案", day(-away)));
	for (const at of [1, 60, 70])
		step("clerk", numbers[at], "assign");
	step("clerk", numbers[2], "assign");
	step("clerk", numbers[2], "withdraw", "--remark", "申请人书面撤回");
	await clerk.context().close();
	return numbers;
}

try {
	site.load();
	site.importNextYear();
	await site.start();
	const once = { admin: site.password };
	for (const [login, role, unit] of [["clerk", "clerk", UNIT], ["head", "office_head", UNIT], ["check", "reviewer", UNIT],
		["sign", "approver", UNIT], ["other", "clerk", OTHER], ["stranger", "clerk", FOREIGN]])
		once[login] = site.account(login, role, unit);
	for (const login of ["admin", "clerk", "head"])
		await enterPassword(login, once[login]);
	await arrange();
	await enterPassword("boss", site.account("boss", "supervisor", ABOVE));
	const numbers = await takeIn();
	const [theirs, foreign] = ["other", "stranger"].map((login) => /\d{4}-\d{4}-\d{5}/.exec(site.run("request", "add", "--as", login,
		"--channel", "counter", "--name", "李试验", "--id-number", "11010519491231002X", "--phone", "13800138000", "--title",
		"养老服务补贴标准"))[0]);
	for (const scripts of [true, false])
		await filters(scripts, numbers);
	await units(theirs, foreign);
	await superior();
	await calendar(numbers[0]);
	await test("the ledger and the database hold", async () => {
		await site.stop();
		site.run("ledger", "verify");
		site.run("selfcheck");
	});
} finally {
	await site.abandon(browser);
}
finish();
