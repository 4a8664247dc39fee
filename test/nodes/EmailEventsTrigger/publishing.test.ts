import { API_KEY } from '../../simulators/brevo/brevoRules';
import { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { TEST_KEY } from '../../simulators/sendgrid/SendGridRules';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import { NodeHost } from '../shared/NodeHost';
import { TriggerLife, triggerWorkflow } from '../shared/triggers';

const HERE = 'https://n8n.example.com/webhook/';

let nodes: NodeHost;
beforeAll(async () => {
	nodes = await NodeHost.create();
});
afterAll(() => nodes.close());

describe('VM-18 publishing sets SendGrid\'s event webhook up', () => {
	let simulator: SendGridSimulator;
	beforeEach(async () => {
		simulator = await startSendGrid();
	});
	afterEach(() => simulator.stop());

	const life = (path = '', id = 'one') => new TriggerLife(triggerWorkflow('emailEventsTrigger', { service: 'sendgrid', path }, id), { nodeTypes: nodes.host.nodeTypes, credentials: { crmSendGridApi: { apiKey: TEST_KEY, baseUrl: simulator.url } } });
	const there = () => simulator.webhooks.all.map(({ settings, keys }) => ({ url: settings['url'], enabled: settings['enabled'], signed: keys !== null }));
	const writes = () => simulator.calls.filter(({ method }) => method !== 'GET').length;

	test('VM-18 one webhook of all events, signed, its key kept; publishing again changes nothing; taking back removes it', async () => {
		const one = life();
		expect(await one.publish()).toBe(true);
		expect(there()).toEqual([{ url: `${HERE}email-events-sendgrid`, enabled: true, signed: true }]);
		const { settings, keys } = simulator.webhooks.all[0]!;
		expect(['delivered', 'bounce', 'open', 'click', 'spam_report', 'unsubscribe', 'group_unsubscribe', 'dropped', 'deferred'].filter((event) => settings[event] !== true)).toEqual([]);
		expect(JSON.stringify(one.staticData)).toContain(keys!.publicKey);

		const before = writes();
		expect(await one.publish()).toBe(false);
		expect(writes()).toBe(before);
		await one.unpublish();
		expect(there()).toEqual([]);
		expect(JSON.stringify(one.staticData)).not.toContain(keys!.publicKey);
		await one.unpublish();
	});

	test('VM-18 what it kept may be lost: still one webhook, and its key is known again', async () => {
		await life().publish();
		const again = life();
		expect(await again.publish()).toBe(true);
		expect(there()).toHaveLength(1);
		expect(JSON.stringify(again.staticData)).toContain(simulator.webhooks.all[0]!.keys!.publicKey);
	});

	test('VM-18 switched off at SendGrid, it is switched on again by publishing', async () => {
		const one = life();
		await one.publish();
		simulator.webhooks.all[0]!.settings = { ...simulator.webhooks.all[0]!.settings, enabled: false, bounce: false };
		expect(await one.publish()).toBe(true);
		expect(there()).toEqual([{ url: `${HERE}email-events-sendgrid`, enabled: true, signed: true }]);
		expect(simulator.webhooks.all[0]!.settings['bounce']).toBe(true);
	});

	test('VM-18 others of the account stay as they are, and so does the own one while somebody listens for a test', async () => {
		const [other, own] = [life('elsewhere', 'two'), life()];
		await other.publish();
		await own.publish();
		await own.listenForATest();
		expect(there().map(({ url }) => url)).toEqual([`${HERE}elsewhere`, `${HERE}email-events-sendgrid`]);
		await own.unpublish();
		expect(there()).toEqual([{ url: `${HERE}elsewhere`, enabled: true, signed: true }]);
	});
});

describe('VM-18 publishing sets Brevo\'s webhooks up', () => {
	let simulator: BrevoSimulator;
	beforeEach(async () => {
		simulator = await BrevoSimulator.start();
	});
	afterEach(() => simulator.stop());

	const life = (path = '', id = 'one') => new TriggerLife(triggerWorkflow('emailEventsTrigger', { service: 'brevo', path }, id), { nodeTypes: nodes.host.nodeTypes, credentials: { crmBrevoApi: { apiKey: API_KEY, baseUrl: simulator.url } } });
	const there = () => [...simulator.state.webhooks.values()];
	const writes = () => simulator.state.calls.filter(({ method }) => method !== 'GET').length;

	test('VM-18 one of each kind of mail, with a token, in batches; publishing again changes nothing; taking back removes both', async () => {
		const one = life();
		expect(await one.publish()).toBe(true);
		expect(there().map(({ type, url, batched }) => [type, url, batched])).toEqual([['transactional', `${HERE}email-events-brevo`, true], ['marketing', `${HERE}email-events-brevo`, true]]);
		const tokens = new Set(there().map(({ auth }) => auth?.['type'] === 'bearer' && auth['token']));
		expect(tokens.size).toBe(1);
		const [token] = tokens;
		expect(token).toMatch(/^[0-9a-f]{64}$/);
		expect(JSON.stringify(one.staticData)).toContain(token);

		const before = writes();
		expect(await one.publish()).toBe(false);
		expect(writes()).toBe(before);
		await one.unpublish();
		expect(there()).toEqual([]);
		expect(JSON.stringify(one.staticData)).not.toContain(token);
	});

	test('VM-18 what it kept may be lost: still one of each, with the token that is known now', async () => {
		await life().publish();
		const again = life();
		expect(await again.publish()).toBe(true);
		expect(there()).toHaveLength(2);
		for (const { auth } of there()) expect(JSON.stringify(again.staticData)).toContain(String(auth?.['token']));
	});

	test('VM-18 others of the account stay as they are', async () => {
		const [other, own] = [life('elsewhere', 'two'), life()];
		await other.publish();
		await own.publish();
		await own.unpublish();
		expect(there().map(({ url }) => url)).toEqual([`${HERE}elsewhere`, `${HERE}elsewhere`]);
	});

	test('VM-18 listening for a test leaves the webhooks of the published workflow where they are', async () => {
		const own = life();
		await own.publish();
		await own.listenForATest();
		expect(there().map(({ url }) => url)).toEqual([`${HERE}email-events-brevo`, `${HERE}email-events-brevo`]);
		expect(await own.publish()).toBe(false);
	});

	test('VM-18 listening for a test of a workflow that was never published sets nothing up', async () => {
		await life().listenForATest();
		expect([there(), writes()]).toEqual([[], 0]);
	});
});
