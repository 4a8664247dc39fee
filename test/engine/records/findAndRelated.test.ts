import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { createCustomField } from '../../../engine/records/customFields';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import { findRecords, type FindCursor, type FindRecordsInput } from '../../../engine/records/findRecords';
import type { Kind } from '../../../engine/records/kinds';
import { recordEvent } from '../../../engine/events/recordEvent';
import type { RecordValues } from '../../../engine/records/recordValues';
import { countRelated, getRelated, relationsOf, type GetRelatedInput } from '../../../engine/records/related';
import { createRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { describeStores } from '../../support/stores';
import { addMember } from './storeSteps';

describeStores('finding records and what hangs on them', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});

	const create = (kind: Kind, values: RecordValues) => store.run(createRecord, { kind, values, source: 'user', timeZone: 'utc' });
	const find = (kind: Kind, condition: unknown, more: Partial<FindRecordsInput> = {}) =>
		store.run(findRecords, { kind, condition, sort: null, limit: 50, after: null, timeZone: 'utc', ...more });
	const names = async (...of: Parameters<typeof find>) => (await find(...of)).records.map((record) => record.name);
	const related = (input: Pick<GetRelatedInput, 'kind' | 'id' | 'relation'> & Partial<GetRelatedInput>) =>
		store.run(getRelated, { eventKind: null, link: null, limit: 50, after: null, ...input });

	test('records are found by conditions, sorted with empty values last, page by page', async () => {
		await store.run(createCustomField, { kind: 'lead', name: 'score', label: 'Score', type: 'integer', options: [] });
		await create('lead', { name: 'Álvarez', city: 'Madrid', 'custom.score': 10 });
		await create('lead', { name: 'Zapata', city: 'Madrid', 'custom.score': 9 });
		await create('lead', { name: 'Bianchi', city: 'MADRID' });
		await create('lead', { name: 'Rossi', city: 'Roma' });
		const madrid = { type: 'field', field: 'city', operator: 'is', value: 'madrid' };
		expect(await names('lead', madrid, { sort: { field: 'name', direction: 'asc' } })).toEqual(['Álvarez', 'Bianchi', 'Zapata']);
		expect(await names('lead', madrid, { sort: { field: 'custom.score', direction: 'asc' } })).toEqual(['Zapata', 'Álvarez', 'Bianchi']);
		expect(await names('lead', madrid, { sort: { field: 'custom.score', direction: 'desc' } })).toEqual(['Álvarez', 'Zapata', 'Bianchi']);
		const first = await find('lead', null, { limit: 3 });
		expect(first.records).toHaveLength(3);
		expect(await find('lead', null, { limit: 3, after: first.next })).toMatchObject({ next: null, records: [{ name: 'Rossi' }] });
	});

	test('page by page every record comes once, whatever is added and removed meanwhile, whatever the order', async () => {
		await store.run(createCustomField, { kind: 'account', name: 'note', label: 'Note', type: 'text', options: [] });
		for (let index = 0; index < 23; index++) {
			await create('account', { name: `Account ${index % 7}`, employees: index % 3 === 0 ? null : index % 4, 'custom.note': index % 2 === 0 ? null : `é${index % 5}` });
		}
		const orders = [null, ...['name', 'employees', 'custom.note', 'created_at', 'assigned_user_id'].flatMap((field) => [{ field, direction: 'asc' } as const, { field, direction: 'desc' } as const])];
		for (const sort of orders) {
			const whole = (await find('account', null, { sort })).records.map((record) => record.id);
			const paged: number[] = [];
			let page = await find('account', null, { sort, limit: 4 });
			for (;;) {
				paged.push(...page.records.map((record) => record.id));
				// What comes before the place where the walk stands moves nothing.
				const early = await create('account', { name: 'A', 'custom.note': 'a' });
				const after: FindCursor | null = page.next;
				await deleteRecord(store, { kind: 'account', id: early.id, reassignTo: null });
				if (after === null) break;
				page = await find('account', null, { sort, limit: 4, after });
			}
			expect({ sort, paged }).toEqual({ sort, paged: whole });
		}
	});

	test('a record removed from a page that was read leaves no gap in the next', async () => {
		const condition = { type: 'field', field: 'company', operator: 'is', value: 'Gap' };
		for (const name of ['A', 'B', 'C', 'D']) await create('lead', { name, company: 'Gap' });
		const first = await find('lead', condition, { limit: 2 });
		await deleteRecord(store, { kind: 'lead', id: first.records[0]?.id ?? 0, reassignTo: null });
		expect(await names('lead', condition, { limit: 2, after: first.next })).toEqual(['C', 'D']);
	});

	test('kinds that segments don\'t search are found by their fields too', async () => {
		await create('campaign', { name: 'Spring', status: 'Active', start_date: '2025-03-01' });
		await create('campaign', { name: 'Autumn', status: 'Planning', start_date: '2025-09-01' });
		const field = (name: string, operator: string, value?: unknown) => ({ type: 'field', field: name, operator, value });
		expect(await names('campaign', field('name', 'startsWith', 'SPR'))).toEqual(['Spring']);
		expect(await names('campaign', { type: 'group', match: 'any', conditions: [field('status', 'is', 'planning'), field('start_date', 'isBefore', '2025-04-01')] })).toEqual(['Spring', 'Autumn']);
		expect(await names('campaign', { type: 'group', match: 'none', conditions: [field('status', 'is', 'planning')] })).toEqual(['Spring']);
		await expect(find('campaign', { type: 'mayBeEmailed' })).rejects.toThrow('campaigns are found by conditions on their fields only');
		await expect(find('campaign', field('shoe', 'is', 1))).rejects.toThrow('no field "shoe"');
	});

	test('a wrong field, sort or limit is a clear error', async () => {
		await expect(find('lead', { type: 'field', field: 'shoe', operator: 'is', value: 1 })).rejects.toThrow('no field "shoe"');
		await expect(find('lead', null, { sort: { field: 'shoe; DROP TABLE lead', direction: 'asc' } })).rejects.toThrow('Leads have no field');
		await expect(find('lead', null, { sort: { field: 'do_not_email', direction: 'asc' } })).rejects.toThrow('can\'t be sorted');
		await expect(find('lead', null, { limit: 0 })).rejects.toThrow('Limit is 0');
	});

	test('VM-01 the members of a campaign come with their status and figures, and who clicked a link is known', async () => {
		const campaign = await create('campaign', { name: 'Members' });
		const people = [];
		for (const name of ['Ana', 'Eva', 'Zoe']) people.push(await create('contact', { name, email: `${name}@example.com` }));
		const lead = await create('lead', { name: 'Leo' });
		for (const { id } of people) await store.run(addMember, { campaignId: campaign.id, kind: 'contact', id });
		await store.run(addMember, { campaignId: campaign.id, kind: 'lead', id: lead.id });
		const [ana, eva] = people;
		const message = await create('message', { name: 'M', contact_id: ana?.id, campaign_id: campaign.id });
		const event = { messageId: message.id, happenedAt: null, bounce: null, machine: false, eventId: null };
		await store.run(recordEvent, { ...event, kind: 'opened', link: null });
		await store.run(recordEvent, { ...event, kind: 'clicked', link: 'https://example.com/a' });
		await store.run(recordEvent, { ...event, kind: 'clicked', link: 'https://example.com/b' });

		const first = await related({ kind: 'campaign', id: campaign.id, relation: 'members', limit: 2 });
		expect(first.rows).toMatchObject([
			{ kind: 'lead', id: lead.id, name: 'Leo', email: null, messages: 0 },
			{ kind: 'contact', id: ana?.id, name: 'Ana', email: 'Ana@example.com', status: 'Sent', messages: 1, sent: 1, opens: 1, clicks: 2, bounces: 0 },
		]);
		const second = await related({ kind: 'campaign', id: campaign.id, relation: 'members', limit: 2, after: first.next });
		expect(second).toMatchObject({ rows: [{ name: 'Eva' }, { name: 'Zoe' }], next: null });

		const clicks = await related({ kind: 'campaign', id: campaign.id, relation: 'messageEvents', eventKind: 'clicked', link: 'https://example.com/b' });
		expect(clicks.rows).toMatchObject([{ kind: 'contact', id: ana?.id, name: 'Ana', event: 'clicked', link: 'https://example.com/b', machine: false, message_id: message.id }]);
		expect((await related({ kind: 'contact', id: ana?.id ?? 0, relation: 'campaigns' })).rows).toMatchObject([{ name: 'Members' }]);
		expect((await related({ kind: 'contact', id: ana?.id ?? 0, relation: 'messages' })).rows).toMatchObject([{ name: 'M' }]);
		expect((await related({ kind: 'contact', id: eva?.id ?? 0, relation: 'messages' })).rows).toEqual([]);
	});

	test('what refers to a record is read page by page', async () => {
		const account = await create('account', { name: 'Related' });
		for (const name of ['A', 'B', 'C']) await create('contact', { name, account_id: account.id });
		await create('task', { name: 'T', account_id: account.id });
		const first = await related({ kind: 'account', id: account.id, relation: 'contacts', limit: 2 });
		expect(first.rows.map((row) => row.name)).toEqual(['A', 'B']);
		expect(await related({ kind: 'account', id: account.id, relation: 'contacts', limit: 2, after: first.next })).toMatchObject({ rows: [{ name: 'C' }], next: null });
		expect((await related({ kind: 'account', id: account.id, relation: 'tasks' })).rows).toMatchObject([{ name: 'T' }]);
		await expect(related({ kind: 'lead', id: 1, relation: 'contacts' })).rejects.toThrow('Leads have no related "contacts"');
		await expect(related({ kind: 'account', id: 999_999, relation: 'tasks' })).rejects.toThrow('no account with id 999999');
		await expect(related({ kind: 'account', id: account.id, relation: 'tasks', after: 'x' })).rejects.toThrow('no place to go on from');
	});

	test('what hangs on a record is counted without being read, as many as its pages hold', async () => {
		const user = await create('user', { name: 'Counting' });
		const account = await create('account', { name: 'Counted', assigned_user_id: user.id });
		const contact = await create('contact', { name: 'C', account_id: account.id, assigned_user_id: user.id });
		const campaign = await create('campaign', { name: 'K', assigned_user_id: user.id });
		await store.run(addMember, { campaignId: campaign.id, kind: 'contact', id: contact.id });
		for (const name of ['1', '2', '3']) await create('task', { name, account_id: account.id, contact_id: contact.id, campaign_id: campaign.id, assigned_user_id: user.id });
		const message = await create('message', { name: 'M', contact_id: contact.id, campaign_id: campaign.id });
		const event = { messageId: message.id, happenedAt: null, bounce: null, machine: false, eventId: null };
		await store.run(recordEvent, { ...event, kind: 'opened', link: null });
		await store.run(recordEvent, { ...event, kind: 'clicked', link: 'https://example.com/a' });
		const catalogue = await catalogueOf(store);
		const counted = new Set<string>();
		for (const record of [user, account, contact, campaign, message]) {
			for (const relation of relationsOf(record.kind, catalogue)) {
				for (const eventKind of relation === 'messageEvents' ? [null, 'clicked'] : [null]) {
					const asked = { kind: record.kind, id: record.id, relation, eventKind, link: null };
					const found = await store.run(countRelated, asked);
					expect({ asked, found }).toEqual({ asked, found: (await related(asked)).rows.length });
					if (found > 0) counted.add(relation);
				}
			}
		}
		expect([...counted].sort()).toEqual(['accounts', 'campaigns', 'contacts', 'members', 'messageEvents', 'messages', 'tasks']);
		await expect(store.run(countRelated, { kind: 'account', id: 999_999, relation: 'tasks', eventKind: null, link: null })).rejects.toThrow('no account with id 999999');
	});
});
