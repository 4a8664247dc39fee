import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RecordJson } from '../../../engine/records/RecordJson';
import type { Store } from '../../../engine/store/Store';
import { itemsOf, type RunResult } from '../../harness';
import { byId, NODE, NodeHost } from '../shared/NodeHost';
import { search } from '../shared/tabs';

/** CRM Job on a store with two salespeople, and an account with contacts and tasks of the first. */
export class JobNodes {
	private constructor(
		readonly nodes: NodeHost,
		readonly from: RecordJson,
		readonly to: RecordJson,
		readonly account: RecordJson,
	) {}

	static async create(dialect?: Store['dialect']): Promise<JobNodes> {
		const nodes = await NodeHost.create(dialect);
		const from = await nodes.record('user', { name: 'Jane' });
		const to = await nodes.record('user', { name: 'Paul' });
		const own = { assigned_user_id: from.id };
		const account = await nodes.record('account', { name: 'Acme', city: 'Roma', ...own });
		for (const name of ['Ana', 'Ben']) {
			const contact = await nodes.record('contact', { name, account_id: account.id, ...own });
			await nodes.record('task', { name: `Call ${name}`, contact_id: contact.id, status: name === 'Ana' ? 'not_started' : 'completed', ...own });
		}
		return new JobNodes(nodes, from, to, account);
	}

	/** A selection of all accounts, as an item. */
	async accounts(options: INodeParameters = {}): Promise<INodeExecutionData> {
		return { json: await this.nodes.one('crmSegment', search({ account: [{ allRecords: true }] }, { options })) };
	}

	async run(operation: string, parameters: INodeParameters = {}, items: INodeExecutionData[] = itemsOf({}), node: Partial<INode> = {}): Promise<RunResult> {
		return await this.nodes.run('crmJob', { operation, ...parameters }, { items, node });
	}

	/** What comes out of a run that succeeds. */
	async json(operation: string, parameters: INodeParameters = {}, items?: INodeExecutionData[]): Promise<IDataObject[]> {
		return (await this.run(operation, parameters, items)).expect('success').json(NODE);
	}

	/** The only item that comes out. */
	async one(operation: string, parameters: INodeParameters = {}, items?: INodeExecutionData[]): Promise<IDataObject> {
		const [first, ...others] = await this.json(operation, parameters, items);
		if (!first || others.length > 0) throw new Error(`${first ? others.length + 1 : 0} items came out, not one.`);
		return first;
	}

	/** Everything to the second salesperson. */
	get assignment(): INodeParameters {
		return { assignTo: byId(this.to.id), related: ['contact', 'task'] };
	}
}

export function ofJob(job: IDataObject): INodeParameters {
	return { job: byId(job['jobId']) };
}
