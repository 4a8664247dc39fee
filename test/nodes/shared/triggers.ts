import { setTimeout as sleep } from 'node:timers/promises';

import { HookContext } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { NodeCatalogue } from '../../../scripts/host/NodeCatalogue';
import { Execution } from '../../../scripts/host/Execution';
import type { CredentialsByType } from '../../../scripts/host/HostCredentials';
import { nodeWebhooks } from '../../../scripts/host/web/webhooks';
import { PACKAGE_NAME, type PublishedWorkflow, type WorkflowJson } from '../../harness';

export type TriggerName = 'crmTasksPage' | 'emailEventsTrigger' | 'unsubscribeTrigger';

/** The trigger, in workflows of it alone. */
export const TRIGGER = 'Trigger';

/** A workflow of one trigger. */
export function triggerWorkflow(trigger: TriggerName, parameters: INodeParameters = {}, id = 'workflow'): WorkflowJson {
	return {
		id,
		name: `Workflow ${id}`,
		nodes: [{ id: `${trigger} of ${id}`, name: TRIGGER, type: `${PACKAGE_NAME}.${trigger}`, typeVersion: 1, position: [0, 0], webhookId: `${trigger}-${id}`, parameters }],
		connections: {},
	};
}

/**
 * What came out of a trigger from its nth execution on, once there are so many more of them. A request is answered before
 * its execution begins, so they are waited for; then a moment longer, for one too many.
 */
export async function emitted(published: PublishedWorkflow, after: number, executions: number): Promise<IDataObject[]> {
	const until = Date.now() + 20_000;
	while ((await published.results()).length < after + executions && Date.now() < until) await sleep(10);
	await sleep(150);
	const results = (await published.results()).slice(after);
	if (results.length !== executions) throw new Error(`${results.length} executions were started, not ${executions}.`);
	return results.flatMap((result) => result.expect('success').json(TRIGGER));
}

export interface TriggerLifeOptions {
	readonly nodeTypes: NodeCatalogue;
	readonly credentials: CredentialsByType;
	/** Where this n8n is for the world; without a slash at its end. */
	readonly publicUrl?: string;
}

/** A trigger's life as n8n's server leads it: published, published anew, listened to for a test, taken back; with what it keeps. */
export class TriggerLife {
	staticData: IDataObject = {};

	constructor(
		private readonly workflow: WorkflowJson,
		private readonly options: TriggerLifeOptions,
	) {}

	/** Answers whether the trigger set anything up. */
	async publish(): Promise<boolean> {
		return await this.hooks('trigger', 'activate', false, this.staticData);
	}

	async unpublish(): Promise<void> {
		await this.remove(false, this.staticData);
	}

	/** "Listen for test event": n8n keeps nothing of it, and ends it in the mode it unpublishes in. */
	async listenForATest(): Promise<void> {
		const staticData = {};
		await this.hooks('manual', 'manual', true, staticData);
		await this.remove(true, staticData);
	}

	private async hooks(mode: 'trigger' | 'manual', activation: 'activate' | 'manual', isTest: boolean, staticData: IDataObject): Promise<boolean> {
		let created = false;
		await this.each(mode, activation, isTest, staticData, async (context, { checkExists, create }) => {
			if (await checkExists.call(context)) return;
			await create.call(context);
			created = true;
		});
		return created;
	}

	private async remove(isTest: boolean, staticData: IDataObject): Promise<void> {
		await this.each('internal', 'update', isTest, staticData, async (context, methods) => void (await methods.delete.call(context)));
	}

	private async each(
		mode: 'trigger' | 'manual' | 'internal',
		activation: 'activate' | 'manual' | 'update',
		isTest: boolean,
		staticData: IDataObject,
		step: (context: HookContext, methods: Record<'checkExists' | 'create' | 'delete', (this: HookContext) => Promise<boolean>>) => Promise<void>,
	): Promise<void> {
		const { nodeTypes, credentials, publicUrl = 'https://n8n.example.com' } = this.options;
		const execution = new Execution({ nodeTypes, credentials, publicUrl, workflow: this.workflow, mode, staticData });
		const loaded = execution.createWorkflow();
		for (const node of Object.values(loaded.nodes)) {
			for (const webhook of nodeWebhooks(loaded, node, execution.additionalData())) {
				const methods = loaded.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).webhookMethods?.[webhook.webhookDescription.name];
				if (!methods) continue;
				await step(new HookContext(loaded, node, webhook.workflowExecuteAdditionalData, mode, activation, { ...webhook, isTest }), methods);
			}
		}
		for (const key of Object.keys(staticData)) delete staticData[key];
		// n8n writes it down as JSON.
		Object.assign(staticData, JSON.parse(JSON.stringify(loaded.staticData)) as IDataObject);
	}
}
