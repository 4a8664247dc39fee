import { fold } from '../../store/fold';
import { textOrNull } from '../recordValues';
import { isMeantByName } from '../upsertRecord';
import type { ImportPlan, ParsedRow } from './parseRow';

export interface RecordKeys {
	/** An indexed column of the kind's table. */
	readonly key: 'external_id' | 'email_key' | 'name_f';
	readonly values: readonly string[];
}

/** By what the records are found that rows may mean. */
export function recordKeys(plan: ImportPlan, rows: readonly ParsedRow[]): RecordKeys[] {
	const byName = isMeantByName(plan.kind);
	const names = rows.flatMap((row) => {
		const name = textOrNull(row.identity.name);
		return name !== null && (byName || (row.externalId === null && row.addressKey === null)) ? [fold(name)] : [];
	});
	return [
		{ key: 'external_id', values: distinct(rows.flatMap((row) => row.externalId ?? [])) },
		{ key: 'email_key', values: distinct(rows.flatMap((row) => row.addressKey ?? [])) },
		{ key: 'name_f', values: distinct(names) },
	];
}

function distinct(values: readonly string[]): string[] {
	return [...new Set(values)];
}
