import { EngineError } from '../../../engine/EngineError';
import { isObject } from '../../http/json';
import type { BrevoApi } from '../BrevoApi';
import { brevoFault } from '../brevoFault';
import { type ListedWebhook, ownWebhooks, planWebhook, readWebhooks, webhookBody, type WebhookType, type WebhookWish } from './webhookWish';

const TYPES: readonly WebhookType[] = ['transactional', 'marketing'];

/** What was done to the webhooks, over both types. */
export interface WebhooksDone {
	readonly created: number;
	readonly updated: number;
	readonly removed: number;
}

/**
 * Sees to it that exactly one webhook of each type reports everything to us, batched and with our token. Again and
 * again: nothing is done where nothing differs, and there are never two (an account has 40 altogether). Each call
 * counts against 100 an hour.
 * @throws EngineError
 */
export async function ensureWebhooks(api: BrevoApi, wish: WebhookWish): Promise<WebhooksDone> {
	const done = { created: 0, updated: 0, removed: 0 };
	for (const type of TYPES) {
		const plan = planWebhook(await list(api, type), wish, type);
		// First the ones too many: an account that is full has room then.
		for (const id of plan.remove) {
			await remove(api, id);
			done.removed++;
		}
		if (plan.create) {
			await create(api, wish, type);
			done.created++;
		} else if (plan.update !== null) {
			await update(api, plan.update, wish, type);
			done.updated++;
		}
	}
	return done;
}

/**
 * Whether both webhooks are there as wished, and nothing besides.
 * @throws EngineError where Brevo can't be asked: a failure is not an absence, or there would soon be two
 */
export async function webhooksAreThere(api: BrevoApi, wish: WebhookWish): Promise<boolean> {
	for (const type of TYPES) {
		const plan = planWebhook(await list(api, type), wish, type);
		if (plan.create || plan.update !== null || plan.remove.length > 0) return false;
	}
	return true;
}

/** Removes ours, of both types; answers how many. Others of the account stay. */
export async function removeWebhooks(api: BrevoApi, wish: Pick<WebhookWish, 'url' | 'receiver'>): Promise<number> {
	let removed = 0;
	for (const type of TYPES) {
		for (const { id } of ownWebhooks(await list(api, type), wish)) {
			await remove(api, id);
			removed++;
		}
	}
	return removed;
}

/** What an account without webhooks answers is not documented: no list, an empty one, or "not found" all mean none. */
async function list(api: BrevoApi, type: WebhookType): Promise<ListedWebhook[]> {
	// Without a type only transactional ones are listed.
	const answer = await api.ask({ method: 'GET', path: '/webhooks', query: { type }, repeatable: true });
	if (answer.kind === 'refused' && answer.status === 404 && answer.code === 'document_not_found') return [];
	if (answer.kind !== 'ok') throw brevoFault(answer, 'list the webhooks');
	if (!isObject(answer.body)) throw new EngineError('unavailable', 'Brevo’s list of webhooks could not be read.', 'Check the Base URL of the Brevo credential, and try again.');
	return readWebhooks(answer.body);
}

/** Not repeated by itself: a lost answer would leave two. The next call of `ensureWebhooks` finds what was made. */
async function create(api: BrevoApi, wish: WebhookWish, type: WebhookType): Promise<void> {
	const answer = await api.ask({ method: 'POST', path: '/webhooks', body: { kind: 'json', value: { ...webhookBody(wish, type), type, channel: 'email' } }, repeatable: false });
	if (answer.kind === 'ok') return;
	if (answer.kind === 'refused' && answer.status === 400) {
		throw new EngineError('invalid-input', `Brevo refused to register the webhook for ${type} mail (${answer.code} ${answer.message}).`, 'The address must be public and begin with https://. An account has 40 webhooks at most: remove those that nobody needs, in Brevo under Webhooks.');
	}
	throw brevoFault(answer, 'register a webhook');
}

async function update(api: BrevoApi, id: number, wish: WebhookWish, type: WebhookType): Promise<void> {
	await api.demand({ method: 'PUT', path: `/webhooks/${id}`, body: { kind: 'json', value: webhookBody(wish, type) }, repeatable: true }, 'change a webhook');
}

async function remove(api: BrevoApi, id: number): Promise<void> {
	const answer = await api.ask({ method: 'DELETE', path: `/webhooks/${id}`, repeatable: true });
	if (answer.kind !== 'ok' && !(answer.kind === 'refused' && answer.status === 404)) throw brevoFault(answer, 'remove a webhook');
}
