import type { SearchKind } from '../records/kinds';
import type { GeneralParameters } from './GeneralParameters';

/**
 * Where a selection stands (decision 5). What may be processed: `confirmed`, and `open` where neither the
 * selection nor its campaign requires confirmation.
 */
export type SelectionState = 'open' | 'in_review' | 'confirmed' | 'rejected' | 'expired';

/** Counts a person wants to see before anything is done. Of recipients: contact, else lead, else account of a row. */
export interface SelectionCounts {
	readonly byKind: Readonly<Partial<Record<SearchKind, number>>>;
	/** Rows whose record was deleted since it was selected. */
	readonly gone: number;
	/** Rows without a recipient: nobody is named, or who is was deleted. */
	readonly withoutRecipient: number;
	/** Rows whose recipient has no address. */
	readonly withoutAddress: number;
	/** Rows whose recipient's address is malformed, or mails to it came back for good. */
	readonly malformedAddress: number;
	/** Rows with a standing no. */
	readonly optedOut: number;
	/** Rows beyond the first of each recipient, and of each address among those that may be mailed. */
	readonly duplicateAddress: number;
	/** Rows that would get a mail: count minus all of the above. */
	readonly mayBeMailed: number;
}

/** A frozen set of record references with the general parameters that ride along. */
export interface Selection {
	readonly id: number;
	readonly storeId: string;
	readonly state: SelectionState;
	readonly requireConfirmation: boolean;
	readonly count: number;
	readonly byKind: Readonly<Partial<Record<SearchKind, number>>>;
	/** NULL until counted. */
	readonly counts: SelectionCounts | null;
	readonly parameters: GeneralParameters;
	readonly createdAt: number;
	readonly expiresAt: number;
}
