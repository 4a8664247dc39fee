import fc from 'fast-check';

import { checkConsent, type ConsentQuestion } from '../../../engine/consent/checkConsent';
import type { ConsentEntry, ConsentSource } from '../../../engine/consent/ConsentEntry';
import { setConsent, type SetConsentInput } from '../../../engine/consent/setConsent';
import { standingNoes, type Deciding } from '../../../engine/consent/standingNoes';
import { createRecord, updateRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { count, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { say } from './say';

const SOURCES: ConsentSource[] = ['user', 'import', 'recipient', 'complaint', 'crm', 'service'];

describeStores('the consent ledger', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});

	const set = (input: Partial<SetConsentInput> & Pick<SetConsentInput, 'decision'>) =>
		store.run(setConsent, { address: null, record: null, scope: 'all', scopeRef: '', source: 'user', reason: 'said so', proof: null, happenedAt: null, ...input });
	const check = (questions: readonly ConsentQuestion[], campaignId: number | null = null) => store.run(checkConsent, { questions, campaignId });
	const address = (text: string): ConsentQuestion => ({ address: text, record: null });

	test('what stands agrees with the ledger after any sequence of noes and lifts, and with any order of them', async () => {
		const entry = fc.record({
			addressKey: fc.constantFrom('a@example.com', 'b@example.com', null),
			record: fc.constantFrom(null, 1, 2),
			scope: fc.constantFrom('all' as const, 'campaign' as const),
			source: fc.constantFrom(...SOURCES),
			happenedAt: fc.integer({ min: 1, max: 8 }),
			how: fc.constantFrom('no' as const, 'lift' as const, 'noes' as const),
		});
		let round = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), async (said, shuffle) => {
				const standing: unknown[] = [];
				const shuffled = said.map((one) => ({ one, key: shuffle.next().value as number })).sort((a, b) => a.key - b.key).map(({ one }) => one);
				for (const order of [said, shuffled]) {
					round++;
					const entries = order
						.filter((one) => one.addressKey !== null || one.record !== null)
						.map((one) => ({
							how: one.how,
							entry: {
								addressKey: one.addressKey === null ? null : `${round}${one.addressKey}`,
								recordKind: one.record === null ? null : 2,
								recordId: one.record === null ? null : round * 10 + one.record,
								scope: one.scope, scopeRef: one.scope === 'all' ? '' : '7', source: one.source, reason: null, proof: null, happenedAt: one.happenedAt,
							} satisfies ConsentEntry,
						}));
					for (const { how, entry: one } of entries) await store.run(say, { how, entries: how === 'noes' ? [one, one] : [one] });
					const ofAddress = await query(store, `SELECT address_key, scope, scope_ref, source, since FROM consent_address_no WHERE address_key LIKE '${round}_@example.com' ORDER BY 1, 2, 3, 4`);
					const ofRecord = await query(store, `SELECT record_id - ${round * 10} AS record_id, scope, scope_ref, source, since FROM consent_record_no WHERE record_id / 10 = ${round} ORDER BY 1, 2, 3, 4`);
					// A model that knows nothing of ledgers: everything said, in no order.
					const model = (about: (one: ConsentEntry) => boolean) =>
						standingNoes(
							entries.filter(({ entry: one }) => about(one)).map(({ how, entry: one }): Deciding => ({
								scope: one.scope, scopeRef: one.scopeRef, source: one.source, happenedAt: one.happenedAt, decision: how === 'lift' ? 'lift' : 'no',
							})),
						);
					for (const key of ['a', 'b']) {
						const expected = model((one) => one.addressKey === `${round}${key}@example.com`);
						const found = ofAddress.filter((row) => row.address_key === `${round}${key}@example.com`);
						expect(found.map((row) => `${row.scope} ${row.source} ${row.since}`).sort()).toEqual(expected.map((no) => `${no.scope} ${no.source} ${no.since}`).sort());
					}
					standing.push([ofAddress.map((row) => ({ ...row, address_key: String(row.address_key).slice(String(round).length) })), ofRecord]);
				}
				expect(standing[0]).toEqual(standing[1]);
			}),
			{ numRuns: 40, seed: 5 },
		);
	}, 120_000);

	test('the same no twice adds no line, also twice in one call; a later one is kept, for a lift in between may still come', async () => {
		const no = (happenedAt: number): ConsentEntry => ({
			addressKey: 'twice@example.com', recordKind: null, recordId: null, scope: 'all', scopeRef: '', source: 'service', reason: null, proof: null, happenedAt,
		});
		const lines = () => count(store, `SELECT COUNT(*) FROM consent_entry WHERE address_key = 'twice@example.com'`);
		expect(await store.run(say, { how: 'noes', entries: [no(100), no(100)] })).toBe(1);
		expect(await store.run(say, { how: 'noes', entries: [no(100), no(50), no(Date.now() + 60_000)] })).toBe(0);
		expect(await lines()).toBe(1);
		await store.run(say, { how: 'no', entries: [no(300)] });
		expect(await lines()).toBe(2);
		await store.run(say, { how: 'lift', entries: [no(200)] });
		expect((await check([address('twice@example.com')]))[0]?.mayBeEmailed).toBe(false);
		await store.run(say, { how: 'lift', entries: [no(400)] });
		expect((await check([address('twice@example.com')]))[0]?.mayBeEmailed).toBe(true);
	});

	test('a lift cancels only a no of its own source; a person lifts any; what is said now comes after what was said before', async () => {
		for (const source of ['recipient', 'complaint'] as const) await set({ decision: 'no', address: 'x@example.com', source });
		await set({ decision: 'lift', address: 'x@example.com', source: 'crm' });
		await set({ decision: 'lift', address: 'x@example.com', source: 'recipient' });
		expect(await check([address('x@example.com')])).toEqual([
			{ mayBeEmailed: false, address: 'x@example.com', reasons: [expect.objectContaining({ kind: 'opted out', of: 'address', source: 'complaint', scope: 'all' })] },
		]);
		for (let round = 0; round < 5; round++) {
			await set({ decision: 'lift', address: 'x@example.com' });
			expect((await check([address('x@example.com')]))[0]?.mayBeEmailed).toBe(true);
			await set({ decision: 'no', address: 'x@example.com' });
			expect((await check([address('x@example.com')]))[0]?.mayBeEmailed).toBe(false);
		}
	});

	test('X-08 asked before writing: address, record, campaign, empty, malformed, in capitals', async () => {
		const campaign = await insertRow(store, 'campaign', { name: 'C' });
		const [out, fine, empty, broken] = [
			await insertRow(store, 'contact', { name: 'Out', email: 'record-out@example.com' }),
			await insertRow(store, 'contact', { name: 'Fine', email: 'Fine@Example.com' }),
			await insertRow(store, 'lead', { name: 'Empty', email: null }),
			await insertRow(store, 'account', { name: 'Broken', email: 'broken@' }),
		];
		await set({ decision: 'no', address: 'Address-Out@Example.COM' });
		await set({ decision: 'no', record: { kind: 'contact', id: out } });
		await set({ decision: 'no', address: 'campaign-out@example.com', scope: 'campaign', scopeRef: String(campaign) });
		await set({ decision: 'no', address: 'list-out@example.com', scope: 'list', scopeRef: '5' });
		const questions: ConsentQuestion[] = [
			address(' ADDRESS-out@example.com '),
			{ address: null, record: { kind: 'contact', id: out } },
			{ address: 'another@example.com', record: { kind: 'contact', id: out } },
			{ address: null, record: { kind: 'contact', id: fine } },
			{ address: null, record: { kind: 'lead', id: empty } },
			{ address: null, record: { kind: 'account', id: broken } },
			address('campaign-out@example.com'),
			address('list-out@example.com'),
			address('   '),
			address('nobody'),
			{ address: null, record: null },
		];
		const kinds = async (campaignId: number | null) =>
			(await check(questions, campaignId)).map((answer) => (answer.mayBeEmailed ? 'may' : answer.reasons.map((reason) => (reason.kind === 'opted out' ? `${reason.of} ${reason.scope}` : reason.kind)).join(', ')));
		const inAny = ['address all', 'record all', 'record all', 'may', 'no address', 'malformed address'];
		expect(await kinds(null)).toEqual([...inAny, 'may', 'may', 'no address', 'malformed address', 'no address']);
		expect(await kinds(campaign)).toEqual([...inAny, 'address campaign', 'may', 'no address', 'malformed address', 'no address']);
		expect((await check([questions[3] ?? address('')]))[0]).toEqual({ mayBeEmailed: true, address: 'fine@example.com' });
	});

	test('X-08 a no on one record\'s flag holds for its address, so for another record with it too; the record\'s own stays when its address changes', async () => {
		const values = { name: 'A', email: 'shared@example.com', do_not_email: true };
		const flagged = await store.run(createRecord, { kind: 'contact', values, source: 'user', timeZone: 'UTC' });
		const other = await store.run(createRecord, { kind: 'lead', values: { name: 'B', email: 'SHARED@example.com' }, source: 'user', timeZone: 'UTC' });
		const may = async () =>
			(await check([{ address: null, record: { kind: 'contact', id: flagged.id } }, { address: null, record: { kind: 'lead', id: other.id } }])).map((answer) => answer.mayBeEmailed);
		expect(await may()).toEqual([false, false]);
		await store.run(updateRecord, { kind: 'contact', id: flagged.id, values: { email: 'new@example.com' }, source: 'user', timeZone: 'UTC' });
		await store.run(updateRecord, { kind: 'lead', id: other.id, values: { email: 'moved@example.com' }, source: 'user', timeZone: 'UTC' });
		expect(await may()).toEqual([false, true]);
		await store.run(updateRecord, { kind: 'contact', id: flagged.id, values: { do_not_email: false }, source: 'user', timeZone: 'UTC' });
		expect(await may()).toEqual([true, true]);
		expect((await check([address('shared@example.com')]))[0]?.mayBeEmailed).toBe(false);
	});

	test('10,000 questions in one go are answered in order', async () => {
		const questions = Array.from({ length: 10_000 }, (_, index) => address(index % 3 === 0 ? 'address-out@example.com' : `p${index}@example.com`));
		const answers = await check(questions);
		expect(answers.map((answer) => answer.mayBeEmailed)).toEqual(questions.map((_, index) => index % 3 !== 0));
	});

	test('several who say something about one address at the same time leave ledger and standing in agreement', async () => {
		await Promise.all(
			Array.from({ length: 24 }, (_, index) =>
				set({ decision: index % 2 ? 'lift' : 'no', address: 'busy@example.com', source: SOURCES[index % 5] ?? 'user', happenedAt: 1_000 + index }),
			),
		);
		const entries = await query(store, `SELECT scope, scope_ref, source, decision, happened_at FROM consent_entry WHERE address_key = 'busy@example.com'`);
		const expected = standingNoes(
			entries.map((row): Deciding => ({
				scope: 'all', scopeRef: '', source: SOURCES.find((source) => source === row.source) ?? 'user', decision: row.decision === 'no' ? 'no' : 'lift', happenedAt: Number(row.happened_at),
			})),
		);
		const found = await query(store, `SELECT source, since FROM consent_address_no WHERE address_key = 'busy@example.com'`);
		expect(found.map((row) => `${row.source} ${row.since}`).sort()).toEqual(expected.map((no) => `${no.source} ${no.since}`).sort());
	});

	test('an address that is none, a lift without a reason, nobody at all: refused, nothing written', async () => {
		const before = await count(store, 'SELECT COUNT(*) FROM consent_entry');
		await expect(set({ decision: 'no', address: 'x'.repeat(1_000) })).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(set({ decision: 'lift', address: 'x@example.com', reason: ' ' })).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(set({ decision: 'no' })).rejects.toMatchObject({ code: 'invalid-input' });
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry')).toBe(before);
	});
});
