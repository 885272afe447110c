// A citizen at the pages of applying and following: how he comes, reads and sends, and what must hold of each page.
import { axeFaults, frameFaults, htmlFaults, keyboardFaults, narrowFaults } from "./page_checks.mjs";
import { expectNone, test } from "./tap.mjs";

/** Somebody new, with a patience in ms. @return context and page */
export async function visitor(browser, patience, scripts = true, width = 1280) {
	const c = await browser.newContext({ javaScriptEnabled: scripts, locale: "zh-CN", viewport: { width, height: 800 } });
	c.setDefaultTimeout(patience);
	return [c, await c.newPage()];
}

/** What the page says. A click is over when the next page begins to come: it is waited for. */
export async function words(page) {
	await page.waitForLoadState();
	return page.locator("main").innerText();
}

export async function submit(page) {
	await page.click("main form button[type=submit]:not(.govuk-button--secondary)");
	await page.waitForLoadState();
}

/** Everything that must hold of a page, in whatever state it is now; once a label. Markup is what the server sent. */
const checked = new Set();
export async function check(page, label) {
	if (checked.has(label))
		return;
	checked.add(label);
	await test(`page ${label}: accessible, valid, fit for 320 px and for a keyboard`, async () => {
		await page.waitForLoadState();
		const html = await page.content();
		expectNone([...await frameFaults(page), ...await axeFaults(page), ...await narrowFaults(page),
			...await keyboardFaults(page), ...(await htmlFaults(html)).filter((f) => !f.includes("govuk-file-upload"))]);
	});
}
