import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { LINK_PURPOSES, rehearseLinkKeys, rotateLinkKeys, type LinkKeys, type LinkPurpose } from '../../../engine/records/linkKeys';
import { chosenOf } from '../../shared/chosenOf';
import { dryRunOptions, isDryRun } from '../../shared/dryRunOption';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { shownInstant } from './subject';

const show = { operation: ['rotateLinkKeys'] };

export const description: INodeProperties[] = [
	{
		displayName: 'New links are signed with a new key at once. Links in mails that were sent go on working: unsubscribe links for a year from their mail, tracked links and message references without end. Only the links to tasks pages end. So whoever knows an old key can still make links that are taken for ours; no old key can be dropped.',
		name: 'linkKeysNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	{
		displayName: 'Keys Of',
		name: 'linkKeys',
		type: 'multiOptions',
		options: [
			{ name: 'Message References', value: 'message-ref', description: 'By which events, and mails that come back, find their message. Old ones stay valid.' },
			{ name: 'Tasks Pages', value: 'tasks-page', description: 'Salespeople\'s personal links. All that were given out end at once.' },
			{ name: 'Tracked Links', value: 'tracking', description: 'Opens and clicks of mails of your own server. Old ones stay valid.' },
			{ name: 'Unsubscribe Links', value: 'unsubscribe', description: 'In mails and their headers. Old ones stay valid for a year from their mail.' },
		],
		default: ['unsubscribe', 'tracking', 'message-ref'],
		displayOptions: { show },
	},
	dryRunOptions(show),
];

/** What becomes of links that were signed before, by how their readers treat keys that are out of use. */
const OLDER: Readonly<Record<LinkPurpose, { readonly work: boolean; readonly words: string }>> = {
	'unsubscribe': { work: true, words: 'Links in mails that were sent work for a year from their mail.' },
	'tracking': { work: true, words: 'Links in mails that were sent lead on and are counted, without end.' },
	'message-ref': { work: true, words: 'Events and mails that come back find the messages that were sent, without end.' },
	'tasks-page': { work: false, words: 'All links that were given out end; CRM Record → User → Get Tasks Pages gives new ones.' },
};

/** Keys are the store's, whatever comes in. */
export function once(): boolean {
	return true;
}

/** Puts new keys into use for what signs links; an item for each. Only for people: links to tasks pages would end. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	onlyByPerson(context, 'An AI agent may not rotate the keys of links.', 'Have a person do it.');
	const purposes = chosenOf(context.getNodeParameter('linkKeys', index), 'Keys Of', LINK_PURPOSES);
	const dryRun = isDryRun(context, index);
	const keys = await store.run(dryRun ? rehearseLinkKeys : rotateLinkKeys, purposes);
	context.addExecutionHints({ message: `${dryRun ? 'Dry run, nothing was changed: ' : ''}${keys.length} ${keys.length === 1 ? 'key' : 'keys'} ${dryRun ? 'would be rotated' : 'rotated'}`, location: 'outputPane' });
	return outcome(keys.map((one) => ({ ...keysJson(one), ...(dryRun ? { dryRun } : {}) })));
}

function keysJson({ purpose, usedSince, retired }: LinkKeys): IDataObject {
	const { work, words } = OLDER[purpose];
	return { keysOf: purpose, keyOfBeforeSince: usedSince === null ? null : shownInstant(usedSince), olderKeys: retired, olderLinksWork: work, olderLinks: words };
}
