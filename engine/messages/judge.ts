import { sql, type RawBuilder } from 'kysely';

import { change, type Steps, type Tx } from '../store/Transaction';
import type { Candidate } from './candidates';

/** The rows of one window with their verdicts, for the rest of the transaction. */
export const JUDGED: RawBuilder<unknown> = sql.table('judged_member');

const COLUMNS: Readonly<Record<string, 'bigint' | 'text'>> = {
	record_id: 'bigint',
	name: 'text',
	name_f: 'text',
	assigned_user_id: 'bigint',
	contact_id: 'bigint',
	lead_id: 'bigint',
	account_id: 'bigint',
	recipient_kind: 'bigint',
	recipient_id: 'bigint',
	recipient_user_id: 'bigint',
	email: 'text',
	email_key: 'text',
	previous_id: 'bigint',
	verdict: 'text',
} satisfies Partial<Record<keyof Candidate, 'bigint' | 'text'>>;

/**
 * Works the verdicts out once, into a temporary table of this connection: counted and made is the same then, whatever
 * others commit in between (PostgreSQL), and the look-ups are done once.
 */
export function* judge(tx: Tx, candidates: RawBuilder<Candidate>): Steps<void> {
	const columns = Object.entries(COLUMNS);
	const onCommit = tx.dialect.name === 'postgres' ? sql` ON COMMIT DELETE ROWS` : sql``;
	yield* change(tx, sql`CREATE TEMPORARY TABLE IF NOT EXISTS judged_member (${sql.raw(columns.map(([name, type]) => `${name} ${type}`).join(', '))})${onCommit}`);
	yield* change(tx, sql`DELETE FROM judged_member`);
	const names = sql.join(columns.map(([name]) => sql.ref(name)));
	yield* change(tx, sql`INSERT INTO judged_member (${names}) SELECT ${names} FROM ${candidates} AS m`);
}
