import type { INodeProperties } from 'n8n-workflow';

import { dryRunOption, dryRunOptions } from '../../../shared/dryRunOption';
import { kindProperty } from '../../fields/kindProperty';
import { mapperProperty } from '../../fields/mapperFields';
import { unknownKeysOption } from '../../fields/readFields';
import { recordLocator } from '../../fields/recordLocator';
import { importProperties } from '../../import/importProperties';
import * as deleteOperation from './delete.operation';
import * as find from './find.operation';
import * as getRelated from './getRelated.operation';
import * as recordEvent from './recordEvent.operation';

const resource = ['record'];

/** What is asked of a user for each operation over records. */
export const recordProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource } },
		options: [
			{ name: 'Create', value: 'create', description: 'Create a record, whatever there is already', action: 'Create a record' },
			{
				name: 'Create or Update',
				value: 'upsert',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
				action: 'Create or update a record',
			},
			{ name: 'Delete', value: 'delete', description: 'Delete a record permanently', action: 'Delete a record' },
			{ name: 'Find', value: 'find', description: 'Find records by conditions on their fields', action: 'Find records' },
			{ name: 'Get', value: 'get', description: 'Get one record with all its fields', action: 'Get a record' },
			{
				name: 'Get Related',
				value: 'getRelated',
				description: 'Members of a campaign, messages and tasks of a record, contacts of an account and the like',
				action: 'Get related records',
			},
			{
				name: 'Import',
				value: 'import',
				description: 'Create or update many records from a CSV or Excel file, or from all input items',
				action: 'Import records',
			},
			{
				name: 'Record Event',
				value: 'recordEvent',
				description: 'Record that a message was delivered, opened, clicked, bounced and the like',
				action: 'Record an event of a message',
			},
			{ name: 'Update', value: 'update', description: 'Change fields of a record, and no others', action: 'Update a record' },
		],
		default: 'upsert',
	},
	kindProperty({ displayOptions: { show: { resource, operation: ['create', 'delete', 'find', 'get', 'getRelated', 'import', 'update', 'upsert'] } } }),
	recordLocator({ displayOptions: { show: { resource, operation: ['delete', 'get', 'getRelated', 'update'] } } }),
	{
		displayName:
			'The record with this external ID is updated; else, for accounts, campaigns and templates, the one of this name; for others, the first with this email. Where there is none, it is created.',
		name: 'upsertNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource, operation: ['upsert'] } },
	},
	mapperProperty({ displayOptions: { show: { resource, operation: ['create', 'update', 'upsert'] } } }),
	...deleteOperation.description,
	...find.description,
	...getRelated.description,
	...importProperties,
	...recordEvent.description,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { resource, operation: ['create', 'update', 'upsert'] } },
		options: [dryRunOption, unknownKeysOption],
	},
	dryRunOptions({ resource, operation: ['delete'] }),
];
