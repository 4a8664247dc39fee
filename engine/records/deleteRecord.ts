import { sql, type RawBuilder } from 'kysely';

import { FIRST_WINDOW, nextWindow } from '../campaigns/chunk';
import { EngineError } from '../EngineError';
import type { Store } from '../store/Store';
import { change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { isZeroForNothing } from './catalogue/tableShape';
import { KINDS, kindCode, type Kind } from './kinds';
import type { Columns } from './recordValues';
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
	if (!row) throw recordNotFound(definition, input.id);
	if (input.kind === 'message') checkMessage(row);
	const { from } = input;
	if (from.at === 0 && input.kind === 'user') yield* checkSuccessor(tx, catalogue, input, row);
	if (from.at === 0 && input.kind === 'campaign') yield* checkNothingOnItsWay(tx, input.id, row);

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

/** Rows that name the record. */
interface Use {
	readonly counts: 'references' | 'memberships' | null;
	/** At most so many of them no longer do. */
	letGo(rows: number): RawBuilder<unknown>;
}

function usesOf(tx: Tx, catalogue: Catalogue, input: DeleteRecordInput): Use[] {
	const { id } = input;
	const uses: Use[] = [];
	for (const { kind, column } of referencesTo(catalogue, input.kind)) {
		if (kind === 'message' && input.kind !== 'user') continue;
		const table = catalogue.kind(kind).table;
		const successor = input.kind === 'user' ? input.reassignTo : null;
		const value = successor ?? (isZeroForNothing(table, column) ? 0 : null);
		uses.push({
			counts: 'references',
			letGo: (rows) => sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${value}, updated_at = ${tx.now}
				WHERE id IN (SELECT id FROM ${sql.table(table)} WHERE ${sql.ref(column)} = ${id} LIMIT ${rows}) AND +${sql.ref(column)} = ${id}`,
		});
	}
	uses.push({
		counts: 'memberships',
		letGo: (rows) => sql`DELETE FROM campaign_member WHERE kind = ${kindCode(input.kind)} AND record_id = ${id} AND campaign_id IN
			(SELECT campaign_id FROM campaign_member WHERE kind = ${kindCode(input.kind)} AND record_id = ${id} LIMIT ${rows})`,
	});
	uses.push({
		counts: 'references',
		letGo: (rows) => sql`DELETE FROM event_participant WHERE kind = ${kindCode(input.kind)} AND record_id = ${id} AND event_id IN
			(SELECT event_id FROM event_participant WHERE kind = ${kindCode(input.kind)} AND record_id = ${id} LIMIT ${rows})`,
	});
	if (input.kind === 'event') {
		uses.push({
			counts: null,
			letGo: (rows) => sql`DELETE FROM event_participant WHERE event_id = ${id} AND (kind, record_id) IN
				(SELECT kind, record_id FROM event_participant WHERE event_id = ${id} LIMIT ${rows})`,
		});
	}
	if (input.kind === 'campaign') {
		uses.push({
			counts: 'memberships',
			letGo: (rows) => sql`DELETE FROM campaign_member WHERE campaign_id = ${id} AND (kind, record_id) IN
				(SELECT kind, record_id FROM campaign_member WHERE campaign_id = ${id} LIMIT ${rows})`,
		});
	}
	if (input.kind === 'message') {
		uses.push({
			counts: null,
			letGo: (rows) => sql`DELETE FROM message_event WHERE id IN (SELECT id FROM message_event WHERE message_id = ${id} LIMIT ${rows})`,
		});
	}
	return uses;
}

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

function referencesTo(catalogue: Catalogue, to: Kind): { readonly kind: Kind; readonly column: string }[] {
	return KINDS.flatMap((kind) =>
		catalogue.kind(kind).fields.flatMap((field) =>
			field.type === 'reference' && field.to === to && field.storage.kind === 'column' ? [{ kind, column: field.storage.column }] : [],
		),
	);
}
