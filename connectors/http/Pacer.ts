/** A published limit: at most `most` calls in any `window` ms. */
export interface RateLimit {
	readonly most: number;
	readonly window: number;
}

/** What an answer says about the rate. Instants in UTC ms. */
export type RateNotice =
	/** So many calls are left until then. */
	| { readonly kind: 'left'; readonly calls: number; readonly resetsAt: number }
	/** None before then. */
	| { readonly kind: 'wait'; readonly until: number };

/** A window is counted in about so many steps, so that a million calls an hour need no million entries. */
const STEPS = 100;

/** Two answers that tell the end of their window so many ms apart speak of the same one: some services tell whole seconds left. */
const SAME_WINDOW = 2_000;

/**
 * Says when the next call may go, by the service's published limits and by what its answers say. Waits for nothing
 * itself. Errs to the careful side: the service counts a call at a moment between its departure and its answer, which
 * nobody here knows, so it counts from the one until a window after the other. However long calls take on their way,
 * no window of the service ever sees more than its limit.
 */
export class Pacer {
	private readonly windows: readonly Window[];
	private left: { calls: number; readonly resetsAt: number } | null = null;
	private blockedUntil = 0;
	private underWay = 0;

	/** @param now UTC ms */
	constructor(
		limits: readonly RateLimit[],
		private readonly now: () => number = Date.now,
	) {
		this.windows = limits.map((limit) => new Window(limit));
	}

	/** Milliseconds until the next call may go; 0: now. */
	waitFor(): number {
		const now = this.now();
		const waits = this.windows.map((window) => window.waitFor(now));
		if (this.left !== null && this.left.resetsAt <= now) this.left = null;
		if (this.left !== null && this.left.calls < 1) waits.push(this.left.resetsAt - now);
		return Math.ceil(Math.max(0, this.blockedUntil - now, ...waits));
	}

	/** To be called when a call goes, in the same turn as `waitFor` said 0. */
	take(): void {
		for (const window of this.windows) window.take();
		if (this.left !== null) this.left.calls--;
		this.underWay++;
	}

	/** Lets nothing go before then (UTC ms), as after a 429 that doesn't say for how long. */
	hold(until: number): void {
		this.blockedUntil = Math.max(this.blockedUntil, until);
	}

	/** To be called when a call ended, with what its answer said. */
	done(notice: RateNotice | null): void {
		this.underWay--;
		const now = this.now();
		for (const window of this.windows) window.done(now);
		switch (notice?.kind) {
			case undefined:
				return;
			case 'wait':
				this.hold(notice.until);
				return;
			case 'left': {
				const calls = notice.calls - this.underWay;
				const { left } = this;
				const same = left !== null && left.resetsAt > now && notice.resetsAt <= left.resetsAt + SAME_WINDOW;
				// Answers overtake each other: within a window the smaller number is the newer one.
				this.left = same ? { calls: Math.min(left.calls, calls), resetsAt: left.resetsAt } : { calls, resetsAt: notice.resetsAt };
			}
		}
	}
}

/** Counts calls over one window. Calls that ended in one step are forgotten together, when the last of them is old enough. */
class Window {
	private readonly length: number;
	private readonly step: number;
	private readonly most: number;
	private underWay = 0;
	private ended: { readonly from: number; last: number; calls: number }[] = [];

	constructor(limit: RateLimit) {
		this.length = limit.window;
		this.step = limit.window / STEPS;
		this.most = Math.max(1, Math.floor(limit.most));
	}

	/** At least so long: more calls may go only a window after one that is under way has ended. */
	waitFor(now: number): number {
		this.ended = this.ended.filter(({ last }) => last + this.length >= now);
		let excess = this.ended.reduce((sum, { calls }) => sum + calls, this.underWay) - this.most + 1;
		if (excess <= 0) return 0;
		for (const { last, calls } of this.ended) {
			excess -= calls;
			// A millisecond more: the clock may have been about to tick.
			if (excess <= 0) return last + this.length - now + 1;
		}
		return this.length;
	}

	take(): void {
		this.underWay++;
	}

	done(now: number): void {
		this.underWay--;
		const step = this.ended.at(-1);
		if (step === undefined || now - step.from >= this.step) this.ended.push({ from: now, last: now, calls: 1 });
		else {
			step.last = now;
			step.calls++;
		}
	}
}
