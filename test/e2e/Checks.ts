/** Counts what held and what didn't, and says each as it goes. */
export class Checks {
	private passed = 0;
	private failed = 0;

	/** Runs one check; it fails by throwing. Gives whether it held. */
	async check(title: string, work: () => Promise<void>): Promise<boolean> {
		const start = Date.now();
		try {
			await work();
			this.passed += 1;
			write(`✓ ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
			return true;
		} catch (error) {
			this.failed += 1;
			write(`✗ ${title}\n${indent(error instanceof Error ? error.message : String(error))}`);
			return false;
		}
	}

	/** The closing line. Gives the process's exit code. */
	close(): 0 | 1 {
		write(`\n${this.passed} passed, ${this.failed} failed`);
		return this.failed === 0 && this.passed > 0 ? 0 : 1;
	}
}

/** Prints a line. */
export function write(line: string): void {
	process.stdout.write(`${line}\n`);
}

function indent(text: string): string {
	return text.replace(/^/gm, '    ');
}
