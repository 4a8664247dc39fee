import { createHmac, timingSafeEqual } from 'node:crypto';

import type { KeyById, SigningKey } from '../../records/signingKey';

/** What one request of a tracked mail says. */
export type Tracked =
	/** The mail was shown: its picture was fetched. */
	| { readonly kind: 'open'; readonly messageRef: string }
	/** One of its links was followed, to there. */
	| { readonly kind: 'click'; readonly messageRef: string; readonly url: string };

/** A request's query as Express or `URLSearchParams` read it. */
export type TrackingQuery = Readonly<Record<string, unknown>>;

/** 144 bits: 24 signs of base64url without spare bits, so a mark has one spelling. */
const MARK_BYTES = 18;
/** The longest link that is tracked. With everything escaped the address stays below 8 kB, which every server takes. */
export const MAX_TRACKED_URL = 2_000;

/**
 * The address that counts and, for a click, leads on. The mark covers the message together with the link, so nothing is
 * followed but what was in that very mail: this is no open redirect.
 * @param base the trigger's public address, with or without a query of its own
 */
export function trackingUrl(base: string, tracked: Tracked, key: SigningKey): string {
	const link = tracked.kind === 'click' ? `&u=${encodeURIComponent(tracked.url)}` : '';
	return `${base}${base.includes('?') ? '&' : '?'}m=${encodeURIComponent(tracked.messageRef)}${link}&s=${key.id.toString(36)}.${mark(tracked, key)}`;
}

/**
 * What was tracked; null for anything that isn't marked by one of the keys, exactly as it was made. Other parameters are
 * of no account: mail gateways add some. The message's reference is to be checked as everywhere (`messageIdOf`).
 */
export function readTrackingRequest(query: TrackingQuery, keyById: KeyById): Tracked | null {
	const { m: messageRef, u: url, s: signature } = query;
	if (typeof messageRef !== 'string' || typeof signature !== 'string') return null;
	if (url !== undefined && (typeof url !== 'string' || !isWebAddress(url))) return null;
	const [, keyId, given] = /^([0-9a-z]{1,10})\.([A-Za-z0-9_-]{24})$/.exec(signature) ?? [];
	if (keyId === undefined || given === undefined) return null;
	const key = keyById(parseInt(keyId, 36));
	if (!key || key.id.toString(36) !== keyId) return null;
	const tracked: Tracked = url === undefined ? { kind: 'open', messageRef } : { kind: 'click', messageRef, url };
	return timingSafeEqual(Buffer.from(mark(tracked, key)), Buffer.from(given)) ? tracked : null;
}

/** Whether a link leads to the web, in a form that comes back exactly: http or https, no halves of signs, not too long. */
export function isWebAddress(url: string): boolean {
	return url.length <= MAX_TRACKED_URL && /^https?:\/\/[^\p{Cc}\p{Cs}]+$/iu.test(url) && URL.canParse(url);
}

/** Kind and lengths go in too: no open passes for a click, no sign moves from the one field to the other. */
function mark(tracked: Tracked, key: SigningKey): string {
	const hmac = createHmac('sha256', key.secret).update(`${tracked.kind} ${tracked.messageRef.length} ${tracked.messageRef}`);
	if (tracked.kind === 'click') hmac.update(tracked.url);
	return hmac.digest().subarray(0, MARK_BYTES).toString('base64url');
}
