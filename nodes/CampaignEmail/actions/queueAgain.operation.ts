import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { countFailedToQueue, queueFailedAgain } from '../../../engine/delivery/queueFailedAgain';
import { dryRunOptions, isDryRun } from '../../shared/dryRunOption';
import { nodeStore } from '../../shared/nodeStore';
import { readWhich, whichProperties } from './which';

export const description: INodeProperties[] = [...whichProperties('queueAgain'), dryRunOptions({ operation: ['queueAgain'] })];

/** Failed messages go back into the queue. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	if (isDryRun(context)) {
		const wouldQueue = await countFailedToQueue(store, readWhich(context));
		context.addExecutionHints({ message: `Dry run, nothing was changed: ${wouldQueue} would be queued again`, location: 'outputPane' });
		return [{ json: { dryRun: true, wouldQueue }, pairedItem: { item: 0 } }];
	}
	const queued = await queueFailedAgain(store, readWhich(context));
	context.addExecutionHints({ message: `${queued} queued again`, location: 'outputPane' });
	return [{ json: { queued }, pairedItem: { item: 0 } }];
}
