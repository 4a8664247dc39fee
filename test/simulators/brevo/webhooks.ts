import type { Brevo } from '@getbrevo/brevo';

import type { BrevoRules } from './brevoRules';
import type { BrevoState, SimWebhook } from './BrevoState';
import { isObject, refused, type Reply } from './brevoReply';

/** The create enum of each type. */
const EVENTS: Readonly<Record<SimWebhook['type'], ReadonlySet<string>>> = {
	transactional: new Set(['sent', 'request', 'delivered', 'hardBounce', 'softBounce', 'blocked', 'spam', 'invalid', 'deferred', 'click', 'opened', 'uniqueOpened', 'unsubscribed']),
	marketing: new Set(['spam', 'opened', 'click', 'hardBounce', 'softBounce', 'unsubscribed', 'listAddition', 'delivered', 'contactUpdated', 'contactDeleted']),
	inbound: new Set(['inboundEmailProcessed', 'reply']),
};

/** /webhooks; null where there is no such call. */
export function webhooks(state: BrevoState, rules: BrevoRules, method: string, path: string, query: Readonly<Record<string, string>>, body: unknown): Reply | null {
	if (path === '/webhooks' && method === 'GET') {
		// Without a type only transactional ones are listed.
		const type = query['type'] ?? 'transactional';
		const listed = [...state.webhooks.values()].filter((hook) => hook.type === type).map((hook) => shown(hook, rules));
		if (listed.length === 0 && rules.noWebhooks === 'not found') return refused(404, 'document_not_found', 'Webhooks not found');
		return { status: 200, body: listed.length === 0 && rules.noWebhooks === 'no list' ? {} : { webhooks: listed } };
	}
	if (path === '/webhooks' && method === 'POST') return create(state, rules, body);
	const id = /^\/webhooks\/(\d+)$/.exec(path)?.[1];
	if (id === undefined) return null;
	const known = state.webhooks.get(Number(id));
	if (known === undefined) return refused(404, 'document_not_found', 'Webhook not found');
	switch (method) {
		case 'GET':
			return { status: 200, body: shown(known, rules) };
		case 'PUT': {
			const changed = read(body, known);
			if ('status' in changed) return changed;
			state.webhooks.set(known.id, changed);
			return { status: 204, body: null };
		}
		case 'DELETE':
			state.webhooks.delete(known.id);
			return { status: 204, body: null };
		default:
			return null;
	}
}

function create(state: BrevoState, rules: BrevoRules, body: unknown): Reply {
	const most = rules.maxWebhooks ?? 40;
	if (state.webhooks.size >= most) return refused(400, 'out_of_range', `You can not create more than ${most} webhooks`);
	const asked = isObject(body) ? body : {};
	const type = asked['type'] ?? 'transactional';
	if (type !== 'transactional' && type !== 'marketing' && type !== 'inbound') return refused(400, 'invalid_parameter', 'type is not valid');
	if (!Array.isArray(asked['events'])) return refused(400, 'missing_parameter', 'events is missing');
	const made = read(asked, { id: state.nextId(), url: '', description: '', type, events: [], batched: false, auth: null });
	if ('status' in made) return made;
	state.webhooks.set(made.id, made);
	return { status: 201, body: { id: made.id } };
}

function read(body: unknown, known: SimWebhook): SimWebhook | Reply {
	const asked = isObject(body) ? body : {};
	const events: readonly unknown[] = Array.isArray(asked['events']) ? asked['events'] : known.events;
	const wrong = events.find((event) => typeof event !== 'string' || !EVENTS[known.type].has(event));
	if (wrong !== undefined || events.length === 0) return refused(400, 'invalid_parameter', `Invalid event ${String(wrong)} for a ${known.type} webhook`);
	const url = asked['url'] ?? known.url;
	if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return refused(400, 'invalid_parameter', 'Invalid url');
	return {
		...known,
		url,
		description: typeof asked['description'] === 'string' ? asked['description'] : known.description,
		events: events.map(String),
		batched: typeof asked['batched'] === 'boolean' ? asked['batched'] : known.batched,
		auth: isObject(asked['auth']) ? asked['auth'] : known.auth,
	};
}

function shown({ auth, ...hook }: SimWebhook, rules: BrevoRules): Brevo.GetWebhook {
	const shownAuth = auth === null ? {} : { auth: rules.hidesTokens === true ? { type: auth['type'] } : { ...auth } };
	return { ...hook, events: [...hook.events], ...shownAuth, createdAt: '2026-11-01T00:00:00.000Z', modifiedAt: '2026-11-01T00:00:00.000Z' };
}
