import { randomUUID } from 'node:crypto';

import { WorkflowExecute } from 'n8n-core';
import type { IDataObject, INodeExecutionData, IPinData, IRun, IWorkflowBase, WorkflowExecuteMode } from 'n8n-workflow';
import { createRunExecutionData, setGlobalState, Workflow } from 'n8n-workflow';

import { additionalData } from './additionalData';
import { credentialTypesOf } from './credentialTypes';
import { prepareEnvironment } from './environment';
import type { ExpressionEngine } from './expressionEngine';
import { disposeExpressionEngine, useExpressionEngine } from './expressionEngine';
import type { CredentialsByType } from './HostCredentials';
import { HostCredentials } from './HostCredentials';
import type { NodeCatalogue } from './NodeCatalogue';
import { loadNodeCatalogue } from './NodeCatalogue';
import type { RunStatus } from './RunResult';
import { describeError, nodeRuns, RunResult } from './RunResult';
import { startPoint } from './startPoint';
import type { WorkflowJson } from './WorkflowJson';

export interface HostOptions {
	/** Stands for the folder that holds n8n's `.n8n`: where the nodes' default store goes. Made when it isn't there. */
	readonly userFolder: string;
	/** `legacy` unless told otherwise. One process has one: the last host's choice counts. */
	readonly expressionEngine?: ExpressionEngine;
	/** The instance's time zone, for workflows that name none; UTC unless told otherwise. */
	readonly timezone?: string;
	/** Where pages and webhooks would be reached; http://127.0.0.1:5678 unless told otherwise. */
	readonly publicUrl?: string;
}

export interface RunOptions {
	/** The node to start from; else the manual trigger, else the first trigger. */
	readonly startNode?: string;
	/** What the start node hands on when it is a trigger, what it gets when it isn't. */
	readonly inputItems?: INodeExecutionData[];
	/** Credential data by type: given to every node that can use the type. */
	readonly credentials?: CredentialsByType;
	/** Results to take as given, by node name: those nodes don't run. */
	readonly pinData?: IPinData;
	/** `manual` unless told otherwise; `trigger` is what a schedule has. */
	readonly mode?: WorkflowExecuteMode;
	/** The workflow's static data from an earlier run. */
	readonly staticData?: IDataObject;
}

/** n8n's engine in this process, without a server. */
export interface Host {
	/** Every node type that workflows can name here. */
	readonly nodeTypes: NodeCatalogue;
	/** Executes a workflow to its end, its failure or its first wait. Never rejects for what a workflow does wrong. */
	run(workflow: WorkflowJson, options?: RunOptions): Promise<RunResult>;
	/** Lets go of what would keep the process alive. */
	close(): Promise<void>;
}

/** Starts a host. One process has one user folder at a time: a later host's folder is the one that nodes see. */
export async function createHost(options: HostOptions): Promise<Host> {
	const { userFolder, expressionEngine = 'legacy', timezone = 'UTC', publicUrl = 'http://127.0.0.1:5678' } = options;
	prepareEnvironment(userFolder);
	setGlobalState({ defaultTimezone: timezone });
	const nodeTypes = await loadNodeCatalogue();
	await useExpressionEngine(expressionEngine);
	return {
		nodeTypes,
		run: async (workflow, runOptions = {}) => await execute(nodeTypes, publicUrl, workflow, runOptions),
		close: disposeExpressionEngine,
	};
}

async function execute(nodeTypes: NodeCatalogue, publicUrl: string, json: WorkflowJson, options: RunOptions): Promise<RunResult> {
	const { mode = 'manual', staticData: givenStaticData = {} } = options;
	const executionId = randomUUID();
	const credentials = new HostCredentials(nodeTypes, options.credentials ?? {});
	const nodeNames = json.nodes.map(({ name }) => name);
	let staticData = givenStaticData;
	try {
		const base = withCredentials(workflowRecord(json, givenStaticData), nodeTypes, credentials);
		const workflow = new Workflow({ ...base, nodeTypes });
		const { stack, pinData } = startPoint(workflow, options.startNode, options.inputItems, { ...base.pinData, ...options.pinData });
		const data = additionalData({ executionId, mode, workflow: base, credentials, publicUrl, onStaticData: (changed) => (staticData = changed) });
		const start = createRunExecutionData({ executionData: { nodeExecutionStack: stack }, resultData: { pinData } });
		const run = await process(new WorkflowExecute(data, mode, start), workflow);
		return new RunResult(statusOf(run), nodeRuns(run), executionId, nodeNames, errorOf(run), staticData, run);
	} catch (error) {
		return new RunResult('error', {}, executionId, nodeNames, describeError(error), staticData);
	}
}

async function process(execution: WorkflowExecute, workflow: Workflow): Promise<IRun> {
	try {
		return await execution.processRunExecutionData(workflow);
	} finally {
		await workflow.expression.releaseIsolate();
	}
}

/** A copy: the engine writes into the nodes it runs. */
function workflowRecord(json: WorkflowJson, staticData: IDataObject): IWorkflowBase {
	const { id = 'workflow', name, nodes, connections, settings, pinData } = structuredClone(json);
	const now = new Date();
	return {
		id,
		name,
		nodes,
		connections,
		pinData,
		settings: { executionOrder: 'v1', ...settings },
		staticData: structuredClone(staticData),
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
	};
}

/** Shipped workflows name no credentials: each node gets the ones given for the types it can use, as if chosen by hand. */
function withCredentials(workflow: IWorkflowBase, nodeTypes: NodeCatalogue, credentials: HostCredentials): IWorkflowBase {
	const nodes = workflow.nodes.map((node) => {
		const usable = credentialTypesOf(node, nodeTypes).filter((type) => credentials.has(type));
		const given = Object.fromEntries(usable.map((type) => [type, { id: type, name: type }]));
		return usable.length === 0 ? node : { ...node, credentials: { ...node.credentials, ...given } };
	});
	return { ...workflow, nodes };
}

function statusOf(run: IRun): RunStatus {
	if (run.status === 'success' || run.status === 'waiting') return run.status;
	return 'error';
}

function errorOf(run: IRun) {
	const { error, lastNodeExecuted } = run.data.resultData;
	return error && describeError(error, lastNodeExecuted);
}
