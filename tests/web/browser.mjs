// Chromium as Debian installs it, driven by playwright-core. Without a window of its own it takes half the time.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** A browser; close it when done. */
export function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? INSTALLED.find((path) => existsSync(path)),
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync"],
	});
}
