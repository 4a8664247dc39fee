import type { INodeType, IVersionedNodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

const SUFFIX = 'Tool';

/** The name of the node whose tool variant this is, or null for a name that is none. */
export function baseOfTool(name: string): string | null {
	return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : null;
}

/** A node as n8n gives it to AI agents: the same node under another name, connected as a tool. */
export function toolVariant(node: INodeType | IVersionedNodeType): INodeType {
	if ('nodeVersions' in node) throw new Error(`This host makes no tools of nodes with several versions, such as ${node.description.displayName}.`);
	const { usableAsTool, ...description } = node.description;
	if (!usableAsTool) throw new Error(`${description.displayName} is not usable as a tool.`);
	return {
		description: {
			...description,
			name: `${description.name}${SUFFIX}`,
			displayName: `${description.displayName} ${SUFFIX}`,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
		},
		methods: node.methods,
		async execute() {
			return (await node.execute?.call(this)) ?? [];
		},
	};
}
