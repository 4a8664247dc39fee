import type { IDataObject } from 'n8n-workflow';

import { notePage } from '../../../engine/delivery/publishedPages';
import { openStore } from '../../../engine/store/openStore';
import type { Store } from '../../../engine/store/Store';
import { tasksPage } from '../../../engine/tasks/tasksPage';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { itemsOf } from '../../harness';
import { NODE, RecordHost } from './recordHost';

const OPERATION = { resource: 'user', operation: 'getTasksPages' };
const PUBLIC = { publicAddress: 'https://n8n.example.com' };

describe('VM-22 CRM Record → User → Get Tasks Pages', () => {
	let host: RecordHost;
	let store: Store;
	beforeEach(async () => {
		host = await RecordHost.create();
		store = await openStore(defaultStore());
	});
	afterEach(() => host.close());

	const published = async () => await store.run(notePage, { page: 'tasks', path: '/webhook/my-tasks', published: true });
	const user = async (name: string, email: string | null = `${name.toLowerCase()}@example.com`) => Number((await host.create('user', { name, email }))['id']);
	const task = async (assigned: number | null, values = {}) => await host.create('task', { name: 'Call', assigned_user_id: assigned, ...values });
	const textIn = (item: IDataObject | undefined, name: string) => {
		const value = item?.[name];
		return typeof value === 'string' ? value : '';
	};
	const run = async (options: object = PUBLIC, more: object = {}) => await host.run({ ...OPERATION, options: { ...options }, ...more });

	test('VM-22 one item for each active salesperson with open tasks: whom to mail, how much there is, and a link that opens the page', async () => {
		await published();
		const [marta] = [await user('Marta'), await user('Paolo')];
		await task(marta, { due_at: '2020-01-01T09:00:00Z' });
		await task(marta);
		await task(marta, { outcome: 'positive' });
		// Once, whatever comes in.
		const result = (await host.run({ ...OPERATION, options: PUBLIC }, itemsOf({}, {}, {}))).expect('success');
		expect(result.json(NODE)).toMatchObject([{
			kind: 'user', id: marta, name: 'Marta', email: 'marta@example.com', tasks: { open: 2, overdue: 1, today: 0, next: 0, later: 1 },
			url: expect.stringMatching(/^https:\/\/n8n\.example\.com\/webhook\/my-tasks\?t=[\w-]{40}$/), url_valid_until: expect.stringMatching(/T23:59:59\.999Z$/),
		}]);
		expect(result.hints).toEqual([]);
		const token = new URL(textIn(result.json(NODE)[0], 'url')).searchParams.get('t') ?? '';
		expect((await store.run(tasksPage, { token, after: null, timeZone: 'UTC' }))?.user.id).toBe(marta);
		const days = (Date.parse(textIn(result.json(NODE)[0], 'url_valid_until')) - Date.now()) / 86_400_000;
		expect(Math.floor(days)).toBeGreaterThanOrEqual(29);
		expect(days).toBeLessThan(31);
	});

	test('VM-22 users without an email, and tasks that nobody sees, are told of; both can be asked for', async () => {
		await published();
		const [marta, mute] = [await user('Marta'), await user('Mute', null)];
		await task(mute);
		await task(null);
		const result = (await run()).expect('success');
		expect(result.json(NODE)).toEqual([]);
		expect(result.hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^1 user with open tasks has no email address, and got no item: Mute\./),
			expect.stringMatching(/^1 open task is on no page/),
		]);
		const all = (await run({ ...PUBLIC, withoutEmail: true, withoutTasks: true })).expect('success');
		expect(all.json(NODE).map(({ id, email }) => [id, email])).toEqual([[marta, 'marta@example.com'], [mute, null]]);
		expect((await run({ ...PUBLIC, withoutTasks: true }, { users: [marta] })).json(NODE)).toMatchObject([{ id: marta }]);
	});

	test('VM-22 where nobody has anything to do, or nobody of those chosen, no link comes out and that is said', async () => {
		await published();
		const [marta, paolo] = [await user('Marta'), await user('Paolo')];
		const said = async (more: object = {}) => (await run(PUBLIC, more)).expect('success').hints.map(({ message }) => message);
		expect(await said()).toEqual(['No active user has open tasks, so there is no link to give.']);
		await task(marta);
		expect(await said({ users: [paolo] })).toEqual(['None of the chosen users is active and has open tasks, so there is no link to give.']);
		expect(await said({ users: `${paolo}, ${marta}` })).toEqual([]);
	});

	test('VM-22 where no page is published, it says what to publish', async () => {
		const result = await run();
		expect(result.error).toMatchObject({ message: 'No tasks page is published.', description: expect.stringContaining('Publish the workflow "09 My tasks"') });
	});

	test('X-09 where the address leads only to this machine, it says so; within one\'s own network is said, and allowed', async () => {
		await published();
		await task(await user('Marta'));
		for (const options of [{}, { publicAddress: 'http://localhost:5678' }, { publicAddress: 'http://[::1]:5678' }, { publicAddress: 'http://n8n.localhost' }]) {
			const { error } = await run(options);
			expect(error).toMatchObject({ message: expect.stringContaining('leads nowhere but to this machine'), description: expect.stringMatching(/WEBHOOK_URL.*Test Mode/) });
		}
		expect((await run({ testMode: true })).expect('success').json(NODE)).toMatchObject([{ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/webhook\/my-tasks\?t=/) }]);
		const inHouse = (await run({ publicAddress: 'http://192.168.1.20:5678' })).expect('success');
		expect(inHouse.json(NODE)).toMatchObject([{ url: expect.stringContaining('http://192.168.1.20:5678/webhook/my-tasks') }]);
		expect(inHouse.hints).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringContaining('only people in your own network reach') }));
		expect((await run({ publicAddress: 'n8n.example.com' })).error).toMatchObject({ message: 'Public Address: "n8n.example.com" is no web address.' });
	});

	test('VM-22 links end on their day, or when they are told to', async () => {
		await published();
		await task(await user('Marta'));
		const tokenOf = async (options: object) => new URL(textIn((await run({ ...PUBLIC, ...options })).expect('success').json(NODE)[0], 'url')).searchParams.get('t') ?? '';
		const opens = async (token: string) => (await store.run(tasksPage, { token, after: null, timeZone: 'UTC' })) !== null;
		const first = await tokenOf({});
		const second = await tokenOf({ daysValid: 1, endOlder: true });
		expect([await opens(first), await opens(second)]).toEqual([false, true]);
		expect((await run({ ...PUBLIC, daysValid: 0 })).error).toMatchObject({ message: 'Days Valid: 0 is not possible.' });
		expect((await run({ ...PUBLIC }, { users: ['Marta'] })).error).toMatchObject({ message: 'Users: "Marta" is no ID.' });
	});

	test('X-07 an AI agent gets no links', async () => {
		await published();
		expect((await host.byAi({ ...OPERATION, options: PUBLIC })).error).toMatchObject({ message: 'An AI agent may not do this: user, getTasksPages.', description: expect.stringContaining('person') });
	});
});
