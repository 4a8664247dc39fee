import type { INode } from 'n8n-workflow';

import type { NodeCatalogue } from './NodeCatalogue';

/** The credential types a node can use: those its node type names, and the one chosen in a node that takes any. */
export function credentialTypesOf({ type, typeVersion, parameters }: INode, nodeTypes: NodeCatalogue): string[] {
	const described = nodeTypes.find(type, typeVersion)?.description.credentials ?? [];
	const chosen = [parameters.nodeCredentialType, parameters.genericAuthType];
	return [...described.map(({ name }) => name), ...chosen.filter((name) => typeof name === 'string')];
}
