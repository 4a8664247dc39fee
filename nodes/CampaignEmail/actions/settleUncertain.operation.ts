import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { countUncertain, settleUncertain, type UncertainDecision } from '../../../engine/delivery/settleUncertain';
import { dryRunOptions, isDryRun } from '../../shared/dryRunOption';
import { nodeStore } from '../../shared/nodeStore';
import { textParameter } from '../../shared/parameters';
import { readWhich, whichProperties } from './which';

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

/** A person decides what became of messages whose answer was lost. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const decision = decisionOf(textParameter(context, 'decision'));
	if (isDryRun(context)) {
		const wouldSettle = await countUncertain(store, readWhich(context));
		context.addExecutionHints({ message: `Dry run, nothing was changed: ${wouldSettle} would be settled`, location: 'outputPane' });
		return [{ json: { dryRun: true, wouldSettle, decision }, pairedItem: { item: 0 } }];
	}
	const settled = await settleUncertain(store, { ...readWhich(context), decision });
	context.addExecutionHints({ message: `${settled} settled`, location: 'outputPane' });
	return [{ json: { settled, decision }, pairedItem: { item: 0 } }];
}

function decisionOf(text: string): UncertainDecision {
	if (text === 'sent' || text === 'queue' || text === 'failed') return text;
	throw new EngineError('invalid-input', `Nothing can be settled as "${text}".`, 'Use sent, queue or failed.');
}
