import { sql, type RawBuilder } from 'kysely';

import { EngineError } from '../EngineError';
import { Catalogue, type CustomField } from '../records/catalogue/Catalogue';
import { searchedIndexOf } from '../records/catalogue/tableShape';
import { kindCode, type SearchKind } from '../records/kinds';
import { columnsRead } from '../segments/columnsRead';
import { frozenSql } from '../segments/compile';
import type { Segment } from '../segments/Criteria';
import { freezeSegment } from '../segments/freeze';
import type { FrozenSegment, FrozenTab } from '../segments/Frozen';
import type { Clock } from '../segments/relativeDates';
import { toSql } from '../segments/Formula';
import { searchSettings } from '../segments/searchSettings';
import { startsFromRelated } from '../segments/startsFromRelated';
import { inWindow, RECORD, rootScope, type IdWindow } from '../segments/Scope';
import { change, defineTransaction, first, insertMany, type Steps, type Tx } from '../store/Transaction';
import { anyExpired } from './dropExpired';
import type { GeneralParameters } from './GeneralParameters';
import type { RecordRef } from './RecordRef';
import { takenOver } from './sameAsked';
import type { CountByKind, StoredCounts } from './storedSelection';
import { firstWindowSize, nextWindowSize, WINDOW_BUDGET } from './windows';

/** What a selection's row is made with. */
export interface SelectionHead {
	readonly parameters: GeneralParameters;
	readonly requireConfirmation: boolean;
	/** By it the same step of the same execution finds it again. Null: always a new one. */
	readonly originKey: string | null;
	/** UTC ms. */
	readonly createdAt: number;
	readonly expiresAt: number;
}

export interface BuildInput {
	readonly head: SelectionHead;
	readonly segment: Segment;
	readonly customFields: readonly CustomField[];
	readonly clock: Clock;
	/** Where the last transaction stopped; null for the first. */
	readonly progress: BuildProgress | null;
}

/** How far a selection has been written. */
export interface BuildProgress {
	readonly selectionId: number;
	readonly frozen: FrozenSegment;
	/** The highest id of each kind when the search began: later records are no part of it. */
	readonly lastIds: CountByKind;
	readonly tab: number;
	readonly after: number;
	/** NULL: the tab has not been begun. */
	readonly windowSize: number | null;
	readonly byKind: CountByKind;
	readonly done: boolean;
	/** Members of long expired selections are there to be dropped. */
	readonly expired: boolean;
}

/** PostgreSQL takes each tab in one go, without looking at ids. */
const ALL = Number.MAX_SAFE_INTEGER;
/** An unfinished selection's members are dropped after a day. */
const UNFINISHED_LIFE = 24 * 3_600_000;

/**
 * Writes members until the time is up or all are written; a small search is one transaction.
 * The row says `building` until the last member is in: what a crash leaves behind can't be used.
 */
export const buildSelection = defineTransaction(__filename, 'write', 'selections.build', function* (tx, input: BuildInput): Steps<BuildProgress> {
	const catalogue = new Catalogue(input.customFields);
	let progress = input.progress ?? (yield* begin(tx, input, catalogue));
	for (;;) {
		const tab = progress.frozen.tabs[progress.tab];
		if (!tab) return yield* finish(tx, input.head, progress);
		const lastId = progress.lastIds[tab.kind] ?? 0;
		if (progress.after >= lastId) {
			progress = { ...progress, tab: progress.tab + 1, after: 0, windowSize: null };
			if (tx.dialect.name === 'sqlite' && tx.elapsed() > WINDOW_BUDGET / 2) return progress;
			continue;
		}
		// PostgreSQL has no lock that others wait for: each tab in one go.
		const size = progress.windowSize ?? firstWindowSize(tab);
		const whole = tx.dialect.name === 'postgres';
		const { after } = progress;
		const upTo = whole ? lastId : Math.min(after + size, lastId);
		// A bound that every record keeps anyway is left out: looking costs. New records can't come while this transaction writes.
		const window = { after: after === 0 ? null : after, upTo: upTo === lastId && (whole || !input.progress) ? null : upTo };
		const start = tx.elapsed();
		const added = yield* addMembers(tx, catalogue, input.clock.timeZone, progress, tab, window);
		const byKind = { ...progress.byKind, [tab.kind]: (progress.byKind[tab.kind] ?? 0) + added };
		progress = { ...progress, after: upTo, byKind };
		if (upTo === lastId) continue;
		const last = { size: upTo - after, took: tx.elapsed() - start };
		const windowSize = nextWindowSize(last, WINDOW_BUDGET - tx.elapsed(), lastId - upTo);
		progress = { ...progress, windowSize: windowSize ?? nextWindowSize(last, WINDOW_BUDGET, lastId - upTo) };
		if (windowSize === null) return progress;
	}
});

function* begin(tx: Tx, input: BuildInput, catalogue: Catalogue): Steps<BuildProgress> {
	yield* searchSettings(tx);
	const frozen = yield* freezeSegment(tx, { catalogue, clock: input.clock }, input.segment);
	const lastIds: Partial<Record<SearchKind, number>> = {};
	for (const { kind } of frozen.tabs) lastIds[kind] = tx.dialect.name === 'postgres' ? ALL : yield* lastId(tx, kind);
	const selectionId = yield* insertHead(tx, input.head, JSON.stringify({ ...input.segment, timeZone: input.clock.timeZone }));
	return { selectionId, frozen, lastIds, tab: 0, after: 0, windowSize: null, byKind: {}, done: false, expired: yield* anyExpired(tx, input.head.createdAt) };
}

function* lastId(tx: Tx, kind: SearchKind): Steps<number> {
	const row = yield* first(tx, sql<{ last: number | null }>`SELECT MAX(id) AS last FROM ${sql.table(kind)}`);
	return row?.last ?? 0;
}

function* insertHead(tx: Tx, head: SelectionHead, tabs: string | null): Steps<number> {
	const row = yield* first(
		tx,
		tx.db
			.insertInto('selection')
			.values({
				state: 'building',
				require_confirmation: head.requireConfirmation ? 1 : 0,
				origin_key: head.originKey,
				tabs,
				parameters: JSON.stringify(head.parameters),
				created_at: head.createdAt,
				expires_at: Math.min(head.expiresAt, head.createdAt + UNFINISHED_LIFE),
			})
			// Nothing goes in where another has the key already.
			.onConflict((conflict) => conflict.doNothing())
			.returning('id'),
	);
	if (!row && head.originKey !== null) throw takenOver();
	if (!row) throw new EngineError('store-broken', 'The selection could not be written.', 'Try again.');
	return row.id;
}

function* addMembers(tx: Tx, catalogue: Catalogue, timeZone: string, progress: BuildProgress, tab: FrozenTab, window: IdWindow): Steps<number> {
	const condition = frozenSql(rootScope(tx.dialect, catalogue, timeZone, tab.kind, window), tab.condition);
	const id = sql.ref(`${RECORD}.id`);
	// Members go in by ids, which is the quickest way into their table on SQLite, where sorting is seldom needed.
	// Only another tab over the same kind can have found a record before; looking costs PostgreSQL a third more.
	const again = progress.frozen.tabs.slice(0, progress.tab).some((before) => before.kind === tab.kind);
	return yield* change(
		tx,
		sql`INSERT INTO selection_member (selection_id, kind, record_id)
			SELECT ${tx.dialect.integer(progress.selectionId)}, ${tx.dialect.integer(kindCode(tab.kind))}, ${id}
			FROM ${sql.table(tab.kind)} AS ${sql.id(RECORD)} ${foundBy(tx, tab)} WHERE ${toSql(inWindow(id, window))} AND ${condition}
			${tx.dialect.name === 'sqlite' ? sql`ORDER BY ${id}` : sql``}
			${again ? sql`ON CONFLICT DO NOTHING` : sql``}`,
	);
}

/**
 * Records that a set of related rows names are found by their ids: SQLite finds them in the narrow index of what people
 * search by, a third of whose pages it reads, rather than in the wide rows.
 */
function foundBy(tx: Tx, { kind, condition }: FrozenTab): RawBuilder<unknown> {
	if (tx.dialect.name !== 'sqlite' || !startsFromRelated(kind, condition)) return sql``;
	const columns = columnsRead(kind, condition);
	const index = columns && searchedIndexOf(kind, columns);
	return index === null ? sql`` : sql`INDEXED BY ${sql.id(index)}`;
}

function* finish(tx: Tx, head: SelectionHead, progress: BuildProgress): Steps<BuildProgress> {
	const byKind = Object.fromEntries(Object.entries(progress.byKind).filter(([, count]) => count > 0));
	yield* open(tx, head, progress.selectionId, byKind);
	return { ...progress, byKind, done: true };
}

function* open(tx: Tx, head: SelectionHead, selectionId: number, byKind: CountByKind): Steps<void> {
	const counts: StoredCounts = { byKind, counts: null };
	const count = Object.values(byKind).reduce((sum, one) => sum + one, 0);
	const building = tx.db
		.updateTable('selection')
		.set({ state: 'open', count, counts: JSON.stringify(counts), expires_at: head.expiresAt })
		.where('id', '=', selectionId)
		.where('state', '=', 'building');
	if (head.originKey === null) yield* change(tx, building);
	// Without its key it is not opened any more: a retry took that for dead, and made another.
	else if ((yield* change(tx, building.where('origin_key', '=', head.originKey))) === 0) throw takenOver();
}

export interface BuildFromRecordsInput {
	readonly head: SelectionHead;
	/** A part of the records, at most some 10,000. */
	readonly records: readonly RecordRef[];
	readonly selectionId: number | null;
	readonly last: boolean;
	readonly byKind: CountByKind;
}

export interface BuildFromRecordsResult {
	readonly selectionId: number;
	readonly byKind: CountByKind;
	readonly expired: boolean;
}

/** Writes a part of the records given as members; the last part opens the selection. */
export const buildFromRecords = defineTransaction(__filename, 'write', 'selections.buildFromRecords', function* (tx, input: BuildFromRecordsInput): Steps<BuildFromRecordsResult> {
	const selectionId = input.selectionId ?? (yield* insertHead(tx, input.head, null));
	const byKind: Partial<Record<SearchKind, number>> = { ...input.byKind };
	for (const kind of new Set(input.records.map((record) => record.kind))) {
		const rows = input.records.filter((record) => record.kind === kind).map((record) => [selectionId, kindCode(kind), record.id]);
		const added = yield* insertMany({
			table: 'selection_member',
			columns: [
				{ name: 'selection_id', type: 'bigint' },
				{ name: 'kind', type: 'bigint' },
				{ name: 'record_id', type: 'bigint' },
			],
			rows,
			suffix: 'ON CONFLICT DO NOTHING',
		});
		byKind[kind] = (byKind[kind] ?? 0) + added;
	}
	if (input.last) yield* open(tx, input.head, selectionId, byKind);
	return { selectionId, byKind, expired: input.last && (yield* anyExpired(tx, input.head.createdAt)) };
});
