import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { decideOnPage } from '../decideOnPage';
import { fileContent, itemsOf, itemWithFiles, type RunResult } from '../host';
import { bounceReport } from './bounceReport';
import { countWorkflow, type Counted } from './countWorkflow';
import { handOver } from './handOver';
import type { MailSink } from './MailSink';
import { recipientsAct } from './Recipients';
import { salespeopleAnswer, type Answered } from './Salespeople';
import { parametersOf, ShippedWorkflows, type ShippedSetting } from './ShippedWorkflows';

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
	/** What salespeople recorded on their pages. */
	readonly answered: Answered;
	readonly opportunities: number;
	readonly contactsFromAccounts: number;
	/** Records that a job gave to another salesperson. */
	readonly handedOver: number;
	/** The file of the campaign's report. */
	readonly report: string;
	readonly seconds: number;
}

/** What stands ready after the first two workflows. */
export interface Prepared extends Pick<CampaignResult, 'imported' | 'refused'> {
	readonly campaignId: number;
	readonly templateId: number;
}

/** Each input has a store of its own. */
export interface CampaignSetting extends ShippedSetting {
	/** Says what is going on. */
	readonly say: (line: string) => void;
}

/** Runs the shipped workflows, in the order in which a user meets them, over one input. */
export class Campaign {
	private readonly workflows: ShippedWorkflows;

	constructor(private readonly setting: CampaignSetting) {
		this.workflows = new ShippedWorkflows(setting);
	}

	/** @param sink where recipients have their mails */
	async run(name: string, files: readonly InputFile[], sink: MailSink): Promise<CampaignResult> {
		const start = performance.now();
		const { imported, refused, campaignId, templateId } = await this.prepare(name, files);
		await this.publish();
		const before = await sink.count();
		const mailed = await this.campaign(campaignId, templateId);
		await this.workflows.run('05-deliver-what-is-left');
		const cameBack = await this.recipients(campaignId, sink, before + 1);
		const tasks = await this.workflows.run('08-opened-or-clicked-to-tasks');
		const bounced = await this.workflows.run('11-bounced-to-calls');
		const { answered, users } = await this.myTasks(sink);
		const opportunities = await this.workflows.run('10-positive-tasks-to-opportunities');
		const contacts = await this.workflows.run('12-contacts-from-accounts');
		const made = { tasks: done(tasks, 'Create the calls'), opportunities: done(opportunities, 'Create the opportunities') };
		const followed = {
			bounceCalls: done(bounced, 'Create the calls') + done(bounced, 'Create the calls for the rows'),
			dataQualityTasks: done(bounced, 'Create the data-quality tasks'),
		};
		this.setting.say(`  follow-up: ${made.tasks} calls of opened or clicked mails, ${followed.bounceCalls} of bounced ones, ${followed.dataQualityTasks} data-quality tasks, ${made.opportunities} opportunities, ${done(contacts, 'Create the contacts')} contacts from accounts`);
		const handedOver = await this.handOver(users);
		const report = await this.report(campaignId);
		return {
			imported,
			refused,
			...mailed,
			...cameBack,
			...made,
			...followed,
			answered,
			contactsFromAccounts: done(contacts, 'Create the contacts'),
			handedOver,
			report,
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
		const result = (await this.workflows.execute(this.workflows.read('01-import-contacts'), { startNode: 'Upload an export', inputItems: [upload] })).expect('waiting');
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
		const result = (await this.workflows.execute(this.workflows.read('02-first-campaign'), { startNode: 'Fill in the form', inputItems: itemsOf(form) })).expect('success');
		const [preview] = result.json('Preview the template');
		this.setting.say(`  campaign and template made, test sent: ${JSON.stringify(preview?.['subject'])}`);
		return { campaignId: idOf(result, 'Save the campaign'), templateId: idOf(result, 'Save the template') };
	}

	/** The workflow as a user would set it up: a campaign, a template, and who is searched. */
	private async campaign(campaignId: number, templateId: number): Promise<Pick<CampaignResult, 'selected' | 'sent' | 'notSent'>> {
		const workflow = this.workflows.read('04-campaign');
		const search = parametersOf(workflow, 'Search the segment');
		search['generalParameters'] = { campaign: chosen(campaignId), reference: 'Demo' };
		search['tabs'] = { contact: [{ allRecords: true }], lead: [{ allRecords: true }] };
		parametersOf(workflow, 'Create the messages')['template'] = chosen(templateId);
		parametersOf(workflow, 'Deliver the messages')['options'] = { bounceAddress: 'bounces@example.com' };
		const waits = (await this.workflows.execute(workflow, {})).expect('waiting');
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

	/** The pages that this input's mails lead to: the links that count, unsubscribing, tasks. Each store has its own. */
	private async publish(): Promise<void> {
		const { storeFile } = this.setting;
		const name = basename(storeFile, '.sqlite');
		for (const [slug, trigger, path] of [['06-email-events', 'Count opens and clicks', 'email-events'], ['07-unsubscribe-page', 'Unsubscribe', 'unsubscribe'], ['09-my-tasks', 'Answer the tasks page', 'my-tasks']] as const) {
			const workflow = this.workflows.read(slug);
			parametersOf(workflow, trigger)['path'] = `${path}-${name}`;
			await this.workflows.publish(workflow);
		}
	}

	/** What recipients do with their mails comes back by itself: links of the mails, the unsubscribe button, bounce mails. */
	private async recipients(campaignId: number, sink: MailSink, firstMail: number): Promise<Record<Counted, number>> {
		const { say } = this.setting;
		const { opened, clicked, scanned, unsubscribed, undeliverable: [hard, soft] } = await recipientsAct(sink, firstMail, await sink.count());
		const inputItems = [...(hard ? [bounceReport(hard, '5.1.1')] : []), ...(soft ? [bounceReport(soft, '4.2.2')] : [])];
		(await this.workflows.execute(this.workflows.read('06b-bounce-mails'), { startNode: 'Wait for mails that come back', inputItems })).expect('success');
		say(`  recipients: ${opened + clicked} open their mail, ${clicked} of them follow its link, ${scanned} mails are fetched by a scanner, ${unsubscribed} unsubscribe, ${inputItems.length} mails bounce`);
		const counts = (await this.workflows.execute(countWorkflow(campaignId), {})).expect('success');
		const count = (what: Counted) => Number(counts.json(what)[0]?.['count'] ?? 0);
		const cameBack = { opened: count('opened'), clicked: count('clicked'), unsubscribed: count('unsubscribed'), bounced: count('bounced') };
		say(`  came back by itself: ${listed(cameBack)}`);
		return cameBack;
	}

	/** Each salesperson is mailed a link, and answers the calls on the page that it opens. */
	private async myTasks(sink: MailSink): Promise<{ readonly answered: Answered; readonly users: readonly number[] }> {
		const before = await sink.count();
		const mailed = await this.workflows.run('09-my-tasks');
		const answered = await salespeopleAnswer(sink, before + 1, await sink.count());
		this.setting.say(`  ${answered.salespeople} salespeople are mailed the link to their tasks, and answer on the page: ${answered.positive} calls positive, ${answered.negative} negative`);
		return { answered, users: mailed.json('Get the tasks pages').map(({ id }) => Number(id)) };
	}

	/** The first salesperson hands all over to the second. */
	private async handOver([one, other]: readonly number[]): Promise<number> {
		const { from, to, records } = await handOver(this.workflows, one ?? 0, other ?? 0);
		this.setting.say(`  ${from} hands over to ${to}: ${records} records, by a job`);
		return records;
	}

	/** The campaign's report, which is mailed too, as a file beside the store. */
	private async report(campaignId: number): Promise<string> {
		const workflow = this.workflows.read('25-campaign-report');
		Object.assign(parametersOf(workflow, 'Make the page'), { reportOn: 'one', campaign: chosen(campaignId), period: 'allTime' });
		const [item] = (await this.workflows.execute(workflow, {})).expect('success').items('Make the page');
		if (!item) throw new Error('No report was made.');
		const { storeFile, say } = this.setting;
		const file = join(dirname(storeFile), `report-${basename(storeFile, '.sqlite')}.html`);
		await writeFile(file, fileContent(item, 'report'));
		say('  the report is mailed, and is a page');
		return file;
	}
}

function chosen(id: number): IDataObject {
	return { __rl: true, mode: 'id', value: String(id) };
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
