import type { IDataObject, INodeExecutionData, IPinData, WorkflowExecuteMode } from 'n8n-workflow';
import { createRunExecutionData, setGlobalState } from 'n8n-workflow';

import { prepareEnvironment } from './environment';
import { Execution } from './Execution';
import type { ExpressionEngine } from './expressionEngine';
import { disposeExpressionEngine, useExpressionEngine } from './expressionEngine';
import type { CredentialsByType } from './HostCredentials';
import type { NodeCatalogue } from './NodeCatalogue';
import { loadNodeCatalogue } from './NodeCatalogue';
import type { RunResult } from './RunResult';
import { startPoint } from './startPoint';
import { WaitingExecutions } from './WaitingExecutions';
import { HostWebServer } from './web/HostWebServer';
import { PublishedWorkflow } from './web/PublishedWorkflow';
import type { WorkflowJson } from './WorkflowJson';

export interface HostOptions {
	/** Stands for the folder that holds n8n's `.n8n`: where the nodes' default store goes. Made when it isn't there. */
	readonly userFolder: string;
	/** `legacy` unless told otherwise. One process has one: the last host's choice counts. */
	readonly expressionEngine?: ExpressionEngine;
	/** The instance's time zone, for workflows that name none; UTC unless told otherwise. */
	readonly timezone?: string;
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
	/** As an older n8n, which does not sign the addresses of waiting executions. */
	readonly unsigned?: boolean;
}

/** n8n's engine in this process, without n8n's server. */
export interface Host {
	/** Every node type that workflows can name here. */
	readonly nodeTypes: NodeCatalogue;
	/** Where waiting pages and webhooks are served, on the loopback; without a slash at its end. */
	readonly url: string;
	/** Executes a workflow to its end, its failure or its first wait. Never rejects for what a workflow does wrong. */
	run(workflow: WorkflowJson, options?: RunOptions): Promise<RunResult>;
	/** The page of a waiting execution: what its `$execution.resumeUrl` is. Rejects requests that aren't signed, as n8n does. */
	waitingUrl(result: RunResult): string;
	/** Where a form of a waiting execution is; it answers with the values its page is made of. */
	waitingFormUrl(result: RunResult): string;
	/** What became of a waiting execution after a request to its page let it go on. */
	resumed(result: RunResult): Promise<RunResult>;
	/** Lets the time of a wait be up, and runs on. */
	timeOut(result: RunResult): Promise<RunResult>;
	/** Makes a workflow's webhooks live at this host's address. */
	publish(workflow: WorkflowJson, options?: Pick<RunOptions, 'credentials'>): Promise<PublishedWorkflow>;
	/** Lets go of what would keep the process alive. */
	close(): Promise<void>;
}

/** Starts a host. One process has one user folder at a time: a later host's folder is the one that nodes see. */
export async function createHost({ userFolder, expressionEngine = 'legacy', timezone = 'UTC' }: HostOptions): Promise<Host> {
	prepareEnvironment(userFolder);
	setGlobalState({ defaultTimezone: timezone });
	const nodeTypes = await loadNodeCatalogue();
	await useExpressionEngine(expressionEngine);
	const waiting = new WaitingExecutions();
	const web = await HostWebServer.start(waiting);
	const shared = { nodeTypes, publicUrl: web.url };
	return {
		nodeTypes,
		url: web.url,
		run: async (workflow, options = {}) => {
			const { mode = 'manual', credentials, staticData } = options;
			const execution = new Execution({ ...shared, workflow, mode, credentials, staticData });
			return waiting.keep(execution, await start(execution, options));
		},
		waitingUrl: ({ executionId, run }) => `${web.url}/webhook-waiting/${executionId}?signature=${run?.data.resumeToken ?? ''}`,
		waitingFormUrl: ({ executionId, run }) => `${web.url}/form-waiting/${executionId}?signature=${run?.data.resumeToken ?? ''}`,
		resumed: async ({ executionId }) => await waiting.result(executionId),
		timeOut: async ({ executionId }) => await waiting.timeOut(executionId),
		publish: async (workflow, { credentials } = {}) => {
			const published = new PublishedWorkflow({ ...shared, workflow, credentials }, waiting);
			await published.activate();
			web.add(published);
			return published;
		},
		close: async () => {
			await web.stop();
			await disposeExpressionEngine();
		},
	};
}

async function start(execution: Execution, options: RunOptions): Promise<RunResult> {
	try {
		const workflow = execution.createWorkflow();
		const { stack, pinData } = startPoint(workflow, options.startNode, options.inputItems, { ...execution.pinData(), ...options.pinData });
		const data = createRunExecutionData({ executionData: { nodeExecutionStack: stack }, resultData: { pinData } });
		if (options.unsigned === true) delete data.resumeToken;
		return await execution.process(workflow, data);
	} catch (error) {
		return execution.failed(error);
	}
}
