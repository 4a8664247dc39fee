import { createServer } from 'node:http';
import { deleteEventWebhook, ensureEventWebhook, findEventWebhook, listEventWebhooks, signEventWebhook } from '../../../connectors/sendgrid/eventWebhook';
import { readSendGridEvents } from '../../../connectors/sendgrid/readEvents';
import { SIGNATURE_HEADER, TIMESTAMP_HEADER, verifySendGridSignature } from '../../../connectors/sendgrid/signature';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import { type Listening, listening } from '../http/servers';
import { apiTo, channelTo, mailsOf } from './mails';

const OURS = 'https://n8n.shop.example/webhook/events';

let sendGrid: SendGridSimulator;
beforeEach(async () => {
	sendGrid = await startSendGrid({ maxWebhooks: 2 });
});
afterEach(() => sendGrid.stop());

describe('The event webhook', () => {
	test('is made once, with all events on', async () => {
		const api = apiTo(sendGrid.url);
		const made = await ensureEventWebhook(api, OURS, 'CRM Campaigns');
		expect(made).toMatchObject({ url: OURS, enabled: true, missing: [] });
		expect(await ensureEventWebhook(api, OURS, 'CRM Campaigns')).toEqual(made);
		expect(sendGrid.webhooks.all).toHaveLength(1);
		expect(sendGrid.webhooks.wanting('spamreport')).toHaveLength(1);
	});

	test('that lacks events or is off is switched on, and no other one is touched', async () => {
		const api = apiTo(sendGrid.url);
		// The oldest is somebody else's: SendGrid changes it when no id is given.
		await ensureEventWebhook(api, 'https://other.example/hook', 'Other');
		const before = JSON.stringify(sendGrid.webhooks.all[0]?.settings);
		await ensureEventWebhook(api, OURS, 'CRM Campaigns');
		const ours = sendGrid.webhooks.all[1];
		if (ours !== undefined) ours.settings = { ...ours.settings, click: false, enabled: false };
		expect(await findEventWebhook(api, OURS)).toMatchObject({ enabled: false, missing: ['click'] });
		expect(await ensureEventWebhook(api, OURS, 'CRM Campaigns')).toMatchObject({ enabled: true, missing: [] });
		expect(JSON.stringify(sendGrid.webhooks.all[0]?.settings)).toBe(before);
		expect(sendGrid.webhooks.all).toHaveLength(2);
	});

	test('is never changed without its id', async () => {
		const api = apiTo(sendGrid.url);
		await ensureEventWebhook(api, 'https://other.example/hook', 'Other');
		await expect(signEventWebhook(api, '')).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(deleteEventWebhook(api, ' ')).rejects.toMatchObject({ code: 'invalid-input' });
		expect(sendGrid.webhooks.all[0]?.keys).toBeNull();
		expect(sendGrid.webhooks.all).toHaveLength(1);
	});

	test('beyond what the account may have is told with those there are', async () => {
		const api = apiTo(sendGrid.url);
		await ensureEventWebhook(api, 'https://one.example/', 'One');
		await ensureEventWebhook(api, 'https://two.example/', 'Two');
		await expect(ensureEventWebhook(api, OURS, 'Three')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('https://two.example/') });
		expect((await listEventWebhooks(api)).webhooks).toHaveLength(2);
	});

	test('goes when it is deleted; once more is no fault', async () => {
		const api = apiTo(sendGrid.url);
		const { id } = await ensureEventWebhook(api, OURS, 'CRM Campaigns');
		await deleteEventWebhook(api, id);
		await deleteEventWebhook(api, id);
		expect(await findEventWebhook(api, OURS)).toBeNull();
	});
});

describe('X-03 From a mail sent to its events received', () => {
	interface Received {
		readonly signature: string | undefined;
		readonly timestamp: string | undefined;
		readonly body: Buffer;
	}

	async function receive(into: Received[]): Promise<Listening> {
		const server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const header = (name: string): string | undefined => [request.headers[name]].flat()[0];
				into.push({ signature: header(SIGNATURE_HEADER), timestamp: header(TIMESTAMP_HEADER), body: Buffer.concat(chunks) });
				response.writeHead(204).end();
			});
		});
		return await listening(server);
	}

	test('X-03 signed, batched, shuffled and repeated, they name their mails', async () => {
		const posts: Received[] = [];
		const receiver = await receive(posts);
		const api = apiTo(sendGrid.url);
		const { id } = await ensureEventWebhook(api, receiver.url, 'CRM Campaigns');
		const key = await signEventWebhook(api, id);
		const batch = mailsOf(200);
		const outcomes = await channelTo(sendGrid.url, { categories: ['spring'] }).send(batch);
		for (const mail of sendGrid.mails) for (const name of ['processed', 'delivered', 'open'] as const) sendGrid.happens(mail, name);
		expect(new Set(await sendGrid.postPending({ batch: 70, repeat: 5, seed: 3 }))).toEqual(new Set([204]));
		await receiver.stop();
		expect(posts.every(({ signature, timestamp, body }) => verifySendGridSignature(key, signature, timestamp, body))).toBe(true);
		const events = posts.flatMap(({ body }) => readSendGridEvents(JSON.parse(body.toString('utf8'))).events);
		expect([events.length, new Set(events.map((event) => event.key)).size]).toEqual([3_000, 600]);
		const opened = new Map(events.filter(({ kind }) => kind === 'opened').map((event) => [event.messageRef, event]));
		for (const [i, mail] of batch.entries()) {
			const outcome = outcomes[i];
			expect(opened.get(mail.messageRef)).toMatchObject({ address: mail.to.address, remoteId: outcome?.kind === 'sent' ? outcome.remoteId : 'not sent' });
		}
	});

	test('X-03 mail to somebody on the suppressions comes back as dropped, with the reason', async () => {
		sendGrid.suppressions.add('unsubscribes', { email: 'm1@people.example', created: 1 });
		await channelTo(sendGrid.url).send(mailsOf(3));
		const { events } = readSendGridEvents(sendGrid.pending);
		expect(events).toEqual([expect.objectContaining({ kind: 'dropped', address: 'm1@people.example', reason: 'Unsubscribed Address' })]);
	});
});
