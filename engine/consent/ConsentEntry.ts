/** Where a no holds. `ref` names the service, list or campaign; empty for all email. */
export type ConsentScope = 'all' | 'service' | 'list' | 'campaign';

/**
 * Who said it. A lift cancels only a no of the same source, except that a person (`user`) may lift anything:
 * a CRM's flag lifts that CRM's no, never an unsubscribe or a complaint.
 */
export type ConsentSource = 'user' | 'import' | 'recipient' | 'complaint' | 'bounce' | 'crm' | 'service';

/** One line of the ledger: about an address, a record, or both. */
export interface ConsentEntry {
	/** Normalised address, or null where only the record is meant. */
	readonly addressKey: string | null;
	readonly recordKind: number | null;
	readonly recordId: number | null;
	readonly scope: ConsentScope;
	readonly scopeRef: string;
	readonly source: ConsentSource;
	readonly reason: string | null;
	/** What shows that it was said: an event's id, a request's address, a file's name and line. */
	readonly proof: string | null;
	/** UTC ms; a time still to come counts as now. */
	readonly happenedAt: number;
}

export interface DecidedEntry extends ConsentEntry {
	readonly decision: 'no' | 'lift';
}
