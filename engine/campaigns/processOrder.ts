import type { SearchKind } from '../records/kinds';

/** The order in which a selection's kinds are gone through: of two rows with one address the contact comes before the lead. */
export const PROCESS_ORDER = ['contact', 'lead', 'account', 'message', 'task', 'opportunity'] as const satisfies readonly SearchKind[];

/** The kind after this one, or null at the end. */
export function kindAfter(kind: SearchKind): SearchKind | null {
	return PROCESS_ORDER[PROCESS_ORDER.indexOf(kind) + 1] ?? null;
}
