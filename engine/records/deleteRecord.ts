import { sql } from 'kysely';

import { EngineError } from '../EngineError';
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

/** Messages that keep somebody from being mailed twice, or are on their way. */
const KEPT_MESSAGE_STATES = ['claimed', 'sending', 'sent', 'uncertain'];

/**
 * Deletes a record. References to it from other records are emptied, its campaign memberships end; messages keep
 * their history and name it by id; what the consent ledger says stays. Ids are never given out again.
 * @throws EngineError for a user with records assigned and nobody to take over, a campaign with messages on their
 * way, or a campaign's message that was sent
 */
export const deleteRecord = defineTransaction(__filename, 'write', 'records.delete', function* (tx, input: DeleteRecordInput): Steps<DeleteResult> {
	const catalogue = yield* loadCatalogue(tx);
	const definition = catalogue.kind(input.kind);
	const row = yield* lockRow(tx, definition.table, input.id);
	if (!row) throw recordNotFound(definition, input.id);
	if (input.kind === 'user') yield* checkSuccessor(tx, catalogue, input, row);
	if (input.kind === 'campaign') yield* checkNothingOnItsWay(tx, input.id, row);
	if (input.kind === 'message') checkMessage(row);

	const references = yield* emptyReferences(tx, catalogue, input);
	const memberships =
		(yield* change(
			tx,
			tx.db.deleteFrom('campaign_member').where('kind', '=', kindCode(input.kind)).where('record_id', '=', input.id),
		)) + (input.kind === 'campaign' ? yield* change(tx, tx.db.deleteFrom('campaign_member').where('campaign_id', '=', input.id)) : 0);
	if (input.kind === 'message') yield* change(tx, tx.db.deleteFrom('message_event').where('message_id', '=', input.id));
	yield* change(tx, sql`DELETE FROM ${sql.table(definition.table)} WHERE id = ${input.id}`);
	return { references, memberships };
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

function checkMessage(row: Columns): void {
	if (row.origin !== 'campaign' || typeof row.state !== 'string' || !KEPT_MESSAGE_STATES.includes(row.state)) return;
	throw new EngineError(
		'not-allowed',
		`Message ${row.id} was sent, or is being sent, for a campaign: it keeps its recipient from being mailed twice.`,
		'Keep it. Only messages that were not sent can be deleted.',
	);
}

function* emptyReferences(tx: Tx, catalogue: Catalogue, input: DeleteRecordInput): Steps<number> {
	let emptied = 0;
	for (const { kind, column } of referencesTo(catalogue, input.kind)) {
		if (kind === 'message' && input.kind !== 'user') continue;
		const table = catalogue.kind(kind).table;
		const successor = input.kind === 'user' ? input.reassignTo : null;
		const value = successor ?? (isZeroForNothing(table, column) ? 0 : null);
		emptied += yield* change(
			tx,
			sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${value}, updated_at = ${tx.now} WHERE ${sql.ref(column)} = ${input.id}`,
		);
	}
	return emptied;
}

function referencesTo(catalogue: Catalogue, to: Kind): { readonly kind: Kind; readonly column: string }[] {
	return KINDS.flatMap((kind) =>
		catalogue.kind(kind).fields.flatMap((field) =>
			field.type === 'reference' && field.to === to && field.storage.kind === 'column' ? [{ kind, column: field.storage.column }] : [],
		),
	);
}
