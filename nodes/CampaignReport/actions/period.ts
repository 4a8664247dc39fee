import type { INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { dayBounds, resolveDay, type Clock } from '../../../engine/segments/relativeDates';
import { dayOf } from '../../shared/dates';
import type { OperationCall } from '../../shared/NodeOperation';
import { numberOf, textParameter } from '../../shared/parameters';

const PERIODS = ['allTime', 'betweenDates', 'lastDays', 'lastMonth', 'lastWeek'] as const;

type PeriodChoice = (typeof PERIODS)[number];

const DEFAULT_DAYS = 7;
const MOST_DAYS = 36_500;

/** UTC ms, the first included, the second not; null: no bound. */
export interface Period {
	readonly from: number | null;
	readonly until: number | null;
}

export const periodProperties: INodeProperties[] = [
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [
			{ name: 'All Time', value: 'allTime', description: 'All messages so far' },
			{ name: 'Between Dates', value: 'betweenDates', description: 'Messages sent from one day to another' },
			{ name: 'Last Days', value: 'lastDays', description: 'Messages sent today and in the days before' },
			{ name: 'Last Month', value: 'lastMonth', description: 'Messages sent in the calendar month before this one' },
			{ name: 'Last Week', value: 'lastWeek', description: 'Messages sent in the week before this one, Monday to Sunday' },
		],
		default: 'allTime',
		description: 'When messages were sent. What became of them counts whenever it happened. Days are those of the workflow\'s time zone.',
	},
	{
		displayName: 'Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_DAYS, numberPrecision: 0 },
		default: DEFAULT_DAYS,
		description: 'How many days, today among them',
		displayOptions: { show: { period: ['lastDays'] } },
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		default: '',
		description: 'The first day; empty: from the beginning. The time is not used.',
		displayOptions: { show: { period: ['betweenDates'] } },
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		default: '',
		description: 'The last day; empty: until now. The time is not used.',
		displayOptions: { show: { period: ['betweenDates'] } },
	},
];

/** The period that the node's parameters name. @throws EngineError for what is no period */
export function readPeriod({ context, index }: OperationCall): Period {
	const chosen = textParameter(context, 'period', index) || 'allTime';
	const choice = PERIODS.find((one) => one === chosen);
	if (choice === undefined) throw new EngineError('invalid-input', `There is no period "${chosen}".`, `Use one of: ${PERIODS.join(', ')}.`);
	const day = (name: string, label: string): string | null => (choice === 'betweenDates' ? dayOf(context, context.getNodeParameter(name, index, ''), label) : null);
	const days = choice === 'lastDays' ? (numberOf(context.getNodeParameter('days', index, DEFAULT_DAYS), 'Days', { least: 1, most: MOST_DAYS }) ?? DEFAULT_DAYS) : 0;
	return periodOf(choice, { first: day('from', 'From'), last: day('to', 'To'), days: Math.floor(days) }, { now: Date.now(), timeZone: context.getTimezone() });
}

interface PeriodDetails {
	/** YYYY-MM-DD; null: no bound. */
	readonly first: string | null;
	readonly last: string | null;
	readonly days: number;
}

/** @throws EngineError where the last day lies before the first */
export function periodOf(choice: PeriodChoice, { first, last, days }: PeriodDetails, clock: Clock): Period {
	const start = (day: string): number => dayBounds(resolveDay(day, clock), clock.timeZone).from;
	switch (choice) {
		case 'allTime':
			return { from: null, until: null };
		case 'betweenDates':
			if (first !== null && last !== null && last < first) throw new EngineError('invalid-input', `The period ends on ${last}, before it begins on ${first}.`, 'Choose a last day that is not before the first.');
			return { from: first === null ? null : start(first), until: last === null ? null : dayBounds(last, clock.timeZone).until };
		case 'lastDays':
			return { from: start(`today - ${days - 1}d`), until: start('today + 1d') };
		case 'lastMonth':
			return { from: start('start of month - 1m'), until: start('start of month') };
		case 'lastWeek':
			return { from: start('start of week - 7d'), until: start('start of week') };
	}
}
