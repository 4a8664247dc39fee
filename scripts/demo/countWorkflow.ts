import type { WorkflowJson } from '../host';

const COUNTED = ['opened', 'clicked', 'unsubscribed', 'bounced'] as const;

export type Counted = (typeof COUNTED)[number];

/** A small workflow in which CRM Segment counts a campaign's messages by what became of them: a node for each. */
export function countWorkflow(campaignId: number): WorkflowJson {
	const start = 'Start';
	const campaign = { __rl: true, mode: 'id', value: String(campaignId) };
	return {
		name: 'Count what came back',
		nodes: [
			{ id: start, name: start, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			...COUNTED.map((outcome, index) => ({
				id: outcome,
				name: outcome,
				type: 'n8n-nodes-crm-campaigns.crmSegment',
				typeVersion: 1,
				position: [300, index * 200] as [number, number],
				parameters: { operation: 'count', criteriaBy: 'tabs', tabs: { message: [{ relations: { messages: [{ campaign, outcome, negate: false }] } }] } },
			})),
		],
		connections: { [start]: { main: [COUNTED.map((node) => ({ node, type: 'main' as const, index: 0 }))] } },
		settings: { executionOrder: 'v1' },
	};
}
