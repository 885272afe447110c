// Signing in as somebody.
export const PASSWORD = "一只猫在屋顶上看月亮";

/** Sign in with a one-time password and change it, by keyboard and forms alone. */
export async function firstSignIn(page, base, login, once) {
	await signIn(page, base, login, once);
	await page.waitForURL(/\/desk\/password/);
	await page.fill("#old", once);
	await page.fill("#fresh", PASSWORD);
	await page.fill("#again", PASSWORD);
	await page.press("#again", "Enter");
	await page.waitForURL(/\/desk(\?|$)/);
}

export async function signIn(page, base, login, password) {
	await page.goto(base + "/desk");
	await page.fill("#login", login);
	await page.fill("#password", password);
	await page.press("#password", "Enter");
	await page.waitForLoadState();
}
