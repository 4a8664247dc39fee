import { isZeroForNothing } from '../catalogue/tableShape';
import { defaultsOf, isPerson, missing, withPersonName } from '../kindRules';
import { customValue, textOrNull, type Columns } from '../recordValues';
import type { SqlValue, Tx } from '../../store/Transaction';
import { isMeantByName } from '../upsertRecord';
import type { ImportPlan, ParsedRow } from './parseRow';
import { valueOf, type KnownRecord, type RecordIndex } from './RecordIndex';

/** What a row did to its record. */
export interface Applied {
	readonly row: ParsedRow;
	readonly record: KnownRecord;
	readonly outcome: 'created' | 'updated' | 'unchanged' | 'duplicates';
}

/** Finds or makes the record that a row means and gives it the row's values; or tells why it can't be. */
export function applyRow(tx: Tx, plan: ImportPlan, index: RecordIndex, row: ParsedRow): Applied | { readonly refused: string } {
	const problem = unidentified(plan, row);
	// A file without names can update records that have some; a row without a name in a file with names is a fault.
	if (problem !== null && (isPerson(plan.kind.kind) || hasColumn(plan, 'name'))) return { refused: problem };
	const match = findMeant(plan, index, row);
	if ('refused' in match) return match;
	if (match.record === null) {
		if (problem !== null) return { refused: problem };
		return { row, record: newRecord(tx, plan, index, row), outcome: 'created' };
	}
	const { record } = match;
	const repeated = record.touched;
	const changed = repeated ? fill(plan, record, row) : overwrite(plan, record, row);
	record.touched = true;
	if (changed) index.refresh(record);
	return { row, record, outcome: repeated ? 'duplicates' : changed ? 'updated' : 'unchanged' };
}

function findMeant(plan: ImportPlan, index: RecordIndex, row: ParsedRow): { readonly record: KnownRecord | null } | { readonly refused: string } {
	const sharing = row.addressKey === null ? [] : index.withAddress(row.addressKey);
	const match = matchRow(plan, index, row, sharing);
	if (plan.rules.sameAddress === 'update') return match;
	// Told alike whether the record is there already or not: a second import must refuse the same rows.
	const other = match.byAddress ? sharing.find((record) => record.touched) : sharing.find((record) => record !== match.record);
	return other ? { refused: sameAddress(other) } : match;
}

interface Match {
	readonly record: KnownRecord | null;
	/** By nothing but its address. */
	readonly byAddress: boolean;
}

function matchRow(plan: ImportPlan, index: RecordIndex, row: ParsedRow, sharing: readonly KnownRecord[]): Match {
	const free = (records: readonly KnownRecord[]) => records.find((record) => valueOf(record, 'external_id') === null) ?? null;
	const named = isMeantByName(plan.kind) && textOrNull(row.identity.name) !== null;
	if (row.externalId !== null) {
		const known = index.withExternalId(row.externalId);
		return { record: known ?? (named ? free(index.like(row)) : free(sharing)), byAddress: false };
	}
	if (named) {
		const alike = index.like(row);
		return { record: free(alike) ?? alike[0] ?? null, byAddress: false };
	}
	if (row.addressKey !== null) return { record: free(sharing) ?? sharing[0] ?? null, byAddress: true };
	const alike = index.like(row).filter((record) => valueOf(record, 'external_id') === null);
	const unreachable = alike.find((record) => valueOf(record, 'email_key') === null);
	// One with an address got it since, by hand; unless another row of the file is about it.
	return { record: unreachable ?? alike.find((record) => !record.touched) ?? null, byAddress: false };
}

function sameAddress(record: KnownRecord): string {
	const who = record.id === null ? `the row in line ${record.line}` : `record ${record.id}`;
	const name = textOrNull(valueOf(record, 'name'));
	return `It has the same address as ${who}${name === null ? '' : ` (${name})`}.`;
}

/** Why a row can't make a record: it lacks what its kind needs, or nobody could find it again at the next import. */
function unidentified(plan: ImportPlan, row: ParsedRow): string | null {
	if (textOrNull(row.identity.name) !== null) return null;
	const problem = missing(plan.kind, row.columns);
	if (problem) return `${problem.message} ${problem.wayOut}`;
	if (row.externalId !== null || row.addressKey !== null) return null;
	return 'There is no name, no address that mail can be sent to and no external id. Give at least one of them.';
}

function newRecord(tx: Tx, plan: ImportPlan, index: RecordIndex, row: ParsedRow): KnownRecord {
	const changed: Columns = defaultsOf(plan.kind.kind, tx.now);
	for (const source of [row.columns, row.identity]) {
		for (const column in source) {
			const value = source[column] ?? null;
			if (value !== null) changed[column] = value;
		}
	}
	if (row.addressKey !== null) changed.email_key = row.addressKey;
	const record: KnownRecord = { id: null, stored: null, changed, custom: row.custom, customChanged: true, touched: true, line: row.line };
	index.add(record);
	return record;
}

/** The row's values replace the record's; empty cells leave them, and so does a malformed address a good one. */
function overwrite(plan: ImportPlan, record: KnownRecord, row: ParsedRow): boolean {
	const keepsAddress = plan.hasAddress && row.addressKey === null && valueOf(record, 'email_key') !== null;
	const takes = (column: string, value: SqlValue) => valueOf(record, column) !== value && !(keepsAddress && column === 'email');
	return give(plan, record, row, takes, (key, value) => customValue(record.custom, key) !== value);
}

/** The row's values go where the record has none. */
function fill(plan: ImportPlan, record: KnownRecord, row: ParsedRow): boolean {
	const isEmpty = (column: string) => {
		const value = valueOf(record, column);
		return value === null || (value === 0 && isZeroForNothing(plan.kind.table, column));
	};
	return give(plan, record, row, isEmpty, (key) => customValue(record.custom, key) === null);
}

function give(
	plan: ImportPlan,
	record: KnownRecord,
	row: ParsedRow,
	takes: (column: string, value: SqlValue) => boolean,
	takesCustom: (key: string, value: SqlValue) => boolean,
): boolean {
	const given: Columns = {};
	let differs = false;
	for (const column in row.columns) {
		const value = row.columns[column] ?? null;
		if (value === null || !takes(column, value)) continue;
		given[column] = value;
		differs = true;
	}
	if (differs) {
		if (given.email !== undefined && plan.hasAddress) given.email_key = row.addressKey;
		Object.assign(record.changed, withPersonName(plan.kind.kind, given, { ...record.stored, ...record.changed }));
	}
	const custom = Object.entries(row.custom).filter(([key, value]) => takesCustom(key, value));
	if (custom.length > 0) {
		record.custom = { ...record.custom, ...Object.fromEntries(custom) };
		record.customChanged = true;
	}
	return differs || custom.length > 0;
}

function hasColumn(plan: ImportPlan, field: string): boolean {
	return plan.columns.some((column) => column.field === field);
}
