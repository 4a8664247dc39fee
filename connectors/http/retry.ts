import type { HttpResult } from './HttpResult';

/** How often and how long a call is tried again. Durations in ms. */
export interface RetryLimits {
	/** Further tries after the first. */
	readonly retries: number;
	/** Pause before the first of them, doubled for each one more, at most `longestPause`. */
	readonly firstPause: number;
	readonly longestPause: number;
}

/** Statuses after which a repeatable call is tried again: what failed may be over in a moment. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 500, 502, 503, 504, 520, 522, 524]);

/**
 * Whether a result is worth another try. What was certainly not accepted (no connection, 429) always is; what may
 * have been done only when doing it twice does no harm. Pure.
 */
export function worthAnotherTry(result: HttpResult, repeatable: boolean): boolean {
	switch (result.kind) {
		case 'answered':
			return result.status === 429 || (repeatable && PASSING.has(result.status));
		case 'unreachable':
			return true;
		case 'lost':
			return repeatable;
		case 'limited':
			return false;
	}
}

/** The pause before a try (1 for the first repetition), scattered over its second half so that many don't come back at once. */
export function pauseBefore(attempt: number, limits: RetryLimits, random: number): number {
	const pause = Math.min(limits.longestPause, limits.firstPause * 2 ** (attempt - 1));
	return Math.round(pause * (0.5 + random / 2));
}
