import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type { IDataObject, IWorkflowBase, IWorkflowExecuteAdditionalData, WorkflowExecuteMode } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import type { HostCredentials } from './HostCredentials';

export interface ExecutionSettings {
	readonly executionId: string;
	readonly mode: WorkflowExecuteMode;
	readonly workflow: IWorkflowBase;
	readonly credentials: HostCredentials;
	/** Where pages, webhooks and waiting executions would be reached; without a slash at its end. */
	readonly publicUrl: string;
	/** Told of the workflow's static data when a run changed it. */
	readonly onStaticData: (data: IDataObject) => void;
}

/** What n8n's server hands to its engine beside the workflow; what needs a server is refused in words. */
export function additionalData(settings: ExecutionSettings): IWorkflowExecuteAdditionalData {
	const { executionId, mode, workflow, credentials, publicUrl, onStaticData } = settings;
	const hooks = new ExecutionLifecycleHooks(mode, executionId, workflow);
	hooks.addHandler('workflowExecuteAfter', (_run, staticData) => {
		if (staticData) onStaticData(jsonParse<IDataObject>(JSON.stringify(staticData)));
	});
	return {
		credentialsHelper: credentials,
		hooks,
		executionId,
		workflowId: workflow.id,
		currentNodeExecutionIndex: 0,
		externalSecretsProxy: new ExternalSecretsProxy(),
		variables: {},
		restApiUrl: `${publicUrl}/rest`,
		instanceBaseUrl: `${publicUrl}/`,
		formBaseUrl: `${publicUrl}/form`,
		formWaitingBaseUrl: `${publicUrl}/form-waiting`,
		formTestBaseUrl: `${publicUrl}/form-test`,
		webhookBaseUrl: `${publicUrl}/webhook`,
		webhookWaitingBaseUrl: `${publicUrl}/webhook-waiting`,
		webhookTestBaseUrl: `${publicUrl}/webhook-test`,
		mcpBaseUrl: `${publicUrl}/mcp`,
		mcpTestBaseUrl: `${publicUrl}/mcp-test`,
		logAiEvent: () => undefined,
		setExecutionStatus: () => undefined,
		sendDataToUI: () => undefined,
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		executeWorkflow: async () => refuse('run another workflow'),
		startRunnerTask: async () => refuse('run a Code node'),
	};
}

function refuse(what: string): never {
	throw new Error(`This host can't ${what}: that needs n8n's server.`);
}
