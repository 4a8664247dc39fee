import type { INode, INodeParameters } from 'n8n-workflow';

import { processChunk } from '../../../engine/campaigns/processChunk';
import type { Transaction } from '../../../engine/store/Transaction';
import { itemsOf } from '../../harness';
import { count } from '../../support/rows';
import { NODE, STORES } from '../shared/NodeHost';
import { CampaignNodes } from './CampaignNodes';

const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };

describe.each(STORES)('CRM Campaign on %s with Retry On Fail', (dialect) => {
	let scene: CampaignNodes;
	let items: ReturnType<typeof itemsOf>;

	beforeAll(async () => {
		scene = await CampaignNodes.create(dialect);
	});
	beforeEach(async () => {
		const made = [await scene.nodes.record('contact', { name: 'One' }), await scene.nodes.record('contact', { name: 'Two' })];
		items = itemsOf(...made.map(({ id }) => ({ kind: 'contact', id })));
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});
	afterAll(async () => {
		await scene.nodes.close();
	});

	/** The first attempt gets no answer to a transaction of this name (the first, or a later one), although it was committed. */
	const firstAnswerLost = (name: string, lost: number = 1) => {
		const { store } = scene.nodes;
		const run = store.run.bind(store);
		const seen: string[] = [];
		jest.spyOn(store, 'run').mockImplementation(async <Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> => {
			const result = await run(transaction, input);
			seen.push(transaction.name);
			if (transaction.name === name && seen.filter((one) => one === name).length === lost) throw new Error('The answer was lost.');
			return result;
		});
		return seen;
	};
	const made = async () => ({
		tasks: await count(scene.nodes.store, 'SELECT COUNT(*) FROM task'),
		selections: await count(scene.nodes.store, 'SELECT COUNT(*) FROM selection'),
		runs: await count(scene.nodes.store, 'SELECT COUNT(*) FROM process_run'),
	});
	const more = (before: Awaited<ReturnType<typeof made>>, after: Awaited<ReturnType<typeof made>>) => ({
		tasks: after.tasks - before.tasks, selections: after.selections - before.selections, runs: after.runs - before.runs,
	});

	test.each<[string, INodeParameters]>([
		[processChunk.name, {}],
		[processChunk.name, { options: { createAgain: true } }],
		[processChunk.name, { generalParameters: { dateAt: '={{ $now }}' } }],
		['selections.buildFromRecords', {}],
		['campaigns.beginRun', { options: { createAgain: true } }],
	])('X-03 an attempt whose %s got no answer is resumed by the next: one selection, one run, one task a record (%j)', async (name, parameters) => {
		const seen = firstAnswerLost(name);
		const before = await made();
		const result = (await scene.run('tasks', parameters, items, RETRY)).expect('success');
		expect(seen.filter((one) => one === 'selections.findAsked')).toHaveLength(2);
		expect(result.json(NODE)).toMatchObject([{ selected: 2, done: 2 }]);
		expect(more(before, await made())).toEqual({ tasks: 2, selections: 1, runs: 1 });
	});

	test.each(['each', 'together'])('X-03 events (%s) that start "now": an attempt that got no answer is resumed by the next, whose "now" is another', async (attendance) => {
		const events = () => count(scene.nodes.store, 'SELECT COUNT(*) FROM event');
		firstAnswerLost(processChunk.name);
		const before = await events();
		const result = (await scene.run('events', { attendance, eventStart: '={{ $now }}', generalParameters: { reference: 'Call' } }, items, RETRY)).expect('success');
		expect(result.json(NODE)).toMatchObject([{ selected: 2, done: 2 }]);
		expect((await events()) - before).toBe(attendance === 'each' ? 2 : 1);
	});

	test('X-03 an edit whose answer was lost is resumed by the next attempt, with exact counts', async () => {
		firstAnswerLost(processChunk.name);
		const edits = { contact: [{ field: 'city', clear: false, value: 'Roma' }], lead: [{ field: 'city', clear: false, value: 'Roma' }] };
		const result = (await scene.run('edit', { edits }, items, RETRY)).expect('success');
		expect(result.json(NODE)).toMatchObject([{ selected: 2, done: 2 }]);
	});

	test.each([1, 2])('X-03 records and a selection that items ask for on several days: where answer %i was lost the retry finds what each had begun', async (lost) => {
		const [one, two] = items;
		const selection = await scene.select({ contact: [{ all: { condition: [{ field: 'id', operator: 'is', value: String(Number(one?.json['id'])) }] } }] });
		const asked = [selection, selection, one, two].flatMap((item, index) => (item ? [{ json: { ...item.json, days: index } }] : []));
		firstAnswerLost(processChunk.name, lost);
		const before = await made();
		const result = (await scene.run('tasks', { generalParameters: { dateAt: '={{ $now.plus({ days: $json.days }) }}' } }, asked, RETRY)).expect('success');
		expect(result.json(NODE).map(({ done }) => done)).toEqual([1, 1, 1, 1]);
		expect(more(before, await made())).toEqual({ tasks: 4, selections: 2, runs: 4 });
	});

	test('the same records in another execution, and in the next turn of a loop, are asked for anew', async () => {
		let before = await made();
		await scene.process('tasks', {}, ...items);
		await scene.process('tasks', {}, ...items);
		expect(more(before, await made())).toEqual({ tasks: 4, selections: 2, runs: 2 });

		const [item] = items;
		before = await made();
		const looped = await scene.nodes.host.run(
			{
				name: 'Twice the same record',
				nodes: [
					{ id: '0', name: 'Begin', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} },
					{ id: '1', name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3, position: [0, 0], parameters: { batchSize: 1 } },
					{ id: '2', name: 'Tasks', type: 'n8n-nodes-crm-campaigns.crmCampaign', typeVersion: 1, position: [0, 0], parameters: { operation: 'tasks' } },
				],
				connections: {
					Begin: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
					Loop: { main: [[], [{ node: 'Tasks', type: 'main', index: 0 }]] },
					Tasks: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
				},
			},
			{ startNode: 'Begin', inputItems: item ? [item, item] : [], credentials: scene.nodes.credentials },
		);
		looped.expect('success');
		expect(more(before, await made())).toEqual({ tasks: 2, selections: 2, runs: 2 });
	});
});
