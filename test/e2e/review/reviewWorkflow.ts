import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import { PACKAGE_NAME } from '../../../scripts/host/projectRoot';
import type { WorkflowJson } from '../../../scripts/host/WorkflowJson';
import { LARGE } from './contacts';

/** Started by hand it is about the large selection; by its webhook, about whom the request says. */
export const START = 'Start';
export const REVIEW = 'Review the selection';
export const NOT_CONFIRMED = 'Not confirmed';
export const CALLS = 'Create the calls';
export const HOOK_PATH = 'review-of-the-test';

const SEARCH = 'Search the segment';
const HOOK = 'Asked for';
const TELL = 'Tell the address';

const CRITERIA = `={{ JSON.stringify({ tabs: [ { kind: "contact", condition: { type: "field", field: "lead_source", operator: "is", value: $json.body?.source ?? ${JSON.stringify(LARGE)} } } ] }) }}`;
const asked = (field: string, otherwise: string) => `={{ $("${HOOK}").isExecuted ? $("${HOOK}").first().json.body.${field} : ${otherwise} }}`;

/** Search → who asks is told the address → review → calls of whom is confirmed. */
export function reviewWorkflow(): WorkflowJson {
	return {
		name: 'Review of the test',
		nodes: [
			node(START, 'n8n-nodes-base.manualTrigger', 1, {}, 0, 0),
			node(HOOK, 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path: HOOK_PATH, responseMode: 'responseNode' }, 0, 200),
			node(SEARCH, `${PACKAGE_NAME}.crmSegment`, 1, { operation: 'search', criteriaBy: 'json', criteriaJson: CRITERIA }, 240, 0),
			node(TELL, 'n8n-nodes-base.respondToWebhook', 1.4, { respondWith: 'text', responseBody: '={{ $execution.resumeUrl }}' }, 480, 0),
			node(REVIEW, `${PACKAGE_NAME}.crmReview`, 1, {
				title: 'Who gets the winter offer?',
				instructions: 'Please untick customers with an open complaint, and whoever has asked for a call instead.',
				limitWaitTime: true,
				amount: asked('minutes', '60'),
				unit: 'minutes',
			}, 720, 0),
			node(NOT_CONFIRMED, 'n8n-nodes-base.noOp', 1, {}, 960, -100),
			node(CALLS, `${PACKAGE_NAME}.crmCampaign`, 1, { resource: 'selection', operation: 'tasks' }, 960, 100),
		],
		connections: {
			...connection(START, [SEARCH]),
			...connection(HOOK, [SEARCH]),
			...connection(SEARCH, [TELL]),
			...connection(TELL, [REVIEW]),
			...connection(REVIEW, [NOT_CONFIRMED], [CALLS]),
		},
		settings: { executionOrder: 'v1', timezone: 'Europe/Madrid' },
	};
}

function node(name: string, type: string, typeVersion: number, parameters: INodeParameters, x: number, y: number): INode {
	return { id: name.toLowerCase().replaceAll(' ', '-'), name, type, typeVersion, parameters, position: [x, y], ...(type.endsWith('.webhook') ? { webhookId: HOOK_PATH } : {}) };
}

function connection(from: string, ...outputs: readonly (readonly string[])[]): IConnections {
	return { [from]: { main: outputs.map((to) => to.map((name) => ({ node: name, type: 'main', index: 0 }))) } };
}
