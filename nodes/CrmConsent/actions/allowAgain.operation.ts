import type { INodeProperties } from 'n8n-workflow';

import { allowAgain } from '../../../engine/consent/allowAgain';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { textParameter } from '../../shared/parameters';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { readEmail } from './subject';

export const description: INodeProperties[] = [
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. signed up again at the fair on 3 May',
		description: 'Who asked for it, when and how: kept in the ledger as proof',
		displayOptions: { show: { operation: ['allowAgain'] } },
	},
];

/** Undoes a forgetting, so that the person can be written down again. Only for people. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	onlyByPerson(context, 'An AI agent may not allow a forgotten person again.', 'Have a person do it, with the reason.');
	const reason = textParameter(context, 'reason', index);
	const { address } = await store.run(allowAgain, { address: readEmail(context, index), reason });
	return outcome([{ address, allowedAgain: true, reason }], 'allowed again');
}
