import { logMessages, type SentElsewhere } from '../../../engine/messages/logMessages';
import type { Store } from '../../../engine/store/Store';
import { count, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('mails that other nodes sent', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});
	const sent = (more: Partial<SentElsewhere>): SentElsewhere => ({ address: null, record: null, subject: 'Hi', description: null, sentAt: 1_000, externalId: null, ...more });
	const log = (...messages: SentElsewhere[]) => store.run(logMessages, { channel: 'email', campaignId: null, messages });

	test('VM-01 are messages of their recipient, found by record or address: contact before lead before account, the oldest first', async () => {
		const account = await insertRow(store, 'account', { name: 'Firm', email: 'one@example.com' });
		const lead = await insertRow(store, 'lead', { name: 'Lead', email: 'one@example.com' });
		const contact = await insertRow(store, 'contact', { name: 'Contact', email: 'one@example.com', account_id: account });
		await insertRow(store, 'contact', { name: 'Younger', email: 'one@example.com' });
		const outcomes = await log(
			sent({ address: ' ONE@example.com' }),
			sent({ record: { kind: 'lead', id: lead }, address: 'elsewhere@example.com' }),
			sent({ record: { kind: 'account', id: account } }),
			sent({ address: 'nobody@example.com' }),
			sent({ record: { kind: 'contact', id: 999_999 }, address: 'one@example.com' }),
		);
		expect(outcomes.map((outcome) => outcome.kind)).toEqual(['logged', 'logged', 'logged', 'nobody', 'nobody']);
		expect(await query(store, 'SELECT name, state, origin, sent_at, contact_id, lead_id, account_id, address_key, subject_f FROM message ORDER BY id')).toEqual([
			{ name: 'Contact', state: 'sent', origin: 'logged', sent_at: 1_000, contact_id: contact, lead_id: null, account_id: account, address_key: 'one@example.com', subject_f: 'hi' },
			expect.objectContaining({ name: 'Lead', lead_id: lead, account_id: null, address_key: 'elsewhere@example.com' }),
			expect.objectContaining({ name: 'Firm', account_id: account, contact_id: null }),
		]);
	});

	test('VM-01 are logged once for each external id: in one call, by a repeat, and by several at once', async () => {
		await insertRow(store, 'contact', { name: 'Twice', email: 'twice@example.com' });
		const one = sent({ address: 'twice@example.com', externalId: 'ext-1' });
		const first = await log(one, one, { ...one, externalId: 'ext-2' });
		expect(first.map((outcome) => outcome.kind)).toEqual(['logged', 'known', 'logged']);
		expect((await log(one)).map((outcome) => outcome.kind)).toEqual(['known']);
		const many = Array.from({ length: 200 }, (_, index) => sent({ address: 'twice@example.com', externalId: `race-${index}` }));
		const results = await Promise.all([log(...many), log(...many), log(...many)]);
		expect(results.flat().filter((outcome) => outcome.kind === 'logged')).toHaveLength(200);
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE external_id LIKE 'race-%'`)).toBe(200);
	});
});
