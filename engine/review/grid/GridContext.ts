import { Catalogue } from '../../records/catalogue/Catalogue';
import type { SearchKind } from '../../records/kinds';
import { rootScope, type Scope } from '../../segments/Scope';
import type { Tx } from '../../store/Transaction';

/** What a grid is about, as plain data. */
export interface GridContext {
	readonly selectionId: number;
	/** Members of each kind, those with any. */
	readonly members: Readonly<Partial<Record<SearchKind, number>>>;
	/** In whose scope consent counts; null: all email. */
	readonly campaignId: number | null;
	/** Days are told in this zone. */
	readonly timeZone: string;
	/** What statuses of messages and tasks are called where they are shown: filters go by these words. */
	readonly labels: Readonly<Record<string, string>>;
}

/** A kind's own rows, under the name `r`. */
export interface GridScope extends Scope {
	readonly campaignId: number | null;
	readonly labels: Readonly<Record<string, string>>;
}

/** The grid shows no custom fields. */
const STANDARD = new Catalogue();

export function gridScope(tx: Tx, context: GridContext, kind: SearchKind): GridScope {
	const { campaignId, labels, timeZone } = context;
	return { ...rootScope(tx.dialect, STANDARD, timeZone, kind), campaignId, labels };
}
