import type { SearchKind } from '../../../engine/records/kinds';
import type { Condition } from '../../../engine/segments/Criteria';
import { deleteFilter, getFilter, listFilters, saveFilter } from '../../../engine/segments/savedFilters';
import { countSegment } from '../../../engine/selections/countSegment';
import { createSelection } from '../../../engine/selections/createSelection';
import type { Store } from '../../../engine/store/Store';
import { describeStores } from '../../support/stores';
import { CATALOGUE } from './World';
import { insertRow, runStatement } from './worldStore';

const timeZone = 'Europe/Madrid';
const is = (field: string, value: string): Condition => ({ type: 'field', field, operator: 'is', value });
const inFilter = (filterId: number, negate = false): Condition => ({ type: 'filter', filterId, negate });

const save = (store: Store, name: string, kind: SearchKind, condition: Condition, id: number | null = null) => store.run(saveFilter, { id, name, segment: { tabs: [{ kind, condition }] } });
const count = async (store: Store, kind: SearchKind, condition: Condition) => (await countSegment(store, CATALOGUE, { segment: { tabs: [{ kind, condition }] }, timeZone })).count;

async function people(store: Store): Promise<void> {
	for (const [id, name] of ['Ann', 'Bob', 'Carl'].entries()) {
		await store.run(insertRow, { table: 'contact', row: { id: id + 1, name, name_f: name.toLowerCase(), account_id: id + 1, created_at: 0, updated_at: 0 } });
		await store.run(insertRow, { table: 'account', row: { id: id + 1, name: `${name} Ltd`, name_f: `${name.toLowerCase()} ltd`, created_at: 0, updated_at: 0 } });
	}
}

describeStores('saved filters', (newStore) => {
	test('VM-04 a filter is used inside another, and changes when it does', async () => {
		const store = await newStore();
		await people(store);
		const ann = await save(store, 'Ann', 'contact', is('name', 'ann'));
		const notAnn = await save(store, 'Not Ann', 'contact', inFilter(ann, true));
		expect(await count(store, 'contact', inFilter(notAnn))).toBe(2);
		expect(await count(store, 'contact', inFilter(notAnn, true))).toBe(1);
		await save(store, 'Ann', 'contact', { type: 'field', field: 'name', operator: 'isAnyOf', value: ['ann', 'bob'] }, ann);
		expect(await count(store, 'contact', inFilter(notAnn))).toBe(1);
		const accounts = await save(store, 'Accounts', 'account', is('name', 'ann ltd'));
		expect(await count(store, 'contact', { type: 'accountFilter', filterId: accounts })).toBe(1);
		expect(await count(store, 'contact', { type: 'accountFilter', filterId: accounts, negate: true })).toBe(2);
		expect(await store.run(listFilters, { search: 'ANN', limit: 10 })).toEqual([
			{ id: ann, name: 'Ann', kind: 'contact' },
			{ id: notAnn, name: 'Not Ann', kind: 'contact' },
		]);
	});

	test('VM-05 a saved filter is read as it was saved; no two have one name, capitals and accents aside', async () => {
		const store = await newStore();
		const id = await save(store, 'Élan', 'contact', is('name', 'ann'));
		expect(await store.run(getFilter, id)).toEqual({ id, name: 'Élan', kind: 'contact', segment: { tabs: [{ kind: 'contact', condition: is('name', 'ann') }] } });
		await expect(save(store, 'ELAN', 'lead', is('name', 'bob'))).rejects.toMatchObject({ code: 'conflict', message: 'There is already a saved filter "ELAN".' });
		const other = await save(store, 'Other', 'lead', is('name', 'bob'));
		await expect(save(store, ' élan', 'lead', is('name', 'bob'), other)).rejects.toMatchObject({ code: 'conflict' });
		expect(await save(store, 'ÉLAN', 'contact', is('name', 'bob'), id)).toBe(id);
		const both = await store.run(saveFilter, { id: null, name: 'Both', segment: { tabs: [{ kind: 'contact', condition: is('name', 'ann') }, { kind: 'lead', condition: is('name', 'ann') }] } });
		expect((await store.run(getFilter, both)).kind).toBeNull();
	});

	test('a saved filter that others use is not deleted, and they are named', async () => {
		const store = await newStore();
		const used = await save(store, 'Used', 'account', is('name', 'ann'));
		const using = await save(store, 'Using', 'contact', { type: 'group', match: 'all', conditions: [{ type: 'accountFilter', filterId: used }] });
		await expect(store.run(deleteFilter, used)).rejects.toMatchObject({ code: 'conflict', message: `The saved filter ${used} is used by "Using".` });
		await store.run(deleteFilter, using);
		await store.run(deleteFilter, used);
		await expect(store.run(getFilter, used)).rejects.toThrow(`There is no saved filter ${used}`);
	});

	test('VM-05 filters in a circle are an error that names them', async () => {
		const store = await newStore();
		await people(store);
		const one = await save(store, 'One', 'contact', is('name', 'ann'));
		const two = await save(store, 'Two', 'contact', inFilter(one));
		const three = await save(store, 'Three', 'account', is('name', 'ann ltd'));
		const round: Condition = { type: 'group', match: 'all', conditions: [is('name', 'ann'), { type: 'accountFilter', filterId: three }, inFilter(two)] };
		await expect(save(store, 'One', 'contact', round, one)).rejects.toMatchObject({ code: 'invalid-input', message: 'The saved filter "One" would use itself, directly or by way of others.' });
		expect(await count(store, 'contact', inFilter(two))).toBe(1);
		// Two that are saved at once may still do it.
		await store.run(runStatement, `UPDATE saved_filter SET definition = '${JSON.stringify({ tabs: [{ kind: 'contact', condition: round }] })}' WHERE id = ${one}`);
		await expect(count(store, 'contact', inFilter(two))).rejects.toMatchObject({ code: 'invalid-input', message: 'Saved filters use each other in a circle: "Two" → "One" → "Two".' });
		const itself = await save(store, 'Itself', 'contact', is('name', 'ann'));
		await expect(save(store, 'Itself', 'contact', inFilter(itself), itself)).rejects.toThrow('The saved filter "Itself" would use itself');
		await expect(save(store, 'Of nothing', 'contact', inFilter(77))).rejects.toMatchObject({ code: 'not-found', message: 'There is no saved filter 77.' });
	});

	test('VM-05 a filter that is missing, emptied, broken or of another kind is an error, never everyone', async () => {
		const store = await newStore();
		await people(store);
		const id = await save(store, 'Lost', 'contact', is('name', 'ann'));
		for (const broken of ['{"tabs":[]}', '{"tabs":[{"kind":"contact"}]}', '{"tabs":[{"kind":"contact","condition":{"type":"group","match":"none","conditions":[]}}]}', '{}', 'null', '[]', '{"tabs":[{"kind":"contact","condition":{"type":"field","field":"gone","operator":"is","value":"x"}}]}']) {
			await store.run(runStatement, `UPDATE saved_filter SET definition = '${broken}' WHERE id = ${id}`);
			for (const negate of [false, true]) {
				await expect(count(store, 'contact', inFilter(id, negate))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/^The saved filter "Lost" can't be used\./) });
				const segment = { tabs: [{ kind: 'contact', condition: inFilter(id, negate) }] };
				await expect(createSelection(store, CATALOGUE, { source: { segment }, timeZone })).rejects.toMatchObject({ code: 'invalid-input' });
			}
		}
		await store.run(deleteFilter, id);
		await expect(count(store, 'contact', inFilter(id, true))).rejects.toMatchObject({ code: 'not-found', message: `There is no saved filter ${id}.` });
		await expect(store.run(deleteFilter, id)).rejects.toMatchObject({ code: 'not-found' });
		const accounts = await save(store, 'Firms', 'account', is('name', 'ann ltd'));
		await expect(count(store, 'contact', inFilter(accounts))).rejects.toThrow('The saved filter "Firms" finds accounts, no contacts.');
	});

	test('VM-05 a campaign or account that is gone is an error: nobody asked for everyone', async () => {
		const store = await newStore();
		await people(store);
		const gone: Condition[] = [
			{ type: 'member', campaignId: 77, negate: true },
			{ type: 'messages', campaignId: 77, outcome: 'any', negate: true },
			{ type: 'tasks', campaignId: 77, match: { status: null, outcome: null }, negate: true },
			{ type: 'opportunities', campaignId: 77, negate: true },
		];
		for (const condition of gone) await expect(count(store, 'contact', condition)).rejects.toMatchObject({ code: 'not-found', message: 'The segment names the campaign 77, not in the store.' });
		await expect(count(store, 'contact', { type: 'account', accountIds: [1, 50, 51], negate: true })).rejects.toThrow('The segment names accounts 50, 51, not in the store.');
	});

	test('filters nested too deep, or too often, are an error', async () => {
		const store = await newStore();
		await people(store);
		const ann = await save(store, 'Level 0', 'contact', is('name', 'ann'));
		let id = ann;
		for (let level = 1; level < 10; level++) id = await save(store, `Level ${level}`, 'contact', inFilter(id));
		expect(await count(store, 'contact', inFilter(id))).toBe(1);
		const eleventh = await save(store, 'Level 10', 'contact', inFilter(id));
		await expect(count(store, 'contact', inFilter(eleventh))).rejects.toThrow(/nested more than 10 deep/);
		const wide = await save(store, 'Wide', 'contact', { type: 'group', match: 'any', conditions: Array.from({ length: 60 }, () => inFilter(ann)) });
		const wider = await save(store, 'Wider', 'contact', { type: 'group', match: 'any', conditions: Array.from({ length: 60 }, () => inFilter(wide)) });
		await expect(count(store, 'contact', inFilter(wider))).rejects.toThrow(/more than 3000 conditions/);
	});
});
