import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import type { Catalogue } from '../../engine/records/catalogue/Catalogue';
import type { NodeOperation, OperationCall, OperationOutcome } from './NodeOperation';
import { failedItem } from './failedItem';
import { asNodeError } from './nodeErrors';
import { nodeStore } from './nodeStore';

/**
 * Carries an operation out for each item. An item that fails goes to the error output where the user asked for
 * that, and the others go on; what they did is told as a hint with counts.
 */
export async function runPerItem(context: IExecuteFunctions, operation: NodeOperation): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[][] = Array.from({ length: operation.outputs ?? 1 }, () => []);
	const did = new Map<string, number>();
	const callFor = callsOf(context);
	const count = operation.once?.(context) ? 1 : context.getInputData().length;
	for (let index = 0; index < count; index++) {
		try {
			const outcome = await operation.run(await callFor(index));
			addItems(outputs, outcome, index);
			if (outcome.did !== undefined) did.set(outcome.did, (did.get(outcome.did) ?? 0) + 1);
		} catch (error) {
			const nodeError = asNodeError(context.getNode(), error, index);
			if (!context.continueOnFail()) throw nodeError;
			outputs[0]?.push(failedItem(nodeError, index));
		}
	}
	if (did.size > 0) {
		const message = [...did].map(([word, times]) => `${times} ${word}`).join(', ');
		context.addExecutionHints({ message, location: 'outputPane' });
	}
	return outputs;
}

/** Opens the store and reads the catalogue once, however many items there are. */
function callsOf(context: IExecuteFunctions): (index: number) => Promise<OperationCall> {
	let catalogue: Promise<Catalogue> | null = null;
	return async (index) => {
		const store = await nodeStore(context);
		return { context, store, index, catalogue: () => (catalogue ??= catalogueOf(store)) };
	};
}

function addItems(outputs: readonly INodeExecutionData[][], outcome: OperationOutcome, index: number): void {
	outcome.outputs.forEach((items, output) => {
		const paired = items.map((item) => ({ ...item, pairedItem: item.pairedItem ?? { item: index } }));
		// Pushed one by one: a call with a hundred thousand arguments fails.
		for (const item of paired) outputs[output]?.push(item);
	});
}
