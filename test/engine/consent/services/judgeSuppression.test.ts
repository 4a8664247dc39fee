import { afterPage, NEVER_READ, rangeFrom, readCursor, cursorValue } from '../../../../engine/consent/services/cursor';
import { judgeSuppression, type KnownHere } from '../../../../engine/consent/services/judgeSuppression';
import type { Suppression } from '../../../../engine/consent/services/SuppressionService';

const NOW = 1_000_000_000;
const MINUTE = 60_000;

const row = (changes: Partial<Suppression> = {}): Suppression => ({ address: 'Ana@x.example', reason: 'unsubscribed', since: 500_000_000, sinceIsLastChange: false, note: null, ...changes });
const here = (changes: Partial<KnownHere> = {}): KnownHere => ({ told: null, standing: new Set(), ...changes });
const judge = (changes: Partial<Suppression>, known: Partial<KnownHere> = {}) => judgeSuppression('Fake', 'noes', row(changes), 'ana@x.example', here(known), NOW);

describe('VM-19 what a row of a service’s list means', () => {
	test.each([
		['unsubscribed', 'recipient', 'Unsubscribed at Fake'],
		['spam', 'complaint', 'Reported a mail as spam, says Fake'],
		['bounced', 'bounce', 'A mail to this address came back, says Fake'],
		['blocked', 'service', 'Blocked at Fake'],
	] as const)('%s is a no of the %s for all email, with the service’s time and its list as proof', (reason, source, words) => {
		expect(judge({ reason, note: 'group 7' })).toEqual({
			kind: 'no',
			entry: { addressKey: 'ana@x.example', recordKind: null, recordId: null, scope: 'all', scopeRef: '', source, reason: words, proof: 'Fake, list noes: group 7', happenedAt: 500_000_000 },
		});
	});

	test('a time still to come, or none, is now', () => {
		for (const since of [NOW + 5_000, null]) expect(judge({ since })).toMatchObject({ entry: { happenedAt: NOW } });
	});

	describe('our own no that comes back', () => {
		const told = { from: 600_000_000, at: 600_000_100 };
		test.each<[string, Partial<Suppression>, Partial<KnownHere>, 'no' | 'echo']>([
			['said before we told: the recipient’s', { since: told.from - 10 * MINUTE }, { told }, 'no'],
			['when we told: ours', { since: told.from }, { told }, 'echo'],
			['a little before, by a clock that is slow: ours', { since: told.from - MINUTE }, { told }, 'echo'],
			['said after we told: the recipient’s', { since: told.from + 60 * MINUTE }, { told }, 'no'],
			['the answer was lost: ours until it is told again', { since: told.from + 60 * MINUTE }, { told: { ...told, at: null } }, 'echo'],
			['a complaint is never ours', { since: told.from, reason: 'spam' }, { told }, 'no'],
			['nor a bounce', { since: told.from, reason: 'bounced' }, { told }, 'no'],
			['we never told', { since: told.from }, {}, 'no'],
			['changed later for whatever reason, and a no stands here: ours', { since: told.from + 60 * MINUTE, sinceIsLastChange: true }, { told, standing: new Set(['crm'] as const) }, 'echo'],
		])('%s', (_name, changes, known, kind) => {
			expect(judge(changes, known).kind).toBe(kind);
		});

		test('nobody says no here any more, the service may have it from us: a no that isn’t taken for the recipient’s word', () => {
			expect(judge({ since: told.from + 60 * MINUTE, sinceIsLastChange: true }, { told })).toMatchObject({ kind: 'no', entry: { source: 'service', reason: 'Blocked at Fake' } });
		});
	});

	test('a later change of somebody who is known to have unsubscribed is no news', () => {
		expect(judge({ sinceIsLastChange: true }, { standing: new Set(['recipient'] as const) })).toEqual({ kind: 'known' });
		expect(judge({ sinceIsLastChange: true }, { standing: new Set(['import'] as const) }).kind).toBe('no');
	});
});

describe('VM-19 where a sweep goes on', () => {
	test('first everything; then what came since, and a day more; in between where it was broken off', () => {
		const first = rangeFrom(NEVER_READ, NOW);
		expect(first).toEqual({ since: null, until: NOW, from: 0 });
		const half = afterPage(NEVER_READ, first, 500);
		expect(rangeFrom(half, NOW + 99)).toEqual({ since: null, until: NOW, from: 500 });
		const whole = afterPage(half, rangeFrom(half, NOW + 99), null);
		expect(rangeFrom(whole, NOW + 99)).toEqual({ since: NOW - 86_400_000, until: NOW + 99, from: 0 });
	});

	test('is kept as it is; what can’t be read begins anew', () => {
		for (const cursor of [NEVER_READ, { doneUntil: 5, reading: null }, { doneUntil: null, reading: { since: null, until: 7, from: 500 } }]) expect(readCursor(cursorValue(cursor))).toEqual(cursor);
		for (const value of [null, 'x', [1], { reading: { from: 'x' } }]) expect(readCursor(value)).toEqual(NEVER_READ);
	});
});
