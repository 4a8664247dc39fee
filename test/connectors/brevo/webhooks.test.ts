import type { Brevo } from '@getbrevo/brevo';

import { BrevoApi } from '../../../connectors/brevo/BrevoApi';
import { ensureWebhooks, removeWebhooks, webhooksAreThere } from '../../../connectors/brevo/webhooks/brevoWebhooks';
import { WEBHOOK_EVENTS, webhookBody, type WebhookWish } from '../../../connectors/brevo/webhooks/webhookWish';
import type { BrevoRules } from '../../simulators/brevo/brevoRules';
import type { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import type { SimWebhook } from '../../simulators/brevo/BrevoState';
import { NO_LIMITS, settingsFor, startBrevo, stopAll } from './world';

afterEach(stopAll);

const WISH: WebhookWish = { url: 'https://n8n.shop.example/webhook/7', token: 'token-1', receiver: 'n8n workflow 7' };

async function world(rules: BrevoRules = {}): Promise<{ simulator: BrevoSimulator; api: BrevoApi }> {
	const simulator = await startBrevo({ ...NO_LIMITS, ...rules });
	return { simulator, api: new BrevoApi(settingsFor(simulator, { firstPause: 1 })) };
}

function put(simulator: BrevoSimulator, changes: Partial<SimWebhook>): number {
	const id = simulator.state.nextId();
	simulator.state.webhooks.set(id, { id, url: 'https://elsewhere.example', description: '', type: 'transactional', events: ['click'], batched: false, auth: null, ...changes });
	return id;
}

const hooks = (simulator: BrevoSimulator) => [...simulator.state.webhooks.values()];

describe('VM-18 Registering for Brevo’s events', () => {
	test('makes one webhook of each type, of all events, batched, with the token', async () => {
		const { simulator, api } = await world();
		expect(await webhooksAreThere(api, WISH)).toBe(false);
		expect(await ensureWebhooks(api, WISH)).toEqual({ created: 2, updated: 0, removed: 0 });
		expect(hooks(simulator).map(({ type, url, batched, auth, events }) => ({ type, url, batched, auth, events }))).toEqual(
			(['transactional', 'marketing'] as const).map((type) => ({ type, url: WISH.url, batched: true, auth: { type: 'bearer', token: 'token-1' }, events: WEBHOOK_EVENTS[type] })),
		);
		expect(await webhooksAreThere(api, WISH)).toBe(true);
	});

	test('the wish is what Brevo’s own types take', () => {
		const known: ReadonlySet<string> = new Set(['sent', 'hardBounce', 'softBounce', 'blocked', 'spam', 'delivered', 'request', 'click', 'invalid', 'deferred', 'opened', 'uniqueOpened', 'unsubscribed', 'listAddition', 'contactUpdated', 'contactDeleted'] satisfies Brevo.CreateWebhookRequest.Events.Item[]);
		const { events, ...rest } = webhookBody(WISH, 'marketing');
		const taken: Brevo.CreateWebhookRequest = { ...rest, type: 'marketing', channel: 'email' };
		expect(taken.url).toBe(WISH.url);
		for (const event of [...events, ...WEBHOOK_EVENTS.transactional]) expect(known.has(event)).toBe(true);
		// Together they ask for everything there is; `sent` is `request` by another name.
		expect(new Set([...WEBHOOK_EVENTS.marketing, ...WEBHOOK_EVENTS.transactional, 'sent'])).toEqual(known);
	});

	test('done again it changes nothing, however often', async () => {
		const { simulator, api } = await world();
		for (let time = 0; time < 5; time++) await ensureWebhooks(api, WISH);
		expect(hooks(simulator)).toHaveLength(2);
		expect(simulator.state.calls.filter(({ method }) => method !== 'GET')).toHaveLength(2);
	});

	const DIFFERENT: readonly (readonly [string, Partial<SimWebhook>])[] = [
		['only some of the events', { events: ['click', 'opened'] }],
		['no token', { auth: null }],
		['another token', { auth: { type: 'bearer', token: 'token-0' } }],
		['not batched', { batched: false }],
	];

	test.each(DIFFERENT)('a webhook with %s is put right, not doubled', async (_name, changes) => {
		const { simulator, api } = await world();
		await ensureWebhooks(api, WISH);
		for (const hook of hooks(simulator)) simulator.state.webhooks.set(hook.id, { ...hook, ...changes });
		if (changes.events !== undefined) expect(await webhooksAreThere(api, WISH)).toBe(false);
		expect(await ensureWebhooks(api, WISH)).toEqual({ created: 0, updated: 2, removed: 0 });
		expect(await webhooksAreThere(api, WISH)).toBe(true);
		expect(hooks(simulator)).toHaveLength(2);
	});

	test('a new address moves our webhooks, those of others stay', async () => {
		const { simulator, api } = await world();
		const foreign = put(simulator, { url: 'https://somebody.example', description: 'CRM campaigns: n8n workflow 70' });
		await ensureWebhooks(api, WISH);
		await ensureWebhooks(api, { ...WISH, url: 'https://new.shop.example/webhook/7' });
		expect(hooks(simulator).map(({ url }) => url)).toEqual(['https://somebody.example', 'https://new.shop.example/webhook/7', 'https://new.shop.example/webhook/7']);
		expect(await removeWebhooks(api, WISH)).toBe(2);
		expect(hooks(simulator).map(({ id }) => id)).toEqual([foreign]);
		expect(await removeWebhooks(api, WISH)).toBe(0);
	});

	test('ours that are there twice become one', async () => {
		const { simulator, api } = await world();
		put(simulator, { url: WISH.url });
		put(simulator, { url: WISH.url });
		expect(await ensureWebhooks(api, WISH)).toEqual({ created: 1, updated: 1, removed: 1 });
		expect(hooks(simulator)).toHaveLength(2);
	});

	test.each(['empty list', 'no list', 'not found'] as const)('an account without any may answer: %s', async (noWebhooks) => {
		const { simulator, api } = await world({ noWebhooks });
		await ensureWebhooks(api, WISH);
		expect(hooks(simulator)).toHaveLength(2);
	});

	test('a token that is not shown is set each time, and never makes a second webhook', async () => {
		const { simulator, api } = await world({ hidesTokens: true });
		await ensureWebhooks(api, WISH);
		expect(await ensureWebhooks(api, WISH)).toEqual({ created: 0, updated: 2, removed: 0 });
		expect(hooks(simulator)).toHaveLength(2);
	});

	test('a list that can’t be read is a failure, not an absence', async () => {
		const { simulator, api } = await world({ onCall: (method) => (method === 'GET' ? { status: 500, code: '', message: 'Try later' } : null) });
		await expect(ensureWebhooks(api, WISH)).rejects.toMatchObject({ code: 'unavailable' });
		expect(hooks(simulator)).toEqual([]);
	});

	test('a full account says what to do', async () => {
		const { api } = await world({ maxWebhooks: 1 });
		await expect(ensureWebhooks(api, WISH)).rejects.toMatchObject({ code: 'invalid-input', wayOut: expect.stringContaining('40 webhooks') });
	});
});
