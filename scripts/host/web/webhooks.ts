import type { Request, Response } from 'express';
import { WebhookContext } from 'n8n-core';
import type { INode, IRunExecutionData, IWebhookData, IWebhookDescription, IWebhookResponseData, IWorkflowExecuteAdditionalData, Workflow } from 'n8n-workflow';
import { isNodeClassInstance, NodeHelpers, resolveWebhookDescriptionField } from 'n8n-workflow';

import type { Execution } from '../Execution';

/** The webhooks of a node, their paths worked out as n8n's server does. */
export function nodeWebhooks(workflow: Workflow, node: INode, data: IWorkflowExecuteAdditionalData): IWebhookData[] {
	const { webhooks = [] } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).description;
	if (node.disabled === true) return [];
	return webhooks.flatMap((webhookDescription) => {
		const field = (name: string) => describedField(workflow, node, webhookDescription, name);
		const inner = (field('path') ?? '').trim().replace(/^\/|\/$/g, '');
		const path = NodeHelpers.getNodeWebhookPath(workflow.id, node, inner, field('isFullPath') === 'true', field('restartWebhook') === 'true');
		const methods = (field('httpMethod') ?? 'GET').split(',').map((method) => method.trim()).filter(isMethod);
		return methods.map((httpMethod) => ({
			httpMethod,
			node: node.name,
			path,
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: data,
			webhookId: node.webhookId,
		}));
	});
}

/** One field of a webhook's description as text, its expression worked out; undefined where it has none. */
function describedField(workflow: Workflow, node: INode, description: IWebhookDescription, name: string): string | undefined {
	const native = resolveWebhookDescriptionField(node, description, name);
	const value = native.resolved ? native.value : workflow.expression.getSimpleParameterValue(node, description[name], 'internal', {});
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isMethod(text: string): text is IWebhookData['httpMethod'] {
	return ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'].includes(text);
}

/** What a node's webhook() came to. A throw is an outcome: n8n answers 500 and runs the workflow on. */
export type WebhookOutcome = { readonly response: IWebhookResponseData } | { readonly error: Error };

/** Calls a node's webhook() with a request. */
export async function callWebhook(execution: Execution, workflow: Workflow, node: INode, webhook: IWebhookData, data: IRunExecutionData | null, request: Request, response: Response): Promise<WebhookOutcome> {
	const additional = { ...webhook.workflowExecuteAdditionalData, httpRequest: request, httpResponse: response };
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const context = new WebhookContext(workflow, node, additional, execution.mode, webhook, [], data);
	try {
		if (!type.webhook) throw new Error(`Node "${node.name}" has no webhook.`);
		return { response: isNodeClassInstance(type) ? await type.webhook(context) : await type.webhook.call(context) };
	} catch (error) {
		return { error: error instanceof Error ? error : new Error(String(error)) };
	}
}

/** Answers the caller unless the node did. Only "respond at once" is done here, which is what this package's nodes use. */
export function answer(workflow: Workflow, node: INode, webhook: IWebhookData, outcome: WebhookOutcome, response: Response): void {
	if (response.writableEnded) return;
	if ('error' in outcome) {
		response.status(500).json({ message: `Workflow Webhook Error: ${outcome.error.message}` });
		return;
	}
	const { noWebhookResponse, workflowData } = outcome.response;
	const body: unknown = outcome.response.webhookResponse;
	if (noWebhookResponse === true) return;
	const field = (name: string) => describedField(workflow, node, webhook.webhookDescription, name);
	const mode = field('responseMode') ?? 'onReceived';
	if (workflowData && webhook.webhookDescription.nodeType === 'form') {
		// n8n tells the browser where the next page is; here whoever asks knows.
		response.status(200).json({});
		return;
	}
	if (workflowData && mode !== 'onReceived') {
		response.status(501).json({ message: `This host answers at once only, not in the mode "${mode}".` });
		return;
	}
	response.status(Number(field('responseCode') ?? 200));
	if (!workflowData) {
		response.send(body ?? { message: 'Webhook call received' });
		return;
	}
	// n8n sends its default's name as it is when a description leaves the field out.
	const literal = webhook.webhookDescription.responseData === undefined ? 'firstEntryJson' : field('responseData');
	if (literal === 'noData') response.send();
	else response.send(literal || (body ?? { message: 'Workflow was started' }));
}
