import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { SenderDefaults } from '../../../engine/delivery/MailRenderer';
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

export function readSender(context: IExecuteFunctions): SenderDefaults {
	const options = objectOf(context.getNodeParameter('options', 0, {}));
	return {
		address: textOf(context.getNodeParameter('fromEmail', 0, '')),
		name: textOf(options['fromName']),
		replyTo: textOf(options['replyTo']),
	};
}
