// Receipts as their holder checks them: on the page without JavaScript, by program, and with two other programs.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { axeFaults, frameFaults, htmlFaults, keyboardFaults, narrowFaults } from "./page_checks.mjs";
import { firstSignIn } from "./people.mjs";
import { Site } from "./site.mjs";
import { expect, finish, test } from "./tap.mjs";
import { words } from "./visitor.mjs";

const [binary, root] = process.argv.slice(2);
const site = new Site(binary, root);
const browser = await launch();
const PAGE = "/receipts/verify", MARK = "\n\ngongkai-proof-v1\n", FLIPS = 25;
let random = 7;

function below(n) {
	random = (random * 1103515245 + 12345) % 2147483648;
	return random % n;
}

/** A request at the counter, and its receipt as it was signed at that moment. */
function receive() {
	const file = join(site.folder, "receipt.txt");
	site.run("request", "add", "--as", "ban.shi", "--channel", "counter", "--name", "李试验", "--id-number",
		"11010519491231002X", "--phone", "010-65432100", "--title", "2024年老旧小区改造名单", "--text",
		"请公开名单", "--receipt", file);
	return readFileSync(file, "utf8");
}

function commitment(receipt) {
	const payload = /^payload (.*)$/m.exec(receipt)[1], salt = /^salt (.*)$/m.exec(receipt)[1];
	return createHash("sha256").update("gongkai-payload-v1\0").update(Buffer.from(salt, "base64"))
		.update(payload).digest("hex");
}

async function ask(page, receipt, key = "") {
	await page.goto(site.base + PAGE);
	await page.fill("#receipt", receipt);
	await page.fill("#key", key);
	await page.click("main button[type=submit]");
	await page.waitForLoadState();
	return words(page);
}

async function whole(page, url) {
	const html = await (await page.goto(url)).text();
	const faults = [...await htmlFaults(html), ...await frameFaults(page), ...await axeFaults(page),
		...await narrowFaults(page), ...await keyboardFaults(page)];
	expect(!faults.length, faults.join("\n"));
}

site.load();
const once = site.account("ban.shi", "clerk", "天坛街道办事处");
const strange = site.account("bie.chu", "clerk", "二里岗街道办事处");
const signed = receive(), other = receive();
await site.start();
const c = await browser.newContext({ javaScriptEnabled: false });
const page = await c.newPage();
const scripted = await (await browser.newContext()).newPage();
const vkey = (await (await c.request.get(site.base + "/ledger/key")).text()).trim();
const id = /^subject request\/(.*)$/m.exec(signed)[1];
const proofUrl = `${site.base}/receipts/${id}?commitment=${commitment(signed)}`;
let proved;

await test("the empty page", () => whole(scripted, site.base + PAGE));
await test("a receipt without proof gets one", async () => {
	expect(!signed.includes(MARK) && signed.includes(`key ${vkey}\n`), signed);
	const said = await ask(page, signed);
	expect(said.includes("没有发现不对的地方") && said.includes("证明已经取来"), said);
	proved = await page.locator("pre[aria-label=带证明的回执]").textContent();
	expect(proved.startsWith(signed) && proved.includes(MARK), proved);
});
await test("what was got holds for two programs without a network", () => {
	const file = join(site.folder, "proved.txt");
	writeFileSync(file, proved);
	for (const [program, ...words] of [[site.binary, "receipt", "verify", "--key", vkey, file],
		["python3", join(root, "tests/ledger/verify_receipt.py"), file, vkey]]) {
		const done = spawnSync(program, words, { encoding: "utf8" });
		expect(done.status === 0 && /成立：编号|entry \d+ of/.test(done.stdout), done.stdout + done.stderr);
	}
});
await test("as Windows saves it", async () => {
	const said = await ask(page, "\n " + proved.replaceAll("\n", "\r\n") + " \n");
	expect(said.includes("没有发现不对的地方") && said.includes("改不了、删不掉"), said);
});
await test("as a file", async () => {
	const file = (name, bytes) => ({ name, mimeType: "text/plain", buffer: Buffer.from(bytes) });
	const send = async (which, bytes, name = "回执.txt") => {
		await which.goto(site.base + PAGE);
		await which.setInputFiles("input[type=file]", file(name, bytes));
		await which.click("main button[type=submit]");
		await which.waitForLoadState();
		return words(which);
	};
	for (const bytes of [proved, "\ufeff" + proved.replaceAll("\n", "\r\n")])
		for (const which of [page, scripted]) {
			const said = await send(which, bytes);
			expect(said.includes("没有发现不对的地方") && said.includes("改不了、删不掉"), said);
		}
	const changed = await send(page, proved.replace("2024年", "2025年").replace("time 1", "time 2"));
	expect(changed.includes("这张回执不成立"), changed);
	const picture = await send(page, Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0xff, 0xfe]), "x.png");
	expect(picture.includes("这张回执不成立") && picture.includes("不是完整的回执"), picture);
	const empty = await send(page, "");
	expect(empty.includes("这个文件是空的"), empty);
	for (const size of [130000 + 2000, 380000, 5000000]) {
		const big = await send(page, "x".repeat(size));
		expect(big.includes("不超过128 KB") && big.includes("太大"), big);
	}
	const faults = [...await htmlFaults(await page.content()), ...await frameFaults(page)];
	expect(!faults.length, faults.join("\n"));
});
await test("with the key from elsewhere", async () => {
	const said = await ask(page, proved, vkey);
	expect(said.includes("没有发现不对的地方") && said.includes("与您填写的公钥相同"), said);
	const wrong = await ask(page, proved, vkey.slice(0, -3));
	expect(wrong.includes("公钥的写法不对") && !wrong.includes("没有发现"), wrong);
});
await test("any letter changed is found", async () => {
	for (let i = 0; i < FLIPS; i++) {
		const at = below(proved.trimEnd().length), old = proved[at];
		const changed = proved.slice(0, at) + (old === "7" ? "8" : "7") + proved.slice(at + 1);
		const said = await ask(page, changed);
		expect(said.includes("这张回执不成立"), `letter ${at} (${old}): ${said}`);
	}
});
await test("the proof of another receipt does not fit", async () => {
	await ask(page, other);
	const theirs = await page.locator("pre[aria-label=带证明的回执]").textContent();
	const said = await ask(page, signed.trimEnd() + theirs.slice(theirs.indexOf(MARK)));
	expect(said.includes("这张回执不成立") && said.includes("证明与回执对不上"), said);
});
await test("nothing, and something else", async () => {
	expect((await ask(page, "")).includes("请选择回执文件，或者把回执全文复制到下面"), "nothing was taken");
	expect((await ask(page, "<b>你好</b>")).includes("这张回执不成立"), "anything was taken");
});
await test("a form that lay open too long keeps what was typed", async () => {
	await page.goto(site.base + PAGE);
	await c.clearCookies();
	await page.fill("#receipt", signed);
	await page.click("main button[type=submit]");
	expect((await page.inputValue("#receipt")).trim() === signed.trim(), "it was lost");
	await page.click("main button[type=submit]");
	expect((await words(page)).includes("没有发现不对的地方"), "not checked");
});
await test("the page of a result", async () => {
	await ask(scripted, proved);
	const faults = [...await axeFaults(scripted), ...await frameFaults(scripted), ...await narrowFaults(scripted)];
	expect(!faults.length, faults.join("\n"));
});
await test("the proof alone, for who knows the commitment", async () => {
	const proof = await (await c.request.get(proofUrl)).text();
	expect(proof === proved.slice(proved.indexOf(MARK) + 2), proof);
	await whole(scripted, proofUrl.replace(`/${id}?`, `/verify?id=${id}&`));
	expect((await words(scripted)).includes("账本里有这条记录"), "not found");
});
await test("who does not know it learns nothing", async () => {
	const answers = new Set();
	for (const url of [proofUrl.slice(0, -1) + (proofUrl.endsWith("0") ? "1" : "0"), proofUrl.replace(id, "aaaaaaaaaaaa"),
		proofUrl.slice(0, -2), `${site.base}/receipts/${id}?commitment=${commitment(other)}`]) {
		const answer = await c.request.get(url);
		expect(answer.status() === 404, `${url}: ${answer.status()}`);
		answers.add(await answer.text());
	}
	expect(answers.size === 1, [...answers].join("\n"));
});
await test("the office downloads a case file that a stranger believes", async () => {
	const desk = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
	await firstSignIn(desk, site.base, "ban.shi", once);
	await desk.goto(`${site.base}/desk/requests/${id}`);
	await desk.click("summary:has-text('制作案卷')");
	await desk.click("button:has-text('下载案卷')");
	expect((await words(desk)).includes("请写明制作案卷做什么用"), "without a reason");
	await desk.goto(`${site.base}/desk/requests/${id}`);
	await desk.click("summary:has-text('制作案卷')");
	await desk.fill("#purpose", "移送法院");
	const [file] = await Promise.all([desk.waitForEvent("download"), desk.click("button:has-text('下载案卷')")]);
	const path = join(site.folder, "case.zip");
	await file.saveAs(path);
	const done = spawnSync("python3", [join(root, "tests/ledger/verify_bundle.py"), path, vkey], { encoding: "utf8" });
	expect(done.status === 0 && done.stdout.includes("1 of them proved"), done.stdout + done.stderr);
	await desk.goto(`${site.base}/desk/requests/${id}`);
	expect((await desk.content()).includes("移送法院"), "the look is not shown");
});
await test("another office does not", async () => {
	const c2 = await browser.newContext();
	const desk = await c2.newPage();
	await firstSignIn(desk, site.base, "bie.chu", strange);
	const csrf = await desk.locator("input[name=csrf]").first().inputValue();
	const answer = await c2.request.post(`${site.base}/desk/requests/${id}/bundle`, { form: { csrf, purpose: "看看" },
		headers: { Origin: site.base } });
	expect(answer.status() === 404 && !(await answer.body()).includes("PK"), `${answer.status()}`);
});
await browser.close();
await site.stop();
site.remove();
finish();
