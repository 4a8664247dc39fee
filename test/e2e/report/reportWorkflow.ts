import { PACKAGE_NAME } from '../../../scripts/host/projectRoot';
import type { WorkflowJson } from '../../../scripts/host/WorkflowJson';

export const HOOK_PATH = 'report-of-the-test';

/** Whoever asks for a report of a campaign, by its id, or of all gets the page. */
export function reportWorkflow(): WorkflowJson {
	const [ask, make, answer] = ['Asked for', 'Make the page', 'Answer with it'];
	return {
		name: 'Report of the test',
		nodes: [
			{ id: 'ask', name: ask, type: 'n8n-nodes-base.webhook', typeVersion: 2, position: [0, 0], webhookId: HOOK_PATH, parameters: { httpMethod: 'POST', path: HOOK_PATH, responseMode: 'responseNode' } },
			{
				id: 'make', name: make, type: `${PACKAGE_NAME}.campaignReport`, typeVersion: 1, position: [240, 0],
				parameters: {
					operation: 'createPage', reportOn: '={{ $json.body.campaign ? "one" : "all" }}', campaign: { __rl: true, mode: 'id', value: '={{ $json.body.campaign }}' },
					period: 'allTime', language: '={{ $json.body.language }}', options: { htmlField: true, currency: 'EUR', links: 100 },
				},
			},
			{ id: 'answer', name: answer, type: 'n8n-nodes-base.respondToWebhook', typeVersion: 1.4, position: [480, 0], parameters: { respondWith: 'text', responseBody: '={{ $json.html }}' } },
		],
		connections: {
			[ask]: { main: [[{ node: make, type: 'main', index: 0 }]] },
			[make]: { main: [[{ node: answer, type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1', timezone: 'Europe/Madrid' },
	};
}
