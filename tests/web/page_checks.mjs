// What holds for every page: accessible (axe), valid HTML, fit for 320 px, usable by keyboard, the same
// without JavaScript, and nothing refused by the content security policy.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const validator = new HtmlValidate({
	extends: ["html-validate:standard"],
	rules: {
		// Style, not validity; our compiler keeps void elements and quotes its own way.
		"void-style": "off",
		"no-trailing-whitespace": "off",
		"attribute-boolean-style": "off",
		"attribute-empty-style": "off",
		"doctype-style": "off",
		"long-title": "off",
		// Rules of taste; the accessible names are axe's matter.
		"prefer-native-element": "off",
		"no-inline-style": "error",
	},
});

/** Faults of the markup as sent. */
export async function htmlFaults(html) {
	const report = await validator.validateString(html);
	return report.results.flatMap((r) => r.messages
		.filter((m) => m.severity === 2)
		.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}

/** Faults that axe sees in the page as it stands. */
export async function axeFaults(page) {
	// Through the debugger, so that the policy of the page need not allow it.
	await page.evaluate(axeSource + ";0");
	const result = await page.evaluate(
		(tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), AXE_TAGS);
	return result.violations.map((v) =>
		`${v.id} (${v.impact}): ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
}

/** Does anything stick out to the right on the narrowest screen? */
export async function narrowFaults(page) {
	await page.setViewportSize({ width: 320, height: 640 });
	const faults = await page.evaluate(() => {
		const wide = document.documentElement.scrollWidth;
		if (wide <= 320)
			return [];
		const out = [...document.querySelectorAll("body *")]
			.filter((e) => e.getBoundingClientRect().right > 321 && !e.closest("[role=region], svg"))
			.slice(0, 3).map((e) => e.tagName + "." + e.className);
		return [`the page is ${wide} px wide at 320 px: ${out.join(", ")}`];
	});
	await page.setViewportSize({ width: 1280, height: 900 });
	return faults;
}

/** Walk the page with the Tab key: every link, button and field is reached and can be seen to be. */
export async function keyboardFaults(page) {
	const expected = await page.evaluate(() => {
		const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
		return all.filter((e) => !e.disabled && e.type !== "hidden" && e.tabIndex >= 0
			&& e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden"
			&& !(e.closest("details:not([open])") && e.tagName !== "SUMMARY")).length;
	});
	await page.evaluate(() => {
		// From the top of the page, wherever somebody clicked last.
		const top = document.createElement("span");
		top.tabIndex = -1;
		document.body.prepend(top);
		top.focus();
		top.remove();
		window.__seen = new Set();
	});
	const faults = [];
	let reached = 0;
	const dates = await page.evaluate(() => document.querySelectorAll("input[type=date]").length);
	for (let i = 0; i < Math.min(expected + 5 + 4 * dates, 600); i++) {
		await page.keyboard.press("Tab");
		const step = await page.evaluate(() => {
			const e = document.activeElement;
			if (!e || e === document.body)
				return null;
			// A date has several stops of its own: year, month, day.
			if (window.__seen.has(e))
				return e.type === "date" ? { within: true } : { again: true };
			window.__seen.add(e);
			const s = getComputedStyle(e);
			const box = e.getBoundingClientRect();
			const marked = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0
				|| s.boxShadow !== "none" || s.backgroundColor !== "rgba(0, 0, 0, 0)";
			return { name: `${e.tagName} ${e.textContent.trim().slice(0, 20)}`, marked,
				seen: box.width > 0 && box.height > 0,
				radio: e.type === "radio" };
		});
		if (!step || step.again)
			break;
		if (step.within)
			continue;
		reached++;
		if (!step.marked)
			faults.push(`no visible focus on ${step.name}`);
		if (!step.seen)
			faults.push(`focus on something that is not shown: ${step.name}`);
	}
	// Of a group of radio buttons Tab reaches one.
	const radios = await page.evaluate(() => document.querySelectorAll("input[type=radio]").length);
	if (reached < Math.min(expected, 400) - radios)
		faults.push(`Tab reaches ${reached} of ${expected} links and controls`);
	return faults;
}

/** What every page of the house must have. */
export async function frameFaults(page) {
	return page.evaluate(() => {
		const faults = [];
		const say = (ok, what) => { if (!ok) faults.push(what); };
		say(document.documentElement.lang.startsWith("zh"), "the page does not say that it is Chinese");
		say(document.querySelectorAll("h1").length === 1, "a page has one h1");
		say(document.title.trim().length > 0, "the page has no title");
		say(document.querySelectorAll("main").length === 1, "a page has one main");
		say(!document.querySelector("[style], script:not([src]), [onclick]"), "markup holds style or script");
		return faults;
	});
}

/** Is a letter with these words offered to the applicant once as DOCX and once as PDF, and is it what it says? */
export async function letterFaults(page, base, words) {
	const faults = [];
	for (const [ending, begins] of [[".docx", "PK"], [".pdf", "%PDF"]]) {
		const link = page.locator(`main a[download][href^='/follow/files/']:has-text('${words}'):has-text('${ending}')`);
		if (await link.count() !== 1) {
			faults.push(`${await link.count()} links to ${words} ${ending}`);
			continue;
		}
		const bytes = await (await page.context().request.get(base + await link.getAttribute("href"))).body();
		if (!bytes.subarray(0, 8).toString("latin1").startsWith(begins) || bytes.length < 2000)
			faults.push(`${words} ${ending}: ${bytes.length} bytes that begin otherwise`);
	}
	return faults;
}
