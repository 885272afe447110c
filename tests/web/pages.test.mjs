// Every page that links lead to, for every kind of person: accessible, valid, fit for a phone, usable by
// keyboard, and the same without JavaScript.
import { launch } from "./browser.mjs";
import { axeFaults, frameFaults, htmlFaults, keyboardFaults, narrowFaults } from "./page_checks.mjs";
import { firstSignIn } from "./people.mjs";
import { Site } from "./site.mjs";
import { expectNone, finish, test } from "./tap.mjs";

const PAGES_OF_A_KIND = 2;

/** The kind of page an address is: ids and queries aside. */
function kind(url) {
	const u = new URL(url);
	return u.pathname.replace(/\/[0-9a-z]{12}(?=\/|$)/g, "/{id}") + [...u.searchParams.keys()].sort().join("&");
}

/** All pages that can be reached by links, some of each kind. */
async function crawl(page, base, starts) {
	const seen = new Map(), queue = starts.map((s) => base + s), found = [];
	while (queue.length) {
		const url = queue.shift().split("#")[0];
		const k = kind(url);
		if ((seen.get(k) ?? 0) >= PAGES_OF_A_KIND || found.includes(url))
			continue;
		seen.set(k, (seen.get(k) ?? 0) + 1);
		const answer = await page.goto(url).catch(() => null); // a download is no page
		if (!answer || !(answer.headers()["content-type"] ?? "").startsWith("text/html"))
			continue;
		found.push(url);
		queue.push(...await page.$$eval("a[href]:not([download])", (all) => all.map((a) => a.href))
			.then((all) => all.filter((a) => a.startsWith(base))));
	}
	return found;
}

async function checkPage(page, url, who, base) {
	const said = [];
	const listen = (m) => { if (m.type() === "error") said.push(m.text()); };
	page.on("console", listen);
	await test(`${who} ${url.slice(base.length).replace(/[0-9a-z]{12}/g, "{id}")}`, async () => {
		const answer = await page.goto(url);
		const html = await answer.text();
		// The browser itself remarks on the status of a page that does not exist.
		if (answer.status() === 404)
			said.length = 0;
		expectNone([...await htmlFaults(html), ...await frameFaults(page), ...await axeFaults(page),
			...await narrowFaults(page), ...await keyboardFaults(page), ...said]);
	});
	page.off("console", listen);
}

/** The words of the page are there without scripts too. */
async function checkWithoutScripts(browser, state, urls, who, base) {
	const plain = await browser.newContext({ javaScriptEnabled: false, storageState: state });
	const full = await browser.newContext({ storageState: state });
	const [a, b] = [await plain.newPage(), await full.newPage()];
	for (const url of urls)
		await test(`${who} without JavaScript ${url.slice(base.length).replace(/[0-9a-z]{12}/g, "{id}")}`,
			async () => {
				await a.goto(url);
				await b.goto(url);
				const words = await a.locator("main").innerText();
				const more = await b.locator("main").innerText();
				for (const line of words.split("\n").map((l) => l.trim()).filter(Boolean))
					if (!more.includes(line) && !words.includes("未选择"))
						throw new Error(`only without JavaScript: ${line}`);
			});
	await plain.close();
	await full.close();
}

/** The checks find what they are for. */
async function checkTheChecks(browser) {
	const page = await browser.newPage();
	await page.setContent('<div style="width:900px"><img src="x.png"><a href="#" style="outline:0">x</a></div>');
	for (const [name, faults] of [["axe", axeFaults], ["frame", frameFaults], ["narrow", narrowFaults],
		["keyboard", keyboardFaults]])
		await test(`${name} finds faults`, async () => {
			if (!(await faults(page)).length)
				throw new Error("found nothing");
		});
	await test("the validator finds faults", async () => {
		if (!(await htmlFaults("<!DOCTYPE html><p><div></p><input id=a id=a>")).length)
			throw new Error("found nothing");
	});
	await page.close();
}

const [binary, root] = process.argv.slice(2);
const site = new Site(binary, root);
const browser = await launch();
try {
	await checkTheChecks(browser);
	site.load();
	await site.start();
	const base = site.base;
	const people = {
		visitor: [],
		admin: ["admin", site.password],
		supervisor: ["super.visor", site.account("super.visor", "supervisor", "天坛街道办事处")],
		clerk: ["clerk.one", site.account("clerk.one", "clerk", "天坛街道办事处")],
	};
	for (const [who, account] of Object.entries(people)) {
		const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "zh-CN" });
		const page = await context.newPage();
		if (account.length)
			await firstSignIn(page, base, ...account);
		const starts = account.length ? ["/desk", "/desk/password"]
			: ["/", "/desk/sign-in", "/nowhere", "/search?q=公开&year=2023", "/search?q=没有这样的词", "/units?name=街道"];
		const urls = (await crawl(page, base, starts)).filter((u) => !account.length || u.includes("/desk"));
		await test(`${who}: there are pages`, () => {
			if (urls.length < 5)
				throw new Error(`only ${urls.length}: ${urls.join(" ")}`);
		});
		for (const url of urls)
			await checkPage(page, url, who, base);
		await checkWithoutScripts(browser, await context.storageState(), urls, who, base);
		await context.close();
	}
	await test("the server ends as it is told to", () => site.stop());
	await test("nothing went wrong inside", () => {
		expectNone(site.log.split("\n").filter((l) => l.includes("level=error")));
	});
} finally {
	await site.abandon(browser);
}
finish();
