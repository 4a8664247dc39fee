import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type ICredentialDataDecryptedObject, type IDataObject, type ILoadOptionsFunctions, type INode, type INodeExecutionData, type INodeParameters, type INodeType } from 'n8n-workflow';

import type { Kind } from '../../../engine/records/kinds';
import type { MessageEvent } from '../../../engine/events/MessageEvent';
import { recordEvent } from '../../../engine/events/recordEvent';
import type { RecordJson } from '../../../engine/records/RecordJson';
import { createRecord } from '../../../engine/records/writeRecord';
import { closeStore, openStore, type StoreSettings } from '../../../engine/store/openStore';
import type { Store } from '../../../engine/store/Store';
import { defaultStore, storeSettings } from '../../../nodes/shared/nodeStore';
import { additionalData } from '../../../scripts/host/additionalData';
import { HostCredentials, type CredentialsByType } from '../../../scripts/host/HostCredentials';
import { createHost, itemsOf, PACKAGE_NAME, type Host, type RunResult, type WorkflowJson } from '../../harness';
import { newStoreDatabase } from '../../support/postgresServer';

/** The node under test, in workflows of this host. */
export const NODE = 'Node under test';

/** What holds on one store must hold on the other; `STORE=sqlite` or `STORE=postgres` in the environment takes one. */
export const STORES = (['sqlite', 'postgres'] as const).filter((dialect) => (process.env['STORE'] ?? '') === '' || process.env['STORE'] === dialect);

export type NodeName = 'campaignEmail' | 'campaignReport' | 'crmCampaign' | 'crmConsent' | 'crmJob' | 'crmRecord' | 'crmReview' | 'crmSegment';

/** How one node is run. */
export interface NodeRunOptions {
	readonly items?: INodeExecutionData[];
	/** The node's settings: `onError`, `credentials` … */
	readonly node?: Partial<INode>;
	readonly credentials?: CredentialsByType;
	readonly timezone?: string;
}

/** Workflows of one node of this package, on n8n's engine and a default store of their own. */
export class NodeHost {
	private constructor(
		readonly host: Host,
		private readonly userFolder: string,
		readonly store: Store,
		/** What every node gets; empty for the default store. */
		readonly credentials: CredentialsByType,
		private readonly settings: StoreSettings,
	) {}

	/** @param dialect where the records lie: in the default file, or in a PostgreSQL database of their own */
	static async create(dialect: Store['dialect'] = 'sqlite'): Promise<NodeHost> {
		const userFolder = mkdtempSync(join(tmpdir(), 'crm-nodes-'));
		const host = await createHost({ userFolder, timezone: 'Europe/Madrid' });
		const credential = dialect === 'postgres' ? await newDatabase() : null;
		const settings = credential ? storeSettings(credential) : defaultStore();
		return new NodeHost(host, userFolder, await openStore(settings), credential ? { crmStoreApi: credential } : {}, settings);
	}

	/** Runs a node, or its variant for AI agents (`crmSegmentTool`), with these parameters. */
	async run(node: NodeName | `${NodeName}Tool`, parameters: INodeParameters, options: NodeRunOptions = {}): Promise<RunResult> {
		const { items = itemsOf({}), credentials, timezone } = options;
		const json = { ...workflow(node, parameters, options.node), settings: timezone ? { timezone } : {} };
		return await this.host.run(json, { startNode: NODE, inputItems: items, credentials: { ...this.credentials, ...credentials } });
	}

	/** What comes out of the first output of a run that succeeds. */
	async json(node: NodeName, parameters: INodeParameters, items?: INodeExecutionData[]): Promise<IDataObject[]> {
		return (await this.run(node, parameters, { items })).expect('success').json(NODE);
	}

	/** The only item that comes out. */
	async one(node: NodeName, parameters: INodeParameters, items?: INodeExecutionData[]): Promise<IDataObject> {
		const [first, ...others] = await this.json(node, parameters, items);
		if (!first || others.length > 0) throw new Error(`${first ? others.length + 1 : 0} items came out, not one.`);
		return first;
	}

	/** Puts a record into the store; answers it. */
	async record(kind: Kind, values: Readonly<Record<string, string | number | boolean | null>>): Promise<RecordJson> {
		return await this.store.run(createRecord, { kind, values, source: 'user', timeZone: 'Europe/Madrid' });
	}

	/** What a recipient or a mail server does with a message. */
	async event(messageId: number, kind: MessageEvent['kind'], more: Partial<MessageEvent> = {}): Promise<void> {
		await this.store.run(recordEvent, { messageId, kind, happenedAt: null, link: null, bounce: null, machine: false, eventId: null, ...more });
	}

	nodeType(node: NodeName): INodeType {
		return this.host.nodeTypes.getByNameAndVersion(`${PACKAGE_NAME}.${node}`, 1);
	}

	/** What n8n's server hands to a method that fills a drop-down. */
	loadOptions(node: NodeName, parameters: INodeParameters = {}): ILoadOptionsFunctions {
		const { nodeTypes } = this.host;
		const json = workflow(node, parameters, { credentials: Object.fromEntries(Object.keys(this.credentials).map((name) => [name, { id: name, name }])) });
		const loaded = new Workflow({ ...json, active: false, nodeTypes });
		const [first] = json.nodes;
		if (!first) throw new Error('The workflow has no node.');
		const now = new Date();
		const data = additionalData({
			executionId: 'options',
			mode: 'internal',
			workflow: { ...json, id: 'options', active: false, activeVersionId: null, isArchived: false, createdAt: now, updatedAt: now },
			credentials: new HostCredentials(nodeTypes, this.credentials),
			publicUrl: 'http://127.0.0.1:5678',
			onStaticData: () => undefined,
		});
		return new LoadOptionsContext(loaded, first, data, '');
	}

	async close(): Promise<void> {
		await closeStore(this.settings);
		await this.host.close();
		rmSync(this.userFolder, { recursive: true });
	}
}

/** A credential for a database of the test server with an empty store in it. */
export async function newDatabase(): Promise<ICredentialDataDecryptedObject> {
	const { host, port, database, user, password } = await newStoreDatabase();
	return { kind: 'postgres', host, port, database, user, password, ssl: 'off' };
}

/** One thing chosen by its id. */
export function byId(id: unknown): INodeParameters {
	return { __rl: true, mode: 'id', value: typeof id === 'string' ? id : String(Number(id)) };
}

function workflow(node: string, parameters: INodeParameters, more: Partial<INode> = {}): WorkflowJson {
	return {
		name: `One ${node}`,
		nodes: [{ id: NODE, name: NODE, type: `${PACKAGE_NAME}.${node}`, typeVersion: 1, position: [0, 0], parameters, ...more }],
		connections: {},
	};
}
