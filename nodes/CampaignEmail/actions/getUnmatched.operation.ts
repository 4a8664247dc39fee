import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import { UNMATCHED, unmatchedGroups, type UnmatchedGroup } from '../../../engine/events/unmatchedGroups';
import { chosenOf } from '../../shared/chosenOf';
import { limitProperties } from '../../shared/limitProperties';
import { nodeStore } from '../../shared/nodeStore';
import { numberOf } from '../../shared/parameters';

const show = { operation: ['getUnmatched'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Which',
		name: 'why',
		type: 'multiOptions',
		options: [
			{ name: 'Could Not Be Read', value: 'unreadable', description: 'With the reason, and what arrived last' },
			{ name: 'Of an Unknown Kind', value: 'unknown', description: 'By the service\'s own name for it, with what arrived last' },
			{ name: 'Of Other Mails', value: 'foreign', description: 'Of mails that no campaign sent, by the same account. There may be many.' },
			{ name: 'Waiting for Their Message', value: 'held', description: 'Counted once their message is there; after a day they are of another mail' },
		],
		default: ['held', 'unknown', 'unreadable'],
		description: 'What they say about consent counts all the same. They are kept for 30 days.',
		displayOptions: { show },
	},
	...limitProperties(show),
];

/** Events that changed no message: how many of which, when, and why; an item for each group of them. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const whys = chosenOf(context.getNodeParameter('why', 0), 'Which', UNMATCHED);
	const all = context.getNodeParameter('returnAll', 0, false) === true;
	const limit = all ? null : (numberOf(context.getNodeParameter('limit', 0, 50), 'Limit', { least: 1 }) ?? 50);
	const store = await nodeStore(context);
	// What came in a moment ago may have found its message.
	await takeUpEvents(store);
	const { groups, total } = await store.run(unmatchedGroups, { whys, limit });
	const hint = (message: string) => context.addExecutionHints({ message, location: 'outputPane' });
	if (total === 0) hint('There are no such events.');
	if (groups.length < total) hint(`${groups.length} of ${total} groups: raise Limit, or tick Return All.`);
	return groups.map((group) => ({ json: groupJson(group), pairedItem: { item: 0 } }));
}

function groupJson(group: UnmatchedGroup): IDataObject {
	return {
		service: group.service,
		why: group.why,
		event: group.event,
		reason: group.reason ?? meaningOf(group),
		count: group.count,
		firstAt: new Date(group.firstAt).toISOString(),
		lastAt: new Date(group.lastAt).toISOString(),
		example: group.example,
	};
}

function meaningOf({ why, messageIsKnown }: UnmatchedGroup): string {
	switch (why) {
		case 'held':
			return messageIsKnown ? 'Its message has not left, or waits to be sent again; it is counted once it has.' : 'Its message is not known yet; it is counted once it is, and after a day taken for another mail\'s.';
		case 'unknown':
			return 'Nobody here has heard of this kind of event.';
		case 'unreadable':
			return 'It could not be read.';
		case 'foreign':
			return 'It is of a mail that is none of the messages here.';
	}
}
