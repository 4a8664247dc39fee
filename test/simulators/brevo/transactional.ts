import type { Brevo } from '@getbrevo/brevo';

import type { BrevoState } from './BrevoState';
import { numberOf, refused, type Reply } from './brevoReply';

/** As Brevo's types have it, but that a code may be new. */
type BlockedRow = Omit<Brevo.GetTransacBlockedContactsResponse.Contacts.Item, 'reason'> & { reason: { code: string; message: string } };

type Query = Readonly<Record<string, string>>;

/** Reads below /smtp, and the deletion of logs; null where there is no such call. */
export function transactional(state: BrevoState, method: string, path: string, query: Query): Reply | null {
	if (method === 'GET' && path === '/smtp/blockedContacts') return blocked(state, query);
	if (method === 'GET' && path === '/smtp/statistics/events') return statistics(state, query);
	const unblocked = /^\/smtp\/blockedContacts\/([^/]+)$/.exec(path)?.[1];
	if (method === 'DELETE' && unblocked !== undefined) return unblock(state, decodeURIComponent(unblocked));
	const log = /^\/smtp\/log\/([^/]+)$/.exec(path)?.[1];
	if (method === 'DELETE' && log !== undefined) return eraseLog(state, decodeURIComponent(log));
	return null;
}

function blocked(state: BrevoState, query: Query): Reply {
	const limit = numberOf(query, 'limit', 50, 100);
	const offset = numberOf(query, 'offset', 0, Infinity);
	if (typeof limit !== 'number') return limit;
	if (typeof offset !== 'number') return offset;
	if ((query['startDate'] === undefined) !== (query['endDate'] === undefined)) return refused(400, 'missing_parameter', 'startDate and endDate are needed together');
	const found = state.blocked.filter(({ blockedAt }) => within(blockedAt, query)).sort((a, b) => (query['sort'] === 'asc' ? a.blockedAt - b.blockedAt : b.blockedAt - a.blockedAt));
	const contacts = found.slice(offset, offset + limit).map(({ email, senderEmail, code, blockedAt }): BlockedRow => ({
		email,
		senderEmail,
		blockedAt: new Date(blockedAt).toISOString(),
		reason: { code, message: 'for people' },
	}));
	return { status: 200, body: { contacts, count: found.length } };
}

function statistics(state: BrevoState, query: Query): Reply {
	const limit = numberOf(query, 'limit', 2_500, 5_000);
	const offset = numberOf(query, 'offset', 0, Infinity);
	if (typeof limit !== 'number') return limit;
	if (typeof offset !== 'number') return offset;
	const days = numberOf(query, 'days', 30, 90);
	if (typeof days !== 'number') return days;
	if (query['days'] !== undefined && query['startDate'] !== undefined) return refused(400, 'invalid_parameter', 'days is not compatible with startDate');
	const found = state.statistics
		.filter((row) => within(Date.parse(row.date), query) && (query['event'] === undefined || row.event === query['event']))
		.sort((a, b) => (query['sort'] === 'asc' ? 1 : -1) * (Date.parse(a.date) - Date.parse(b.date)));
	const rows = found.slice(offset, offset + limit);
	// Without any the key is left out: both fields of the answer's schema are optional.
	return { status: 200, body: rows.length === 0 ? {} : { events: rows } };
}

function unblock(state: BrevoState, email: string): Reply {
	const at = state.blocked.findIndex((row) => row.email === email);
	if (at === -1) return refused(404, 'document_not_found', 'Contact is not blocked');
	state.blocked.splice(at, 1);
	return { status: 204, body: null };
}

function eraseLog(state: BrevoState, identifier: string): Reply {
	if (!/^<.+@.+>$|^[^<>]+@[^<>]+$/.test(identifier)) return refused(400, 'invalid_parameter', 'Not a valid message id or email');
	const kept = state.statistics.filter((row) => row.messageId !== identifier && row.email !== identifier);
	if (kept.length === state.statistics.length) return refused(404, 'document_not_found', 'Log does not exist');
	state.statistics.splice(0, Infinity, ...kept);
	state.erasedLogs.push(identifier);
	return { status: 204, body: null };
}

/** startDate and endDate are days, both included. */
function within(time: number, query: Query): boolean {
	const { startDate, endDate } = query;
	if (startDate === undefined || endDate === undefined) return true;
	return time >= Date.parse(startDate) && time < Date.parse(endDate) + 86_400_000;
}
