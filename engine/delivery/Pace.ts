/** Lets so many mails a second go, evenly, without saving up more than a second's worth. */
export class Pace {
	private tokens: number;
	private last: number;

	/** @param rate mails a second; null: no limit */
	constructor(
		private readonly rate: number | null,
		private readonly now: () => number = () => performance.now(),
	) {
		this.tokens = rate === null ? Infinity : Math.max(1, rate / 10);
		this.last = this.now();
	}

	/** How many may go now. */
	allowed(): number {
		if (this.rate === null) return Infinity;
		const at = this.now();
		this.tokens = Math.min(Math.max(1, this.rate), this.tokens + ((at - this.last) / 1000) * this.rate);
		this.last = at;
		return Math.floor(this.tokens);
	}

	take(count: number): void {
		if (this.rate !== null) this.tokens -= count;
	}

	/** Milliseconds until the next one may go; null: it may go now. */
	waitFor(): number | null {
		if (this.rate === null || this.allowed() >= 1) return null;
		return Math.ceil(((1 - this.tokens) / this.rate) * 1000);
	}
}
