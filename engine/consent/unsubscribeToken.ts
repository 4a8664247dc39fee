import { createHmac, timingSafeEqual } from 'node:crypto';

import type { KeyById, SigningKey } from '../records/signingKey';

const DAY = 86_400_000;
/** A year, and a day of grace. The law asks for 30 days after sending, mailbox services for about 60. */
const VALID_DAYS = 365 + 1;

/** First byte: how the rest is laid out. Another layout gets another number, and old links stay readable. */
const LAYOUT = 1;
const KEY_AT = 1;
const KEY_BYTES = 4;
const MESSAGE_AT = KEY_AT + KEY_BYTES;
const MESSAGE_BYTES = 6;
const DAY_AT = MESSAGE_AT + MESSAGE_BYTES;
const DAY_BYTES = 2;
const PAYLOAD_BYTES = DAY_AT + DAY_BYTES;
/** 136 bits. With the payload 30 bytes: a multiple of three, so that base64url has no spare bits and one spelling only. */
const MARK_BYTES = 17;
const TOKEN = /^[A-Za-z0-9_-]{40}$/;

export interface UnsubscribeLink {
	readonly messageId: number;
	/** UTC ms at which the mail is made; its day goes in. */
	readonly issuedAt: number;
}

/**
 * What an unsubscribe link ends in: 40 signs that name a message and the day, under a mark that only the store's key
 * makes (RFC 8058 wants it hard to forge). It holds no address, so none lands in anybody's logs.
 * @throws RangeError for a number that doesn't fit: ids above 2^48, days after 2149
 */
export function unsubscribeToken(link: UnsubscribeLink, key: SigningKey): string {
	const payload = Buffer.alloc(PAYLOAD_BYTES);
	payload.writeUInt8(LAYOUT, 0);
	payload.writeUIntBE(key.id, KEY_AT, KEY_BYTES);
	payload.writeUIntBE(link.messageId, MESSAGE_AT, MESSAGE_BYTES);
	payload.writeUIntBE(Math.floor(link.issuedAt / DAY), DAY_AT, DAY_BYTES);
	return Buffer.concat([payload, mark(payload, key)]).toString('base64url');
}

/**
 * The message whose recipient may unsubscribe with this token, or null: not ours, changed, cut off, or older than a year.
 * Which of these it is, nobody is told.
 * @param keyById every key of the purpose, retired ones too: who got a mail before a rotation can still say no
 * @param now UTC ms
 */
export function readUnsubscribeToken(token: string, keyById: KeyById, now: number): number | null {
	if (!TOKEN.test(token)) return null;
	const bytes = Buffer.from(token, 'base64url');
	const payload = bytes.subarray(0, PAYLOAD_BYTES);
	if (payload.readUInt8(0) !== LAYOUT) return null;
	const key = keyById(payload.readUIntBE(KEY_AT, KEY_BYTES));
	if (!key) return null;
	if (!timingSafeEqual(mark(payload, key), bytes.subarray(PAYLOAD_BYTES))) return null;
	// Only the day is known, and it began up to 24 hours before the mail was made: one more.
	const issuedAt = payload.readUIntBE(DAY_AT, DAY_BYTES) * DAY;
	return now - issuedAt < (VALID_DAYS + 1) * DAY ? payload.readUIntBE(MESSAGE_AT, MESSAGE_BYTES) : null;
}

function mark(payload: Buffer, key: SigningKey): Buffer {
	return createHmac('sha256', key.secret).update('unsubscribe ').update(payload).digest().subarray(0, MARK_BYTES);
}
