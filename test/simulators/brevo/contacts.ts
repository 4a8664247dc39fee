import type { Brevo } from '@getbrevo/brevo';

import type { BrevoRules } from './brevoRules';
import type { BrevoState, SimContact } from './BrevoState';
import { isObject, numberOf, refused, type Reply } from './brevoReply';

type Query = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

const MISSING = refused(404, 'document_not_found', 'Contact does not exist');

/** /contacts and what lies below it; null where there is no such call. */
export function contacts(state: BrevoState, rules: BrevoRules, method: string, path: string, query: Query, body: unknown): Reply | null {
	if (path === '/contacts' && method === 'GET') return list(state, query);
	if (path === '/contacts' && method === 'POST') return create(state, body);
	if (path === '/contacts/batch' && method === 'POST') return updateMany(state, rules, body);
	if (path === '/contacts/import' && method === 'POST') return importMany(state, body);
	const identifier = /^\/contacts\/([^/]+)$/.exec(path)?.[1];
	if (identifier === undefined) return null;
	const known = state.contacts.get(decodeURIComponent(identifier).toLowerCase());
	if (known === undefined) return MISSING;
	switch (method) {
		case 'GET':
			return { status: 200, body: shown(known) };
		case 'PUT':
			state.putContact(known.email, changesOf(body));
			return { status: 204, body: null };
		case 'DELETE':
			state.contacts.delete(known.email);
			return { status: 204, body: null };
		default:
			return null;
	}
}

function list(state: BrevoState, query: Query): Reply {
	const limit = numberOf(query, 'limit', 50, 1_000);
	const offset = numberOf(query, 'offset', 0, Infinity);
	if (typeof limit !== 'number') return limit;
	if (typeof offset !== 'number') return offset;
	const since = query['modifiedSince'] === undefined ? 0 : Date.parse(query['modifiedSince']);
	if (Number.isNaN(since)) return refused(400, 'invalid_parameter', 'modifiedSince is not a date');
	const found = [...state.contacts.values()].filter((contact) => contact.modifiedAt > since).sort((a, b) => (query['sort'] === 'asc' ? a.id - b.id : b.id - a.id));
	return { status: 200, body: { contacts: found.slice(offset, offset + limit).map(shown), count: found.length } };
}

function create(state: BrevoState, body: unknown): Reply {
	const asked = isObject(body) ? body : {};
	const { email } = asked;
	if (typeof email !== 'string' || !email.includes('@')) return refused(400, 'invalid_parameter', 'email is not valid');
	const known = state.contacts.has(email.toLowerCase());
	if (known && asked['updateEnabled'] !== true) return refused(400, 'duplicate_parameter', 'Unable to create contact, email is already associated with another Contact');
	const contact = state.putContact(email, changesOf(asked));
	return known ? { status: 204, body: null } : { status: 201, body: { id: contact.id } };
}

function updateMany(state: BrevoState, rules: BrevoRules, body: unknown): Reply {
	const asked: unknown = isObject(body) ? body['contacts'] : null;
	if (!Array.isArray(asked) || asked.length === 0) return refused(400, 'missing_parameter', 'contacts is missing');
	const changes = asked.filter(isObject);
	const known = changes.filter(({ email }) => typeof email === 'string' && state.contacts.has(email.toLowerCase()));
	if (rules.unknownInBatch === 'refused' && known.length < changes.length) return refused(400, 'invalid_parameter', 'Contact does not exist');
	for (const change of known) state.putContact(String(change['email']), changesOf(change));
	return { status: 204, body: null };
}

function importMany(state: BrevoState, body: unknown): Reply {
	const asked = isObject(body) ? body : {};
	const rows: unknown = asked['jsonBody'];
	if (!Array.isArray(rows)) return refused(400, 'missing_parameter', 'fileUrl, fileBody or jsonBody is missing');
	if (!Array.isArray(asked['listIds']) && !isObject(asked['newList'])) return refused(400, 'missing_parameter', 'listIds or newList is missing');
	const listIds: readonly unknown[] = Array.isArray(asked['listIds']) ? asked['listIds'] : [];
	for (const row of rows.filter(isObject)) {
		if (typeof row['email'] !== 'string') continue;
		const known = state.contacts.get(row['email'].toLowerCase());
		if (known && asked['updateExistingContacts'] === false) continue;
		const blacklisted = asked['emailBlacklist'] === true || (known?.emailBlacklisted ?? false);
		state.putContact(row['email'], { emailBlacklisted: blacklisted, listIds: [...new Set([...(known?.listIds ?? []), ...listIds.map(Number)])] });
	}
	const id = state.nextId();
	state.processes.set(id, 'completed');
	return { status: 202, body: { processId: id } };
}

function changesOf(body: unknown): Partial<SimContact> {
	const asked: Json = isObject(body) ? body : {};
	return {
		...(typeof asked['emailBlacklisted'] === 'boolean' ? { emailBlacklisted: asked['emailBlacklisted'] } : {}),
		...(Array.isArray(asked['smtpBlacklistSender']) ? { smtpBlacklistSender: asked['smtpBlacklistSender'].map(String) } : {}),
		...(Array.isArray(asked['listIds']) ? { listIds: asked['listIds'].map(Number) } : {}),
	};
}

/** As GET shows a contact: times in Brevo's own zone, with its offset. */
function shown(contact: SimContact): Brevo.GetContactDetails {
	return {
		id: contact.id,
		email: contact.email,
		emailBlacklisted: contact.emailBlacklisted,
		smsBlacklisted: contact.smsBlacklisted,
		whatsappBlacklisted: false,
		createdAt: inParis(contact.createdAt),
		modifiedAt: inParis(contact.modifiedAt),
		listIds: [...contact.listIds],
		listUnsubscribed: [...contact.listUnsubscribed],
		attributes: {},
	};
}

function inParis(time: number): string {
	return new Date(time + 2 * 3_600_000).toISOString().replace('Z', '+02:00');
}
