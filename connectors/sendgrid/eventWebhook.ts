import { EngineError } from '../../engine/EngineError';
import { isObject, type JsonObject, objectsIn, textAt } from '../http/json';
import type { SendGridApi } from './SendGridApi';

/** An event webhook as it is set up at SendGrid. */
export interface EventWebhook {
	readonly id: string;
	readonly url: string;
	readonly enabled: boolean;
	/** Events that are off though we want them, in the words of the settings. */
	readonly missing: readonly string[];
}

/** All events, in the words of the settings (`spam_report` there is `spamreport` in an event). */
const EVENTS = ['processed', 'dropped', 'delivered', 'deferred', 'bounce', 'open', 'click', 'spam_report', 'unsubscribe', 'group_unsubscribe', 'group_resubscribe'] as const;

const SETTINGS = '/user/webhooks/event/settings';

/** The webhooks of the account, and how many it may have (null: not said). */
export async function listEventWebhooks(api: SendGridApi): Promise<{ readonly webhooks: readonly EventWebhook[]; readonly mostAllowed: number | null }> {
	const answer = await api.ask({ method: 'GET', path: `${SETTINGS}/all`, repeatable: true }, 'list the event webhooks');
	if (!isObject(answer)) throw unreadable('the list of event webhooks');
	const { max_allowed: most } = answer;
	return { webhooks: objectsIn(answer.webhooks).flatMap((row) => readWebhook(row) ?? []), mostAllowed: typeof most === 'number' ? most : null };
}

/** The webhook that posts to this address; null: none. */
export async function findEventWebhook(api: SendGridApi, url: string): Promise<EventWebhook | null> {
	return (await listEventWebhooks(api)).webhooks.find((webhook) => webhook.url === url) ?? null;
}

/**
 * Makes sure that all events are posted to this address, by one webhook: the one there is, or a new one.
 * @throws EngineError when the account has as many as it may
 */
export async function ensureEventWebhook(api: SendGridApi, url: string, name: string): Promise<EventWebhook> {
	const { webhooks, mostAllowed } = await listEventWebhooks(api);
	const known = webhooks.find((webhook) => webhook.url === url);
	if (known !== undefined) return known.enabled && known.missing.length === 0 ? known : await switchOn(api, known.id, url);
	if (mostAllowed !== null && webhooks.length >= mostAllowed) {
		throw new EngineError('conflict', `SendGrid allows this account ${mostAllowed} event webhooks, and has them: ${webhooks.map((webhook) => webhook.url).join(', ')}.`, 'Delete one in SendGrid under Settings → Mail Settings → Event Webhooks.');
	}
	return await create(api, url, name);
}

/** Deletes a webhook; one that is gone already is fine. */
export async function deleteEventWebhook(api: SendGridApi, id: string): Promise<void> {
	const result = await api.call({ method: 'DELETE', path: withId(SETTINGS, id), repeatable: true });
	if (result.kind === 'answered' && (result.status === 404 || (result.status >= 200 && result.status < 300))) return;
	throw api.fault(result, 'delete the event webhook');
}

/** Switches signing on for a webhook; answers the public key its posts are checked with. */
export async function signEventWebhook(api: SendGridApi, id: string): Promise<string> {
	const answer = await api.ask({ method: 'PATCH', path: withId(`${SETTINGS}/signed`, id), body: { kind: 'json', value: { enabled: true } }, repeatable: true }, 'sign the posts of the event webhook');
	const key = isObject(answer) ? textAt(answer, 'public_key') : null;
	if (key === null) throw unreadable('the key of the signed event webhook');
	return key;
}

/** A create whose answer was lost is looked up, never made again: a second one would post everything twice. */
async function create(api: SendGridApi, url: string, name: string): Promise<EventWebhook> {
	const result = await api.call({ method: 'POST', path: SETTINGS, body: { kind: 'json', value: { ...wanted(url), friendly_name: name } }, repeatable: false });
	if (result.kind === 'answered' && result.status >= 400 && result.status < 500) throw api.fault(result, 'set up an event webhook');
	const made = await findEventWebhook(api, url);
	if (made === null) throw api.fault(result, 'set up an event webhook');
	return made;
}

async function switchOn(api: SendGridApi, id: string, url: string): Promise<EventWebhook> {
	const answer = await api.ask({ method: 'PATCH', path: withId(SETTINGS, id), body: { kind: 'json', value: wanted(url) }, repeatable: true }, 'switch all events of the event webhook on');
	return (isObject(answer) ? readWebhook(answer) : null) ?? { id, url, enabled: true, missing: [] };
}

/** Without an id SendGrid changes the oldest webhook, whosever it is. */
function withId(path: string, id: string): string {
	if (id.trim() === '') throw new EngineError('invalid-input', 'An event webhook is changed only by its id, and this one is empty.', 'Set the webhook up again.');
	return `${path}/${encodeURIComponent(id)}`;
}

function wanted(url: string): Readonly<Record<string, unknown>> {
	return { url, enabled: true, ...Object.fromEntries(EVENTS.map((event) => [event, true])) };
}

function readWebhook(row: JsonObject): EventWebhook | null {
	const id = textAt(row, 'id');
	const url = textAt(row, 'url');
	if (id === null || url === null) return null;
	return { id, url, enabled: row.enabled === true, missing: EVENTS.filter((event) => row[event] !== true) };
}

function unreadable(what: string): EngineError {
	return new EngineError('unavailable', `SendGrid answered, but not with ${what}.`, 'Try again; check that the credential leads to SendGrid and not to a proxy’s own page.');
}
