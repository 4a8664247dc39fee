import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { setSelectionState } from '../../../engine/selections/selectionState';
import type { Transaction } from '../../../engine/store/Transaction';
import { itemsOf } from '../../harness';
import { count } from '../../support/rows';
import { byId, NODE } from '../shared/NodeHost';
import { JobNodes, ofJob } from './JobNodes';

describe('CRM Job: what it refuses, and how', () => {
	let scene: JobNodes;
	let accounts: INodeExecutionData;

	beforeAll(async () => {
		scene = await JobNodes.create();
		accounts = await scene.accounts();
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});
	afterAll(async () => {
		await scene.nodes.close();
	});

	const jobs = async () => await count(scene.nodes.store, 'SELECT COUNT(*) FROM job');

	test.each<[string, string, () => INodeParameters, RegExp]>([
		['nobody to assign to', 'queueAssignment', () => ({ assignTo: byId('={{ $json.none }}') }), /^No Assign To is chosen/],
		['a user there is not', 'queueAssignment', () => ({ assignTo: byId(999) }), /^There is no user 999/],
		['a kind that is none', 'queueAssignment', () => ({ ...scene.assignment, related: ['invoice'] }), /"invoice" is no kind of related record/],
		['no field to copy', 'queueCopy', () => ({ fromField: '={{ $json.none }}', toField: 'city' }), /^No From Field is chosen/],
		['a field kept by the engine', 'queueCopy', () => ({ fromField: 'name', toKind: 'contact', toField: 'created_at' }), /is kept by the engine/],
		['types that don\'t fit', 'queueCopy', () => ({ fromField: 'city', toKind: 'contact', toField: 'birthday' }), /can't be copied into/],
		['consent', 'queueCopy', () => ({ fromField: 'do_not_email', toKind: 'contact', toField: 'description' }), /kept in the consent ledger/],
	])('VM-17 %s: says so and queues nothing, also as a dry run', async (_what, operation, parameters, message) => {
		const before = await jobs();
		for (const options of [{}, { dryRun: true }]) {
			const refused = await scene.run(operation, { ...parameters(), options }, [accounts]);
			expect(refused.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringMatching(message), description: expect.stringMatching(/\S/) });
		}
		expect(await jobs()).toBe(before);
	});

	test('VM-17 a time that is none', async () => {
		const refused = await scene.run('queueAssignment', { ...scene.assignment, options: { runAt: 'soon' } }, [accounts]);
		expect(refused.error).toMatchObject({ message: expect.stringContaining('"soon" is no date and time'), description: expect.stringMatching(/2026/) });
	});

	test('VM-17 what is refused never goes on along the regular output, whatever the node\'s settings', async () => {
		const result = await scene.run('queueAssignment', { assignTo: byId(999) }, [accounts], { onError: 'continueRegularOutput' });
		expect(result.expect('success').json(NODE)).toEqual([]);
		expect(result.hints).toMatchObject([{ message: expect.stringContaining('Nothing was processed') }]);
	});

	test('VM-17 a job that fails makes Run Now fail with its reason, and Run Due hand on an item', async () => {
		const selection = await scene.accounts();
		const failing = await scene.one('queueAssignment', scene.assignment, [selection]);
		await setSelectionState(scene.nodes.store, Number(selection.json['selectionId']), 'in_review');
		const [ran] = await scene.json('runDue');
		expect(ran).toMatchObject({ jobId: failing['jobId'], state: 'failed', ending: 'failed', error: expect.stringContaining('is in review'), details: expect.stringContaining('CRM Review') });
		expect((await scene.run('runNow', ofJob(failing))).error).toMatchObject({ message: expect.stringContaining('failed: Selection'), description: expect.stringContaining('CRM Review') });
	});

	test('VM-17 X-03 Retry On Fail queues a job once, also where the answer was lost', async () => {
		const { store } = scene.nodes;
		const run = store.run.bind(store);
		let lost = false;
		jest.spyOn(store, 'run').mockImplementation(async <Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> => {
			const result = await run(transaction, input);
			if (transaction.name === 'jobs.queue' && !lost) {
				lost = true;
				throw new Error('The answer was lost.');
			}
			return result;
		});
		const before = await jobs();
		const result = (await scene.run('queueAssignment', scene.assignment, itemsOf({ kind: 'account', id: scene.account.id }), { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 })).expect('success');
		expect(result.json(NODE)).toMatchObject([{ queuedBefore: true, state: 'queued' }]);
		expect(await jobs()).toBe(before + 1);
	});

	test('X-07 an AI agent queues for a confirmed selection only; it never runs out of turn, cancels or deletes', async () => {
		const ask = async (operation: string, parameters: INodeParameters) => await scene.nodes.run('crmJobTool', { operation, ...parameters }, { items: itemsOf({}) });
		const selection = await scene.accounts();
		const selectionId = String(Number(selection.json['selectionId']));
		expect((await ask('queueAssignment', { ...scene.assignment, selectionId })).error?.message).toContain('was not confirmed by a person');
		await setSelectionState(scene.nodes.store, Number(selectionId), 'in_review');
		await setSelectionState(scene.nodes.store, Number(selectionId), 'confirmed');
		const [queued] = (await ask('queueAssignment', { ...scene.assignment, selectionId })).expect('success').json(NODE);
		expect(queued).toMatchObject({ state: 'queued' });
		for (const operation of ['runNow', 'cancel', 'delete']) expect((await ask(operation, ofJob(queued ?? {}))).error?.message).toMatch(/^An AI agent may not/);
		expect((await ask('getMany', {})).expect('success').json(NODE)).toContainEqual(expect.objectContaining({ jobId: queued?.['jobId'], state: 'queued' }));
	});

	test('VM-16 the lists offer what fits: related kinds, and fields that take the value and may be written', async () => {
		const load = async (method: string, parameters: INodeParameters) => {
			const options = await scene.nodes.nodeType('crmJob').methods?.loadOptions?.[method]?.call(scene.nodes.loadOptions('crmJob', { operation: 'queueCopy', ...parameters }));
			return options?.map(({ value }) => value) ?? [];
		};
		expect(await load('copyTargetKinds', { fromKind: 'account' })).toEqual(['activity', 'contact', 'event', 'message', 'opportunity', 'task']);
		expect(await load('copyTargetKinds', { fromKind: 'opportunity' })).toEqual(['task']);
		expect(await load('copySources', { fromKind: 'account' })).not.toContain('do_not_email');
		expect(await load('copyTargets', { fromKind: 'account', fromField: 'assigned_user_id', toKind: 'contact' })).toEqual(['assigned_user_id']);
		const texts = await load('copyTargets', { fromKind: 'account', fromField: 'city', toKind: 'contact' });
		expect(texts).toEqual(expect.arrayContaining(['city', 'description', 'phone']));
		expect(texts).not.toEqual(expect.arrayContaining(['external_id']));
		expect(texts).not.toEqual(expect.arrayContaining(['birthday']));
		const { results } = (await scene.nodes.nodeType('crmJob').methods?.listSearch?.['searchJobs']?.call(scene.nodes.loadOptions('crmJob'), 'assign')) ?? { results: [] };
		expect(results.length).toBeGreaterThan(0);
		expect(results[0]?.name).toMatch(/^Assign 1 account to Paul \(#\d+, \w+\)$/);
	});
});
