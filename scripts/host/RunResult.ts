import type { IDataObject, INodeExecutionData, IRun, ITaskData, ITaskMetadata, NodeExecutionHint } from 'n8n-workflow';

export type RunStatus = 'success' | 'error' | 'waiting';

/** What a user would read of a failed node. */
export interface RunError {
	/** The error's class, e.g. NodeOperationError. */
	readonly name: string;
	readonly message: string;
	/** What to do about it, where the node says so. */
	readonly description?: string;
	/** The node that failed; undefined when the workflow couldn't be started. */
	readonly node?: string;
}

/** One run of one node: a node in a loop has several. */
export interface NodeRun {
	/** Items by output. */
	readonly outputs: readonly (readonly INodeExecutionData[])[];
	readonly error?: RunError;
	readonly hints: readonly NodeExecutionHint[];
	readonly metadata?: ITaskMetadata;
	readonly durationMs: number;
}

/** A notice that a node showed with its result. */
export interface RunHint extends NodeExecutionHint {
	readonly node: string;
}

/** What became of one execution. */
export class RunResult {
	readonly hints: readonly RunHint[];

	constructor(
		readonly status: RunStatus,
		/** Every run of every node that ran, by node name. */
		readonly nodes: Readonly<Record<string, readonly NodeRun[]>>,
		readonly executionId: string,
		private readonly nodeNames: readonly string[],
		readonly error?: RunError,
		/** The workflow's static data after the run. */
		readonly staticData: IDataObject = {},
		/** n8n's own record; undefined when the workflow couldn't be started. */
		readonly run?: IRun,
	) {
		this.hints = Object.entries(nodes).flatMap(([node, runs]) => runs.flatMap(({ hints }) => hints.map((hint) => ({ ...hint, node }))));
	}

	/** The items a node gave on one output, over all its runs; empty when it didn't run. Throws for a name the workflow hasn't. */
	items(node: string, output = 0): INodeExecutionData[] {
		if (!this.nodeNames.includes(node)) {
			throw new Error(`The workflow has no node "${node}". Its nodes: ${this.nodeNames.join(', ')}.`);
		}
		return (this.nodes[node] ?? []).flatMap(({ outputs }) => outputs[output] ?? []);
	}

	/** The JSON of those items. */
	json(node: string, output = 0): IDataObject[] {
		return this.items(node, output).map((item) => item.json);
	}

	/** This result, or an error that tells what went wrong when the run didn't end as `status`. */
	expect(status: RunStatus): this {
		if (this.status === status) return this;
		const { node, message, description } = this.error ?? {};
		const reason = message ? `: ${node ? `node "${node}": ` : ''}${message}${description ? ` (${description})` : ''}` : '';
		throw new Error(`The workflow ended as "${this.status}", not "${status}"${reason}.`);
	}
}

/** Reads what n8n recorded of each node. */
export function nodeRuns(run: IRun): Record<string, NodeRun[]> {
	return Object.fromEntries(Object.entries(run.data.resultData.runData).map(([node, tasks]) => [node, tasks.map((task) => nodeRun(node, task))]));
}

function nodeRun(node: string, task: ITaskData): NodeRun {
	return {
		outputs: (task.data?.main ?? []).map((items) => items ?? []),
		error: task.error && describeError(task.error, node),
		hints: task.hints ?? [],
		metadata: task.metadata,
		durationMs: task.executionTime,
	};
}

/** An error as a user sees it. `node` is the name to give when the error doesn't carry its own. */
export function describeError(error: unknown, node?: string): RunError {
	if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error), node };
	return {
		name: text(error, 'name') ?? 'Error',
		message: text(error, 'message') ?? 'Unknown error',
		description: text(error, 'description'),
		node: failedNode(error) ?? node,
	};
}

function failedNode(error: object): string | undefined {
	const node = 'node' in error ? error.node : undefined;
	return typeof node === 'object' && node !== null ? text(node, 'name') : undefined;
}

function text(holder: object, key: string): string | undefined {
	const value: unknown = Reflect.get(holder, key);
	return typeof value === 'string' && value !== '' ? value : undefined;
}
