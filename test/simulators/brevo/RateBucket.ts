import type { RateWindow } from './brevoRules';

/** What is left, as Brevo's headers tell it. */
export interface RateState {
	readonly allowed: boolean;
	readonly limit: number;
	readonly remaining: number;
	/** Seconds. */
	readonly reset: number;
}

/** Counts calls in sliding windows: stricter than fixed ones, so who keeps to it keeps to both. */
export class RateBucket {
	private times: number[] = [];

	constructor(private readonly windows: readonly RateWindow[]) {}

	take(now: number): RateState {
		const longest = Math.max(...this.windows.map((window) => window.length));
		this.times = this.times.filter((time) => time > now - longest);
		const states = this.windows.map((window) => this.stateOf(window, now));
		const tightest = states.reduce((worst, state) => (state.remaining < worst.remaining ? state : worst));
		if (tightest.remaining > 0) this.times.push(now);
		return { ...tightest, allowed: tightest.remaining > 0, remaining: Math.max(0, tightest.remaining - 1) };
	}

	private stateOf({ limit, length }: RateWindow, now: number): Omit<RateState, 'allowed'> {
		const within = this.times.filter((time) => time > now - length);
		const oldest = within[0] ?? now;
		return { limit, remaining: limit - within.length, reset: Math.ceil((oldest + length - now) / 1000) };
	}
}
