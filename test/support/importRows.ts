import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import type { BatchResult, ImportRow } from '../../engine/records/import/ImportBatch';
import { planImport, type PlanInput } from '../../engine/records/import/importPlan';
import { importRecords } from '../../engine/records/import/importRecords';
import { RowPreparation } from '../../engine/records/import/RowPreparation';
import type { Store } from '../../engine/store/Store';

/** Imports rows as one transaction. Those that can't be read are an error: these tests are about others. */
export async function importRows(store: Store, { rows, ...input }: PlanInput & { readonly rows: readonly ImportRow[] }): Promise<BatchResult> {
	const cellsAt = input.columns.map((_, index) => index);
	const preparation = new RowPreparation(planImport(await catalogueOf(store), input), cellsAt, rows.length);
	for (const row of rows) expect(preparation.add(row)).toBeNull();
	return await store.run(importRecords, { ...input, rows: preparation.take(), touched: new Uint8Array() });
}
