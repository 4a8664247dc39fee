import { setTimeout as pause } from 'node:timers/promises';

import type { IConnections, IDataObject, INodeParameters } from 'n8n-workflow';

import type { Choice } from '../../../engine/review/choice/Choice';
import type { CountAnswer, FailedAnswer, OverAnswer, PageAnswer, SummaryAnswer } from '../../../nodes/CrmReview/page/protocol';
import type { Store } from '../../../engine/store/Store';
import { itemsOf, PACKAGE_NAME, type RunOptions, type RunResult, type WorkflowJson } from '../../harness';
import { query } from '../../support/rows';
import { CampaignNodes } from '../CrmCampaign/CampaignNodes';
import { ask, type Answered, type Asking } from '../shared/http';
import { byId } from '../shared/NodeHost';

type Answer = Partial<PageAnswer & CountAnswer & SummaryAnswer> & Partial<FailedAnswer> & { readonly over?: OverAnswer['over'] } & Readonly<Record<string, unknown>>;

/** A workflow with a review in it: who is confirmed gets a call, and so does, wrongly wired, who is not. */
export class ReviewNodes {
	private constructor(readonly scene: CampaignNodes) {}

	static async create(dialect?: Store['dialect']): Promise<ReviewNodes> {
		return new ReviewNodes(await CampaignNodes.create(dialect));
	}

	get store(): Store {
		return this.scene.nodes.store;
	}

	async close(): Promise<void> {
		await this.scene.nodes.close();
	}

	/** Contacts of their own, selected, before a person. */
	async waiting(count: number, parameters: INodeParameters = {}, options: INodeParameters = {}): Promise<Waiting> {
		const made = Array.from({ length: count }, (_, index) => ({ name: `Person ${index + 1}`, city: index % 2 === 0 ? 'Madrid' : 'Roma', email: `p${index + 1}.${count}@example.com` }));
		const ids: number[] = [];
		for (const one of made) ids.push((await this.scene.nodes.record('contact', one)).id);
		const selected = await this.scene.nodes.one('crmSegment', {
			operation: 'search',
			criteriaBy: 'json',
			criteriaJson: JSON.stringify({ tabs: [{ kind: 'contact', condition: { type: 'field', field: 'id', operator: 'isAnyOf', value: ids } }] }),
			generalParameters: { campaign: byId(this.scene.campaign.id) },
			options,
		});
		return new Waiting(this, (await this.run(parameters, [selected])).expect('waiting'), ids, selected);
	}

	async run(parameters: INodeParameters, items: readonly IDataObject[], workflow: WorkflowJson = reviewed(parameters), more: Pick<RunOptions, 'unsigned'> = {}): Promise<RunResult> {
		return await this.scene.nodes.host.run(workflow, { ...more, startNode: 'Review', inputItems: itemsOf(...items), credentials: this.scene.nodes.credentials });
	}

	/** Whom tasks were made for, in order. */
	async called(): Promise<number[]> {
		return (await query(this.store, 'SELECT contact_id FROM task ORDER BY contact_id')).map((row) => Number(row['contact_id']));
	}
}

/** An execution that waits, and its page. */
export class Waiting {
	readonly url: string;

	constructor(
		private readonly nodes: ReviewNodes,
		readonly result: RunResult,
		readonly ids: readonly number[],
		readonly selected: IDataObject,
	) {
		this.url = nodes.scene.nodes.host.waitingUrl(result);
	}

	async get(asking: Asking = {}): Promise<Answered> {
		return await ask(this.url, asking);
	}

	/** As the page's script asks. */
	async post(body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly answer: Answer }> {
		const { status, text } = await ask(this.url, { method: 'POST', headers: { 'Content-Type': 'text/plain', ...headers }, body: JSON.stringify(body) });
		return { status, answer: JSON.parse(text) as Answer };
	}

	async decide(outcome: 'confirmed' | 'rejected', by: string, choice: Choice = { steps: [] }, note = '') {
		return await this.post({ action: 'decide', outcome, by, note, ...choice });
	}

	/** What became of it; it goes on a moment after whoever decided has the answer. */
	async resumed(): Promise<RunResult> {
		for (let attempt = 0; attempt < 600 && !(await this.wentOn()); attempt++) await pause(50);
		return await this.nodes.scene.nodes.host.resumed(this.result);
	}

	async timeOut(): Promise<RunResult> {
		return await this.nodes.scene.nodes.host.timeOut(this.result);
	}

	/** Whether it waits for anybody still, some moments after. */
	async waits(): Promise<boolean> {
		await pause(300);
		return !(await this.wentOn());
	}

	private async wentOn(): Promise<boolean> {
		return (await ask(this.url, { method: 'PUT' })).status === 409;
	}

	without(...ids: readonly number[]): Choice {
		return { steps: [{ tick: false, rows: { contact: [...ids] } }] };
	}
}

/** Review → calls for the confirmed; what is not confirmed runs into a process by mistake. */
export function reviewed(parameters: INodeParameters): WorkflowJson {
	const calls = (name: string, x: number, y: number) => ({ id: name, name, type: `${PACKAGE_NAME}.crmCampaign`, typeVersion: 1, position: [x, y] as [number, number], parameters: { resource: 'selection', operation: 'tasks' } });
	const connections: IConnections = { Review: { main: [[{ node: 'Wrongly call', type: 'main', index: 0 }], [{ node: 'Call', type: 'main', index: 0 }]] } };
	return {
		name: 'Reviewed',
		nodes: [{ id: 'review', name: 'Review', type: `${PACKAGE_NAME}.crmReview`, typeVersion: 1, position: [0, 0], parameters }, calls('Call', 200, 100), calls('Wrongly call', 200, -100)],
		connections,
	};
}

/** A store's `run` that fails at one transaction, as if something were wrong with it. */
export function failingAt(store: Store, name: string): Store['run'] {
	const run = store.run.bind(store);
	return async (transaction, input) => {
		if (transaction.name === name) throw new Error(`boom in ${name}`);
		return await run(transaction, input);
	};
}
