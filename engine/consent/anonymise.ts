import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { columnKind, columnsOf, keyOf } from '../records/catalogue/tableShape';
import { fold } from '../store/fold';
import type { Tx } from '../store/Transaction';
import { isAbout, type PersonKeys } from './personRows';
import { FORGOTTEN_NAME, type Forgetting } from './personTables';

/** What a message that was still to be sent says of it. */
export const FORGOTTEN_REASON = 'Asked to be forgotten';

/** At most so many rows of a table are rid of the person; none is left when fewer were changed. */
export function forgetRows(tx: Tx, table: string, forgetting: Forgetting, person: PersonKeys, rows: number): RawBuilder<unknown> {
	const key = keyOf(table);
	const about = rowsToForget(tx, table, forgetting, person);
	const which = (alias: string) => sql.join(key.map((column) => sql.ref(alias === '' ? column : `${alias}.${column}`)));
	const chosen = sql`(${which('')}) IN (SELECT ${which('r')} FROM ${sql.table(table)} AS r WHERE ${about} LIMIT ${rows})`;
	if (forgetting.how === 'delete') return sql`DELETE FROM ${sql.table(table)} WHERE ${chosen}`;
	const assignments = Object.entries(emptied(tx, table, forgetting.keep, person)).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
	return sql`UPDATE ${sql.table(table)} SET ${sql.join(assignments)} WHERE ${chosen}`;
}

/** Which rows, of `r`, are still to be forgotten. */
export function rowsToForget(tx: Tx, table: string, forgetting: Forgetting, person: PersonKeys): RawBuilder<SqlBool> {
	const about = isAbout(tx, table, 'r', person);
	if (forgetting.how === 'delete') return about;
	// A mail on the wire is settled by its delivery, which knows the address: it is forgotten once it has arrived.
	const waiting = table === 'message' ? sql` AND r.state <> 'sending'` : sql``;
	return sql<SqlBool>`(${about} AND (${sql.join(left(table, forgetting.keep), sql` OR `)})${waiting})`;
}

/** What shows that a row was not anonymised yet. */
function left(table: string, keep: readonly string[]): RawBuilder<unknown>[] {
	const shows = emptiedColumns(table, keep)
		.filter((column) => column !== 'name')
		.map((column) => (columnKind(table, column) === 'int=0' ? sql`${sql.ref(`r.${column}`)} <> 0` : sql`${sql.ref(`r.${column}`)} IS NOT NULL`));
	if (table === 'message') return [...shows, sql`r.name IS NOT NULL`, sql`r.recipient_id > 0`];
	return columnKind(table, 'name') === undefined ? shows : [...shows, sql`r.name IS NULL`, sql`r.name <> ${FORGOTTEN_NAME}`];
}

/** All columns that keep nothing, shadow columns not among them. */
export function emptiedColumns(table: string, keep: readonly string[]): string[] {
	return Object.keys(columnsOf(table)).filter((column) => !keep.includes(column));
}

function emptied(tx: Tx, table: string, keep: readonly string[], person: PersonKeys): Record<string, RawBuilder<unknown>> {
	const columns: Record<string, RawBuilder<unknown>> = {};
	for (const column of emptiedColumns(table, keep)) {
		const kind = columnKind(table, column);
		columns[column] = kind === 'int=0' ? sql`0` : sql`NULL`;
		if (kind === 'folded') columns[`${column}_f`] = sql`NULL`;
	}
	if (table === 'message') return { ...columns, ...messageFigures() };
	if (columns['name']) {
		// Lists and processes show these: some kinds can't do without a name.
		columns['name'] = sql`${FORGOTTEN_NAME}`;
		columns['name_f'] = sql`${fold(FORGOTTEN_NAME)}`;
	}
	const accounts = person.records.filter((record) => record.kind === 'account').map((record) => record.id);
	if (keep.includes('account_id') && accounts.length > 0) {
		columns['account_id'] = sql`CASE WHEN ${tx.dialect.inNumbers(sql.ref('account_id'), accounts)} THEN NULL ELSE account_id END`;
	}
	return columns;
}

/**
 * A message stays as a count of its campaign, with state, times and figures. Its recipient becomes its own id, negated:
 * nobody has such an id, and no two messages share one, so that what must be unique stays so.
 */
function messageFigures(): Record<string, RawBuilder<unknown>> {
	return {
		recipient_id: sql`-id`,
		state: sql`CASE WHEN state IN ('queued', 'claimed') THEN 'not_sent' WHEN state = 'uncertain' THEN 'failed' ELSE state END`,
		reason_class: sql`CASE WHEN state IN ('queued', 'claimed') THEN 'policy' WHEN state = 'uncertain' THEN 'uncertain' ELSE reason_class END`,
		// Words of our own; what servers reply names addresses.
		reason: sql`CASE WHEN state IN ('queued', 'claimed') THEN ${FORGOTTEN_REASON} WHEN state = 'not_sent' THEN reason END`,
		reason_f: sql`CASE WHEN state IN ('queued', 'claimed') THEN ${fold(FORGOTTEN_REASON)} WHEN state = 'not_sent' THEN reason_f END`,
	};
}
