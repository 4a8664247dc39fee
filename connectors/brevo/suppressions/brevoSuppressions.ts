import { createHash } from 'node:crypto';

import type { ReadRange, Suppression as ServiceSuppression, SuppressionReason as ServiceReason, SuppressionService } from '../../../engine/consent/services/SuppressionService';
import type { BrevoApi } from '../BrevoApi';
import { tellOneByOne } from './pushNoes';
import { readBlocked, readReportedEvents, readUnsubscribed, type Suppression, type SuppressionReason } from './readSuppressions';

const DAY = 86_400_000;

/** From a first to a last day, both included, Brevo takes 90. */
const MOST_DAYS = 89 * DAY;

/** How far back events are looked at the first time, in ms. */
const EVENTS_BACK = 30 * DAY;

/** Told in one go, about ten a second. */
const TOLD_AT_ONCE = 100;

const REASONS: Readonly<Record<SuppressionReason, ServiceReason>> = {
	unsubscribed: 'unsubscribed',
	spam: 'spam',
	bounced: 'bounced',
	'blocked by hand': 'blocked',
	unknown: 'blocked',
};

/**
 * Brevo's blocked contacts and unsubscribes, to be kept in step with the ledger; and what it reported of mails.
 * @param senders addresses whose transactional mails Brevo is to block too; a contact's block stops campaigns only
 */
export function brevoSuppressions(api: BrevoApi, senders: readonly string[]): SuppressionService {
	return {
		name: 'Brevo',
		account: `brevo-${createHash('sha256').update(api.identity).digest('hex').slice(0, 12)}`,
		lists: [
			{
				name: 'blocked-contacts',
				async *pages(range) {
					for await (const { rows, next } of readBlocked(api, { from: range.from, days: blockedDays(range) })) {
						yield { rows: rows.map((row) => suppression(row, false)), next };
					}
				},
			},
			{
				name: 'contacts',
				async *pages(range) {
					for await (const { rows, next } of readUnsubscribed(api, range.since, range.from)) yield { rows: rows.map((row) => suppression(row, true)), next };
				},
			},
		],
		events: { pages: (range) => readReportedEvents(api, eventDays(range), range.from) },
		tellAtOnce: TOLD_AT_ONCE,
		async tell(addresses) {
			return { refused: await tellOneByOne(api, addresses.map((address) => ({ address, senders }))) };
		},
		cannot: [
			'Brevo takes ten noes a second: the first thousands take a while.',
			...(senders.length > 0 ? [] : ['Without Block Mails From, only Brevo’s campaigns are blocked, not the transactional mails that other programs send by Brevo.']),
		],
	};
}

/** Days in UTC, both included. */
interface Days {
	readonly first: string;
	readonly last: string;
}

/** Of events: the last 90 days are all that Brevo gives. */
function eventDays({ since, until }: ReadRange): Days {
	return { first: dayOf(Math.max(since ?? until - EVENTS_BACK, until - MOST_DAYS)), last: dayOf(until) };
}

/** Null: all of them, as at first, or after longer than Brevo counts in days. */
function blockedDays({ since, until }: ReadRange): Days | null {
	return since === null || until - since > MOST_DAYS ? null : { first: dayOf(since), last: dayOf(until) };
}

function dayOf(instant: number): string {
	return new Date(instant).toISOString().slice(0, 10);
}

function suppression(row: Suppression, sinceIsLastChange: boolean): ServiceSuppression {
	const note = row.from.kind === 'lists' ? `lists ${row.from.lists.join(', ')}` : row.sender === null ? null : `mails from ${row.sender}`;
	return { address: row.address, reason: REASONS[row.reason], since: row.since, sinceIsLastChange, note };
}
