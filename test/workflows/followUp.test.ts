import type { RecordJson } from '../../engine/records/RecordJson';
import { chosen, parametersOf, Shipped, shipped } from './Shipped';

describe('08, 10 and 12: follow-up', () => {
	let workflows: Shipped;
	let campaign: RecordJson;
	let seller: RecordJson;

	beforeEach(async () => {
		workflows = await Shipped.create();
		campaign = await workflows.create('campaign', { name: 'Spring' });
		seller = await workflows.create('user', { name: 'Sal' });
	});

	afterEach(async () => {
		await workflows.close();
	});

	const message = async (name: string): Promise<RecordJson> => {
		const contact = await workflows.create('contact', { name, email: `${name.toLowerCase()}@example.com`, assigned_user_id: seller.id });
		return await workflows.create('message', { name: `Mail to ${name}`, contact_id: contact.id, campaign_id: campaign.id });
	};

	test('VM-13 a message that a person opened or clicked becomes a call, once per message; a machine\'s opens and clicks don\'t count', async () => {
		const [opened, clicked, both, scanned, quiet] = [await message('Opened'), await message('Clicked'), await message('Both'), await message('Scanned'), await message('Quiet')];
		await workflows.event(opened.id, 'opened');
		await workflows.event(clicked.id, 'clicked', { link: 'https://www.example.com' });
		await workflows.event(both.id, 'opened');
		await workflows.event(both.id, 'clicked');
		await workflows.event(scanned.id, 'opened', { machine: true });
		await workflows.event(scanned.id, 'clicked', { machine: true });
		await workflows.event(quiet.id, 'delivered');

		const first = (await workflows.run('08-opened-or-clicked-to-tasks', { startNode: 'Every hour', mode: 'trigger' })).expect('success');
		expect(first.json('Create the calls')).toMatchObject([{ selected: 3, done: 3 }]);
		expect(await workflows.all('task')).toMatchObject([opened, clicked, both].map(({ id, contact_id }) => ({
			type: 'Call', status: 'not_started', outcome: 'open', message_id: id, contact_id, campaign_id: campaign.id, assigned_user_id: seller.id,
		})));

		await workflows.event(opened.id, 'opened');
		const again = (await workflows.run('08-opened-or-clicked-to-tasks')).expect('success');
		expect(again.json('Search opened or clicked')).toMatchObject([{ count: 0 }]);
		await workflows.event(quiet.id, 'opened');
		(await workflows.run('08-opened-or-clicked-to-tasks')).expect('success');
		expect(await workflows.all('task')).toHaveLength(4);
	});

	test('VM-13 a message whose task was made by two runs at once still has one', async () => {
		const { id } = await message('Twice');
		await workflows.event(id, 'opened');
		const results = await Promise.all([workflows.run('08-opened-or-clicked-to-tasks'), workflows.run('08-opened-or-clicked-to-tasks')]);
		for (const result of results) result.expect('success');
		expect(await workflows.all('task')).toHaveLength(1);
	});

	test('VM-09 the calls may be shared out among salespeople', async () => {
		const other = await workflows.create('user', { name: 'Sue' });
		for (const name of ['Ana', 'Ben', 'Cai', 'Dan']) await workflows.event((await message(name)).id, 'opened');
		const workflow = shipped('08-opened-or-clicked-to-tasks');
		Object.assign(parametersOf(workflow, 'Create the calls'), { assignTo: 'shared', salespeople: [seller.id, other.id] });
		(await workflows.run(workflow)).expect('success');
		const users = (await workflows.all('task')).map((task) => task['assigned_user_id']);
		expect(users.filter((id) => id === other.id)).toHaveLength(2);
		expect(users.filter((id) => id === seller.id)).toHaveLength(2);
	});

	test('VM-13 VM-10 a task with a positive outcome becomes an opportunity, once per task', async () => {
		const account = await workflows.create('account', { name: 'Acme' });
		const contact = await workflows.create('contact', { name: 'Ana', account_id: account.id });
		const good = await workflows.create('task', { name: 'Call Ana', contact_id: contact.id, account_id: account.id, campaign_id: campaign.id, assigned_user_id: seller.id, outcome: 'positive' });
		await workflows.create('task', { name: 'Call Ben', outcome: 'negative' });
		const open = await workflows.create('task', { name: 'Call Cai', outcome: 'open' });

		const workflow = shipped('10-positive-tasks-to-opportunities');
		parametersOf(workflow, 'Create the opportunities')['opportunityFields'] = { amount: 900, closeDate: '={{ $now.plus({ days: 30 }).toISODate() }}' };
		const first = (await workflows.run(workflow, { startNode: 'Every hour', mode: 'trigger' })).expect('success');
		expect(first.json('Create the opportunities')).toMatchObject([{ selected: 1, done: 1 }]);
		expect(await workflows.all('opportunity')).toMatchObject([{
			stage: 'Prospecting', amount: 900, close_date: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10), task_id: good.id, account_id: account.id, contact_id: contact.id, campaign_id: campaign.id, assigned_user_id: seller.id,
		}]);

		await workflows.update('task', open.id, { outcome: 'positive' });
		(await workflows.run('10-positive-tasks-to-opportunities')).expect('success');
		(await workflows.run('10-positive-tasks-to-opportunities')).expect('success');
		expect((await workflows.all('opportunity')).map((one) => one['task_id'])).toEqual([good.id, open.id]);
	});

	test('VM-14 each account without a contact gets one with its data; running it again creates nothing', async () => {
		const alone = await workflows.create('account', { name: 'Lonely Ltd', email: 'hello@example.com', city: 'Rome', phone: '+39 06 1', assigned_user_id: seller.id });
		const said = await workflows.create('account', { name: 'Said No', email: 'no@example.com', do_not_email: true });
		const full = await workflows.create('account', { name: 'Full' });
		await workflows.create('contact', { name: 'Ana', account_id: full.id });

		const first = (await workflows.run('12-contacts-from-accounts', { startNode: 'Every night', mode: 'trigger' })).expect('success');
		expect(first.json('Create the contacts')).toMatchObject([{ selected: 2, done: 2 }]);
		const contacts = await workflows.all('contact');
		expect(contacts.find((contact) => contact['account_id'] === alone.id)).toMatchObject({ name: 'Lonely Ltd', email: 'hello@example.com', city: 'Rome', phone: '+39 06 1', assigned_user_id: seller.id });
		expect(contacts.find((contact) => contact['account_id'] === said.id)).toMatchObject({ do_not_email: true });

		const again = (await workflows.run('12-contacts-from-accounts')).expect('success');
		expect(again.json('Search accounts without contact')).toMatchObject([{ count: 0 }]);
		expect(await workflows.all('contact')).toHaveLength(3);
	});

	test('VM-13 follow-up works in a campaign that is chosen in the search', async () => {
		await workflows.event((await message('Ana')).id, 'opened');
		const other = await workflows.create('campaign', { name: 'Calls' });
		const workflow = shipped('08-opened-or-clicked-to-tasks');
		parametersOf(workflow, 'Search opened or clicked')['generalParameters'] = { campaign: chosen(other.id) };
		(await workflows.run(workflow)).expect('success');
		expect(await workflows.all('task')).toMatchObject([{ campaign_id: other.id }]);
	});
});
