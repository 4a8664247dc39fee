import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { Catalogue } from '../records/catalogue/Catalogue';
import { keyOf } from '../records/catalogue/tableShape';
import { KINDS, kindOfCode } from '../records/kinds';
import { selectRecords } from '../records/selectRecords';
import { all, type SqlValue, type Steps, type Tx } from '../store/Transaction';
import type { Person } from './findPerson';
import { isAbout } from './personRows';
import { PERSON_TABLES } from './personTables';

/** A row as an export shows it. */
export type ExportRow = Readonly<Record<string, string | number | boolean | object | null>>;

/** Tables with anything about people, as an export lists them: people first, then what hangs on them. */
export function exportedTables(): { readonly table: string; readonly section: string }[] {
	return Object.entries(PERSON_TABLES).flatMap(([table, decision]) => ('section' in decision ? [{ table, section: decision.section }] : []));
}

/** One page of a table's rows about a person; `at` is how many rows the pages before had. */
export function* sectionPage(tx: Tx, catalogue: Catalogue, table: string, person: Person, at: number, limit: number): Steps<ExportRow[]> {
	const where = aboutPerson(tx, table, person);
	const kind = KINDS.find((one) => catalogue.kind(one).table === table);
	if (kind !== undefined) {
		const ids = yield* all(tx, sql<{ id: number }>`SELECT r.id FROM ${sql.table(table)} AS r WHERE ${where} ORDER BY r.id LIMIT ${limit} OFFSET ${at}`);
		const records = yield* selectRecords(tx, catalogue, kind, { where: tx.dialect.inNumbers(sql.ref('r.id'), ids.map((row) => row.id)) });
		return kind === 'message' ? yield* withEvents(tx, records) : [...records];
	}
	const rows = yield* all(
		tx,
		sql<Record<string, SqlValue>>`SELECT r.* FROM ${sql.table(table)} AS r WHERE ${where}
			ORDER BY ${sql.join(keyOf(table).map((column) => sql.ref(`r.${column}`)))} LIMIT ${limit} OFFSET ${at}`,
	);
	return yield* withNames(tx, rows.map(shownRow));
}

function aboutPerson(tx: Tx, table: string, person: Person): RawBuilder<SqlBool> {
	const decision = PERSON_TABLES[table];
	switch (decision?.holds) {
		case 'people': {
			const ids = person.records.filter((record) => record.kind === decision.kind).map((record) => record.id);
			return tx.dialect.inNumbers(sql.ref('r.id'), ids);
		}
		case 'staff':
			return tx.dialect.inNumbers(sql.ref('r.id'), person.users.map((user) => user.id));
		case 'rows':
			return isAbout(tx, table, 'r', person);
		case 'intake':
		case 'nobody':
		case undefined:
			return sql<SqlBool>`1 = 0`;
	}
}

/** What became of each message, and the figures that a list of records leaves out. */
function* withEvents(tx: Tx, messages: readonly ExportRow[]): Steps<ExportRow[]> {
	const ids = messages.map((message) => Number(message['id']));
	const events = yield* all(
		tx,
		sql<Record<string, SqlValue>>`SELECT e.* FROM message_event AS e WHERE ${tx.dialect.inNumbers(sql.ref('e.message_id'), ids)} ORDER BY e.message_id, e.id`,
	);
	const byMessage = new Map<number, ExportRow[]>();
	for (const event of events) {
		const id = Number(event['message_id']);
		byMessage.set(id, [...(byMessage.get(id) ?? []), shownRow(event)]);
	}
	return messages.map((message) => ({ ...message, message_events: byMessage.get(Number(message['id'])) ?? [] }));
}

/** Rows that name a campaign or an event say which: an id tells a person nothing. */
function* withNames(tx: Tx, rows: readonly ExportRow[]): Steps<ExportRow[]> {
	return yield* withEventNames(tx, yield* withCampaignNames(tx, rows));
}

function* withEventNames(tx: Tx, rows: readonly ExportRow[]): Steps<ExportRow[]> {
	const ids = [...new Set(rows.flatMap((row) => (typeof row['event_id'] === 'number' ? [row['event_id']] : [])))];
	if (ids.length === 0) return [...rows];
	const events = yield* all(
		tx,
		sql<{ id: number; name: string | null; start_at: number | null }>`SELECT id, name, start_at FROM event WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`,
	);
	const byId = new Map(events.map(({ id, name, start_at }) => [id, { event_name: name, event_start_at: start_at === null ? null : new Date(start_at).toISOString() }]));
	return rows.map((row) => (typeof row['event_id'] === 'number' ? { ...row, ...byId.get(row['event_id']) } : row));
}

function* withCampaignNames(tx: Tx, rows: readonly ExportRow[]): Steps<ExportRow[]> {
	const ids = [...new Set(rows.flatMap((row) => (typeof row['campaign_id'] === 'number' ? [row['campaign_id']] : [])))];
	if (ids.length === 0) return [...rows];
	const campaigns = yield* all(tx, sql<{ id: number; name: string | null }>`SELECT id, name FROM campaign WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`);
	const names = new Map(campaigns.map((campaign) => [campaign.id, campaign.name]));
	return rows.map((row) => (typeof row['campaign_id'] === 'number' ? { ...row, campaign_name: names.get(row['campaign_id']) ?? null } : row));
}

/** Without what is derived for searching; kinds by name, instants as ISO 8601. */
function shownRow(row: Readonly<Record<string, SqlValue>>): ExportRow {
	const shown: Record<string, SqlValue> = {};
	for (const [column, value] of Object.entries(row)) {
		if (column.endsWith('_f')) continue;
		shown[column] = shownValue(column, value);
	}
	return shown;
}

function shownValue(column: string, value: SqlValue): SqlValue {
	if (typeof value !== 'number') return value;
	if (column === 'kind' || column.endsWith('_kind')) return kindOfCode(value);
	if (column.endsWith('_at') || column === 'since') return new Date(value).toISOString();
	return value;
}
