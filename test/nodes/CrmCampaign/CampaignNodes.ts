import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Kind } from '../../../engine/records/kinds';
import type { RecordJson } from '../../../engine/records/RecordJson';
import type { Store } from '../../../engine/store/Store';
import type { RunResult } from '../../harness';
import { byId, NODE, NodeHost } from '../shared/NodeHost';
import { records, search } from '../shared/tabs';

/** CRM Campaign on a store with a campaign, a template and salespeople. */
export class CampaignNodes {
	private constructor(
		readonly nodes: NodeHost,
		readonly campaign: RecordJson,
		readonly template: RecordJson,
		readonly users: readonly RecordJson[],
	) {}

	static async create(dialect?: Store['dialect']): Promise<CampaignNodes> {
		const nodes = await NodeHost.create(dialect);
		const campaign = await nodes.record('campaign', { name: 'Spring' });
		const template = await nodes.record('template', {
			name: 'Offer',
			subject: 'For {{ recipient.name }}',
			html: '<p>Hello {{ recipient.name }}</p>',
			from_email: 'news@example.com',
		});
		const users = [await nodes.record('user', { name: 'Jane' }), await nodes.record('user', { name: 'Paul' })];
		return new CampaignNodes(nodes, campaign, template, users);
	}

	/** A selection of what the tabs find, as an item; in the campaign unless told otherwise. */
	async select(tabs: INodeParameters, generalParameters: INodeParameters = { campaign: byId(this.campaign.id) }, options: INodeParameters = {}): Promise<INodeExecutionData> {
		return { json: await this.nodes.one('crmSegment', search(tabs, { generalParameters, options })) };
	}

	/** A selection of contacts made for it, with these values each. */
	async selectNew(kind: Kind, ...values: Parameters<NodeHost['record']>[1][]): Promise<{ selection: INodeExecutionData; made: RecordJson[] }> {
		const made: RecordJson[] = [];
		for (const one of values) made.push(await this.nodes.record(kind, one));
		const ids = made.map((record) => record.id);
		const condition = { type: 'group', match: 'all', conditions: [{ type: 'field', field: 'name', operator: 'isAnyOf', value: made.map((record) => record.name) }] };
		const json = await this.nodes.one('crmSegment', {
			operation: 'search',
			criteriaBy: 'json',
			criteriaJson: JSON.stringify({ tabs: [{ kind, condition }] }),
			generalParameters: { campaign: byId(this.campaign.id) },
		});
		if (json['count'] !== ids.length) throw new Error(`${Number(json['count'])} were selected, not ${ids.length}: give them names of their own.`);
		return { selection: { json }, made };
	}

	async run(operation: string, parameters: INodeParameters, items: INodeExecutionData[], node: Partial<INode> = {}): Promise<RunResult> {
		return await this.nodes.run('crmCampaign', { operation, ...parameters }, { items, node });
	}

	/** What a process that succeeds says of one selection. */
	async process(operation: string, parameters: INodeParameters, ...items: INodeExecutionData[]): Promise<IDataObject> {
		const [result] = (await this.run(operation, parameters, items)).expect('success').json(NODE);
		if (!result) throw new Error('Nothing came out.');
		return result;
	}

	/** Records whose name begins and ends like this. */
	async named(kind: Kind, begin: string, end: string = ''): Promise<IDataObject[]> {
		return (await this.all(kind)).filter(({ name }) => typeof name === 'string' && name.startsWith(begin) && name.endsWith(end));
	}

	async all(kind: Kind): Promise<IDataObject[]> {
		return await this.nodes.json('crmSegment', records({ [kind]: [{ allRecords: true }] }));
	}
}
