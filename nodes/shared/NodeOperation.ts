import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Catalogue } from '../../engine/records/catalogue/Catalogue';
import type { Store } from '../../engine/store/Store';

/** What an operation is called with: one item's turn. */
export interface OperationCall {
	readonly context: IExecuteFunctions;
	readonly store: Store;
	/** The item whose parameters count. */
	readonly index: number;
	/** All fields there are; read once per execution. */
	catalogue(): Promise<Catalogue>;
}

/** What came of it. */
export interface OperationOutcome {
	/** Items by output; those that name no pair are paired with the call's item. */
	readonly outputs: readonly (readonly INodeExecutionData[])[];
	/** A word that is counted over all items and told as a hint: `created`, `deleted`. */
	readonly did?: string;
}

/** An operation that is carried out for each item, or once for all of them. */
export interface NodeOperation {
	/** Outputs the node has while this operation is chosen; 1 where not said. */
	readonly outputs?: number;
	/** Whether this call is for all items together. */
	once?(context: IExecuteFunctions): boolean;
	run(call: OperationCall): Promise<OperationOutcome>;
}

/** An outcome on the only output. */
export function outcome(json: readonly IDataObject[], did?: string): OperationOutcome {
	return { outputs: [json.map((one) => ({ json: one }))], did };
}
