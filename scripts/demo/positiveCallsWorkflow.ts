import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from '../host';

/** So many are set: enough to show the follow-up. */
const MOST = 50;

/** A small workflow in which CRM Record sets what only a salesperson can cause: calls of the campaign that went well. */
export function positiveCallsWorkflow(campaignId: number): WorkflowJson {
	const find = 'Find the records';
	const set = 'Set the outcomes';
	const node = (name: string, type: string, parameters: INodeParameters, x: number): INode => ({ id: name, name, type, typeVersion: 1, position: [x, 0], parameters });
	return {
		name: 'Positive calls',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', {}, 0),
			node(find, 'n8n-nodes-crm-campaigns.crmSegment', findParameters(campaignId), 300),
			node(set, 'n8n-nodes-crm-campaigns.crmRecord', setParameters(), 600),
		],
		connections: {
			Start: { main: [[{ node: find, type: 'main', index: 0 }]] },
			[find]: { main: [[{ node: set, type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

function findParameters(campaignId: number): INodeParameters {
	const conditions = [
		{ field: 'campaign_id', operator: 'is', value: String(campaignId) },
		{ field: 'type', operator: 'is', value: 'Call' },
		{ field: 'outcome', operator: 'is', value: 'open' },
	];
	return { operation: 'returnRecords', criteriaBy: 'tabs', tabs: { task: [{ all: { condition: conditions } }] }, returnAll: false, limit: MOST };
}

function setParameters(): INodeParameters {
	return {
		resource: 'record',
		operation: 'update',
		kind: 'task',
		recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		fields: { mappingMode: 'defineBelow', value: { outcome: 'positive', status: 'completed', outcome_note: 'Wants an offer' } },
	};
}
