import type { INodeProperties } from 'n8n-workflow';

import { mergeFields } from '../../../../engine/messages/mergeFields';
import { compileTemplate } from '../../../../engine/messages/templates/compileTemplate';
import { checkSenders } from '../../../../engine/messages/templateVersion';
import { upsertRecord } from '../../../../engine/records/upsertRecord';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { objectOf, textOf } from '../../../shared/parameters';

const show = { resource: ['template'], operation: ['upsert'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'templateName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Spring offer',
		description: 'A template of this name is updated, if there is one',
		displayOptions: { show },
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		required: true,
		default: '',
		noDataExpression: true,
		placeholder: 'e.g. News for {{ recipient.first_name }}',
		description: 'Merge fields of recipient, account, campaign and sender may be used, as in the HTML',
		displayOptions: { show },
	},
	{
		displayName: 'HTML',
		name: 'html',
		type: 'string',
		typeOptions: { rows: 10 },
		noDataExpression: true,
		required: true,
		default: '<p>Dear {{ recipient.first_name }},</p>\n<p></p>\n<p>{{ sender.name }}</p>',
		description: 'The mail, in Liquid: {{ recipient.first_name }}, {{ account.name }}, {{ campaign.name }}, {{ sender.name }}, {% if recipient.city %} … {% endif %}',
		displayOptions: { show },
	},
	{
		displayName: 'Template Fields',
		name: 'templateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show },
		options: [
			{ displayName: 'External ID', name: 'external_id', type: 'string', default: '', description: 'The ID it has in another system: the template with it is updated' },
			{ displayName: 'From Email', name: 'from_email', type: 'string', default: '', placeholder: 'e.g. news@example.com' },
			{ displayName: 'From Name', name: 'from_name', type: 'string', default: '' },
			{ displayName: 'Language', name: 'language', type: 'string', default: '' },
			{ displayName: 'Plain Text', name: 'text', type: 'string', typeOptions: { rows: 5 }, default: '', description: 'Empty: made from the HTML' },
			{ displayName: 'Reply To', name: 'reply_to', type: 'string', default: '' },
			{
				displayName: 'Transactional',
				name: 'transactional',
				type: 'boolean',
				default: false,
				description: 'Whether it is no marketing, such as an invoice: its mails need no way to unsubscribe',
			},
		],
	},
];

/** Keeps a template under a name, once it is known to parse and to name only fields there are (VM-03). */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const subject = words(context.getNodeParameter('subject', index));
	const html = words(context.getNodeParameter('html', index));
	const fields = objectOf(context.getNodeParameter('templateFields', index, {}));
	compileTemplate({ subject, html, text: textOf(fields['text']) }, mergeFields(await call.catalogue()));
	const name = context.getNodeParameter('templateName', index);
	checkSenders(textOf(name) ?? '', { from_email: textOf(fields['from_email']), reply_to: textOf(fields['reply_to']) });
	const values = { ...fields, name, subject, html };
	const result = await store.run(upsertRecord, { kind: 'template', values, source: 'user', timeZone: context.getTimezone() });
	return outcome([{ ...result.record }], result.outcome);
}

/** As they stand: blanks at the ends are the author's. */
function words(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
