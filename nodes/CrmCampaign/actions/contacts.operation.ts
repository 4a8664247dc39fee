import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { processSelections } from './process';

/** VM-14: accounts of the selection that have no contact get one with their data. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await processSelections(context, () => ({ operation: 'contacts' }));
}
