import type { INodeProperties } from 'n8n-workflow';

import { dryRunOptions } from '../../shared/dryRunOption';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { decide } from './decide';
import { onlyByPerson } from '../../shared/onlyByPerson';

export const description: INodeProperties[] = [
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. wrote to us on 3 May that they want the newsletter again',
		description: 'Who allowed it, when and how: kept in the ledger as proof',
		displayOptions: { show: { operation: ['lift'] } },
	},
	dryRunOptions({ operation: ['lift'] }),
];

/** Lifts every earlier no of the scope, whoever said it; tells what still stands. Only for people. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	onlyByPerson(call.context, 'An AI agent may not lift a no.', 'Have a person lift it, with the reason.');
	const { json, result, dryRun } = await decide(call, 'lift');
	if (result.standing) {
		const noes = result.stands.map((no) => `of the ${no.of}, ${no.scope}, ${no.source}`);
		call.context.addExecutionHints({
			message: `Item ${call.index} ${dryRun ? 'might' : 'may'} still not be emailed: ${noes.length} ${noes.length === 1 ? 'no stands' : 'noes stand'} (${noes.join('; ')}). Lift it for Record and Its Address.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	return outcome([json], dryRun ? 'would be lifted' : 'lifted');
}
