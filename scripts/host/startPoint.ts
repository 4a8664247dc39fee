import type { IExecuteData, INode, INodeExecutionData, IPinData, Workflow } from 'n8n-workflow';

const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';

/** Where an execution begins, and with what. */
export interface StartPoint {
	readonly stack: IExecuteData[];
	readonly pinData: IPinData;
}

/**
 * The node named, else the manual trigger, else the first trigger. Items given to a trigger that starts by itself are
 * pinned to it, as "Test step" with pinned data does; any other node gets them as its input.
 */
export function startPoint(workflow: Workflow, name: string | undefined, items: INodeExecutionData[] | undefined, pinData: IPinData): StartPoint {
	const node = name === undefined ? defaultStartNode(workflow) : namedNode(workflow, name);
	const stack: IExecuteData[] = [{ node, data: { main: [items ?? [{ json: {} }]] }, source: null }];
	return { stack, pinData: items && startsByItself(workflow, node) ? { ...pinData, [node.name]: items } : pinData };
}

function namedNode(workflow: Workflow, name: string): INode {
	const node = workflow.getNode(name);
	if (!node) throw new Error(`The workflow has no node "${name}" to start from. Its nodes: ${Object.keys(workflow.nodes).join(', ')}.`);
	return node;
}

function defaultStartNode(workflow: Workflow): INode {
	const enabled = Object.values(workflow.nodes).filter((node) => node.disabled !== true);
	const node =
		enabled.find(({ type }) => type === MANUAL_TRIGGER) ??
		enabled.find((candidate) => typeOf(workflow, candidate).description.group.includes('trigger'));
	if (!node) throw new Error('The workflow has no enabled trigger: name the node to start from as startNode.');
	return node;
}

function startsByItself(workflow: Workflow, node: INode): boolean {
	const type = typeOf(workflow, node);
	return type.trigger !== undefined || type.poll !== undefined;
}

function typeOf(workflow: Workflow, node: INode) {
	return workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
}
