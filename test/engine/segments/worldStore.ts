import { sql } from 'kysely';

import { normaliseAddress } from '../../../engine/records/emailAddress';
import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { fold, foldOrNull } from '../../../engine/store/fold';
import { change, defineTransaction, type SqlValue, type Steps, type Tx } from '../../../engine/store/Transaction';
import { CATALOGUE, type World, type WorldRecord } from './World';

const TABLES = ['lead', 'contact', 'account', 'message', 'task', 'opportunity', 'campaign', 'campaign_member', 'saved_filter', 'consent_address_no', 'consent_record_no', 'selection', 'selection_member'];

/** Empties the store and writes a world into it. */
export const writeWorld = defineTransaction(__filename, 'write', 'test.writeWorld', function* (tx, world: World): Steps<void> {
	for (const table of TABLES) yield* change(tx, sql`DELETE FROM ${sql.table(table)}`);
	for (const kind of SEARCH_KINDS) for (const record of world.records[kind]) yield* insert(tx, kind, columnsOf(kind, record));
	for (const id of world.campaigns) yield* insert(tx, 'campaign', { id, name: `Campaign ${id}`, name_f: `campaign ${id}`, created_at: 1, updated_at: 1 });
	for (const member of world.members) yield* insert(tx, 'campaign_member', { ...member, status_f: foldOrNull(member.status), added_at: 1 });
	for (const no of world.addressNoes) yield* insert(tx, 'consent_address_no', { ...no, source: 'user', since: 1 });
	for (const no of world.recordNoes) yield* insert(tx, 'consent_record_no', { ...no, source: 'user', since: 1 });
	for (const filter of world.filters) {
		yield* insert(tx, 'saved_filter', { id: filter.id, name: filter.name, name_f: fold(filter.name), definition: JSON.stringify(filter.segment), created_at: 1, updated_at: 1 });
	}
});

/** One row into any table, as it is. */
export const insertRow = defineTransaction(__filename, 'write', 'test.insertRow', function* (tx, input: { readonly table: string; readonly row: Readonly<Record<string, SqlValue>> }): Steps<void> {
	yield* insert(tx, input.table, input.row);
});

/** Any statement, for what a test has no better word for. */
export const runStatement = defineTransaction(__filename, 'write', 'test.runStatement', function* (tx, statement: string): Steps<number> {
	return yield* change(tx, sql.raw(statement));
});

function* insert(tx: Tx, table: string, row: Readonly<Record<string, SqlValue>>): Steps<void> {
	const names = Object.keys(row).map((name) => sql.id(name));
	const json = new Set(['custom', 'custom_f', 'definition']);
	const values = Object.entries(row).map(([name, value]) => (tx.dialect.name === 'postgres' && json.has(name) ? sql`${value}::text::jsonb` : sql`${value}`));
	yield* change(tx, sql`INSERT INTO ${sql.table(table)} (${sql.join(names)}) VALUES (${sql.join(values)})`);
}

/** The row as the record writers would write it: folded shadows, address keys, JSON for custom fields. */
function columnsOf(kind: SearchKind, record: WorldRecord): Record<string, SqlValue> {
	const row: Record<string, SqlValue> = {};
	const custom: Record<string, string | number> = {};
	const customFolded: Record<string, string> = {};
	for (const field of CATALOGUE.kind(kind).fields) {
		const value = record[field.name] ?? null;
		switch (field.storage.kind) {
			case 'column':
				row[field.storage.column] = value;
				if (field.storage.folded) row[`${field.storage.column}_f`] = value === null ? null : fold(String(value));
				break;
			case 'custom':
				if (value === null) break;
				custom[field.storage.key] = value;
				if (typeof value === 'string' && field.type !== 'date') customFolded[field.storage.key] = fold(value);
				break;
			case 'consent':
				row['email_key'] = normaliseAddress(record['email'] === null ? null : String(record['email']));
				break;
		}
	}
	if (kind === 'message') Object.assign(row, { origin: 'manual', recipient_kind: record['recipient_kind'], recipient_id: record['recipient_id'], campaign_id: record['campaign_id'] ?? 0, template_id: record['template_id'] ?? 0 });
	if (kind === 'task') row['once'] = record['once'] ?? null;
	if (Object.keys(custom).length > 0) Object.assign(row, { custom: JSON.stringify(custom), custom_f: JSON.stringify(customFolded) });
	return row;
}

