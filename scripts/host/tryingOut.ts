import type { IDataObject, INode } from 'n8n-workflow';

import type { WorkflowJson } from './WorkflowJson';

/**
 * A workflow whose deliveries and tasks pages are in Test Mode: its mails go to a sink on this machine, and its links
 * lead here.
 */
export function tryingOut<Workflow extends WorkflowJson>(workflow: Workflow): Workflow {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (!hasTestMode(node)) return node;
			const options = node.parameters['options'] as IDataObject | undefined;
			return { ...node, parameters: { ...node.parameters, options: { ...options, testMode: true } } };
		}),
	};
}

function hasTestMode({ type, parameters }: INode): boolean {
	switch (type) {
		case 'n8n-nodes-crm-campaigns.campaignEmail':
			return parameters['operation'] === 'deliver';
		case 'n8n-nodes-crm-campaigns.crmRecord':
			return parameters['operation'] === 'getTasksPages';
		default:
			return false;
	}
}
