import PostalMime from 'postal-mime';

import type { RecordJson } from '../../engine/records/RecordJson';
import { noteMark } from '../../engine/tasks/actOnTask';
import { startSmtpSink, type SmtpSink } from '../simulators/smtpSink';
import { Shipped } from './Shipped';

describe('09 and 10: my tasks, and what comes of them', () => {
	let workflows: Shipped;
	let sink: SmtpSink;

	beforeEach(async () => {
		workflows = await Shipped.create();
		sink = await startSmtpSink({ keep: 'bodies' });
	});

	afterEach(async () => {
		await sink.stop();
		await workflows.close();
	});

	const seller = async (name: string) => await workflows.create('user', { name, first_name: name, email: `${name.toLowerCase()}@example.com` });
	const task = async (user: RecordJson, name: string) => await workflows.create('task', { name, assigned_user_id: user.id, due_at: '2020-01-01T09:00:00Z' });
	const run = async () => await workflows.run('09-my-tasks', { startNode: 'Every weekday morning', mode: 'trigger' }, sink.port);
	/** The link in the mail to somebody. */
	const linkTo = async (address: string): Promise<string> => {
		const mail = sink.accepted().find(({ to }) => to[0] === address);
		const { html = '', text = '', subject } = await PostalMime.parse(mail?.raw ?? '');
		const link = /href="([^"]+)"/.exec(html)?.[1] ?? '';
		expect([subject, text.includes(link)]).toEqual([expect.stringMatching(/^Your tasks: \d+ overdue, \d+ today, \d+ open$/), true]);
		return link;
	};
	const tap = async (url: string, fields: Readonly<Record<string, string>>) => (await fetch(url, { method: 'POST', body: new URLSearchParams({ shown: noteMark(null), ...fields }) })).status;

	test('VM-22 VM-13 each salesperson is mailed a link of their own; a positive outcome recorded on the page becomes an opportunity, once', async () => {
		const page = await workflows.publish('09-my-tasks');
		const [marta, paolo] = [await seller('Marta'), await seller('Paolo')];
		await seller('Idle');
		const [good, poor, other] = [await task(marta, 'Call Ana'), await task(marta, 'Call Ben'), await task(paolo, 'Call Cai')];

		(await run()).expect('success');
		expect(sink.accepted().map(({ to }) => to[0]).sort()).toEqual(['marta@example.com', 'paolo@example.com']);
		const url = await linkTo('marta@example.com');
		expect(await linkTo('paolo@example.com')).not.toBe(url);
		const shown = await (await fetch(url)).text();
		expect([shown.includes('Call Ana'), shown.includes('Call Ben'), shown.includes('Call Cai')]).toEqual([true, true, false]);

		expect(await tap(url, { task: String(good.id), do: 'positive', note: 'Wants an offer' })).toBe(200);
		expect(await tap(url, { task: String(good.id), do: 'positive', note: 'Wants an offer' })).toBe(200);
		expect(await tap(url, { task: String(poor.id), do: 'negative' })).toBe(200);
		const results = await page.results();
		expect(results.flatMap((result) => result.expect('success').json('Go on with the outcome'))).toMatchObject([
			{ event: 'positive', id: good.id, outcome_note: 'Wants an offer', salesperson: { name: 'Marta' } },
			{ event: 'negative', id: poor.id },
		]);

		for (let times = 0; times < 2; times++) (await workflows.run('10-positive-tasks-to-opportunities')).expect('success');
		expect(await workflows.all('opportunity')).toMatchObject([{ task_id: good.id, assigned_user_id: marta.id }]);
		expect((await workflows.all('task')).map(({ id, outcome, status }) => [id, outcome, status])).toEqual([[good.id, 'positive', 'completed'], [poor.id, 'negative', 'completed'], [other.id, 'open', 'not_started']]);

		// The next morning: only who still has something to do.
		const before = sink.total();
		(await run()).expect('success');
		expect(sink.accepted().slice(before).map(({ to }) => to[0])).toEqual(['paolo@example.com']);
	});

	test('VM-22 one who can\'t be mailed keeps nobody else from it, and is told of', async () => {
		await workflows.publish('09-my-tasks');
		const [wrong, right] = [await workflows.create('user', { name: 'A wrong one', email: 'no address at all' }), await seller('Marta')];
		await task(wrong, 'Call Ana');
		await task(right, 'Call Ben');
		const result = await run();
		expect(result.error).toMatchObject({ node: 'Say who got no mail', message: expect.stringMatching(/^1 of the mails could not be sent: ./) });
		expect(sink.accepted().map(({ to }) => to[0])).toEqual(['marta@example.com']);
	});

	test('VM-22 before it is published, it says what to do', async () => {
		await task(await seller('Marta'), 'Call Ana');
		const result = await run();
		expect(result.error).toMatchObject({ node: 'Get the tasks pages', message: 'No tasks page is published.', description: expect.stringContaining('09 My tasks') });
		expect(sink.total()).toBe(0);
	});
});
