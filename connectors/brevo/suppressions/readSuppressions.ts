import type { ReadEvents, UnsubscribedFrom } from '../../../engine/events/ReceivedEvent';
import { isObject, type JsonObject, textAt } from '../../http/json';
import type { BrevoApi } from '../BrevoApi';
import { readBrevoEvents } from '../events/readBrevoEvents';
import { type Page, pagesOf } from './pages';

/** Why Brevo mails an address no longer. */
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'spam' | 'blocked by hand' | 'unknown';

/** An address that Brevo doesn't mail any more. */
export interface Suppression {
	readonly address: string;
	readonly reason: SuppressionReason;
	/** Where an unsubscribe holds. */
	readonly from: UnsubscribedFrom;
	/** Holds for mails of this sender only; null: of all. */
	readonly sender: string | null;
	/** UTC ms; null where Brevo doesn't say. */
	readonly since: number | null;
}

/** Pages from an offset on (0: from the start), for days `YYYY-MM-DD`, both included; null: all. */
export interface SuppressionRange {
	readonly from: number;
	readonly days: { readonly first: string; readonly last: string } | null;
}

const REASONS: ReadonlyMap<string, SuppressionReason> = new Map([
	['unsubscribedViaMA', 'unsubscribed'],
	['unsubscribedViaEmail', 'unsubscribed'],
	['unsubscribedViaApi', 'unsubscribed'],
	['adminBlocked', 'blocked by hand'],
	['hardBounce', 'bounced'],
	['contactFlaggedAsSpam', 'spam'],
]);

/** Whom transactional mail doesn't reach any more, and why. 100 rows a call. */
export async function* readBlocked(api: BrevoApi, range: SuppressionRange): AsyncGenerator<Page<Suppression>> {
	const query = range.days === null ? {} : { startDate: range.days.first, endDate: range.days.last };
	const list = { path: '/smtp/blockedContacts', rows: 'contacts', limit: 100, query, what: 'read the blocked contacts' };
	for await (const page of pagesOf(api, list, range.from)) yield { rows: page.rows.flatMap(blockedRow), next: page.next };
}

/**
 * Contacts changed since an instant (UTC ms) who said no to campaigns or to some lists; null: of all contacts. 1,000 a
 * call, most of which are nobody's no.
 */
export async function* readUnsubscribed(api: BrevoApi, since: number | null, from = 0): AsyncGenerator<Page<Suppression>> {
	const query = since === null ? {} : { modifiedSince: new Date(since).toISOString() };
	const list = { path: '/contacts', rows: 'contacts', limit: 1_000, query, what: 'read the contacts' };
	for await (const page of pagesOf(api, list, from)) yield { rows: page.rows.flatMap(contactRow), next: page.next };
}

/**
 * What became of the mails of some days, as events: what a webhook lost is found here (Brevo throws events away that are
 * answered with an error). Those that came by webhook have the same keys, as far as both report the same second.
 * 5,000 a call, 300 calls an hour.
 * @param days `YYYY-MM-DD`, both included, at most 90 apart
 */
export async function* readReportedEvents(api: BrevoApi, days: { readonly first: string; readonly last: string }, from = 0): AsyncGenerator<ReadEvents & { readonly next: number | null }> {
	const query = { startDate: days.first, endDate: days.last };
	const list = { path: '/smtp/statistics/events', rows: 'events', limit: 5_000, query, what: 'read the events of mails' };
	for await (const page of pagesOf(api, list, from)) yield { ...readBrevoEvents(page.rows), next: page.next };
}

function blockedRow(row: JsonObject): Suppression[] {
	const address = textAt(row, 'email');
	if (address === null) return [];
	const { reason } = row;
	const code = isObject(reason) ? textAt(reason, 'code') : null;
	return [{ address, reason: REASONS.get(code ?? '') ?? 'unknown', from: { kind: 'all' }, sender: textAt(row, 'senderEmail'), since: timeOf(row['blockedAt']) }];
}

function contactRow(row: JsonObject): Suppression[] {
	const address = textAt(row, 'email');
	if (address === null) return [];
	const lists: readonly unknown[] = Array.isArray(row['listUnsubscribed']) ? row['listUnsubscribed'] : [];
	const common = { address, reason: 'unsubscribed' as const, sender: null, since: timeOf(row['modifiedAt']) };
	if (row['emailBlacklisted'] === true) return [{ ...common, from: { kind: 'all' } }];
	return lists.length === 0 ? [] : [{ ...common, from: { kind: 'lists', lists: lists.map(String) } }];
}

function timeOf(value: unknown): number | null {
	const time = typeof value === 'string' ? Date.parse(value) : NaN;
	return Number.isNaN(time) ? null : time;
}
