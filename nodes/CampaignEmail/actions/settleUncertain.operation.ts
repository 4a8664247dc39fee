import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { countUncertain, settleUncertain, type UncertainDecision } from '../../../engine/delivery/settleUncertain';
import { dryRunOptions, isDryRun } from '../../shared/dryRunOption';
import { nodeStore } from '../../shared/nodeStore';
import { textParameter } from '../../shared/parameters';
import { readTurns, turnJson, whichProperties } from './which';

export const description: INodeProperties[] = [
	...whichProperties('settleUncertain'),
	{
		displayName: 'Decision',
		name: 'decision',
		type: 'options',
		options: [
			{ name: 'They Arrived', value: 'sent', description: 'Counted as sent' },
			{ name: 'They Did Not, Send Again', value: 'queue', description: 'Back into the queue: somebody may get it twice' },
			{ name: 'Leave Them', value: 'failed', description: 'Counted as failed' },
		],
		default: 'sent',
		displayOptions: { show: { operation: ['settleUncertain'] } },
	},
	dryRunOptions({ operation: ['settleUncertain'] }),
];

/** A person decides what became of messages whose answer was lost; an item for each campaign and decision. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const dryRun = isDryRun(context);
	const items: INodeExecutionData[] = [];
	let all = 0;
	for (const turn of readTurns(context, (itemIndex) => decisionOf(textParameter(context, 'decision', itemIndex)))) {
		const { which, how: decision, itemIndex } = turn;
		const count = dryRun ? await countUncertain(store, which) : await settleUncertain(store, { ...which, decision });
		all += count;
		items.push({ json: { ...turnJson(turn), ...(dryRun ? { dryRun, wouldSettle: count } : { settled: count }), decision }, pairedItem: { item: itemIndex } });
	}
	context.addExecutionHints({ message: dryRun ? `Dry run, nothing was changed: ${all} would be settled` : `${all} settled`, location: 'outputPane' });
	return items;
}

function decisionOf(text: string): UncertainDecision {
	if (text === 'sent' || text === 'queue' || text === 'failed') return text;
	throw new EngineError('invalid-input', `Nothing can be settled as "${text}".`, 'Use sent, queue or failed.');
}
