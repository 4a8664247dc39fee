import type { IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { importTable, type ImportOptions, type ImportProgress } from '../../../../engine/records/import/importTable';
import { readTable } from '../../../../engine/records/import/readTable';
import { tableOfItems } from '../../../../engine/records/import/tableOfItems';
import type { NodeOperation, OperationCall, OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { tellIfItemsDiffer } from '../../import/oneTable';
import { binarySource } from '../../import/binarySource';
import { importOutcome } from '../../import/importOutcome';
import { importOf, readImportOptions } from '../../import/readImportOptions';

/**
 * Upserts many records, from a file of each item or from all items together. One bad row never stops the rest:
 * every refused one comes out on the second output with its reason. Never lifts a no.
 */
export const importRecords: NodeOperation = {
	outputs: 2,
	once: (context) => context.getNodeParameter('source', 0) === 'items',
	run: async (call) => (call.context.getNodeParameter('source', 0) === 'items' ? await importItems(call) : await importFile(call)),
};

async function importFile({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const kind = readKind(context, index);
	const options = readImportOptions(context, index);
	const property = String(context.getNodeParameter('binaryProperty', index, 'data'));
	const { name, bytes } = await binarySource(context, index, property);
	const table = await readTable(bytes, { ...options.table, fileName: name ?? undefined });
	try {
		const result = await importTable(store, table, watched(context, importOf(kind, name ?? property, options)));
		return importOutcome(context, { kind, file: name, format: table.format, dryRun: options.rows.dryRun === true, refusedAs: options.refusedAs, result }, () => index);
	} finally {
		await table.close();
	}
}

async function importItems({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const kind = readKind(context, index);
	tellIfItemsDiffer(context);
	const options = readImportOptions(context, index);
	const source = tableOfItems(context.getInputData().map((item) => item.json));
	const result = await importTable(store, source, watched(context, importOf(kind, 'input items', options)));
	return importOutcome(context, { kind, file: null, format: null, dryRun: options.rows.dryRun === true, refusedAs: options.refusedAs, result }, (row) => row.line - 1);
}

/** Tells the log how far it is, and stops between two batches when the execution is cancelled. */
function watched(context: IExecuteFunctions, options: ImportOptions): ImportOptions {
	const signal = context.getExecutionCancelSignal();
	return {
		...options,
		onProgress: (progress: ImportProgress) => {
			context.logger.info(`${options.dryRun ? 'Dry run of an import' : 'Import'}: ${progress.rows} rows, ${progress.refused} of them refused`);
			if (signal?.aborted) throw new EngineError('unavailable', 'The import was cancelled.', 'Run it again to go on.');
		},
	};
}
