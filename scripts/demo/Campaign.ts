import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { decideOnPage } from '../decideOnPage';
import { itemsOf, itemWithFiles, readWorkflow, tryingOut, type Host, type RunResult, type WorkflowJson } from '../host';
import { bounceReport } from './bounceReport';
import { countWorkflow, type Counted } from './countWorkflow';
import type { MailSink } from './MailSink';
import { positiveCallsWorkflow } from './positiveCallsWorkflow';
import { recipientsAct } from './Recipients';

/** A file to import: what is in it, as the import form asks. */
export interface InputFile {
	readonly contains: 'Contacts' | 'Accounts' | 'Leads' | 'Salespeople';
	readonly path: string;
}

/** What one run through the shipped workflows came to. */
export interface CampaignResult {
	readonly imported: Readonly<Record<string, number>>;
	readonly refused: number;
	readonly selected: number;
	readonly sent: number;
	readonly notSent: Readonly<Record<string, number>>;
	/** Messages that a person opened, clicked, unsubscribed from; that bounced. */
	readonly opened: number;
	readonly clicked: number;
	readonly unsubscribed: number;
	readonly bounced: number;
	/** Calls of messages opened or clicked. */
	readonly tasks: number;
	readonly bounceCalls: number;
	readonly dataQualityTasks: number;
	readonly opportunities: number;
	readonly contactsFromAccounts: number;
	readonly seconds: number;
}

/** What stands ready after the first two workflows. */
export interface Prepared extends Pick<CampaignResult, 'imported' | 'refused'> {
	readonly campaignId: number;
	readonly templateId: number;
}

export interface CampaignSetting {
	readonly host: Host;
	/** The store's file: each input has its own. */
	readonly storeFile: string;
	readonly smtpPort: number;
	readonly workflowFolder: string;
	/** Says what is going on. */
	readonly say: (line: string) => void;
}

/** Runs the shipped workflows, in the order in which a user meets them, over one input. */
export class Campaign {
	constructor(private readonly setting: CampaignSetting) {}

	/** @param sink where recipients have their mails */
	async run(name: string, files: readonly InputFile[], sink: MailSink): Promise<CampaignResult> {
		const start = performance.now();
		const { imported, refused, campaignId, templateId } = await this.prepare(name, files);
		await this.publish();
		const before = await sink.count();
		const mailed = await this.campaign(campaignId, templateId);
		await this.workflow('05-deliver-what-is-left');
		const cameBack = await this.recipients(campaignId, sink, before + 1);
		const tasks = await this.workflow('08-opened-or-clicked-to-tasks');
		const bounced = await this.workflow('11-bounced-to-calls');
		await this.positiveCalls(campaignId);
		const opportunities = await this.workflow('10-positive-tasks-to-opportunities');
		const contacts = await this.workflow('12-contacts-from-accounts');
		const made = { tasks: done(tasks, 'Create the calls'), opportunities: done(opportunities, 'Create the opportunities') };
		const followed = {
			bounceCalls: done(bounced, 'Create the calls') + done(bounced, 'Create the calls for the rows'),
			dataQualityTasks: done(bounced, 'Create the data-quality tasks'),
		};
		this.setting.say(`  follow-up: ${made.tasks} calls of opened or clicked mails, ${followed.bounceCalls} of bounced ones, ${followed.dataQualityTasks} data-quality tasks, ${made.opportunities} opportunities, ${done(contacts, 'Create the contacts')} contacts from accounts`);
		return {
			imported,
			refused,
			...mailed,
			...cameBack,
			...made,
			...followed,
			contactsFromAccounts: done(contacts, 'Create the contacts'),
			seconds: (performance.now() - start) / 1000,
		};
	}

	/** Imports the files, and makes salespeople, a campaign and a template. */
	async prepare(name: string, files: readonly InputFile[]): Promise<Prepared> {
		const imported: Record<string, number> = {};
		let refused = 0;
		for (const file of files) {
			const counts = await this.import(file);
			imported[file.contains] = (imported[file.contains] ?? 0) + counts.imported;
			refused += counts.refused;
		}
		return { imported, refused, ...(await this.firstCampaign(name)) };
	}

	private async import(file: InputFile): Promise<{ imported: number; refused: number }> {
		const content = await readFile(file.path);
		const upload = itemWithFiles({ 'What is in it': file.contains }, { File: { name: basename(file.path), mimeType: 'text/csv', content } });
		const result = (await this.execute(this.shipped('01-import-contacts'), { startNode: 'Upload an export', inputItems: [upload] })).expect('waiting');
		const [counts] = result.json('Import the rows');
		const number = (key: string) => Number(counts?.[key] ?? 0);
		const imported = number('created') + number('updated') + number('unchanged');
		this.setting.say(`  ${basename(file.path)}: ${imported} rows imported, ${number('refused')} refused, ${number('optOuts')} opted out`);
		return { imported, refused: number('refused') };
	}

	private async firstCampaign(name: string): Promise<{ campaignId: number; templateId: number }> {
		const form = {
			Salespeople: 'Marta Ruiz <marta@example.com>\nPaolo Conti <paolo@example.com>',
			Campaign: name,
			'From email': 'news@example.com',
			Subject: 'Something for you, {{ recipient.first_name | default: "friend" }}',
			Mail: '<p>Dear {{ recipient.name }},</p><p>{{ campaign.name }} has begun{% if account.name %}, also for {{ account.name }}{% endif %}. <a href="https://www.example.com/offer">Have a look</a>.</p><p>{{ sender.name | default: "Your team" }}</p>',
			'Send the test to': 'me@example.com',
		};
		const result = (await this.execute(this.shipped('02-first-campaign'), { startNode: 'Fill in the form', inputItems: itemsOf(form) })).expect('success');
		const [preview] = result.json('Preview the template');
		this.setting.say(`  campaign and template made, test sent: ${JSON.stringify(preview?.['subject'])}`);
		return { campaignId: idOf(result, 'Save the campaign'), templateId: idOf(result, 'Save the template') };
	}

	/** The workflow as a user would set it up: a campaign, a template, and who is searched. */
	private async campaign(campaignId: number, templateId: number): Promise<Pick<CampaignResult, 'selected' | 'sent' | 'notSent'>> {
		const workflow = this.shipped('04-campaign');
		const search = parametersOf(workflow, 'Search the segment');
		search['generalParameters'] = { campaign: chosen(campaignId), reference: 'Demo' };
		search['tabs'] = { contact: [{ allRecords: true }], lead: [{ allRecords: true }] };
		parametersOf(workflow, 'Create the messages')['template'] = chosen(templateId);
		parametersOf(workflow, 'Deliver the messages')['options'] = { bounceAddress: 'bounces@example.com' };
		const waits = (await this.execute(workflow, {})).expect('waiting');
		const { host, say } = this.setting;
		say('  a person looks the selection through on its page, and confirms it');
		await decideOnPage(host.waitingUrl(waits), 'confirmed', 'Marta Ruiz');
		const result = (await host.resumed(waits)).expect('success');
		const [messages] = result.json('Create the messages');
		const [delivery] = result.json('Deliver the messages');
		const sent = Number(delivery?.['sent'] ?? 0);
		const notSent = (messages?.['notSent'] ?? {}) as Record<string, number>;
		say(`  ${Number(messages?.['selected'])} selected, ${sent} sent, not sent: ${listed(notSent)}`);
		return { selected: Number(messages?.['selected'] ?? 0), sent, notSent };
	}

	/** The unsubscribe page, and the links that count, where this input's mails lead to: each store has its own. */
	private async publish(): Promise<void> {
		const { host, storeFile } = this.setting;
		const name = basename(storeFile, '.sqlite');
		for (const [slug, trigger, path] of [['06-email-events', 'Count opens and clicks', 'email-events'], ['07-unsubscribe-page', 'Unsubscribe', 'unsubscribe']] as const) {
			const workflow = this.shipped(slug);
			parametersOf(workflow, trigger)['path'] = `${path}-${name}`;
			await host.publish(workflow, { credentials: this.credentials() });
		}
	}

	/** What recipients do with their mails comes back by itself: links of the mails, the unsubscribe button, bounce mails. */
	private async recipients(campaignId: number, sink: MailSink, firstMail: number): Promise<Record<Counted, number>> {
		const { say } = this.setting;
		const { opened, clicked, scanned, unsubscribed, undeliverable: [hard, soft] } = await recipientsAct(sink, firstMail, await sink.count());
		const inputItems = [...(hard ? [bounceReport(hard, '5.1.1')] : []), ...(soft ? [bounceReport(soft, '4.2.2')] : [])];
		(await this.execute(this.shipped('06b-bounce-mails'), { startNode: 'Wait for mails that come back', inputItems })).expect('success');
		say(`  recipients: ${opened + clicked} open their mail, ${clicked} of them follow its link, ${scanned} mails are fetched by a scanner, ${unsubscribed} unsubscribe, ${inputItems.length} mails bounce`);
		const counts = (await this.execute(countWorkflow(campaignId), {})).expect('success');
		const count = (what: Counted) => Number(counts.json(what)[0]?.['count'] ?? 0);
		const cameBack = { opened: count('opened'), clicked: count('clicked'), unsubscribed: count('unsubscribed'), bounced: count('bounced') };
		say(`  came back by itself: ${listed(cameBack)}`);
		return cameBack;
	}

	/** What only salespeople can cause, set through CRM Record. */
	private async positiveCalls(campaignId: number): Promise<void> {
		const result = (await this.execute(positiveCallsWorkflow(campaignId), {})).expect('success');
		this.setting.say(`  (set by hand through CRM Record: ${result.items('Set the outcomes').length} positive calls)`);
	}

	private async workflow(slug: string): Promise<RunResult> {
		return (await this.execute(this.shipped(slug), {})).expect('success');
	}

	private shipped(slug: string): WorkflowJson {
		return readWorkflow(join(this.setting.workflowFolder, `${slug}.json`));
	}

	private async execute(workflow: WorkflowJson, options: Parameters<Host['run']>[1]): Promise<RunResult> {
		// A schedule trigger starts at its manual trigger; without any, at the first.
		return await this.setting.host.run(tryingOut(workflow), {
			...options,
			credentials: this.credentials(),
		});
	}

	private credentials() {
		const smtp = { host: '127.0.0.1', port: this.setting.smtpPort, secure: false, disableStartTls: true, user: '', password: '', hostName: '' };
		return { smtp, crmStoreApi: { kind: 'sqlite', file: this.setting.storeFile } };
	}
}

function chosen(id: number): IDataObject {
	return { __rl: true, mode: 'id', value: String(id) };
}

function parametersOf(workflow: WorkflowJson, node: string): IDataObject {
	const found = workflow.nodes.find((one) => one.name === node);
	if (!found) throw new Error(`The workflow "${workflow.name}" has no node "${node}".`);
	return found.parameters as IDataObject;
}

function idOf(result: RunResult, node: string): number {
	const id = result.json(node)[0]?.['id'];
	if (typeof id !== 'number') throw new Error(`"${node}" made nothing.`);
	return id;
}

function done(result: RunResult, node: string): number {
	return Number(result.json(node)[0]?.['done'] ?? 0);
}

export function listed(counts: Readonly<Record<string, number>>): string {
	const parts = Object.entries(counts).map(([reason, count]) => `${count} ${reason.toLowerCase()}`);
	return parts.length === 0 ? 'none' : parts.join(', ');
}
