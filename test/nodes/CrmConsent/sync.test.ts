import type { INode, INodeParameters } from 'n8n-workflow';

import type { RunResult } from '../../harness';
import { API_KEY, type BrevoRules } from '../../simulators/brevo/brevoRules';
import { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { type SendGridRules, TEST_KEY } from '../../simulators/sendgrid/SendGridRules';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import { count, insertRow } from '../../support/rows';
import { wholeStore } from '../../support/wholeStore';
import { objectsIn } from '../../../connectors/http/json';
import { NODE, NodeHost } from '../shared/NodeHost';

describe('CRM Consent: the services', () => {
	let nodes: NodeHost;
	let sendGrid: SendGridSimulator;
	let brevo: BrevoSimulator;

	beforeEach(async () => {
		nodes = await NodeHost.create();
		await begin();
	});

	afterEach(async () => {
		await sendGrid.stop();
		await brevo.stop();
		await nodes.close();
	});

	const begin = async (rules: { sendGrid?: SendGridRules; brevo?: BrevoRules } = {}) => {
		sendGrid = await startSendGrid(rules.sendGrid);
		brevo = await BrevoSimulator.start(rules.brevo);
	};
	const again = async (rules: Parameters<typeof begin>[0]) => {
		await sendGrid.stop();
		await brevo.stop();
		await begin(rules);
	};
	const crmSendGridApi = () => ({ apiKey: TEST_KEY, region: 'global', subuser: '', verificationKey: '', baseUrl: sendGrid.url });
	const crmBrevoApi = () => ({ apiKey: API_KEY, baseUrl: brevo.url });
	const sync = async (parameters: INodeParameters, node: Partial<INode> = {}, credentials = { crmSendGridApi: crmSendGridApi(), crmBrevoApi: crmBrevoApi() }): Promise<RunResult> =>
		await nodes.run('crmConsent', { resource: 'consent', operation: 'syncWithService', ...parameters }, { node, credentials });
	const set = async (email: string) => await nodes.json('crmConsent', { operation: 'set', email });
	const hints = (result: RunResult) => result.hints.map((hint) => hint.message);

	test('VM-19 SendGrid, both ways: one item with counts, a hint, and nothing more the second time', async () => {
		sendGrid.suppressions.fill('unsubscribes', [{ email: 'there@example.com', created: 1_790_000_000 }]);
		await set('here@example.com');
		const first = (await sync({ service: 'sendgrid' })).expect('success');
		expect(first.json(NODE)).toMatchObject([{
			service: 'SendGrid', direction: 'both', dryRun: false,
			pulled: { read: 1, added: 1, lists: [{ list: 'unsubscribes', read: 1, added: 1, ownNoes: 0, whole: true }, { list: 'groups' }, { list: 'spam-reports' }, { list: 'bounces' }, { list: 'invalid-emails' }], events: null },
			pushed: { told: 1, refused: [], left: 0 },
			cannot: [expect.stringMatching(/\S/)],
			next: null,
		}]);
		expect(first.items(NODE)[0]?.pairedItem).toEqual({ item: 0 });
		expect(hints(first)).toEqual(['1 rows read from SendGrid, 1 noes written down, 1 addresses told to SendGrid']);
		expect(sendGrid.suppressions.addresses('unsubscribes')).toEqual(['there@example.com', 'here@example.com']);
		const checked = await nodes.run('crmConsent', { operation: 'check' }, { items: [{ json: { email: 'there@example.com' } }] });
		expect(checked.json(NODE, 1)).toHaveLength(1);
		const second = (await sync({ service: 'sendgrid' })).expect('success');
		expect(second.json(NODE)).toMatchObject([{ pulled: { added: 0 }, pushed: { told: 0 } }]);
	});

	test('VM-19 Brevo, each way by itself', async () => {
		brevo.state.putContact('there@example.com', { emailBlacklisted: true });
		await set('here@example.com');
		const pulled = (await sync({ service: 'brevo', direction: 'pull' })).expect('success').json(NODE);
		expect(pulled).toMatchObject([{ service: 'Brevo', pulled: { added: 1, events: { read: 0, whole: true } }, pushed: null }]);
		expect(brevo.state.contacts.has('here@example.com')).toBe(false);
		const pushed = (await sync({ service: 'brevo', direction: 'push', syncOptions: { blockSenders: 'News@example.com, sales@example.com' } })).expect('success').json(NODE);
		expect(pushed).toMatchObject([{ pulled: null, pushed: { told: 1 } }]);
		expect(brevo.state.contacts.get('here@example.com')).toMatchObject({ emailBlacklisted: true, smtpBlacklistSender: ['news@example.com', 'sales@example.com'] });
	});

	test('X-02 a dry run lists what would be written down and told, and changes nothing here or there', async () => {
		sendGrid.suppressions.fill('bounces', [{ email: 'there@example.com', created: 1_790_000_000, reason: '550' }]);
		await set('here@example.com');
		const before = await wholeStore(nodes.store);
		const dry = (await sync({ service: 'sendgrid', dryRun: true })).expect('success');
		expect(dry.json(NODE)).toMatchObject([{
			dryRun: true,
			pulled: { added: 1, wouldAdd: [{ address: 'there@example.com', source: 'bounce', happenedAt: new Date(1_790_000_000_000).toISOString() }] },
			pushed: { told: 1, wouldTell: ['here@example.com'] },
		}]);
		expect(hints(dry)).toEqual(['Dry run, nothing was changed: 1 rows read from SendGrid, 1 noes would be written down, 1 addresses would be told to SendGrid']);
		expect(await wholeStore(nodes.store)).toEqual(before);
		expect(sendGrid.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
	});

	test('VM-19 what is wrong at the service ends in an error that says what was done all the same; a used-up rate does not', async () => {
		await again({ sendGrid: { onCall: (_method, path) => (path === '/suppression/bounces' ? { kind: 'status', status: 403 } : null) }, brevo: { limits: { statistics: [{ limit: 0, length: 3_600_000 }] } } });
		sendGrid.suppressions.fill('unsubscribes', [{ email: 'there@example.com', created: 1_790_000_000 }]);
		await set('here@example.com');
		const failed = await sync({ service: 'sendgrid' });
		expect(failed.error).toMatchObject({
			message: expect.stringMatching(/^SendGrid did not let us read the bounces .* Not done to the end: bounces\. All else was done: 1 rows read from SendGrid, 1 noes written down, 1 addresses told to SendGrid\.$/),
			description: expect.stringMatching(/permission .* goes on from there/),
		});
		expect(await count(nodes.store, `SELECT COUNT(*) FROM consent_address_no`)).toBe(2);
		const on = (await sync({ service: 'sendgrid' }, { onError: 'continueErrorOutput' })).expect('success');
		expect(on.json(NODE, 1)).toMatchObject([{ error: expect.stringContaining('bounces'), message: expect.stringMatching(/\S/) }]);
		const limited = (await sync({ service: 'brevo' })).expect('success');
		expect(limited.json(NODE)).toMatchObject([{ pushed: { told: 2 }, next: { left: ['events'], notBefore: expect.stringMatching(/Z$/), why: expect.stringContaining('rate limit') } }]);
		expect(hints(limited)).toContainEqual(expect.stringMatching(/^Not all was done: events: .* it goes on from there\.$/));
	}, 30_000);

	test('VM-19 no credential, no address among the senders: refused with a way out', async () => {
		const none = await nodes.run('crmConsent', { resource: 'consent', operation: 'syncWithService', service: 'brevo' });
		expect(none.error).toMatchObject({ message: 'No Brevo credential is chosen.', description: expect.stringMatching(/Choose/) });
		expect((await sync({ service: 'brevo', syncOptions: { blockSenders: 'a@example.com, nobody' } })).error).toMatchObject({ message: 'Block Mails From: "nobody" is no email address.' });
	});

	test('X-07 an AI agent may only try it out', async () => {
		const byAi = async (dryRun: boolean) => await nodes.run('crmConsentTool', { resource: 'consent', operation: 'syncWithService', service: 'sendgrid', dryRun }, { credentials: { crmSendGridApi: crmSendGridApi() } });
		expect((await byAi(false)).error).toMatchObject({ message: 'An AI agent may not sync consent with a service.' });
		(await byAi(true)).expect('success');
	});

	describe('X-05 Forget, also in the services', () => {
		const forget = async (parameters: INodeParameters, credentials: Parameters<NodeHost['run']>[2]) => await nodes.run('crmConsent', { resource: 'person', operation: 'forgetPerson', email: 'gone@example.com', dryRun: false, ...parameters }, credentials);
		const both = () => ({ credentials: { crmSendGridApi: crmSendGridApi(), crmBrevoApi: crmBrevoApi() } });
		/** SendGrid and Brevo sent to the person. */
		const sentBoth = async () => {
			const { id } = await nodes.record('contact', { name: 'Gone', email: 'gone@example.com' });
			for (const channel of ['sendgrid', 'brevo']) {
				await insertRow(nodes.store, 'message', { origin: 'logged', occurrence: channel, state: 'sent', channel, campaign_id: 0, recipient_kind: 2, recipient_id: id, contact_id: id, address: 'gone@example.com', address_key: 'gone@example.com', holds_address: 0 });
			}
			brevo.state.putContact('gone@example.com');
			brevo.state.statistics.push({ date: new Date().toISOString(), email: 'gone@example.com', event: 'opened', messageId: '<1@x>' });
		};
		const places = (result: RunResult) => result.json(NODE).flatMap((json) => objectsIn(json['remains']).map((one) => one['where']));

		test('SendGrid takes the order, Brevo deletes the contact and the logs; a dry run only says who would be asked', async () => {
			await sentBoth();
			const dry = (await forget({ alsoInServices: true, dryRun: true }, both())).expect('success');
			expect(dry.json(NODE)).toMatchObject([{ wouldAsk: ['SendGrid', 'Brevo'], services: [] }]);
			expect([sendGrid.calls.length, brevo.state.calls.length]).toEqual([0, 0]);
			const done = (await forget({ alsoInServices: true }, both())).expect('success');
			expect(done.json(NODE)).toMatchObject([{ forgotten: true, services: [{ service: 'SendGrid', kind: 'erased' }, { service: 'Brevo', kind: 'erased' }] }]);
			expect(sendGrid.suppressions.erased).toEqual(['gone@example.com']);
			expect([brevo.state.contacts.size, brevo.state.statistics.length]).toEqual([0, 0]);
			// The names of channels would mean that nobody was asked.
			expect(places(done)).toEqual(expect.not.arrayContaining(['sendgrid', 'brevo']));
		});

		test('where no credential is chosen, the service is listed among those where data remain', async () => {
			await sentBoth();
			const one = (await forget({ alsoInServices: true }, { credentials: { crmBrevoApi: crmBrevoApi() } })).expect('success');
			expect(places(one)).toContain('sendgrid');
			expect(places(one)).not.toContain('brevo');
		});

		test('ticked without any credential, it says so; unticked, nobody is asked', async () => {
			await sentBoth();
			const unasked = (await forget({ alsoInServices: true, dryRun: true }, {})).expect('success');
			expect(hints(unasked)).toContainEqual(expect.stringMatching(/no service is asked/));
			const unticked = (await forget({}, both())).expect('success');
			expect(places(unticked)).toEqual(expect.arrayContaining(['sendgrid', 'brevo']));
			expect([sendGrid.calls.length, brevo.state.calls.length]).toEqual([0, 0]);
		});

		test('a lost answer is uncertain, a refusal is told; both can be repeated', async () => {
			await again({ sendGrid: { onCall: (_method, path, nth) => (path === '/recipients/erasejob' && nth <= 4 ? { kind: 'drop-after-accepting' } : null) }, brevo: { unknownIp: true } });
			await sentBoth();
			const first = (await forget({ alsoInServices: true }, both())).expect('success');
			expect(first.json(NODE)).toMatchObject([{ services: [{ service: 'SendGrid', kind: 'uncertain' }, { service: 'Brevo', kind: 'failed', reason: expect.stringContaining('IP address') }] }]);
			expect(JSON.stringify(first.json(NODE))).toMatch(/Whether the person was erased there is not known/);
			const second = (await forget({ alsoInServices: true }, both())).expect('success');
			expect(second.json(NODE)).toMatchObject([{ services: [{ service: 'SendGrid', kind: 'erased' }, { service: 'Brevo', kind: 'failed' }] }]);
		}, 30_000);
	});
});
