import type { SimMail } from './BrevoState';

/** What webhooks of transactional mail may report. */
export type TransactionalEvent =
	| 'request' | 'delivered' | 'hard_bounce' | 'soft_bounce' | 'blocked' | 'spam' | 'invalid_email' | 'deferred' | 'click'
	| 'opened' | 'unique_opened' | 'proxy_open' | 'unique_proxy_open' | 'unsubscribed' | 'error';

export type MarketingEvent =
	| 'delivered' | 'hard_bounced' | 'soft_bounced' | 'spam' | 'opened' | 'click' | 'unsubscribed';

/** One event of a transactional webhook, with the fields that Brevo's documentation shows for it. */
export function transactionalPayload(mail: SimMail, event: TransactionalEvent, seconds: number, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
	const always = {
		event,
		email: mail.to,
		id: 26224,
		date: '2026-11-20 11:12:13',
		ts: seconds,
		'message-id': mail.messageId.replace(/[<>]/g, ''),
		ts_event: seconds,
		ts_epoch: seconds * 1000,
		tags: ['campaign'],
		sender_email: mail.sender,
		...(mail.custom === null ? {} : { 'X-Mailin-custom': mail.custom }),
		...(event === 'spam' ? {} : { subject: mail.subject, sending_ip: '185.41.28.109', template_id: 0 }),
	};
	switch (event) {
		case 'click':
			return { ...always, link: 'https://shop.example/offer', user_agent: 'Mozilla/5.0', device_used: 'DESKTOP', ...more };
		case 'hard_bounce':
		case 'soft_bounce':
		case 'deferred':
		case 'blocked':
		case 'error':
			return { ...always, reason: 'server is down', ...more };
		case 'unsubscribed':
			// Tags come as the JSON text `tag` here.
			return { ...always, tags: undefined, tag: '["campaign"]', ...more };
		case 'proxy_open':
		case 'unique_proxy_open':
		case 'opened':
		case 'unique_opened':
			return { ...always, mirror_link: 'https://app.brevo.example/mirror', user_agent: 'Mozilla/5.0', device_used: 'MOBILE', ...more };
		case 'request':
		case 'delivered':
		case 'spam':
		case 'invalid_email':
			return { ...always, ...more };
	}
}

/** One event of a marketing webhook. */
export function marketingPayload(email: string, event: MarketingEvent, seconds: number, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
	const always = { id: 7, camp_id: 12, email, 'campaign name': 'May', date_sent: '2026-11-20 10:00:00', date_event: '2026-11-20 11:12:13', event, tag: '', ts_sent: seconds - 60, ts_event: seconds, ts: seconds };
	switch (event) {
		case 'click':
			return { ...always, URL: 'https://shop.example/may', ...more };
		case 'hard_bounced':
		case 'soft_bounced':
			return { ...always, reason: 'deferred: mailbox full', sending_ip: '185.41.28.109', ...more };
		case 'unsubscribed':
			return { ...always, list_id: [3, 42], ...more };
		case 'delivered':
		case 'spam':
		case 'opened':
			return { ...always, ...more };
	}
}

/** Posts events as Brevo does: one by one, or batched in posts of at most 500. Answers the statuses. */
export async function postEvents(url: string, events: readonly unknown[], options: { readonly token: string | null; readonly batched: boolean }): Promise<number[]> {
	const posts: unknown[] = [];
	if (options.batched) for (let at = 0; at < events.length; at += 500) posts.push(events.slice(at, at + 500));
	else posts.push(...events);
	const statuses: number[] = [];
	for (const body of posts) {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }) },
			body: JSON.stringify(body),
		});
		await response.arrayBuffer();
		statuses.push(response.status);
	}
	return statuses;
}

/** Each event so often, in an order of its own. */
export function repeated<T>(events: readonly T[], times: number, random: () => number): T[] {
	const all = Array.from({ length: times }, () => events).flat();
	for (let at = all.length - 1; at > 0; at--) {
		const other = Math.floor(random() * (at + 1));
		const [one, two] = [all[at], all[other]];
		if (one === undefined || two === undefined) continue;
		all[at] = two;
		all[other] = one;
	}
	return all;
}
