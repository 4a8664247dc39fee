import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import type { MessageEvent } from '../../engine/events/MessageEvent';
import { recordEvent } from '../../engine/events/recordEvent';
import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import type { Kind, SearchKind } from '../../engine/records/kinds';
import type { RecordJson } from '../../engine/records/RecordJson';
import { getManyByIds } from '../../engine/records/selectRecords';
import { createRecord, updateRecord } from '../../engine/records/writeRecord';
import { createSelection } from '../../engine/selections/createSelection';
import { selectionPage } from '../../engine/selections/selectionPage';
import { closeStore, openStore } from '../../engine/store/openStore';
import type { Store } from '../../engine/store/Store';
import { defaultStore } from '../../nodes/shared/nodeStore';
import { decideOnPage } from '../../scripts/decideOnPage';
import { createHost, itemsOf, itemWithFiles, projectRoot, readWorkflow, tryingOut, type Host, type PublishedWorkflow, type RunOptions, type RunResult, type WorkflowJson } from '../harness';

type Values = Readonly<Record<string, string | number | boolean | null>>;

/** What n8n's form makes its ending page of. */
export interface LastPage {
	readonly title: string;
	readonly message: string;
	/** URI-encoded JSON of the files that the page downloads. */
	readonly responseBinary: string;
}

/** The shipped workflows on n8n's engine, with the expression engine of its server, over a default store of their own. */
export class Shipped {
	private constructor(
		private readonly host: Host,
		private readonly userFolder: string,
		readonly store: Store,
	) {}

	static async create(): Promise<Shipped> {
		const userFolder = mkdtempSync(join(tmpdir(), 'crm-workflows-'));
		const host = await createHost({ userFolder, expressionEngine: 'vm' });
		return new Shipped(host, userFolder, await openStore(defaultStore()));
	}

	/** @param smtpPort where the mail server listens that nodes with an SMTP credential get */
	async run(workflow: WorkflowJson | string, options: RunOptions = {}, smtpPort: number = 1): Promise<RunResult> {
		const smtp = smtpTo(smtpPort);
		return await this.host.run(tryingOut(typeof workflow === 'string' ? shipped(workflow) : workflow), { ...options, credentials: { smtp, ...options.credentials } });
	}

	/** As it is shipped, without Test Mode. */
	async runAsShipped(workflow: WorkflowJson, smtpPort: number): Promise<RunResult> {
		return await this.host.run(workflow, { credentials: { smtp: smtpTo(smtpPort) } });
	}

	/** Makes a workflow's triggers live. */
	async publish(workflow: WorkflowJson | string, credentials?: RunOptions['credentials']): Promise<PublishedWorkflow> {
		return await this.host.publish(typeof workflow === 'string' ? shipped(workflow) : workflow, { credentials });
	}

	/** Uploads a file in the import form. */
	async import(contains: string, file: { readonly name: string; readonly content: Buffer | string }): Promise<RunResult> {
		const upload = itemWithFiles({ 'What is in it': contains }, { File: { mimeType: 'application/octet-stream', ...file } });
		return await this.run('01-import-contacts', { startNode: 'Upload an export', inputItems: [upload] });
	}

	/** Uploads a file from a folder; answers the counts. */
	async importFile(contains: string, path: string): Promise<IDataObject> {
		const result = await this.import(contains, { name: basename(path), content: await readFile(path) });
		return result.expect('waiting').json('Import the rows')[0] ?? {};
	}

	/** The values of the page that somebody who filled in a form sees at the end. */
	async lastPage(result: RunResult): Promise<LastPage> {
		const answer = await fetch(this.host.waitingFormUrl(result.expect('waiting')));
		const page = (await answer.json()) as LastPage;
		if (answer.status !== 200) throw new Error(`The form's last page answers ${answer.status}: ${JSON.stringify(page)}`);
		return page;
	}

	/** What each question of a form's page, in its order, offers to choose from. */
	async choicesOf(result: RunResult): Promise<string[][]> {
		const answer = await fetch(this.host.waitingFormUrl(result.expect('waiting')));
		const page = (await answer.json()) as { readonly formFields: readonly { readonly selectOptions?: readonly string[] }[] };
		return page.formFields.map(({ selectOptions = [] }) => [...selectOptions]);
	}

	/** Answers the questions of a form's page; gives the execution as it then waits or has ended. */
	async answer(result: RunResult, ...choices: string[]): Promise<RunResult> {
		const form = new FormData();
		choices.forEach((choice, index) => form.set(`field-${index}`, choice));
		const answer = await fetch(this.host.waitingFormUrl(result), { method: 'POST', body: form });
		if (answer.status !== 200) throw new Error(`The form answers ${answer.status}: ${await answer.text()}`);
		return await this.host.resumed(result);
	}

	/** Runs a workflow up to its review, confirms that as its page does, and gives the execution as it ended. */
	async runReviewed(workflow: WorkflowJson | string, options: RunOptions = {}, smtpPort: number = 1): Promise<RunResult> {
		return await this.decide(await this.run(workflow, options, smtpPort), 'confirmed');
	}

	/** Somebody decides on the page of a review. */
	async decide(result: RunResult, outcome: 'confirmed' | 'rejected'): Promise<RunResult> {
		await decideOnPage(this.host.waitingUrl(result.expect('waiting')), outcome, 'Marta Ruiz');
		return await this.host.resumed(result);
	}

	/** Nobody fills in the page that an execution waits for. */
	async timeOut(result: RunResult): Promise<RunResult> {
		return await this.host.timeOut(result.expect('waiting'));
	}

	/** What the search of the campaign workflow says of all contacts, leads and accounts. */
	async searchAll(): Promise<IDataObject> {
		const workflow = shipped('04-campaign');
		const search = parametersOf(workflow, 'Search the segment');
		search['tabs'] = { contact: [{ allRecords: true }], lead: [{ allRecords: true }], account: [{ allRecords: true }] };
		const nodes = workflow.nodes.filter(({ name }) => name === 'Start' || name === 'Search the segment');
		const alone: WorkflowJson = { ...workflow, nodes, connections: { Start: workflow.connections['Start'] ?? {} } };
		return (await this.run(alone)).expect('success').json('Search the segment')[0] ?? {};
	}

	/** Fills in the form of the first campaign. */
	async firstCampaign(form: IDataObject, smtpPort: number): Promise<RunResult> {
		return await this.run('02-first-campaign', { startNode: 'Fill in the form', inputItems: itemsOf(form) }, smtpPort);
	}

	async create(kind: Kind, values: Values): Promise<RecordJson> {
		return await this.store.run(createRecord, { kind, values, source: 'user', timeZone: 'UTC' });
	}

	async update(kind: Kind, id: number, values: Values): Promise<void> {
		await this.store.run(updateRecord, { kind, id, values, source: 'user', timeZone: 'UTC' });
	}

	/** What a recipient, or a machine on the way, does with a message. */
	async event(messageId: number, kind: MessageEvent['kind'], more: Partial<MessageEvent> = {}): Promise<void> {
		await this.store.run(recordEvent, { messageId, kind, happenedAt: null, link: null, bounce: null, machine: false, eventId: null, ...more });
	}

	/** The first 10,000 records of a kind. */
	async all(kind: SearchKind): Promise<RecordJson[]> {
		const catalogue = await catalogueOf(this.store);
		const selection = await createSelection(this.store, catalogue, { source: { segment: { tabs: [{ kind, allRecords: true }] } }, timeZone: 'UTC' });
		const { rows } = await selectionPage(this.store, catalogue, selection, { limit: 10_000 });
		return await this.store.run(getManyByIds, { kind, ids: rows.map((row) => row.id) });
	}

	async close(): Promise<void> {
		await closeStore(defaultStore());
		await this.host.close();
		rmSync(this.userFolder, { recursive: true });
	}
}

function smtpTo(port: number) {
	return { host: '127.0.0.1', port, secure: false, disableStartTls: true, user: '', password: '', hostName: '' };
}

/** A shipped workflow, to be set up as a user would. */
export function shipped(slug: string): WorkflowJson {
	return readWorkflow(join(projectRoot(), 'workflows', `${slug}.json`));
}

/** A node's parameters, to fill in. */
export function parametersOf(workflow: WorkflowJson, node: string): IDataObject {
	const found = workflow.nodes.find((one) => one.name === node);
	if (!found) throw new Error(`The workflow "${workflow.name}" has no node "${node}".`);
	return found.parameters;
}

/** One thing chosen by its id. */
export function chosen(id: unknown): IDataObject {
	return { __rl: true, mode: 'id', value: String(Number(id)) };
}
