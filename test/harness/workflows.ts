import type { IConnections, INode, INodeParameters, NodeConnectionType } from 'n8n-workflow';

import type { WorkflowJson } from '.';

const MAIN: NodeConnectionType = 'main';
const MANUAL = node('Start', 'manualTrigger', 1, {});

/** Three ways in, an IF, and a greeting for who is at least 18. */
export const splitByAge: WorkflowJson = {
	name: 'Split by age',
	nodes: [
		node('Every day', 'scheduleTrigger', 1.3, { rule: { interval: [{ field: 'days' }] } }),
		node('Form', 'formTrigger', 2.6, { formTitle: 'Person', formFields: { values: [{ fieldLabel: 'name' }, { fieldLabel: 'age', fieldType: 'number' }] } }),
		MANUAL,
		node('Old enough?', 'if', 2.3, {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 3 },
				conditions: [{ id: 'c', leftValue: '={{ $json.age }}', rightValue: 18, operator: { type: 'number', operation: 'gte' } }],
				combinator: 'and',
			},
			options: {},
		}),
		node('Greet', 'set', 3.4, {
			assignments: { assignments: [{ id: 'a', name: 'greeting', value: '=Hello {{ $json.name }}', type: 'string' }] },
			includeOtherFields: true,
			options: {},
		}),
	],
	connections: connect(['Every day', 'Old enough?'], ['Form', 'Old enough?'], ['Start', 'Old enough?'], ['Old enough?', 'Greet']),
};

export const readCsv: WorkflowJson = {
	name: 'Read a CSV',
	nodes: [MANUAL, node('Read', 'extractFromFile', 1.1, { operation: 'csv', binaryPropertyName: 'file', options: {} })],
	connections: connect(['Start', 'Read']),
};

export const writeCsv: WorkflowJson = {
	name: 'Write a CSV',
	nodes: [MANUAL, node('Write', 'convertToFile', 1.1, { operation: 'csv', binaryPropertyName: 'data', options: { fileName: 'people.csv' } })],
	connections: connect(['Start', 'Write']),
};

/** A request with a credential; what follows its second output is reached only through an error output. */
export function throughHttp(url: string, onError: INode['onError'] = 'stopWorkflow'): WorkflowJson {
	const call = node('Call', 'httpRequest', 4.4, { url, authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth', options: {} });
	return {
		name: 'Call a service',
		nodes: [MANUAL, { ...call, onError }, node('Failed', 'noOp', 1, {})],
		connections: { ...connect(['Start', 'Call']), Call: { main: [[], [{ node: 'Failed', type: MAIN, index: 0 }]] } },
	};
}

/** Waits for a call, or an hour; then goes on. */
export const waits: WorkflowJson = {
	name: 'Wait for a call',
	nodes: [
		MANUAL,
		node('Wait', 'wait', 1.1, { resume: 'webhook', httpMethod: 'POST', limitWaitTime: true, limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'hours', options: {} }),
		node('After', 'set', 3.4, { assignments: { assignments: [{ id: 'a', name: 'went', value: 'on', type: 'string' }] }, includeOtherFields: true, options: {} }),
	],
	connections: connect(['Start', 'Wait'], ['Wait', 'After']),
};

export const calledFromOutside: WorkflowJson = {
	name: 'Called from outside',
	nodes: [
		{ ...node('Called', 'webhook', 2.1, { httpMethod: 'POST', path: 'orders', responseMode: 'onReceived', options: {} }), webhookId: 'orders' },
		node('Take', 'set', 3.4, { assignments: { assignments: [{ id: 'a', name: 'order', value: '={{ $json.body.order }}', type: 'string' }] }, options: {} }),
	],
	connections: connect(['Called', 'Take']),
};

function node(name: string, type: string, typeVersion: number, parameters: INodeParameters): INode {
	return { id: name, name, type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0], parameters };
}

/** Connects first outputs to first inputs. */
function connect(...pairs: ReadonlyArray<readonly [string, string]>): IConnections {
	return Object.fromEntries(pairs.map(([from, to]) => [from, { main: [[{ node: to, type: MAIN, index: 0 }]] }]));
}
