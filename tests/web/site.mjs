// A real server on a fresh database with the five reports of demo/, in a folder of its own. The database is SQLite
// unless GONGKAI_TEST_PG names an empty PostgreSQL (tests/web/run.py).
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export class Site {
	/** @param binary  gongkai  @param root  the project */
	constructor(binary, root) {
		this.binary = resolve(binary);
		this.root = root;
		this.folder = mkdtempSync(join(tmpdir(), "gongkai-web-"));
		this.db = process.env.GONGKAI_TEST_PG || join(this.folder, "test.db");
		this.env = { ...process.env, GONGKAI_KEY: join(this.folder, "ledger.key") };
		this.log = "";
	}

	/** Run a command of gongkai on this database; what it printed. */
	run(...words) {
		const done = spawnSync(this.binary, [...words, "--db", this.db], { encoding: "utf8", cwd: this.root,
			env: this.env });
		if (done.status > 1 || done.error)
			throw new Error(`${words.join(" ")}: ${done.stdout}${done.stderr}`);
		return done.stdout;
	}

	load() {
		this.run("report", "import", "--add-units", "--state", "published", "demo");
	}

	/** What an office has by December: the working days of the year to come, so that no date is unknown. */
	importNextYear() {
		const year = new Date().getFullYear() + 1;
		const holidays = ["01-01", "02-08", "02-09", "02-10", "04-05", "05-01", "06-10"].map((d) => `${year}-${d}`);
		const file = join(this.folder, "year.json");
		writeFileSync(file, JSON.stringify({ [year]: { source: `国务院办公厅关于${year}年部分节假日安排的通知（演示）`, holidays,
			workdays: [] } }));
		this.run("calendar", "import", file);
	}

	async start(...flags) {
		this.child = spawn(this.binary, ["serve", "--db", this.db, "--listen", "127.0.0.1:0", ...flags],
			{ cwd: this.root, env: this.env });
		this.child.stderr.on("data", (data) => { this.log += data; });
		let said = "";
		await new Promise((done, fail) => {
			this.child.stdout.on("data", (data) => {
				said += data;
				if (said.includes("已启动"))
					done();
			});
			this.child.on("exit", (code) => fail(new Error(`serve ended with ${code}\n${this.log}`)));
		});
		this.base = /(http:\/\/\S+)/.exec(said)[1];
		this.password = /一次性密码 (\S+?)（/.exec(said)?.[1] ?? this.password;
		return said;
	}

	/** Stop it as systemd would; throws unless it ends with 0, which a sanitizer that found a leak does not. */
	async stop() {
		const status = await new Promise((done) => {
			this.child.removeAllListeners("exit");
			this.child.on("close", (code, signal) => done(signal ?? code));
			this.child.kill("SIGTERM");
		});
		if (status !== 0)
			throw new Error(`serve ended with ${status}\n${this.log.slice(-8000)}`);
	}

	/** An account with a password of its own: its one-time password, to be changed at sign-in. */
	account(login, role, unit) {
		const words = ["user", "add", "--role", role, "--name", login];
		if (unit)
			words.push("--unit", unit);
		return /一次性密码：(\S+?)（/.exec(this.run(...words, login))[1];
	}

	remove() {
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** The end, however it went. */
	async abandon(browser) {
		await browser.close();
		this.child?.kill("SIGKILL");
		this.remove();
	}
}
