import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Kind } from '../../../engine/records/kinds';
import type { ImportResult, RefusedRow } from '../../../engine/records/import/importTable';
import type { TableFormat } from '../../../engine/records/import/Table';
import type { OperationOutcome } from '../../shared/NodeOperation';

/** What stands for a refused row: its details, or the row itself with two more columns. */
export type RefusedAs = 'details' | 'rows';

/** An import that is through. */
export interface DoneImport {
	readonly kind: Kind;
	/** The file's name; NULL for input items. */
	readonly file: string | null;
	readonly format: TableFormat | null;
	/** Nothing was written: the result is what would be. */
	readonly dryRun: boolean;
	readonly refusedAs: RefusedAs;
	readonly result: ImportResult;
}

/**
 * One summary on the first output, each refused row on the second, and a notice with the counts.
 * @param pairOf which input item a refused row is from
 */
export function importOutcome(context: IExecuteFunctions, done: DoneImport, pairOf: (row: RefusedRow) => number): OperationOutcome {
	for (const hint of hints(done)) context.addExecutionHints({ ...hint, location: 'outputPane' });
	const refused = done.result.refused.map(
		(row): INodeExecutionData => ({
			json: refusedItem(done, row),
			pairedItem: { item: pairOf(row) },
		}),
	);
	return { outputs: [[{ json: summary(done) }], refused] };
}

function refusedItem({ kind, file, refusedAs }: DoneImport, { line, reason, cells }: RefusedRow): IDataObject {
	switch (refusedAs) {
		case 'details':
			return { kind, file, line, reason, cells: { ...cells } };
		case 'rows':
			return { ...cells, 'Refused in line': line, 'Refused because': reason };
	}
}

function summary({ kind, file, format, dryRun, result }: DoneImport): IDataObject {
	return {
		kind,
		file,
		dryRun,
		rows: result.rows,
		created: result.created,
		updated: result.updated,
		unchanged: result.unchanged,
		duplicates: result.duplicates,
		refused: result.refusedCount,
		accountsCreated: result.accountsCreated,
		optOuts: result.optOuts,
		columns: result.mapping.columns.map(({ header, field }) => ({ header, field })),
		unmappedColumns: [...result.unmappedColumns],
		warnings: result.warnings.map((warning) => ({ ...warning })),
		format: format === null ? null : { ...format },
	};
}

interface Hint {
	readonly message: string;
	readonly type: 'info' | 'warning';
}

function hints({ dryRun, result }: DoneImport): Hint[] {
	const told: Hint[] = [{ message: `${dryRun ? 'Dry run, nothing was imported: ' : ''}${counts(result)}`, type: 'info' }];
	if (result.refused.length < result.refusedCount) {
		told.push({ message: `Only the first ${result.refused.length} of ${result.refusedCount} refused rows came out: raise Refused Rows at Most to see them all.`, type: 'warning' });
	}
	if (result.unmappedColumns.length > 0) {
		told.push({ message: `No field takes the columns ${result.unmappedColumns.join(', ')}: map them under Columns, or leave them.`, type: 'warning' });
	}
	for (const warning of result.warnings) {
		told.push({ message: `${warning.count} × ${warning.kind}, such as ${warning.example}`, type: 'warning' });
	}
	return told;
}

function counts(result: ImportResult): string {
	const parts = [
		`${result.created} created`,
		`${result.updated} updated`,
		`${result.unchanged} unchanged`,
		...optional(result.duplicates, 'in the file already'),
		`${result.refusedCount} refused`,
		...optional(result.accountsCreated, 'accounts created'),
		...optional(result.optOuts, 'opted out'),
	];
	return `${result.rows} rows: ${parts.join(', ')}`;
}

function optional(count: number, what: string): string[] {
	return count === 0 ? [] : [`${count} ${what}`];
}
