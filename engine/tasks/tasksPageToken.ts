import { createHmac, timingSafeEqual } from 'node:crypto';

import type { LinkPurpose } from '../records/linkKeys';
import type { SigningKey } from '../records/signingKey';

const DAY = 86_400_000;

/** First byte: how the rest is laid out. Another layout gets another number. */
const LAYOUT = 1;
const KEY_AT = 1;
const KEY_BYTES = 4;
const USER_AT = KEY_AT + KEY_BYTES;
const USER_BYTES = 6;
const END_AT = USER_AT + USER_BYTES;
const END_BYTES = 2;
const PAYLOAD_BYTES = END_AT + END_BYTES;
/** 136 bits. With the payload 30 bytes: a multiple of three, so that base64url has no spare bits and one spelling only. */
const MARK_BYTES = 17;
const TOKEN = /^[A-Za-z0-9_-]{40}$/;

/** The keys' purpose in the store. */
export const TASKS_PAGE_KEY = 'tasks-page' satisfies LinkPurpose;

export interface TasksPageLink {
	readonly userId: number;
	/** UTC ms; the link works to the end of this instant's day (UTC). */
	readonly validUntil: number;
}

/**
 * What a salesperson's link ends in: 40 signs that name the user and the last day, under a mark that only the store's
 * key makes. Whoever has the link sees and answers the user's tasks: it is a key, and good for a limited time.
 * @throws RangeError for a number that doesn't fit: ids above 2^48, days after 2149
 */
export function tasksPageToken(link: TasksPageLink, key: SigningKey): string {
	const payload = Buffer.alloc(PAYLOAD_BYTES);
	payload.writeUInt8(LAYOUT, 0);
	payload.writeUIntBE(key.id, KEY_AT, KEY_BYTES);
	payload.writeUIntBE(link.userId, USER_AT, USER_BYTES);
	payload.writeUIntBE(Math.floor(link.validUntil / DAY), END_AT, END_BYTES);
	return Buffer.concat([payload, mark(payload, key)]).toString('base64url');
}

/**
 * The user whose tasks this token opens, or null: not ours, changed, cut off, of a key that is no longer in use, or too
 * old. Which of these it is, nobody is told.
 * @param key the one in use: who changes it wants the links that are out there to end
 * @param now UTC ms
 */
export function readTasksPageToken(token: string, key: SigningKey, now: number): number | null {
	if (!TOKEN.test(token)) return null;
	const bytes = Buffer.from(token, 'base64url');
	const payload = bytes.subarray(0, PAYLOAD_BYTES);
	if (payload.readUInt8(0) !== LAYOUT || payload.readUIntBE(KEY_AT, KEY_BYTES) !== key.id) return null;
	if (!timingSafeEqual(mark(payload, key), bytes.subarray(PAYLOAD_BYTES))) return null;
	return now < (payload.readUIntBE(END_AT, END_BYTES) + 1) * DAY ? payload.readUIntBE(USER_AT, USER_BYTES) : null;
}

function mark(payload: Buffer, key: SigningKey): Buffer {
	return createHmac('sha256', key.secret).update('tasks page ').update(payload).digest().subarray(0, MARK_BYTES);
}
