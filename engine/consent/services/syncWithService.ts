import type { Store } from '../../store/Store';
import { pullNoes, type Pulled } from './pullNoes';
import type { SuppressionService } from './SuppressionService';
import type { Stopped, SweepOptions } from './SweepOptions';
import { tellNoes, type Told } from './tellNoes';

/** Which way noes go: `pull` from the service, `push` to it. */
export type SyncDirection = 'both' | 'pull' | 'push';

export interface SyncResult {
	/** Null: not asked for. */
	readonly pulled: Pulled | null;
	readonly pushed: Told | null;
	/** Parts that could not be done to their end: the next sweep goes on there. */
	readonly stopped: readonly Stopped[];
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Brings the ledger and a service's suppressions in step (VM-19). Read first, so that what the service said itself is
 * not told to it again. Whatever fails at the service is in the result, and holds up nothing else.
 * @throws Error where the store fails
 */
export async function syncWithService(store: Store, service: SuppressionService, direction: SyncDirection, options: SweepOptions): Promise<SyncResult> {
	const pulled = direction === 'push' ? null : await pullNoes(store, service, options);
	const pushed = direction === 'pull' ? null : await tellNoes(store, service, options, pulled?.present ?? NOBODY);
	return { pulled, pushed, stopped: [...(pulled?.stopped ?? []), ...(pushed?.stopped ? [pushed.stopped] : [])] };
}
