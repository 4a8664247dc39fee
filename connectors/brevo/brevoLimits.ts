import { leftReader } from '../http/rateNotice';
import type { RateLimit } from '../http/Pacer';

/** Calls that Brevo counts together. Counted per account, all its keys together. */
export type BrevoBucket = 'send' | 'blocked' | 'statistics' | 'contacts' | 'other';

/** How fast the calls of a bucket may follow each other. */
export interface BrevoLimits {
	readonly windows: readonly RateLimit[];
	/** The longest a call waits in line, ms: an empty minute is waited for, an empty hour is told ("try again after …"). */
	readonly longestWait: number;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/**
 * The published limits of the General plan, the smallest one. Higher plans have up to six times as much; that much is
 * not needed here, and where an account has less, its answers say so (`readBrevoRate`).
 */
export const PUBLISHED_LIMITS: Readonly<Record<BrevoBucket, BrevoLimits>> = {
	// Of calls with messageVersions; single mails may come a thousand times a second.
	send: { windows: [{ most: 100, window: MINUTE }, { most: 6_000, window: HOUR }], longestWait: 65_000 },
	blocked: { windows: [{ most: 1_000, window: SECOND }], longestWait: 30_000 },
	statistics: { windows: [{ most: 300, window: HOUR }], longestWait: 10_000 },
	contacts: { windows: [{ most: 10, window: SECOND }, { most: 36_000, window: HOUR }], longestWait: 30_000 },
	other: { windows: [{ most: 100, window: HOUR }], longestWait: 10_000 },
};

/** What is left, as every limited answer says it. The reset is the time left, normally in seconds; Retry-After isn't documented. */
export const readBrevoRate = leftReader('x-sib-ratelimit-remaining', 'x-sib-ratelimit-reset', 'seconds left');

/** The bucket a call counts against. */
export function bucketOf(method: string, path: string): BrevoBucket {
	if (method === 'POST' && path === '/smtp/email') return 'send';
	if (path === '/smtp/blockedContacts') return 'blocked';
	if (path.startsWith('/smtp/')) return 'statistics';
	return path.startsWith('/contacts') ? 'contacts' : 'other';
}
