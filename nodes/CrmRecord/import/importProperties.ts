import type { INodeProperties } from 'n8n-workflow';

const show = { resource: ['record'], operation: ['import'] };

/** What stands for a column that no field is to take. */
export const LEAVE_OUT = '';

/** Where the rows come from, how columns are read, and what becomes of rows that are not as expected. */
export const importProperties: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'File', value: 'file', description: 'A CSV or Excel file (.xlsx) of each input item' },
			{ name: 'Input Items', value: 'items', description: 'Each input item is a row, its keys are the columns' },
		],
		default: 'file',
		displayOptions: { show },
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryProperty',
		type: 'string',
		required: true,
		default: 'data',
		hint: 'The name of the input field containing the file to import',
		displayOptions: { show: { ...show, source: ['file'] } },
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Map Column',
		default: {},
		description: 'Only columns whose header does not tell the field; the others are recognised by their headers, in English, Spanish and Italian',
		displayOptions: { show },
		options: [
			{
				displayName: 'Column',
				name: 'column',
				values: [
					{
						displayName: 'Column',
						name: 'header',
						type: 'string',
						default: '',
						placeholder: 'e.g. Vertriebler',
						description: 'The column\'s header as it stands in the file',
					},
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'writableFields', loadOptionsDependsOn: ['kind'] },
						default: LEAVE_OUT,
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Names a Record By',
						name: 'by',
						type: 'options',
						options: [
							{ name: 'External ID', value: 'externalId' },
							{ name: 'External ID, Email or Name', value: 'any' },
							{ name: 'ID', value: 'id', description: 'The ID that this store gave it' },
						],
						default: 'any',
						description: 'For fields that refer to another record, such as the account: what the column holds of it',
					},
				],
			},
		],
	},
	{
		displayName: 'Options',
		name: 'importOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Bad Values',
				name: 'badValue',
				type: 'options',
				options: [
					{ name: 'Leave the Value Out', value: 'leaveOut', description: 'Import the row without it, with a warning' },
					{ name: 'Refuse the Row', value: 'refuse', description: 'It comes out on the second output, with the reason' },
				],
				default: 'refuse',
				description: 'What becomes of a row with a value that its field does not take, such as a date that there is not',
			},
			{
				displayName: 'Create Missing Accounts',
				name: 'createAccounts',
				type: 'boolean',
				default: true,
				description: 'Whether accounts that contacts name and that do not exist are created',
			},
			{
				displayName: 'Date Order',
				name: 'dateOrder',
				type: 'options',
				options: [
					{ name: 'As Each Column Shows', value: 'auto' },
					{ name: 'Day, Month, Year', value: 'dmy' },
					{ name: 'Month, Day, Year', value: 'mdy' },
				],
				default: 'auto',
				description: 'How dates such as 03/04/2026 are meant; needed where no date of a column tells',
			},
			{
				displayName: 'Decimal Mark',
				name: 'decimalMark',
				type: 'options',
				options: [
					{ name: 'As Each Column Shows', value: 'auto' },
					{ name: 'Comma', value: ',', description: '1.234,50' },
					{ name: 'Point', value: '.', description: '1,234.50' },
				],
				default: 'auto',
				description: 'What stands before the decimals of numbers; needed where a number such as 1,234 can be read in two ways and no other of its column tells',
			},
			{
				displayName: 'Delimiter',
				name: 'delimiter',
				type: 'string',
				default: '',
				placeholder: 'e.g. ;',
				description: 'For CSV: the character between cells, \\t for a tab; empty: recognised',
				displayOptions: { show: { '/source': ['file'] } },
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description: 'Whether to tell only what would be imported, of each file by itself, and import nothing',
			},
			{
				displayName: 'Encoding',
				name: 'encoding',
				type: 'string',
				default: '',
				placeholder: 'e.g. windows-1252',
				description: 'For CSV; empty: recognised',
				displayOptions: { show: { '/source': ['file'] } },
			},
			{
				displayName: 'Refused Rows As',
				name: 'refusedAs',
				type: 'options',
				options: [
					{ name: 'Line, Reason and Cells', value: 'details' },
					{ name: 'Rows of the File', value: 'rows', description: 'With two more columns, to be corrected and imported again' },
				],
				default: 'details',
				description: 'What the items on the second output hold',
			},
			{
				displayName: 'Refused Rows at Most',
				name: 'refusedKept',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 50_000,
				description: 'How many refused rows come out on the second output; their count is exact all the same',
			},
			{
				displayName: 'Same Address',
				name: 'sameAddress',
				type: 'options',
				options: [
					{ name: 'Refuse the Row', value: 'refuse', description: 'A record that the row means by its address alone is updated all the same' },
					{ name: 'Update the Record', value: 'update', description: 'Unless external IDs tell that they are two' },
				],
				default: 'update',
				description: 'What becomes of a row whose address an earlier row of the file has, or another record than the one it means',
			},
			{
				displayName: 'Sheet',
				name: 'sheet',
				type: 'string',
				default: '',
				description: 'For Excel: the name of the sheet; empty: the first with content',
				displayOptions: { show: { '/source': ['file'] } },
			},
		],
	},
];
