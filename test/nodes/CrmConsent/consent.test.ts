import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RecordJson } from '../../../engine/records/RecordJson';
import { objectOf } from '../../../nodes/shared/parameters';
import { itemsOf } from '../../harness';
import { byId, NODE, NodeHost } from '../shared/NodeHost';

const MAY_NOT = 1;

describe('CRM Consent', () => {
	let nodes: NodeHost;
	let campaign: RecordJson;

	beforeAll(async () => {
		nodes = await NodeHost.create();
		campaign = await nodes.record('campaign', { name: 'Spring' });
	});

	afterAll(async () => {
		await nodes.close();
	});

	const check = async (parameters: INodeParameters, items: INodeExecutionData[], node: Partial<INode> = {}) => await nodes.run('crmConsent', { operation: 'check', ...parameters }, { items, node });
	const set = async (parameters: INodeParameters, items: INodeExecutionData[] = itemsOf({}), node: Partial<INode> = {}) => await nodes.run('crmConsent', { operation: 'set', ...parameters }, { items, node });
	const lift = async (parameters: INodeParameters) => await nodes.run('crmConsent', { operation: 'lift', ...parameters });
	const reasons = (item: INodeExecutionData | undefined): unknown => objectOf(item?.json['consent'])['reasons'];

	test('X-08 splits items into may and may not be emailed, with every reason, and keeps what they carry', async () => {
		await set({ email: 'no@example.com', reason: 'by telephone' });
		const contact = await nodes.record('contact', { name: 'Own no', email: 'own@example.com' });
		await set({ subject: 'record', recordKind: 'contact', recordId: String(contact.id) });
		const items = itemsOf(
			{ email: 'yes@example.com', name: 'Yes' },
			{ email: 'NO@example.com' },
			{ email: 'bad@' },
			{ email: '' },
			{ kind: 'contact', id: contact.id },
			{ kind: 'contact', id: contact.id, email: 'no@example.com' },
		);
		const result = (await check({}, items)).expect('success');
		expect(result.json(NODE)).toEqual([{ email: 'yes@example.com', name: 'Yes', consent: { mayBeEmailed: true, address: 'yes@example.com' } }]);
		const mayNot = result.items(NODE, MAY_NOT);
		expect(mayNot.map(reasons)).toEqual([
			[{ reason: 'opted out', of: 'address', scope: 'all', scopeRef: '', source: 'user', since: expect.stringMatching(/^\d{4}-.*Z$/) }],
			[{ reason: 'malformed address' }],
			[{ reason: 'no address' }],
			[expect.objectContaining({ reason: 'opted out', of: 'record' })],
			[expect.objectContaining({ of: 'address' }), expect.objectContaining({ of: 'record' })],
		]);
		expect(mayNot.map((item) => item.pairedItem)).toEqual([1, 2, 3, 4, 5].map((item) => ({ item })));
		expect(result.hints.map((hint) => hint.message)).toEqual(['1 may be emailed, 5 may not']);
	});

	test('X-08 the address may lie in another field, also inside an object', async () => {
		const result = (await check({ emailField: 'person.mail' }, itemsOf({ person: { mail: 'yes@example.com' } }, { person: null }, { 'person.mail': 'dotted@example.com' }))).expect('success');
		expect(result.items(NODE)).toHaveLength(2);
		expect(reasons(result.items(NODE, MAY_NOT)[0])).toEqual([{ reason: 'no address' }]);
	});

	test('X-08 a no for one campaign counts where that campaign is asked about', async () => {
		await set({ email: 'spring@example.com', scope: 'campaign', scopeCampaign: byId(campaign.id) });
		const items = itemsOf({ email: 'spring@example.com' });
		expect((await check({}, items)).json(NODE)).toHaveLength(1);
		const asked = await check({ checkCampaign: byId(campaign.id) }, items);
		expect(asked.json(NODE)).toEqual([]);
		expect(reasons(asked.items(NODE, MAY_NOT)[0])).toMatchObject([{ scope: 'campaign', scopeRef: String(campaign.id) }]);
	});

	test('X-08 where the items name the campaign, each is asked about its own', async () => {
		const autumn = await nodes.record('campaign', { name: 'Autumn' });
		await set({ email: 'autumn@example.com', scope: 'campaign', scopeCampaign: byId(autumn.id) });
		const items = itemsOf(...[campaign.id, autumn.id, '', autumn.id].map((of, index) => ({ email: index === 3 ? 'all@example.com' : 'autumn@example.com', of, index })));
		const asked = (await check({ checkCampaign: byId('={{ $json.of }}') }, items)).expect('success');
		expect(asked.json(NODE).map(({ index }) => index)).toEqual([0, 2, 3]);
		expect(asked.json(NODE, MAY_NOT)).toMatchObject([{ index: 1, consent: { reasons: [{ scope: 'campaign', scopeRef: String(autumn.id) }] } }]);
		// One that can't be read, or is not there, keeps all of them back.
		expect((await check({ checkCampaign: byId('={{ $json.of }}') }, itemsOf({ email: 'a@example.com', of: autumn.id }, { email: 'b@example.com', of: 999 }))).error?.message).toBe('There is no campaign with id 999: it was deleted, or never existed.');
		expect((await check({ checkCampaign: byId('={{ $json.of }}') }, itemsOf({ email: 'a@example.com', of: 1 }, { email: 'b@example.com', of: 'x' }))).error?.message).toContain('Campaign');
	});

	test('X-08 checks as many items as there are', async () => {
		await set({ email: 'person7000@example.com' });
		const result = (await check({}, itemsOf(...Array.from({ length: 12_000 }, (_, index) => ({ email: `person${index}@example.com` }))))).expect('success');
		expect(result.items(NODE)).toHaveLength(11_999);
		expect(result.json(NODE, MAY_NOT)).toMatchObject([{ email: 'person7000@example.com' }]);
	});

	describe('X-08 fails closed: what can\'t be checked never goes on as "may be emailed"', () => {
		const items = itemsOf({ email: 'yes@example.com' });
		const broken = { checkCampaign: byId('={{ "spring" }}') };

		test('it stops', async () => {
			expect((await check(broken, items)).error).toMatchObject({ message: 'Campaign: "spring" is no ID.' });
		});

		test('where the workflow is to continue, all items leave as "may not", with the failure as reason', async () => {
			const result = (await check(broken, items, { onError: 'continueRegularOutput' })).expect('success');
			expect(result.items(NODE)).toEqual([]);
			expect(result.json(NODE, MAY_NOT)).toMatchObject([{ email: 'yes@example.com', consent: { mayBeEmailed: false, reasons: [{ reason: 'not checked', error: 'Campaign: "spring" is no ID.' }] } }]);
			expect(result.hints).toMatchObject([{ type: 'danger', message: expect.stringMatching(/^Nobody could be checked/) }]);
		});

		test('with an error output they leave there', async () => {
			const result = (await check(broken, items, { onError: 'continueErrorOutput' })).expect('success');
			expect([result.items(NODE), result.items(NODE, MAY_NOT)]).toEqual([[], []]);
			expect(result.json(NODE, 2)).toMatchObject([{ error: 'Campaign: "spring" is no ID.' }]);
		});
	});

	test('a no is lifted by a person with a reason, and not without', async () => {
		await set({ email: 'lift@example.com' });
		const without = await lift({ email: 'lift@example.com', reason: '={{ " " }}' });
		expect(without.error).toMatchObject({ message: 'A no can only be lifted with a reason.', description: expect.stringMatching(/\S/) });
		expect((await check({}, itemsOf({ email: 'lift@example.com' }))).json(NODE)).toEqual([]);
		const lifted = (await lift({ email: 'lift@example.com', reason: 'Wrote to us on 3 May' })).expect('success');
		expect(lifted.hints.map((hint) => hint.message)).toEqual(['1 lifted']);
		expect((await check({}, itemsOf({ email: 'lift@example.com' }))).json(NODE)).toHaveLength(1);
	});

	test('lifting a record\'s no says where the no of its address still stands, and both can be lifted together', async () => {
		const contact = await nodes.record('contact', { name: 'Two noes', email: 'twonoes@example.com' });
		const record = { subject: 'record', recordKind: 'contact', recordId: String(contact.id) };
		await set({ email: 'twonoes@example.com' });
		await set(record);
		const why = { reason: 'Wrote to us on 3 May' };
		const one = (await lift({ ...record, ...why })).expect('success');
		expect(one.json(NODE)).toMatchObject([{ decision: 'lift', mayBeEmailed: false, standing: [{ of: 'address', scope: 'all', source: 'user' }] }]);
		expect(one.hints).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringContaining('may still not be emailed: 1 no stands (of the address, all, user') }));
		expect((await check({}, itemsOf({ kind: 'contact', id: contact.id }))).json(NODE)).toEqual([]);
		const both = (await lift({ ...record, ...why, subject: 'both' })).expect('success');
		expect(both.json(NODE)).toMatchObject([{ mayBeEmailed: true }]);
		expect((await check({}, itemsOf({ kind: 'contact', id: contact.id }))).json(NODE)).toHaveLength(1);
	});

	test('X-07 an AI agent may write down a no, and never lift one', async () => {
		const no = await nodes.run('crmConsentTool', { operation: 'set', email: 'ai@example.com' });
		no.expect('success');
		const lifted = await nodes.run('crmConsentTool', { operation: 'lift', email: 'ai@example.com', reason: 'They asked me to' });
		expect(lifted.error).toMatchObject({ message: 'An AI agent may not lift a no.' });
		expect((await check({}, itemsOf({ email: 'ai@example.com' }))).json(NODE)).toEqual([]);
	});

	test('an item that can\'t be set goes to the error output, the others are set', async () => {
		const result = await set({ email: '={{ $json.email }}' }, itemsOf({ email: 'one@example.com' }, { email: 'none' }, { email: '' }), { onError: 'continueErrorOutput' });
		result.expect('success');
		expect(result.json(NODE)).toMatchObject([{ address: 'one@example.com', decision: 'no', scope: 'all' }]);
		expect(result.json(NODE, 1)).toMatchObject([{ error: '"none" is no email address.' }, { error: 'Email is empty.' }]);
	});

	test.each([
		['a kind that is not emailed', { subject: 'record', recordKind: '={{ "task" }}', recordId: '1' }, 'Records of kind "task" are not emailed.'],
		['a record id that is none', { subject: 'record', recordId: 'x' }, 'Record ID: "x" is no ID.'],
		['no campaign', { email: 'a@example.com', scope: 'campaign', scopeCampaign: byId('={{ "" }}') }, 'No Campaign is chosen.'],
		['a record that is gone', { subject: 'record', recordId: '999' }, 'There is no contact with id 999: it was deleted, or never existed.'],
		['a campaign that is gone', { email: 'a@example.com', scope: 'campaign', scopeCampaign: byId(999) }, 'There is no campaign with id 999: it was deleted, or never existed.'],
	])('bad input: %s is a clear error', async (_, parameters, message) => {
		expect((await set(parameters)).error).toMatchObject({ name: 'NodeOperationError', message, description: expect.stringMatching(/\S/) });
	});
});
