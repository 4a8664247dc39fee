import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { readWorkflow, tryingOut, type Host, type RunResult, type WorkflowJson } from '../host';

export interface ShippedSetting {
	readonly host: Host;
	/** The store's file. */
	readonly storeFile: string;
	readonly smtpPort: number;
	readonly workflowFolder: string;
}

/** The shipped workflows, run over one store, with mails to a local server. */
export class ShippedWorkflows {
	constructor(private readonly setting: ShippedSetting) {}

	/** A workflow as it is shipped, to be set up. */
	read(slug: string): WorkflowJson {
		return readWorkflow(join(this.setting.workflowFolder, `${slug}.json`));
	}

	/** Runs one to its good end. */
	async run(slug: string): Promise<RunResult> {
		return (await this.execute(this.read(slug), {})).expect('success');
	}

	async execute(workflow: WorkflowJson, options: Parameters<Host['run']>[1]): Promise<RunResult> {
		// A schedule trigger starts at its manual trigger; without any, at the first.
		return await this.setting.host.run(tryingOut(workflow), { ...options, credentials: this.credentials() });
	}

	async publish(workflow: WorkflowJson): Promise<void> {
		await this.setting.host.publish(workflow, { credentials: this.credentials() });
	}

	/** Answers the questions of a form's page; gives the execution as it then waits or has ended. */
	async answer(result: RunResult, ...choices: string[]): Promise<RunResult> {
		const { host } = this.setting;
		const form = new FormData();
		choices.forEach((choice, index) => form.set(`field-${index}`, choice));
		const { status } = await fetch(host.waitingFormUrl(result), { method: 'POST', body: form });
		if (status !== 200) throw new Error(`The form answers ${status}.`);
		return await host.resumed(result);
	}

	private credentials() {
		const smtp = { host: '127.0.0.1', port: this.setting.smtpPort, secure: false, disableStartTls: true, user: '', password: '', hostName: '' };
		return { smtp, crmStoreApi: { kind: 'sqlite', file: this.setting.storeFile } };
	}
}

/** A node's parameters, to fill in. */
export function parametersOf(workflow: WorkflowJson, node: string): IDataObject {
	const found = workflow.nodes.find((one) => one.name === node);
	if (!found) throw new Error(`The workflow "${workflow.name}" has no node "${node}".`);
	return found.parameters as IDataObject;
}
