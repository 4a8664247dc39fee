import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { createCustomField, deleteCustomField } from '../../../engine/records/customFields';
import { findRecords } from '../../../engine/records/findRecords';
import { getRecord } from '../../../engine/records/selectRecords';
import { createRecord, updateRecord } from '../../../engine/records/writeRecord';
import { loadMergeContexts } from '../../../engine/messages/mergeContext';
import type { Store } from '../../../engine/store/Store';
import { importRows } from '../../support/importRows';
import { count, execute, insertRow, insertRows, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

const text = (name: string) => ({ kind: 'lead', name, label: name, type: 'text', options: [] }) as const;
const write = { source: 'user', timeZone: 'utc' } as const;
const custom = (values: Record<string, string | number>) => JSON.stringify(values);

async function lead(store: Store, values: Record<string, unknown>): Promise<number> {
	return (await store.run(createRecord, { kind: 'lead', values, ...write })).id;
}

describeStores('fields of one\'s own', (newStore) => {
	test.each(Object.getOwnPropertyNames(Object.prototype))('a field can\'t be called %s, which every object has', async (name) => {
		const store = await newStore();
		await expect(store.run(createCustomField, text(name))).rejects.toThrow('can\'t be a field\'s name');
	});

	test('a field of such a name, made before they were refused, is empty where it is empty', async () => {
		const store = await newStore();
		await insertRow(store, 'custom_field', { kind: 1, name: 'constructor', label: 'Builder', type: 'text' });
		const empty = await lead(store, { name: 'Empty' });
		const filled = await lead(store, { name: 'Filled', 'custom.constructor': 'Dragados' });
		const read = async (id: number) => (await store.run(getRecord, { kind: 'lead', id })).custom;
		expect(await read(empty)).toEqual({ constructor: null });
		expect(await read(filled)).toEqual({ constructor: 'Dragados' });
		const targets = [empty, filled].map((recipientId) => ({ recipientKind: 1, recipientId, accountId: null, campaignId: 0, senderId: null }));
		const fields = { recipient: ['custom.constructor'], account: [], campaign: [], sender: [] };
		const contexts = await store.run(loadMergeContexts, { targets, fields });
		expect(contexts.map((context) => context.recipient)).toEqual([{ custom: { constructor: null } }, { custom: { constructor: 'Dragados' } }]);
		const format = { dateOrder: null, decimal: null, excelSerial: false };
		const { written } = await importRows(store, {
			kind: 'lead',
			columns: ['name', 'custom.constructor'].map((field) => ({ field, by: 'any' as const, format })),
			rows: [{ line: 2, cells: ['Twice', null] }, { line: 3, cells: ['Twice', 'Ferrovial'] }],
			rules: { sameAddress: 'update', badValue: 'refuse', createAccounts: false, timeZone: 'utc', origin: 'file' },
		});
		expect(await read(written[0] ?? 0)).toEqual({ constructor: 'Ferrovial' });
	});

	test('deleting a field takes its values alone, and what was written meanwhile stays', async () => {
		const store = await newStore();
		for (const name of ['leaving', 'staying']) await store.run(createCustomField, text(name));
		const rows = 30_000;
		const both = { name: 'x', source: 'user', custom: custom({ leaving: 'Ä', staying: 'Ö' }), custom_f: custom({ leaving: 'a', staying: 'o' }) };
		const alone = { name: 'y', source: 'user', custom: custom({ leaving: 'Ä' }), custom_f: custom({ leaving: 'a' }) };
		const ids = await insertRows(store, 'lead', Array.from({ length: rows }, (_, index) => (index % 2 === 0 ? both : alone)));
		const at = (index: number) => ids[index] ?? 0;
		const changed = [0, 2, 1_000, 4_000, 8_000, 15_000, 20_000, 25_000, 29_998].map(at);
		const [removed] = await Promise.all([
			deleteCustomField(store, { kind: 'lead', name: 'leaving' }),
			...changed.map((id) => store.run(updateRecord, { kind: 'lead', id, values: { 'custom.staying': `new ${id}` }, ...write })),
		]);
		expect(removed.valuesRemoved).toBe(rows);
		const left = await query(store, `SELECT DISTINCT CAST(custom AS text) AS custom, CAST(custom_f AS text) AS custom_f FROM lead WHERE id NOT IN (${changed.join(', ')}) ORDER BY 1`);
		expect(left.map((row) => [row['custom'], row['custom_f']].map((json) => (json === null ? null : JSON.parse(String(json)) as unknown)))).toEqual(
			expect.arrayContaining([[{ staying: 'Ö' }, { staying: 'o' }], [null, null]]),
		);
		expect(left).toHaveLength(2);
		for (const id of changed) expect((await store.run(getRecord, { kind: 'lead', id })).custom).toEqual({ staying: `new ${id}` });
	});

	test('while the values go, the field is none any more: nothing is written behind the deletion\'s back', async () => {
		const store = await newStore();
		await store.run(createCustomField, text('leaving'));
		await insertRows(store, 'lead', Array.from({ length: 20_000 }, () => ({ name: 'x', source: 'user', custom: custom({ leaving: 'a' }), custom_f: custom({ leaving: 'a' }) })));
		let over = false;
		const deleting = deleteCustomField(store, { kind: 'lead', name: 'leaving' }).finally(() => (over = true));
		const outcomes = new Set<string>();
		while (!over) {
			const [one, two] = await Promise.allSettled([lead(store, { name: 'New', 'custom.leaving': 'b' }), store.run(updateRecord, { kind: 'lead', id: 1, values: { 'custom.leaving': 'c' }, ...write })]);
			for (const { status } of [one, two]) outcomes.add(status);
		}
		await deleting;
		expect(outcomes).toContain('rejected');
		expect(await count(store, 'SELECT COUNT(*) FROM lead WHERE custom IS NOT NULL OR custom_f IS NOT NULL')).toBe(0);
		await store.run(createCustomField, text('leaving'));
		expect((await store.run(getRecord, { kind: 'lead', id: 1 })).custom).toEqual({ leaving: null });
	});

	test('a deletion that was interrupted goes on; until it ends the name is taken, and the field is gone already', async () => {
		const store = await newStore();
		await store.run(createCustomField, text('leaving'));
		const id = await lead(store, { name: 'Left over', 'custom.leaving': 'a' });
		await execute(store, 'UPDATE custom_field SET deleting = 1');
		expect((await catalogueOf(store)).customFields).toEqual([]);
		await expect(store.run(updateRecord, { kind: 'lead', id, values: { 'custom.leaving': 'b' }, ...write })).rejects.toThrow('Leads have no field "custom.leaving"');
		await expect(store.run(createCustomField, text('leaving'))).rejects.toThrow('still being removed');
		expect(await deleteCustomField(store, text('leaving'))).toEqual({ valuesRemoved: 1 });
		await expect(deleteCustomField(store, text('leaving'))).rejects.toThrow('Leads have no custom field "leaving"');
		await store.run(createCustomField, text('leaving'));
		const condition = { type: 'field', field: 'custom.leaving', operator: 'isNotEmpty' };
		expect((await store.run(findRecords, { kind: 'lead', condition, sort: null, limit: 5, after: null, timeZone: 'utc' })).records).toEqual([]);
	});
});
