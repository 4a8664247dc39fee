import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { objectOf } from '../../../nodes/shared/parameters';
import { itemsOf } from '../../harness';
import { count } from '../../support/rows';
import { NODE, NodeHost } from '../shared/NodeHost';

describe('CRM Consent: a person', () => {
	let nodes: NodeHost;

	beforeAll(async () => {
		nodes = await NodeHost.create();
	});

	afterAll(async () => {
		await nodes.close();
	});

	const run = async (operation: string, parameters: INodeParameters, items: INodeExecutionData[] = itemsOf({}), node: Partial<INode> = {}) =>
		await nodes.run('crmConsent', { resource: 'person', operation, ...parameters }, { items, node });

	test('X-05 Export gives one item with all that is held, or the same as a file', async () => {
		const contact = await nodes.record('contact', { name: 'Ana', email: 'ana@example.com', phone: '+34 1' });
		await nodes.record('task', { name: 'Call Ana', contact_id: contact.id });
		const [item] = (await run('exportPerson', { email: 'ANA@example.com' })).expect('success').items(NODE);
		expect(item?.json).toMatchObject({
			address: 'ana@example.com', otherAddresses: [], forgottenSince: null, foundIn: [{ kind: 'contact', id: contact.id, name: 'Ana' }],
			contacts: [{ phone: '+34 1' }], tasks: [{ name: 'Call Ana' }], messages: [], consent: [],
		});
		expect(item?.pairedItem).toEqual({ item: 0 });
		const file = (await run('exportPerson', { email: 'ana@example.com', asFile: true, binaryField: 'export' })).expect('success').items(NODE)[0];
		expect(file?.json).toMatchObject({ address: 'ana@example.com', counts: { contacts: 1, tasks: 1, messages: 0 } });
		expect(file?.binary?.['export']).toMatchObject({ fileName: 'person.json', mimeType: 'application/json' });
		const text = Buffer.from(file?.binary?.['export']?.data ?? '', 'base64').toString('utf8');
		expect(objectOf(JSON.parse(text))).toEqual({ ...item?.json, exportedAt: expect.any(String) });
	});

	test('X-05 Forget is a dry run at first, says what would go; then it goes, without the address in what comes out', async () => {
		const contact = await nodes.record('contact', { name: 'Gone', email: 'gone@example.com' });
		const dry = (await run('forgetPerson', { email: 'gone@example.com' })).expect('success');
		expect(dry.json(NODE)).toMatchObject([{ dryRun: true, forgotten: false, address: 'gone@example.com', records: [{ kind: 'contact', id: contact.id }], counts: { contact: 1 } }]);
		expect(dry.hints.map((hint) => hint.message)).toEqual(['1 would be forgotten']);
		expect(await count(nodes.store, `SELECT COUNT(*) FROM contact WHERE id = ${contact.id}`)).toBe(1);
		const done = (await run('forgetPerson', { email: '={{ $json.email }}', dryRun: false }, itemsOf({ email: 'gone@example.com' }, { email: 'none' }, { email: 'later@example.com' }), { onError: 'continueErrorOutput' })).expect('success');
		expect(done.json(NODE)).toMatchObject([{ dryRun: false, forgotten: true, counts: { contact: 1 }, remains: expect.any(Array) }, { counts: {} }]);
		expect(JSON.stringify(done.json(NODE))).not.toContain('gone@');
		expect(done.json(NODE, 1)).toMatchObject([{ error: '"none" is no email address.' }]);
		expect(done.hints.map((hint) => hint.message)).toEqual(['2 forgotten', 'Also gone from the store\'s file and its journal.']);
		expect(await count(nodes.store, `SELECT COUNT(*) FROM contact WHERE id = ${contact.id}`)).toBe(0);
	});

	test('X-07 an AI agent may neither export nor forget anybody; a dry run it may', async () => {
		const byAi = async (operation: string, parameters: INodeParameters) => await nodes.run('crmConsentTool', { resource: 'person', operation, email: 'ana@example.com', ...parameters });
		expect((await byAi('exportPerson', {})).error).toMatchObject({ message: expect.stringMatching(/^An AI agent may not/), description: expect.stringMatching(/person/) });
		expect((await byAi('forgetPerson', { dryRun: false })).error).toMatchObject({ message: 'An AI agent may not forget a person.' });
		(await byAi('forgetPerson', { dryRun: true })).expect('success');
		expect(await count(nodes.store, `SELECT COUNT(*) FROM contact WHERE email_key = 'ana@example.com'`)).toBe(1);
	});
});
