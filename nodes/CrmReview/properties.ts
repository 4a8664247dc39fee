import type { INodeProperties } from 'n8n-workflow';

import { GRID_COLUMNS } from '../../engine/review/grid/gridColumns';
import { ENGLISH } from './page/texts/english';
import { SIZES } from './reviewRequest';

export const reviewProperties: INodeProperties[] = [
	{
		displayName: 'The workflow waits here for a person. Mail the page\'s address, <code>{{ $execution.resumeUrl }}</code>, with a node before this one, or show it at the end of a form. Whoever has the address can decide.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		placeholder: 'e.g. Who gets the winter offer?',
		description: 'The heading of the page. Leave empty for "Review the selection", in the visitor\'s language.',
	},
	{
		displayName: 'Instructions',
		name: 'instructions',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Please untick customers with an open complaint.',
		description: 'What the page asks of whoever opens it',
	},
	{
		displayName: 'Limit Wait Time',
		name: 'limitWaitTime',
		type: 'boolean',
		default: true,
		description: 'Whether to go on along Not Confirmed when nobody has decided in time. The wait never lasts longer than the selection itself (Lasts, in CRM Segment).',
	},
	{
		displayName: 'Amount of Time',
		name: 'amount',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1_000 },
		default: 3,
		description: 'How long to wait for a decision',
		displayOptions: { show: { limitWaitTime: [true] } },
	},
	{
		displayName: 'Unit',
		name: 'unit',
		type: 'options',
		options: [
			{ name: 'Minutes', value: 'minutes' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Days', value: 'days' },
		],
		default: 'days',
		displayOptions: { show: { limitWaitTime: [true] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Columns',
				name: 'columns',
				type: 'multiOptions',
				options: GRID_COLUMNS.filter((column) => column !== 'name')
					.map((column) => ({ name: ENGLISH.columns[column].replace(/\b[a-z]/g, (letter) => letter.toUpperCase()), value: column }))
					.sort((one, other) => one.name.localeCompare(other.name)),
				default: [],
				description: 'Which columns to show beside the name. Leave empty to show all that say anything about the records.',
			},
			{
				displayName: 'Only These',
				name: 'onlyThese',
				type: 'boolean',
				default: false,
				description: 'Whether to review the incoming records although the search found more',
			},
			{
				displayName: 'Rows per Page',
				name: 'size',
				type: 'options',
				options: SIZES.map((size) => ({ name: String(size), value: size })),
				default: 50,
				description: 'How many rows a page has at first',
			},
		],
	},
];
