import type { TaskAction } from '../../../engine/tasks/actOnTask';
import { insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';
import { NEGATIVE, POSITIVE, REOPEN, TasksWorld, typed } from './TasksWorld';

describeStores('VM-22 VM-02 outcomes recorded on the tasks page', (newStore) => {
	let world: TasksWorld;
	let token: string;
	beforeEach(async () => {
		world = await TasksWorld.in(await newStore());
		token = await world.token();
	});

	test('VM-22 an outcome closes the task, with its note and the time; the answer tells all that a workflow needs', async () => {
		const task = await world.task({ updated_at: 5 });
		const start = Date.now();
		const answer = await world.act(token, task, POSITIVE, typed(' Wants an offer\r\nby Friday '));
		expect(answer).toMatchObject({
			kind: 'done', event: 'positive', before: 'not_started', user: { name: 'Marta Ruiz' },
			card: { id: task, open: false, outcome: 'positive', note: 'Wants an offer\nby Friday' },
			record: { kind: 'task', id: task, outcome: 'positive', status: 'completed', outcome_note: 'Wants an offer\nby Friday', assigned_user_name: 'Marta Ruiz' },
		});
		const row = await world.row(task);
		expect(row).toMatchObject({ outcome: 'positive', status: 'completed', outcome_note: 'Wants an offer\nby Friday', outcome_note_f: 'wants an offer\nby friday' });
		expect(row['updated_at']).toBeGreaterThanOrEqual(start);
		const page = await world.page(token);
		expect([page?.tasks, page?.closedToday.map(({ id }) => id)]).toEqual([[], [task]]);
	});

	test('VM-22 a second tap changes nothing; another outcome is told what stands, and doesn\'t overwrite it', async () => {
		const task = await world.task();
		await world.act(token, task, NEGATIVE, typed('No budget'));
		const before = await wholeStore(world.store);
		expect(await world.act(token, task, NEGATIVE, typed('No budget'))).toMatchObject({ kind: 'as it was', event: 'negative' });
		expect(await world.act(token, task, NEGATIVE, typed(''))).toMatchObject({ kind: 'as it was' });
		expect(await world.act(token, task, POSITIVE, typed('Other'))).toMatchObject({ kind: 'closed', card: { outcome: 'negative', note: 'No budget' } });
		expect(await world.act(token, task, { kind: 'postpone', until: 'week' })).toMatchObject({ kind: 'closed' });
		expect(await wholeStore(world.store)).toEqual(before);
	});

	test('VM-22 an outcome is taken back, with the status of before; its note stays', async () => {
		const task = await world.task({ status: 'deferred' });
		await world.act(token, task, NEGATIVE, typed('Not now'));
		expect(await world.act(token, task, { kind: 'reopen', status: 'deferred' })).toMatchObject({ kind: 'done', event: 'reopened' });
		expect(await world.row(task)).toMatchObject({ outcome: 'open', status: 'deferred', outcome_note: 'Not now' });
		expect(await world.act(token, task, REOPEN, typed('x'))).toMatchObject({ kind: 'as it was' });
		expect(await world.act(token, task, POSITIVE)).toMatchObject({ kind: 'done', event: 'positive' });
	});

	test('VM-22 a task is put off once, however often it is asked, with the note', async () => {
		const task = await world.task({ due_at: Date.UTC(2020, 0, 15, 9, 30) });
		expect(await world.act(token, task, { kind: 'postpone', until: 'tomorrow' }, typed('No answer'))).toMatchObject({ kind: 'done', event: 'postponed', card: { due: 'next', open: true, note: 'No answer' } });
		const row = await world.row(task);
		expect(await world.act(token, task, { kind: 'postpone', until: 'tomorrow' })).toMatchObject({ kind: 'as it was' });
		expect(await world.row(task)).toEqual(row);
	});

	test('VM-22 a note that nobody changed is not written over what somebody else wrote meanwhile; one that was, is; and it can be emptied', async () => {
		const task = await world.task({ outcome_note: 'First' });
		await query(world.store, `UPDATE task SET outcome_note = 'By a colleague' WHERE id = ${task}`);
		expect(await world.act(token, task, POSITIVE, typed('First', 'First'))).toMatchObject({ card: { note: 'By a colleague' } });
		expect(await world.act(token, task, POSITIVE, typed('Mine', 'First'))).toMatchObject({ kind: 'done', card: { note: 'Mine' } });
		expect(await world.act(token, task, POSITIVE, typed('', 'Mine'))).toMatchObject({ kind: 'done', card: { note: null } });
	});

	test('VM-22 what was given to somebody else, deleted, or never theirs is gone, and stays as it is', async () => {
		const [reassigned, deleted, paolos, nobodys] = [await world.task(), await world.task(), await world.task({ assigned_user_id: world.paolo }), await world.task({ assigned_user_id: null })];
		await query(world.store, `UPDATE task SET assigned_user_id = ${world.paolo} WHERE id = ${reassigned}`);
		await query(world.store, `DELETE FROM task WHERE id = ${deleted}`);
		const before = await wholeStore(world.store);
		for (const task of [reassigned, deleted, paolos, nobodys, 987_654, 0]) {
			for (const action of [POSITIVE, REOPEN, { kind: 'postpone', until: 'tomorrow' } satisfies TaskAction]) expect(await world.act(token, task, action, typed('x'))).toEqual({ kind: 'gone' });
		}
		expect(await wholeStore(world.store)).toEqual(before);
	});

	test('VM-22 a link that doesn\'t work writes nothing', async () => {
		const task = await world.task();
		await query(world.store, `UPDATE crm_user SET active = 0 WHERE id = ${world.marta}`);
		const before = await wholeStore(world.store);
		for (const bad of [token, '', 'A'.repeat(40)]) expect(await world.act(bad, task, POSITIVE)).toBeNull();
		expect(await wholeStore(world.store)).toEqual(before);
	});

	test('VM-22 twenty taps at once on one task: one is recorded, all are told one state', async () => {
		const task = await world.task();
		const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => world.act(token, task, index % 2 === 0 ? POSITIVE : NEGATIVE, typed('Same note'))));
		const outcome = (await world.row(task))['outcome'];
		expect(answers.filter((answer) => answer?.kind === 'done')).toHaveLength(1);
		for (const answer of answers) expect(answer).toMatchObject({ card: { outcome } });
		expect(answers.filter((answer) => answer?.kind === 'closed')).toHaveLength(10);
	});

	test('VM-22 closed in the CRM without an outcome, it is told so, and can be reopened', async () => {
		const task = await world.task({ status: 'cancelled' });
		expect(await world.act(token, task, POSITIVE)).toMatchObject({ kind: 'closed', card: { open: false, status: 'cancelled', outcome: 'open' } });
		expect(await world.act(token, task, { kind: 'reopen', status: 'in_progress' })).toMatchObject({ kind: 'done', card: { open: true, status: 'in_progress' } });
	});

	test('VM-22 a note too long is refused by name, and nothing is written', async () => {
		const task = await world.task();
		await expect(world.act(token, task, POSITIVE, typed('x'.repeat(100_001)))).rejects.toThrow('outcome_note');
		expect(await world.row(task)).toMatchObject({ outcome: 'open', status: 'not_started' });
	});

	test('VM-22 a task of a contact who was forgotten still opens', async () => {
		const task = await world.task({ contact_id: 999, account_id: 998, message_id: 997, campaign_id: 996 });
		await insertRow(world.store, 'campaign', { name: 'x' });
		expect((await world.page(token))?.tasks).toMatchObject([{ id: task, person: null, account: null, message: null, campaign: null }]);
	});
});
