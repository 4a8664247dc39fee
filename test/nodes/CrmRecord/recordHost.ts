import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type IDataObject, type ILoadOptionsFunctions, type INode, type INodeExecutionData, type INodeParameters, type INodeType } from 'n8n-workflow';

import { closeStore } from '../../../engine/store/openStore';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { additionalData } from '../../../scripts/host/additionalData';
import { HostCredentials } from '../../../scripts/host/HostCredentials';
import { createHost, itemsOf, PACKAGE_NAME, type Host, type RunResult, type WorkflowJson } from '../../harness';

/** The node under test, in workflows of this host. */
export const NODE = 'Record';

/** A workflow of one CRM Record node, on n8n's engine and a default store of its own. */
export class RecordHost {
	private constructor(
		private readonly host: Host,
		private readonly userFolder: string,
	) {}

	static async create(): Promise<RecordHost> {
		const userFolder = mkdtempSync(join(tmpdir(), 'crm-record-'));
		return new RecordHost(await createHost({ userFolder, timezone: 'Europe/Madrid' }), userFolder);
	}

	/** Runs the node with these parameters; it gets the items, or one empty item. */
	async run(parameters: INodeParameters, items: INodeExecutionData[] = itemsOf({}), more: Partial<INode> = {}): Promise<RunResult> {
		return await this.host.run(workflow(parameters, more), { startNode: NODE, inputItems: items });
	}

	/** What comes out of the first output of a run that succeeds. */
	async json(parameters: INodeParameters, items?: INodeExecutionData[]): Promise<IDataObject[]> {
		return (await this.run(parameters, items)).expect('success').json(NODE);
	}

	/** Runs the node as a tool of an AI agent. */
	async byAi(parameters: INodeParameters, items?: INodeExecutionData[]): Promise<RunResult> {
		return await this.run(parameters, items, { type: `${PACKAGE_NAME}.crmRecordTool` });
	}

	/** Creates one record from values by field name; answers it. */
	async create(kind: string, values: IDataObject): Promise<IDataObject> {
		const [record] = await this.json({ operation: 'create', kind, fields: AUTO }, itemsOf(values));
		if (!record) throw new Error(`No ${kind} was created.`);
		return record;
	}

	/** The node type, with its description and methods. */
	nodeType(): INodeType {
		return this.host.nodeTypes.getByNameAndVersion(`${PACKAGE_NAME}.crmRecord`, 1);
	}

	/** What n8n's server hands to a method that fills a drop-down. */
	loadOptions(parameters: INodeParameters): ILoadOptionsFunctions {
		const { nodeTypes } = this.host;
		const json = workflow(parameters, {});
		const loaded = new Workflow({ ...json, active: false, nodeTypes });
		const [node] = json.nodes;
		if (!node) throw new Error('The workflow has no node.');
		const now = new Date();
		const data = additionalData({
			executionId: 'options',
			mode: 'internal',
			workflow: { ...json, id: 'options', active: false, activeVersionId: null, isArchived: false, createdAt: now, updatedAt: now },
			credentials: new HostCredentials(nodeTypes, {}),
			publicUrl: 'http://127.0.0.1:5678',
			onStaticData: () => undefined,
		});
		return new LoadOptionsContext(loaded, node, data, '');
	}

	async close(): Promise<void> {
		await closeStore(defaultStore());
		await this.host.close();
		rmSync(this.userFolder, { recursive: true });
	}
}

/** The mapper set to "map automatically". */
export const AUTO: INodeParameters = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };

/** The mapper with values set one by one. */
export function mapped(value: INodeParameters): INodeParameters {
	return { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] };
}

/** One thing chosen by its id. */
export function byId(id: unknown): INodeParameters {
	return { __rl: true, mode: 'id', value: typeof id === 'string' ? id : String(Number(id)) };
}

function workflow(parameters: INodeParameters, more: Partial<INode>): WorkflowJson {
	const node: INode = {
		id: NODE,
		name: NODE,
		type: `${PACKAGE_NAME}.crmRecord`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'record', ...parameters },
		...more,
	};
	return { name: 'CRM Record', nodes: [node], connections: {} };
}
