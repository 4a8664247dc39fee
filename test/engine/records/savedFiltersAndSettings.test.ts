import { deleteSavedFilter, getSavedFilter, writeSavedFilter } from '../../../engine/records/savedFilters';
import { getSetting, setSetting } from '../../../engine/records/settings';
import type { Store } from '../../../engine/store/Store';
import { describeStores } from '../../support/stores';

describeStores('saved filters and settings', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});

	const inMadrid = { tabs: [{ kind: 'contact', condition: { type: 'field', field: 'city', operator: 'is', value: 'Madrid' } }] };
	const write = (name: string, definition: unknown, id: number | null = null) => store.run(writeSavedFilter, { id, name, definition });

	test('VM-05 a saved filter is checked when it is saved; one without conditions is refused', async () => {
		const filter = await write('In Madrid', inMadrid);
		expect(filter).toMatchObject({ name: 'In Madrid', kind: 'contact' });
		expect(await store.run(getSavedFilter, filter.id)).toEqual(filter);
		await expect(write('IN MADRID', inMadrid)).rejects.toThrow('There is already a saved filter');
		await expect(write('Empty', { tabs: [{ kind: 'contact', condition: { type: 'group', match: 'all', conditions: [] } }] })).rejects.toThrow('no condition');
		await expect(write('Wrong', { tabs: [{ kind: 'contact', condition: { type: 'field', field: 'shoe', operator: 'is', value: 1 } }] })).rejects.toThrow('no field "shoe"');
		const renamed = await write('In the capital', inMadrid, filter.id);
		expect(renamed).toMatchObject({ id: filter.id, name: 'In the capital' });
		const report = await write('Both', { tabs: [...inMadrid.tabs, { kind: 'lead', condition: { type: 'mayBeEmailed' } }] });
		expect(report.kind).toBeNull();
	});

	test('a saved filter that another uses is not deleted, and the other is named', async () => {
		const used = await write('Used', inMadrid);
		const using = await write('Using', { tabs: [{ kind: 'contact', condition: { type: 'group', match: 'all', conditions: [{ type: 'filter', filterId: used.id }] } }] });
		await expect(store.run(deleteSavedFilter, used.id)).rejects.toThrow('is used by "Using"');
		await store.run(deleteSavedFilter, using.id);
		await store.run(deleteSavedFilter, used.id);
		await expect(store.run(getSavedFilter, used.id)).rejects.toThrow(`There is no saved filter ${used.id}`);
		await expect(store.run(deleteSavedFilter, used.id)).rejects.toThrow(`There is no saved filter ${used.id}`);
	});

	test('a setting holds what was put there, until it is forgotten', async () => {
		expect(await store.run(getSetting, 'publicAddress')).toBeNull();
		await store.run(setSetting, { name: 'publicAddress', value: { origin: 'https://example.com', ports: [1, 2] } });
		expect(await store.run(getSetting, 'publicAddress')).toEqual({ origin: 'https://example.com', ports: [1, 2] });
		await store.run(setSetting, { name: 'publicAddress', value: 'x' });
		expect(await store.run(getSetting, 'publicAddress')).toBe('x');
		await store.run(setSetting, { name: 'publicAddress', value: null });
		expect(await store.run(getSetting, 'publicAddress')).toBeNull();
		await expect(store.run(setSetting, { name: '../x', value: 1 })).rejects.toThrow('can\'t be a setting\'s name');
	});
});
