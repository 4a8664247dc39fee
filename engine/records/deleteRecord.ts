import { sql } from 'kysely';

import { FIRST_WINDOW, nextWindow } from '../campaigns/chunk';
import { EngineError } from '../EngineError';
import type { Store } from '../store/Store';
import { change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import { loadCatalogue } from './catalogue/loadCatalogue';
import type { Kind } from './kinds';
import { textOrNull, type Columns } from './recordValues';
import { referencesTo, usesOf } from './recordUses';
import { recordNotFound } from './selectRecords';
import { lockRow } from './writeRecord';

export interface DeleteRecordInput {
	readonly kind: Kind;
	readonly id: number;
	/** For a user: who takes over what is assigned to it. NULL: a user with anything assigned is refused. */
	readonly reassignTo: number | null;
}

export interface DeleteResult {
	/** References from other records that were emptied, or handed over. */
	readonly references: number;
	readonly memberships: number;
}

/** When a transaction takes no further rows (ms): other writers wait less than 250 ms. */
const SLICE_BUDGET = 120;

/**
 * Deletes a record. References to it from other records are emptied, its campaign memberships end, events lose it as a
 * participant (which counts as a reference); messages keep
 * their history and name it by id; what the consent ledger says stays. Ids are never given out again.
 * What hangs on it is let go a slice at a time, so that other work goes on, the record itself last: interrupted and
 * called again it goes on.
 * @throws EngineError for a user with records assigned and nobody to take over, a campaign with messages on their
 * way, or a campaign's message that was, or may have been, sent
 */
export async function deleteRecord(store: Store, input: DeleteRecordInput): Promise<DeleteResult> {
	let slice: Slice = { next: START, references: 0, memberships: 0 };
	let references = 0;
	let memberships = 0;
	while (slice.next !== null) {
		slice = await store.run(deleteSlice, { ...input, from: slice.next });
		references += slice.references;
		memberships += slice.memberships;
	}
	return { references, memberships };
}

/** Where the next slice begins: at which of the places that name the record, and with how many rows. */
interface Place {
	readonly at: number;
	readonly rows: number;
	/** The last look at all places, in one transaction with the record's end: something may have come meanwhile. */
	readonly last: boolean;
}

const START: Place = { at: 0, rows: FIRST_WINDOW, last: false };

interface Slice extends DeleteResult {
	/** NULL: the record is gone. */
	readonly next: Place | null;
}

const deleteSlice = defineTransaction(__filename, 'write', 'records.deleteSlice', function* (tx, input: DeleteRecordInput & { readonly from: Place }): Steps<Slice> {
	const catalogue = yield* loadCatalogue(tx);
	const definition = catalogue.kind(input.kind);
	const row = yield* lockRow(tx, definition.table, input.id);
	const { from } = input;
	yield* checkMayGo(tx, catalogue, input, row, from.at === 0);

	const done = { references: 0, memberships: 0 };
	let { at, rows } = from;
	const uses = usesOf(tx, catalogue, input);
	for (let use = uses[at]; use; use = uses[at]) {
		const start = tx.elapsed();
		const changed = yield* change(tx, use.letGo(rows));
		if (use.counts !== null) done[use.counts] += changed;
		const more = changed >= rows;
		if (!more) at++;
		if (from.last && !more) continue;
		const took = tx.elapsed() - start;
		const window = from.last ? null : nextWindow(rows, took, SLICE_BUDGET - tx.elapsed());
		if (window === null) return { ...done, next: { at, rows: nextWindow(rows, took, SLICE_BUDGET) ?? FIRST_WINDOW, last: false } };
		rows = window;
	}
	if (from.at > 0) return { ...done, next: { ...START, last: true } };
	yield* change(tx, sql`DELETE FROM ${sql.table(definition.table)} WHERE id = ${input.id}`);
	return { ...done, next: null };
});

/** @throws EngineError for a record that is gone or may not go; `all`: also for what may change while it is going */
function* checkMayGo(tx: Tx, catalogue: Catalogue, input: DeleteRecordInput, row: Columns | null, all: boolean): Steps<void> {
	if (!row) throw recordNotFound(catalogue.kind(input.kind), input.id);
	if (input.kind === 'message') checkMessage(row);
	if (all && input.kind === 'user') yield* checkSuccessor(tx, catalogue, input, row);
	if (all && input.kind === 'campaign') yield* checkNothingOnItsWay(tx, input.id, row);
}

export interface ForeseenDelete extends DeleteResult {
	readonly name: string | null;
	/** References by the kind of record that would lose them (or be handed over): `Tasks` 12. Only those there are. */
	readonly byKind: Readonly<Record<string, number>>;
}

/** What deleting would do; nothing is changed. @throws EngineError as `deleteRecord` */
export const previewDelete = defineTransaction(__filename, 'read', 'records.previewDelete', function* (tx, input: DeleteRecordInput): Steps<ForeseenDelete> {
	const catalogue = yield* loadCatalogue(tx);
	const row = yield* first(tx, sql<Columns>`SELECT * FROM ${sql.table(catalogue.kind(input.kind).table)} WHERE id = ${input.id}`);
	yield* checkMayGo(tx, catalogue, input, row, true);
	const would = { references: 0, memberships: 0 };
	const byKind: Record<string, number> = {};
	for (const use of usesOf(tx, catalogue, input)) {
		if (use.counts === null) continue;
		const found = (yield* first(tx, use.count))?.found ?? 0;
		would[use.counts] += found;
		if (use.counts === 'references' && found > 0) byKind[use.of] = (byKind[use.of] ?? 0) + found;
	}
	return { name: textOrNull(row?.name), ...would, byKind };
});

function* checkSuccessor(tx: Tx, catalogue: Catalogue, input: DeleteRecordInput, row: Columns): Steps<void> {
	if (input.reassignTo !== null) {
		const successor = yield* first(tx, tx.db.selectFrom('crm_user').select('id').where('id', '=', input.reassignTo));
		if (successor && input.reassignTo !== input.id) return;
		throw new EngineError('not-found', `There is no other user with id ${input.reassignTo} to take over.`, 'Choose another user in Reassign To.');
	}
	for (const { kind, column } of referencesTo(catalogue, 'user')) {
		const definition = catalogue.kind(kind);
		const used = yield* first(
			tx,
			sql<{ found: number }>`SELECT COUNT(*) AS found FROM ${sql.table(definition.table)} WHERE ${sql.ref(column)} = ${input.id}`,
		);
		if (!used || used.found === 0) continue;
		throw new EngineError(
			'conflict',
			`The user ${row.name ?? input.id} has ${used.found} ${definition.labelPlural.toLowerCase()} assigned.`,
			'Choose in Reassign To who takes over everything assigned to this user.',
		);
	}
}

function* checkNothingOnItsWay(tx: Tx, campaignId: number, row: Columns): Steps<void> {
	const waiting = yield* first(
		tx,
		tx.db
			.selectFrom('message')
			.select((select) => select.fn.countAll<number>().as('found'))
			.where('campaign_id', '=', campaignId)
			.where('state', 'in', ['queued', 'claimed', 'sending']),
	);
	if (!waiting || waiting.found === 0) return;
	throw new EngineError(
		'conflict',
		`The campaign ${row.name ?? campaignId} has ${waiting.found} messages on their way.`,
		'Deliver them with Campaign Email, or delete those still queued, then delete the campaign.',
	);
}

/** Messages that keep somebody from being mailed twice, or are on their way. */
const KEPT_STATES: readonly Columns[string][] = ['claimed', 'sending', 'sent', 'uncertain'];
/** What only a message that arrived has. */
const ARRIVED_TIMES = ['delivered_at', 'bounced_at', 'spam_at', 'unsubscribed_at'];
const ARRIVED_COUNTS = ['open_count', 'machine_open_count', 'click_count', 'bounce_count'];

/** Whether a message left, or may have: failed ones too that a person left uncertain, or that were heard of since. */
function mayHaveArrived(row: Columns): boolean {
	return (
		KEPT_STATES.includes(row.state ?? null) ||
		(row.state === 'failed' && row.reason_class === 'uncertain') ||
		ARRIVED_TIMES.some((column) => typeof row[column] === 'number') ||
		ARRIVED_COUNTS.some((column) => Number(row[column] ?? 0) > 0)
	);
}

function checkMessage(row: Columns): void {
	if (row.origin !== 'campaign' || !mayHaveArrived(row)) return;
	throw new EngineError(
		'not-allowed',
		`Message ${row.id} was sent for a campaign, is being sent, or may have arrived: it keeps its recipient from being mailed twice.`,
		'Keep it. Only messages that were not sent can be deleted.',
	);
}
