import type { SqlValue } from '../../store/Transaction';
import { isPerson, missing, withPersonName } from '../kindRules';
import { textOrNull, type Columns } from '../recordValues';
import { isMeantByName } from '../upsertRecord';
import type { ImportPlan } from './importPlan';
import { KnownRecord } from './KnownRecord';
import type { RecordIndex } from './RecordIndex';
import type { RowReader } from './RowReader';

/** What a row did to its record. */
export interface Applied {
	readonly record: KnownRecord;
	readonly outcome: 'created' | 'updated' | 'unchanged' | 'duplicates';
}

/** Finds or makes the record that a row means and gives it the row's values; or tells why it can't be. */
export function applyRow(plan: ImportPlan, index: RecordIndex, rows: RowReader, row: number): Applied | { readonly refused: string } {
	const problem = unidentified(plan, rows, row);
	// A file without names can update records that have some; a row without a name in a file with names is a fault.
	if (problem !== null && (isPerson(plan.kind.kind) || plan.layout.columns[plan.layout.name]?.mapped === true)) return { refused: problem };
	const match = findMeant(plan, index, rows, row);
	if ('refused' in match) return match;
	if (match.record === null) {
		if (problem !== null) return { refused: problem };
		const record = KnownRecord.ofRow(plan.layout, rows, row);
		index.add(record);
		return { record, outcome: 'created' };
	}
	const { record } = match;
	const repeated = record.touched;
	const changed = repeated ? fill(plan, record, rows, row) : overwrite(plan, record, rows, row);
	record.touched = true;
	if (changed) index.refresh(record);
	return { record, outcome: repeated ? 'duplicates' : changed ? 'updated' : 'unchanged' };
}

function findMeant(plan: ImportPlan, index: RecordIndex, rows: RowReader, row: number): { readonly record: KnownRecord | null } | { readonly refused: string } {
	const address = rows.addressKey(row);
	const sharing = address === null ? [] : index.withAddress(address);
	const match = matchRow(plan, index, rows, row, sharing);
	if (plan.rules.sameAddress === 'update') return match;
	// Told alike whether the record is there already or not: a second import must refuse the same rows.
	const other = match.byAddress ? sharing.find((record) => record.touched) : sharing.find((record) => record !== match.record);
	return other ? { refused: sameAddress(plan, other) } : match;
}

interface Match {
	readonly record: KnownRecord | null;
	/** By nothing but its address. */
	readonly byAddress: boolean;
}

function matchRow(plan: ImportPlan, index: RecordIndex, rows: RowReader, row: number, sharing: readonly KnownRecord[]): Match {
	const { layout } = plan;
	const isFree = (record: KnownRecord) => record.value(layout.externalId) === null;
	const free = (records: readonly KnownRecord[]) => records.find(isFree) ?? null;
	const like = () => index.like((place) => rows.value(row, place));
	const named = isMeantByName(plan.kind) && rows.text(row, layout.name) !== null;
	const externalId = rows.externalId(row);
	if (externalId !== null) {
		const known = index.withExternalId(externalId);
		return { record: known ?? (named ? free(like()) : free(sharing)), byAddress: false };
	}
	if (named) {
		const alike = like();
		return { record: free(alike) ?? alike[0] ?? null, byAddress: false };
	}
	if (rows.addressKey(row) !== null) return { record: free(sharing) ?? sharing[0] ?? null, byAddress: true };
	const alike = like().filter(isFree);
	const unreachable = alike.find((record) => record.valueOf('email_key') === null);
	// One with an address got it since, by hand; unless another row of the file is about it.
	return { record: unreachable ?? alike.find((record) => !record.touched) ?? null, byAddress: false };
}

function sameAddress(plan: ImportPlan, record: KnownRecord): string {
	const who = record.id === null ? `the row in line ${record.line}` : `record ${record.id}`;
	const name = textOrNull(record.value(plan.layout.name));
	return `It has the same address as ${who}${name === null ? '' : ` (${name})`}.`;
}

/** Why a row can't make a record: it lacks what its kind needs, or nobody could find it again at the next import. */
function unidentified(plan: ImportPlan, rows: RowReader, row: number): string | null {
	if (rows.text(row, plan.layout.name) !== null) return null;
	const columns: Columns = {};
	plan.layout.columns.forEach(({ name }, place) => (columns[name] = rows.given(row, place)));
	const problem = missing(plan.kind, columns);
	if (problem) return `${problem.message} ${problem.wayOut}`;
	if (rows.externalId(row) !== null || rows.addressKey(row) !== null) return null;
	return 'There is no name, no address that mail can be sent to and no external id. Give at least one of them.';
}

/** The row's values replace the record's; empty cells leave them, and so does a malformed address a good one. */
function overwrite(plan: ImportPlan, record: KnownRecord, rows: RowReader, row: number): boolean {
	const { email } = plan.layout;
	const keepsAddress = email !== null && rows.addressKey(row) === null && record.valueOf('email_key') !== null;
	const takes = (place: number, value: SqlValue) => record.value(place) !== value && !(keepsAddress && place === email);
	return give(plan, record, rows, row, takes, (key, value) => record.customValue(key) !== value);
}

/** The row's values go where the record has none. */
function fill(plan: ImportPlan, record: KnownRecord, rows: RowReader, row: number): boolean {
	const isEmpty = (place: number) => {
		const value = record.value(place);
		return value === null || (value === 0 && plan.layout.columns[place]?.zeroForNothing === true);
	};
	return give(plan, record, rows, row, isEmpty, (key) => record.customValue(key) === null);
}

function give(
	plan: ImportPlan,
	record: KnownRecord,
	rows: RowReader,
	row: number,
	takes: (place: number, value: SqlValue) => boolean,
	takesCustom: (key: string, value: SqlValue) => boolean,
): boolean {
	const { layout } = plan;
	const given: Columns = {};
	let differs = false;
	for (const [place, column] of layout.columns.entries()) {
		const value = rows.given(row, place);
		if (value === null || !takes(place, value)) continue;
		given[column.name] = value;
		differs = true;
	}
	if (differs) {
		if (given.email !== undefined && layout.addressKey !== null) given.email_key = rows.addressKey(row);
		const changes = withPersonName(plan.kind.kind, given, namesOf(record));
		for (const [column, value] of Object.entries(changes)) {
			const place = layout.placeOf(column);
			if (place !== null) record.set(place, value);
		}
	}
	const custom = Object.entries(rows.custom(row)).filter(([key, value]) => takesCustom(key, value));
	if (custom.length > 0) record.setCustom(Object.fromEntries(custom));
	return differs || custom.length > 0;
}

/** What a person's names follow from. */
function namesOf(record: KnownRecord): Columns {
	const names: Columns = {};
	for (const column of ['name', 'first_name', 'last_name', 'company']) names[column] = record.valueOf(column);
	return names;
}
