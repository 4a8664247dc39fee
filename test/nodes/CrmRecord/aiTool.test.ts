import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../../harness';
import { operationsByResource } from '../../../nodes/CrmRecord/actions/operations';
import { AUTO, byId, mapped, NODE, RecordHost } from './recordHost';

describe('X-07 CRM Record as a tool of an AI agent', () => {
	let host: RecordHost;
	const made: Record<string, IDataObject> = {};

	beforeAll(async () => {
		host = await RecordHost.create();
		made['contact'] = await host.create('contact', { name: 'Ana', email: 'ana@example.com', do_not_email: true });
		made['campaign'] = await host.create('campaign', { name: 'Careful', require_confirmation: true });
		made['template'] = await host.create('template', { name: 'Offer', subject: 'Hello', html: '<p>Hello</p>' });
		made['user'] = await host.create('user', { name: 'Pat', email: 'pat@example.com' });
	});

	afterAll(async () => {
		await host.close();
	});

	const write = (operation: string, kind: string, values: INodeParameters, more: INodeParameters = {}) => ({ operation, kind, fields: mapped(values), ...more });
	const idOf = (kind: string) => ({ recordId: byId(made[kind]?.['id']) });
	const get = async (kind: string) => (await host.json({ operation: 'get', kind, ...idOf(kind) }))[0];

	test('reads, and creates and updates single records', async () => {
		expect((await host.byAi({ operation: 'find', kind: 'contact' })).expect('success').json(NODE)).toMatchObject([{ name: 'Ana' }]);
		expect((await host.byAi({ operation: 'get', kind: 'user', ...idOf('user') })).expect('success').json(NODE)).toMatchObject([{ name: 'Pat' }]);
		expect((await host.byAi({ resource: 'savedFilter', operation: 'list' })).expect('success').json(NODE)).toMatchObject([{ name: 'Bad addresses' }]);
		expect((await host.byAi(write('create', 'lead', { name: 'Lea' }))).expect('success').json(NODE)).toMatchObject([{ name: 'Lea' }]);
		expect((await host.byAi(write('update', 'contact', { city: 'Oslo' }, idOf('contact')))).expect('success').json(NODE)).toMatchObject([{ city: 'Oslo' }]);
		expect((await host.byAi(write('upsert', 'campaign', { name: 'Careful', status: 'Active' }))).expect('success').json(NODE)).toMatchObject([{ status: 'Active', require_confirmation: true }]);
		expect((await host.byAi(write('create', 'template', { name: 'Another', subject: 'x', html: 'x' }))).expect('success').json(NODE)).toMatchObject([{ name: 'Another' }]);
	});

	test('never lifts a no', async () => {
		(await host.byAi(write('update', 'contact', { do_not_email: false, city: 'Rome' }, idOf('contact')))).expect('success');
		expect(await get('contact')).toMatchObject({ city: 'Rome', do_not_email: true });
	});

	test.each<[string, INodeParameters]>([
		['a user', write('create', 'user', { name: 'Eve' })],
		['a user that is there', write('upsert', 'user', { name: 'Pat', email: 'eve@example.com' })],
		['a template that is there', write('upsert', 'template', { name: 'Offer', subject: 'Buy' })],
		['a template by its id', write('update', 'template', { subject: 'Buy' }, { recordId: byId(1) })],
		['whether a campaign requires confirmation', write('upsert', 'campaign', { name: 'Careful', require_confirmation: false })],
		['a template by its own operation', { resource: 'template', operation: 'upsert', templateName: 'Offer', subject: 'Buy', html: 'Buy' }],
	])('does not write %s', async (_, parameters) => {
		const before = [await get('user'), await get('template'), await get('campaign')];
		expect((await host.byAi(parameters)).error).toMatchObject({ message: expect.stringMatching(/^An AI agent may not/), description: expect.stringMatching(/person|by hand/) });
		expect([await get('user'), await get('template'), await get('campaign')]).toEqual(before);
		expect(await host.json({ operation: 'find', kind: 'user' })).toHaveLength(1);
	});

	test('nor by fields of an item mapped automatically', async () => {
		const result = await host.byAi({ operation: 'upsert', kind: 'campaign', fields: AUTO }, itemsOf({ name: 'Careful', require_confirmation: false }));
		expect(result.error?.message).toContain('may not decide whether a campaign requires confirmation');
	});

	/** All there are, so that one of a later version is refused until somebody decides about it. */
	const allowed = ['customField/list', 'record/create', 'record/find', 'record/get', 'record/getRelated', 'record/update', 'record/upsert', 'savedFilter/get', 'savedFilter/list', 'template/check', 'template/preview'];
	const refused = Object.entries(operationsByResource)
		.flatMap(([resource, operations]) => Object.keys(operations).map((operation) => `${resource}/${operation}`))
		.filter((name) => !allowed.includes(name));

	test.each(refused)('does not carry out %s, and says what to do', async (name) => {
		const [resource = '', operation = ''] = name.split('/');
		const filledIn = { fieldName: 'size', customField: 'size', templateName: 'x', subject: 'x', html: 'x', messageId: byId(1), filter: byId(1) };
		const result = await host.byAi({ resource, operation, kind: 'contact', source: 'items', ...idOf('contact'), ...filledIn }, itemsOf({ name: 'New' }));
		expect(result.error).toMatchObject({ message: `An AI agent may not do this: ${resource}, ${operation}.`, description: expect.stringContaining('person') });
		expect(await host.json({ operation: 'find', kind: 'contact' })).toHaveLength(1);
	});

	test('what is refused is most of what can\'t be taken back', () => {
		expect(refused).toEqual(expect.arrayContaining(['record/delete', 'record/import', 'record/recordEvent', 'customField/create', 'customField/delete', 'savedFilter/delete', 'template/upsert']));
	});
});
