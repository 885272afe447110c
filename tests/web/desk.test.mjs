// A report on its way: delivered by a clerk, returned, delivered again, accepted, published, searched,
// withdrawn; with and without JavaScript. And what must not work on the way.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { matrix } from "./matrix.mjs";
import { firstSignIn, PASSWORD, signIn } from "./people.mjs";
import { Site } from "./site.mjs";
import { expect, finish, test } from "./tap.mjs";
import { words } from "./visitor.mjs";

const [binary, root] = process.argv.slice(2);
const site = new Site(binary, root);
const browser = await launch();

/** A report of another year, made of one of demo/. */
function report(year, wrong) {
	let text = readFileSync(join(root, "demo/tiantan-2023.txt"), "utf8").replaceAll("2023", String(year));
	if (wrong)
		text = text.replace("结转下年度继续办理1件", "结转下年度继续办理2件");
	const file = join(site.folder, `tiantan-${year}${wrong ? "-wrong" : ""}.txt`);
	writeFileSync(file, text);
	return file;
}

async function context(javaScriptEnabled) {
	const c = await browser.newContext({ javaScriptEnabled, locale: "zh-CN" });
	return [c, await c.newPage()];
}

async function upload(page, files) {
	await page.goto(site.base + "/desk/upload");
	await page.setInputFiles("input[type=file]", files);
	await page.click("form[data-upload] button[type=submit]");
	await page.waitForSelector("[data-upload-result], .govuk-error-summary", { timeout: 15000 });
	return words(page);
}

/** The whole way of one report. */
async function way(scripts, year, clerkLogin, bossLogin) {
	const label = scripts ? "with JavaScript" : "without JavaScript";
	const [clerkContext, clerk] = await context(scripts);
	const [bossContext, boss] = await context(scripts);
	const [, citizen] = await context(scripts);
	await signIn(clerk, site.base, clerkLogin, PASSWORD);
	await signIn(boss, site.base, bossLogin, PASSWORD);
	let desk;
	await test(`${label}: several files at once, each with its own outcome`, async () => {
		const bad = join(site.folder, "bad.txt");
		writeFileSync(bad, "这不是报告");
		const said = await upload(clerk, [report(year, true), bad]);
		expect(/已收到|收到 1/.test(said), said);
		expect(said.includes("bad.txt"), said);
	});
	await test(`${label}: findings stand beside the text`, async () => {
		await clerk.goto(site.base + "/desk");
		desk = await clerk.getAttribute(`tr:has-text("${year}") a`, "href");
		await clerk.goto(site.base + desk);
		expect(await clerk.locator(".gk-beside .gk-finding").count() > 0, "no finding beside the text");
		expect(await clerk.locator("form[action$=accept]").count() === 0, "a clerk is offered to accept");
	});
	await test(`${label}: returned with a remark`, async () => {
		await boss.goto(site.base + desk);
		await boss.fill("textarea[name=remark]", "结转的件数和表格对不上，请核对。");
		await boss.click("form[action$=give_back] button");
		await boss.waitForLoadState();
		await clerk.reload();
		expect((await words(clerk)).includes("请核对"), "the clerk does not see the remark");
	});
	await test(`${label}: delivered again, accepted, published`, async () => {
		await upload(clerk, [report(year, false)]);
		for (const step of ["accept", "publish"]) {
			await boss.goto(site.base + desk);
			await boss.click(`form[action$=${step}] button`);
			await boss.waitForLoadState();
		}
		expect((await words(boss)).includes("已公布"), "not published");
	});
	const publicPage = desk.replace("/desk", "");
	await test(`${label}: citizens read, search and download it`, async () => {
		const answer = await citizen.goto(site.base + publicPage);
		expect(answer.status() === 200, `status ${answer.status()}`);
		await citizen.goto(`${site.base}/search?q=天坛&year=${year}`);
		expect(await citizen.locator(`a[href="${publicPage}"]`).count() === 1, "search does not find it");
		for (const format of ["docx", "pdf", "xlsx", "html", "csv", "json"]) {
			const file = await citizen.request.get(`${site.base}${publicPage}/${format}`);
			expect(file.status() === 200 && (await file.body()).length > 500, `${format}: ${file.status()}`);
		}
	});
	await test(`${label}: a year that was accepted is not delivered again`, async () => {
		const said = await upload(clerk, [report(year, true)]);
		expect(said.includes("没有收") || said.includes("已经"), said);
	});
	await test(`${label}: withdrawn, and gone from everywhere but the tombstone`, async () => {
		await boss.goto(site.base + desk);
		await boss.fill("form[action$=withdraw] textarea", "数字有误，重新核对后再公布。");
		await boss.click("form[action$=withdraw] button");
		await boss.waitForLoadState();
		const answer = await citizen.goto(site.base + publicPage);
		expect(answer.status() === 410, `status ${answer.status()}`);
		await citizen.goto(`${site.base}/search?q=天坛&year=${year}`);
		expect(await citizen.locator(`a[href="${publicPage}"]`).count() === 0, "search still finds it");
		for (const place of ["/feed.atom", "/api/v1/reports", "/sitemap.xml", "/dump/reports.jsonl"]) {
			const text = await (await citizen.request.get(site.base + place)).text();
			expect(!text.includes(publicPage.split("/").pop()), `${place} still has it`);
		}
	});
	await clerkContext.close();
	await bossContext.close();
	return desk;
}

/** A form sent without the browser: with this cookie and token. */
async function post(api, path, form, headers = {}) {
	return api.post(site.base + path, { form, headers, maxRedirects: 0 });
}

async function intrusions(desk, other) {
	const [c, page] = await context(true);
	await signIn(page, site.base, other, PASSWORD);
	const token = await page.locator("input[name=csrf]").first().inputValue();
	await test("another unit's clerk sees nothing of it", async () => {
		for (const path of ["", "/docx", "/files/1"])
			expect((await c.request.get(site.base + desk + path)).status() === 404, path);
	});
	await test("a clerk takes no step of a supervisor", async () => {
		const answer = await post(c.request, desk + "/publish", { csrf: token, expected: "withdrawn" });
		expect(answer.status() === 403, `status ${answer.status()}`);
	});
	await test("a clerk does not reach the pages of others", async () => {
		for (const path of ["/desk/accounts", "/desk/units", "/desk/overview", "/desk/sum", "/desk/sum/csv"])
			expect((await c.request.get(site.base + path)).status() === 403, path);
	});
	await test("every route for a clerk", () => matrix(site, "clerk", c.request));
	await test("every route for a visitor", async () => {
		const [n] = await context(true);
		await matrix(site, "public", n.request);
		await n.close();
	});
	await test("every route for an administrator", async () => {
		const [n, admin] = await context(true);
		await signIn(admin, site.base, "admin", PASSWORD);
		await matrix(site, "admin", n.request);
		await n.close();
	});
	await test("a form without its token, with a foreign one, from a foreign page: nothing happens", async () => {
		for (const form of [{}, { csrf: "x" }, { csrf: "A".repeat(43) }])
			expect((await post(c.request, "/desk/sign-out", form)).status() === 403, JSON.stringify(form));
		expect((await post(c.request, "/desk/sign-out", { csrf: token }, { Origin: "https://evil.example" }))
			.status() === 403, "foreign origin");
		expect((await c.request.get(site.base + "/desk")).status() === 200, "signed out after all");
	});
	await test("a token that was there before signing in is worth nothing after it", async () => {
		const [fixed, victim] = await context(true);
		await fixed.addCookies([{ name: "gk_session", value: "A".repeat(43), url: site.base }]);
		await signIn(victim, site.base, other, PASSWORD);
		const cookie = (await fixed.cookies()).find((k) => k.name === "gk_session");
		expect(cookie.value !== "A".repeat(43) && cookie.httpOnly && cookie.sameSite === "Lax", JSON.stringify(cookie));
		await fixed.close();
	});
	await test("a way back never leads to another host", async () => {
		for (const next of ["//evil.example", "https://evil.example", "/\\evil.example", "/desk//evil.example"]) {
			const [n, visitor] = await context(true);
			await visitor.goto(`${site.base}/desk/sign-in?next=${encodeURIComponent(next)}`);
			const value = await visitor.locator("input[name=next]").inputValue();
			expect(value === "/desk", `${next} -> ${value}`);
			await n.close();
		}
	});
	await test("a visitor is shown the way in, not the desk", async () => {
		const [n, visitor] = await context(true);
		for (const path of ["/desk", "/desk/upload", desk]) {
			await visitor.goto(site.base + path);
			expect(new URL(visitor.url()).pathname === "/desk/sign-in", `${path} -> ${visitor.url()}`);
		}
		const answer = await n.request.post(site.base + "/desk/upload",
			{ multipart: { file: { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("x") } }, maxRedirects: 0 });
		expect([303, 403].includes(answer.status()), `upload: ${answer.status()}`);
		await n.close();
	});
	await test("script in a title and a file name stays text", async () => {
		const evil = readFileSync(join(root, "demo/tiantan-2023.txt"), "utf8").replaceAll("2023", "2019")
			.replace("天坛街道办事处", "天坛街道办事处<script>alert(1)</script>");
		const [n, admin] = await context(true);
		await signIn(admin, site.base, "admin", PASSWORD);
		let asked = false;
		admin.on("dialog", (d) => { asked = true; d.dismiss(); });
		await admin.goto(site.base + "/desk/upload");
		await admin.fill("#unit", "天坛街道办事处");
		await admin.setInputFiles("input[type=file]", [{ name: "<img src=x onerror=alert(1)>.txt",
			mimeType: "text/plain", buffer: Buffer.from(evil) }]);
		await admin.click("form[data-upload] button[type=submit]");
		await admin.waitForSelector("[data-upload-result], .govuk-error-summary");
		await admin.goto(site.base + "/desk");
		const link = await admin.getAttribute('tr:has-text("2019") a', "href");
		await admin.goto(site.base + link);
		expect(!asked && await admin.locator("main script, main img").count() === 0, "script got into the page");
		await n.close();
	});
	await test("a file name with control characters: the form is refused with a sentence, nothing is kept", async () => {
		const answer = await c.request.post(site.base + "/desk/upload", { maxRedirects: 0, multipart: { csrf: token,
			file: { name: "a\u0007b.txt", mimeType: "text/plain", buffer: Buffer.from("x") } } });
		expect(answer.status() === 400 && (await answer.text()).includes("没有保存"), `status ${answer.status()}`);
	});
	await c.close();
}

try {
	site.load();
	await site.start();
	const accounts = { admin: site.password,
		"clerk.one": site.account("clerk.one", "clerk", "天坛街道办事处"),
		"clerk.two": site.account("clerk.two", "clerk", "金乡县金乡街道办事处"),
		boss: site.account("boss", "supervisor", "天坛街道办事处") };
	for (const [login, once] of Object.entries(accounts)) {
		const [c, page] = await context(true);
		await test(`${login} changes the one-time password first`, async () => {
			await signIn(page, site.base, login, once);
			await page.goto(site.base + "/desk/upload");
			expect(new URL(page.url()).pathname === "/desk/password", page.url());
			await page.context().clearCookies();
			await firstSignIn(page, site.base, login, once);
		});
		await c.close();
	}
	await way(true, 2021, "clerk.one", "boss");
	const desk = await way(false, 2020, "clerk.one", "boss");
	await intrusions(desk, "clerk.two");
	await test("an account is made once, and is stopped only when one says so twice", async () => {
		const [c, admin] = await context(false);
		await signIn(admin, site.base, "admin", PASSWORD);
		await admin.goto(site.base + "/desk/accounts");
		const row = (login) => admin.locator(`tbody tr:has(th:has-text("${login}"))`);
		expect(await row("admin").locator("form").count() === 0, "one's own account is offered to be stopped");
		await admin.fill("#login", "clerk.new");
		await admin.fill("#name", "新来的");
		await admin.fill("#unit", "天坛街道办事处");
		await admin.click("button:has-text('建立账户')");
		await admin.waitForLoadState();
		expect(/[a-z0-9]{4}(-[a-z0-9]{4}){3}/.test(await admin.locator(".gk-secret").innerText()), await words(admin));
		expect(!await admin.inputValue("#login") && !await admin.inputValue("#name"), "the form would make it again");
		for (const [what, then] of [["停用", true], ["启用", false]]) {
			if (then) {
				expect(!await row("clerk.new").locator("button").first().isVisible(), "one click is enough");
				await row("clerk.new").locator(`summary:has-text('${what}')`).click();
			}
			await row("clerk.new").locator(`button:has-text('${what}')`).click();
			await admin.waitForLoadState();
			expect(await row("clerk.new").locator("th .govuk-tag:has-text('停用')").count() === Number(then), await words(admin));
		}
		await c.close();
	});
	await test("five wrong passwords lock the account, and say so", async () => {
		const [c, page] = await context(true);
		for (let i = 0; i < 5; i++)
			await signIn(page, site.base, "clerk.two", "wrong");
		await signIn(page, site.base, "clerk.two", PASSWORD);
		expect((await words(page)).includes("不能登录"), "not locked");
		await c.close();
	});
	await test("a second start prints no password, and everything is there", async () => {
		await site.stop();
		const said = await site.start();
		expect(!said.includes("一次性密码"), said);
		site.run("ledger", "verify");
		site.run("selfcheck");
	});
} finally {
	await site.abandon(browser);
}
finish();
