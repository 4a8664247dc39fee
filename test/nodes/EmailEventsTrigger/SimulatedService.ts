import type { CredentialsByType } from '../../harness';
import { API_KEY } from '../../simulators/brevo/brevoRules';
import { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { transactionalPayload, type TransactionalEvent } from '../../simulators/brevo/brevoPayloads';
import { eventOf, type EventName } from '../../simulators/sendgrid/events';
import { TEST_KEY } from '../../simulators/sendgrid/SendGridRules';
import { startSendGrid } from '../../simulators/sendgrid/sendGridSimulator';
import { eventPost } from '../../simulators/sendgrid/SignedPosts';
import type { Asking } from '../shared/http';

export type Happening = 'delivered' | 'opened' | 'machine opened' | 'clicked' | 'hard bounce' | 'soft bounce' | 'spam' | 'unsubscribed' | 'teleported';

type Raw = Readonly<Record<string, unknown>>;

/** A mail service's account on loopback, from whose mails events come as it posts them. */
export interface SimulatedService {
	readonly name: 'brevo' | 'sendgrid';
	readonly credentials: CredentialsByType;
	/** Addresses that got a mail. */
	recipients(): readonly string[];
	/** What happens to the mail that somebody got, so many seconds into the epoch. */
	event(address: string, happening: Happening, seconds: number, more?: Raw): Raw;
	/** Events in one post, as the service signs it for the webhook that leads there. */
	post(events: readonly unknown[], url: string): Asking;
	/** Where it posts to. */
	addresses(): readonly string[];
	stop(): Promise<void>;
}

/** The link of every click. */
export const CLICKED = 'https://shop.example.com/offer?a=1&b=2';

const SENDGRID: Readonly<Record<Happening, readonly [string, Raw]>> = {
	delivered: ['delivered', {}],
	opened: ['open', {}],
	'machine opened': ['open', { sg_machine_open: true }],
	clicked: ['click', { url: CLICKED }],
	'hard bounce': ['bounce', {}],
	'soft bounce': ['bounce', { type: 'blocked' }],
	spam: ['spamreport', {}],
	unsubscribed: ['unsubscribe', {}],
	teleported: ['teleported', {}],
};

const BREVO: Readonly<Record<Happening, readonly [TransactionalEvent | 'teleported', Raw]>> = {
	delivered: ['delivered', {}],
	opened: ['opened', {}],
	'machine opened': ['proxy_open', {}],
	clicked: ['click', { link: CLICKED }],
	'hard bounce': ['hard_bounce', {}],
	'soft bounce': ['soft_bounce', {}],
	spam: ['spam', {}],
	unsubscribed: ['unsubscribed', {}],
	teleported: ['teleported', {}],
};

export async function simulatedService(name: SimulatedService['name']): Promise<SimulatedService> {
	return name === 'sendgrid' ? await sendGrid() : await brevo();
}

async function sendGrid(): Promise<SimulatedService> {
	const simulator = await startSendGrid();
	const mailTo = (address: string) => found(simulator.mails.find(({ to }) => to === address), address);
	return {
		name: 'sendgrid',
		credentials: { crmSendGridApi: { apiKey: TEST_KEY, region: 'global', baseUrl: simulator.url } },
		recipients: () => simulator.mails.map(({ to }) => to),
		event: (address, happening, seconds, more = {}) => {
			const [word, extra] = SENDGRID[happening];
			return eventOf(mailTo(address), word as EventName, { ...extra, ...more }, seconds);
		},
		post: (events, url) => ({ method: 'POST', ...eventPost(events, simulator.webhooks.all.find(({ settings }) => settings['url'] === url)?.keys ?? null) }),
		addresses: () => simulator.webhooks.all.map(({ settings }) => String(settings['url'])),
		stop: () => simulator.stop(),
	};
}

async function brevo(): Promise<SimulatedService> {
	const simulator = await BrevoSimulator.start();
	const mailTo = (address: string) => found(simulator.state.mails.find(({ to }) => to === address), address);
	return {
		name: 'brevo',
		credentials: { crmBrevoApi: { apiKey: API_KEY, baseUrl: simulator.url } },
		recipients: () => simulator.state.mails.map(({ to }) => to),
		event: (address, happening, seconds, more = {}) => {
			const [word, extra] = BREVO[happening];
			const known = word === 'teleported' ? 'delivered' : word;
			return { ...transactionalPayload(mailTo(address), known, seconds, { ...extra, ...more }), event: word };
		},
		post: (events, url) => {
			const webhook = [...simulator.state.webhooks.values()].find((each) => each.url === url);
			return { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${String(webhook?.auth?.['token'])}` }, body: JSON.stringify(events) };
		},
		addresses: () => [...simulator.state.webhooks.values()].map(({ url }) => url),
		stop: () => simulator.stop(),
	};
}

function found<Mail>(mail: Mail | undefined, address: string): Mail {
	if (mail === undefined) throw new Error(`${address} got no mail.`);
	return mail;
}
