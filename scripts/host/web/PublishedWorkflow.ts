import type { Request, Response } from 'express';
import { HookContext } from 'n8n-core';
import type { IDataObject, INode, INodeExecutionData, IWebhookData, Workflow } from 'n8n-workflow';
import { createRunExecutionData, jsonParse } from 'n8n-workflow';

import type { ExecutionInput } from '../Execution';
import { Execution } from '../Execution';
import type { RunResult } from '../RunResult';
import type { WaitingExecutions } from '../WaitingExecutions';
import { answer, callWebhook, nodeWebhooks } from './webhooks';

/** A workflow whose webhooks are live on a host, as if it were published. */
export class PublishedWorkflow {
	private readonly addresses = new Map<string, string>();
	/** Worked out when it was published, as n8n does it: a request to another workflow costs no expression. */
	private readonly paths = new Set<string>();
	private staticData: IDataObject = {};
	private readonly running: Array<Promise<RunResult>> = [];

	constructor(
		private readonly input: Omit<ExecutionInput, 'mode' | 'staticData'>,
		private readonly waiting: WaitingExecutions,
	) {}

	/** Lets the triggers set themselves up, as publishing does. */
	async activate(): Promise<void> {
		const execution = this.newExecution();
		const workflow = execution.createWorkflow();
		await workflow.expression.withIsolate(async () => {
			for (const { node, webhook } of this.webhooks(execution, workflow)) {
				this.paths.add(webhook.path);
				this.addresses.set(node.name, `${this.input.publicUrl}/webhook/${webhook.path}`);
				const methods = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).webhookMethods?.[webhook.webhookDescription.name];
				const context = new HookContext(workflow, node, webhook.workflowExecuteAdditionalData, 'trigger', 'activate', webhook);
				if (methods && !(await methods.checkExists.call(context))) await methods.create.call(context);
			}
		});
		// As n8n keeps it: what it watches over for changes can't go to another thread.
		this.staticData = jsonParse<IDataObject>(JSON.stringify(workflow.staticData));
	}

	/** The production address of a node's webhook. Throws when the node has none. */
	url(nodeName: string): string {
		const url = this.addresses.get(nodeName);
		if (url === undefined) throw new Error(`No webhook of a node "${nodeName}" is live. Those that have one: ${[...this.addresses.keys()].join(', ') || 'none'}.`);
		return url;
	}

	/** The executions its webhooks started so far, ended or waiting. */
	async results(): Promise<RunResult[]> {
		return await Promise.all(this.running);
	}

	/** Answers a request when it is for one of its webhooks; gives whether it was. */
	async handle(path: string, request: Request, response: Response): Promise<boolean> {
		if (!this.paths.has(path)) return false;
		const execution = this.newExecution();
		const workflow = execution.createWorkflow();
		return await workflow.expression.withIsolate(async () => {
			const hit = this.webhooks(execution, workflow).find(({ webhook }) => webhook.path === path && webhook.httpMethod === request.method);
			if (!hit) return false;
			const outcome = await callWebhook(execution, workflow, hit.node, hit.webhook, null, request, response);
			answer(workflow, hit.node, hit.webhook, outcome, response);
			if ('error' in outcome) this.running.push(Promise.resolve(execution.failed(outcome.error)));
			else if (outcome.response.workflowData) this.running.push(this.runOn(execution, hit.node.name, outcome.response.workflowData));
			return true;
		});
	}

	private async runOn(execution: Execution, nodeName: string, items: INodeExecutionData[][]): Promise<RunResult> {
		const workflow = execution.createWorkflow();
		const node = workflow.nodes[nodeName];
		if (!node) return execution.failed(new Error(`The workflow has no node "${nodeName}".`));
		const data = createRunExecutionData({ executionData: { nodeExecutionStack: [{ node, data: { main: items }, source: null }] } });
		const result = await execution.process(workflow, data);
		this.staticData = result.staticData;
		return this.waiting.keep(execution, result);
	}

	private newExecution(): Execution {
		return new Execution({ ...this.input, mode: 'webhook', staticData: this.staticData });
	}

	private webhooks(execution: Execution, workflow: Workflow): Array<{ node: INode; webhook: IWebhookData }> {
		const data = execution.additionalData();
		const all = Object.values(workflow.nodes).flatMap((node) => nodeWebhooks(workflow, node, data).map((webhook) => ({ node, webhook })));
		return all.filter(({ webhook }) => webhook.webhookDescription.restartWebhook !== true);
	}
}
