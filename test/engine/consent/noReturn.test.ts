import { checkConsent } from '../../../engine/consent/checkConsent';
import { importRows } from '../../support/importRows';
import { count } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { remember } from './remember';
import { say } from './say';

/** 100,000 take over ten seconds on two shared cores; the rule is the same for each row. */
const PEOPLE = 8_000;
const BATCH = 2_000;

describeStores('an import that overwrites everything', (newStore) => {
	test('X-05 of thousands who unsubscribed, imported twice, 0 are re-subscribed, and of those forgotten 0 come back', async () => {
		const store = await newStore();
		const address = (index: number) => `person${index}@example.com`;
		const all = Array.from({ length: PEOPLE }, (_, index) => index);
		const forgotten = all.filter((index) => index % 10 === 3);
		await store.run(remember, forgotten.map(address));
		await store.run(say, {
			how: 'noes',
			entries: all.filter((index) => index % 10 !== 3).map((index) => ({
				addressKey: address(index), recordKind: null, recordId: null, scope: 'all' as const, scopeRef: '', source: 'recipient' as const, reason: 'Unsubscribed', proof: `page visit ${index}`, happenedAt: 1_000,
			})),
		});
		for (const round of [1, 2]) {
			let refused = 0;
			for (let from = 0; from < PEOPLE; from += BATCH) {
				const result = await importRows(store, {
					kind: 'contact',
					columns: ['name', 'email', 'do_not_email'].map((field) => ({ field, by: 'any' as const, format: { dateOrder: null, decimal: null, excelSerial: false } })),
					rows: all.slice(from, from + BATCH).map((index) => ({ line: index + 2, cells: [`Round ${round} of ${index}`, address(index).toUpperCase(), 'no'] })),
					rules: { sameAddress: 'update', badValue: 'refuse', createAccounts: false, timeZone: 'UTC', origin: 'all.csv' },
				});
				refused += result.refused.length;
			}
			expect(refused).toBe(forgotten.length);
			expect(await count(store, 'SELECT COUNT(*) FROM contact')).toBe(PEOPLE - forgotten.length);
			expect(await count(store, `SELECT COUNT(*) FROM contact WHERE name LIKE 'Round ${round} %'`)).toBe(PEOPLE - forgotten.length);
			const answers = await store.run(checkConsent, { questions: all.map((index) => ({ address: address(index), record: null })), campaignId: null });
			expect(answers.filter((answer) => answer.mayBeEmailed)).toEqual([]);
		}
	}, 120_000);
});
