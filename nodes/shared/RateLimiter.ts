/** So many in a window, for each key by itself. Kept in memory: every process counts for itself. */
export class RateLimiter {
	private counts = new Map<string, number>();
	private windowStart = 0;

	constructor(
		private readonly most: number,
		/** In ms. */
		private readonly window: number,
		/** Keys remembered; beyond, the window begins anew, so that nobody fills the memory. */
		private readonly mostKeys: number = 10_000,
		private readonly now: () => number = Date.now,
	) {}

	/** Counts one; answers whether it is still within the limit. */
	allows(key: string): boolean {
		const now = this.now();
		if (now - this.windowStart >= this.window || this.counts.size >= this.mostKeys) {
			this.counts = new Map();
			this.windowStart = now;
		}
		const count = (this.counts.get(key) ?? 0) + 1;
		this.counts.set(key, count);
		return count <= this.most;
	}
}
