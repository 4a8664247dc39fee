import { type Answer, isObject, type Json, refusal } from './json';

/** An address on a list. `created` in epoch seconds. */
export interface Suppressed {
	readonly email: string;
	readonly created: number;
	readonly reason?: string;
	readonly status?: string;
	readonly group_id?: number;
}

export type ListName = 'unsubscribes' | 'bounces' | 'spam_reports' | 'invalid_emails' | 'groups';

const MOST_ROWS = 500;

/** Why mail to an address on a list is dropped. */
const REASONS: ReadonlyArray<readonly [ListName, string]> = [
	['unsubscribes', 'Unsubscribed Address'],
	['bounces', 'Bounced Address'],
	['spam_reports', 'Spam Reporting Address'],
	['invalid_emails', 'Invalid'],
];

/** The account's suppression lists, and their calls. */
export class Suppressions {
	private readonly lists: Readonly<Record<ListName, Suppressed[]>> = { unsubscribes: [], bounces: [], spam_reports: [], invalid_emails: [], groups: [] };
	/** Addresses that were to be erased. */
	readonly erased: string[] = [];

	constructor(private readonly refused: ReadonlySet<string>) {}

	add(list: ListName, ...rows: Suppressed[]): void {
		for (const row of rows) if (!this.lists[list].some(({ email, group_id: group }) => email === row.email && group === row.group_id)) this.lists[list].push(row);
	}

	/** Many at once, all different. */
	fill(list: ListName, rows: readonly Suppressed[]): void {
		for (const row of rows) this.lists[list].push(row);
	}

	/** Takes an address off a list, as somebody does by hand. */
	remove(list: ListName, address: string): void {
		const at = this.lists[list].findIndex(({ email }) => email === address);
		if (at >= 0) this.lists[list].splice(at, 1);
	}

	addresses(list: ListName): readonly string[] {
		return this.lists[list].map(({ email }) => email);
	}

	/** Why SendGrid drops mail to it; null: it doesn't. */
	reasonFor(address: string): string | null {
		return REASONS.find(([list]) => this.lists[list].some(({ email }) => email.toLowerCase() === address.toLowerCase()))?.[1] ?? null;
	}

	/** Answers a call, or null where it is none of theirs. */
	answer(method: string, path: string, query: URLSearchParams, body: unknown): Answer | null {
		const list = LIST_PATHS.get(path);
		if (list !== undefined && method === 'GET') return this.page(list, query);
		if (path === '/asm/suppressions/global' && method === 'POST') return this.addGlobally(body);
		const single = /^\/asm\/suppressions\/global\/([^/]+)$/.exec(path)?.[1];
		if (single !== undefined) return this.single(method, decodeURIComponent(single));
		if (path === '/recipients/erasejob' && method === 'POST') return this.erase(body);
		return null;
	}

	private page(list: ListName, query: URLSearchParams): Answer {
		const number = (name: string, otherwise: number): number => (query.has(name) ? Number(query.get(name)) : otherwise);
		const limit = number('limit', MOST_ROWS);
		if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS) return refusal(400, { field: 'limit', message: 'limit must be between 1 and 500' });
		const rows = this.lists[list].filter(({ created }) => created >= number('start_time', 0) && created <= number('end_time', Infinity));
		const from = number('offset', 0);
		const named = rows.slice(from, from + limit).map(({ created, ...row }) => (list === 'groups' ? { ...row, group_name: 'News', created_at: created } : { ...row, created }));
		return { status: 200, body: named };
	}

	private addGlobally(body: unknown): Answer {
		const emails = strings(body, 'recipient_emails');
		if (emails === null) return refusal(400, { field: 'recipient_emails', message: 'recipient_emails is required' });
		const bad = emails.find((email) => this.refused.has(email));
		if (bad !== undefined) return refusal(400, { field: 'recipient_emails', message: `${bad} is not a valid email` });
		const created = Math.floor(Date.now() / 1000);
		const known = new Set(this.lists.unsubscribes.map(({ email }) => email));
		this.fill('unsubscribes', emails.filter((email) => !known.has(email)).map((email) => ({ email, created })));
		return { status: 201, body: { recipient_emails: emails } };
	}

	private single(method: string, address: string): Answer {
		const rows = this.lists.unsubscribes;
		const at = rows.findIndex(({ email }) => email.toLowerCase() === address.toLowerCase());
		if (method === 'GET') return { status: 200, body: at < 0 ? {} : { recipient_email: address } };
		if (method !== 'DELETE') return refusal(405, { field: null, message: 'method not allowed' });
		if (at >= 0) rows.splice(at, 1);
		return { status: 204 };
	}

	private erase(body: unknown): Answer {
		const emails = strings(body, 'email_addresses');
		if (emails === null) return refusal(400, { field: 'email_addresses', message: 'email_addresses is required' });
		this.erased.push(...emails);
		return { status: 202, body: { job_id: `job-${this.erased.length}` } };
	}
}

const LIST_PATHS: ReadonlyMap<string, ListName> = new Map<string, ListName>([
	['/suppression/unsubscribes', 'unsubscribes'],
	['/suppression/bounces', 'bounces'],
	['/suppression/spam_reports', 'spam_reports'],
	['/suppression/invalid_emails', 'invalid_emails'],
	['/asm/suppressions', 'groups'],
]);

function strings(body: unknown, key: string): readonly string[] | null {
	const list: unknown = isObject(body) ? (body satisfies Json)[key] : undefined;
	return Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === 'string') ? list : null;
}
