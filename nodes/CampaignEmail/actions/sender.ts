import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import type { SenderDefaults } from '../../../engine/delivery/MailRenderer';
import { normaliseAddress } from '../../../engine/records/emailAddress';
import { objectOf, textOf } from '../../shared/parameters';

/** Whom mails come from where the template doesn't say. */
export function senderProperties(operations: string[]): INodeProperties[] {
	return [
		{
			displayName: 'From Email',
			name: 'fromEmail',
			type: 'string',
			default: '',
			placeholder: 'e.g. news@example.com',
			description: 'Whom mails come from where their template names nobody',
			displayOptions: { show: { operation: operations } },
		},
	];
}

/** @throws EngineError where From Email or Reply To is no address: mails would wait for ever, or answers go astray */
export function readSender(context: IExecuteFunctions, itemIndex: number = 0): SenderDefaults {
	const options = objectOf(context.getNodeParameter('options', itemIndex, {}));
	return {
		address: checkedAddress('From Email', textOf(context.getNodeParameter('fromEmail', itemIndex, ''))),
		name: textOf(options['fromName']),
		replyTo: checkedAddress('Reply To', textOf(options['replyTo'])),
	};
}

function checkedAddress(label: string, address: string | null): string | null {
	if (address === null || normaliseAddress(address) !== null) return address;
	throw new EngineError('invalid-input', `${label}: "${address.slice(0, 100)}" is no email address.`, 'Give an address such as news@example.com.');
}
