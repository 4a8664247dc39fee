import type { INodeExecutionData } from 'n8n-workflow';

import { createCustomField } from '../../../engine/records/customFields';
import { count } from '../../support/rows';
import { byId, NODE, STORES } from '../shared/NodeHost';
import { forgetRuns } from './forgetRuns';
import { JobNodes, ofJob } from './JobNodes';

describe.each(STORES)('CRM Job on %s', (dialect) => {
	let scene: JobNodes;
	let accounts: INodeExecutionData;

	beforeAll(async () => {
		scene = await JobNodes.create(dialect);
		accounts = await scene.accounts();
	});
	afterAll(async () => {
		await scene.nodes.close();
	});

	const owned = async (table: string, by: { readonly id: number }) => await count(scene.nodes.store, `SELECT COUNT(*) FROM ${table} WHERE assigned_user_id = ${by.id}`);
	const hints = async (operation: string, parameters = {}, items?: INodeExecutionData[]) => (await scene.run(operation, parameters, items)).expect('success').hints.map(({ message }) => message);

	test('VM-15 X-02 a dry run tells what would change by kind, with old and new; nothing is queued', async () => {
		const told = await scene.one('queueAssignment', { ...scene.assignment, options: { dryRun: true, onlyOpen: true, show: 2 } }, [accounts]);
		expect(told).toMatchObject({
			dryRun: true, found: 4, changed: 4, unchanged: 0, refused: 0, byKind: { account: { found: 1, changed: 1 }, contact: { found: 2, changed: 2 }, task: { found: 1, changed: 1 } }, selectionId: accounts.json['selectionId'],
		});
		expect(told['changes']).toMatchObject([{ kind: 'account', name: 'Acme', field: 'assigned_user_id', oldName: 'Jane', newName: 'Paul' }, { kind: 'contact', name: 'Ana' }]);
		expect(await hints('queueAssignment', { ...scene.assignment, options: { dryRun: true } }, [accounts])).toEqual(['Dry run, nothing was changed or queued: 5 changed']);
		expect(await scene.json('getMany')).toEqual([]);
	});

	test('VM-15 related kinds that an expression gives as a text go along as those of a list', async () => {
		const item = { json: { ...accounts.json, along: 'contact, task' } };
		expect(await scene.one('queueAssignment', { ...scene.assignment, related: '={{ $json.along }}', options: { dryRun: true } }, [item])).toMatchObject({ byKind: { account: { found: 1 }, contact: { found: 2 }, task: { found: 2 } } });
		expect((await scene.run('queueAssignment', { ...scene.assignment, related: 'contact, invoice', options: { dryRun: true } }, [item])).error).toMatchObject({ message: '"invoice" is no kind of related record.' });
	});

	test('VM-15 records that came in one by one are one selection: whoever meant a salesperson for each is told', async () => {
		const others = await Promise.all(['B', 'C'].map(async (name) => await scene.nodes.record('account', { name })));
		const items = others.map(({ id }, index) => ({ json: { kind: 'account', id, to: [scene.to.id, scene.from.id][index] ?? 0 } }));
		const hintsOf = async (assignTo: unknown, given: INodeExecutionData[]) => await hints('queueAssignment', { assignTo: byId(assignTo), related: [], options: { dryRun: true } }, given);
		const told = expect.stringMatching(/^2 items came in, which are one selection: each has the values of its first item\. .*Loop Over Items/);
		expect(await hintsOf('={{ $json.to }}', items)).toEqual([told, 'Dry run, nothing was changed or queued: 2 changed']);
		expect(await hintsOf('={{ $json.to }}', [accounts, accounts].map(({ json }) => ({ json: { ...json, to: scene.to.id } })))).toContainEqual(told);
		for (const [assignTo, given] of [[scene.to.id, items], ['={{ 0 + ' + String(scene.to.id) + ' }}', items], ['={{ $json.to }}', items.slice(0, 1)]] as const) {
			expect(await hintsOf(assignTo, [...given])).toEqual([expect.stringMatching(/^Dry run/)]);
		}
	});

	test('VM-15 whoever hands over to a user who is not active is told', async () => {
		const gone = await scene.nodes.record('user', { name: 'Gone', active: false });
		expect(await hints('queueAssignment', { assignTo: byId(gone.id), options: { dryRun: true } }, [accounts])).toEqual([expect.stringMatching(/^Dry run/), expect.stringMatching(/^Gone is not active, and has no tasks page: choose somebody else/)]);
	});

	test('VM-15 VM-17 queued, listed, run when due, with results record by record', async () => {
		const queued = await scene.one('queueAssignment', { ...scene.assignment, options: { onlyOpen: true } }, [accounts]);
		expect(queued).toMatchObject({
			jobId: expect.any(Number), name: 'Assign 1 account to Paul', state: 'queued', kind: 'assign', found: 0, runs: 0, queuedBefore: false, queuedBy: expect.stringMatching(/^Workflow "One crmJob", execution /),
			settings: { userId: scene.to.id, related: ['contact', 'task'], throughContacts: true, onlyOpen: true },
		});
		expect(await scene.json('getMany', { filters: { state: 'queued' } })).toMatchObject([{ jobId: queued['jobId'] }]);
		expect(await scene.json('runDue', { options: { dryRun: true, show: 1 } })).toMatchObject([{ dryRun: true, jobId: queued['jobId'], found: 4, changed: 4, changes: [{ name: 'Acme' }] }]);
		expect(await owned('contact', scene.to)).toBe(0);

		const [ran] = await scene.json('runDue');
		expect(ran).toMatchObject({ jobId: queued['jobId'], state: 'done', ending: 'done', found: 4, changed: 4, runs: 1, finishedAt: expect.stringMatching(/Z$/) });
		expect([await owned('account', scene.to), await owned('contact', scene.to), await owned('task', scene.to), await owned('task', scene.from)]).toEqual([1, 2, 1, 1]);
		expect(await scene.json('runDue')).toEqual([]);
		expect(await hints('runDue')).toEqual(['No job was due.']);

		const results = await scene.json('getResults', ofJob(queued));
		expect(results).toHaveLength(4);
		expect(results).toContainEqual(expect.objectContaining({ kind: 'task', name: 'Call Ana', outcome: 'changed', old: scene.from.id, oldName: 'Jane', new: scene.to.id, newName: 'Paul', jobId: queued['jobId'] }));
		expect(await scene.json('getResults', { ...ofJob(queued), outcome: 'refused' })).toEqual([]);
		const cut = await scene.run('getResults', { ...ofJob(queued), returnAll: false, limit: 1 });
		expect(cut.expect('success').json(NODE)).toMatchObject([{ search: { found: 4, returned: 1 } }]);
		expect(cut.hints).toMatchObject([{ message: expect.stringMatching(/^1 of 4/), type: 'warning' }]);
	});

	test('VM-16 a value is copied to related records; one record at a time is refused with its reason, and shown', async () => {
		await scene.nodes.store.run(createCustomField, { kind: 'contact', name: 'zone', label: 'Zone', type: 'option', options: [{ value: 'North', label: 'North' }] });
		const queued = await scene.one('queueCopy', { fromKind: 'account', fromField: 'city', toKind: 'contact', toField: 'custom.zone' }, [accounts]);
		expect(queued).toMatchObject({ kind: 'copy', name: 'Copy City of 1 account to Zone of its contacts' });
		expect(await scene.one('runNow', ofJob(queued))).toMatchObject({ state: 'done', found: 2, changed: 0, refused: 2 });
		expect(await scene.json('getResults', { ...ofJob(queued), outcome: 'refused' })).toMatchObject([{ name: 'Ana', error: expect.stringContaining('"Roma" is not one of its options'), sourceKind: 'account', sourceName: 'Acme' }, { name: 'Ben' }]);
		const city = await scene.one('queueCopy', { fromKind: 'account', fromField: 'city', toKind: 'contact', toField: 'city' }, [accounts]);
		expect(await scene.one('runNow', ofJob(city))).toMatchObject({ state: 'done', changed: 2 });
		expect(await count(scene.nodes.store, `SELECT COUNT(*) FROM contact WHERE city_f = 'roma'`)).toBe(2);
	});

	test('VM-17 planned for later, cancelled, run after all, deleted', async () => {
		const later = await scene.one('queueAssignment', { ...scene.assignment, options: { runAt: '2099-05-31T09:00:00', name: 'In the far future' } }, [accounts]);
		expect(later).toMatchObject({ name: 'In the far future', dueAt: '2099-05-31T07:00:00.000Z' });
		expect(await scene.json('runDue')).toEqual([]);
		expect(await scene.one('runNow', { ...ofJob(later), options: { dryRun: true } })).toMatchObject({ dryRun: true, jobId: later['jobId'], found: 5, changed: 1, changes: [{ name: 'Call Ben' }] });
		expect(await scene.one('cancel', ofJob(later))).toMatchObject({ state: 'cancelled' });
		expect(await scene.one('runNow', ofJob(later))).toMatchObject({ state: 'done' });
		expect((await scene.run('cancel', ofJob(later))).error).toMatchObject({ message: expect.stringContaining('is done: there is nothing to cancel') });
		expect(await scene.json('getMany', { filters: { search: 'far future', state: 'done', kind: 'assign' } })).toHaveLength(1);
		expect(await scene.one('delete', ofJob(later))).toEqual({ deleted: true, jobId: later['jobId'], name: 'In the far future' });
		expect((await scene.run('delete', ofJob(later))).error).toMatchObject({ message: `There is no job ${Number(later['jobId'])}: it was deleted, or never existed.` });
	});

	test('VM-17 whoever queues and nobody runs is warned; not where a schedule has run, or a node does afterwards', async () => {
		await scene.nodes.store.run(forgetRuns, null);
		expect(await hints('queueAssignment', scene.assignment, [accounts])).toEqual([expect.stringMatching(/^Queued: /), expect.stringContaining('Nobody has run due jobs')]);
		await scene.json('runDue');
		expect(await hints('queueAssignment', scene.assignment, [accounts])).toEqual([expect.stringMatching(/^Queued: /)]);
		await scene.json('runDue');
	});
});
