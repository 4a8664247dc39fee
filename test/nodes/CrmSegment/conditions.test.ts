import type { INodeParameters } from 'n8n-workflow';

import { setConsent } from '../../../engine/consent/setConsent';
import type { RecordJson } from '../../../engine/records/RecordJson';
import { NodeHost, STORES } from '../shared/NodeHost';
import { byId, condition, contactsWith, records, rows } from '../shared/tabs';

const ANY = byId('');

describe.each(STORES)('CRM Segment on %s: conditions of the search tabs', (dialect) => {
	let nodes: NodeHost;
	let campaign: RecordJson;
	let other: RecordJson;
	let account: RecordJson;
	let message: RecordJson;
	let task: RecordJson;
	let accountFilter: number;

	beforeAll(async () => {
		nodes = await NodeHost.create(dialect);
		campaign = await nodes.record('campaign', { name: 'Spring' });
		other = await nodes.record('campaign', { name: 'Autumn' });
		account = await nodes.record('account', { name: 'Acme', city: 'Madrid', employees: 50 });
		await nodes.record('account', { name: 'Lonely', city: 'Rome' });
		const ana = await nodes.record('contact', { name: 'Ana', email: 'ana@example.com', city: 'Madrid', account_id: account.id });
		await nodes.record('contact', { name: 'Ben', email: 'ben@example.com', city: 'Rome' });
		await nodes.record('contact', { name: 'Cai', city: 'Élan' });
		await nodes.record('contact', { name: 'Dan', email: 'dan@', city: 'Oslo' });
		await nodes.record('lead', { name: 'Lea', email: 'lea@example.com' });
		message = await nodes.record('message', { name: 'Hello Ana', contact_id: ana.id, campaign_id: campaign.id });
		await nodes.event(message.id, 'opened');
		task = await nodes.record('task', { name: 'Call Ana', contact_id: ana.id, campaign_id: campaign.id, message_id: message.id, outcome: 'positive', status: 'completed' });
		await nodes.record('task', { name: 'Call Ben', outcome: 'open' });
		await nodes.record('opportunity', { name: 'Deal with Ana', contact_id: ana.id, campaign_id: campaign.id, task_id: task.id });
		const saved = await nodes.one('crmSegment', {
			operation: 'saveFilter',
			criteriaBy: 'tabs',
			filterName: 'Accounts in Madrid',
			tabs: { account: [{ all: rows(condition('city', 'is', 'Madrid')) }] },
		});
		accountFilter = Number(saved['filterId']);
		const selection = await nodes.one('crmSegment', { operation: 'search', criteriaBy: 'tabs', tabs: contactsNamed('Ana') });
		await nodes.json('crmCampaign', { operation: 'campaignLink', memberStatus: 'Invited', generalParameters: { campaign: byId(campaign.id) } }, [{ json: selection }]);
		await nodes.store.run(setConsent, {
			decision: 'no', address: 'ben@example.com', record: null, scope: 'campaign', scopeRef: String(other.id), source: 'user', reason: null, proof: null, happenedAt: null,
		});
	});

	afterAll(async () => {
		await nodes.close();
	});

	const contactsNamed = (name: string): INodeParameters => ({ contact: [{ all: rows(condition('name', 'is', name)) }] });

	const names = async (tabs: INodeParameters): Promise<unknown[]> => (await nodes.json('crmSegment', records(tabs))).map((record) => record['name']);

	test.each<[string, INodeParameters, string[]]>([
		['all of these', { all: rows(condition('city', 'is', 'madrid'), condition('name', 'startsWith', 'a')) }, ['Ana']],
		['any of these', { any: rows(condition('city', 'is', 'Madrid'), condition('city', 'is', 'Rome')) }, ['Ana', 'Ben']],
		['none of these', { none: rows(condition('city', 'is', 'Madrid'), condition('city', 'is', 'Rome')) }, ['Cai', 'Dan']],
		['groups together', { any: rows(condition('city', 'isAnyOf', 'Madrid, Rome')), none: rows(condition('name', 'is', 'Ben')) }, ['Ana']],
		['accents and capitals aside', { all: rows(condition('city', 'contains', 'elan')) }, ['Cai']],
		['an empty field', { all: rows(condition('email', 'isEmpty')) }, ['Cai']],
		['a malformed address', { all: rows(condition('email', 'isMalformed')) }, ['Dan']],
	])('VM-04 finds by field conditions: %s', async (_, tab, expected) => {
		expect(await names({ contact: [tab] })).toEqual(expected);
	});

	test('VM-04 relations: in a saved filter, or not', async () => {
		const { filterId } = await nodes.one('crmSegment', { operation: 'saveFilter', criteriaBy: 'tabs', filterName: 'Anas', tabs: contactsNamed('Ana') });
		expect(await names(contactsWith('filter', { filter: byId(filterId) }))).toEqual(['Ana']);
		expect(await names(contactsWith('filter', { filter: byId(filterId), negate: true }))).toEqual(['Ben', 'Cai', 'Dan']);
	});

	test('VM-04 relations: account is, is in a filter, is where', async () => {
		expect(await names(contactsWith('accounts', { account: byId(account.id) }))).toEqual(['Ana']);
		expect(await names(contactsWith('accountFilter', { filter: byId(accountFilter) }))).toEqual(['Ana']);
		expect(await names(contactsWith('accountWhere', { conditions: rows(condition('employees', 'isAtLeast', '50')) }))).toEqual(['Ana']);
		expect(await names(contactsWith('accountWhere', { conditions: rows(condition('employees', 'isAtLeast', '51')), negate: true }))).toHaveLength(4);
		expect(await names({ account: [{ relations: { contacts: [{ negate: true }] } }] })).toEqual(['Lonely']);
	});

	test('VM-04 relations: member of a campaign, of a status, or not', async () => {
		const member = (more: INodeParameters) => contactsWith('member', { campaign: byId(campaign.id), ...more });
		expect(await names(member({}))).toEqual(['Ana']);
		expect(await names(member({ status: 'Invited' }))).toEqual(['Ana']);
		expect(await names(member({ status: 'Gone' }))).toEqual([]);
		expect(await names(member({ negate: true }))).toEqual(['Ben', 'Cai', 'Dan']);
	});

	test('VM-04 relations: with or without messages of a campaign and an outcome', async () => {
		const messages = (outcome: string, of: RecordJson | null, negate = false) => contactsWith('messages', { campaign: of ? byId(of.id) : ANY, outcome, negate });
		expect(await names(messages('opened', campaign))).toEqual(['Ana']);
		expect(await names(messages('any', null))).toEqual(['Ana']);
		expect(await names(messages('clicked', campaign))).toEqual([]);
		expect(await names(messages('notClicked', campaign))).toEqual(['Ana']);
		expect(await names(messages('any', other))).toEqual([]);
		expect(await names(messages('opened', campaign, true))).toEqual(['Ben', 'Cai', 'Dan']);
	});

	test('VM-04 relations: with or without tasks of a status and outcome, and opportunities', async () => {
		expect(await names(contactsWith('tasks', { campaign: byId(campaign.id), outcome: 'positive', status: 'completed' }))).toEqual(['Ana']);
		expect(await names(contactsWith('tasks', { campaign: ANY, outcome: 'negative', status: '' }))).toEqual([]);
		expect(await names(contactsWith('tasks', { campaign: ANY, outcome: '', status: '', negate: true }))).toEqual(['Ben', 'Cai', 'Dan']);
		expect(await names(contactsWith('opportunities', { campaign: byId(campaign.id) }))).toEqual(['Ana']);
	});

	test('VM-13 messages without a task made from them, tasks without an opportunity made from them', async () => {
		expect(await names({ message: [{ relations: { tasks: [{ campaign: ANY, outcome: '', status: '', negate: true }] } }] })).toEqual([]);
		expect(await names({ task: [{ relations: { opportunities: [{ campaign: ANY, negate: true }] } }] })).toEqual(['Call Ben']);
	});

	test('VM-04 relations: may be emailed, in the scope of a campaign too', async () => {
		expect(await names(contactsWith('mayBeEmailed', { campaign: ANY }))).toEqual(['Ana', 'Ben']);
		expect(await names(contactsWith('mayBeEmailed', { campaign: byId(other.id) }))).toEqual(['Ana']);
		expect(await names(contactsWith('mayBeEmailed', { negate: true }))).toEqual(['Cai', 'Dan']);
	});

	test('VM-04 a day is also what a date of an expression says', async () => {
		const created = (operator: string, value: string) => names({ contact: [{ all: rows(condition('created_at', operator, value)) }] });
		for (const value of ['={{ $now }}', '={{ $today }}', '={{ new Date() }}', '={{ $now.toISO() }}', '={{ $now.toUTC().toISO() }}']) expect(await created('isOn', value)).toEqual(['Ana', 'Ben', 'Cai', 'Dan']);
		expect(await created('isBetween', '={{ [$now.minus({ days: 2 }), $now.minus({ days: 1 })] }}')).toEqual([]);
		expect(await created('isBetween', '={{ [$now.minus({ days: 2 }), new Date()] }}')).toEqual(['Ana', 'Ben', 'Cai', 'Dan']);
	});

	test('VM-04 every kind of record has its tab', async () => {
		const everything = Object.fromEntries(['lead', 'contact', 'account', 'message', 'task', 'opportunity'].map((kind) => [kind, [{ allRecords: true }]]));
		const counted = await nodes.one('crmSegment', { operation: 'count', criteriaBy: 'tabs', tabs: everything });
		expect(counted).toEqual({ count: 11, byKind: { lead: 1, contact: 4, account: 2, message: 1, task: 2, opportunity: 1 } });
	});
});
