import { isObject, type JsonObject, objectsIn, textAt } from '../../http/json';

export type WebhookType = 'transactional' | 'marketing';

/** What the webhooks of one receiver are to be. */
export interface WebhookWish {
	/** Where Brevo posts to: public, https. */
	readonly url: string;
	/** Carried by every post as `Authorization: Bearer …`; see `brevoTokenMatches`. */
	readonly token: string;
	/** Who receives: tells our webhooks from others of the account when the url has changed. Such as `n8n workflow 12`. */
	readonly receiver: string;
}

/** A webhook as Brevo lists it. */
export interface ListedWebhook {
	readonly id: number;
	readonly url: string;
	readonly description: string;
	readonly events: readonly string[];
	readonly batched: boolean;
	/** Null where Brevo shows none. */
	readonly token: string | null;
}

/** What has to be done so that there is exactly the wished one. */
export interface WebhookPlan {
	readonly create: boolean;
	readonly update: number | null;
	/** Our own, too many of them. */
	readonly remove: readonly number[];
}

/**
 * Everything that may be asked for of a type. `request` and `sent` are one event by two names. What isn't in the list
 * (proxy opens, errors) can't be asked for; it is not documented whether it comes unasked, and it is understood if so.
 */
export const WEBHOOK_EVENTS: Readonly<Record<WebhookType, readonly string[]>> = {
	transactional: ['request', 'delivered', 'hardBounce', 'softBounce', 'blocked', 'spam', 'invalid', 'deferred', 'click', 'opened', 'uniqueOpened', 'unsubscribed'],
	marketing: ['spam', 'opened', 'click', 'hardBounce', 'softBounce', 'unsubscribed', 'listAddition', 'delivered', 'contactUpdated', 'contactDeleted'],
};

/** The description that marks a webhook as ours. */
export function descriptionOf(wish: WebhookWish): string {
	return `CRM campaigns: ${wish.receiver}`;
}

/** What is the same for making a webhook and for changing one. */
export interface WebhookBody {
	url: string;
	description: string;
	events: string[];
	batched: boolean;
	auth: { type: string; token: string };
}

/** The body that changes a webhook to what is wished; making one takes its type besides. */
export function webhookBody(wish: WebhookWish, type: WebhookType): WebhookBody {
	return { url: wish.url, description: descriptionOf(wish), events: [...WEBHOOK_EVENTS[type]], batched: true, auth: { type: 'bearer', token: wish.token } };
}

/** Compares what is there with what is wished: all of it, not only part of the events. A token that isn't shown is set again. Pure. */
export function planWebhook(listed: readonly ListedWebhook[], wish: WebhookWish, type: WebhookType): WebhookPlan {
	const [kept, ...others] = ownWebhooks(listed, wish);
	if (kept === undefined) return { create: true, update: null, remove: [] };
	return { create: false, update: isAsWished(kept, wish, type) ? null : kept.id, remove: others.map(({ id }) => id) };
}

/** Those of this receiver, whatever url they lead to, and those that lead to its url. The oldest first. */
export function ownWebhooks(listed: readonly ListedWebhook[], wish: Pick<WebhookWish, 'url' | 'receiver'>): ListedWebhook[] {
	const description = descriptionOf({ ...wish, token: '' });
	return listed.filter((webhook) => webhook.url === wish.url || webhook.description === description).sort((a, b) => a.id - b.id);
}

function isAsWished(webhook: ListedWebhook, wish: WebhookWish, type: WebhookType): boolean {
	const wished = new Set(WEBHOOK_EVENTS[type].map(eventName));
	const there = new Set(webhook.events.map(eventName));
	return (
		webhook.url === wish.url &&
		webhook.description === descriptionOf(wish) &&
		webhook.batched &&
		webhook.token === wish.token &&
		wished.size === there.size &&
		[...wished].every((event) => there.has(event))
	);
}

/** Brevo lists events as asked for, or perhaps by the payload's spelling: the same either way. */
function eventName(event: string): string {
	const plain = event.toLowerCase().replaceAll('_', '');
	return plain === 'sent' ? 'request' : plain;
}

/** Reads GET /webhooks. What isn't a webhook in it is left out. */
export function readWebhooks(body: unknown): ListedWebhook[] {
	return objectsIn(isObject(body) ? body['webhooks'] : null).flatMap((row) => {
		const { id } = row;
		if (typeof id !== 'number') return [];
		const events: readonly unknown[] = Array.isArray(row['events']) ? row['events'] : [];
		return [{ id, url: textAt(row, 'url') ?? '', description: textAt(row, 'description') ?? '', events: events.filter((event) => typeof event === 'string'), batched: row['batched'] === true, token: tokenOf(row) }];
	});
}

function tokenOf(row: JsonObject): string | null {
	const { auth } = row;
	return isObject(auth) && (textAt(auth, 'type') ?? '').toLowerCase() === 'bearer' ? textAt(auth, 'token') : null;
}
