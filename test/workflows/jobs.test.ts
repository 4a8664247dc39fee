import type { RecordJson } from '../../engine/records/RecordJson';
import { queueJob } from '../../engine/jobs/queueJob';
import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import { createSelection } from '../../engine/selections/createSelection';
import { setSelectionState } from '../../engine/selections/selectionState';
import { itemsOf } from '../harness';
import { parametersOf, Shipped, shipped } from './Shipped';

describe('13 and 14: jobs', () => {
	let workflows: Shipped;
	let jane: RecordJson;
	let paul: RecordJson;

	beforeEach(async () => {
		workflows = await Shipped.create();
		jane = await workflows.create('user', { name: 'Jane' });
		paul = await workflows.create('user', { name: 'Paul' });
		const own = { assigned_user_id: jane.id };
		const account = await workflows.create('account', { name: 'Acme', ...own });
		await workflows.create('account', { name: 'Another\'s', assigned_user_id: paul.id });
		const contact = await workflows.create('contact', { name: 'Ana', account_id: account.id });
		await workflows.create('lead', { name: 'Lea', ...own });
		await workflows.create('task', { name: 'Call Ana', contact_id: contact.id, ...own });
		await workflows.create('task', { name: 'Called Ana', contact_id: contact.id, status: 'completed', ...own });
	});
	afterEach(async () => {
		await workflows.close();
	});

	const choose = async (when = 'With the next run') => {
		const asked = (await workflows.run('13-queue-assignments', { startNode: 'Ask when', inputItems: itemsOf({ When: when }) })).expect('waiting');
		return (await workflows.answer(asked, `Jane (#${jane.id})`, `Paul (#${paul.id})`)).expect('waiting');
	};
	const owners = async () => [...(await workflows.all('account')), ...(await workflows.all('contact')), ...(await workflows.all('lead')), ...(await workflows.all('task'))].map((record) => [record.name, record['assigned_user_name']]);
	const before = [['Acme', 'Jane'], ['Another\'s', 'Paul'], ['Ana', null], ['Lea', 'Jane'], ['Call Ana', 'Jane'], ['Called Ana', 'Jane']];

	test('VM-15 VM-17 from whom to whom, what would change, yes: the job is queued, and the next run hands everything over but what is closed', async () => {
		const looked = await choose();
		expect(looked.json('Look what would change')).toMatchObject([{ dryRun: true, changed: 4, byKind: { account: { changed: 1 }, contact: { changed: 1 }, lead: { changed: 1 }, task: { changed: 1 } } }]);
		const queued = await workflows.answer(looked, 'Yes, queue it');
		expect(await workflows.lastPage(queued)).toMatchObject({ title: 'Queued', message: expect.stringContaining('Assign 1 lead, 1 account, 1 task to Paul') });
		expect(await owners()).toEqual(before);

		const ran = (await workflows.run('14-run-jobs', { startNode: 'Every 15 minutes', mode: 'trigger' })).expect('success');
		expect(ran.json('Run due jobs')).toMatchObject([{ state: 'done', changed: 4, refused: 0 }]);
		expect(await owners()).toEqual([['Acme', 'Paul'], ['Another\'s', 'Paul'], ['Ana', 'Paul'], ['Lea', 'Paul'], ['Call Ana', 'Paul'], ['Called Ana', 'Jane']]);
		const again = (await workflows.run('14-run-jobs')).expect('success');
		expect(again.json('Run due jobs')).toEqual([]);
	});

	test('VM-15 X-02 no, or nobody answers: nothing is queued and nothing changes; the form asks who opens it to sign in', async () => {
		const refused = await workflows.answer(await choose(), 'No, change nothing');
		expect(await workflows.lastPage(refused)).toMatchObject({ title: 'Nothing was changed' });
		const late = await workflows.timeOut(await choose());
		expect(Object.keys(late.nodes)).not.toContain('Queue the assignment');
		(await workflows.run('14-run-jobs')).expect('success');
		expect(await owners()).toEqual(before);
		expect(parametersOf(shipped('13-queue-assignments'), 'Ask when')).toMatchObject({ authentication: 'basicAuth' });
	});

	test('VM-15 who has left, and is not active any more, can still hand over, and is not offered to take over', async () => {
		await workflows.update('user', jane.id, { active: false });
		const asked = (await workflows.run('13-queue-assignments', { startNode: 'Ask when', inputItems: itemsOf({ When: 'With the next run' }) })).expect('waiting');
		const [handing, taking] = await workflows.choicesOf(asked);
		expect([handing, taking]).toEqual([[`Jane, not active (#${jane.id})`, `Paul (#${paul.id})`], [`Paul (#${paul.id})`]]);
		const looked = await workflows.answer(asked, handing?.[0] ?? '', taking?.[0] ?? '');
		expect(looked.expect('waiting').json('Look what would change')).toMatchObject([{ changed: 4 }]);
	});

	test('VM-15 what is open of whoever hands over goes along from other people\'s records too; what is closed stays', async () => {
		const own = { assigned_user_id: jane.id };
		const theirs = await workflows.create('account', { name: 'Paul\'s', assigned_user_id: paul.id });
		for (const [name, more] of [['Open', {}], ['Answered', { outcome: 'positive' }], ['Cancelled', { status: 'cancelled' }]] as const) await workflows.create('task', { name, account_id: theirs.id, ...own, ...more });
		for (const stage of ['Proposal', 'Closed Won']) await workflows.create('opportunity', { name: stage, account_id: theirs.id, stage, ...own });
		const looked = await choose();
		expect(looked.json('Look what would change')).toMatchObject([{ byKind: { task: { changed: 2 }, opportunity: { changed: 1 } } }]);
		await workflows.answer(looked, 'Yes, queue it');
		(await workflows.run('14-run-jobs')).expect('success');
		const owned = [...(await workflows.all('task')), ...(await workflows.all('opportunity'))].map((record) => [record.name, record['assigned_user_name']]);
		expect(owned).toEqual([['Call Ana', 'Paul'], ['Called Ana', 'Jane'], ['Open', 'Paul'], ['Answered', 'Jane'], ['Cancelled', 'Jane'], ['Proposal', 'Paul'], ['Closed Won', 'Jane']]);
	});

	test('VM-17 planned for tonight it is not run before', async () => {
		const queued = await workflows.answer(await choose('Tonight at two'), 'Yes, queue it');
		expect(queued.json('Queue the assignment')).toMatchObject([{ state: 'queued', dueAt: expect.stringMatching(/T02:00:00.000Z$/) }]);
		expect((await workflows.run('14-run-jobs')).expect('success').json('Run due jobs')).toEqual([]);
	});

	test('VM-17 a job that fails makes the execution fail with its reason, after all others were run', async () => {
		const { store } = workflows;
		const jobOf = async (name: string) => {
			const selection = await createSelection(store, await catalogueOf(store), { source: { segment: { tabs: [{ kind: 'lead', allRecords: true }] } }, timeZone: 'UTC' });
			await queueJob(store, { selectionId: selection.id, settings: { kind: 'assign', userId: paul.id, related: [], throughContacts: false, onlyOpen: false }, name, dueAt: null, queuedBy: null, askedBy: null }, store.id);
			return selection.id;
		};
		await setSelectionState(store, await jobOf('In review'), 'in_review');
		await jobOf('Fine');
		const failed = await workflows.run('14-run-jobs');
		expect(failed.status).toBe('error');
		expect(failed.error?.message).toMatch(/In review: Selection \d+ is in review/);
		expect(failed.json('Run due jobs')).toMatchObject([{ name: 'In review', state: 'failed' }, { name: 'Fine', state: 'done' }]);
	});
});
