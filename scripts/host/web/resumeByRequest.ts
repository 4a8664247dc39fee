import type { Request, Response } from 'express';
import type { Workflow } from 'n8n-workflow';

import type { Waiting, WaitingExecutions } from '../WaitingExecutions';
import { answer, callWebhook, nodeWebhooks } from './webhooks';

/** Forms have addresses of their own. */
export type Served = 'webhook' | 'form';

/**
 * A request to a waiting execution's address, done as n8n's server does it: the node's webhook() answers, and what it
 * hands on goes to the node's outputs. Without anything handed on the execution keeps waiting.
 */
export async function resumeByRequest(waiting: WaitingExecutions, id: string, suffix: string, request: Request, response: Response, serves: Served = 'webhook'): Promise<void> {
	const found = waiting.find(id);
	if (!found) {
		const status = waiting.wentOn(id) ? 409 : 404;
		response.status(status).json({ message: `The execution "${id}" ${status === 409 ? 'has finished already' : 'does not exist'}.` });
		return;
	}
	if (request.query.signature !== found.data.resumeToken) {
		response.status(401).json({ error: 'Invalid token' });
		return;
	}
	const workflow = found.execution.createWorkflow();
	await workflow.expression.withIsolate(async () => await visit(waiting, found, workflow, suffix, request, response, serves));
}

async function visit(waiting: WaitingExecutions, { execution, data }: Waiting, workflow: Workflow, suffix: string, request: Request, response: Response, serves: Served): Promise<void> {
	const [entry] = data.executionData?.nodeExecutionStack ?? [];
	const node = workflow.getNode(data.resultData.lastNodeExecuted ?? '');
	const webhooks = node ? nodeWebhooks(workflow, node, execution.additionalData()) : [];
	const webhook = webhooks.find(({ httpMethod, path, webhookDescription: { restartWebhook, nodeType } }) => httpMethod === request.method && path === suffix && restartWebhook === true && (nodeType === 'form') === (serves === 'form'));
	if (!entry || !node || !webhook) {
		response.status(404).json({ message: `The workflow for execution "${execution.id}" does not contain a waiting webhook with a matching path/method.` });
		return;
	}
	entry.node.disabled = true;
	data.waitTill = undefined;
	data.resultData.runData[node.name]?.pop();
	const outcome = await callWebhook(execution, workflow, node, webhook, data, request, response);
	answer(workflow, node, webhook, outcome, response);
	// As n8n does it: a webhook() that throws lets the workflow go on, with an empty item.
	const items = 'error' in outcome ? [[{ json: {} }]] : outcome.response.workflowData;
	if (!items) return;
	entry.data.main = items;
	entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
	void waiting.resume({ execution, data });
}
