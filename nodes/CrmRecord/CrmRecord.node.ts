import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { calledByAi } from '../shared/aiTool';
import { listSearch } from '../shared/locators';
import { loadUsers } from '../shared/loadUsers';
import { asNodeError } from '../shared/nodeErrors';
import { runPerItem } from '../shared/runPerItem';
import { crmStoreTest } from '../shared/storeTest';
import { calendarProperties } from './actions/calendar/properties';
import { customFieldProperties } from './actions/customField/properties';
import { operationOf } from './actions/operations';
import { relations } from './actions/record/getRelated.operation';
import { recordProperties } from './actions/record/properties';
import { savedFilterProperties } from './actions/savedFilter/properties';
import { templateProperties } from './actions/template/properties';
import { userProperties } from './actions/user/properties';
import { withinAiLimits } from './aiLimits';
import { customFieldsOfKind, readableFields, sortableFields, writableFields } from './fields/loadFields';
import { fieldsOfKind } from './fields/mapperFields';
import { searchMessages, searchRecords } from './fields/recordLocator';

/** Reads and writes records of every kind, imports them, and keeps templates, saved filters and custom fields. */
export class CrmRecord implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Record',
		name: 'crmRecord',
		icon: { light: 'file:crmRecord.svg', dark: 'file:crmRecord.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { calendar: "calendar", customField: "custom field", record: $parameter["kind"] ?? "message", savedFilter: "saved filter", template: "template", user: "user" }[$parameter["resource"]] + ": " + { check: "check", create: "create", createFile: "create file", delete: "delete", find: "find", get: "get", getRelated: "get related", getTasksPages: "get tasks pages", import: "import", list: "list", preview: "preview", recordEvent: "record event", update: "update", upsert: "create or update" }[$parameter["operation"]] }}',
		description: 'Read, write and import leads, contacts, accounts, campaigns, tasks, templates and all other records',
		defaults: { name: 'CRM Record' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs:
			'={{ $parameter["resource"] === "record" && $parameter["operation"] === "import" ? [{ type: "main", displayName: "Imported" }, { type: "main", displayName: "Refused" }] : [{ type: "main" }] }}',
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Calendar', value: 'calendar' },
					{ name: 'Custom Field', value: 'customField' },
					{ name: 'Record', value: 'record' },
					{ name: 'Saved Filter', value: 'savedFilter' },
					{ name: 'Template', value: 'template' },
					{ name: 'User', value: 'user' },
				],
				default: 'record',
			},
			...recordProperties,
			...calendarProperties,
			...customFieldProperties,
			...savedFilterProperties,
			...templateProperties,
			...userProperties,
		],
	};

	methods = {
		credentialTest: { crmStoreTest },
		listSearch: { ...listSearch, searchMessages, searchRecords },
		loadOptions: { customFieldsOfKind, readableFields, relations, sortableFields, users: loadUsers, writableFields },
		resourceMapping: { fieldsOfKind },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = String(this.getNodeParameter('resource', 0));
		const operation = String(this.getNodeParameter('operation', 0));
		try {
			const chosen = operationOf(resource, operation);
			return await runPerItem(this, calledByAi(this) ? withinAiLimits(resource, operation, chosen) : chosen);
		} catch (error) {
			throw asNodeError(this.getNode(), error);
		}
	}
}
