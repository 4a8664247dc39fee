import type { IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { isByItem } from '../../shared/byItem';
import { readKind } from '../fields/kindProperty';

/**
 * Input items are one table, imported with the first item's parameters. Kinds that differ are refused: the others would
 * become records of a kind they are not. Of other parameters that may differ a warning is given.
 * @throws EngineError for a Kind that is not the same for every item
 */
export function tellIfItemsDiffer(context: IExecuteFunctions): void {
	const count = context.getInputData().length;
	if (count < 2) return;
	const { kind, columns, importOptions } = context.getNode().parameters;
	if (isByItem(kind)) {
		const first = readKind(context, 0);
		for (let index = 1; index < count; index++) {
			const other = readKind(context, index);
			if (other === first) continue;
			throw new EngineError(
				'invalid-input',
				`Input items are imported as one table of one kind, but Kind is "${first}" for the first and "${other}" for item ${index}.`,
				'Part them before this node with Switch, and use an Import for each kind.',
			);
		}
	}
	if (!isByItem(columns) && !isByItem(importOptions)) return;
	context.addExecutionHints({
		message: `All ${count} items were imported as one table, with Columns and Options of the first. To import each by itself, put Loop Over Items before this node.`,
		type: 'warning',
		location: 'outputPane',
	});
}
