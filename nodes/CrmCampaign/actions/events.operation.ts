import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import type { Attendance, EventLength } from '../../../engine/campaigns/ProcessRun';
import { instantIn } from '../../shared/dates';
import { readGeneralParameters } from '../../shared/generalParameters';
import { instantOf, numberOf, textOf, textParameter } from '../../shared/parameters';
import { assignmentProperties, readAssignment } from './assignment';
import { onceProperty } from './once';
import { processSelections } from './process';

const show = { operation: ['events'] };
const showEach = { ...show, attendance: ['each'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'attendance',
		type: 'options',
		options: [
			{ name: 'One per Record', value: 'each', description: 'Named by the record and the reference' },
			{ name: 'One With All as Participants', value: 'together', description: 'Named by the reference, else by the campaign; of the general parameters\' assigned user' },
		],
		default: 'each',
		displayOptions: { show },
	},
	{
		displayName: 'Start',
		name: 'eventStart',
		type: 'dateTime',
		default: '',
		description: 'Empty: the date and time of the general parameters',
		displayOptions: { show },
	},
	{
		displayName: 'All Day',
		name: 'allDay',
		type: 'boolean',
		default: false,
		description: 'Whether the events take whole days, from the start\'s day on',
		displayOptions: { show },
	},
	{
		displayName: 'Days',
		name: 'eventDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 366 },
		default: 1,
		displayOptions: { show: { ...show, allDay: [true] } },
	},
	{
		displayName: 'Duration (Minutes)',
		name: 'eventMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		displayOptions: { show: { ...show, allDay: [false] } },
	},
	{
		displayName: 'Location',
		name: 'eventLocation',
		type: 'string',
		default: '',
		placeholder: 'e.g. Hall 3',
		displayOptions: { show },
	},
	...assignmentProperties('events').map((property) => ({
		...property,
		displayOptions: { show: { ...property.displayOptions?.show, attendance: ['each'] } },
	})),
	{ ...onceProperty, displayOptions: { show: showEach } },
];

/** MU-12: an event of the calendar for each record, or one with all as participants. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await processSelections(
		context,
		(index) => ({
			operation: 'events',
			length: readLength(context, index),
			location: textOf(context.getNodeParameter('eventLocation', index, '')),
			attendance: readAttendance(context, index),
		}),
		// The start is the date of what is created: a retry whose "now" is another finds what it began.
		(index) => {
			const parameters = readGeneralParameters(context, index);
			return { ...parameters, dateAt: instantOf(context, context.getNodeParameter('eventStart', index, ''), 'Start', instantIn) ?? parameters.dateAt };
		},
	);
}

function readLength(context: IExecuteFunctions, index: number): EventLength {
	if (context.getNodeParameter('allDay', index, false) === true) {
		return { kind: 'days', days: numberOf(context.getNodeParameter('eventDays', index, 1), 'Days', { least: 1 }) ?? 1, timeZone: context.getTimezone() };
	}
	return { kind: 'minutes', minutes: numberOf(context.getNodeParameter('eventMinutes', index, 60), 'Duration (Minutes)', { least: 1 }) ?? 60 };
}

function readAttendance(context: IExecuteFunctions, index: number): Attendance {
	const attendance = textParameter(context, 'attendance', index);
	switch (attendance) {
		case 'each':
			return { kind: 'each', assignment: readAssignment(context, index), once: textOf(context.getNodeParameter('once', index, '')) };
		case 'together':
			return { kind: 'together' };
		default:
			throw new EngineError('invalid-input', `There are no events "${attendance}".`, 'Use each or together.');
	}
}
