import { createHmac, timingSafeEqual } from 'node:crypto';

import type { KeyById, SigningKey } from './signingKey';

const DAY = 86_400_000;

/** First byte: how the rest is laid out. Another layout gets another number, and old tokens stay readable. */
const LAYOUT = 1;
const KEY_AT = 1;
const KEY_BYTES = 4;
const ID_AT = KEY_AT + KEY_BYTES;
const ID_BYTES = 6;
const DAY_AT = ID_AT + ID_BYTES;
const DAY_BYTES = 2;
const PAYLOAD_BYTES = DAY_AT + DAY_BYTES;
/** 136 bits. With the payload 30 bytes: a multiple of three, so that base64url has no spare bits and one spelling only. */
const MARK_BYTES = 17;
const TOKEN = /^[A-Za-z0-9_-]{40}$/;

/** What a token says. */
export interface DayClaim {
	readonly id: number;
	/** UTC ms at which its day begins. */
	readonly day: number;
}

/**
 * 40 signs that name a number and a day (UTC), under a mark that only the store's key makes. A token of one purpose is
 * none of another, also under the same key.
 * @param at UTC ms; its day goes in
 * @throws RangeError for a number that doesn't fit: ids above 2^48, days after 2149
 */
export function dayToken(purpose: string, { id, at }: { readonly id: number; readonly at: number }, key: SigningKey): string {
	const payload = Buffer.alloc(PAYLOAD_BYTES);
	payload.writeUInt8(LAYOUT, 0);
	payload.writeUIntBE(key.id, KEY_AT, KEY_BYTES);
	payload.writeUIntBE(id, ID_AT, ID_BYTES);
	payload.writeUIntBE(Math.floor(at / DAY), DAY_AT, DAY_BYTES);
	return Buffer.concat([payload, mark(purpose, payload, key)]).toString('base64url');
}

/** What a token says; null for one that is not ours, changed, cut off, or of none of these keys. */
export function readDayToken(purpose: string, token: string, keyById: KeyById): DayClaim | null {
	if (!TOKEN.test(token)) return null;
	const bytes = Buffer.from(token, 'base64url');
	const payload = bytes.subarray(0, PAYLOAD_BYTES);
	if (payload.readUInt8(0) !== LAYOUT) return null;
	const key = keyById(payload.readUIntBE(KEY_AT, KEY_BYTES));
	if (!key || !timingSafeEqual(mark(purpose, payload, key), bytes.subarray(PAYLOAD_BYTES))) return null;
	return { id: payload.readUIntBE(ID_AT, ID_BYTES), day: payload.readUIntBE(DAY_AT, DAY_BYTES) * DAY };
}

function mark(purpose: string, payload: Buffer, key: SigningKey): Buffer {
	return createHmac('sha256', key.secret).update(`${purpose} `).update(payload).digest().subarray(0, MARK_BYTES);
}
