import fc from 'fast-check';

import { readTasksPageToken, tasksPageToken } from '../../../engine/tasks/tasksPageToken';
import { unsubscribeToken } from '../../../engine/consent/unsubscribeToken';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 23, 30);
const key = { id: 7, secret: 'a'.repeat(64) };
const link = (userId: number, days = 30) => ({ userId, validUntil: NOW + days * DAY });

describe('VM-22 links of tasks pages', () => {
	test('VM-22 a token names its user, in 40 signs', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (userId) => {
				const token = tasksPageToken(link(userId), key);
				expect(token).toMatch(/^[A-Za-z0-9_-]{40}$/);
				expect(readTasksPageToken(token, key, NOW)).toBe(userId);
			}),
		);
		expect(() => tasksPageToken(link(2 ** 48), key)).toThrow('out of range');
	});

	test('VM-22 it works to the end of its last day, and not a moment longer', () => {
		const token = tasksPageToken(link(5), key);
		const end = (Math.floor((NOW + 30 * DAY) / DAY) + 1) * DAY;
		expect(readTasksPageToken(token, key, end - 1)).toBe(5);
		expect(readTasksPageToken(token, key, end)).toBeNull();
	});

	test('VM-22 a key that was changed ends the links of before, and none of another store or purpose opens a page', () => {
		const token = tasksPageToken(link(5), key);
		expect(readTasksPageToken(token, { id: 8, secret: 'b'.repeat(64) }, NOW)).toBeNull();
		expect(readTasksPageToken(token, { id: 7, secret: 'b'.repeat(64) }, NOW)).toBeNull();
		expect(readTasksPageToken(unsubscribeToken({ messageId: 5, issuedAt: NOW }, key), key, NOW)).toBeNull();
	});

	test('VM-22 10,000 tampered, foreign, truncated, expired and rotated tokens: 0 accepted', () => {
		const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= ';
		let tried = 0;
		const accepted: string[] = [];
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 1e9 }),
				fc.nat(),
				fc.constantFrom(...signs),
				fc.constantFrom('replace', 'insert', 'remove', 'cut', 'append', 'bit', 'foreign', 'random', 'expired', 'rotated'),
				(userId, place, sign, how) => {
					const token = tasksPageToken(link(userId), key);
					const at = place % token.length;
					const bytes = Buffer.from(token, 'base64url');
					bytes[place % 30] = (bytes[place % 30] ?? 0) ^ (1 << (place % 8));
					const tampered = {
						replace: token.slice(0, at) + sign + token.slice(at + 1),
						insert: token.slice(0, at) + sign + token.slice(at),
						remove: token.slice(0, at) + token.slice(at + 1),
						cut: token.slice(0, at),
						append: token + sign,
						bit: bytes.toString('base64url'),
						foreign: tasksPageToken(link(userId), { id: key.id, secret: `${place}` }),
						random: Array.from({ length: 40 }, (_, index) => signs[(place * (index + 7) + userId) % 64] ?? '').join(''),
						expired: tasksPageToken(link(userId, -1 - (place % 1_000)), key),
						rotated: tasksPageToken(link(userId), { id: key.id - 1 - (place % 6), secret: key.secret }),
					}[how];
					if (tampered === token) return;
					tried++;
					if (readTasksPageToken(tampered, key, NOW) !== null) accepted.push(tampered);
				},
			),
			{ numRuns: 10_300, seed: 29 },
		);
		expect(tried).toBeGreaterThanOrEqual(10_000);
		expect(accepted).toEqual([]);
	});
});
