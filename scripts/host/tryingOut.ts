import type { IDataObject } from 'n8n-workflow';

import type { WorkflowJson } from './WorkflowJson';

/** A workflow whose deliveries are in Test Mode: its mails go to a sink on this machine, and its links lead here. */
export function tryingOut<Workflow extends WorkflowJson>(workflow: Workflow): Workflow {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (node.type !== 'n8n-nodes-crm-campaigns.campaignEmail' || node.parameters['operation'] !== 'deliver') return node;
			const options = node.parameters['options'] as IDataObject | undefined;
			return { ...node, parameters: { ...node.parameters, options: { ...options, testMode: true } } };
		}),
	};
}
