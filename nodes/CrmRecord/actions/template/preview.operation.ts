import type { INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { loadMergeContexts, type MergeContext, type MergeTarget } from '../../../../engine/messages/mergeContext';
import { MERGE_GROUPS, type MergeFields } from '../../../../engine/messages/mergeFields';
import { isRecipientKind, kindCode, RECIPIENT_KINDS, type RecipientKind } from '../../../../engine/records/kinds';
import type { RecordJson } from '../../../../engine/records/RecordJson';
import { getRecord } from '../../../../engine/records/selectRecords';
import { checkCampaigns } from '../../../shared/checkCampaigns';
import { locator } from '../../../shared/locators';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { idOf, objectOf } from '../../../shared/parameters';
import { kindOptions, kindProperty, readKind } from '../../fields/kindProperty';
import { readRecordId, recordLocator } from '../../fields/recordLocator';
import { fieldNames, templateOf } from './templateOf';

const show = { resource: ['template'], operation: ['preview'] };

export const description: INodeProperties[] = [
	kindProperty({
		displayName: 'Recipient Kind',
		options: kindOptions(RECIPIENT_KINDS),
		description: 'The kind of record the mail is addressed to',
		displayOptions: { show },
	}),
	recordLocator({ displayName: 'Recipient', description: 'The record whose values fill the template', displayOptions: { show } }),
	{
		displayName: 'Options',
		name: 'previewOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			locator('campaign', 'Campaign', 'searchCampaigns', { description: 'Fills the fields of the campaign; empty: they stay empty' }),
			locator('sender', 'Sender', 'searchUsers', { description: 'Fills the fields of the sender; empty: the user whom the recipient is assigned to' }),
		],
	},
];

/** The mail as this recipient would get it: nothing is sent, nothing stored (VM-03). */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const { id, name, compiled } = await templateOf(call);
	const kind = recipientKind(readKind(context, index));
	const recipient = await store.run(getRecord, { kind, id: readRecordId(context, index) });
	const options = objectOf(context.getNodeParameter('previewOptions', index, {}));
	const campaignId = idOf(options['campaign'], 'Campaign');
	await checkCampaigns(store, [campaignId]);
	const senderId = idOf(options['sender'], 'Sender');
	if (senderId !== null) await store.run(getRecord, { kind: 'user', id: senderId });
	const target: MergeTarget = {
		recipientKind: kindCode(kind),
		recipientId: recipient.id,
		accountId: kind === 'account' ? recipient.id : idIn(recipient, 'account_id'),
		campaignId: campaignId ?? 0,
		senderId: senderId ?? idIn(recipient, 'assigned_user_id'),
	};
	const [values] = await store.run(loadMergeContexts, { targets: [target], fields: compiled.fieldsUsed });
	if (!values) throw new EngineError('not-found', `${recipient.name ?? 'The recipient'} is gone.`, 'Choose another recipient.');
	const mail = compiled.render(values);
	return outcome([
		{
			templateId: id,
			template: name,
			recipient: { kind, id: recipient.id, name: recipient.name, email: recipient['email'] ?? null },
			subject: mail.subject,
			html: mail.html,
			text: mail.text,
			fieldsUsed: fieldNames(compiled.fieldsUsed),
			emptyFields: emptyFields(compiled.fieldsUsed, values),
			hasUnsubscribeLink: compiled.hasUnsubscribeLink,
		},
	]);
}

function recipientKind(kind: string): RecipientKind {
	if (isRecipientKind(kind)) return kind;
	throw new EngineError('invalid-input', `Nobody sends mail to a ${kind}.`, `Choose one of: ${RECIPIENT_KINDS.join(', ')}.`);
}

function idIn(record: RecordJson, field: string): number | null {
	const value = record[field];
	return typeof value === 'number' ? value : null;
}

/** Fields that the template uses and that this recipient has no value for. */
function emptyFields(used: MergeFields, values: MergeContext): string[] {
	return MERGE_GROUPS.flatMap((group) => used[group].filter((field) => isEmpty(values[group], field)).map((field) => `${group}.${field}`));
}

function isEmpty(values: Readonly<Record<string, unknown>>, field: string): boolean {
	const value = field.split('.').reduce<unknown>((holder, key) => objectOf(holder)[key], values);
	return value === null || value === undefined || value === '';
}
