import { type ICredentialTestRequest, type ICredentialType, type INode, Workflow } from 'n8n-workflow';

/** What n8n makes of a text of a credential, by its own expressions. */
export function evaluated(text: string, values: Readonly<Record<string, string>>): string {
	const node: INode = { id: '1', name: 'Test', type: 'test', typeVersion: 1, position: [0, 0], parameters: {} };
	const none = { description: { displayName: 'Test', name: 'test', group: [], version: 1, description: '', defaults: {}, inputs: [], outputs: [], properties: [] } };
	const nodeTypes = { getByName: () => none, getByNameAndVersion: () => none, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return String(workflow.expression.getSimpleParameterValue(node, text, 'internal', { $credentials: values }));
}

/** The address n8n's test button asks. */
export function testedAt({ test }: ICredentialType & { readonly test: ICredentialTestRequest }, values: Readonly<Record<string, string>>): string {
	return `${evaluated(test.request.baseURL ?? '', values)}${test.request.url ?? ''}`;
}
