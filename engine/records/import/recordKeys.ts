import { fold } from '../../store/fold';
import { isMeantByName } from '../upsertRecord';
import type { ImportPlan } from './importPlan';
import type { RowReader } from './RowReader';

export interface RecordKeys {
	/** An indexed column of the kind's table. */
	readonly key: 'external_id' | 'email_key' | 'name_f';
	readonly values: readonly string[];
}

/** By what the records are found that these rows may mean. */
export function recordKeys(plan: ImportPlan, reader: RowReader, rows: readonly number[]): RecordKeys[] {
	const byName = isMeantByName(plan.kind);
	const externalIds = new Set<string>();
	const addresses = new Set<string>();
	const names = new Set<string>();
	for (const row of rows) {
		const externalId = reader.externalId(row);
		const address = reader.addressKey(row);
		if (externalId !== null) externalIds.add(externalId);
		if (address !== null) addresses.add(address);
		if (!byName && (externalId !== null || address !== null)) continue;
		const name = reader.text(row, plan.layout.name);
		if (name !== null) names.add(fold(name));
	}
	return [
		{ key: 'external_id', values: [...externalIds] },
		{ key: 'email_key', values: [...addresses] },
		{ key: 'name_f', values: [...names] },
	];
}
