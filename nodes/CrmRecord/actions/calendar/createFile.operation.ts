import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { calendarFile } from '../../../../engine/records/calendar/calendarFile';
import { readCalendar, type EventsAsked } from '../../../../engine/records/calendar/readCalendar';
import type { Store } from '../../../../engine/store/Store';
import { instantIn } from '../../../shared/dates';
import { locator } from '../../../shared/locators';
import type { NodeOperation, OperationCall } from '../../../shared/NodeOperation';
import { idOf, instantOf, objectOf, textOf, textParameter } from '../../../shared/parameters';

const show = { resource: ['calendar'], operation: ['createFile'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'eventsFrom',
		type: 'options',
		options: [
			{ name: 'All That Match', value: 'filters', description: 'Of a campaign, a salesperson, a period' },
			{ name: 'Of the Incoming Items', value: 'items', description: 'Items of kind event, by their ID, or those that CRM Campaign → Create Calendar Events has just created' },
		],
		default: 'items',
		displayOptions: { show },
	},
	{
		displayName: 'Filters',
		name: 'eventFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description: 'Without any, all events there are',
		displayOptions: { show: { ...show, eventsFrom: ['filters'] } },
		options: [
			locator('assignedUser', 'Assigned User', 'searchUsers'),
			locator('campaign', 'Campaign', 'searchCampaigns'),
			{ displayName: 'Start From', name: 'from', type: 'dateTime', default: '', description: 'Events that start then or later' },
			{ displayName: 'Start Before', name: 'before', type: 'dateTime', default: '' },
		],
	},
	{
		displayName: 'Include Participants',
		name: 'includeParticipants',
		type: 'boolean',
		default: false,
		description: 'Whether the file names who takes part, with name and address: for the calendars of salespeople. Leave it off for a file that goes to participants, who would see each other.',
		displayOptions: { show },
	},
	{
		displayName: 'Put File in Field',
		name: 'calendarField',
		type: 'string',
		requiresDataPath: 'single',
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show },
	},
	{
		displayName: 'File Name',
		name: 'calendarFileName',
		type: 'string',
		default: 'events.ics',
		displayOptions: { show },
	},
];

/** MU-12: events as one iCalendar file, which any calendar program takes in. Where there is none, nothing comes out. */
export const createFile: NodeOperation = {
	once: ofItems,
	run: async (call) => {
		const { context, store, index } = call;
		const withParticipants = context.getNodeParameter('includeParticipants', index, false) === true;
		const events = await readCalendar(store, { events: ofItems(context) ? namedEvents(call) : matchingEvents(call), withParticipants });
		const { text, ...figures } = calendarFile(events, { storeId: store.id, timeZone: context.getTimezone(), withParticipants, now: Date.now() });
		tell(context, figures);
		if (text === null) return { outputs: [[]] };
		const fileName = textParameter(context, 'calendarFileName', index) || 'events.ics';
		const field = textParameter(context, 'calendarField', index) || 'data';
		const file = await context.helpers.prepareBinaryData(Buffer.from(text), fileName, 'text/calendar');
		const pairedItem = ofItems(context) ? context.getInputData().map((_, item) => ({ item })) : { item: index };
		return { outputs: [[{ json: { fileName, ...figures }, binary: { [field]: file }, pairedItem }]] };
	},
};

function ofItems(context: IExecuteFunctions): boolean {
	return context.getNodeParameter('eventsFrom', 0, 'items') === 'items';
}

type Figures = Omit<ReturnType<typeof calendarFile>, 'text'>;

function tell(context: IExecuteFunctions, figures: Figures): void {
	const parts = [
		figures.events === 0 ? 'No events, so no file' : `${figures.events} events in the file`,
		...(figures.participants > 0 ? [`${figures.participants} participants`] : []),
		...(figures.withoutAddress > 0 ? [`${figures.withoutAddress} participants left out: they have no address`] : []),
		...(figures.withoutStart > 0 ? [`${figures.withoutStart} events left out: they have no start`] : []),
	];
	context.addExecutionHints({ message: parts.join(', '), location: 'outputPane' });
}

function matchingEvents({ context, index }: OperationCall): EventsAsked {
	const filters = objectOf(context.getNodeParameter('eventFilters', index, {}));
	return {
		by: 'filters',
		campaignId: idOf(filters['campaign'], 'Campaign'),
		userId: idOf(filters['assignedUser'], 'Assigned User'),
		from: instantOf(context, filters['from'], 'Start From', instantIn),
		before: instantOf(context, filters['before'], 'Start Before', instantIn),
	};
}

/** @throws EngineError for an item that names no event, or one of another store */
function namedEvents({ context, store }: OperationCall): EventsAsked {
	const ids: number[] = [];
	const runIds: number[] = [];
	let cutOff = false;
	context.getInputData().forEach(({ json }, itemIndex) => {
		const storeId = textOf(json['storeId']) ?? textOf(objectOf(json['search'])['storeId']);
		if (storeId !== null && storeId !== store.id) throw otherStore(storeId, store);
		cutOff ||= json['search'] !== undefined;
		const eventId = json['kind'] === 'event' ? idIn(json['id']) : null;
		const runId = json['process'] === 'events' ? idIn(json['runId']) : null;
		if (eventId !== null) ids.push(eventId);
		else if (runId !== null) runIds.push(runId);
		else if (json['process'] !== 'events' || json['dryRun'] !== true) throw noEvent(itemIndex, json);
	});
	if (cutOff) {
		context.addExecutionHints({ message: 'The search before found more events than came in: tick Return All there to get all of them into the file.', type: 'warning', location: 'outputPane' });
	}
	return { by: 'named', ids, runIds };
}

function idIn(value: unknown): number | null {
	const id = Number(value);
	return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** Ids mean something in their own store only. */
function otherStore(storeId: string, store: Store): EngineError {
	return new EngineError(
		'not-allowed',
		`These events are in another store (${storeId}); this node uses the store ${store.location} (${store.id}).`,
		'Choose the same CRM Store credential in both nodes.',
	);
}

function noEvent(itemIndex: number, json: IDataObject): EngineError {
	const kind = textOf(json['kind']);
	return new EngineError(
		'invalid-input',
		kind === null ? `Item ${itemIndex} is no event.` : kind === 'event' ? `Item ${itemIndex} is an event without an ID.` : `Item ${itemIndex} is no event, but a record of kind ${kind}.`,
		'Connect CRM Record (Find, kind Event), or CRM Campaign (Create Calendar Events), or choose All That Match.',
	);
}
