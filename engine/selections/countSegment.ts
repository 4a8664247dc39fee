import { sql } from 'kysely';

import { Catalogue, type CustomField } from '../records/catalogue/Catalogue';
import { SEARCH_KINDS, type SearchKind } from '../records/kinds';
import { frozenSql } from '../segments/compile';
import type { Segment } from '../segments/Criteria';
import { freezeSegment } from '../segments/freeze';
import { checkedZone, type Clock } from '../segments/relativeDates';
import { searchSettings } from '../segments/searchSettings';
import { RECORD, rootScope } from '../segments/Scope';
import { validateSegment } from '../segments/validate';
import type { Store } from '../store/Store';
import { defineTransaction, first, type Steps } from '../store/Transaction';
import type { CountByKind } from './storedSelection';

export interface SegmentCount {
	readonly count: number;
	readonly byKind: CountByKind;
}

interface CountInput {
	readonly segment: Segment;
	readonly customFields: readonly CustomField[];
	readonly clock: Clock;
}

const countRecords = defineTransaction(__filename, 'read', 'selections.countSegment', function* (tx, input: CountInput): Steps<CountByKind> {
	yield* searchSettings(tx);
	const catalogue = new Catalogue(input.customFields);
	const { tabs } = yield* freezeSegment(tx, { catalogue, clock: input.clock }, input.segment);
	const byKind: Partial<Record<SearchKind, number>> = {};
	for (const kind of SEARCH_KINDS) {
		const conditions = tabs.filter((tab) => tab.kind === kind).map((tab) => tab.condition);
		if (conditions.length === 0) continue;
		const scope = rootScope(tx.dialect, catalogue, input.clock.timeZone, kind);
		const holds = frozenSql(scope, { type: 'group', match: 'any', conditions });
		const row = yield* first(tx, sql<{ found: number }>`SELECT COUNT(*) AS found FROM ${sql.table(kind)} AS ${sql.id(RECORD)} WHERE ${holds}`);
		byKind[kind] = row?.found ?? 0;
	}
	return byKind;
});

/**
 * How many records a segment finds, each once; nothing is written.
 * @throws EngineError for a segment that is not valid
 */
export async function countSegment(
	store: Store,
	catalogue: Catalogue,
	asked: { readonly segment: unknown; readonly timeZone: string; readonly now?: number },
): Promise<SegmentCount> {
	const clock = { now: asked.now ?? Date.now(), timeZone: checkedZone(asked.timeZone) };
	const byKind = await store.run(countRecords, { segment: validateSegment(catalogue, asked.segment), customFields: catalogue.customFields, clock });
	return { count: Object.values(byKind).reduce((sum, count) => sum + count, 0), byKind };
}
