import type { IDataObject, ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { catalogueOf } from '../../../../engine/records/catalogue/loadCatalogue';
import { MESSAGE_EVENTS } from '../../../../engine/events/MessageEvent';
import { countRelated, getRelated, RELATIONS, relationsOf, type RelatedQuery, type Relation } from '../../../../engine/records/related';
import type { RelatedPage } from '../../../../engine/records/relatedPage';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { nodeStore } from '../../../shared/nodeStore';
import { objectOf, textOf } from '../../../shared/parameters';
import { chosenKind, readKind } from '../../fields/kindProperty';
import { readRecordId } from '../../fields/recordLocator';
import { limitProperties } from '../../../shared/limitProperties';
import { cutOffHint, readLimit } from '../limit';

/** Rows read in one transaction. */
const PAGE = 1_000;
const ANY = 'any';

const show = { resource: ['record'], operation: ['getRelated'] };

const LABELS: Readonly<Record<Relation, string>> = {
	accounts: 'Accounts',
	activities: 'Activities',
	campaigns: 'Campaigns',
	contacts: 'Contacts',
	events: 'Events of the Calendar',
	leads: 'Leads',
	members: 'Members',
	messageEvents: 'Events of Messages (Opens, Clicks …)',
	messages: 'Messages',
	opportunities: 'Opportunities',
	participants: 'Participants',
	tasks: 'Tasks',
	templates: 'Templates',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Related Name or ID',
		name: 'relation',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'relations', loadOptionsDependsOn: ['kind'] },
		required: true,
		default: 'messages',
		description:
			'What hangs on the record. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show },
	},
	...limitProperties(show),
	{
		displayName: 'Filters',
		name: 'relatedFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { ...show, relation: ['messageEvents'] } },
		options: [
			{
				displayName: 'Event',
				name: 'event',
				type: 'options',
				options: [{ name: 'Any', value: ANY }, ...MESSAGE_EVENTS.map((event) => ({ name: capital(event), value: event }))].sort((a, b) => a.name.localeCompare(b.name)),
				default: ANY,
			},
			{ displayName: 'Link', name: 'link', type: 'string', default: '', placeholder: 'e.g. https://example.com/offer', description: 'Only clicks on this link' },
		],
	},
];

/** What the chosen kind of record can be asked for, for the drop-down. */
export async function relations(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const catalogue = await catalogueOf(await nodeStore(this));
	return relationsOf(chosenKind(this), catalogue)
		.map((relation) => ({ name: LABELS[relation], value: relation }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Records that refer to this one, a campaign's members, what became of messages; oldest first. Where the limit cut
 * them off, each row tells of how many it is: CRM Campaign refuses a part that is taken for the whole.
 */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, index } = call;
	const filters = objectOf(context.getNodeParameter('relatedFilters', index, {}));
	const event = textOf(filters['event']);
	const limit = readLimit(context, index);
	const query = {
		kind: readKind(context, index),
		id: readRecordId(context, index),
		relation: readRelation(context.getNodeParameter('relation', index)),
		eventKind: event === ANY ? null : event,
		link: textOf(filters['link']),
	};
	const { rows, next } = await readUpTo(call, limit, query);
	const items = rows.map((row): IDataObject => ({ ...row }));
	if (next === null) return outcome(items);
	const search = { storeId: call.store.id, found: await call.store.run(countRelated, query), returned: items.length };
	context.addExecutionHints(cutOffHint(search));
	return outcome(items.map((item) => ({ ...item, search })));
}

/** Page by page, up to the limit; null: all. */
async function readUpTo(call: OperationCall, limit: number | null, query: RelatedQuery): Promise<RelatedPage> {
	const rows: RelatedPage['rows'][number][] = [];
	let after: string | null = null;
	for (;;) {
		const wanted = limit === null ? PAGE : Math.min(PAGE, limit - rows.length);
		const page: RelatedPage = await call.store.run(getRelated, { ...query, limit: wanted, after });
		for (const row of page.rows) rows.push(row);
		if (page.next === null || rows.length === limit) return { rows, next: page.next };
		after = page.next;
	}
}

function readRelation(value: unknown): Relation {
	const relation = RELATIONS.find((one) => one === value);
	if (relation) return relation;
	throw new EngineError('invalid-input', `No record has anything related called "${textOf(value) ?? ''}".`, `Use one of: ${[...RELATIONS].sort().join(', ')}.`);
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
