import type { ConsentEntry, ConsentSource } from '../ConsentEntry';
import type { Suppression, SuppressionReason } from './SuppressionService';

/** What is known here of an address that a service suppresses. */
export interface KnownHere {
	/** When we had the service suppress it, UTC ms: from the first try on, until the answer (null: it was lost). Null: we never did. */
	readonly told: { readonly from: number; readonly at: number | null } | null;
	/** Sources of the noes that stand against it for all email, those of its records included. */
	readonly standing: ReadonlySet<ConsentSource>;
}

/** What a service's row means for the ledger. */
export type SuppressionVerdict =
	| { readonly kind: 'no'; readonly entry: ConsentEntry }
	/** Our own no, coming back. Written down as the recipient's it would outlive the lift of the one it comes from. */
	| { readonly kind: 'echo' }
	/** The ledger says as much, and the service doesn't tell since when it does. */
	| { readonly kind: 'known' };

const SOURCES: Readonly<Record<SuppressionReason, ConsentSource>> = { unsubscribed: 'recipient', spam: 'complaint', bounced: 'bounce', blocked: 'service' };

/** How far our clock and the service's may be apart, in ms. */
const CLOCKS = 5 * 60_000;

const MAX_NOTE = 500;

/**
 * Judges one row of a service's list (VM-19): an unsubscribe at a service counts for all email. Never a lift. Pure.
 * @param now UTC ms
 */
export function judgeSuppression(service: string, list: string, row: Suppression, addressKey: string, here: KnownHere, now: number): SuppressionVerdict {
	const echoed = echoOf(row, here, now);
	if (echoed === 'surely') return { kind: 'echo' };
	// Fails closed: nobody says no here any more, the service does, and may have been told so by us. Not the recipient's word.
	const source = echoed === 'maybe' ? 'service' : SOURCES[row.reason];
	if ((row.sinceIsLastChange || row.since === null) && here.standing.has(source)) return { kind: 'known' };
	const note = row.note === null ? '' : `: ${row.note.slice(0, MAX_NOTE)}`;
	return {
		kind: 'no',
		entry: {
			addressKey,
			recordKind: null,
			recordId: null,
			scope: 'all',
			scopeRef: '',
			source,
			reason: words(source, service),
			proof: `${service}, list ${list}${note}`,
			happenedAt: Math.min(row.since ?? now, now),
		},
	};
}

/** Whether a row is there because we told the service. A complaint or a bounce never is. */
function echoOf(row: Suppression, { told, standing }: KnownHere, now: number): 'no' | 'maybe' | 'surely' {
	if (told === null || row.reason === 'spam' || row.reason === 'bounced') return 'no';
	if (row.since !== null && row.since < told.from - CLOCKS) return 'no';
	// Whatever changed the service's record later tells a later time: only who says no here tells it is ours.
	if (row.since === null || row.sinceIsLastChange) return standing.size > 0 ? 'surely' : 'maybe';
	return row.since <= (told.at ?? now) + CLOCKS ? 'surely' : 'no';
}

function words(source: ConsentSource, service: string): string {
	switch (source) {
		case 'recipient':
			return `Unsubscribed at ${service}`;
		case 'complaint':
			return `Reported a mail as spam, says ${service}`;
		case 'bounce':
			return `A mail to this address came back, says ${service}`;
		case 'service':
		case 'user':
		case 'import':
		case 'crm':
			return `Blocked at ${service}`;
	}
}
