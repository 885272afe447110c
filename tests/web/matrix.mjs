// Every route of docs/ROUTES.md for one person: what the table does not allow is refused.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PIECES = { id: "222222222222", format: "docx", number: "1", login: "nobody", name: "none.css", step: "what",
	event: "note", cell: "applications.granted.total", kind: "grant" };

/** Throws at the first route that lets in whom it should not, or keeps out whom it should let in. */
export async function matrix(site, role, request) {
	const rows = readFileSync(join(site.root, "docs/ROUTES.md"), "utf8")
		.matchAll(/^\| (GET|POST) \| `([^`]+)` \| ([^|]*) \|/gm);
	for (const [, method, pattern, roles] of rows) {
		const path = pattern.replace(/\{(\w+)\}/g, (all, name) => PIECES[name] ?? "x");
		const everybody = roles.includes("everybody");
		const allowed = everybody || roles.split(", ").includes(role);
		const answer = method === "GET" ? await request.get(site.base + path, { maxRedirects: 0 })
			: await request.post(site.base + path, { form: {}, maxRedirects: 0 });
		const status = answer.status(), to = answer.headers().location ?? "";
		const refused = status === 403 || (status === 303 && to.startsWith("/desk/sign-in"));
		// A form without its token is refused to everybody, so a POST never gets through here. Those of visitors
		// may be shown again instead, with what was typed.
		const again = method === "POST" && everybody && status < 500 && !to.startsWith("/desk");
		if (!again && refused !== (!allowed || method === "POST"))
			throw new Error(`${role}: ${method} ${pattern} gave ${status} ${to}`);
	}
}
