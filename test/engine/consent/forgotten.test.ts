import { allowAgain } from '../../../engine/consent/allowAgain';
import { checkConsent } from '../../../engine/consent/checkConsent';
import { consentHistory } from '../../../engine/consent/consentHistory';
import { setConsent, type SetConsentInput } from '../../../engine/consent/setConsent';
import { FORGOTTEN_PURPOSE } from '../../../engine/consent/forgotten';
import { logMessages } from '../../../engine/messages/logMessages';
import { rotateSigningKey } from '../../../engine/records/signingKey';
import { upsertRecord } from '../../../engine/records/upsertRecord';
import { createRecord, updateRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { importRows } from '../../support/importRows';
import { count, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { remember } from './remember';
import { say } from './say';

describeStores('somebody who was forgotten', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});

	const GONE = 'gone@example.com';
	const REASON = expect.stringMatching(/^The person with this address asked to be forgotten on \d{4}-\d\d-\d\d\.$/);
	const refusal = { code: 'not-allowed', message: REASON, wayOut: expect.stringContaining('Allow Again') };
	const said = { source: 'user', timeZone: 'UTC' } as const;
	const set = (input: Partial<SetConsentInput>) =>
		store.run(setConsent, { decision: 'no', address: null, record: null, scope: 'all', scopeRef: '', source: 'user', reason: 'said so', proof: null, happenedAt: null, ...input });
	const importing = (rows: readonly (readonly [string, string])[], optOut = false) =>
		importRows(store, {
			kind: 'contact',
			columns: ['name', 'email', 'do_not_email'].map((field) => ({ field, by: 'any' as const, format: { dateOrder: null, decimal: null, excelSerial: false } })),
			rows: rows.map((cells, index) => ({ line: index + 2, cells: [...cells, optOut] })),
			rules: { sameAddress: 'update', badValue: 'refuse', createAccounts: false, timeZone: 'UTC', origin: 'old.csv' },
		});
	const everywhere = async (text: string) => {
		let found = 0;
		for (const table of ['contact', 'lead', 'account', 'message', 'consent_entry', 'consent_address_no']) {
			found += JSON.stringify(await query(store, `SELECT * FROM ${table}`)).split(text).length - 1;
		}
		return found;
	};

	test('X-05 is refused by create, update, upsert and import, in whatever spelling, with a reason and a way out', async () => {
		const other = await store.run(createRecord, { kind: 'lead', values: { name: 'Other', email: 'other@example.com' }, ...said });
		await store.run(remember, [GONE]);
		const values = { name: 'Back', email: ' Gone@EXAMPLE.com' };
		for (const kind of ['contact', 'lead', 'account'] as const) {
			await expect(store.run(createRecord, { kind, values, ...said })).rejects.toMatchObject(refusal);
			await expect(store.run(upsertRecord, { kind, values, ...said, source: 'crm' })).rejects.toMatchObject(refusal);
		}
		await expect(store.run(updateRecord, { kind: 'lead', id: other.id, values: { email: GONE }, ...said })).rejects.toMatchObject(refusal);
		await expect(store.run(createRecord, { kind: 'message', values: { lead_id: other.id, address: GONE }, ...said })).rejects.toMatchObject(refusal);
		const result = await importing([['Back', 'GONE@example.com'], ['Fine', 'fine@example.com']], true);
		expect(result).toMatchObject({ created: 1, refused: [{ index: 0, reason: expect.stringMatching(/asked to be forgotten on .*Allow Again/) }] });
		expect(await everywhere(GONE)).toBe(0);
		expect(await count(store, `SELECT COUNT(*) FROM consent_address_no WHERE address_key = 'fine@example.com'`)).toBe(1);
	});

	test('X-05 leaves no line in the ledger, whoever reports an unsubscribe; it can\'t be lifted either', async () => {
		const entry = { addressKey: GONE, recordKind: null, recordId: null, scope: 'all', scopeRef: '', source: 'service', reason: null, proof: GONE, happenedAt: 5 } as const;
		expect(await store.run(say, { how: 'noes', entries: [entry, { ...entry, addressKey: 'kept@example.com', proof: null }] })).toBe(1);
		await store.run(say, { how: 'no', entries: [{ ...entry, recordKind: 2, recordId: 4_711 }] });
		expect(await count(store, 'SELECT COUNT(*) FROM consent_record_no WHERE record_id = 4711')).toBe(1);
		for (const decision of ['no', 'lift'] as const) await expect(set({ decision, address: GONE })).rejects.toMatchObject(refusal);
		expect(await everywhere(GONE)).toBe(0);
	});

	test('X-08 may not be emailed, with that reason; what is logged of mails to it is left out, and a contact made from its account has no address', async () => {
		const [forgotten, fine] = await store.run(checkConsent, { questions: [{ address: 'GONE@Example.com', record: null }, { address: 'ok@example.com', record: null }], campaignId: 5 });
		expect(forgotten).toEqual({ mayBeEmailed: false, address: GONE, reasons: [{ kind: 'forgotten', since: expect.any(Number) }] });
		expect(fine).toEqual({ mayBeEmailed: true, address: 'ok@example.com' });
		const contact = await insertRow(store, 'contact', { name: 'Somebody', email: 'somebody@example.com' });
		const message = { subject: 'S', description: null, sentAt: 1, externalId: null };
		const outcomes = await store.run(logMessages, {
			channel: 'email',
			campaignId: null,
			messages: [
				{ ...message, address: GONE, record: null },
				{ ...message, address: GONE, record: { kind: 'contact', id: contact } },
				{ ...message, address: 'somebody@example.com', record: null },
			],
		});
		expect(outcomes.map((outcome) => outcome.kind)).toEqual(['forgotten', 'forgotten', 'logged']);
		const world = await CampaignWorld.in(store);
		const [account] = await world.add('account', { name: 'Emptied' });
		if (account) await world.process(await world.select([account]), { operation: 'contacts' });
		expect(await query(store, `SELECT email, email_key FROM contact WHERE made_from_account_id = ${account?.id}`)).toEqual([{ email: null, email_key: null }]);
		expect(await everywhere(GONE)).toBe(0);
	});

	test('X-05 comes back only by a person with a reason, which the ledger keeps', async () => {
		await expect(store.run(allowAgain, { address: GONE, reason: ' ' })).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(store.run(allowAgain, { address: 'never@example.com', reason: 'x' })).rejects.toMatchObject({ code: 'not-found' });
		await expect(store.run(allowAgain, { address: 'nobody', reason: 'x' })).rejects.toMatchObject({ code: 'invalid-input' });
		const asked = { by: 'address', address: GONE } as const;
		expect(await store.run(consentHistory, { asked, limit: null })).toEqual({ lines: [], total: 0, forgottenSince: expect.any(Number) });
		expect(await store.run(allowAgain, { address: ' GONE@example.com', reason: 'Signed up at the fair' })).toEqual({ address: GONE });
		expect(await store.run(createRecord, { kind: 'contact', values: { email: GONE }, ...said })).toMatchObject({ email: GONE, do_not_email: false });
		expect(await store.run(consentHistory, { asked, limit: null })).toMatchObject({
			lines: [{ decision: 'lift', address: GONE, source: 'user', reason: 'Signed up at the fair', stands: null }],
			forgottenSince: null,
		});
	});

	test('X-05 two that forget at the same moment, in a store that never did, hash by one key', async () => {
		const fresh = await newStore();
		const addresses = Array.from({ length: 12 }, (_, index) => `p${index}@example.com`);
		await Promise.all(addresses.map((address) => fresh.run(remember, [address])));
		const answers = await fresh.run(checkConsent, { questions: addresses.map((address) => ({ address, record: null })), campaignId: null });
		expect(answers.map((answer) => answer.mayBeEmailed)).toEqual(addresses.map(() => false));
		expect(JSON.stringify(await query(fresh, 'SELECT * FROM forgotten_address'))).not.toContain('example.com');
		// A rotation by mistake lets nobody back in, neither those of before nor those of after.
		await fresh.run(rotateSigningKey, { purpose: FORGOTTEN_PURPOSE });
		await fresh.run(remember, ['after@example.com']);
		const rotated = await fresh.run(checkConsent, { questions: ['p0@example.com', 'after@example.com'].map((address) => ({ address, record: null })), campaignId: null });
		expect(rotated.map((answer) => answer.mayBeEmailed)).toEqual([false, false]);
	});
});
