import { itemsOf } from '../../harness';
import { wholeStore } from '../../support/wholeStore';
import { byId, NODE, NodeHost, STORES } from '../shared/NodeHost';

const AUTO = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
const DRY = { options: { dryRun: true } };

describe.each(STORES)('CRM Record on %s: dry runs', (dialect) => {
	let nodes: NodeHost;
	beforeAll(async () => {
		nodes = await NodeHost.create(dialect);
		await nodes.json('crmRecord', { resource: 'customField', operation: 'create', kind: 'contact', fieldName: 'size', fieldType: 'text' });
	});
	afterAll(async () => {
		await nodes.close();
	});

	/** What comes out and is told, after which the store is as it was. */
	const dry = async (parameters: Parameters<NodeHost['run']>[1], items = itemsOf({})) => {
		const before = await wholeStore(nodes.store);
		const result = (await nodes.run('crmRecord', { resource: 'record', ...parameters, ...DRY }, { items })).expect('success');
		expect(await wholeStore(nodes.store)).toEqual(before);
		return { json: result.json(NODE), hints: result.hints.map((hint) => hint.message) };
	};

	test('X-02 Create or Update tells for each item what would be created, updated field by field, or stay as it is', async () => {
		const jane = await nodes.record('user', { name: 'Jane' });
		const known = await nodes.record('contact', { name: 'Ana García', email: 'ana@example.com', city: 'Roma', 'custom.size': 'S' });
		const items = itemsOf(
			{ email: 'ANA@example.com', city: 'Milano', assigned_user_id: jane.id, custom: { size: 'XL' } },
			{ email: 'new@example.com', last_name: 'Rossi' },
			{ email: 'ana@example.com', city: 'Roma' },
			{ email: 'ana@example.com', do_not_email: true },
		);
		const { json, hints } = await dry({ operation: 'upsert', kind: 'contact', fields: AUTO }, items);
		expect(json).toEqual([
			{
				kind: 'contact', id: known.id, name: 'Ana García', outcome: 'updated', dryRun: true,
				changes: [
					{ field: 'email', label: 'Email', from: 'ana@example.com', to: 'ANA@example.com' },
					{ field: 'city', label: 'City', from: 'Roma', to: 'Milano' },
					{ field: 'assigned_user_id', label: 'Assigned User', from: null, to: 'Jane' },
					{ field: 'custom.size', label: 'size', from: 'S', to: 'XL' },
				],
			},
			{
				kind: 'contact', id: null, name: 'Rossi', outcome: 'created', dryRun: true,
				changes: [
					{ field: 'last_name', label: 'Last Name', from: null, to: 'Rossi' },
					{ field: 'name', label: 'Name', from: null, to: 'Rossi' },
					{ field: 'email', label: 'Email', from: null, to: 'new@example.com' },
				],
			},
			{ kind: 'contact', id: known.id, name: 'Ana García', outcome: 'unchanged', changes: [], dryRun: true },
			{ kind: 'contact', id: known.id, name: 'Ana García', outcome: 'updated', changes: [{ field: 'do_not_email', label: 'Do Not Send Email', from: false, to: true }], dryRun: true },
		]);
		expect(hints).toEqual(['2 would be updated, 1 would be created, 1 would stay as they are']);
	});

	test('X-02 Update and Create tell the same, and refuse what the real thing refuses', async () => {
		const lead = await nodes.record('lead', { name: 'Léa', status: 'New' });
		expect((await dry({ operation: 'update', kind: 'lead', recordId: byId(lead.id), fields: AUTO }, itemsOf({ status: 'Lost' }))).json).toMatchObject([{ id: lead.id, outcome: 'updated', changes: [{ field: 'status', from: 'New', to: 'Lost' }] }]);
		expect((await dry({ operation: 'create', kind: 'task', fields: AUTO }, itemsOf({ name: 'Call' }))).json).toMatchObject([{ kind: 'task', id: null, name: 'Call', outcome: 'created' }]);
		const refused = await nodes.run('crmRecord', { resource: 'record', operation: 'update', kind: 'lead', recordId: byId(lead.id), fields: AUTO, ...DRY }, { items: itemsOf({ assigned_user_id: 999 }) });
		expect(refused.expect('error').error?.message).toContain('there is no user with id 999');
	});

	test('X-02 Delete tells what refers to the record, and what a user\'s successor would take over', async () => {
		const account = await nodes.record('account', { name: 'Acme' });
		for (const name of ['A', 'B']) await nodes.record('contact', { name, account_id: account.id });
		await nodes.record('opportunity', { name: 'Deal', account_id: account.id });
		const { json, hints } = await dry({ operation: 'delete', kind: 'account', recordId: byId(account.id) });
		expect(json).toEqual([{ deleted: false, dryRun: true, kind: 'account', id: account.id, name: 'Acme', references: 3, memberships: 0, byKind: { Contacts: 2, Opportunities: 1 } }]);
		expect(hints).toEqual(['1 would be deleted']);
		expect(await nodes.json('crmRecord', { resource: 'record', operation: 'delete', kind: 'account', recordId: byId(account.id) })).toMatchObject([{ deleted: true, references: 3, memberships: 0 }]);

		const user = await nodes.record('user', { name: 'Leaving' });
		const successor = await nodes.record('user', { name: 'Staying' });
		await nodes.record('task', { name: 'Call', assigned_user_id: user.id });
		const parameters = { resource: 'record', operation: 'delete', kind: 'user', recordId: byId(user.id) };
		expect((await nodes.run('crmRecord', { ...parameters, ...DRY })).expect('error').error?.message).toContain('has 1 tasks assigned');
		expect((await dry({ ...parameters, reassignTo: byId(successor.id) })).json).toMatchObject([{ references: 1, byKind: { Tasks: 1 } }]);
		expect((await nodes.run('crmRecord', { ...parameters, recordId: byId(999), ...DRY })).expect('error').error?.message).toContain('no user with id 999');
	});

	test('X-02 deleting a custom field tells how many values would go', async () => {
		await nodes.json('crmRecord', { resource: 'customField', operation: 'create', kind: 'lead', fieldName: 'shoe', fieldType: 'integer' });
		for (const size of [42, 43]) await nodes.record('lead', { name: `Lead ${size}`, 'custom.shoe': size });
		const parameters = { resource: 'customField', operation: 'delete', kind: 'lead', customField: 'shoe' };
		expect((await dry(parameters)).json).toEqual([{ deleted: false, dryRun: true, kind: 'lead', name: 'shoe', valuesRemoved: 2 }]);
		expect(await nodes.json('crmRecord', parameters)).toEqual([{ deleted: true, kind: 'lead', name: 'shoe', valuesRemoved: 2 }]);
		expect((await nodes.run('crmRecord', { ...parameters, ...DRY })).expect('error').error?.message).toContain('no custom field "shoe"');
	});
});
