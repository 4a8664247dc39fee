import { randomUUID } from 'node:crypto';
import { settingOf } from './events';
import { type Answer, isObject, type Json, refusal } from './json';
import { makeSigningKeys, type SigningKeys } from './SignedPosts';

/** A webhook as it is set up. */
export interface SetUpWebhook {
	readonly id: string;
	settings: Json;
	keys: SigningKeys | null;
}

const BASE = '/user/webhooks/event/settings';
const NOT_FOUND = refusal(404, { field: null, message: 'webhook not found' });

/** The account's event webhooks, and their calls. */
export class EventWebhooks {
	readonly all: SetUpWebhook[] = [];

	constructor(private readonly mostAllowed: number) {}

	/** Those that want an event. */
	wanting(name: string): readonly SetUpWebhook[] {
		return this.all.filter(({ settings }) => settings.enabled === true && settings[settingOf(name)] === true);
	}

	/** Answers a call, or null where it is none of theirs. */
	answer(method: string, path: string, body: unknown): Answer | null {
		if (path !== BASE && !path.startsWith(`${BASE}/`)) return null;
		const rest = path.slice(BASE.length + 1);
		const given = isObject(body) ? body : {};
		if (rest === '' && method === 'POST') return this.create(given);
		if (rest === 'all' && method === 'GET') return { status: 200, body: { max_allowed: this.mostAllowed, webhooks: this.all.map(shown) } };
		const signed = /^signed(?:\/(.+))?$/.exec(rest);
		// Without an id the oldest one is meant, whosever it is.
		const id = decodeURIComponent((signed === null ? rest : (signed[1] ?? '')) || (this.all[0]?.id ?? ''));
		const webhook = this.all.find((each) => each.id === id);
		if (webhook === undefined) return NOT_FOUND;
		if (signed !== null) return this.sign(method, webhook, given);
		switch (method) {
			case 'GET':
				return { status: 200, body: shown(webhook) };
			case 'PATCH':
				webhook.settings = { ...webhook.settings, ...given };
				return { status: 200, body: shown(webhook) };
			case 'DELETE':
				this.all.splice(this.all.indexOf(webhook), 1);
				return { status: 204 };
			default:
				return refusal(405, { field: null, message: 'method not allowed' });
		}
	}

	private create(given: Json): Answer {
		if (typeof given.url !== 'string' || !/^https?:\/\//.test(given.url)) return refusal(400, { field: 'url', message: 'url is required' });
		if (this.all.length >= this.mostAllowed) return refusal(403, { field: null, message: 'maximum number of webhooks reached' });
		const webhook: SetUpWebhook = { id: randomUUID(), settings: given, keys: null };
		this.all.push(webhook);
		return { status: 201, body: shown(webhook) };
	}

	private sign(method: string, webhook: SetUpWebhook, given: Json): Answer {
		if (method === 'PATCH') webhook.keys = given.enabled === true ? (webhook.keys ?? makeSigningKeys()) : null;
		return { status: 200, body: { id: webhook.id, public_key: webhook.keys?.publicKey ?? '' } };
	}
}

function shown(webhook: SetUpWebhook): Json {
	return { ...webhook.settings, id: webhook.id };
}
