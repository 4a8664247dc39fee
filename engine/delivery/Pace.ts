/**
 * Lets so many mails go: in no second more than the rate, and spread over it by tenths. A slow moment is not made up
 * for afterwards: services count by the second.
 */
export class Pace {
	/** When the last ones went, oldest first. */
	private went: { readonly at: number; readonly count: number }[] = [];
	private readonly windows: readonly Window[];

	/** @param rate mails a second; null: no limit */
	constructor(
		rate: number | null,
		private readonly now: () => number = () => performance.now(),
	) {
		this.windows = rate === null ? [] : windowsOf(rate);
	}

	/** How many may go now. */
	allowed(): number {
		const now = this.now();
		this.forget(now);
		return this.windows.reduce((least, window) => Math.min(least, window.most - this.countSince(now - window.length)), Infinity);
	}

	/** To be called when they go, not before: the time between would let more through. */
	take(count: number): void {
		if (this.windows.length > 0 && count > 0) this.went.push({ at: this.now(), count });
	}

	/** Milliseconds until the next one may go; null: it may go now. */
	waitFor(): number | null {
		if (this.allowed() >= 1) return null;
		const now = this.now();
		const waits = this.windows.map((window) => {
			let excess = this.countSince(now - window.length) - window.most + 1;
			for (const { at, count } of this.went) {
				if (excess <= 0 || at <= now - window.length) continue;
				excess -= count;
				if (excess <= 0) return at + window.length - now;
			}
			return 0;
		});
		return Math.ceil(Math.max(...waits));
	}

	private countSince(time: number): number {
		return this.went.reduce((sum, { at, count }) => (at > time ? sum + count : sum), 0);
	}

	private forget(now: number): void {
		const longest = Math.max(0, ...this.windows.map((window) => window.length));
		this.went = this.went.filter(({ at }) => at > now - longest);
	}
}

/** At most `most` in any `length` ms. */
interface Window {
	readonly length: number;
	readonly most: number;
}

function windowsOf(rate: number): Window[] {
	const most = Math.max(1, Math.floor(rate));
	// A fraction of a mail lengthens or shortens the second: 0.5 is one in two seconds, 1.5 one in two thirds.
	const length = (most / rate) * 1000;
	return [
		{ length, most },
		{ length: length / 10, most: Math.ceil(most / 10) },
	];
}
