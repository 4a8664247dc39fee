import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';
import { Client } from 'pg';
import PostalMime, { type Email } from 'postal-mime';

import type { RecordJson } from '../../../engine/records/RecordJson';
import type { Store } from '../../../engine/store/Store';
import type { StoreSettings } from '../../../engine/store/openStore';
import { storeSettings } from '../../../nodes/shared/nodeStore';
import { itemsOf, type CredentialsByType, type PublishedWorkflow, type RunResult } from '../../harness';
import { startSmtpSink, type SmtpSink } from '../../simulators/smtpSink';
import { execute } from '../../support/rows';
import { byId, NodeHost } from './NodeHost';
import { intakeRows, readRows } from './reads';
import { triggerWorkflow, type TriggerName } from './triggers';

type Values = Readonly<Record<string, string | number | boolean | null>>;

/** A mail as its recipient gets it. */
export interface DeliveredMail {
	readonly to: string;
	/** By lower-case name, every value there is. */
	readonly headers: ReadonlyMap<string, readonly string[]>;
	readonly html: string;
	readonly text: string;
	/** Where its links lead, in order. */
	readonly links: readonly string[];
}

/** Mailings from the template to the mailbox: on n8n's engine, through a real mail server on loopback. */
export class Mailings {
	private constructor(
		readonly nodes: NodeHost,
		readonly sink: SmtpSink,
	) {}

	static async create(dialect: Store['dialect'] = 'sqlite'): Promise<Mailings> {
		return new Mailings(await NodeHost.create(dialect), await startSmtpSink({ keep: 'bodies' }));
	}

	get store(): Store {
		return this.nodes.store;
	}

	async publish(trigger: TriggerName, parameters: INodeParameters = {}, more: { readonly credentials?: CredentialsByType; readonly id?: string } = {}): Promise<PublishedWorkflow> {
		const published = await this.nodes.host.publish(triggerWorkflow(trigger, parameters, more.id), { credentials: { ...this.nodes.credentials, ...more.credentials } });
		// n8n writes down what a trigger keeps as JSON; the host keeps n8n's watched objects, which nothing can copy.
		Reflect.set(published, 'staticData', JSON.parse(JSON.stringify(Reflect.get(published, 'staticData'))));
		return published;
	}

	async person(name: string, email: string): Promise<RecordJson> {
		return await this.nodes.record('contact', { name, email });
	}

	/** A template whose HTML has a link that unsubscribes, unless told otherwise. */
	async template(name: string, values: Values = {}): Promise<RecordJson> {
		return await this.nodes.record('template', { name, subject: `${name} for {{ recipient.name }}`, html: UNSUBSCRIBABLE, from_name: 'Olivares', from_email: 'news@example.com', ...values });
	}

	async campaign(name: string, values: Values = {}): Promise<RecordJson> {
		return await this.nodes.record('campaign', { name, ...values });
	}

	/** Creates a message for each of these people. */
	async queue(campaign: RecordJson, template: RecordJson, ...people: readonly RecordJson[]): Promise<void> {
		const parameters = { operation: 'messages', template: byId(template.id), generalParameters: { campaign: byId(campaign.id) } };
		const [made] = await this.nodes.json('crmCampaign', parameters, itemsOf(...people.map(({ id }) => ({ kind: 'contact', id }))));
		if (made?.['done'] !== people.length) throw new Error(`${Number(made?.['done'] ?? 0)} of ${people.length} messages were queued: ${JSON.stringify(made)}`);
	}

	/** Delivers a campaign's messages by a mail service's account, in Test Mode. */
	async deliverBy(service: 'brevo' | 'sendgrid', campaign: RecordJson, credentials: CredentialsByType): Promise<RunResult> {
		return await this.nodes.run('campaignEmail', { operation: 'deliver', service, campaign: byId(campaign.id), options: { testMode: true } }, { credentials });
	}

	/** Delivers a campaign's messages by one's own server; in Test Mode unless told otherwise. */
	async deliver(campaign: RecordJson, options: INodeParameters = { testMode: true }): Promise<RunResult> {
		const smtp = { host: '127.0.0.1', port: this.sink.port, secure: false, disableStartTls: true, user: '', password: '', hostName: '' };
		return await this.nodes.run('campaignEmail', { operation: 'deliver', campaign: byId(campaign.id), options }, { credentials: { smtp } });
	}

	/** Queues, delivers, and answers the mails of it, in the order of the people. */
	async mail(campaign: RecordJson, template: RecordJson, ...people: readonly RecordJson[]): Promise<DeliveredMail[]> {
		await this.queue(campaign, template, ...people);
		const before = this.sink.accepted().length;
		(await this.deliver(campaign)).expect('success');
		const mails = await this.mails(before);
		return people.map(({ email }) => {
			const mail = mails.find(({ to }) => to === email);
			if (!mail) throw new Error('Somebody got no mail.');
			return mail;
		});
	}

	/** The mails that arrived, from the nth on. */
	async mails(from = 0): Promise<DeliveredMail[]> {
		return await Promise.all(
			this.sink.accepted().slice(from).map(async ({ to, headers, raw }) => {
				const { html = '', text = '' }: Email = await PostalMime.parse(raw ?? '');
				const links = [...html.matchAll(/<a\s[^>]*href="([^"]*)"/g)].map(([, link]) => (link ?? '').replaceAll('&amp;', '&'));
				return { to: to[0] ?? '', headers, html, text, links };
			}),
		);
	}

	/** A message's row, by campaign and address. */
	async message(campaign: RecordJson, address: string): Promise<Readonly<Record<string, unknown>>> {
		const [row] = await this.store.run(readRows, `SELECT * FROM message WHERE campaign_id = ${Number(campaign.id)} AND address_key = '${address}'`);
		if (!row) throw new Error(`There is no message to ${address}.`);
		return row;
	}

	/** The ledger of an address, oldest first, once it has so many rows: who said no is answered before it is folded. */
	async ledger(address: string, rows = 1): Promise<Record<string, unknown>[]> {
		return await within(async () => await this.store.run(readRows, `SELECT decision, source, scope, scope_ref, record_id, proof FROM consent_entry WHERE address_key = '${address}' ORDER BY id`), (found) => found.length >= rows);
	}

	/** How many rows the ledger has. */
	async noes(): Promise<number> {
		return (await this.store.run(readRows, 'SELECT id FROM consent_entry')).length;
	}

	/** Holds what folding writes to, as a big set does, until it is let go. */
	async hold(): Promise<() => Promise<void>> {
		const { crmStoreApi: credential } = this.nodes.credentials;
		if (!credential) {
			const database = new DatabaseSync(this.store.location);
			database.exec('BEGIN IMMEDIATE');
			return async () => {
				database.exec('COMMIT');
				database.close();
			};
		}
		const { host, port, database, user, password } = storeSettings(credential) as Extract<StoreSettings, { kind: 'postgres' }>;
		const client = new Client({ host, port, database, user, password });
		await client.connect();
		await client.query('BEGIN');
		await client.query('UPDATE message SET updated_at = updated_at');
		return async () => {
			await client.query('COMMIT');
			await client.end();
		};
	}

	/** How many events were ever put down and are remembered. */
	async takenIn(): Promise<number> {
		return (await this.store.intake.isUsed()) ? await this.store.intake.run(intakeRows, null) : 0;
	}

	/** As if all mails had been handed over an hour ago: who opens them now is no gateway that checks them on their way. */
	async anHourPasses(): Promise<void> {
		await execute(this.store, 'UPDATE message SET sent_at = sent_at - 3600000, sending_at = sending_at - 3600000');
	}

	async close(): Promise<void> {
		await this.sink.stop();
		await this.nodes.close();
	}
}

/** What is read, once it is as it should be, or after ten seconds. */
export async function within<Result>(read: () => Promise<Result>, wanted: (result: Result) => boolean): Promise<Result> {
	const until = Date.now() + 10_000;
	for (;;) {
		const result = await read();
		if (wanted(result) || Date.now() > until) return result;
		await sleep(20);
	}
}

export const UNSUBSCRIBABLE = '<p>Hello {{ recipient.name }}, <a href="https://shop.example.com/offer?a=1&amp;b=%C3%A9#top">an offer</a>.</p><p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>';
