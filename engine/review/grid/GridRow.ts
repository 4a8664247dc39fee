import type { SearchKind } from '../../records/kinds';
import type { ConsentState } from './ConsentState';
import type { GridColumn } from './gridColumns';

export interface GridSort {
	readonly column: GridColumn;
	readonly direction: 'asc' | 'desc';
}

/** A row's place in the order of a grid. */
export interface GridCursor {
	/** What the grid is sorted by; null where the row has none, or the grid is not sorted. */
	readonly value: string | number | null;
	readonly kind: SearchKind;
	readonly id: number;
}

/** Where a page lies. */
export type GridPlace =
	| { readonly at: 'start' }
	| { readonly at: 'end' }
	| { readonly at: 'after'; readonly row: GridCursor }
	| { readonly at: 'before'; readonly row: GridCursor };

/** A row as people read it; what its kind doesn't have is null. Instants in UTC ms, days as YYYY-MM-DD. */
export interface GridRow extends Readonly<Record<Exclude<GridColumn, 'kind' | 'consent'>, string | number | null>> {
	readonly kind: SearchKind;
	readonly id: number;
	readonly consent: ConsentState;
	readonly ticked: boolean;
	/** Its place in the order. */
	readonly at: GridCursor;
}

export interface GridPage {
	readonly rows: readonly GridRow[];
	/** Whether there are rows before and after these. */
	readonly before: boolean;
	readonly after: boolean;
}
