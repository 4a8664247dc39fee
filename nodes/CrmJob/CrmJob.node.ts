import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { listSearch } from '../shared/locators';
import type { NodeOperation } from '../shared/NodeOperation';
import { runOnce, type Operation } from '../shared/runOnce';
import { runPerItem } from '../shared/runPerItem';
import { crmStoreTest } from '../shared/storeTest';
import * as cancel from './actions/cancel.operation';
import * as deleteOperation from './actions/delete.operation';
import * as getMany from './actions/getMany.operation';
import * as getResults from './actions/getResults.operation';
import { jobProperty, searchJobs } from './actions/jobLocator';
import { QUEUEING, selectionProperty } from './actions/queue';
import * as queueAssignment from './actions/queueAssignment.operation';
import * as queueCopy from './actions/queueCopy.operation';
import * as runDue from './actions/runDue.operation';
import * as runNow from './actions/runNow.operation';
import { copySources, copyTargetKinds, copyTargets } from './fields/loadFields';

const ON_SELECTIONS: Readonly<Record<string, Operation>> = { queueAssignment: queueAssignment.execute, queueCopy: queueCopy.execute };
const ON_JOBS: Readonly<Record<string, NodeOperation>> = { cancel, delete: deleteOperation, getMany, getResults, runDue, runNow };

/** Work on a selection that is queued and run later: records go to another user, values to related records. */
export class CrmJob implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Job',
		name: 'crmJob',
		icon: { light: 'file:crmJob.svg', dark: 'file:crmJob.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { cancel: "cancel", delete: "delete", getMany: "get many", getResults: "get results", queueAssignment: "queue assignment", queueCopy: "queue copy of a value", runDue: "run due", runNow: "run now" }[$parameter["operation"]] }}',
		description: 'Queue work on a selection and run it later: reassign records with what hangs on them, or copy a value to related records',
		defaults: { name: 'CRM Job' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Job', value: 'job' }],
				default: 'job',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['job'] } },
				options: [
					{
						name: 'Cancel',
						value: 'cancel',
						description: 'Stop a job that waits or is being run; what it did stays',
						action: 'Cancel a job',
					},
					{
						name: 'Delete',
						value: 'delete',
						description: 'Delete a job with its results; what it changed stays changed',
						action: 'Delete a job',
					},
					{
						name: 'Get Many',
						value: 'getMany',
						description: 'List jobs with where they stand and the counts of their last run',
						action: 'Get many jobs',
					},
					{
						name: 'Get Results',
						value: 'getResults',
						description: 'Get what a job made of each record, with old and new value, or why it was refused',
						action: 'Get the results of a job',
					},
					{
						name: 'Queue Assignment',
						value: 'queueAssignment',
						description: 'Give the selected records and what hangs on them to another user',
						action: 'Queue an assignment',
					},
					{
						name: 'Queue Copy of a Value',
						value: 'queueCopy',
						description: 'Copy a field of the selected records to the records that hang on them',
						action: 'Queue a copy of a value',
					},
					{
						name: 'Run Due',
						value: 'runDue',
						description: 'Run all jobs that are due, the one that waits longest first',
						action: 'Run due jobs',
					},
					{
						name: 'Run Now',
						value: 'runNow',
						description: 'Run one job at once; one that failed or was cancelled goes on, one that is done begins anew',
						action: 'Run a job now',
					},
				],
				default: 'queueAssignment',
			},
			selectionProperty,
			jobProperty,
			...getMany.description,
			...getResults.description,
			...queueAssignment.description,
			...queueCopy.description,
			...runDue.description,
			...runNow.description,
		],
	};

	methods = {
		credentialTest: { crmStoreTest },
		listSearch: { ...listSearch, searchJobs },
		loadOptions: { copySources, copyTargetKinds, copyTargets },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = String(this.getNodeParameter('operation', 0));
		if (Object.hasOwn(ON_SELECTIONS, name)) return await runOnce(this, ON_SELECTIONS, QUEUEING);
		const operation = Object.hasOwn(ON_JOBS, name) ? ON_JOBS[name] : undefined;
		if (!operation) throw new NodeOperationError(this.getNode(), `There is no operation "${name}".`, { description: 'Choose one from the list.' });
		return await runPerItem(this, operation);
	}
}
