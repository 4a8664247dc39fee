import { createCustomField } from '../../../engine/records/customFields';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { findRecords } from '../../../engine/records/findRecords';
import type { SearchKind } from '../../../engine/records/kinds';
import { runProcess } from '../../../engine/campaigns/runProcess';
import { createSelection } from '../../../engine/selections/createSelection';
import { countSegment } from '../../../engine/selections/countSegment';
import type { Store } from '../../../engine/store/Store';
import { insertRow, insertRows } from '../../support/rows';
import { describeStores } from '../../support/stores';

const field = (name: string, operator: string, value?: unknown) => ({ type: 'field', field: name, operator, value });

async function found(store: Store, kind: SearchKind, condition: unknown): Promise<number> {
	return (await countSegment(store, await catalogueOf(store), { segment: { tabs: [{ kind, condition }] }, timeZone: 'utc' })).count;
}

describeStores('conditions in the words that people see', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
		const [jane, twin] = await insertRows(store, 'crm_user', [{ name: 'Jané Smith' }, { name: 'Twin' }, { name: 'twin' }, { name: '42' }]);
		const [spring] = await insertRows(store, 'campaign', [{ name: 'Spring', assigned_user_id: jane ?? 0 }, { name: 'Autumn', assigned_user_id: twin ?? 0 }]);
		const [embraer] = await insertRows(store, 'account', [{ name: 'Embraer' }, { name: 'Fiat' }]);
		await insertRows(store, 'contact', [{ name: 'Ana', account_id: embraer ?? 0 }, { name: 'Eva' }]);
		await insertRows(store, 'task', [
			{ name: 'One', status: 'not_started', outcome: 'open', assigned_user_id: jane ?? 0, campaign_id: spring ?? 0, contact_id: 1 },
			{ name: 'Two', status: 'in_progress', outcome: 'positive', assigned_user_id: twin ?? 0 },
			{ name: 'Three', status: 'completed', outcome: 'negative' },
		]);
	});

	test.each([
		['is', 'Not Started', 1],
		['is', 'not started', 1],
		['is', 'NOT_STARTED', 1],
		['isNot', 'Not Started', 2],
		['isAnyOf', ['Not Started', 'completed'], 2],
		['isNoneOf', ['In Progress'], 2],
	])('VM-04 a task\'s status %s %j, by label or value', async (operator, value, expected) => {
		expect(await found(store, 'task', field('status', operator, value))).toBe(expected);
	});

	test('VM-04 with tasks of a status and outcome by their labels', async () => {
		expect(await found(store, 'contact', { type: 'tasks', campaignId: null, match: { status: 'Not Started', outcome: 'Open' } })).toBe(1);
		await expect(found(store, 'contact', { type: 'tasks', campaignId: null, match: { status: 'Begun', outcome: null } })).rejects.toThrow('tasks have no status "Begun"');
	});

	test('VM-04 a list of one\'s own is compared by label too', async () => {
		await store.run(createCustomField, { kind: 'lead', name: 'shirt', label: 'Shirt', type: 'option', options: [{ value: 'S', label: 'Small' }, { value: 'L', label: 'Large' }] });
		await insertRows(store, 'lead', [{ name: 'A', custom: '{"shirt":"L"}', custom_f: '{"shirt":"l"}' }, { name: 'B', custom: '{"shirt":"S"}', custom_f: '{"shirt":"s"}' }]);
		expect(await found(store, 'lead', field('custom.shirt', 'is', 'large'))).toBe(1);
		expect(await found(store, 'lead', field('custom.shirt', 'isAnyOf', ['Small', 'L']))).toBe(2);
		expect(await found(store, 'lead', field('custom.shirt', 'is', 'XXL'))).toBe(0);
		expect(await found(store, 'lead', field('custom.shirt', 'contains', 'l'))).toBe(1);
	});

	test('VM-04 another record is named by its whole name or its id', async () => {
		expect(await found(store, 'task', field('assigned_user_id', 'is', 'Jane Smith'))).toBe(1);
		expect(await found(store, 'task', field('assigned_user_id', 'isNot', ' jane SMITH '))).toBe(2);
		expect(await found(store, 'task', field('assigned_user_id', 'isAnyOf', ['Jane Smith', 2]))).toBe(2);
		expect(await found(store, 'task', field('campaign_id', 'is', 'spring'))).toBe(1);
		expect(await found(store, 'contact', field('account_id', 'is', 'embraer'))).toBe(1);
		expect(await found(store, 'contact', { type: 'accountWhere', condition: field('id', 'is', 1) })).toBe(1);
		expect(await found(store, 'task', field('assigned_user_id', 'is', '1'))).toBe(1);
	});

	test('VM-04 a name that no record has, or several, is a clear error: never nobody, never everybody', async () => {
		for (const operator of ['is', 'isNot']) {
			await expect(found(store, 'task', field('assigned_user_id', operator, 'Jane'))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('names the user "Jane"') });
			await expect(found(store, 'task', field('assigned_user_id', operator, 'TWIN'))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('2 users have that name') });
		}
		await expect(found(store, 'task', field('assigned_user_id', 'is', ' '))).rejects.toThrow('"Assigned User" is " "');
	});

	test('kinds that segments don\'t search are found by names too', async () => {
		const find = (condition: unknown) => store.run(findRecords, { kind: 'campaign', condition, sort: null, limit: 9, after: null, timeZone: 'utc' });
		expect((await find(field('assigned_user_id', 'is', 'jane smith'))).records.map((record) => record.name)).toEqual(['Spring']);
		await expect(find({ type: 'group', match: 'none', conditions: [field('assigned_user_id', 'is', 'nobody')] })).rejects.toMatchObject({ code: 'not-found' });
	});

	test('VM-11 a status of membership is compared whatever its capitals and accents', async () => {
		const campaignId = await insertRow(store, 'campaign', { name: 'Event' });
		const selection = await createSelection(store, await catalogueOf(store), { source: { records: [{ kind: 'contact', id: 1 }] }, timeZone: 'utc' });
		const input = { selectionId: selection.id, settings: { operation: 'campaign_link', status: 'Invité' }, parameters: { campaignId }, createAgain: false } as const;
		await runProcess(store, input, { storeId: store.id, dryRun: false, signal: undefined });
		expect(await found(store, 'contact', { type: 'member', campaignId, status: 'invite' })).toBe(1);
		expect(await found(store, 'contact', { type: 'member', campaignId, status: 'INVITÉ' })).toBe(1);
		expect(await found(store, 'contact', { type: 'member', campaignId, status: 'came' })).toBe(0);
	});
});
