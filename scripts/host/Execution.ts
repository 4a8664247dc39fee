import { randomUUID } from 'node:crypto';

import { WorkflowExecute } from 'n8n-core';
import type { IDataObject, IPinData, IRun, IRunExecutionData, IWorkflowBase, IWorkflowExecuteAdditionalData, WorkflowExecuteMode } from 'n8n-workflow';
import { deepCopy, Workflow } from 'n8n-workflow';

import { additionalData } from './additionalData';
import { credentialTypesOf } from './credentialTypes';
import type { CredentialsByType } from './HostCredentials';
import { HostCredentials } from './HostCredentials';
import type { NodeCatalogue } from './NodeCatalogue';
import type { RunStatus } from './RunResult';
import { describeError, nodeRuns, RunResult } from './RunResult';
import type { WorkflowJson } from './WorkflowJson';

export interface ExecutionInput {
	readonly nodeTypes: NodeCatalogue;
	readonly publicUrl: string;
	readonly workflow: WorkflowJson;
	readonly credentials?: CredentialsByType;
	readonly mode: WorkflowExecuteMode;
	readonly staticData?: IDataObject;
}

/** One execution of one workflow, from its start over its waits to its end. */
export class Execution {
	readonly id = randomUUID();
	readonly mode: WorkflowExecuteMode;
	staticData: IDataObject;
	private readonly credentials: HostCredentials;

	constructor(private readonly input: ExecutionInput) {
		this.mode = input.mode;
		this.staticData = input.staticData ?? {};
		this.credentials = new HostCredentials(input.nodeTypes, input.credentials ?? {});
	}

	/** The workflow as the engine wants it; a new one each time, because the engine writes into the nodes it runs. */
	createWorkflow(): Workflow {
		return new Workflow({ ...this.record(), nodeTypes: this.input.nodeTypes });
	}

	pinData(): IPinData {
		return this.input.workflow.pinData ?? {};
	}

	additionalData(): IWorkflowExecuteAdditionalData {
		return additionalData({
			executionId: this.id,
			mode: this.mode,
			workflow: this.record(),
			credentials: this.credentials,
			publicUrl: this.input.publicUrl,
			onStaticData: (data) => (this.staticData = data),
		});
	}

	/** Runs on from `data` to the end, a failure or the next wait. */
	async process(workflow: Workflow, data: IRunExecutionData): Promise<RunResult> {
		try {
			const run = await new WorkflowExecute(this.additionalData(), this.mode, data).processRunExecutionData(workflow);
			return this.result(statusOf(run), run);
		} catch (error) {
			return this.failed(error);
		} finally {
			await workflow.expression.releaseIsolate();
		}
	}

	/** The result of an execution that couldn't be started. */
	failed(error: unknown): RunResult {
		return new RunResult('error', {}, this.id, this.nodeNames(), describeError(error), this.staticData);
	}

	private result(status: RunStatus, run: IRun): RunResult {
		const { error, lastNodeExecuted } = run.data.resultData;
		return new RunResult(status, nodeRuns(run), this.id, this.nodeNames(), error && describeError(error, lastNodeExecuted), this.staticData, run);
	}

	private nodeNames(): string[] {
		return this.input.workflow.nodes.map(({ name }) => name);
	}

	private record(): IWorkflowBase {
		const { id = 'workflow', name, nodes, connections, settings } = structuredClone(this.input.workflow);
		const now = new Date();
		return {
			id,
			name,
			nodes: nodes.map((node) => this.withCredentials(node)),
			connections,
			settings: { executionOrder: 'v1', ...settings },
			// What a trigger kept there comes back observed by its workflow: nothing that can be cloned otherwise.
			staticData: deepCopy(this.staticData),
			active: false,
			activeVersionId: null,
			isArchived: false,
			createdAt: now,
			updatedAt: now,
		};
	}

	/** Shipped workflows name no credentials: each node gets the ones given for the types it can use, as if chosen by hand. */
	private withCredentials<Node extends WorkflowJson['nodes'][number]>(node: Node): Node {
		const usable = credentialTypesOf(node, this.input.nodeTypes).filter((type) => this.credentials.has(type));
		const given = Object.fromEntries(usable.map((type) => [type, { id: type, name: type }]));
		return usable.length === 0 ? node : { ...node, credentials: { ...node.credentials, ...given } };
	}
}

function statusOf(run: IRun): RunStatus {
	if (run.status === 'success' || run.status === 'waiting') return run.status;
	return 'error';
}
