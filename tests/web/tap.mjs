// A test file's points, printed as TAP for meson.
let count = 0, failed = 0;

/** One point: `body` passes when it does not throw. */
export async function test(name, body) {
	/* Numbered when it is known: a point inside another one comes before it. */
	try {
		await body();
		console.log(`ok ${++count} - ${name}`);
	} catch (error) {
		failed++;
		console.log(`not ok ${++count} - ${name}`);
		for (const line of String(error.stack ?? error).split("\n"))
			console.log(`# ${line}`);
	}
}

/** Print the plan and tell meson how it went. */
export function finish() {
	console.log(`1..${count}`);
	process.exitCode = failed ? 1 : 0;
}

/** Throw unless it is so. */
export function expect(value, what) {
	if (!value)
		throw new Error(what);
}

/** Throw what was found, unless nothing was. */
export function expectNone(faults) {
	if (faults.length)
		throw new Error(faults.join("\n"));
}
