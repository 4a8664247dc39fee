import type { RecordJson } from '../../../engine/records/RecordJson';
import { wholeStore } from '../../support/wholeStore';
import { ask } from '../shared/http';
import { STORES } from '../shared/NodeHost';
import { emitted } from '../shared/triggers';
import { TasksPageHost } from './TasksPageHost';

describe.each(STORES)('VM-22 X-09 a salesperson on the tasks page, over %s', (dialect) => {
	let host: TasksPageHost;
	let url: string;
	beforeAll(async () => {
		host = await TasksPageHost.create(dialect);
		url = await host.url();
	});
	afterAll(() => host.close());

	const started = async () => (await host.page.results()).length;

	test('VM-22 a tap on Positive records outcome, note and time; the page is answered first, then the workflow starts once', async () => {
		const { nodes } = host;
		const account = await nodes.record('account', { name: 'Olivares' });
		const ana = await nodes.record('contact', { name: 'Ana', email: 'ana@example.com', mobile: '+34 600', account_id: account.id });
		const campaign = await nodes.record('campaign', { name: 'Spring' });
		const message = await nodes.record('message', { name: 'Offer', contact_id: ana.id, campaign_id: campaign.id });
		await nodes.event(message.id, 'clicked', { link: 'https://www.example.com' });
		const task = await host.task({ name: 'Call Ana', contact_id: ana.id, account_id: account.id, campaign_id: campaign.id, message_id: message.id });
		const before = await started();

		const shown = await ask(url, { headers: { 'Accept-Language': 'es' } });
		expect([shown.status, shown.headers['content-language'], shown.headers['cache-control']]).toEqual([200, 'es', 'no-store']);
		for (const part of ['Marta Ruiz', 'Call Ana', 'href="tel:+34600"', 'href="mailto:ana@example.com"', 'Olivares', 'Spring', 'www.example.com']) expect(shown.text).toContain(part);

		const { status, text } = await host.tap(url, { task, do: 'positive', note: 'Wants an offer\r\nby Friday' });
		expect([status, text.includes('value="reopen"')]).toEqual([200, true]);
		expect(await host.taskRecord(task)).toMatchObject({ outcome: 'positive', status: 'completed', outcome_note: 'Wants an offer\nby Friday' });
		expect(await emitted(host.page, before, 1)).toMatchObject([{
			event: 'positive', kind: 'task', id: task, name: 'Call Ana', outcome: 'positive', status: 'completed', outcome_note: 'Wants an offer\nby Friday', campaign_name: 'Spring', at: expect.stringMatching(/^\d{4}-/),
			salesperson: { id: host.marta.id, name: 'Marta Ruiz', email: 'marta@example.com' },
			person: { kind: 'contact', id: ana.id, name: 'Ana', email: 'ana@example.com', mobile: '+34 600', do_not_email: false },
			account: { id: account.id, name: 'Olivares' },
			message: { id: message.id, click_count: 1, links: ['https://www.example.com'] },
		}]);
	});

	test('VM-22 tapped again, by the page or its script, nothing changes and nothing starts; the last state is told', async () => {
		const task = await host.task();
		const before = await started();
		await host.tap(url, { task, do: 'negative', note: 'No budget' });
		const row = await host.taskRecord(task);
		const again = await host.scripted(url, { task, do: 'negative', note: 'No budget' });
		expect(again).toMatchObject({ status: 200, json: { said: 'Negative: Call Ana' } });
		const other = await host.scripted(url, { task, do: 'positive', note: 'x' });
		expect(other.json).toMatchObject({ said: expect.stringContaining('closed meanwhile'), card: expect.stringMatching(/Negative[\s\S]*No budget[\s\S]*value="reopen"/) });
		expect(await host.taskRecord(task)).toEqual(row);
		expect(await emitted(host.page, before, 1)).toMatchObject([{ event: 'negative' }]);
	});

	test('VM-22 twenty taps at once: one outcome, one workflow, everybody is told the same', async () => {
		const task = await host.task();
		const before = await started();
		const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => host.scripted(url, { task, do: index % 2 === 0 ? 'positive' : 'negative' })));
		const { outcome } = await host.taskRecord(task);
		for (const { json } of answers) expect(json['card']).toContain(outcome === 'positive' ? 'result positive' : 'result negative');
		expect(await emitted(host.page, before, 1)).toMatchObject([{ outcome }]);
	});

	test('VM-22 taken back right after, and put off: written, and no workflow starts for it unless chosen', async () => {
		const task = await host.task({ status: 'deferred', due_at: '2020-01-15T09:30:00Z' });
		const before = await started();
		const tapped = await host.scripted(url, { task, do: 'positive' });
		expect(tapped.json['card']).toContain('<input type="hidden" name="status" value="deferred">');
		await host.scripted(url, { task, do: 'reopen', status: 'deferred' });
		expect(await host.taskRecord(task)).toMatchObject({ outcome: 'open', status: 'deferred' });
		const later = await host.scripted(url, { task, do: 'week', note: 'No answer' });
		expect(later.json).toMatchObject({ said: expect.stringMatching(/^Put off to .*: Call Ana$/), card: expect.stringContaining('data-due="next"') });
		expect(await host.taskRecord(task)).toMatchObject({ outcome: 'open', outcome_note: 'No answer' });
		expect(await emitted(host.page, before, 1)).toMatchObject([{ event: 'positive' }]);
	});

	test('VM-22 a task that was given to somebody else, or deleted, is told so, and no page of another shows or takes it', async () => {
		const paolo: RecordJson = await host.nodes.record('user', { name: 'Paolo Conti', email: 'paolo@example.com' });
		const task = await host.task({ name: 'Secret of Paolo', assigned_user_id: paolo.id });
		const before = await started();
		for (const answer of [await host.tap(url, { task, do: 'positive' }), await host.tap(url, { task: 999_999, do: 'reopen' })]) {
			expect([answer.status, answer.text.includes('not yours any more'), answer.text.includes('Secret')]).toEqual([200, true, false]);
		}
		expect((await host.scripted(url, { task, do: 'positive' })).json['said']).toContain('not yours any more');
		expect((await ask(url)).text).not.toContain('Secret');
		expect((await ask(await host.url(paolo))).text).toContain('Secret of Paolo');
		expect(await host.taskRecord(task)).toMatchObject({ outcome: 'open' });
		expect(await emitted(host.page, before, 0)).toEqual([]);
	});

	test('VM-22 looking 1,000 times changes nothing, and starts nothing; a POST that is no form of the page only shows it', async () => {
		await host.task({ name: 'Seen' });
		const before = await wholeStore(host.store);
		const executions = await started();
		const odd: readonly Readonly<Record<string, string | number>>[] = [{ name: 'value' }, { task: 1, do: 'delete' }, { task: 'x', do: 'positive' }, { do: 'positive' }];
		for (const fields of odd) expect((await host.tap(url, fields)).status).toBe(200);
		const statuses = new Map<number, number>();
		for (let at = 0; at < 1_000; at += 10) {
			const answers = await Promise.all(Array.from({ length: 10 }, () => ask(url)));
			for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
		}
		// More than anybody looks in a minute is put off.
		expect([...statuses.keys()].sort()).toEqual([200, 429]);
		expect(await wholeStore(host.store)).toEqual(before);
		expect(await started()).toBe(executions);
	});

	test('VM-22 a note that is too long is refused in words, by page and script, and nothing is written', async () => {
		const task = await host.task();
		const note = 'x'.repeat(20_001);
		expect((await host.tap(url, { task, do: 'positive', note })).status).toBe(400);
		expect(await host.scripted(url, { task, do: 'positive', note })).toMatchObject({ status: 400, json: { problem: expect.stringContaining('20,000 characters') } });
		expect(await host.taskRecord(task)).toMatchObject({ outcome: 'open' });
	});
});

describe('VM-22 what starts the workflow of a tasks page', () => {
	test.each([
		['a list', ['postponed', 'reopened']],
		['a text that an expression gave', '={{ "postponed, reopened" }}'],
	])('VM-22 just the events that are chosen, by %s, whatever is recorded', async (_what, events) => {
		const host = await TasksPageHost.create('sqlite', { events });
		try {
			const url = await host.url();
			const task = await host.task();
			await host.tap(url, { task, do: 'tomorrow' });
			await host.tap(url, { task, do: 'positive' });
			await host.tap(url, { task, do: 'reopen' });
			expect(await emitted(host.page, 0, 2)).toMatchObject([{ event: 'postponed', outcome: 'open' }, { event: 'reopened', outcome: 'open', status: 'in_progress' }]);
			expect((await ask(url, { method: 'PUT' })).status).toBe(404);
		} finally {
			await host.close();
		}
	});
});
