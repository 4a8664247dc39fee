import type { INode } from 'n8n-workflow';

import type { Transaction } from '../../../engine/store/Transaction';
import { count } from '../../support/rows';
import { NODE, NodeHost, STORES } from '../shared/NodeHost';
import { search } from '../shared/tabs';

const RETRY: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
const ALL = search({ contact: [{ allRecords: true }] });

describe.each(STORES)('CRM Segment on %s with Retry On Fail', (dialect) => {
	let nodes: NodeHost;

	beforeAll(async () => {
		nodes = await NodeHost.create(dialect);
		for (const name of ['Ann', 'Bob']) await nodes.record('contact', { name });
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});
	afterAll(async () => {
		await nodes.close();
	});

	const selections = () => count(nodes.store, 'SELECT COUNT(*) FROM selection');

	test.each(['selections.build', 'selections.count'])('X-03 a search whose %s got no answer finds its own selection again', async (name) => {
		const run = nodes.store.run.bind(nodes.store);
		let times = 0;
		jest.spyOn(nodes.store, 'run').mockImplementation(async <Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> => {
			const result = await run(transaction, input);
			if (transaction.name === name && ++times === 1) throw new Error('The answer was lost.');
			return result;
		});
		const before = await selections();
		const result = (await nodes.run('crmSegment', ALL, { node: RETRY })).expect('success');
		expect(times).toBeGreaterThan(0);
		expect(result.json(NODE)).toMatchObject([{ count: 2, byKind: { contact: 2 } }]);
		expect(await selections()).toBe(before + 1);
	});

	test('the same search in another execution finds what there is then', async () => {
		const first = await nodes.one('crmSegment', ALL);
		await nodes.record('contact', { name: 'Later' });
		const second = await nodes.one('crmSegment', ALL);
		expect([second['selectionId'] === first['selectionId'], Number(second['count'])]).toEqual([false, Number(first['count']) + 1]);
	});

	test('a search by an agent is nobody\'s retry: asked twice in one execution it finds what there is each time', async () => {
		const keyed = () => count(nodes.store, 'SELECT COUNT(*) FROM selection WHERE origin_key IS NOT NULL');
		const before = await keyed();
		(await nodes.run('crmSegmentTool', ALL)).expect('success');
		expect(await keyed()).toBe(before);
		(await nodes.run('crmSegment', ALL)).expect('success');
		expect(await keyed()).toBe(before + 1);
	});
});
