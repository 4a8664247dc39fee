import fc from 'fast-check';

import { readUnsubscribeToken, unsubscribeToken } from '../../../engine/consent/unsubscribeToken';
import { keyLookup } from '../../../engine/records/signingKey';

const DAY = 86_400_000;
const ISSUED = Date.UTC(2026, 10, 21, 23, 30);
const key = { id: 7, secret: 'a'.repeat(64) };
const keys = keyLookup([{ id: 3, secret: 'c'.repeat(64) }, key]);

describe('VM-20 unsubscribe tokens', () => {
	test('a token names its message, and nothing else of it can be read', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (messageId) => {
				const token = unsubscribeToken({ messageId, issuedAt: ISSUED }, key);
				expect(token).toMatch(/^[A-Za-z0-9_-]{40}$/);
				expect(readUnsubscribeToken(token, keys, ISSUED)).toBe(messageId);
			}),
		);
		expect(() => unsubscribeToken({ messageId: 2 ** 48, issuedAt: ISSUED }, key)).toThrow('out of range');
	});

	test('it is valid for a year and a day, also from the last minute of a day, and not for much longer', () => {
		const token = unsubscribeToken({ messageId: 5, issuedAt: ISSUED }, key);
		expect(readUnsubscribeToken(token, keys, ISSUED + 366 * DAY)).toBe(5);
		expect(readUnsubscribeToken(token, keys, ISSUED + 367 * DAY)).toBeNull();
		// Made by a host whose clock is ahead.
		expect(readUnsubscribeToken(token, keys, ISSUED - 3 * DAY)).toBe(5);
	});

	test('a token of a retired key still works, one of a foreign key under the same id does not', () => {
		const before = unsubscribeToken({ messageId: 5, issuedAt: ISSUED }, { id: 3, secret: 'c'.repeat(64) });
		expect(readUnsubscribeToken(before, keys, ISSUED)).toBe(5);
		expect(readUnsubscribeToken(unsubscribeToken({ messageId: 5, issuedAt: ISSUED }, { id: 3, secret: 'd'.repeat(64) }), keys, ISSUED)).toBeNull();
		expect(readUnsubscribeToken(unsubscribeToken({ messageId: 5, issuedAt: ISSUED }, { id: 4, secret: key.secret }), keys, ISSUED)).toBeNull();
	});

	test('a token has one spelling', () => {
		const token = unsubscribeToken({ messageId: 5, issuedAt: ISSUED }, key);
		const base64 = Buffer.from(token, 'base64url').toString('base64');
		for (const other of [`${token}=`, `${token}\n`, ` ${token}`, `${token}AA`, `${token.slice(0, 20)} ${token.slice(20)}`, token.slice(0, -1), '']) {
			expect(readUnsubscribeToken(other, keys, ISSUED)).toBeNull();
		}
		if (base64 !== token) expect(readUnsubscribeToken(base64, keys, ISSUED)).toBeNull();
	});

	test('10,000 tampered, foreign and truncated tokens: 0 accepted', () => {
		const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= ';
		let tried = 0;
		const accepted: string[] = [];
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 1e9 }),
				fc.nat(),
				fc.constantFrom(...signs),
				fc.constantFrom('replace', 'insert', 'remove', 'cut', 'append', 'bit', 'foreign', 'random'),
				(messageId, place, sign, how) => {
					const token = unsubscribeToken({ messageId, issuedAt: ISSUED }, key);
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
						foreign: unsubscribeToken({ messageId, issuedAt: ISSUED }, { id: key.id, secret: `${place}` }),
						random: Array.from({ length: 40 }, (_, index) => signs[(place * (index + 7) + messageId) % 64] ?? '').join(''),
					}[how];
					if (tampered === token) return;
					tried++;
					if (readUnsubscribeToken(tampered, keys, ISSUED) !== null) accepted.push(tampered);
				},
			),
			{ numRuns: 10_300, seed: 23 },
		);
		expect(tried).toBeGreaterThanOrEqual(10_000);
		expect(accepted).toEqual([]);
	});
});
