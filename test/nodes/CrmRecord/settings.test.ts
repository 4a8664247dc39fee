import { saveFilter } from '../../../engine/segments/savedFilters';
import { openStore } from '../../../engine/store/openStore';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { itemsOf } from '../../harness';
import { AUTO, byId, NODE, RecordHost } from './recordHost';

describe('CRM Record: custom fields, saved filters, drop-downs', () => {
	let host: RecordHost;

	beforeAll(async () => {
		host = await RecordHost.create();
	});

	afterAll(async () => {
		await host.close();
	});

	test('a custom field is created, filled, offered by the mapper, listed and deleted with its values', async () => {
		const [field] = await host.json({
			resource: 'customField',
			operation: 'create',
			kind: 'contact',
			fieldName: 'contract_type',
			fieldLabel: 'Contract Type',
			fieldType: 'option',
			fieldOptions: { option: [{ value: 'yearly', label: 'Yearly' }, { value: 'monthly', label: '' }] },
		});
		expect(field).toEqual({
			kind: 'contact',
			name: 'contract_type',
			field: 'custom.contract_type',
			label: 'Contract Type',
			type: 'option',
			options: [{ value: 'yearly', label: 'Yearly' }, { value: 'monthly', label: 'monthly' }],
		});

		const create = { operation: 'create', kind: 'contact', fields: AUTO };
		const contacts = await host.json(create, itemsOf({ name: 'Ana', custom: { contract_type: 'yearly' } }, { name: 'Bo', 'custom.contract_type': 'Monthly' }, { name: 'Cy', 'Contract Type': 'yearly' }));
		expect(contacts.map((contact) => contact['custom'])).toEqual([{ contract_type: 'yearly' }, { contract_type: 'monthly' }, { contract_type: 'yearly' }]);
		const odd = await host.run(create, itemsOf({ name: 'Di', 'custom.contract_type': 'weekly' }));
		expect(odd.error).toMatchObject({ message: expect.stringContaining('"weekly" is not one of its options'), description: 'Use one of: yearly, monthly.' });

		const mapper = await host.nodeType().methods?.resourceMapping?.['fieldsOfKind']?.call(host.loadOptions({ kind: 'contact' }));
		expect(mapper?.fields).toContainEqual(expect.objectContaining({ id: 'custom.contract_type', displayName: 'Contract Type', type: 'options', options: [{ name: 'Yearly', value: 'yearly' }, { name: 'monthly', value: 'monthly' }] }));

		const list = { resource: 'customField', operation: 'list' };
		expect(await host.json({ ...list, kindOrAll: 'all' })).toEqual([field]);
		expect(await host.json({ ...list, kindOrAll: 'lead' })).toEqual([]);
		const remove = { resource: 'customField', operation: 'delete', kind: 'contact', customField: 'contract_type' };
		expect(await host.json(remove)).toEqual([{ deleted: true, kind: 'contact', name: 'contract_type', valuesRemoved: 3 }]);
		expect((await host.run(remove)).error).toMatchObject({ message: 'Contacts have no custom field "contract_type".' });
	});

	test.each([
		['a name with blanks', { fieldName: 'Contract Type', fieldType: 'text' }, 'can\'t be a field\'s name'],
		['a name that is taken', { fieldName: 'email', fieldType: 'text' }, 'already have a field "email"'],
		['a list without options', { fieldName: 'size', fieldType: 'option', fieldOptions: {} }, 'has no options to choose from'],
	])('bad input: a custom field with %s is a clear error', async (_, parameters, message) => {
		const result = await host.run({ resource: 'customField', operation: 'create', kind: 'contact', ...parameters });
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	test('saved filters and reports are listed, read with their criteria, and deleted', async () => {
		const store = await openStore(defaultStore());
		const inMadrid = { type: 'field', field: 'city', operator: 'is', value: 'Madrid' } as const;
		const filterId = await store.run(saveFilter, { id: null, name: 'Customers in Madrid', segment: { tabs: [{ kind: 'contact', condition: inMadrid }] } });
		await store.run(saveFilter, { id: null, name: 'Everyone in Madrid', segment: { tabs: [{ kind: 'contact', condition: inMadrid }, { kind: 'lead', condition: inMadrid }] } });

		const list = { resource: 'savedFilter', operation: 'list' };
		// New stores come with a filter that shows addresses that mail can't be sent to.
		expect(await host.json({ ...list, returnAll: true })).toMatchObject([
			{ name: 'Bad addresses', kind: 'message' },
			{ filterId, name: 'Customers in Madrid', type: 'filter', kind: 'contact' },
			{ name: 'Everyone in Madrid', type: 'report', kind: null },
		]);
		expect(await host.json({ ...list, search: 'every' })).toHaveLength(1);
		expect(await host.json({ ...list, limit: 1 })).toHaveLength(1);

		const [filter] = await host.json({ resource: 'savedFilter', operation: 'get', filter: byId(filterId) });
		expect(filter).toMatchObject({ filterId, name: 'Customers in Madrid', criteria: { tabs: [{ kind: 'contact' }] } });
		expect(JSON.stringify(filter?.['criteria'])).toContain('Madrid');
		const remove = { resource: 'savedFilter', operation: 'delete', filter: byId(filterId) };
		expect(await host.json(remove)).toEqual([{ deleted: true, filterId }]);
		expect((await host.run(remove)).error).toMatchObject({ message: `There is no saved filter ${filterId}.` });
		expect((await host.run({ ...remove, operation: 'get' })).error).toMatchObject({ message: `There is no saved filter ${filterId}.` });
	});

	test('the mapper offers what can be written: users and options as drop-downs, no switch shown at once', async () => {
		const user = await host.create('user', { name: 'Sal Esman' });
		const fields = async (kind: string) => {
			const loaded = await host.nodeType().methods?.resourceMapping?.['fieldsOfKind']?.call(host.loadOptions({ kind }));
			return loaded?.fields ?? [];
		};
		const task = await fields('task');
		expect(task).toContainEqual(expect.objectContaining({ id: 'assigned_user_id', type: 'options', options: [{ name: 'Sal Esman', value: user['id'] }] }));
		expect(task).toContainEqual(expect.objectContaining({ id: 'outcome', type: 'options', removed: false }));
		expect(task).toContainEqual(expect.objectContaining({ id: 'contact_id', displayName: 'Contact (ID)', type: 'number' }));
		expect(task.map((field) => field.id)).not.toContain('created_at');
		for (const kind of ['lead', 'contact', 'account', 'campaign', 'event', 'user']) {
			const switches = (await fields(kind)).filter((field) => field.type === 'boolean');
			expect(switches.every((field) => field.removed)).toBe(true);
		}
	});

	test('records of the chosen kind are offered by a part of their name', async () => {
		const account = await host.create('account', { name: 'Élan Vital' });
		const found = await host.nodeType().methods?.listSearch?.['searchRecords']?.call(host.loadOptions({ kind: 'account' }), 'elan');
		expect(found?.results).toEqual([{ name: 'Élan Vital', value: String(Number(account['id'])) }]);
	});

	test('fields are offered for conditions, sorting, import columns', async () => {
		const load = async (method: string) => (await host.nodeType().methods?.loadOptions?.[method]?.call(host.loadOptions({ kind: 'contact' })))?.map((option) => option.value);
		expect(await load('readableFields')).toEqual(expect.arrayContaining(['created_at', 'do_not_email']));
		expect(await load('sortableFields')).not.toContain('do_not_email');
		expect(await load('writableFields')).toEqual(expect.arrayContaining(['', 'do_not_email']));
		expect(await load('writableFields')).not.toContain('created_at');
		expect(await load('customFieldsOfKind')).toEqual([]);
	});

	test('every operation has an action, and lists of five and more stand in alphabetical order', () => {
		for (const property of host.nodeType().description.properties) {
			const options = (property.options ?? []).flatMap((option) => ('value' in option ? [option] : []));
			if (property.name === 'operation') expect(options.every((option) => option.action !== undefined)).toBe(true);
			if (property.type !== 'options' || options.length < 5) continue;
			const names = options.map((option) => option.name);
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		}
	});

	test('an operation without items of its own output still hands on paired items', async () => {
		const result = await host.run({ resource: 'customField', operation: 'list', kindOrAll: 'all' });
		expect(result.expect('success').items(NODE).every((item) => item.pairedItem !== undefined)).toBe(true);
	});
});
