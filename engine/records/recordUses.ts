import { sql, type RawBuilder } from 'kysely';

import type { Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import { isZeroForNothing } from './catalogue/tableShape';
import type { DeleteRecordInput } from './deleteRecord';
import { KINDS, kindCode, type Kind } from './kinds';

/** Rows that name a record. */
export interface RecordUse {
	/** As what a deletion tells of them; null: they belong to the record, and are not told. */
	readonly counts: 'references' | 'memberships' | null;
	/** Whose rows they are, in words. */
	readonly of: string;
	readonly count: RawBuilder<{ found: number }>;
	/** At most so many of them no longer do. */
	letGo(rows: number): RawBuilder<unknown>;
}

/** Every place that may name the record: what refers to it, its memberships and participations, and what belongs to it. */
export function usesOf(tx: Tx, catalogue: Catalogue, input: DeleteRecordInput): RecordUse[] {
	const { id } = input;
	const code = kindCode(input.kind);
	const uses = referencesTo(catalogue, input.kind)
		.filter(({ kind }) => kind !== 'message' || input.kind === 'user')
		.map(({ kind, column }) => reference(tx, catalogue, input, kind, column));
	uses.push(rowsOf('memberships', 'Memberships', 'campaign_member', sql`kind = ${code} AND record_id = ${id}`, ['campaign_id']));
	uses.push(rowsOf('references', 'Participations', 'event_participant', sql`kind = ${code} AND record_id = ${id}`, ['event_id']));
	if (input.kind === 'event') uses.push(rowsOf(null, 'Participants', 'event_participant', sql`event_id = ${id}`, ['kind', 'record_id']));
	if (input.kind === 'campaign') uses.push(rowsOf('memberships', 'Members', 'campaign_member', sql`campaign_id = ${id}`, ['kind', 'record_id']));
	if (input.kind === 'message') uses.push(rowsOf(null, 'Message events', 'message_event', sql`message_id = ${id}`, ['id']));
	return uses;
}

/** Emptied, or handed over to a user's successor. */
function reference(tx: Tx, catalogue: Catalogue, input: DeleteRecordInput, kind: Kind, column: string): RecordUse {
	const { table, labelPlural } = catalogue.kind(kind);
	const successor = input.kind === 'user' ? input.reassignTo : null;
	const value = successor ?? (isZeroForNothing(table, column) ? 0 : null);
	return {
		counts: 'references',
		of: labelPlural,
		count: sql`SELECT COUNT(*) AS found FROM ${sql.table(table)} WHERE ${sql.ref(column)} = ${input.id}`,
		letGo: (rows) => sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${value}, updated_at = ${tx.now}
			WHERE id IN (SELECT id FROM ${sql.table(table)} WHERE ${sql.ref(column)} = ${input.id} LIMIT ${rows}) AND +${sql.ref(column)} = ${input.id}`,
	};
}

/** Deleted; `key` tells the rows of the condition from one another. */
function rowsOf(counts: RecordUse['counts'], of: string, table: string, condition: RawBuilder<unknown>, key: readonly string[]): RecordUse {
	const columns = sql.join(key.map((column) => sql.ref(column)));
	return {
		counts,
		of,
		count: sql`SELECT COUNT(*) AS found FROM ${sql.table(table)} WHERE ${condition}`,
		letGo: (rows) => sql`DELETE FROM ${sql.table(table)} WHERE ${condition} AND (${columns}) IN (SELECT ${columns} FROM ${sql.table(table)} WHERE ${condition} LIMIT ${rows})`,
	};
}

export function referencesTo(catalogue: Catalogue, to: Kind): { readonly kind: Kind; readonly column: string }[] {
	return KINDS.flatMap((kind) =>
		catalogue.kind(kind).fields.flatMap((field) =>
			field.type === 'reference' && field.to === to && field.storage.kind === 'column' ? [{ kind, column: field.storage.column }] : [],
		),
	);
}
