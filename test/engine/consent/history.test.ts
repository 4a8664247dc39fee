import { consentHistory } from '../../../engine/consent/consentHistory';
import { setConsent, type SetConsentInput } from '../../../engine/consent/setConsent';
import { updateRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { insertRow } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('the history of consent', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});

	const set = (input: Partial<SetConsentInput> & Pick<SetConsentInput, 'decision'>) =>
		store.run(setConsent, { address: null, record: null, scope: 'all', scopeRef: '', source: 'user', reason: 'said so', proof: null, happenedAt: null, ...input });
	const of = (address: string, limit: number | null = null) => store.run(consentHistory, { asked: { by: 'address', address }, limit });

	test('X-05 every change with its time, source, proof and scope, newest first, and whether it stands', async () => {
		await set({ decision: 'no', address: 'h@example.com', source: 'recipient', reason: 'Unsubscribed', proof: 'message 7, event abc', happenedAt: 1_000 });
		await set({ decision: 'no', address: 'h@example.com', source: 'complaint', happenedAt: 2_000 });
		await set({ decision: 'lift', address: 'h@example.com', source: 'recipient', happenedAt: 3_000 });
		await set({ decision: 'no', address: 'h@example.com', scope: 'campaign', scopeRef: '9', happenedAt: 4_000 });
		const { lines, total, forgottenSince } = await of(' H@Example.com');
		expect([total, forgottenSince]).toEqual([4, null]);
		expect(lines.map((line) => [line.decision, line.source, line.scope, line.scopeRef, line.happenedAt, line.stands])).toEqual([
			['no', 'user', 'campaign', '9', 4_000, true],
			['lift', 'recipient', 'all', '', 3_000, null],
			['no', 'complaint', 'all', '', 2_000, true],
			['no', 'recipient', 'all', '', 1_000, false],
		]);
		expect(lines[3]).toMatchObject({ address: 'h@example.com', record: null, reason: 'Unsubscribed', proof: 'message 7, event abc', recordedAt: expect.any(Number) });
		const page = await of('h@example.com', 3);
		expect([page.lines, page.total]).toEqual([lines.slice(0, 3), 4]);
		expect(await of('nobody@example.com')).toEqual({ lines: [], total: 0, forgottenSince: null });
		await expect(of('nobody')).rejects.toMatchObject({ code: 'invalid-input' });
	});

	test('X-05 a record\'s lines and those of the address it has, each standing until its own lift', async () => {
		const id = await insertRow(store, 'contact', { name: 'R', email: 'r@example.com' });
		const record = { kind: 'contact', id } as const;
		await set({ decision: 'no', record, withItsAddress: true, happenedAt: 1_000 });
		await set({ decision: 'lift', address: 'r@example.com', happenedAt: 2_000 });
		const byRecord = await store.run(consentHistory, { asked: { by: 'record', ...record }, limit: null });
		expect(byRecord.lines.map((line) => [line.decision, line.address, line.record, line.stands])).toEqual([
			['lift', 'r@example.com', null, null],
			['no', 'r@example.com', record, true],
		]);
		expect(await of('r@example.com')).toEqual(byRecord);
		await set({ decision: 'lift', record, happenedAt: 3_000 });
		expect((await of('r@example.com')).lines.map((line) => line.stands)).toEqual([null, null, false]);
		// The no went with the record; the old address's lift is still what lifted it there.
		await store.run(updateRecord, { kind: 'contact', id, values: { email: 'moved@example.com' }, source: 'user', timeZone: 'UTC' });
		expect((await of('moved@example.com')).lines.map((line) => [line.decision, line.stands])).toEqual([['lift', null], ['no', false]]);
		await expect(store.run(consentHistory, { asked: { by: 'record', kind: 'lead', id: 999 }, limit: null })).rejects.toMatchObject({ code: 'not-found' });
	});
});
