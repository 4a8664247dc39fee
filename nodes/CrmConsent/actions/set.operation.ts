import type { INodeProperties } from 'n8n-workflow';

import { dryRunOptions } from '../../shared/dryRunOption';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { decide } from './decide';

export const description: INodeProperties[] = [
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. asked for by telephone',
		description: 'Kept in the ledger',
		displayOptions: { show: { operation: ['set'] } },
	},
	dryRunOptions({ operation: ['set'] }),
];

/** Writes down that somebody said no: one line of the ledger per item. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { json, dryRun } = await decide(call, 'no');
	return outcome([json], dryRun ? 'would not be emailed any more' : 'may not be emailed any more');
}
