import { beginExport, exportParts, type ExportHead } from '../../../engine/consent/exportPerson';
import type { PersonAsked } from '../../../engine/consent/findPerson';
import { finishForgetting, forgetPerson } from '../../../engine/consent/forgetPerson';
import { keyed } from '../../../engine/events/intake';
import { putDown } from '../../../engine/events/takeUpEvents';
import { kindCode } from '../../../engine/records/kinds';
import type { Store } from '../../../engine/store/Store';
import { insertRow, insertRows, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';
import { ADDRESS, MARK, PersonWorld } from './PersonWorld';

interface Exported {
	readonly head: ExportHead;
	readonly sections: Record<string, object[]>;
}

async function exported(store: Store, asked: PersonAsked): Promise<Exported> {
	const head = await beginExport(store, asked);
	const sections: Record<string, object[]> = {};
	for await (const { section, rows } of exportParts(store, head)) (sections[section] ??= []).push(...rows);
	return { head, sections };
}

describeStores('the export of a person', (newStore) => {
	test('X-05 everything that is held, by the address in whatever capitals: records of all kinds and all that hangs on them', async () => {
		const store = await newStore();
		const { contact, lead, account } = await PersonWorld.in(store);
		const { head, sections } = await exported(store, { by: 'address', address: ` ${ADDRESS.toUpperCase()}` });
		expect(head.person).toMatchObject({
			addressKey: ADDRESS,
			records: [{ kind: 'contact', id: contact, name: `Ana ${MARK}` }, { kind: 'lead', id: lead }, { kind: 'account', id: account }],
			users: [],
			otherAddresses: [],
		});
		const sizes = Object.fromEntries(Object.entries(sections).map(([section, rows]) => [section, rows.length]));
		expect(sizes).toEqual({
			contacts: 1, leads: 1, accounts: 1, users: 0, job_results: 6, events: 2, opportunities: 2, activities: 2, tasks: 4, messages: 11, unmatched_events: 1, participations: 2, memberships: 2, selections: 2, consent: 2, standing_noes_of_records: 2, standing_noes_of_address: 1, suppressed_at_services: 1,
		});
		expect(sections['contacts']).toMatchObject([{ kind: 'contact', email: ADDRESS, phone: `+34 ${MARK}`, account_name: 'Company', custom: { size: `${MARK} XL` } }]);
		expect(sections['messages']).toContainEqual(
			expect.objectContaining({
				subject: `Hello ${MARK}`, sent_at: '1970-01-01T00:00:01.000Z', open_count: 2, campaign_name: 'Spring',
				message_events: [expect.objectContaining({ kind: 'opened' }), expect.objectContaining({ kind: 'clicked', link: `https://x/?token=${MARK}`, happened_at: '1970-01-01T00:00:01.600Z' })],
			}),
		);
		expect(sections['memberships']).toContainEqual(expect.objectContaining({ campaign_name: 'Spring', kind: 'contact', status: MARK }));
		expect(sections['participations']).toMatchObject([{ event_name: 'Fair', event_start_at: '1970-01-01T00:00:00.020Z', kind: 'lead' }, { event_name: 'Fair', kind: 'contact' }]);
		expect(sections['consent']?.[0]).toMatchObject({ decision: 'no', scope: 'campaign', source: 'recipient', reason: MARK, stands: true });
		expect(JSON.stringify(sections)).not.toMatch(/innocent|other@example/);
	});

	test('X-05 what a service told a moment ago, and nobody has folded yet, is in it too', async () => {
		const store = await newStore();
		await PersonWorld.in(store);
		const strange = { service: 'sendgrid', key: 'a moment ago', kind: 'unknown', happenedAt: 9_000, address: ADDRESS, messageRef: null, remoteId: null, link: null, bounce: null, machine: false, reason: null, from: null, raw: '{"event":"teleported"}' } as const;
		await putDown(store, keyed({ events: [strange], rejected: [] }));
		const { sections } = await exported(store, { by: 'address', address: ADDRESS });
		expect(JSON.stringify(sections['unmatched_events'])).toContain('teleported');
	});

	test('X-05 every row that names the person is in it, whatever its table', async () => {
		const store = await newStore();
		await PersonWorld.in(store);
		const { sections } = await exported(store, { by: 'address', address: ADDRESS });
		const held = Object.entries(await wholeStore(store)).flatMap(([table, rows]) => rows.filter((row) => JSON.stringify(row).includes(MARK)).map(() => table));
		// One task mentions the address, and is about somebody else.
		const expected = held.length - 1;
		const rows = Object.values(sections).flat();
		const events = rows.flatMap((row): unknown[] => ('message_events' in row && Array.isArray(row.message_events) ? row.message_events : []));
		const alone = [...rows.map((row) => ('message_events' in row ? { ...row, message_events: [] } : row)), ...events];
		const marked = alone.filter((row) => JSON.stringify(row).toLowerCase().includes(MARK)).length;
		expect(marked).toBeGreaterThanOrEqual(expected);
		expect(new Set(held)).toEqual(new Set(['account', 'contact', 'lead', 'job_result', 'event', 'opportunity', 'activity', 'task', 'message', 'message_event', 'unmatched_event', 'campaign_member', 'consent_entry', 'consent_address_no', 'suppressed_address']));
	});

	test('X-05 by a record: also those that share its address, and it says which other addresses its mails went to', async () => {
		const store = await newStore();
		const { contact, lead } = await PersonWorld.in(store);
		await insertRow(store, 'message', { origin: 'logged', occurrence: '', state: 'sent', recipient_kind: kindCode('lead'), recipient_id: lead, lead_id: lead, address: 'old@example.com', address_key: 'old@example.com' });
		const { head, sections } = await exported(store, { by: 'record', kind: 'lead', id: lead });
		expect(head.person.records.map(({ kind, id, named }) => [kind, id, named])).toEqual([['lead', lead, true], ['contact', contact, false], ['account', expect.any(Number), false]]);
		expect(head.person.otherAddresses).toEqual(['old@example.com']);
		expect(sections['messages']).toHaveLength(12);
	});

	test('X-05 somebody with thousands of messages comes page by page, each row once', async () => {
		const store = await newStore();
		const contact = await insertRow(store, 'contact', { name: 'Many', email: 'many@example.com' });
		await insertRows(
			store,
			'message',
			Array.from({ length: 1_234 }, (_, index) => ({ origin: 'logged', occurrence: '', state: 'sent', recipient_kind: kindCode('contact'), recipient_id: contact, contact_id: contact, address: 'many@example.com', address_key: 'many@example.com', subject: `S ${index}` })),
		);
		const sizes: number[] = [];
		const ids: unknown[] = [];
		for await (const { section, rows } of exportParts(store, await beginExport(store, { by: 'address', address: 'many@example.com' }))) {
			if (section !== 'messages') continue;
			sizes.push(rows.length);
			for (const row of rows) ids.push(row['id']);
		}
		expect(sizes).toEqual([500, 500, 234]);
		expect(ids).toEqual((await query(store, 'SELECT id FROM message ORDER BY id')).map((row) => row.id));
	});

	test('X-05 once forgotten nothing is held, and the export says since when', async () => {
		const store = await newStore();
		await PersonWorld.in(store);
		const asked = { by: 'address', address: ADDRESS } as const;
		await forgetPerson(store, { asked, accounts: 'forget' }, { erasers: [], searchTexts: true });
		await finishForgetting(store);
		const { head, sections } = await exported(store, asked);
		expect(head).toMatchObject({ forgottenSince: expect.any(Number), person: { records: [], users: [], otherAddresses: [] } });
		expect(Object.values(sections).flat()).toEqual([]);
		await expect(beginExport(store, { by: 'address', address: 'nobody' })).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(beginExport(store, { by: 'record', kind: 'contact', id: 9_999 })).rejects.toMatchObject({ code: 'not-found' });
	});
});
