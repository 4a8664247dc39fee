import type { INodeExecutionData } from 'n8n-workflow';

import { setSelectionState } from '../../../engine/selections/selectionState';
import { itemsOf } from '../../harness';
import { byId, NODE } from '../shared/NodeHost';
import { records } from '../shared/tabs';
import { CampaignNodes } from './CampaignNodes';

const ALL_CONTACTS = { contact: [{ allRecords: true }] };

describe('CRM Campaign: what it refuses', () => {
	let scene: CampaignNodes;
	let selection: INodeExecutionData;

	beforeAll(async () => {
		scene = await CampaignNodes.create();
		for (const number of [1, 2, 3]) await scene.nodes.record('contact', { name: `Person ${number}`, email: `p${number}@example.com` });
		selection = await scene.select(ALL_CONTACTS);
	});

	afterAll(async () => {
		await scene.nodes.close();
	});

	const refusal = async (operation: string, parameters: Parameters<CampaignNodes['run']>[1], items: INodeExecutionData[] = [selection]) => {
		const before = [await scene.all('task'), await scene.all('message'), await scene.all('opportunity')].map((all) => all.length);
		const result = await scene.run(operation, parameters, items);
		expect([await scene.all('task'), await scene.all('message'), await scene.all('opportunity')].map((all) => all.length)).toEqual(before);
		expect(result.status).toBe('error');
		expect(result.error).toMatchObject({ name: 'NodeOperationError', description: expect.stringMatching(/\S/) });
		return result.error?.message;
	};

	test('the first 50 records of more, unless Only These is ticked', async () => {
		const cut = itemsOf(...(await scene.nodes.json('crmSegment', records(ALL_CONTACTS, { returnAll: false, limit: 2 }))));
		expect(await refusal('tasks', {}, cut)).toBe('These are 2 of 3 records that the search found.');
		expect(await scene.process('tasks', { options: { onlyThese: true } }, ...cut)).toMatchObject({ selected: 2, done: 2 });
	});

	test.each([
		['items that are neither a selection nor a record', [{ name: 'Ana' }], 'Item 0 is neither a selection nor a record'],
		['a selection without its store', [{ selectionId: 1 }], 'was made in another store'],
		['a selection of another store', [{ selectionId: 1, storeId: 'elsewhere' }], 'was made in another store (elsewhere)'],
		['records of another store', [{ kind: 'contact', id: 1, search: { storeId: 'elsewhere', found: 1, returned: 1 } }], 'were found in another store (elsewhere)'],
		['a selection id that is none', [{ selectionId: 'all', storeId: 'x' }], 'names no selection: its selectionId is "all"'],
		['a kind that can\'t be selected', [{ kind: 'campaign', id: 1 }], 'its kind is "campaign"'],
		['a record without an id', [{ kind: 'contact', id: 'x' }], 'has no id of a record'],
	])('%s', async (_, items, message) => {
		expect(await refusal('tasks', {}, itemsOf(...items))).toContain(message);
	});

	test('an unknown selection', async () => {
		expect(await refusal('tasks', {}, itemsOf({ selectionId: 999_999, storeId: scene.nodes.store.id }))).toContain('There is no selection 999999');
	});

	test.each([
		['a template that an expression leaves empty', 'messages', { template: byId('={{ $json.none }}') }, 'No Template is chosen.'],
		['a template that is gone', 'messages', { template: byId(999) }, '999'],
		['a campaign that is gone', 'campaignLink', { generalParameters: { campaign: byId(999) } }, 'Campaign 999 does not exist, or not any more.'],
		['a salesperson that there is not', 'tasks', { assignTo: 'user', salesperson: byId(999) }, 'There is no user 999.'],
		['nobody to share out among', 'tasks', { assignTo: 'shared', salespeople: '={{ [] }}' }, 'Nobody was chosen'],
		['an assignment that there is not', 'tasks', { assignTo: 'everybody' }, 'Nothing can be assigned to "everybody".'],
		['a task\'s status that there is not', 'tasks', { taskStatus: '={{ "finished" }}' }, 'Task, field "status" (Status): "finished" is not one of its options.'],
		['a task\'s type that an expression leaves empty', 'tasks', { taskType: '={{ $json.none }}' }, 'Task: Type is empty.'],
		['a stage that an expression leaves empty', 'opportunities', { stage: '={{ "" }}' }, 'Opportunity: Stage is empty.'],
		['an amount that is none', 'opportunities', { opportunityFields: { amount: '={{ "much" }}' } }, 'Amount: much is not possible.'],
		['a close date that is none', 'opportunities', { opportunityFields: { closeDate: '2026-13-45' } }, 'Close Date: "2026-13-45" is no date.'],
		['a date that is none', 'tasks', { generalParameters: { dateAt: 'soon' } }, 'Date and Time: "soon" is no date and time.'],
	])('%s, with nothing created', async (_, operation, parameters, message) => {
		expect(await refusal(operation, parameters)).toContain(message);
	});

	test('messages without a campaign', async () => {
		const without = await scene.select(ALL_CONTACTS, {});
		expect(await refusal('messages', { template: byId(scene.template.id) }, [without])).toContain('Messages need a campaign');
	});

	test('a campaign deleted between search and process', async () => {
		const gone = await scene.nodes.record('campaign', { name: 'Gone soon' });
		const of = await scene.select(ALL_CONTACTS, { campaign: byId(gone.id) });
		(await scene.nodes.host.run({
			name: 'Delete',
			nodes: [{ id: '1', name: 'Delete', type: 'n8n-nodes-crm-campaigns.crmRecord', typeVersion: 1, position: [0, 0], parameters: { resource: 'record', operation: 'delete', kind: 'campaign', recordId: byId(gone.id) } }],
			connections: {},
		}, { startNode: 'Delete' })).expect('success');
		expect(await refusal('campaignLink', {}, [of])).toBe(`Campaign ${gone.id} does not exist, or not any more.`);
	});

	test('a selection that must be confirmed: by the search, or by its campaign', async () => {
		const asked = await scene.select(ALL_CONTACTS, {}, { requireConfirmation: true });
		expect(await refusal('tasks', {}, [asked])).toContain('was not confirmed, and the search asks for it');
		const careful = await scene.nodes.record('campaign', { name: 'Careful', require_confirmation: true });
		const inCareful = await scene.select(ALL_CONTACTS, { campaign: byId(careful.id) });
		expect(await refusal('tasks', {}, [inCareful])).toContain('its campaign asks for it');
	});

	test('a selection in review, and one that was rejected', async () => {
		const { json } = await scene.select(ALL_CONTACTS);
		await setSelectionState(scene.nodes.store, Number(json['selectionId']), 'in_review');
		expect(await refusal('tasks', {}, [{ json }])).toContain('is in review');
		await setSelectionState(scene.nodes.store, Number(json['selectionId']), 'rejected');
		expect(await refusal('tasks', {}, [{ json }])).toContain('was rejected in review');
	});

	describe('with "continue on error"', () => {
		const bad = itemsOf({ selectionId: 999_999, storeId: 'x' });

		test('nothing goes on along the regular path, and a hint says why', async () => {
			const result = (await scene.run('tasks', {}, bad, { onError: 'continueRegularOutput' })).expect('success');
			expect(result.json(NODE)).toEqual([]);
			expect(result.hints).toMatchObject([{ type: 'danger', message: expect.stringMatching(/^Nothing was processed, so nothing goes on from here: .*another store/) }]);
		});

		test('nor does it with the old setting "continue on fail"', async () => {
			const result = await scene.run('tasks', {}, bad, { continueOnFail: true });
			expect(result.json(NODE)).toEqual([]);
		});

		test('the error goes to the error output, where the user asked for that', async () => {
			const result = (await scene.run('tasks', {}, bad, { onError: 'continueErrorOutput' })).expect('success');
			expect(result.json(NODE)).toEqual([]);
			expect(result.json(NODE, 1)).toMatchObject([{ error: expect.stringContaining('another store'), message: expect.stringMatching(/another store .* Choose the same CRM Store credential in both nodes\.$/) }]);
		});
	});

	describe('with "continue on error", of several selections one that fails leaves the others their turn', () => {
		const bad = itemsOf({ selectionId: 999_999, storeId: 'x' });

		test('and goes to the error output, where the user asked for that', async () => {
			const good = await scene.select(ALL_CONTACTS);
			const result = (await scene.run('tasks', {}, [...bad, good], { onError: 'continueErrorOutput' })).expect('success');
			expect(result.items(NODE)).toMatchObject([{ json: { done: 3 }, pairedItem: { item: 1 } }]);
			expect(result.items(NODE, 1)).toMatchObject([{ json: { error: expect.stringContaining('another store') }, pairedItem: { item: 0 } }]);
		});

		test('or to nowhere, and a hint says so', async () => {
			const good = await scene.select(ALL_CONTACTS);
			const result = (await scene.run('tasks', {}, [...bad, good], { onError: 'continueRegularOutput' })).expect('success');
			expect(result.json(NODE)).toMatchObject([{ done: 3 }]);
			expect(result.hints).toContainEqual(expect.objectContaining({ type: 'danger', message: expect.stringMatching(/^The selection of item 0 was not processed, so it no longer goes on from here: .*another store/) }));
		});

		test('an item that asks for what there is not is refused before anything is done, and named', async () => {
			const good = await scene.select(ALL_CONTACTS);
			const items = [{ json: { ...good.json, status: 'Completed' } }, { json: { ...good.json, status: 'finished' } }];
			const before = (await scene.all('task')).length;
			const result = (await scene.run('tasks', { taskStatus: '={{ $json.status }}' }, items, { onError: 'continueErrorOutput' })).expect('success');
			expect(result.items(NODE, 1)).toMatchObject([{ json: { error: expect.stringContaining('"finished" is not one of its options') }, pairedItem: { item: 1 } }]);
			expect(result.json(NODE)).toEqual([]);
			expect(await scene.all('task')).toHaveLength(before);
		});
	});

	describe('X-07 to an AI agent', () => {
		const byAi = (parameters: Parameters<CampaignNodes['run']>[1]) => scene.nodes.run('crmCampaignTool', { operation: 'tasks', ...parameters }, { items: itemsOf({ query: 'go on' }) });

		test('a selection that no person confirmed', async () => {
			const result = await byAi({ selectionId: '={{ 1 }}' });
			expect(result.error).toMatchObject({ message: 'Selection 1 was not confirmed by a person: an AI agent may not process it.' });
		});

		test('and nothing else: a confirmed one is processed', async () => {
			const { json } = await scene.select(ALL_CONTACTS);
			await setSelectionState(scene.nodes.store, Number(json['selectionId']), 'in_review');
			await setSelectionState(scene.nodes.store, Number(json['selectionId']), 'confirmed', { by: 'Pat', note: null, at: Date.now() });
			const result = (await byAi({ selectionId: String(Number(json['selectionId'])) })).expect('success');
			expect(result.json(NODE)).toMatchObject([{ selected: 3, done: 3 }]);
		});

		test('records named one by one, and no selection at all', async () => {
			const result = await scene.nodes.run('crmCampaignTool', { operation: 'tasks', selectionId: '={{ $json.none }}' }, { items: itemsOf({ kind: 'contact', id: 1 }) });
			expect(result.error).toMatchObject({ message: 'No Selection ID is chosen.' });
		});

		test('whether a campaign requires confirmation', async () => {
			const parameters = { resource: 'campaign', operation: 'saveCampaign', campaignName: 'Careful', campaignFields: { require_confirmation: false } };
			const result = await scene.nodes.run('crmCampaignTool', parameters);
			expect(result.error?.message).toContain('may not decide whether a campaign requires confirmation');
		});
	});
});
