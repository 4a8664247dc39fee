import type { ReadRange } from '../../engine/consent/services/SuppressionService';
import { EngineError } from '../../engine/EngineError';
import { type JsonObject, objectsIn, textAt } from '../http/json';
import type { SendGridApi } from './SendGridApi';
import { SENDGRID_LIMITS } from './sendGridLimits';

/** SendGrid's lists of addresses it sends nothing to. */
export type SuppressionList = 'unsubscribes' | 'bounces' | 'spam-reports' | 'invalid-emails' | 'groups';

/** An address on one of them. */
export interface SuppressionRow {
	readonly list: SuppressionList;
	readonly address: string;
	/** UTC ms; null: not said. */
	readonly createdAt: number | null;
	/** Of a bounce or an invalid address. */
	readonly reason: string | null;
	/** The suppression group, of the list `groups`. */
	readonly groupId: string | null;
}

const PATHS: Readonly<Record<SuppressionList, string>> = {
	unsubscribes: '/suppression/unsubscribes',
	bounces: '/suppression/bounces',
	'spam-reports': '/suppression/spam_reports',
	'invalid-emails': '/suppression/invalid_emails',
	groups: '/asm/suppressions',
};

const GLOBAL = '/asm/suppressions/global';

/** Some rows, and where to go on: a reading that breaks off is taken up there. */
export interface SuppressionRows {
	readonly rows: readonly SuppressionRow[];
	/** Offset of the next page; null: this was the last. */
	readonly next: number | null;
}

/**
 * The addresses of a list, page by page, of those put on it in a range; at least one page. An address may come twice
 * where the list changes meanwhile.
 * @throws EngineError as soon as a page can't be read: those before it stand
 */
export async function* suppressionPages(api: SendGridApi, list: SuppressionList, { since, until, from }: ReadRange): AsyncGenerator<SuppressionRows> {
	const { suppressionPage: limit } = SENDGRID_LIMITS;
	let before: string | null = null;
	for (let offset: number | null = from; offset !== null; ) {
		const answer = await api.ask(
			{
				method: 'GET',
				path: PATHS[list],
				// An end, so that what is added meanwhile doesn't move the pages.
				query: { limit, offset, start_time: since === null ? undefined : Math.floor(since / 1000), end_time: Math.ceil(until / 1000) },
				repeatable: true,
			},
			`read the ${list.replace('-', ' ')}`,
		);
		if (!Array.isArray(answer)) throw new EngineError('unavailable', `SendGrid answered, but not with a list of ${list.replace('-', ' ')}.`, 'Try again; check that the credential leads to SendGrid and not to a proxy’s own page.');
		const page = JSON.stringify(answer);
		// The specification is not clear on which lists know pages: one that doesn't gives the same for ever.
		const again = page === before;
		before = page;
		const rows = again ? [] : objectsIn(answer).flatMap((row) => readRow(list, row) ?? []);
		offset = again || answer.length !== limit ? null : offset + limit;
		yield { rows: rows.filter(({ createdAt }) => since === null || createdAt === null || createdAt >= Math.floor(since / 1000) * 1000), next: offset };
	}
}

/** Puts addresses on the global suppressions: SendGrid then sends them nothing, whoever asks. Harmless to repeat. */
export async function suppressGlobally(api: SendGridApi, addresses: readonly string[]): Promise<void> {
	for (const chunk of chunks(addresses, SENDGRID_LIMITS.suppressionsPerCall)) {
		await api.ask({ method: 'POST', path: GLOBAL, body: { kind: 'json', value: { recipient_emails: chunk } }, repeatable: true }, 'suppress addresses');
	}
}

/** Takes an address off the global suppressions; one that isn't on them is fine. */
export async function liftGlobally(api: SendGridApi, address: string): Promise<void> {
	if (address.trim() === '') throw new EngineError('invalid-input', 'No address to take off the suppressions.', 'Give one address.');
	const result = await api.call({ method: 'DELETE', path: `${GLOBAL}/${encodeURIComponent(address)}`, repeatable: true });
	if (result.kind === 'answered' && (result.status === 404 || (result.status >= 200 && result.status < 300))) return;
	throw api.fault(result, 'take an address off the suppressions');
}

/** Asks SendGrid to erase what it holds on these addresses (it does so later). */
export async function eraseAtSendGrid(api: SendGridApi, addresses: readonly string[]): Promise<void> {
	for (const chunk of chunks(addresses, SENDGRID_LIMITS.erasuresPerCall)) {
		await api.ask({ method: 'POST', path: '/recipients/erasejob', body: { kind: 'json', value: { email_addresses: chunk } }, repeatable: true }, 'erase what it holds on addresses');
	}
}

function readRow(list: SuppressionList, row: JsonObject): SuppressionRow | null {
	const address = textAt(row, 'email');
	if (address === null) return null;
	const created = Number(textAt(row, 'created') ?? textAt(row, 'created_at') ?? NaN);
	return {
		list,
		address,
		createdAt: Number.isFinite(created) ? created * 1000 : null,
		reason: textAt(row, 'reason'),
		groupId: textAt(row, 'group_id'),
	};
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
