import { textOf } from '../../../nodes/shared/parameters';
import { itemsOf } from '../../harness';
import { byId, NODE, STORES } from '../shared/NodeHost';
import { CampaignNodes } from './CampaignNodes';

describe.each(STORES)('CRM Campaign on %s: what becomes of a selection', (dialect) => {
	let scene: CampaignNodes;

	beforeAll(async () => {
		scene = await CampaignNodes.create(dialect);
	});

	afterAll(async () => {
		await scene.nodes.close();
	});

	const template = () => ({ template: byId(scene.template.id) });

	test('VM-08 VM-12 a message for everyone selected: queued, or not sent with its reason; the numbers add up', async () => {
		const { selection } = await scene.selectNew(
			'contact',
			{ name: 'M one', email: 'm1@example.com' },
			{ name: 'M two', email: 'M1@example.com' },
			{ name: 'M three' },
			{ name: 'M four', email: 'm4@' },
			{ name: 'M five', email: 'm5@example.com', do_not_email: true },
		);
		const result = (await scene.run('messages', template(), [selection])).expect('success');
		const [counts] = result.json(NODE);
		expect(counts).toMatchObject({ process: 'messages', campaignId: scene.campaign.id, selected: 5, done: 1, skipped: {}, dryRun: false, doneBefore: false });
		expect(counts?.['notSent']).toEqual({ 'Opted out': 1, 'No email address': 1, 'Malformed email address': 1, 'Address already mailed in this campaign': 1 });
		expect(result.hints[0]?.message).toContain('1 messages queued');
		const messages = await scene.named('message', 'M ');
		expect(messages.map((message) => [message['name'], message['state'], message['reason_class']])).toEqual([
			['M one', 'queued', null],
			['M two', 'not_sent', 'policy'],
			['M three', 'not_sent', 'address'],
			['M four', 'not_sent', 'address'],
			['M five', 'not_sent', 'policy'],
		]);
	});

	test('VM-12 the shipped filter "Bad addresses" finds the messages whose address is at fault, and no others', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'B none' }, { name: 'B bad', email: 'b@' }, { name: 'B no', email: 'bno@example.com', do_not_email: true });
		await scene.process('messages', template(), selection);
		const load = scene.nodes.nodeType('crmSegment').methods?.listSearch?.['searchFilters'];
		const found = await load?.call(scene.nodes.loadOptions('crmSegment'), 'bad addresses');
		const savedFilter = byId(found?.results[0]?.value);
		const bad = await scene.nodes.json('crmSegment', { operation: 'returnRecords', criteriaBy: 'filter', savedFilter, returnAll: true });
		expect(bad.filter(({ name }) => typeof name === 'string' && name.startsWith('B ')).map(({ name, reason }) => [name, reason])).toEqual([['B none', 'No email address'], ['B bad', 'Malformed email address']]);
	});

	test('VM-08 the same mailing again queues nobody twice, another occurrence does', async () => {
		const { selection } = await scene.selectNew('lead', { name: 'O one', email: 'o1@example.com' });
		expect(await scene.process('messages', template(), selection)).toMatchObject({ done: 1 });
		expect(await scene.process('messages', template(), selection)).toMatchObject({ done: 1, doneBefore: true });
		expect(await scene.process('messages', { ...template(), options: { createAgain: true } }, selection)).toMatchObject({ done: 0, skipped: { 'already done': 1 } });
		expect(await scene.process('messages', { ...template(), occurrence: '2026-12' }, selection)).toMatchObject({ done: 1, doneBefore: false });
	});

	test('warns of queued messages that nobody delivers, and does not where a delivery follows', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'W one', email: 'w1@example.com' });
		const alone = (await scene.run('messages', template(), [selection])).expect('success');
		expect(alone.hints).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringMatching(/\d+ queued; no delivery has run in the last 15 minutes/) }));
		const dry = (await scene.run('messages', { ...template(), options: { dryRun: true } }, [selection])).expect('success');
		expect(dry.hints.filter((hint) => hint.type === 'warning')).toEqual([]);
		const type = 'n8n-nodes-crm-campaigns';
		const followed = await scene.nodes.host.run(
			{
				name: 'Followed by a delivery',
				nodes: [
					{ id: '1', name: 'Create', type: `${type}.crmCampaign`, typeVersion: 1, position: [0, 0], parameters: { operation: 'messages', ...template() } },
					{ id: '2', name: 'Wait', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} },
					{ id: '3', name: 'Send', type: `${type}.campaignEmail`, typeVersion: 1, position: [0, 0], parameters: { which: 'all' }, onError: 'continueRegularOutput' },
				],
				connections: { Create: { main: [[{ node: 'Wait', type: 'main', index: 0 }]] }, Wait: { main: [[{ node: 'Send', type: 'main', index: 0 }]] } },
			},
			{ startNode: 'Create', inputItems: [selection], credentials: { ...scene.nodes.credentials, smtp: { host: '127.0.0.1', port: 1, secure: false } } },
		);
		expect(followed.expect('success').hints.filter((hint) => hint.node === 'Create' && hint.type === 'warning')).toEqual([]);
	});

	test('VM-09 tasks of a type and status, for the record\'s own salesperson, with the general parameters', async () => {
		const [jane] = scene.users;
		const { selection, made } = await scene.selectNew('contact', { name: 'T one', assigned_user_id: jane?.id ?? 0 }, { name: 'T two' });
		const result = await scene.run('tasks', {
			taskType: 'Visit',
			taskStatus: 'in_progress',
			assignTo: 'own',
			generalParameters: { reference: 'Trade fair', dateAt: '2026-12-24T08:00:00', description: 'Bring samples' },
		}, [selection]);
		expect(result.expect('success').hints.map((hint) => hint.message)).toEqual(['2 tasks created']);
		const tasks = await scene.named('task', 'T ');
		expect(tasks).toMatchObject([
			{ name: 'T one - Trade fair', type: 'Visit', status: 'in_progress', outcome: 'open', assigned_user_name: 'Jane', due_at: '2026-12-24T07:00:00.000Z', description: 'Bring samples', contact_id: made[0]?.id, campaign_name: 'Spring' },
			{ name: 'T two - Trade fair', assigned_user_id: null },
		]);
	});

	test('VM-09 tasks for one salesperson, and shared out in turn among several', async () => {
		const [jane, paul] = scene.users;
		const { selection } = await scene.selectNew('lead', { name: 'S one' }, { name: 'S two' }, { name: 'S three' });
		await scene.process('tasks', { assignTo: 'user', salesperson: byId(paul?.id), generalParameters: { reference: 'one' } }, selection);
		await scene.process('tasks', { assignTo: 'shared', salespeople: [jane?.id ?? 0, paul?.id ?? 0], generalParameters: { reference: 'turn' } }, selection);
		const users = async (reference: string) => (await scene.named('task', 'S ', ` - ${reference}`)).map((task) => task['assigned_user_name']);
		expect(await users('one')).toEqual(['Paul', 'Paul', 'Paul']);
		const turn = await users('turn');
		expect(Math.abs(turn.filter((name) => name === 'Jane').length - turn.filter((name) => name === 'Paul').length)).toBe(1);
	});

	test('VM-09 salespeople that an expression gives, as a text with commas or as one number', async () => {
		const [jane, paul] = scene.users;
		const { selection } = await scene.selectNew('lead', { name: 'E one' }, { name: 'E two' });
		const item = { json: { ...selection.json, both: `${jane?.id}, ${paul?.id}`, only: paul?.id ?? 0 } };
		await scene.process('tasks', { assignTo: 'shared', salespeople: '={{ $json.both }}', generalParameters: { reference: 'both' } }, item);
		await scene.process('tasks', { assignTo: 'shared', salespeople: '={{ $json.only }}', generalParameters: { reference: 'only' } }, item);
		const users = async (reference: string) => (await scene.named('task', 'E ', ` - ${reference}`)).map((task) => task['assigned_user_name']).sort();
		expect([await users('both'), await users('only')]).toEqual([['Jane', 'Paul'], ['Paul', 'Paul']]);
	});

	test('VM-07 VM-10 opportunities with stage, amount and close date; what a process sets itself comes before what rides along', async () => {
		const account = await scene.nodes.record('account', { name: 'Acme' });
		const other = await scene.nodes.record('campaign', { name: 'Its own' });
		const { selection, made } = await scene.selectNew('contact', { name: 'P one', account_id: account.id });
		await scene.process('opportunities', {
			stage: 'Proposal',
			assignTo: 'user',
			salesperson: byId(scene.users[0]?.id),
			opportunityFields: { amount: 1250.5, closeDate: '2026-12-31T23:30:00Z' },
			generalParameters: { campaign: byId(other.id) },
		}, selection);
		expect((await scene.all('opportunity')).find((one) => one['name'] === 'P one')).toMatchObject({
			stage: 'Proposal', amount: 1250.5, close_date: '2027-01-01', contact_id: made[0]?.id, account_id: account.id, campaign_id: other.id, assigned_user_name: 'Jane',
		});
	});

	test('VM-11 links records to the campaign with a status, each once', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'L one' }, { name: 'L two' });
		expect(await scene.process('campaignLink', { memberStatus: 'Invited' }, selection)).toMatchObject({ process: 'campaign_link', done: 2 });
		const { selection: again } = { selection: await scene.select({ contact: [{ any: { condition: [{ field: 'name', operator: 'startsWith', value: 'L ' }] } }] }) };
		expect(await scene.process('campaignLink', { memberStatus: 'Late' }, again)).toMatchObject({ done: 0, skipped: { 'already done': 2 } });
	});

	test('VM-14 accounts without a contact get one, and running it again creates nothing', async () => {
		const { selection } = await scene.selectNew('account', { name: 'C one', email: 'c1@example.com' }, { name: 'C two' });
		expect(await scene.process('contacts', {}, selection)).toMatchObject({ done: 2 });
		expect((await scene.all('contact')).find((one) => one['name'] === 'C one')).toMatchObject({ email: 'c1@example.com', account_name: 'C one' });
		const again = await scene.select({ account: [{ all: { condition: [{ field: 'name', operator: 'startsWith', value: 'C ' }] } }] });
		expect(await scene.process('contacts', {}, again)).toMatchObject({ done: 0, skipped: { 'already done': 2 } });
	});

	test('X-02 a dry run tells what would be done and does nothing', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'D one', email: 'd1@example.com' });
		for (const [operation, parameters] of [['messages', template()], ['tasks', {}], ['opportunities', {}], ['campaignLink', {}]] as const) {
			const before = [await scene.all('message'), await scene.all('task'), await scene.all('opportunity')].map((all) => all.length);
			const result = (await scene.run(operation, { ...parameters, options: { dryRun: true } }, [selection])).expect('success');
			expect(result.json(NODE)).toMatchObject([{ selected: 1, done: 1, dryRun: true, runId: null }]);
			expect(result.hints[0]?.message).toMatch(/^Dry run, nothing was created: 1 /);
			expect([await scene.all('message'), await scene.all('task'), await scene.all('opportunity')].map((all) => all.length)).toEqual(before);
		}
	});

	test('X-02 each selection has its own options: a dry run of one, beside a run of another, does nothing', async () => {
		const [one, two] = [await scene.selectNew('contact', { name: 'O one' }), await scene.selectNew('contact', { name: 'O two' })];
		const items = [one, two].map(({ selection }, index) => ({ json: { ...selection.json, rehearse: index === 1 } }));
		const result = (await scene.run('tasks', { options: { dryRun: '={{ $json.rehearse }}' } }, items)).expect('success');
		expect(result.json(NODE)).toMatchObject([{ dryRun: false, done: 1 }, { dryRun: true, done: 1, runId: null }]);
		expect((await scene.named('task', 'O ')).map((task) => task['name'])).toEqual(['O one']);
	});

	test('X-03 the same process again creates nothing and tells the same counts; Create Again does it once more', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'R one' }, { name: 'R two' });
		const first = await scene.process('tasks', {}, selection);
		const again = (await scene.run('tasks', {}, [selection])).expect('success');
		expect(again.json(NODE)).toEqual([{ ...first, doneBefore: true }]);
		expect(again.hints.map((hint) => hint.message)).toEqual(['Done before, nothing was created now: 2 tasks created']);
		expect(await scene.process('tasks', { options: { createAgain: true } }, selection)).toMatchObject({ done: 2, doneBefore: false });
		expect(await scene.named('task', 'R ')).toHaveLength(4);
	});

	test('VM-13 under a follow-up name each record gets a task once, also from another selection', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'F one' });
		expect(await scene.process('tasks', { once: 'opened' }, selection)).toMatchObject({ done: 1 });
		const another = await scene.select({ contact: [{ all: { condition: [{ field: 'name', operator: 'is', value: 'F one' }] } }] });
		expect(await scene.process('tasks', { once: 'opened' }, another)).toMatchObject({ done: 0, skipped: { 'already done': 1 } });
		expect(await scene.process('tasks', { once: 'clicked' }, another)).toMatchObject({ done: 1 });
	});

	test('a process hands the selection on, so that the next one works on the same', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'H one' });
		const linked = await scene.process('campaignLink', {}, selection);
		expect(linked).toMatchObject({ selectionId: selection.json['selectionId'], storeId: scene.nodes.store.id });
		expect(await scene.process('tasks', {}, { json: linked })).toMatchObject({ done: 1, selectionId: selection.json['selectionId'] });
	});

	test('two selections are processed one after the other, each with an item and a pair of its own; a repeated one once', async () => {
		const { selection: one } = await scene.selectNew('contact', { name: 'Q one' });
		const { selection: two } = await scene.selectNew('lead', { name: 'Q two' }, { name: 'Q three' });
		const result = (await scene.run('tasks', {}, [one, two, one])).expect('success');
		expect(result.json(NODE).map((counts) => counts['done'])).toEqual([1, 2]);
		expect(result.items(NODE).map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test('a selection and records beside it are processed each on its own', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'X one' });
		const beside = await scene.nodes.record('lead', { name: 'X two' });
		const result = (await scene.run('tasks', {}, [selection, ...itemsOf({ kind: 'lead', id: beside.id })])).expect('success');
		expect(result.json(NODE).map((counts) => counts['done'])).toEqual([1, 1]);
	});

	test('items with kind and id are a selection of their own', async () => {
		const made = [await scene.nodes.record('contact', { name: 'I one' }), await scene.nodes.record('lead', { name: 'I two' })];
		const items = itemsOf(...made.map(({ kind, id }) => ({ kind, id })));
		expect(await scene.process('tasks', {}, ...items)).toMatchObject({ selected: 2, done: 2 });
	});

	test('VM-08 one selection whose items name two templates gets both mailings; of items that ask for the same it gets one', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'V one', email: 'v1@example.com' }, { name: 'V two', email: 'v2@example.com' });
		const other = await scene.nodes.record('template', { name: 'Reminder', subject: 'Again', html: '<p>Again</p>' });
		const item = (template: unknown) => ({ json: { ...selection.json, template: Number(template) } });
		const result = (await scene.run('messages', { template: byId('={{ $json.template }}') }, [item(scene.template.id), item(other.id), item(scene.template.id)])).expect('success');
		expect(result.json(NODE).map(({ done }) => done)).toEqual([2, 2]);
		expect(result.items(NODE).map((one) => one.pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const messages = await scene.named('message', 'V ');
		expect(messages.map((message) => message['template_id']).sort()).toEqual([scene.template.id, scene.template.id, other.id, other.id].sort());
	});

	test('VM-07 records whose items name another campaign or day are processed apart; those that name the same, together', async () => {
		const autumn = await scene.nodes.record('campaign', { name: 'Autumn' });
		const made = [];
		for (const name of ['W one', 'W two', 'W three']) made.push(await scene.nodes.record('contact', { name }));
		const items = itemsOf(...made.map(({ kind, id }, index) => ({ kind, id, campaign: index === 1 ? autumn.id : scene.campaign.id, days: index })));
		const byCampaign = (await scene.run('tasks', { generalParameters: { campaign: byId('={{ $json.campaign }}'), dateAt: '={{ $now }}' } }, items)).expect('success');
		expect(byCampaign.json(NODE).map(({ done, campaignId }) => [done, campaignId])).toEqual([[2, scene.campaign.id], [1, autumn.id]]);
		expect(byCampaign.items(NODE).map((one) => one.pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const begun = Date.now();
		const byDay = (await scene.run('tasks', { generalParameters: { dateAt: '={{ $now.plus({ days: $json.days }) }}', reference: 'by day' } }, items)).expect('success');
		expect(byDay.json(NODE).map(({ done }) => done)).toEqual([1, 1, 1]);
		const days = (await scene.named('task', 'W ', 'by day')).map((task) => Math.round((Date.parse(textOf(task['due_at']) ?? '') - begun) / 86_400_000));
		expect(days).toEqual([0, 1, 2]);
	});

	test('very many selections are told in one hint', async () => {
		const items = [];
		for (let number = 1; number <= 7; number++) items.push((await scene.selectNew('contact', { name: `Z ${number}` })).selection);
		const result = (await scene.run('tasks', {}, items)).expect('success');
		expect(result.json(NODE)).toHaveLength(7);
		expect(result.hints.map(({ message }) => message)).toEqual(['7 selections: 7 tasks created']);
	});

	test('VM-02 a task gets a status by its value or label, whatever its capitals, and a type of one\'s own', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'U one' });
		await scene.process('tasks', { taskStatus: '={{ "in PROGRESS" }}', taskType: '={{ "call" }}' }, selection);
		await scene.process('tasks', { taskStatus: 'deferred', taskType: '={{ "Site tour" }}' }, selection);
		expect((await scene.named('task', 'U ')).map(({ status, type }) => [status, type])).toEqual([['in_progress', 'Call'], ['deferred', 'Site tour']]);
		await scene.process('opportunities', { stage: '={{ "closed won" }}' }, selection);
		expect(await scene.named('opportunity', 'U ')).toMatchObject([{ stage: 'Closed Won' }]);
	});
});
