import type { SearchKind } from '../records/kinds';

/** A record by kind and id. */
export interface RecordRef {
	readonly kind: SearchKind;
	readonly id: number;
}
