import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from '../host';

/** What people would cause: recipients who open and click, salespeople whose calls go well. */
export type Outcome =
	| { readonly kind: 'opens'; readonly campaignId: number }
	| { readonly kind: 'positive calls'; readonly campaignId: number };

/** So many are set: enough to show the follow-up. */
const MOST = 200;

/** A small workflow in which CRM Record sets outcomes, as anybody could by hand. */
export function outcomesWorkflow(outcome: Outcome): WorkflowJson {
	const find = 'Find the records';
	const set = 'Set the outcomes';
	const node = (name: string, type: string, parameters: INodeParameters, x: number): INode => ({ id: name, name, type, typeVersion: 1, position: [x, 0], parameters });
	return {
		name: `Outcomes: ${outcome.kind}`,
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', {}, 0),
			node(find, 'n8n-nodes-crm-campaigns.crmSegment', findParameters(outcome), 300),
			node(set, 'n8n-nodes-crm-campaigns.crmRecord', setParameters(outcome), 600),
		],
		connections: {
			Start: { main: [[{ node: find, type: 'main', index: 0 }]] },
			[find]: { main: [[{ node: set, type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

function findParameters(outcome: Outcome): INodeParameters {
	const ofCampaign = { field: 'campaign_id', operator: 'is', value: String(outcome.campaignId) };
	const tabs: INodeParameters =
		outcome.kind === 'opens'
			? { message: [{ all: { condition: [ofCampaign, { field: 'state', operator: 'is', value: 'sent' }] } }] }
			: { task: [{ all: { condition: [ofCampaign, { field: 'outcome', operator: 'is', value: 'open' }] } }] };
	return { operation: 'returnRecords', criteriaBy: 'tabs', tabs, returnAll: false, limit: outcome.kind === 'opens' ? MOST : MOST / 4 };
}

function setParameters(outcome: Outcome): INodeParameters {
	if (outcome.kind === 'opens') return { resource: 'record', operation: 'recordEvent', messageId: id(), event: 'opened' };
	return {
		resource: 'record',
		operation: 'update',
		kind: 'task',
		recordId: id(),
		fields: { mappingMode: 'defineBelow', value: { outcome: 'positive', status: 'completed', outcome_note: 'Wants an offer' } },
	};
}

function id(): INodeParameters {
	return { __rl: true, mode: 'id', value: '={{ $json.id }}' };
}
