import type { AnswerHead, HttpHeaders } from './HttpResult';
import type { RateNotice } from './Pacer';

/** Reads what an answer says about its service's rate; null: nothing. `now` in UTC ms. */
export type ReadRateNotice = (head: AnswerHead, now: number) => RateNotice | null;

/** `Retry-After`, in seconds or as a date, of a 429 or 503. */
export function readRetryAfter(head: AnswerHead, now: number): RateNotice | null {
	const value = head.headers['retry-after'];
	if ((head.status !== 429 && head.status !== 503) || value === undefined) return null;
	const seconds = wholeNumber(value);
	if (seconds !== null) return { kind: 'wait', until: now + seconds * 1000 };
	const date = Date.parse(value);
	return Number.isNaN(date) ? null : { kind: 'wait', until: date - aheadOf(head.headers, now) };
}

/**
 * A header with the calls left, and one with the instant of the reset in epoch seconds (SendGrid) or the seconds left
 * until it (Brevo). A reset in the service's time is told in ours by its Date header: clocks differ.
 */
export function leftReader(callsHeader: string, resetHeader: string, resetIn: 'epoch seconds' | 'seconds left'): ReadRateNotice {
	return (head, now) => {
		const calls = wholeNumber(head.headers[callsHeader]);
		const reset = wholeNumber(head.headers[resetHeader]);
		if (calls === null || reset === null) return null;
		const resetsAt = resetIn === 'seconds left' ? now + reset * 1000 : reset * 1000 - aheadOf(head.headers, now);
		return { kind: 'left', calls: head.status === 429 ? 0 : calls, resetsAt };
	};
}

/** The first of several readers that finds something. */
export function firstNotice(...readers: readonly ReadRateNotice[]): ReadRateNotice {
	return (head, now) => {
		for (const read of readers) {
			const notice = read(head, now);
			if (notice !== null) return notice;
		}
		return null;
	};
}

/** By how many ms the service's clock is ahead of ours; 0 where it doesn't say, or by less than its Date header can tell. */
function aheadOf(headers: HttpHeaders, now: number): number {
	const date = Date.parse(headers.date ?? '');
	if (Number.isNaN(date) || Math.abs(date - now) < 2_000) return 0;
	return date - now;
}

function wholeNumber(text: string | undefined): number | null {
	return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}
