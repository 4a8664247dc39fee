import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { countFailedToQueue, queueFailedAgain } from '../../../engine/delivery/queueFailedAgain';
import { dryRunOptions, isDryRun } from '../../shared/dryRunOption';
import { nodeStore } from '../../shared/nodeStore';
import { readTurns, turnJson, whichProperties } from './which';

export const description: INodeProperties[] = [...whichProperties('queueAgain'), dryRunOptions({ operation: ['queueAgain'] })];

/** Failed messages go back into the queue; an item for each campaign. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const dryRun = isDryRun(context);
	const items: INodeExecutionData[] = [];
	let all = 0;
	for (const turn of readTurns(context, () => null)) {
		const count = await (dryRun ? countFailedToQueue : queueFailedAgain)(store, turn.which);
		all += count;
		items.push({ json: { ...turnJson(turn), ...(dryRun ? { dryRun, wouldQueue: count } : { queued: count }) }, pairedItem: { item: turn.itemIndex } });
	}
	context.addExecutionHints({ message: dryRun ? `Dry run, nothing was changed: ${all} would be queued again` : `${all} queued again`, location: 'outputPane' });
	return items;
}
