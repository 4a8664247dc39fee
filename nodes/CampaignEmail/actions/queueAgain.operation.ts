import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { queueFailedAgain } from '../../../engine/delivery/queueFailedAgain';
import { nodeStore } from '../../shared/nodeStore';
import { readWhich, whichProperties } from './which';

export const description: INodeProperties[] = whichProperties('queueAgain');

/** Failed messages go back into the queue. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const queued = await queueFailedAgain(store, readWhich(context));
	context.addExecutionHints({ message: `${queued} queued again`, location: 'outputPane' });
	return [{ json: { queued }, pairedItem: { item: 0 } }];
}
