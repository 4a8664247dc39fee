import { getRecord } from '../../engine/records/selectRecords';
import type { Store } from '../../engine/store/Store';

/** @throws EngineError for the first campaign that is not there; null is none, and needn't be */
export async function checkCampaigns(store: Store, ids: Iterable<number | null>): Promise<void> {
	for (const id of new Set(ids)) if (id !== null) await store.run(getRecord, { kind: 'campaign', id });
}
